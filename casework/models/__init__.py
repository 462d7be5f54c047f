"""The tables that all kinds of cases share, one noun a file."""

from casework.models.assignment import Assignment
from casework.models.case import Case, Channel, KindState
from casework.models.case_file import CaseFile
from casework.models.clock import Clock, ClockEvent, Rung
from casework.models.delivery import Delivery, Subscriber
from casework.models.document import Document, NumberSeries, PaperFile
from casework.models.endpoint import Endpoint
from casework.models.event import Event, EventPrivate, Reading
from casework.models.evidence import Draft, Evidence
from casework.models.hotline import HotlineTicket
from casework.models.paper_life import PaperCancellation, PaperReading, Service
from casework.models.party import Party, SubjectType, Unsealing
from casework.models.person import User
from casework.models.person_reading import PersonReading
from casework.models.proposal import Proposal
from casework.models.pulse import ApiToken, Heartbeat
from casework.models.receipt import Receipt
from casework.models.recommendation import Measure, Recommendation
from casework.models.record import CreditRecord, DisputeMark, RecordStatus, RecordVersion
from casework.models.record_change import RecordChange
from casework.models.record_import import RecordImport
from casework.models.relation import CaseLink, JointLead, Recusal
from casework.models.rule import (
    Area,
    Attestation,
    CalendarYear,
    Clause,
    DeadlineRule,
    Pack,
    Paper,
    Reason,
    Regime,
    ReserveList,
)
from casework.models.rule_change import RuleChange
from casework.models.sanction import Mitigation, Sanction
from casework.models.unit import Absence, Membership, Role, Unit
from casework.models.work import CaseProcess, CaseTask

__all__ = [
    "Absence",
    "ApiToken",
    "Area",
    "Assignment",
    "Attestation",
    "CalendarYear",
    "Case",
    "CaseFile",
    "CaseLink",
    "CaseProcess",
    "CaseTask",
    "Channel",
    "Clause",
    "Clock",
    "ClockEvent",
    "CreditRecord",
    "DeadlineRule",
    "Delivery",
    "DisputeMark",
    "Document",
    "Draft",
    "Endpoint",
    "Event",
    "EventPrivate",
    "Evidence",
    "Heartbeat",
    "HotlineTicket",
    "JointLead",
    "KindState",
    "Measure",
    "Membership",
    "Mitigation",
    "NumberSeries",
    "Pack",
    "Paper",
    "PaperCancellation",
    "PaperFile",
    "PaperReading",
    "Party",
    "PersonReading",
    "Proposal",
    "Reading",
    "Reason",
    "Receipt",
    "Recommendation",
    "RecordChange",
    "RecordImport",
    "RecordStatus",
    "RecordVersion",
    "Recusal",
    "Regime",
    "ReserveList",
    "Role",
    "RuleChange",
    "Rung",
    "Sanction",
    "Service",
    "SubjectType",
    "Subscriber",
    "Unit",
    "Unsealing",
    "User",
]
