"""What became of tickets goes back in the columns they came in: masked, harmless, and only what one may see."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from casework.hotline import exporting, sheets
from casework.hotline.columns import RESULT, TICKET
from casework.hotline.importing import take_over
from casework.hotline.opening import Opening
from casework.models import Case, Reading
from casework.permissions import Actor
from casework.rules.deadlines import CHINA
from tests.commands.conftest import Run
from tests.hotline.generator import Row, as_csv, rows
from tests.staff.conftest import SignIn
from tests.world import START, World
from workflows.complaint.tests.matter import Matter

pytestmark = pytest.mark.django_db
HEADS = [column.head for column in (*TICKET, *RESULT)]
MASKED = {"诉求人", "证件号码", "联系电话", "诉求标题", "被投诉人"}
EVERYTHING = Actor.machine("export_12345")
PAGE = "/staff/hotline"
TICKETS = rows(24, START.replace(tzinfo=None))
PLAIN = TICKETS[0] | {
    "工单类型": "投诉举报",
    "派单时间": "2026-11-06 16:00:00",
    "办结时限": "2026-11-12 17:00:00",
    "诉求人": "王建国",
    "诉求人类型": "个人",
    "证件号码": "",
    "联系电话": "13842600718",
    "身份保密": "否",
    "被投诉单位": "区住建局",
    "所属领域": "政府采购",
    "诉求标题": "王建国反映货款拖欠",
    "被投诉人": "",
}


def take(world: World, tmp_path: Path, *found: Row) -> None:
    path = as_csv(tmp_path / "工单.csv", found)
    outcome = take_over(sheets.read(path), Opening(world.at))
    assert (outcome.created, outcome.refused) == (len(found), [])


def written(world: World, actor: Actor = EVERYTHING) -> list[dict[str, str]]:
    out = io.BytesIO()
    exporting.as_csv(exporting.lines(exporting.tickets(actor), world.at), out)
    return list(csv.DictReader(out.getvalue().decode("utf-8-sig").splitlines()))


def played(world: World, row: Row) -> Matter:
    return Matter(world, Case.objects.get(external_id=row["工单编号"]))


def accepted(world: World, row: Row) -> Matter:
    matter = played(world, row)
    matter.by_registrar("accept", **matter.accepted())
    return matter


def concluded(matter: Matter) -> Matter:
    matter.by_lead("conclude_unfounded", **matter.concluded("unfounded"))
    return matter


def test_the_columns_come_back_as_they_were_sent(world: World, tmp_path: Path) -> None:
    take(world, tmp_path, *TICKETS)
    found = {row["工单编号"]: row for row in written(world)}
    assert list(found[TICKETS[0]["工单编号"]]) == HEADS
    for sent in TICKETS:
        back = found[sent["工单编号"]]
        differing = {head for head in sent if back[head] != sent[head]}
        assert differing <= MASKED
        assert back["案件编号"].startswith("西信诉〔2026〕")


def test_names_and_numbers_of_persons_are_masked(world: World, tmp_path: Path) -> None:
    take(world, tmp_path, PLAIN)
    (back,) = written(world)
    assert (back["诉求人"], back["联系电话"], back["诉求标题"]) == ("王**", "138****0718", "王**反映货款拖欠")


def test_a_sealed_identity_is_left_out(world: World, tmp_path: Path) -> None:
    secret = PLAIN | {"诉求人": "欧阳听雨", "联系电话": "13998412345", "身份保密": "是", "诉求标题": "反映货款拖欠"}
    take(world, tmp_path, secret)
    (back,) = written(world)
    assert (back["诉求人"], back["联系电话"], back["身份保密"]) == ("", "", "是")
    assert not {"欧阳听雨", "13998412345"} & set(back.values())


def test_finding_and_answer_once_the_letter_is_served(world: World, tmp_path: Path) -> None:
    take(world, tmp_path, PLAIN)
    matter = accepted(world, PLAIN)
    assert written(world)[0]["期限状态"] == "剩 3 个工作日"
    concluded(matter)
    (back,) = written(world)
    assert (back["办理状态"], back["办理结果"], back["答复内容"], back["答复时间"]) == ("待送达", "", "", "")
    matter.reply()
    (back,) = written(world)
    assert (back["办理结果"], back["答复内容"]) == ("不属实", "经核查，反映的情况属实。")
    assert back["答复时间"] == f"{world.at:%Y-%m-%d %H:%M:%S}"
    assert back["期限状态"] == "按期完成"
    assert back["承办单位"] == matter.now.lead_unit.name


def test_an_answer_after_the_platforms_time_is_late(world: World, tmp_path: Path) -> None:
    take(world, tmp_path, PLAIN)
    matter = concluded(accepted(world, PLAIN))
    world.at = datetime(2026, 11, 13, 9, 0, tzinfo=CHINA)
    matter.reply()
    assert written(world)[0]["期限状态"] == "逾期完成"


def test_a_refusal_says_why(world: World, tmp_path: Path) -> None:
    take(world, tmp_path, PLAIN)
    played(world, PLAIN).by_registrar("refuse", reason="legal_route", explanation="该事项已由法院受理。")
    (back,) = written(world)
    assert back["办理结果"]
    assert back["答复内容"] == "该事项已由法院受理。"
    assert back["办结时间"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_text_of_a_caller_becomes_a_formula(world: World, tmp_path: Path, sign: str) -> None:
    take(world, tmp_path, PLAIN | {"诉求内容": f"{sign}HYPERLINK(A1)"})
    assert written(world)[0]["诉求内容"] == f"'{sign}HYPERLINK(A1)"
    book = tmp_path / "a.xlsx"
    with book.open("wb") as out:
        exporting.as_xlsx(exporting.lines(exporting.tickets(EVERYTHING), world.at), out)
    cell = next(c for c in load_workbook(book).active[2] if "HYPERLINK" in str(c.value))
    assert cell.data_type == "s"
    (line,) = sheets.read(book)
    assert line.cells["诉求内容"] == f"{sign}HYPERLINK(A1)"


def test_the_unit_complained_about_gets_nothing(world: World, tmp_path: Path) -> None:
    take(world, tmp_path, PLAIN)
    assert written(world, world.actor("zhujian_handler")) == []
    assert len(written(world, world.actor("registrar"))) == 1


def test_as_few_queries_for_many_as_for_one(world: World, tmp_path: Path, django_assert_max_num_queries: Any) -> None:
    take(world, tmp_path, *TICKETS)
    for row in TICKETS[:6]:
        played(world, row).by_registrar("refuse", reason="legal_route", explanation="已由法院受理。")
    with django_assert_max_num_queries(13):
        assert len(written(world)) == len(TICKETS)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_command_writes_a_file(world: World, tmp_path: Path, run: Any, suffix: str) -> None:
    take(world, tmp_path, *TICKETS)
    file = tmp_path / f"结果.{suffix}"
    ended: Run = run("export_12345", file, "--json")
    assert (ended.code, ended.document) == (0, {"file": str(file), "tickets": len(TICKETS)})
    assert [line.cells["工单编号"] for line in sheets.read(file)] == [row["工单编号"] for row in TICKETS]
    day = TICKETS[-5]["派单时间"][:10]
    run("export_12345", file, "--since", day)
    numbers = [line.cells["工单编号"] for line in sheets.read(file)]
    assert numbers == [row["工单编号"] for row in TICKETS if row["派单时间"] >= day]


@pytest.mark.parametrize("line", [["a.txt"], ["a.csv", "--since", "soon"], ["nowhere/a.csv"], []])
def test_what_cannot_be_written_is_said_in_one_line(run: Any, line: list[str]) -> None:
    ended: Run = run("export_12345", *line)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)


def test_registrars_see_the_tickets_and_take_the_file(world: World, tmp_path: Path, sign_in: SignIn) -> None:
    take(world, tmp_path, *TICKETS)
    client: Client = sign_in("registrar")
    page = client.get(PAGE).content.decode()
    assert TICKETS[-1]["工单编号"] in page
    assert all(row["诉求人"] not in page for row in TICKETS if row["诉求人类型"] == "个人")
    assert not Reading.objects.exists()
    answer = client.get(PAGE, {"form": "csv", "since": ""})
    assert answer["Content-Disposition"].startswith("attachment")
    file = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]  # bytes all
    seen = [row["工单编号"] for row in csv.DictReader(file.splitlines())]
    assert len(seen) == Reading.objects.count() > 0
    assert set(seen) <= {row["工单编号"] for row in TICKETS}


def test_a_day_that_is_none_is_said_beside_the_field(sign_in: SignIn) -> None:
    answer = sign_in("registrar").get(PAGE, {"form": "csv", "since": "soon"})
    assert answer.status_code == 200
    assert "err-sum" in answer.content.decode()
    assert sign_in("registrar").get(PAGE, {"form": "exe"}).status_code == 200


def test_only_registrars(sign_in: SignIn) -> None:
    assert sign_in("fagai_handler").get(PAGE).status_code == 403
    assert "/staff/hotline" in sign_in("registrar").get("/staff/cases/").content.decode()
    assert "/staff/hotline" not in sign_in("fagai_handler").get("/staff/cases/").content.decode()


def test_the_page_asks_as_little_for_many_as_for_few(
    world: World, tmp_path: Path, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    take(world, tmp_path, *TICKETS)
    client = sign_in("registrar")
    client.get(PAGE)
    with django_assert_max_num_queries(14):
        client.get(PAGE)


def test_newest_first(world: World, tmp_path: Path, sign_in: SignIn) -> None:
    take(world, tmp_path, *TICKETS[:2])
    page = sign_in("registrar").get(PAGE).content.decode()
    assert page.index(TICKETS[1]["工单编号"]) < page.index(TICKETS[0]["工单编号"])
    assert world.at - timedelta(days=31) < START
