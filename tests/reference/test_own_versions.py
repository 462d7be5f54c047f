"""A version that the district made on screen stands when a pack is loaded: the same, a changed and a caught-up one."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casework import clocks, routing
from casework.models import CalendarYear, Clause, DeadlineRule, ReserveList, RuleChange, Unit, User
from casework.models.guard import opened
from casework.rule_versions import in_force, key, versions
from reference.loader import load
from tests.world import World

pytestmark = pytest.mark.django_db
DAYS = ("2026-11-30", "2026-12-01", "2026-12-31", "2027-01-01")
XIGANG = Path(__file__).parents[2] / "reference" / "xigang"
AT = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def copy(world: World, tmp_path: Path) -> Path:
    return Path(shutil.copytree(XIGANG, tmp_path / "xigang"))


def edit(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / f"{name}.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def own_version(what: str, code: str, **columns: Any) -> Any:
    """A next version of a rule as a decision of the district made it."""
    newest = versions(what, code)[0]
    people = User.objects.get(username="registrar"), User.objects.get(username="fagai_leader")
    with opened():
        change = RuleChange.objects.create(
            what=what,
            code=code,
            record={},
            valid_from=AT.date(),
            source="本区",
            attestation="D",
            reason="试",
            unit=Unit.objects.get(name="区发改局"),
            drafted_by=people[0],
            drafted_at=AT,
            status="applied",
            decided_by=people[1],
            decided_at=AT,
            applied_at=AT,
        )
    kept = {f.attname: getattr(newest, f.attname) for f in newest._meta.fields if f.name not in ("id", "change")}
    made = kept | key(what, code) | {"version": newest.version + 1, "change": change} | columns
    return type(newest).objects.create(**made)


def test_the_same_pack_again_changes_nothing(copy: Path) -> None:
    own_version("rule", "OB-XG-DECIDE", spec={"rule_id": "OB-XG-DECIDE", "limit": {"value": 9, "unit": "workday"}})
    own_version("year", "2027", status="official", source_notice="国办发明电〔2026〕1号", off=[date(2027, 1, 1)])
    own_version("clause", "五(一)", leads=["区审计局"])
    own_version("reserve", "xigang", units=["区司法局"])
    for _ in range(2):
        done = load(copy, AT)
        assert (done.made, done.kept) == ([], [])
    assert clocks.as_rule(clocks.rule_in_force("OB-XG-DECIDE", AT)).limit == clocks.Limit(9, clocks.Unit.WORKDAY)
    assert not clocks.calendar().provisional(date(2027, 5, 1))
    table = routing.table(AT.date())
    assert (table.clauses["五(一)"].leads, table.clauses["五(一)"].version) == (("区审计局",), "2")
    assert table.reserve == ("区司法局",)


def test_what_a_changed_pack_says_otherwise_is_kept_out_and_said(copy: Path) -> None:
    own_version("rule", "OB-XG-DECIDE")
    own_version("year", "2027", status="official")
    own_version("clause", "五(一)", leads=["区审计局"])
    edit(copy, "rules", "title: '作出异议处理决定并告知'", "title: '作出决定并告知'")
    edit(copy, "calendars", "'2027-01-01', '2027-02-05", "'2027-01-01/2027-01-02', '2027-02-05")
    edit(copy, "clauses", "title: '加强政府采购", "title: '加强采购")
    for _ in range(2):
        said = load(copy, AT)
        assert [str(each) for each in said.kept] == [
            "kept clause 五(一) 2",
            "kept deadlinerule OB-XG-DECIDE 2",
            "kept calendaryear 2027 2",
        ]
    assert said.made == []
    assert said.document()["kept"][0] == {"what": "kept", "table": "clause", "key": "五(一) 2", "fields": []}
    assert DeadlineRule.objects.filter(code="OB-XG-DECIDE").count() == 2
    assert CalendarYear.objects.filter(year=2027).count() == 2


def test_a_pack_that_caught_up_says_the_same_and_adds_nothing(copy: Path) -> None:
    own_version("year", "2027", status="official", source_notice="国办发明电〔2026〕1号", attestation="V")
    edit(copy, "calendars", "status: provisional", "status: official")
    edit(copy, "calendars", "2027年放假通知尚未发布，暂按法定节日和周末推算", "国办发明电〔2026〕1号")
    edit(copy, "calendars", "attestation: D", "attestation: V")
    done = load(copy, AT)
    assert [each.table for each in done.made] == ["pack"]
    assert done.kept == []
    assert CalendarYear.objects.filter(year=2027).count() == 2


def test_a_version_governs_in_its_days_only(world: World) -> None:
    own_version("clause", "五(一)", leads=["区审计局"], valid_from=date(2026, 12, 1), valid_to=date(2026, 12, 31))
    own_version("reserve", "xigang", units=["区司法局"], valid_from=date(2026, 12, 1))
    leads = {day: routing.table(day).clauses["五(一)"].leads[0] for day in map(date.fromisoformat, DAYS)}
    assert [leads[date.fromisoformat(day)] for day in DAYS] == ["区财政局", "区审计局", "区审计局", "区财政局"]
    assert routing.table(date(2026, 11, 30)).reserve[0] == "区政府办"
    assert routing.table(date(2026, 12, 1)).reserve == ("区司法局",)
    rows = list(versions("clause", "五(一)"))
    assert [row.version for row in rows] == [2, 1]
    assert in_force(rows, date(2026, 12, 1)).version == 2
    assert in_force(rows, date(2027, 1, 1)).version == 1


def test_what_came_with_the_pack_cites_its_source(world: World) -> None:
    clause, reserve = Clause.objects.get(code="五(一)"), ReserveList.objects.get()
    assert (clause.source, clause.article, clause.unconfirmed) == ("西岗区加强政务诚信建设实施方案", "五(一)", False)
    assert reserve.unconfirmed
    assert [year.unconfirmed for year in CalendarYear.objects.order_by("year")] == [True] * 4
