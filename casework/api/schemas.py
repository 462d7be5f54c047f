"""What callers send: strict shapes with bounds. Unknown fields are refused, so a slip of the pen is never silent."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from casework.handin import Given, GivenFiler

LARGEST = 2**63 - 1
TEXT = 10_000  # characters of a free text

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=TEXT)]
Number = Annotated[str, StringConstraints(pattern=r"^[^\x00]{1,40}$")]
Key = Annotated[int, Field(ge=1, le=LARGEST)]
Cursor = Annotated[
    str, Field(max_length=80, description=gettext_noop("The value of “next” in the page before; empty for the first."))
]
Version = Annotated[
    int, Field(strict=True, ge=1, le=2**31 - 1, description=gettext_noop("The version you decided on; 409 when stale."))
]


def plain(value: Any) -> Any:
    """A value that a form can read: text, number, truth value, nothing, or a list of these."""
    items = value if isinstance(value, list) else [value]
    if not all(item is None or isinstance(item, str | int | float | bool) for item in items):
        raise PydanticCustomError("plain_value", "plain value")
    return value


Plain = Annotated[Any, AfterValidator(plain)]
Data = Annotated[
    dict[str, Plain],
    Field(max_length=100, description=gettext_noop("What the step asks for, by the names of its form.")),
]

Words = Annotated[
    dict[
        Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")], Annotated[str, StringConstraints(max_length=TEXT)]
    ],
    Field(max_length=20),
]


class Strict(Schema):
    """Base of everything that is sent."""

    model_config = ConfigDict(extra="forbid")


class FilerIn(Strict):
    """The person, firm or body on whose behalf the matter is filed."""

    type: Literal["person", "enterprise", "unit"]
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    id_number: Annotated[str, StringConstraints(max_length=40)] = Field(
        "", description=gettext_noop("Identity number or unified social credit code, with a right check digit.")
    )
    phone: Annotated[str, StringConstraints(max_length=40)] = ""
    email: Annotated[str, StringConstraints(max_length=200)] = ""
    anonymous: bool = Field(False, description=gettext_noop("Only where the kind of case allows it."))
    sealed: bool = Field(
        False, description=gettext_noop("The identity is kept under seal. Only where the kind of case allows it.")
    )


class CaseIn(Strict):
    """A matter to be filed."""

    kind: Annotated[str, StringConstraints(max_length=20)] = Field(
        description=gettext_noop("The kind of case, e.g. objection.")
    )
    title: Line = ""
    content: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT)]
    filer: FilerIn
    channel: Literal["api", "window", "phone", "letter", "hotline", "petition", "credit_site", "sme_arrears"] = "api"
    area: Annotated[str, StringConstraints(max_length=40)] = ""
    respondent: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        None, description=gettext_noop("Short name of the unit complained about, where the kind has one.")
    )
    street: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        None, description=gettext_noop("Short name of the street office, where the streets lead.")
    )
    person: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = Field(
        "", description=gettext_noop("Name of the person complained about, who then keeps out of the case.")
    )
    record: Annotated[str, StringConstraints(max_length=32)] | None = Field(
        None, description=gettext_noop("Number of the credit record that the matter is about.")
    )
    external_id: Annotated[str, StringConstraints(max_length=80)] = Field(
        "", description=gettext_noop("Your own number of the matter.")
    )
    details: Data = Field(default_factory=dict)


def given(body: CaseIn) -> Given:
    """What was sent, as the house takes it."""
    return Given(**body.model_dump(exclude={"filer"}), filer=GivenFiler(**body.filer.model_dump()))


class MoveIn(Strict):
    """A step, with the version of the case it was decided on."""

    version: Version
    note: Annotated[str, StringConstraints(max_length=2000)] = Field(
        "", description=gettext_noop("For the person who approves.")
    )
    data: Data = Field(default_factory=dict)
    papers: Words = Field(
        default_factory=dict,
        description=gettext_noop(
            "The words of papers that you changed, by the code of the paper, one paragraph a line. What you leave out is "
            "issued in its standard words."
        ),
    )


class DraftIn(Strict):
    """A step that is thought of, with what it asks for."""

    data: Data = Field(default_factory=dict)


class AssignmentIn(Strict):
    """A question to one unit."""

    unit: Annotated[str, StringConstraints(max_length=40)] = Field(description=gettext_noop("Short name of the unit."))
    question: Annotated[str, StringConstraints(max_length=TEXT)]
    due: date | None = Field(
        None, description=gettext_noop("The day you wish the answer for. The legal time limit is not changed by it.")
    )
    version: Version | None = None
    data: Data = Field(default_factory=dict)


class AnswerIn(Strict):
    """What the unit found."""

    finding: Annotated[str, StringConstraints(max_length=16)] = Field(
        description=gettext_noop("One of the findings that the kind of case knows.")
    )
    text: Annotated[str, StringConstraints(max_length=TEXT)]


class ReturnAssignmentIn(Strict):
    """Not for this unit, because."""

    reason: Annotated[str, StringConstraints(max_length=2000)]
    belongs_to: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        None, description=gettext_noop("Short name of the unit it belongs to.")
    )


class RulingIn(Strict):
    """Whose a returned assignment is."""

    unit: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        None, description=gettext_noop("Short name of the unit; none when nobody need be asked again.")
    )
    reason: Annotated[str, StringConstraints(max_length=2000)]


class DifferenceIn(Strict):
    """For which side of a difference."""

    side: Literal["lead", "joint"] = Field(
        description=gettext_noop("lead: its draft stands; joint: the draft has to change.")
    )
    reason: Annotated[str, StringConstraints(max_length=2000)]


class ReasonIn(Strict):
    """Why."""

    reason: Annotated[str, StringConstraints(max_length=500)]


class RecusalIn(ReasonIn):
    """Who keeps out: the caller, or whom the registrar orders out."""

    unit: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        None, description=gettext_noop("Short name of a unit that the registrar orders out.")
    )
    person: Annotated[str, StringConstraints(max_length=150)] | None = Field(
        None, description=gettext_noop("User name of a person whom the registrar orders out.")
    )


class LeadIn(ReasonIn):
    """Which unit leads from now on."""

    unit: Annotated[str, StringConstraints(max_length=40)] = Field(description=gettext_noop("Short name of the unit."))


class LinkIn(Strict):
    """What two cases are to each other."""

    other: Number = Field(description=gettext_noop("Number of the other case."))
    nature: Literal["related", "different"]
    note: Annotated[str, StringConstraints(max_length=500)] = ""


class ApproveIn(Strict):
    """A yes."""

    note: Annotated[str, StringConstraints(max_length=2000)] = ""
    content_hash: Annotated[str, StringConstraints(max_length=64)] = Field(
        "", description=gettext_noop("The content_hash you read; 409 when the proposal is another one by now.")
    )


class ReturnProposalIn(Strict):
    """A no, with what has to change."""

    reason: Annotated[str, StringConstraints(max_length=2000)]
    content_hash: Annotated[str, StringConstraints(max_length=64)] = ""


class SubjectIn(Strict):
    """Whom a record is about."""

    type: Literal["enterprise", "unit", "person"]
    name: Line = Field("", description=gettext_noop("Not needed for a public body, which its unit names."))
    code: Annotated[str, StringConstraints(max_length=40)] = Field(
        "", description=gettext_noop("Unified social credit code; of a person the identity number, stored encrypted.")
    )
    unit: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        None, description=gettext_noop("Short name of the public body, or of the one that the person serves in.")
    )


class RecordIn(Strict):
    """A credit record as its information provider sends it."""

    subject: SubjectIn
    source_unit: Annotated[str, StringConstraints(max_length=40)] = Field(
        description=gettext_noop("Short name of the unit that made the determination.")
    )
    external_id: Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)] = Field(
        "", description=gettext_noop("Your own number of the record: the same number is taken in once.")
    )
    title: Line
    facts: Text
    basis: Line = Field(description=gettext_noop("Title or number of the decision."))
    amount: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}(\.[0-9]{1,2})?$")] | None = None
    severity: Literal["minor", "ordinary", "serious"]
    fields: Annotated[list[Literal["special_equipment", "work_safety", "fire_safety"]], Field(max_length=3)] = []
    discipline: Literal["", "warning", "demerit", "major_demerit", "demotion", "removal"] = ""
    decided_on: date
    determined_on: date
    obligations_done_on: date | None = None
    not_repairable: Line = ""
    rule_version: Annotated[str, StringConstraints(max_length=24)] = Field(
        "", description=gettext_noop("Empty: the one in force on the day of the determination.")
    )


class AmendIn(RecordIn):
    """The record anew, on the version that was read."""

    version: Version


class RecordChangeIn(Strict):
    """A change of a record that was verified."""

    what: Literal["correct", "revoke", "performed", "publish", "end", "keep"]
    fields: Data = Field(
        default_factory=dict,
        description=gettext_noop(
            "correct: what changes, and changed_on, the day on which the decision was changed; revoke: changed_on; "
            "performed: done_on; keep: until."
        ),
    )
    reason: Annotated[str, StringConstraints(max_length=5000)]
    basis: Line = ""
    version: Version
