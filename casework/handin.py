"""From what somebody else hands in to a filing, for API and desk alike: looks up what is named, checks numbers, files once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework import actions, crypto, details, queries, registry
from casework.errors import Conflict, InvalidData
from casework.filing import Filing, Opened, PartyInput
from casework.models import Area, CreditRecord, SubjectType, Unit
from casework.permissions import Actor
from casework.registry import CaseKind
from casework.rules import identifiers
from casework.rules.errors import InvalidIdentifier

AREA_CODE = "0411"  # completes a telephone number written without one
Errors = dict[str, list[str]]


@dataclass(frozen=True)
class GivenFiler:
    """On whose behalf a matter is filed, as it was entered."""

    type: str
    name: str = ""
    id_number: str = ""
    phone: str = ""
    email: str = ""
    anonymous: bool = False
    sealed: bool = False


@dataclass(frozen=True)
class Given:
    """A matter as it was entered: units and records by name and number, nothing looked up yet."""

    kind: str
    content: str
    filer: GivenFiler
    title: str = ""
    channel: str = "api"
    area: str = ""
    respondent: str | None = None
    street: str | None = None
    person: str = ""
    record: str | None = None
    external_id: str = ""
    details: dict[str, Any] = field(default_factory=dict)


class KeyReused(Conflict):
    """The Idempotency-Key already belongs to a filing with other content."""

    code = "key_reused"


def file_once(given: Given, key: str, *, by: Actor, at: datetime) -> Opened:
    """File the matter; the same key of the same caller files once. Raises InvalidData, NotAllowed, KeyReused."""
    filing = filing_of(given, _own_key(key, by), by, at)
    try:
        opened = actions.open_case(given.kind, filing, by=by, at=at)
    except IntegrityError:  # the same key arrived twice in the same moment: the other one is the case
        if not key:
            raise
        opened = actions.open_case(given.kind, filing, by=by, at=at)
    if not opened.receipt_code and not _same(opened, filing):
        raise KeyReused(_("This Idempotency-Key was used for another filing. Use a new key for a new matter."))
    return opened


def filing_of(given: Given, key: str, by: Actor, at: datetime) -> Filing:
    """The filing, with every problem found at once."""
    errors: Errors = {}
    if given.kind not in {kind.code for kind in registry.all_kinds()}:
        raise InvalidData({"kind": [_("There is no such kind of case.")]})
    kind = registry.get(given.kind)
    _check_fits_kind(kind, given, errors)
    filer = _filer(given.filer, at, errors)
    extra, wrong = details.checked(kind, given.details)
    errors |= wrong
    filing = Filing(
        content=given.content,
        filer=filer,
        title=given.title,
        channel=given.channel,
        language=get_language() or "zh-hans",
        record=_record(given, filer, by, errors),
        area=given.area,
        street=_unit("street", given.street, errors),
        named_person=given.person,
        respondent=_unit("respondent", given.respondent, errors),
        details=extra,
        idempotency_key=key,
        external_id=given.external_id,
    )
    if errors:
        raise InvalidData(errors)
    return filing


def _own_key(key: str, by: Actor) -> str:
    """Keys of different callers never meet."""
    caller = by.user.pk if by.user else ""
    return "key:" + hashlib.sha256(f"{caller}:{key}".encode()).hexdigest() if key else ""


def _same(opened: Opened, filing: Filing) -> bool:
    case = opened.case
    record = filing.record.pk if filing.record else None
    return (case.content, case.record_id, case.external_id) == (filing.content, record, filing.external_id)


def _check_fits_kind(kind: CaseKind, given: Given, errors: Errors) -> None:
    filer, area = given.filer, kind.area
    if (filer.anonymous or filer.sealed) and not kind.seals:
        errors["filer.anonymous"] = [_("This kind of case cannot be filed anonymously.")]
    elif filer.anonymous and (filer.name or filer.id_number or filer.phone or filer.email):
        errors["filer.anonymous"] = [_("Somebody anonymous gives neither name nor number; otherwise choose “sealed”.")]
    elif not filer.anonymous and not filer.name:
        errors["filer.name"] = [_("Please enter the full name.")]
    if area and given.area and given.area != area:
        errors["area"] = [_("This kind of case belongs to the area %(area)s.") % {"area": area}]
    if not area and not Area.objects.filter(code=given.area).exists():
        errors["area"] = [_("There is no such area.")]
    if kind.about_record and not given.record:
        errors["record"] = [_("Name the credit record that this is about.")]
    if kind.about_respondent and not given.respondent:
        errors["respondent"] = [_("Name the unit that this is about.")]


def _filer(given: GivenFiler, at: datetime, errors: Errors) -> PartyInput:
    """The filer with numbers in their usual form."""
    on = timezone.localdate(at)

    def identity(text: str) -> str:
        return identifiers.citizen_id(text, on) if given.type == "person" else identifiers.credit_code(text)

    wrong_id = _("This number is not right. Compare it with the document: a digit may be wrong or two swapped.")
    wrong_phone = _("This is not a complete telephone number.")
    return PartyInput(
        type=given.type,
        name=given.name,
        id_number=_number("filer.id_number", given.id_number, identity, wrong_id, errors),
        phone=_number("filer.phone", given.phone, _telephone, wrong_phone, errors),
        email=_email(given.email, errors),
        sealed=given.sealed and not given.anonymous,
    )


def _number(field: str, text: str, read: Callable[[str], str], wrong: str, errors: Errors) -> str:
    if not text.strip():
        return ""
    try:
        return read(text)
    except InvalidIdentifier:
        errors[field] = [wrong]
        return ""


def _telephone(text: str) -> str:
    return identifiers.telephone(text, area_code=AREA_CODE)


def _email(text: str, errors: Errors) -> str:
    text = text.strip()
    if text:
        try:
            validate_email(text)
        except ValidationError:
            errors["filer.email"] = [_("This is not a complete e-mail address.")]
    return text


def _record(given: Given, filer: PartyInput, by: Actor, errors: Errors) -> CreditRecord | None:
    """The record, as far as the caller may read it; anything else is answered like a number that does not exist."""
    if not given.record:
        return None
    record = queries.records(by).filter(number=given.record.strip()).first()
    if record is None:
        errors["record"] = [_("There is no record with this number, or you may not read it.")]
    elif _other_subject(record, filer):
        errors["filer.id_number"] = [_("This number is not that of the subject of the record.")]
    return record


def _other_subject(record: CreditRecord, filer: PartyInput) -> bool:
    if record.subject_type == SubjectType.PERSON:
        known, stated = record.person_index, crypto.blind_index(filer.id_number)
    else:
        known, stated = record.subject_code, filer.id_number
    return bool(known and filer.id_number and stated != known)


def _unit(field: str, name: str | None, errors: Errors) -> Unit | None:
    if not name:
        return None
    unit = Unit.objects.filter(name=name.strip(), valid_to__isnull=True).first()
    if unit is None:
        errors[field] = [_("There is no unit of this name.")]
    return unit
