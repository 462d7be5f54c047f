"""vectors.csv, row by row: every numeric rule over a holiday, a make-up Saturday and a year end; extensions and pauses.

`python -m tests.tools.vectors RULE` prints rows for a new rule, reckoned without casework.rules.
"""

import csv
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from casework.rules import deadlines
from casework.rules.calendars import Calendar
from casework.rules.deadlines import ClockEvent, DeadlineRule, EventKind, Limit, Unit
from casework.rules.errors import PauseNotAllowed, RuleError
from reference.pack import Pack, read
from tests.rules.conftest import PACK
from tests.tools.reckoning import holiday_within, reckon, saturday_within

CHINA = ZoneInfo("Asia/Shanghai")
FILE = Path(__file__).parent / "vectors.csv"
ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
PLAIN = [row for row in ROWS if not row["events"] and row["due"]]
RULES = read(PACK).rules
NAMES = [f"{rule.id} v{rule.version}" for rule in RULES]
# 信访工作条例 art 36 (听证) and 政府信息公开条例 art 33 (征求意见): the only texts that let a clock stand still.
PAUSES = {"XF-36b": {"hearing"}, "GK-33": {"consultation"}}
EXTENSIONS = {"extension_too_long", "extension_too_late"}
Row = dict[str, str]


def name(row: Row) -> str:
    return f"{row['rule']} v{row['version']}"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def event(text: str, rule: DeadlineRule) -> ClockEvent:
    """`extended:30@2026-03-01T10:00`, `extended:workday:1@...`, `paused:hearing@...`, `fixed:UNTIL@...`."""
    what, _, when = text.partition("@")
    kind, _, detail = what.partition(":")
    if kind == "extended":
        unit, _, value = detail.rpartition(":")
        base = Unit(unit) if unit else rule.limit.unit  # type: ignore[union-attr]  # a number alone needs a limit
        return ClockEvent(EventKind.EXTENDED, moment(when), Limit(int(value), base))
    if kind == "fixed":
        return ClockEvent(EventKind.FIXED, moment(when), until=moment(detail))
    return ClockEvent(EventKind(kind), moment(when), reason=detail)


@pytest.fixture(scope="session")
def rules(xigang: Pack) -> dict[str, DeadlineRule]:
    return dict(zip(NAMES, xigang.rules, strict=True))


@pytest.mark.parametrize("row", ROWS, ids=[f"{name(row)} {row['over']} {n}" for n, row in enumerate(ROWS, 2)])
def test_row(calendar: Calendar, rules: dict[str, DeadlineRule], row: Row) -> None:
    rule = rules[name(row)]
    events = [ClockEvent(EventKind.STARTED, moment(row["start"]))]
    events += [event(text, rule) for text in row["events"].split()]
    assert rule.in_force(events[0].at.date())
    as_of = moment(row["as_of"]) if row["as_of"] else None
    if row["refused"]:
        with pytest.raises(RuleError) as refused:
            deadlines.due(rule, calendar, events, as_of=as_of)
        assert refused.value.code == row["refused"]
        return
    due = deadlines.due(rule, calendar, events, as_of=as_of)
    found = due.at.isoformat(timespec="minutes")[:16] if "T" in row["due"] else due.on.isoformat()
    assert (found, due.provisional) == (row["due"], row["provisional"] == "provisional")


@pytest.mark.parametrize("row", PLAIN, ids=[f"{name(row)} {row['start']}" for row in PLAIN])
def test_the_file_says_what_a_second_opinion_says(rules: dict[str, DeadlineRule], row: Row) -> None:
    """chinesecalendar and plain addition, so that nobody corrects the file to what the engine gives."""
    rule = rules[name(row)]
    assert rule.limit
    start = moment(row["start"]).replace(tzinfo=None)
    due, provisional = reckon(rule.limit.unit.value, rule.limit.value, start, rule.roll == "next_workday")
    assert due.isoformat(timespec="minutes").startswith(row["due"])
    assert provisional == bool(row["provisional"])
    first, last = start.date(), date.fromisoformat(row["due"][:10])
    shown = {
        "holiday": lambda: holiday_within(first, last),
        "makeup": lambda: saturday_within(first, last),
        "year_end": lambda: first.year < last.year,
    }
    assert shown.get(row["over"], lambda: True)()


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_every_numeric_rule_has_its_vectors(rule: DeadlineRule) -> None:
    rows = [row for row in ROWS if name(row) == f"{rule.id} v{rule.version}"]
    wanted = {"holiday", "makeup", "year_end"} if rule.limit or rule.outside_due else set()
    wanted |= {"roll"} if rule.limit and rule.roll != "none" else set()
    missing = sorted(wanted - {row["over"] for row in rows})
    refused = {row["refused"] for row in rows}
    if rule.extension:
        missing += sorted(EXTENSIONS - refused)
        missing += ["extension_too_often"] if rule.extension.max_times and "extension_too_often" not in refused else []
        granted = [row for row in rows if row["over"] == "extension" and row["due"]]
        missing += ["extension at the cap"] if not any(row["shows"].startswith("at the cap") for row in granted) else []
    assert not missing, f"add rows to {FILE.name}: python -m tests.tools.vectors {rule.id}"


def test_every_row_is_of_a_rule_of_the_pack_and_stands_once() -> None:
    assert {name(row) for row in ROWS} <= set(NAMES)
    keys = sorted(tuple(row[each] for each in ("rule", "version", "start", "events", "as_of", "over")) for row in ROWS)
    assert [key for key, same in groupby(keys) if len(list(same)) > 1] == []


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_no_pause_where_the_law_knows_none(calendar: Calendar, rule: DeadlineRule) -> None:
    """No text allows a general pause (regulations.md section 6): what is not listed is refused, whatever the reason."""
    assert rule.pauses == PAUSES.get(rule.id, set())
    begun = moment("2026-11-20T09:00")
    start = ClockEvent(EventKind.STARTED, begun, None if rule.limit else Limit(5, Unit.WORKDAY))
    for reason in ("", "hearing", "consultation", "holiday", "waiting_for_city", "pause"):
        paused = ClockEvent(EventKind.PAUSED, begun.replace(hour=10), reason=reason)
        if reason in rule.pauses:
            assert deadlines.due(rule, calendar, [start, paused]).paused
        else:
            with pytest.raises(PauseNotAllowed):
                deadlines.due(rule, calendar, [start, paused])
