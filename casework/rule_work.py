"""Carrying out confirmed changes: moves the running clocks in batches; begins again where it was stopped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from casework import actions, clocks, telling
from casework.alone import alone
from casework.errors import Conflict
from casework.models import Clock, DeadlineRule, RuleChange
from casework.rehearsal import Basis, basis_of, concerned, with_events
from casework.rule_versions import What
from casework.rules.errors import RuleError

BATCH = 200
LOCK = "rule changes"


@dataclass
class Batch:
    """What came of some clocks up to the last one, `cursor`. `busy`: their cases were in use, so they are to do yet."""

    cursor: int
    moved: int = 0
    kept: int = 0
    busy: int = 0


def carry_out(at: datetime) -> int:
    """Carry out every confirmed change whose day has come, the oldest first. Returns how many clocks were moved."""
    with alone(LOCK) as mine:
        if not mine:
            return 0
        due = RuleChange.objects.filter(
            status=RuleChange.Status.CONFIRMED, valid_from__lte=timezone.localdate(at)
        ).order_by("pk")
        return sum(_carry_out(change, at) for change in due)


def _carry_out(change: RuleChange, at: datetime) -> int:
    """One change: from where the last worker came to, then once more for what slipped past it or was in use."""
    total = 0
    if not _superseded(change, at):
        basis = basis_of(change)
        for after in (change.cursor, 0):
            busy = 0
            for batch in _batches(change, basis, after, at):
                actions.note_progress(change.pk, cursor=batch.cursor, kept=batch.kept)
                total, busy = total + batch.moved, busy + batch.busy
        if busy:
            return total  # the next run finishes it
        _move_deliveries(change, at)
    actions.finish_change(change.pk, at=at)
    return total


def _move_deliveries(change: RuleChange, at: datetime) -> None:
    """Changes of records that wait for a confirmation are not cases, but their time follows rule and calendar too."""
    if change.what == What.YEAR or change.code == telling.RULE:
        for delivery, _due in list(telling.misdated()):
            actions.move_delivery(delivery.pk, at=at)


def _superseded(change: RuleChange, at: datetime) -> bool:
    """Whether another version of the rule is in force by now: then that one's own change says what happens."""
    if change.what != What.RULE:
        return False
    try:
        return clocks.rule_in_force(change.code, at).version != change.version
    except DeadlineRule.DoesNotExist:
        return True


def _batches(change: RuleChange, basis: Basis, after: int, at: datetime) -> Iterator[Batch]:
    """The clocks beyond a cursor, moved a batch at a time."""
    while True:
        rows = list(
            with_events(concerned(change).filter(pk__gt=after)).prefetch_related("rungs").order_by("pk")[:BATCH]
        )
        if not rows:
            return
        batch = Batch(after := rows[-1].pk)
        for clock in rows:
            _move(clock, change, basis, at, batch)
        yield batch


def _move(clock: Clock, change: RuleChange, basis: Basis, at: datetime, batch: Batch) -> None:
    """One clock through the door. What its new version does not allow leaves it under the version it has."""
    ran_by = clock.rule_id
    clock.rule = basis.rule or clock.rule
    try:
        due = clocks.recompute(clock, basis.calendar)
        if clock.rule_id != ran_by or clocks.differs(clock, due, basis.calendar):
            batch.moved += actions.move_clock(clock.pk, at=at, rule=basis.rule, change_id=change.pk)
    except RuleError:
        batch.kept += 1
    except Conflict:
        batch.busy += 1
