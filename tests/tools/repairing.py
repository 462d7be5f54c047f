"""A second opinion on publication and repair, without casework.rules and without the pack: figures typed from the texts.

`python -m tests.tools.repairing` prints tests/rules/eligibility.csv: the scenes of tests.tools.repair_scenes, reckoned
here. Read the rows before you keep them: the file is what the engine is held to.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from tests.tools.repair_scenes import scenes

# regulations.md 1.4: XX-4, XX-5 and the sentence on 527号; months from (decided or determined), shortest, longest.
DECIDED, DETERMINED = "decided", "determined"
FIGURES: dict[str, tuple[str, dict[str, tuple[int, int | None]]]] = {
    "527号": (DECIDED, {"minor": (3, 12), "ordinary": (3, 12), "serious": (6, 36)}),
    "58号令": (DECIDED, {"minor": (3, 36), "ordinary": (3, 36), "serious": (3, 36)}),
    "36号令": (DETERMINED, {"minor": (0, 3), "ordinary": (3, 12), "serious": (12, 36)}),
    "1103号": (DETERMINED, {"minor": (0, None), "ordinary": (0, None), "serious": (0, None)}),
    "local": (DECIDED, {"minor": (0, None), "ordinary": (0, None), "serious": (0, None)}),
}
SANCTIONS = {"warning": 6, "demerit": 12, "major_demerit": 18, "demotion": 24, "removal": 24}  # 政务处分法 art 8
SPECIAL = {"special_equipment", "work_safety", "fire_safety"}
ASKED = ("regime", "subject", "class", "decided", "determined", "done", "penalties", "flags", "on")
FOUND = ("publish", "starts", "earliest", "ends", "by_itself", "eligible", "from", "missing")
Row = dict[str, str]


def reckon(row: Row) -> Row:
    """The columns of FOUND for the columns of ASKED."""
    on, done, flags = date.fromisoformat(row["on"]), _day(row["done"]), _flags(row)
    start, longest = _start(row), FIGURES[row["regime"]][1][row["class"]][1]
    earliest = None if "excluded" in flags else start + relativedelta(months=_shortest(row))
    published = _published(row)
    ends = start + relativedelta(months=longest) if longest and published != "never" else None
    by_itself = ends is not None and (row["regime"] != "36号令" or (done is not None and done <= ends))
    blocked = set(_blocked(row, flags))
    free = _day(flags.get("banned", ""))
    waiting = "discipline" if row["regime"] == "local" else "minimum"
    days = {waiting: earliest, "obligations": done, "no_ban": free and free + timedelta(days=1)}
    if row["regime"] == "1103号":
        del days["minimum"]
    blocked |= {code for code, day in days.items() if (code != "no_ban" or free) and (day is None or day > on)}
    dated = [day for day in days.values() if day]
    waits = bool(blocked - days.keys()) or any(days[code] is None for code in blocked & days.keys())
    begins = None if waits else max(dated)
    public = flags.get("status", "published") == "published"
    if public and by_itself and ends and begins and begins > ends:
        begins = None
    if public and by_itself and ends and on > ends:
        blocked.add("not_over")
        begins = None if waits else begins
    return {
        "publish": published,
        "starts": str(start),
        "earliest": str(earliest or ""),
        "ends": str(ends or ""),
        "by_itself": _yes(by_itself),
        "eligible": _yes(not blocked),
        "from": "" if "not_over" in blocked else str(begins or ""),
        "missing": " ".join(sorted(blocked)),
    }


def _start(row: Row) -> date:
    return date.fromisoformat(row[FIGURES[row["regime"]][0]])


def _shortest(row: Row) -> int:
    """Months; under 58号令 the longest of several penalties governs (XX-6), under the others no text says so."""
    months = FIGURES[row["regime"]][1][row["class"]][0]
    parts = row["penalties"].split()
    if row["regime"] == "58号令":
        return max([12 if part in SPECIAL else 3 for part in parts] or [months])
    if row["regime"] == "local":
        return max([SANCTIONS[part] for part in parts if part in SANCTIONS] or [0])
    return months


def _published(row: Row) -> str:
    if row["subject"] == "person":
        return "never"
    rare = row["subject"] == "unit" or (row["regime"], row["class"]) == ("36号令", "minor")
    return "on_decision" if rare else "normal"


def _blocked(row: Row, flags: dict[str, str]) -> Iterator[str]:
    """What no date settles."""
    if flags.get("status", "published") not in ("published", "verified"):
        yield "standing"
    if "excluded" in flags:
        yield "repairable"
    if "disputed" in flags:
        yield "no_dispute"
    if "pending" in flags:
        yield "no_pending"


def _flags(row: Row) -> dict[str, str]:
    """`disputed banned=2027-01-01` as a mapping."""
    return {name: value for name, _, value in (flag.partition("=") for flag in row["flags"].split())}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _yes(value: Any) -> str:
    return "yes" if value else "no"


def main() -> None:
    """Print every scene with what is reckoned of it."""
    out = csv.DictWriter(sys.stdout, (*ASKED, *FOUND, "shows"), lineterminator="\n")
    out.writeheader()
    for scene in scenes():
        out.writerow({**scene, **reckon(scene)})


if __name__ == "__main__":
    main()
