"""`recompute_clocks [--dry-run]`: which time limits move after a calendar or a rule has changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from casework import actions, clocks, telling
from casework.management.base import Answer, AnswerCommand
from casework.models import Clock, Delivery
from casework.rules.deadlines import Due


class Command(AnswerCommand):
    """Computes every live clock anew; without --dry-run the new dates are stored, each with an event in its case."""

    help = "Compute all running time limits anew and list those that move."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="list what would move and store nothing")

    def answer(self, *, dry_run: bool, **options: Any) -> Answer:
        at = timezone.now()
        checked = Clock.objects.filter(status__in=clocks.LIVE).count()
        changes = list(clocks.moved(clocks.calendar()))
        moved = [_row(clock, due) for clock, due in changes if (due.at, due.provisional) != _stored(clock)]
        told = list(telling.misdated())
        moved += [_delivery(delivery, due) for delivery, due in told]
        if not dry_run:
            for clock, _due in changes:
                actions.move_clock(clock.pk, at=at)
            for delivery, _when in told:
                actions.move_delivery(delivery.pk, at=at)
        lines = [f"{row['case'] or row['record']} {row['clock']}: {row['from']} -> {row['to']}" for row in moved]
        lines.append(f"{checked} checked, {len(moved)} {'would move' if dry_run else 'moved'}")
        return Answer({"checked": checked, "moved": moved}, lines)


def _stored(clock: Clock) -> tuple[datetime, bool]:
    return clock.due_at, clock.provisional


def _delivery(delivery: Delivery, due: datetime | None) -> dict[str, Any]:
    """A confirmation that is waited for: its rule is no clock of a case, but moves with it."""
    said = [moment and timezone.localtime(moment).isoformat(timespec="seconds") for moment in (delivery.due_at, due)]
    return {
        "case": delivery.case.number if delivery.case else "",
        "clock": "acknowledge",
        "from": said[0],
        "to": said[1],
        "record": delivery.record.number,
        "subscriber": delivery.subscriber.code,
    }


def _row(clock: Clock, due: Due) -> dict[str, Any]:
    return {
        "case": clock.case.number,
        "clock": clock.name,
        "from": timezone.localtime(clock.due_at).isoformat(timespec="seconds"),
        "to": timezone.localtime(due.at).isoformat(timespec="seconds"),
        "provisional": due.provisional,
    }
