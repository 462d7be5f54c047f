"""Sheets of records: recognised, mapped, tried out, taken over; the same sheet again changes nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from casework import actions
from casework.checks import problems
from casework.models import CreditRecord, NumberSeries, RecordChange, RecordVersion, Unit
from casework.permissions import Actor
from casework.recordsheets import columns, taking
from casework.recordsheets.lines import Units
from casework.recordsheets.taking import Outcome, Taking
from casework.sheets import beginnings, read
from tests.register import scene, sheet
from tests.world import World

MAPPING = columns.recognised(sheet.HEADS)


def take(world: World, path: Path, who: str = scene.COLLECTOR, dry_run: bool = False, **more: Any) -> Outcome:
    run = Taking(more.pop("mapping", MAPPING), Units(**more), world.actor(who), world.at, dry_run)
    return run.run(read(path, columns.Mapped(run.mapping)))


def counts(outcome: Outcome) -> tuple[int, ...]:
    return tuple(outcome.counts().values())  # seen, created, amended, drafted, unchanged, refused


def state() -> list[Any]:
    rows = CreditRecord.objects.order_by("pk").values_list("number", "digest", "status", "subject_name")
    return [*rows, RecordVersion.objects.count(), RecordChange.objects.count()]


def test_taken_over_once(world: World, tmp_path: Path) -> None:
    path = sheet.as_csv(tmp_path / "a.csv", sheet.rows(120))
    series = NumberSeries.objects.get(series="record", year=2026)
    assert counts(take(world, path)) == (120, 120, 0, 0, 0, 0)
    rows = CreditRecord.objects.filter(external_id__startswith="CZ-").order_by("pk")
    numbers = [int(row.number[-4:]) for row in rows]
    assert numbers == list(range(series.last + 1, series.last + 121))  # without gaps
    series.refresh_from_db()
    assert series.last == numbers[-1]
    assert {row.origin for row in rows} == {"import"}
    assert rows.filter(subject_type="person").count() == 5
    assert rows.filter(subject_type="unit").count() == 2
    before = state()
    assert counts(take(world, path)) == (120, 0, 0, 0, 120, 0)
    assert state() == before
    assert list(problems()) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_encodings(world: World, tmp_path: Path, encoding: str) -> None:
    assert counts(take(world, sheet.as_csv(tmp_path / "a.csv", sheet.rows(3), encoding)))[1] == 3


def test_several_sheets_in_several_batches(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "CHUNK", 7)
    rows = sheet.rows(40)
    path = sheet.as_xlsx(tmp_path / "a.xlsx", {"一月": rows[:20], "二月": rows[20:]})
    assert counts(take(world, path)) == (40, 40, 0, 0, 0, 0)


def test_a_dry_run_leaves_no_trace(world: World, tmp_path: Path) -> None:
    rows = sheet.rows(30)
    take(world, sheet.as_csv(tmp_path / "a.csv", rows[:20]))
    row = CreditRecord.objects.get(external_id="CZ-000001")
    actions.verify_record(row, by=world.actor(scene.VERIFIER), at=world.at, publish=True)
    before = state()
    changed = [rows[0] | {"事项": "改"}, rows[1] | {"事项": "改"}, *rows[2:]]
    assert counts(take(world, sheet.as_csv(tmp_path / "b.csv", changed), dry_run=True)) == (30, 10, 1, 1, 18, 0)
    assert state() == before


def test_a_changed_line(world: World, tmp_path: Path) -> None:
    """Before verification it is amended; afterwards a change is drafted, once, and refused for good when refused."""
    rows = sheet.rows(2)
    take(world, sheet.as_csv(tmp_path / "a.csv", rows))
    verified, waiting = CreditRecord.objects.filter(external_id__startswith="CZ-").order_by("pk")
    actions.verify_record(verified, by=world.actor(scene.VERIFIER), at=world.at, publish=True)
    path = sheet.as_csv(tmp_path / "b.csv", [row | {"事项": "改", "义务履行日期": "2026-11-02"} for row in rows])
    assert counts(take(world, path)) == (2, 0, 1, 1, 0, 0)
    assert waiting.versions.get(to_at=None).title == "改"
    change = RecordChange.objects.get(record=verified)
    assert change.fields == {"title": "改", "obligations_done_on": "2026-11-02"}
    assert counts(take(world, path)) == (2, 0, 0, 0, 2, 0)  # it waits already
    other = sheet.as_csv(tmp_path / "c.csv", [rows[0] | {"事项": "又改"}])
    assert counts(take(world, other)) == (1, 0, 0, 0, 0, 1)  # one change at a time
    actions.decide_record_change(change, by=world.actor(scene.VERIFIER), at=world.at, confirm=True, answer="")
    assert counts(take(world, path)) == (2, 0, 0, 0, 2, 0)
    again = take(world, other)
    assert counts(again) == (1, 0, 0, 1, 0, 0)
    refused = RecordChange.objects.get(status="pending")
    actions.decide_record_change(refused, by=world.actor(scene.VERIFIER), at=world.at, confirm=False, answer="不符")
    assert counts(take(world, other)) == (1, 0, 0, 0, 1, 0)
    assert list(problems()) == []


def test_without_a_person_nobody_drafts(world: World, tmp_path: Path) -> None:
    rows = sheet.rows(1)
    run = Taking(MAPPING, Units(), Actor.machine("import_records"), world.at)
    run.run(read(sheet.as_csv(tmp_path / "a.csv", rows), columns.Mapped(MAPPING)))
    row = CreditRecord.objects.get(external_id="CZ-000001")
    actions.verify_record(row, by=world.actor(scene.VERIFIER), at=world.at, publish=True)
    run = Taking(MAPPING, Units(), Actor.machine("import_records"), world.at)
    outcome = run.run(read(sheet.as_csv(tmp_path / "a.csv", [rows[0] | {"事项": "改"}]), columns.Mapped(MAPPING)))
    assert outcome.refused == 1
    assert "--by" in outcome.problems[0].problem.why


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"来源编号": ""}, "来源编号", "不能为空"),
        ({"来源编号": "长" * 65}, "来源编号", "64"),
        ({"主体类型": "外星人"}, "主体类型", "企业"),
        ({"主体名称": ""}, "主体名称", "不能为空"),
        ({"主体代码": "91210203MA0Q2X7KX3"}, "主体代码", "有误"),
        ({"主体代码": ""}, "主体代码", "统一社会信用代码"),
        ({"主体类型": "个人"}, "主体代码", "号码"),
        ({"主体类型": "公共机构"}, "所属单位", "单位"),
        ({"所属单位": "没有的局"}, "所属单位", "单位"),
        ({"失信等级": "很重"}, "失信等级", "轻微"),
        ({"特定领域": "登月"}, "特定领域", "消防"),
        ({"政务处分": "记过"}, "政务处分", "个人"),
        ({"金额": "很多"}, "金额", "元"),
        ({"金额": "-5"}, "金额", "金额"),
        ({"作出日期": "2026-02-30"}, "作出日期", "2026-03-15"),
        ({"认定日期": "2027-01-01"}, "认定日期", "未到|尚未|还没"),
        ({"信息提供单位": "区住建局"}, "信息提供单位", "无权"),
        ({"信息提供单位": ""}, "信息提供单位", "不能为空"),
        ({"事项": "坏\x01字"}, "事项", "字符"),
    ],
)
def test_every_wrong_value_by_line_and_column(
    world: World, tmp_path: Path, change: dict[str, str], field: str, said: str
) -> None:
    rows = sheet.rows(3)
    rows[1] |= change
    path = sheet.as_csv(tmp_path / "a.csv", rows)
    allowed = frozenset({scene.unit("区财政局").pk})
    outcome = take(world, path, allowed=allowed)
    assert counts(outcome)[1:] == (2, 0, 0, 0, 1)
    fields = [(one.row, one.problem.field) for one in outcome.problems]
    assert (3, field) in fields
    words = next(one.problem.why for one in outcome.problems if one.problem.field == field)
    assert any(part in words for part in said.split("|")), words


def test_a_number_twice_in_a_file(world: World, tmp_path: Path) -> None:
    rows = sheet.rows(2)
    outcome = take(world, sheet.as_csv(tmp_path / "a.csv", [*rows, rows[0]]))
    assert counts(outcome) == (3, 2, 0, 0, 0, 1)
    assert outcome.problems[0].problem.field == "来源编号"


def test_columns_by_other_names_and_by_hand(world: World, tmp_path: Path) -> None:
    other = {"主体代码": "统一社会信用代码", "事项": "案由", "依据文书": "处罚决定书文号", "来源编号": "甲列"}
    heads = [other.get(head, head) for head in sheet.HEADS]
    rows = [{other.get(head, head): value for head, value in row.items()} for row in sheet.rows(3)]
    path = sheet.as_csv(tmp_path / "a.csv", rows, heads=heads)
    found = columns.heads_among(beginnings(path)[""])
    assert found == heads
    mapping = columns.recognised(found)
    assert columns.missing(mapping, source_given=False) == ["来源编号"]
    assert counts(take(world, path, mapping=mapping | {"甲列": "external_id"}))[1] == 3


def test_the_provider_of_the_whole_sheet(world: World, tmp_path: Path) -> None:
    mapping = {head: name for head, name in MAPPING.items() if name != "source"}
    path = sheet.as_csv(tmp_path / "a.csv", sheet.rows(2))
    source: Unit = scene.unit("区人社局")
    assert counts(take(world, path, mapping=mapping, source=source, who="renshe_handler"))[1] == 2
    assert CreditRecord.objects.filter(source_unit=source, external_id="CZ-000001").exists()


def test_who_verifies_what_was_imported(world: World, tmp_path: Path) -> None:
    from casework.errors import NotAllowed

    take(world, sheet.as_csv(tmp_path / "a.csv", sheet.rows(1)), who="registrar")
    row = CreditRecord.objects.get(external_id="CZ-000001")
    with pytest.raises(NotAllowed):
        actions.verify_record(row, by=world.actor("registrar"), at=world.at, publish=True)
    assert isinstance(row.versions.get().from_at, datetime)
