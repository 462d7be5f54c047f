"""What somebody hands in to open a case."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from django.conf import settings

from casework import codes, crypto
from casework.models import Case, CreditRecord, Draft, Party, Unit
from casework.rules import identifiers

CODE_PREFIX = "XG"
BRACKETS = str.maketrans("[(【{", "〔〔〔〔") | str.maketrans("])】}", "〕〕〕〕")
_costs: dict[str, Any] = settings.RECEIPT_CODE_HASHER
_hasher = PasswordHasher(**_costs)
_nobody = _hasher.hash("no such case")


@dataclass(frozen=True)
class PartyInput:
    """A filer or agent as entered: numbers may carry spaces and full-width digits.

    A filer without a name is anonymous (匿名); the identity of a sealed one (举报) is kept as ciphertext only.
    """

    type: str
    name: str = ""
    id_number: str = ""
    phone: str = ""
    email: str = ""
    sealed: bool = False


@dataclass(frozen=True)
class OutsideTicket:
    """The ticket of the 12345 platform that a matter comes from. `digests`: see HotlineTicket."""

    number: str
    sort: str
    dispatched_at: datetime
    due_at: datetime | None
    digests: dict[str, str]


@dataclass(frozen=True)
class Filing:
    """Everything needed to open a case. `details` is what the kind asks for.

    `lead` is given when the lead is known already: a case that another case opens stays with the lead of that one.
    """

    content: str
    filer: PartyInput
    area: str = ""
    street: Unit | None = None
    named_person: str = ""
    lead: Unit | None = None
    title: str = ""
    channel: str = "web"
    language: str = "zh-hans"
    record: CreditRecord | None = None
    respondent: Unit | None = None
    agent: PartyInput | None = None
    details: dict[str, Any] = field(default_factory=dict)
    draft: Draft | None = None
    idempotency_key: str = ""
    external_id: str = ""
    ticket: OutsideTicket | None = None


@dataclass(frozen=True)
class Opened:
    """A new case and its receipt code.

    The code is empty when the same filing was sent before, and for a ticket: the hotline itself answers the caller.
    """

    case: Case
    receipt_code: str


def new_receipt_code() -> str:
    """A code such as XG-7K3M-2P9W-Q4RT: about 59 bits, shown once, stored only as an Argon2 hash."""
    return codes.new(CODE_PREFIX)


def normal_code(code: str) -> str:
    """A code as typed by a person: case, spaces and dashes do not matter."""
    return codes.bare(code, CODE_PREFIX)


def hash_code(code: str) -> str:
    """The Argon2 hash of a receipt code."""
    return _hasher.hash(normal_code(code))


def normal_number(number: str) -> str:
    """A case number as typed by a person: any brackets will do."""
    return identifiers.tidy(number).translate(BRACKETS)[:32]


def find_case(number: str, code: str) -> Case | None:
    """The case of this number if the code is right. Takes as long for an unknown number as for a wrong code."""
    case = Case.objects.filter(number=normal_number(number)).exclude(receipt_hash="").first()
    try:
        _hasher.verify(case.receipt_hash if case else _nobody, normal_code(code))
    except (VerificationError, InvalidHashError):
        return None
    return case


def party(case: Case, role: str, given: PartyInput) -> Party:
    """The row of a party: numbers normalised and encrypted, masks and index beside them; of a sealed one no masks."""
    number, name = identifiers.tidy(given.id_number), " ".join(given.name.split())
    row = Party(
        case_id=case.pk,
        role=role,
        type=given.type,
        sealed=given.sealed,
        id_number=number or None,
        id_index=crypto.blind_index(number) if number else "",
        phone=given.phone or None,
        phone_index=crypto.blind_index(given.phone) if given.phone else "",
        email=given.email or None,
    )
    if given.sealed:
        row.sealed_name = name
        return row
    row.name = name
    row.id_masked = (identifiers.mask_id(number) if given.type == "person" else number) if number else ""
    row.phone_masked = identifiers.mask_phone(given.phone) if given.phone else ""
    row.email_masked = mask_email(given.email) if given.email else ""
    return row


def shown_name(party: Party) -> str:
    """How a paper addresses a party: by name, or as 举报人 when the identity is sealed or unknown."""
    return str(party.name) or "举报人"


def mask_email(address: str) -> str:
    """w***@example.com"""
    name, _, host = address.partition("@")
    return f"{name[:1]}***@{host}"
