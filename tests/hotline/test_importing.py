"""A sheet of the hotline is taken over: new tickets open cases, known ones change theirs, broken lines are named."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from casework.hotline import sheets
from casework.hotline.importing import Outcome, take_over
from casework.hotline.opening import Opening
from casework.models import Case, Event, HotlineTicket, Party
from casework.rules.deadlines import CHINA
from notifications.models import Message
from tests.engine.racing import clean
from tests.hotline.broken import broken
from tests.hotline.generator import Row, as_csv, as_xlsx, rows
from tests.world import World

NOW = datetime(2026, 11, 9, 10, 0, tzinfo=CHINA)
MANY = 5_000
COUNTS = (lambda outcome: (outcome.created, outcome.updated, outcome.unchanged, len(outcome.refused)))  # fmt: skip


def tickets(count: int) -> list[Row]:
    return rows(count, NOW.replace(tzinfo=None))


def taken(path: Path, at: datetime = NOW, *, dry_run: bool = False, workers: int = 1) -> Outcome:
    return take_over(sheets.read(path), Opening(at, dry_run, workers))


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return as_csv(tmp_path / "工单.csv", tickets(30), "gbk")


@pytest.mark.django_db
def test_each_ticket_is_one_case(world: World, sheet: Path) -> None:
    assert COUNTS(taken(sheet)) == (30, 0, 0, 0)
    for row in csv.DictReader(sheet.read_text(encoding="gbk").splitlines()):
        case = Case.objects.get(external_id=row["工单编号"])
        assert (case.kind, case.channel, case.state) == ("complaint", "hotline", "submitted")
        assert case.respondent.name == row["被投诉单位"]
        assert case.lead_unit_id != case.respondent_id
        assert case.sealed == (row["身份保密"] == "是")
    clean()


@pytest.mark.django_db
def test_registrars_are_told_once_however_many(world: World, tmp_path: Path) -> None:
    about_registrars = [row | {"被投诉单位": "区发改局"} for row in tickets(32)[30:]]
    many = as_csv(tmp_path / "多.csv", about_registrars + _others(tickets(30)), "gbk")
    taken(many, dry_run=True)
    assert not Message.objects.exists()
    taken(many)
    told = Message.objects.filter(event="tickets_taken").values_list("recipient__username", "count", "number")
    assert set(told) == {("registrar", 30, ""), ("zhengfuban_registrar", 2, "")}
    assert Message.objects.count() == 2
    assert {message.title for message in Message.objects.all()} == {"已接收30件热线工单", "已接收2件热线工单"}
    taken(many, NOW + timedelta(hours=1))  # nothing new: nothing to tell
    assert Message.objects.count() == 2


def _others(given: list[Row]) -> list[Row]:
    """Tickets about bodies that do not register."""
    return [row | {"被投诉单位": "区住建局"} for row in given]


@pytest.mark.django_db
def test_a_sheet_sent_again_changes_nothing(world: World, sheet: Path) -> None:
    taken(sheet)
    before = list(Case.objects.order_by("pk").values_list("number", "version", "last_hash"))
    assert COUNTS(taken(sheet, NOW + timedelta(hours=1))) == (0, 0, 30, 0)
    assert list(Case.objects.order_by("pk").values_list("number", "version", "last_hash")) == before
    assert HotlineTicket.objects.count() == 30


@pytest.mark.django_db
def test_a_dry_run_says_the_same_and_keeps_nothing(world: World, tmp_path: Path) -> None:
    good = tickets(80)
    path = as_csv(tmp_path / "工单.csv", [row for row, _head in broken(good)] + good[50:])
    dry = taken(path, dry_run=True)
    assert not Case.objects.exists()
    real = taken(path)
    assert dry.document() == real.document()
    assert Case.objects.count() == real.created == 30
    clean()


@pytest.mark.django_db
def test_the_platforms_due_time_wins_and_a_new_one_too(world: World, tmp_path: Path) -> None:
    row = tickets(1)[0] | {"工单类型": "一般", "派单时间": "2026-11-09 09:00:00", "办结时限": "2026-11-20 17:00:00"}
    taken(as_csv(tmp_path / "a.csv", [row]))
    later = row | {"办结时限": "2026-11-25 12:00:00", "诉求内容": row["诉求内容"] + "补充：附有合同照片。"}
    assert COUNTS(taken(as_csv(tmp_path / "b.csv", [later]), NOW + timedelta(hours=2))) == (0, 1, 0, 0)
    case = Case.objects.get()
    assert case.content.endswith("补充：附有合同照片。")
    assert HotlineTicket.objects.get().due_at == datetime(2026, 11, 25, 12, 0, tzinfo=CHINA)
    assert {"ticket_due", "ticket_text"} <= set(Event.objects.filter(case=case).values_list("verb", flat=True))
    other = later | {"被投诉单位": "区司法局"}
    refused = taken(as_csv(tmp_path / "c.csv", [other]), NOW + timedelta(hours=3)).refused
    assert [refusal.problem.field for refusal in refused] == ["被投诉单位"]
    clean()


@pytest.mark.django_db
def test_anonymous_and_sealed_callers(world: World, tmp_path: Path) -> None:
    first, second = tickets(2)
    unknown = first | {"诉求人": "", "证件号码": "", "联系电话": "", "身份保密": "否"}
    sealed = second | {"诉求人": "欧阳听雨", "诉求人类型": "个人", "证件号码": "", "身份保密": "是"}
    assert COUNTS(taken(as_csv(tmp_path / "a.csv", [unknown, sealed]))) == (2, 0, 0, 0)
    assert {(party.name, party.sealed) for party in Party.objects.filter(role="filer")} == {("", False), ("", True)}
    assert not Case.objects.matching("欧阳听雨").exists()


@pytest.mark.django_db(transaction=True)
def test_five_thousand_tickets_of_several_sheets(committed_world: World, tmp_path: Path) -> None:
    good = tickets(MANY)
    spoiled = broken(good[:50])
    book = as_xlsx(tmp_path / "工单.xlsx", {"第一周": good[50:1500], "第二周": good[1500:3200], "第三周": good[3200:]})
    rest = as_csv(tmp_path / "其余.csv", [row for row, _head in spoiled])
    assert COUNTS(taken(book, workers=2)) == (MANY - 50, 0, 0, 0)
    refused = taken(rest).refused
    assert [(r.row, r.problem.field) for r in refused] == [(n, head) for n, (_row, head) in enumerate(spoiled, start=2)]
    assert Case.objects.count() == HotlineTicket.objects.count() == MANY - 50
    assert COUNTS(taken(book, workers=2)) == (0, 0, MANY - 50, 0)
    assert Case.objects.count() == MANY - 50
