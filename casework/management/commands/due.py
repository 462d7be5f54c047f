"""When does a time limit run out, and why on that day."""

from datetime import datetime, time
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from casework import clocks
from casework.management.base import Answer, AnswerCommand, BadArguments
from casework.models import DeadlineRule as RuleRow
from casework.rules import deadlines
from casework.rules.deadlines import CapType, ClockEvent, DeadlineRule, Due, EventKind, Extension, Limit, Unit
from casework.rules.errors import BadLimit, LimitFixed, NotStarted, RuleError
from casework.rules.terms import LARGEST

LAST_SECOND = time(23, 59, 59)
UNUSABLE = (BadLimit, LimitFixed, NotStarted)


class Command(AnswerCommand):
    help = "Compute a due date from a rule of the pack or a plain limit, explained day by day."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("rule", help="rule id such as XF-34, or a limit such as workday:10, month:3:roll")
        parser.add_argument("--start", required=True, help="2026-02-13 or 2026-02-13T09:30")
        parser.add_argument("--limit", help="the length, for a rule that leaves it to the notice: workday:5")
        parser.add_argument(
            "--event",
            action="append",
            default=[],
            help="paused@DATE, resumed@DATE, extended:30@DATE, restarted@DATE, stopped@DATE; a reason may follow the "
            "kind: paused:hearing@DATE. fixed@DATE is a due time set from outside with the start, "
            "fixed:DATE@DATE one that was told later. A date without a time is the end of that day",
        )
        parser.add_argument("--as-of", help="leave out what happened after this day")

    def answer(self, **options: Any) -> Answer:
        start = _moment(options["start"], time.min)
        try:
            rule = _rule(options["rule"], start)
            given = deadlines.parse_limit(options["limit"])[0] if options["limit"] else None
            begun = ClockEvent(EventKind.STARTED, start, given)
            events = [begun, *(_event(text, rule, begun) for text in options["event"])]
            as_of = _moment(options["as_of"], LAST_SECOND) if options["as_of"] else None
            due = deadlines.due(rule, clocks.calendar(), events, as_of=as_of)
        except UNUSABLE as error:
            raise BadArguments(error) from None
        except RuleError as error:
            self.stderr.write(str(error))
            refusal = {"code": error.code, "message": str(error)}
            return Answer({"rule": options["rule"], "due": None, "refused": refusal}, ok=False)
        return Answer(_document(rule, due), _lines(due))


def _rule(name: str, start: datetime) -> DeadlineRule:
    """The rule of the pack in force at the start, or an unnamed one for a plain limit."""
    if ":" in name:
        return _plain(name)
    if not RuleRow.objects.filter(code=name).exists():
        raise BadArguments(f"there is no rule {name} (is the pack loaded?)")
    try:
        return clocks.as_rule(clocks.rule_in_force(name, start))
    except RuleRow.DoesNotExist:
        raise BadArguments(f"no version of {name} is in force on {timezone.localdate(start)}") from None


def _plain(text: str) -> DeadlineRule:
    """A limit by itself: no text restrains it, so it may be paused and extended as asked."""
    limit, roll = deadlines.parse_limit(text)
    longest = Extension(CapType.TOTAL, Limit(LARGEST[limit.unit], limit.unit), before_expiry=False)
    anything = frozenset({""})
    return DeadlineRule(text, 1, limit, roll, longest, pauses=anything, restarts=anything, outside_due=True)


def _event(text: str, rule: DeadlineRule, begun: ClockEvent) -> ClockEvent:
    """Read `extended:30@2026-03-01`, `paused:hearing@2026-03-01T09:00`, `fixed@2026-12-01T17:00`."""
    what, at_sign, when = text.partition("@")
    name, _, detail = what.partition(":")
    if not at_sign or name not in list(EventKind) or name == EventKind.STARTED:
        raise BadArguments(f"{text!r} is not an event like paused@2026-03-01 or extended:30@2026-03-01")
    kind, at = EventKind(name), _moment(when, LAST_SECOND)
    if kind is EventKind.EXTENDED:
        return ClockEvent(kind, at, _amount(detail, rule.limit or begun.amount))
    if kind is EventKind.FIXED:
        told, until = (at, _moment(detail, LAST_SECOND)) if detail else (begun.at, at)
        return ClockEvent(kind, told, until=until)
    return ClockEvent(kind, at, reason=detail or _only_reason(kind, rule))


def _amount(text: str, base: Limit | None) -> Limit:
    """`30` in the unit of the rule, or `workday:30`."""
    if ":" in text or base is None:
        return deadlines.parse_limit(text)[0]
    return deadlines.parse_limit(f"{base.unit}:{text}")[0]


def _only_reason(kind: EventKind, rule: DeadlineRule) -> str:
    """The reason that goes without saying: the only one the rule allows."""
    allowed = {EventKind.PAUSED: rule.pauses, EventKind.RESTARTED: rule.restarts}.get(kind, frozenset())
    return next(iter(allowed)) if len(allowed) == 1 else ""


def _moment(text: str, otherwise: time) -> datetime:
    """A moment in the time zone of the district; a date alone gets the time `otherwise`."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadArguments(f"{text!r} is not a day like 2026-02-13 or a moment like 2026-02-13T09:30") from None
    if "T" not in text and " " not in text:
        at = datetime.combine(at, otherwise)
    return at if timezone.is_aware(at) else timezone.make_aware(at)


def _document(rule: DeadlineRule, due: Due) -> dict[str, Any]:
    """The answer for machines. Hours and a time set from outside end at a moment, all else with the end of a day."""
    return {
        "rule": due.rule_id,
        "version": due.version,
        "start": due.start.isoformat(),
        "due": due.at.isoformat() if due.unit is Unit.HOUR else due.on.isoformat(),
        "provisional": due.provisional,
        "calendar": due.calendar,
        "unit": due.unit.value,
        "set_outside": due.set_outside,
        "paused": due.paused,
        "stopped": due.stopped_at.isoformat() if due.stopped_at else None,
        "source": rule.source,
        "article": rule.article,
        "attestation": rule.attestation,
        "confirmed_by_district": rule.confirmed_by_district,
        "days": [
            {"date": day.on.isoformat(), "counts": day.counts, "why": day.why, "notice": day.notice} for day in due.days
        ],
    }


def _lines(due: Due) -> list[str]:
    """The answer for people."""
    days = [f"  {day.on} {'+' if day.counts else ' '} {day.why} {day.notice}".rstrip() for day in due.days]
    remark = " (provisional: the notice for that year is not out)" if due.provisional else ""
    return [*days, f"{due.rule_id} v{due.version}: due {due.at:%Y-%m-%d %H:%M}{remark}"]
