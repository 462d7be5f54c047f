"""Service of papers (送达): noted once, corrected by another person, and what clocks count from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework import audit, clocks, documents, registry
from casework.context import Context
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.models import Case, Clock, ClockEvent, Document, Evidence, Paper, Role, Service
from casework.permissions import Actor, check_not_recused
from casework.registry import Move
from casework.rules.deadlines import CHINA

SERVES = Move(name="serve_paper", label="", source=(), target="", by=(Role.HANDLER,), law="", for_filer=False)
RECEIPT = "service_receipt"  # 送达回证 of any paper
MAY_NOTE = (Role.HANDLER, Role.SUPERVISOR, Role.REGISTRAR)
FROM_SERVICE = {  # start events of rules that count from the day on which a paper was served or received
    "answer_received",
    "conclusion_received",
    "conclusion_served",
    "decision_served",
    "notice_served",
    "order_served",
    "review_received",
}
EVENT_FIELDS = ("seq", "kind", "at", "amount", "unit", "reason", "until", "actor")  # of a clock event that is kept
CHINESE = {
    "portal": "在查询页面送达",
    "email": "电子邮件送达",
    "post": "邮寄送达",
    "in_person": "直接送达",
    "exchange": "公文交换",
    "left": "留置送达（有见证人）",
    "phone": "电话告知后送达",
}


@dataclass(frozen=True)
class Served:
    """How, when and to whom a paper was served, and what proves it. `reason`: why the service noted before is wrong."""

    way: str
    on: date
    recipient: str = ""  # empty: the addressee of the paper
    tracking: str = ""
    note: str = ""
    proof: int | None = None
    reason: str = ""


def current(document: Document) -> Service | None:
    """The service of a paper that counts: the last one that was noted."""
    found: Service | None = document.services.filter(replaced_by=None).order_by("-pk").first()
    return found


def move_that_serves(document: Document) -> Move | None:
    """The move of the kind that records the service of this paper, where one does."""
    if document.case is None:
        return None
    moves = registry.get(document.case.kind).moves.values()
    return next((row for row in moves if row.serves == document.paper.code), None)


def serve(document: Document, served: Served, by: Actor, at: datetime, case: Case | None) -> Service:
    """Note a service, or correct the one that was noted; its receipt is issued and the clocks count anew."""
    before = current(document)
    _check_who(document, before, by, case)
    _check_when(document, before)
    _check_data(document, served, before, at)
    ctx = Context(case=case, move=SERVES, actor=by, at=at) if case is not None else None
    receipt = _receipt(document, served, by, at, before)
    if ctx is not None:
        data = {"paper": RECEIPT, "number": receipt.number, "sha256": receipt.sha256}
        audit.record(ctx, "issued", data=data, unit_id=document.unit_id)
    row = _write(document, served, by, at, before, receipt)
    if ctx is not None:
        _follow(ctx, document, row)
    return row


def note(ctx: Context) -> None:
    """The service that a move records, with the receipt that the move issues."""
    if ctx.served is None:
        return
    rows = ctx.case.documents.filter(paper__code=ctx.move.serves)
    document = rows.select_related("paper", "unit").order_by("-pk").first()
    if document is None or current(document) is not None:
        return
    receipt = next(iter(ctx.documents), None)  # such a move issues no other paper
    served = replace(ctx.served, recipient=ctx.served.recipient or document.addressee)
    row = _write(document, served, ctx.actor, ctx.at, None, receipt)
    _tell(ctx, document, row, [])


def _check_who(document: Document, before: Service | None, by: Actor, case: Case | None) -> None:
    if case is not None:
        check_not_recused(by, case, document.unit_id)
    if by.user is None or not by.holds(document.unit_id, *MAY_NOTE):
        raise NotAllowed(_("Only people of %(unit)s note how its papers were served.") % {"unit": document.unit})
    if before is not None and before.noted_by_id == by.user.pk:
        raise NotAllowed(_("You noted this service yourself, so somebody else has to correct it."))


def _check_when(document: Document, before: Service | None) -> None:
    if hasattr(document, "cancellation"):
        raise Conflict(_("This paper was cancelled. Serve the one that stands in its place."))
    move = move_that_serves(document)
    if before is None and move is not None:
        raise Conflict(_("The service of this paper is recorded by the step “%(step)s”.") % {"step": move.label})


def _check_data(document: Document, served: Served, before: Service | None, at: datetime) -> None:
    issued, today = timezone.localdate(document.issued_at), timezone.localdate(at)
    errors: dict[str, list[str]] = {}
    if not issued <= served.on <= today:
        errors["served_on"] = [_("This must be a day from the date of the paper until today.")]
    if not served.recipient.strip():
        errors["recipient"] = [_("Say who received it.")]
    if served.way == Service.Way.EMAIL and served.proof is None:
        errors["proof"] = [_("Service by e-mail needs a proof, such as the answer of the recipient.")]
    if served.way == Service.Way.POST and not served.tracking.strip() and served.proof is None:
        errors["tracking"] = [_("Give the number of the consignment, or the postal receipt as a proof.")]
    if served.proof is not None and not Evidence.objects.filter(pk=served.proof, case=document.case_id).exists():
        errors["proof"] = [_("Choose a file of this case.")]
    if before is not None and not served.reason.strip():
        errors["reason"] = [_("Say what was wrong.")]
    if errors:
        raise InvalidData(errors)


def _receipt(document: Document, served: Served, by: Actor, at: datetime, before: Service | None) -> Document:
    """送达回证 in the name of the unit that issued the paper."""
    values = {"document": document, "served": served, "way": CHINESE[served.way], "before": before}
    with translation.override("zh-hans"):
        addressee, paragraphs = documents.lines_of(documents.rendered(f"documents/service/{RECEIPT}.txt", values))
    blank = Document(case_id=document.case_id, record_id=document.record_id, issued_at=at, issued_by=by.user)
    return documents.write(blank, Paper.objects.get(code=RECEIPT), document.unit, addressee, paragraphs)


def _write(
    document: Document, served: Served, by: Actor, at: datetime, before: Service | None, receipt: Document | None
) -> Service:
    row: Service = Service.objects.create(
        document=document,
        way=served.way,
        served_on=served.on,
        recipient=served.recipient.strip(),
        tracking=served.tracking.strip(),
        note=served.note.strip(),
        proof_id=served.proof,
        receipt=receipt,
        noted_by=by.user,
        noted_at=at,
        replaces=before,
        reason=served.reason.strip() if before is not None else "",
    )
    return row


def _follow(ctx: Context, document: Document, row: Service) -> None:
    """What the service changes in the case: clocks that count from it, and the kind's own particulars."""
    counting = _counting_from(ctx.case, document)
    moved = [clock for clock in counting if timezone.localdate(clock.started_at) != row.served_on]
    for clock in moved:
        _count_anew(clock, ctx, _begun(row))
    kind = registry.get(ctx.case.kind)
    if kind.served is not None:
        kind.served(ctx.case, row)
    clocks.refresh_due(ctx.case)
    _tell(ctx, document, row, [clock.name for clock in moved])


def _tell(ctx: Context, document: Document, row: Service, moved: list[str]) -> None:
    data: dict[str, Any] = {"number": document.number, "way": row.way, "served_on": row.served_on.isoformat()}
    data |= {"clocks": moved} if moved else {}
    data |= {"corrected": True} if row.replaces_id else {}
    private = {"recipient": row.recipient, "note": row.note, "reason": row.reason}
    audit.record(ctx, "served", data=data, private=private, unit_id=document.unit_id, for_filer=document.for_filer)


def _begun(row: Service) -> datetime:
    """The moment from which a clock counts: noon of the day, as days count whole."""
    return min(row.noted_at, datetime.combine(row.served_on, time(12), tzinfo=CHINA))


def _counting_from(case: Case, document: Document) -> list[Clock]:
    """Live clocks that count from the service of this paper: by the kind's table, by the rule, and no newer paper."""
    specs = registry.get(case.kind).clocks
    found = []
    for clock in case.clocks.filter(status__in=clocks.LIVE, assignment=None).select_related("rule"):
        codes = specs[clock.name].served_with
        newer = Q(paper__code__in=codes, pk__gt=document.pk)
        if document.paper.code in codes and clocks.as_rule(clock.rule).start_event in FROM_SERVICE:
            found += [] if case.documents.filter(newer).exists() else [clock]
    return found


def _count_anew(clock: Clock, ctx: Context, since: datetime) -> None:
    """The clock is stopped, and one with the same rule and the same events stands in its place that counts from then."""
    events = list(clock.events.order_by("seq"))
    clocks.stop(clock, ctx)
    anew = Clock(
        case_id=ctx.case.pk, name=clock.name, rule=clock.rule, duty=clock.duty, started_at=since, assignment=None
    )
    again = [ClockEvent(**{name: getattr(event, name) for name in EVENT_FIELDS}) for event in events]
    again[0].at = since
    cal = clocks.calendar()
    due = clocks.compute(anew, again, cal)
    clocks.place(anew, due, cal)
    anew.save()
    for event in again:
        event.clock = anew
    ClockEvent.objects.bulk_create(again)
    clocks.store(anew, due, cal)
