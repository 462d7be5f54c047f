"""What callers get back: the shapes of the answers. Units go by their short names, people never by more than a name."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field

from casework.api.paper_answers import PaperOut

Light = str


class Problem(Schema):
    """Why something was not done, in the caller's language."""

    code: str = Field(description=gettext_noop("Stable, for machines."))
    message: str = Field(description=gettext_noop("For people: what is wrong and what to do."))


class InvalidProblem(Problem):
    """What was sent cannot be used."""

    errors: dict[str, list[str]] = Field(description=gettext_noop("Messages by the dotted name of the field."))


class DayOut(Schema):
    """One day of the way to the due date."""

    date: date
    counts: bool
    why: str


class ClockOut(Schema):
    """One time limit."""

    name: str
    label: str
    status: str
    started_at: datetime
    due_at: datetime
    light: Light
    words: str
    rule: str = Field(description=gettext_noop("The rule it runs by, with its version."))
    provisional: bool = Field(description=gettext_noop("It touches a year whose calendar is not official yet."))
    unconfirmed: bool = Field(description=gettext_noop("The district has not confirmed this figure yet."))
    of_filer: bool
    assignment: int | None
    why: list[DayOut] = Field(description=gettext_noop("Day by day, and which days did not count."))


class StepOut(Schema):
    """Work that is to be done now."""

    task: int
    title: str
    role: str
    unit: str | None
    owner: str | None
    assignment: int | None
    proposal: int | None
    due_at: datetime | None
    light: Light


class AssignmentOut(Schema):
    """What one unit was asked, and its answer."""

    id: int
    unit: str
    round: int
    status: str
    status_label: str
    purpose: str
    question: str
    wished_by: date | None
    asked_at: datetime
    finding: str
    finding_label: str
    answer: str
    belongs_to: str | None
    answered_at: datetime | None
    ruling: str = Field(description=gettext_noop("What was ruled on it; pending while the ruling is waited for."))
    ruling_label: str
    ruling_reason: str
    ruled_at: datetime | None


class LinkOut(Schema):
    """Another case that belongs to this one."""

    number: str
    nature: str
    label: str


class LinksOut(Schema):
    """The linked cases."""

    items: list[LinkOut]


class PartyOut(Schema):
    """A party. Identity numbers and contacts are masked, and so are the names of persons."""

    role: str
    type: str
    name: str
    id_number: str
    phone: str
    email: str


class ProposalOut(Schema):
    """A step that waits for approval, or waited."""

    id: int
    case: str
    move: str
    move_label: str
    status: str
    status_label: str
    proposer: str
    unit: str
    note: str
    data: dict[str, Any]
    content_hash: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str


class CaseBrief(Schema):
    """A case in a list."""

    number: str
    kind: str
    title: str
    state: str
    state_label: str
    lead_unit: str
    opened_at: datetime


class CaseOut(CaseBrief):
    """The whole case, as far as the caller may see it."""

    kind_label: str
    version: int
    content: str
    channel: str
    area: str
    external_id: str
    outcome: str
    review_unit: str | None
    respondent: str | None
    record: str | None
    closed_at: datetime | None
    due_at: datetime | None
    light: Light
    steps: list[StepOut]
    clocks: list[ClockOut]
    assignments: list[AssignmentOut]
    papers: list[PaperOut]
    parties: list[PartyOut]
    proposals: list[ProposalOut] = Field(description=gettext_noop("Those waiting for approval."))
    details: dict[str, Any]


class OpenedOut(Schema):
    """A case that was filed. The receipt code is shown this once; a repeated request does not get it."""

    number: str
    state: str
    state_label: str
    version: int
    receipt_code: str | None
    clocks: list[ClockOut]


class MoveOut(Schema):
    """A step of this kind of case, and whether this caller may make it now."""

    move: str
    label: str
    allowed: bool
    why: str = Field(description=gettext_noop("Why not, if not."))
    needs_approval: bool
    fields: list[dict[str, Any]]
    law: str


class MovesOut(Schema):
    """All steps of the kind, as they stand for this caller."""

    version: int
    moves: list[MoveOut]


class ProposedOut(Schema):
    """The step was proposed; it takes effect when somebody else approves it."""

    proposal: ProposalOut


class EventOut(Schema):
    """Something that happened."""

    at: datetime
    kind: str
    who: str
    title: str
    text: str


class QueueRow(Schema):
    """One piece of open work."""

    task: int
    case: CaseBrief
    unit: str | None
    role: str
    owner: str | None
    assignment: int | None
    filer: str
    due_at: datetime | None
    light: Light


class QueueOut(Schema):
    """A page of open work, most urgent first."""

    items: list[QueueRow]
    next: str = Field(description=gettext_noop("Cursor of the next page; empty on the last one."))


class ProposalsOut(Schema):
    """A page of proposals."""

    items: list[ProposalOut]
    next: str


class EventsOut(Schema):
    """Everything the caller may see, oldest first."""

    items: list[EventOut]
