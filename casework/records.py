"""What a case does in the register: a record it makes; mark, correct, revoke, repair, resume the one it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework import made_records
from casework.context import Context
from casework.errors import Conflict
from casework.models import (
    CreditRecord,
    Delivery,
    DisputeMark,
    Mitigation,
    RecordStatus,
    RecordVersion,
    SubjectType,
    Unit,
)
from casework.register import collecting, deliveries, life, push, sanctions
from casework.register.collecting import Given
from casework.register.hand import Hand, hold

CORRECTABLE = (
    "title",
    "facts",
    "basis",
    "amount",
    "severity",
    "decided_on",
    "determined_on",
)  # what an objection can contest


GOVERNMENT = "1103号"  # the rule version of records about public bodies


def make(ctx: Context, about: Unit, *, title: str, facts: str, basis: str, severity: str, decided_on: date) -> Any:
    """归集: a record about the public body that the case is about. A second person verifies it, as any other."""
    given = Given(
        subject_type=SubjectType.UNIT,
        subject_name=about.full_name,
        subject_unit=about,
        source_unit=ctx.case.lead_unit,
        rule_version=GOVERNMENT,
        title=title,
        facts=facts,
        basis=basis[:200],
        severity=severity,
        decided_on=decided_on,
        determined_on=decided_on,
        origin=CreditRecord.Origin.CASE,
    )
    return collecting.collect(given, Hand.of(ctx))


def mitigate(ctx: Context, kind: str, reason: str) -> int:
    """从轻, 免于: carry the decision of a case over to the records made on its way. Returns how many took it over.

    One that was exempted by somebody else meanwhile stays as it is: nothing is more lenient than that.
    """
    rows = made_records.on_the_way(ctx.case.pk).exclude(status__in=made_records.NEVER_STOOD).order_by("pk")
    said: dict[str, Any] = {
        "kind": kind,
        "reason": reason,
        "decided_by": ctx.case.lead_unit.full_name,
        "decided_on": ctx.on,
    }
    held_rows = [hold(pk) for pk in list(rows.values_list("pk", flat=True))]
    open_to_it = [row for row in held_rows if not row.mitigations.filter(kind=Mitigation.Kind.EXEMPT).exists()]
    for row in open_to_it:
        sanctions.mitigate(row, Hand.of(ctx), **said)
    return len(open_to_it)


def place_mark(ctx: Context) -> None:
    """异议标注: every reader sees from now on that the record is in dispute."""
    record = held(ctx)
    if record.status == RecordStatus.REVOKED:  # by another case, after the guard of this one had looked
        raise Conflict(_("The record has been revoked meanwhile, so there is nothing left to decide."))
    DisputeMark.objects.create(record=record, case_id=ctx.case.pk, placed_at=ctx.at)
    push.tell(record, Hand.of(ctx), Delivery.Change.MARKED, record.said())


def remove_mark(ctx: Context) -> bool:
    """Take the mark of this case away; a mark of another case stays. Whether there was one."""
    removed = DisputeMark.objects.filter(case_id=ctx.case.pk, removed_at__isnull=True).update(removed_at=ctx.at)
    if removed:
        record = held(ctx)
        push.tell(record, Hand.of(ctx), Delivery.Change.UNMARKED, record.said())
    return bool(removed)


def correct(ctx: Context, changes: dict[str, Any], note: str = "") -> RecordVersion:
    """Supersede the current version by one with these fields (JSON values) changed. The old one keeps its dates."""
    columns: Any = RecordVersion._meta
    typed = {name: columns.get_field(name).to_python(value) for name, value in changes.items()}
    return life.correct(held(ctx), Hand.of(ctx), typed, note)


def revoke(ctx: Context, note: str = "") -> RecordVersion:
    """Take the record out of the register. Its versions are kept."""
    return life.revoke(held(ctx), Hand.of(ctx), note)


def repair(ctx: Context, note: str = "") -> RecordVersion:
    """End publication, sharing and use, and lift what was built on the record."""
    return life.repair(held(ctx), Hand.of(ctx), note)


def resume(ctx: Context, note: str = "", no_repair_until: date | None = None) -> RecordVersion:
    """Let the record stand again: the repair rested on something false. Until that day nobody repairs it."""
    record = held(ctx)
    record.no_repair_until = no_repair_until
    return life.resume(record, Hand.of(ctx), note)


def acknowledge(ctx: Context, subscriber: str, reference: str, delivery: int | None = None) -> int:
    """Note that a subscriber has confirmed a change of this case, or all of them. Returns how many were still open."""
    waiting = Delivery.objects.filter(case_id=ctx.case.pk, subscriber__code=subscriber, queued_at__lte=ctx.at)
    if delivery is not None:
        waiting = waiting.filter(pk=delivery)
    return deliveries.confirm(waiting, ctx.at, reference, ctx.user)


def unacknowledged(case_id: int) -> Any:
    """Deliveries of a case that a subscriber has not confirmed yet."""
    return Delivery.objects.filter(case_id=case_id, acknowledged_at__isnull=True).select_related("subscriber")


def held(ctx: Context) -> CreditRecord:
    """The record of the case, its row locked until the end of the move."""
    if ctx.case.record_id is None:
        raise CreditRecord.DoesNotExist("the case concerns no record")
    record: CreditRecord = hold(ctx.case.record_id)
    return record
