"""The form of each move of a complaint. The same forms serve screens, API and the door itself."""

from __future__ import annotations

from casework.forms import MoveForm
from workflows.base.forms import ReviewForm, ReviewRequestForm, SupplementForm, SupplementRequestForm, WithdrawForm
from workflows.complaint.aftermath_forms import (
    AskReopenForm,
    DeclineForm,
    DissatisfiedForm,
    ExOfficioForm,
    ReopenForm,
    ReviewChangeForm,
)
from workflows.complaint.handling_forms import (
    AskUnitsForm,
    CountersignForm,
    ExtendForm,
    PartlyForm,
    ReplyForm,
    SubstantiatedForm,
    UnclearForm,
    UnfoundedForm,
)
from workflows.complaint.triage_forms import (
    AcceptForm,
    ClassifyForm,
    HandOverForm,
    MergeForm,
    RefuseComplaintForm,
    TransferComplaintForm,
)

FORMS: dict[str, type[MoveForm]] = {
    "classify": ClassifyForm,
    "ask_supplement": SupplementRequestForm,
    "supplement": SupplementForm,
    "accept": AcceptForm,
    "refuse": RefuseComplaintForm,
    "transfer": TransferComplaintForm,
    "hand_over_accusation": HandOverForm,
    "merge": MergeForm,
    "ask_units": AskUnitsForm,
    "countersign": CountersignForm,
    "extend": ExtendForm,
    "extend_consulting": ExtendForm,
    "extend_countersigning": ExtendForm,
    "conclude_substantiated": SubstantiatedForm,
    "conclude_partly": PartlyForm,
    "conclude_unfounded": UnfoundedForm,
    "conclude_unclear": UnclearForm,
    "reply": ReplyForm,
    "rate_dissatisfied": DissatisfiedForm,
    "ask_reopen": AskReopenForm,
    "reopen": ReopenForm,
    "decline_reopen": DeclineForm,
    "ask_review": ReviewRequestForm,
    "decide_review_uphold": ReviewForm,
    "decide_review_change": ReviewChangeForm,
    "withdraw": WithdrawForm,
    "continue_ex_officio": ExOfficioForm,
}
