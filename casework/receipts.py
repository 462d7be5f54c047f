"""Signed receipts (回执): written with every filing, and whether one still agrees with what was filed."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone, translation

from casework import audit, registry, signatures
from casework.context import Context
from casework.models import Case, Clock, DeadlineRule, Event, Evidence, Party, Receipt, Unit
from casework.models.guard import require_open
from casework.paper_words import law_of
from casework.papers.addresses import verify_url
from casework.rules.deadlines import CHINA

PURPOSE = "receipt"  # what the signature of a receipt is good for, and for nothing else
FORMAT = 1


@dataclass(frozen=True)
class Filed:
    """What somebody handed in, as the rows that keep it. `content` is what it said then."""

    case: Case
    particulars: Any
    filer: Party | None
    evidence: tuple[str, ...]
    content: str

    @classmethod
    def of(cls, case: Case) -> Filed:
        """What was filed to open a case. A ticket whose text the platform changed later is taken as it was first."""
        files = [row.sha256 for row in case.evidence.all() if row.draft_id is not None]
        filer = next((row for row in case.parties.all() if row.role == Party.Role.FILER), None)
        return cls(case, particulars_of(case), filer, tuple(files), _first_content(case))


def particulars_of(case: Case) -> Any:
    """The row with what the kind asks for, if what was filed is kept in it."""
    return getattr(case, case.kind) if registry.get(case.kind).filed else None


def details_model(kind: str) -> Any:
    """The table of that row, None where what was filed is in the case alone."""
    return Case._meta.get_field(kind).related_model if registry.get(kind).filed else None


def filed_with(receipt: Receipt, filed: Filed) -> dict[str, Any]:
    """What the digest of a receipt is made of. The title and the area are not in it: the office may change both."""
    case, kind = filed.case, registry.get(filed.case.kind)
    return {
        "salt": receipt.salt,
        "kind": case.kind,
        "content": filed.content,
        "details": _said(filed.particulars, kind.filed) | receipt.kept,
        "person": case.named_person,
        "respondent": case.respondent.name if case.respondent else "",
        "record": case.record.number if case.record else "",
        "evidence": sorted(filed.evidence),
        "filer": _identity(receipt.filer_salt, filed.filer),
    }


def digest_of(filed: dict[str, Any]) -> str:
    """The digest of what was filed."""
    return hashlib.sha256(audit.canonical(filed)).hexdigest()


def issue(ctx: Context, unit: Unit) -> Receipt:
    """Write the receipt of the filing that is being carried out; its clocks run already."""
    require_open("Receipt")
    clocks = ctx.case.clocks.select_related("rule").order_by("pk")
    receipt = make(Filed.of(ctx.case), promises(ctx.case.kind, clocks), unit.full_name)
    receipt.save(force_insert=True)
    return receipt


def make(filed: Filed, promised: list[dict[str, Any]], unit: str) -> Receipt:
    """A receipt over what was filed, not saved yet."""
    case, known = filed.case, filed.filer is not None and not filed.filer.sealed and filed.filer.name
    receipt = Receipt(
        case_id=case.pk,
        code=signatures.new_code(),
        kept=_said(filed.particulars, registry.get(case.kind).amended),
        salt=secrets.token_hex(16),
        filer_salt=secrets.token_hex(16) if known else "",
        made_at=case.opened_at,
    )
    receipt.payload = {
        "format": FORMAT,
        "code": receipt.code,
        "number": case.number,
        "kind": case.kind,
        "unit": unit,
        "received_at": moment(case.opened_at),
        "digest": digest_of(filed_with(receipt, filed)),
        "promised": promised,
    }
    receipt.signature = signatures.sign(PURPOSE, audit.canonical(receipt.payload))
    return receipt


def promises(kind: str, clocks: Iterable[Clock]) -> list[dict[str, Any]]:
    """What happens by when: a line for each clock that the filing started, with where its time limit stands."""
    specs = registry.get(kind).clocks
    with translation.override("zh-hans"):
        return [_promise(clock, str(specs[clock.name].label)) for clock in clocks]


def _promise(clock: Clock, what: str) -> dict[str, Any]:
    return {
        "step": clock.name,
        "what": what,
        "since": moment(clock.started_at),
        "by": moment(clock.due_at),
        "rule": clock.rule.code,
        "version": clock.rule.version,
        "source": f"{clock.rule.source} {clock.rule.article}".strip(),
        "provisional": clock.provisional,
    }


def is_signed(payload: Any, signature: str) -> bool:
    """Whether a signature is ours over this payload."""
    return signatures.is_genuine(PURPOSE, audit.canonical(payload), signature)


def is_genuine(receipt: Receipt) -> bool:
    """Whether the row still says what was signed."""
    return receipt.payload.get("code") == receipt.code and is_signed(receipt.payload, receipt.signature)


def facts(receipt: Receipt) -> dict[str, Any]:
    """What papers and pages say of a receipt, each in its language."""
    said = receipt.payload
    specs = registry.get(said["kind"]).clocks
    return {
        "number": said["number"],
        "code": receipt.code,
        "digest": said["digest"],
        "received_at": _local(said["received_at"]),
        "address": verify_url(receipt.code),
        "promised": [
            one | {"by": _local(one["by"]), "law": _law(one), "what": specs[one["step"]].label}
            for one in said["promised"]
        ],
    }


def _law(promise: dict[str, Any]) -> str:
    """The law behind a promise as a paper cites it; what is from memory or our own proposal is cited as none."""
    rule = DeadlineRule.objects.filter(code=promise["rule"], version=promise["version"]).first()
    return law_of(rule) if rule is not None else ""


def for_holder(case: Case) -> dict[str, Any]:
    """The receipt as a file for machines: what was signed, the signature, and what the digest was made of."""
    receipt: Receipt = case.receipt
    key_id, _, value = receipt.signature.partition(":")
    return {
        "receipt": receipt.payload,
        "signature": {"algorithm": "Ed25519", "key": key_id, "value": value},
        "filed": filed_with(receipt, Filed.of(case)),
        "verify": verify_url(receipt.code),
        "keys": verify_url("keys"),
    }


def faults() -> Iterator[str]:
    """Cases without a receipt, and receipts that no longer agree with their signature or with what was filed."""
    yield from Case.objects.filter(receipt=None).order_by("pk").values_list("number", flat=True)
    for kind in registry.all_kinds():
        rows = Receipt.objects.filter(case__kind=kind.code).order_by("pk").prefetch_related(*_WHOLE)
        related = ["case__respondent", "case__record", *([f"case__{kind.code}"] if kind.filed else [])]
        for receipt in rows.select_related(*related).iterator(chunk_size=500):
            said = (receipt.payload.get("number"), receipt.payload.get("digest"))
            held = (receipt.case.number, digest_of(filed_with(receipt, Filed.of(receipt.case))))
            if said != held or not is_genuine(receipt):
                yield str(receipt.case.number)


_WHOLE = (
    Prefetch("case__parties", Party.objects.order_by("pk")),
    Prefetch("case__evidence", Evidence.objects.filter(draft__isnull=False)),
    Prefetch("case__events", Event.objects.filter(verb="ticket_text").order_by("seq").select_related("private")),
)


def _first_content(case: Case) -> str:
    """The content before the platform changed the text of its ticket for the first time."""
    known = getattr(case, "_prefetched_objects_cache", {})
    if case.channel != "hotline":
        return str(case.content)
    events = case.events.all() if "events" in known else case.events.filter(verb="ticket_text").order_by("seq")
    first = next(iter(events), None)
    return str(first.private.data["before"]) if first is not None else str(case.content)


def _said(particulars: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(particulars, name)) for name in names}


def _identity(salt: str, filer: Party | None) -> str:
    """The filer as a digest that tells nobody anything without the salt; empty where there was none to digest."""
    if not salt or filer is None:
        return ""
    name, number = filer.sealed_name or filer.name, filer.id_number or ""  # sealed afterwards: still the same
    return audit.sealed(salt, {"type": str(filer.type), "name": name, "id_number": number})


def _plain(value: Any) -> Any:
    """A value of a row in one spelling, whether it was just made or comes from the database."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value) if isinstance(value, str) else value


def moment(at: datetime) -> str:
    """A moment as receipts write it: in China, to the second."""
    return at.astimezone(CHINA).isoformat(timespec="seconds")


def _local(text: str) -> datetime:
    return timezone.localtime(datetime.fromisoformat(text))
