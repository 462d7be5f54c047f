"""Vectors for a rule of the pack: `python -m tests.tools.vectors RULE` prints rows for tests/rules/vectors.csv.

Due dates are reckoned by tests.tools.reckoning, never by the engine. Read the rows before you add them: the file is
what the engine is held to.
"""

import csv
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import yaml

from tests.tools.reckoning import DAY, HOLIDAYS, SATURDAYS, YEAR_ENDS, back, reckon, stretch

PACK = Path(__file__).resolve().parents[2] / "reference" / "xigang" / "rules.yaml"
COLUMNS = ("rule", "version", "start", "events", "as_of", "due", "provisional", "refused", "over", "shows")
MONTH_ENDS = {
    "month": [date(2025, 11, 30), date(2026, 8, 31), date(2026, 11, 30), date(2021, 8, 31)],
    "year": [date(2024, 2, 29), date(2028, 2, 29), date(2020, 2, 29)],
}
ORDINARY = [date(2026, 4, 20), date(2025, 9, 22), date(2026, 9, 14)]  # a holiday is near
Row = dict[str, Any]


class Vectors:
    """The rows that show one numeric record of the pack."""

    def __init__(self, record: dict[str, Any], turn: int = 0) -> None:
        self.rule = {"rule": record["rule_id"], "version": record.get("version", 1)}
        self.value, self.unit = record["limit"]["value"], record["limit"]["unit"]
        self.roll = record.get("roll_last_day") == "next_workday"
        self.last = date.fromisoformat(str(record.get("valid_to") or "2028-12-31"))
        oldest = "2024-01-01" if self.last.year > 2023 else "2020-01-01"
        self.first = date.fromisoformat(str(record.get("valid_from") or oldest))
        self.extension = record.get("extension")
        self.turn = turn

    def rows(self) -> Iterator[Row]:
        """Over a holiday, a make-up Saturday and a year end; then what the unit and the extension ask for."""
        if self.unit == "hour":
            yield from self._hours()
        else:
            yield self._holiday()
            yield self._saturday()
            yield self._year_end()
        if self.unit in ("natural_day", "month", "year"):
            yield from self._ends_in_holiday()
        if self.unit in MONTH_ENDS:
            yield from self._month_end()
        if self.extension:
            yield from self._extended()

    def row(self, start: datetime | date, over: str, shows: str, more: int = 0, events: str = "") -> Row:
        """A row whose limit is lengthened by `more`."""
        moment = start if isinstance(start, datetime) else datetime.combine(start, time(10))
        due, provisional = reckon(self.unit, self.value + more, moment, self.roll)
        exact = self.unit == "hour"
        return self.rule | {
            "start": moment.isoformat(timespec="minutes") if exact else moment.date().isoformat(),
            "events": events,
            "due": due.isoformat(timespec="minutes") if exact else due.date().isoformat(),
            "provisional": "provisional" if provisional else "",
            "over": over,
            "shows": shows + ("; the notice for 2027 is not out" if provisional else ""),
        }

    def _starts(self, choices: list[Any], start: Callable[[Any], date]) -> Iterator[tuple[Any, date]]:
        """The choices, in turn, whose start lies in the time of the rule."""
        first = self.turn % len(choices)
        for each in choices[first:] + choices[:first]:
            if self.first <= start(each) <= self.last:
                yield each, start(each)

    def _holiday(self) -> Row:
        name, start = next(self._starts(list(HOLIDAYS), lambda each: HOLIDAYS[each][0]))
        how = "does not count" if self.unit == "workday" else "counts like any other time"
        return self.row(start, "holiday", f"{name} {how}")

    def _saturday(self) -> Row:
        ends = next(self._starts(SATURDAYS, lambda each: back(self.unit, self.value, each)), None)
        if ends:
            how = ", so nothing rolls" if self.roll else ""
            return self.row(ends[1], "makeup", f"ends on the make-up Saturday {ends[0]}{how}")
        day, start = next(self._starts(SATURDAYS, lambda each: each - DAY))
        return self.row(start, "makeup", f"the make-up Saturday {day} counts like any other day")

    def _year_end(self) -> Row:
        _, start = next(self._starts(YEAR_ENDS, lambda each: each))
        return self.row(start, "year_end", "from one year into the next")

    def _ends_in_holiday(self) -> Iterator[Row]:
        found = self._starts(list(HOLIDAYS), lambda each: back(self.unit, self.value, HOLIDAYS[each][1]))
        for name, start in list(found)[:1]:
            how = "rolls to the next working day" if self.roll else "stays, this rule does not roll"
            yield self.row(start, "roll", f"the last day {HOLIDAYS[name][1]} lies in {name} and {how}")

    def _month_end(self) -> Iterator[Row]:
        starts = [start for _, start in self._starts(MONTH_ENDS[self.unit], lambda each: each)]
        for start in [each for each in starts if (each + stretch(self.unit, self.value)).day != each.day][:1]:
            yield self.row(start, "month_end", "no corresponding day, so the last of the month (民法典 art 202)")

    def _hours(self) -> Iterator[Row]:
        at = time(23)
        yield self.row(datetime.combine(date(2026, 9, 30), at), "holiday", "hours run on through National Day 2026")
        yield self.row(datetime.combine(date(2026, 10, 9), at), "makeup", "hours run into make-up Saturday 2026-10-10")
        yield self.row(datetime.combine(YEAR_ENDS[0], at), "year_end", "hours run into the new year")

    def _extended(self) -> Iterator[Row]:
        """Below, at and above the cap; twice; on the last evening and a day too late."""
        _, start = next(self._starts(ORDINARY, lambda each: each))
        cap, total = self.extension["cap"]["value"], self.extension["cap_type"] == "total"
        room = cap - self.value if total else cap
        what = f"cap of {cap} on the {'whole' if total else 'extension'}"
        early, last = start + DAY, reckon(self.unit, self.value, datetime.combine(start, time(10)))[0].date()

        def extended(*amounts: int, on: str) -> str:
            return " ".join(f"extended:{amount}@{on}" for amount in amounts)

        for amount, where in ((room - 1, "below"), (room, "at")):
            yield self.row(start, "extension", f"{where} the {what}", amount, extended(amount, on=f"{early}T10:00"))
        yield self._no(start, extended(room + 1, on=f"{early}T10:00"), "extension_too_long", f"above the {what}")
        yield self.row(start, "extension", "asked on the last evening", 1, extended(1, on=f"{last}T23:00"))
        yield self._no(start, extended(1, on=f"{last + DAY}T00:00"), "extension_too_late", "asked a day too late")
        twice = extended(1, room - 1, on=f"{early}T10:00")
        if self.extension.get("max_times") == 1:
            yield self._no(start, twice, "extension_too_often", "a second time")
        else:
            yield self.row(start, "extension", f"twice, together at the {what}", room, twice)
            thrice = extended(1, room - 1, 1, on=f"{early}T10:00")
            yield self._no(start, thrice, "extension_too_long", f"several, together above the {what}")

    def _no(self, start: date, events: str, code: str, shows: str) -> Row:
        empty = {"due": "", "provisional": "", "refused": code, "shows": shows}
        return self.row(start, "extension", "", 0, events) | empty


def numeric() -> list[dict[str, Any]]:
    """The records of the pack that name a number."""
    rules = yaml.safe_load(PACK.read_text(encoding="utf-8"))["rules"]
    return [record for record in rules if record["limit"] is not None]


def main(wanted: list[str]) -> None:
    """Print the rows of the rules that were asked for, of all without a name."""
    out = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    out.writeheader()
    for turn, record in enumerate(numeric()):
        if not wanted or record["rule_id"] in wanted:
            out.writerows(Vectors(record, turn).rows())


if __name__ == "__main__":
    main(sys.argv[1:])
