"""Reading sheets: encodings, several sheets, what is no sheet, and every wrong value by its line and column."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from casework import sheets as reading
from casework.hotline import sheets
from casework.hotline.columns import TICKET
from casework.hotline.district import District
from casework.hotline.tickets import Problem, Ticket, parse
from casework.rules.deadlines import CHINA
from casework.sheets import Line, UnreadableFile
from tests.hotline import generator
from tests.hotline.broken import broken
from tests.world import World

AT = datetime(2026, 11, 20, 12, 0, tzinfo=CHINA)
GOOD = generator.rows(60, AT.replace(tzinfo=None))


@pytest.fixture
def district(world: World) -> District:
    return District(AT.date())


def texts(found: list[Line]) -> list[dict[str, str]]:
    return [line.cells for line in found]


def written(path: Path, text: str) -> list[Line]:
    path.write_text(text, encoding="utf-8")
    return list(sheets.read(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_in_any_encoding_a_platform_may_use(tmp_path: Path, encoding: str) -> None:
    found = list(sheets.read(generator.as_csv(tmp_path / "a.csv", GOOD, encoding)))
    assert texts(found) == GOOD
    assert (found[0].sheet, found[0].row, found[-1].row) == ("", 2, 61)


def test_a_rare_character_of_a_name_comes_through_gb18030(tmp_path: Path) -> None:
    row = GOOD[0] | {"诉求人": "王𬭚珺"}
    assert texts(list(sheets.read(generator.as_csv(tmp_path / "a.csv", [row], "gb18030")))) == [row]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_separators_and_lines_within_a_cell(tmp_path: Path, separator: str) -> None:
    heads = separator.join(column.head for column in TICKET)
    cells = separator.join(f'"第{n}格\n第二行"' for n, _ in enumerate(TICKET))
    (line,) = written(tmp_path / "a.csv", f"标题\n\n{heads}\n{cells}\n")
    assert line.row == 4
    assert line.cells["诉求标题"] == "第9格\n第二行"


def test_several_sheets_of_a_workbook(tmp_path: Path, district: District) -> None:
    path = generator.as_xlsx(tmp_path / "a.xlsx", {"第一周": GOOD[:20], "第二周": GOOD[20:]})
    found = list(sheets.read(path))
    assert [(line.sheet, line.row) for line in (found[0], found[19], found[20], found[-1])] == [
        ("第一周", 4), ("第一周", 23), ("第二周", 4), ("第二周", 43),
    ]  # fmt: skip
    assert [line.cells["工单编号"] for line in found] == [row["工单编号"] for row in GOOD]
    assert [line.cells["联系电话"] for line in found] == [row["联系电话"] for row in GOOD]
    from_csv = sheets.read(generator.as_csv(tmp_path / "a.csv", GOOD))
    assert [parse(line, district, AT) for line in found] == [parse(line, district, AT) for line in from_csv]


def test_the_order_of_columns_is_free_and_others_are_left_alone(tmp_path: Path) -> None:
    heads = [*reversed(generator.HEADS), "坐席工号"]
    rows = [row | {"坐席工号": "8021"} for row in GOOD]
    assert texts(list(sheets.read(generator.as_csv(tmp_path / "a.csv", rows, heads=heads)))) == GOOD


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_bytes(b""), "没有工单"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1"), "另存为 .xlsx"),
        (lambda path: path.write_bytes(b"PK\x03\x04 broken"), "不是有效的 .xlsx"),
        (lambda path: path.write_bytes(b"\x81\x20\xff\xff"), "UTF-8"),
        (lambda path: path.mkdir(), "没有工单|打不开"),
        (lambda path: None, "打不开"),
        (lambda path: zipfile.ZipFile(path, "w").close(), "不是有效的 .xlsx|没有工单"),
    ],
)
def test_what_is_no_sheet_is_refused_as_a_whole(tmp_path: Path, make: Callable[[Path], object], said: str) -> None:
    path = tmp_path / "a.csv"
    make(path)
    with pytest.raises(UnreadableFile, match=said):
        list(sheets.read(path))


def test_a_zip_that_would_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_UNPACKED", 1000)
    with pytest.raises(UnreadableFile, match="解压"):
        list(sheets.read(generator.as_xlsx(tmp_path / "a.xlsx", {"一": GOOD})))


def test_a_workbook_with_a_damaged_sheet_is_refused(tmp_path: Path) -> None:
    whole = generator.as_xlsx(tmp_path / "a.xlsx", {"一": GOOD})
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, content[: len(content) // 2] if "sheet1" in part else content)
    with pytest.raises(UnreadableFile, match=r"不是有效的 \.xlsx"):
        list(sheets.read(tmp_path / "b.xlsx"))


def test_too_many_lines_and_too_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = generator.as_csv(tmp_path / "a.csv", GOOD)
    monkeypatch.setattr(reading, "MOST_LINES", 10)
    with pytest.raises(UnreadableFile, match="10"):
        list(sheets.read(path))
    monkeypatch.setattr(reading, "LARGEST", 10)
    with pytest.raises(UnreadableFile):
        list(sheets.read(path))


@pytest.mark.parametrize(
    ("text", "row", "said"),
    [
        ("张三,李四\n1,2\n", 1, "工单编号"),
        ("工单编号,派单时间\nDL1,2026-11-20\n", 1, "缺少"),
        (",".join([*generator.HEADS, "街道"]) + "\n", 1, "重复"),
        (",".join(generator.HEADS) + "\n" + "x," * 20 + "\n", 2, "表头"),
    ],
)
def test_a_sheet_or_line_that_cannot_be_used_says_why(tmp_path: Path, text: str, row: int, said: str) -> None:
    (line,) = written(tmp_path / "a.csv", text)
    assert line.row == row
    assert said in line.problem


def test_a_sheet_of_notes_among_the_tickets_is_named(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    book.create_sheet("说明").append(["本表由平台导出"])
    sheet = book.create_sheet("工单")
    sheet.append(generator.HEADS)
    sheet.append(list(GOOD[0].values()))
    book.save(tmp_path / "a.xlsx")
    first, second = sheets.read(tmp_path / "a.xlsx")
    assert (first.sheet, bool(first.problem), second.sheet, second.cells) == ("说明", True, "工单", GOOD[0])


def test_good_rows_become_tickets(district: District) -> None:
    found = [parse(Line("", n, row), district, AT) for n, row in enumerate(GOOD)]
    assert all(isinstance(each, Ticket) for each in found)
    first = found[0]
    assert isinstance(first, Ticket)
    assert first.number == GOOD[0]["工单编号"]
    assert first.dispatched_at.tzinfo is not None
    assert first.respondent.name == GOOD[0]["被投诉单位"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-11-12 09:30:15", "2026-11-12T09:30:15+08:00"),
        ("2026/11/12 9:05", "2026-11-12T09:05:00+08:00"),
        ("2026年11月12日 9时5分", "2026-11-12T09:05:00+08:00"),
        ("2026.11.12", "2026-11-12T00:00:00+08:00"),
        ("２０２６－１１－１２　０９：３０", "2026-11-12T09:30:00+08:00"),
        ("2026-11-12T09:30:15.000", "2026-11-12T09:30:15+08:00"),
    ],
)
def test_moments_as_people_and_platforms_write_them(district: District, text: str, wanted: str) -> None:
    found = parse(Line("", 2, GOOD[0] | {"派单时间": text, "办结时限": ""}), district, AT)
    assert isinstance(found, Ticket)
    assert found.dispatched_at.isoformat() == wanted


def test_a_due_day_without_a_time_lasts_to_its_end(district: District) -> None:
    found = parse(Line("", 2, GOOD[0] | {"办结时限": "2026-11-27"}), district, AT)
    assert isinstance(found, Ticket)
    assert found.due_at == datetime(2026, 11, 27, 23, 59, 59, tzinfo=CHINA)


def test_fifty_broken_rows_are_named_one_by_one(district: District) -> None:
    wrong = []
    cases = broken(GOOD)
    assert len(cases) == 50
    for row, head in cases:
        found = parse(Line("", 2, row), district, AT)
        if isinstance(found, Ticket) or [problem.field for problem in found] != [head]:
            wrong.append((head, row[head], found))
        else:
            assert all(problem.why[0] >= "\u4e00" or problem.why[0] == "“" for problem in found), found
    assert wrong == []


@pytest.mark.parametrize("told", ["张丽华", "13842600718"])
@pytest.mark.parametrize("head", ["诉求标题", "诉求内容"])
def test_a_sealed_identity_stands_in_no_text(district: District, head: str, told: str) -> None:
    row = GOOD[0] | {
        "诉求人": "张丽华",
        "诉求人类型": "个人",
        "证件号码": "",
        "联系电话": "138 4260 0718",
        "身份保密": "是",
    }
    assert isinstance(parse(Line("", 2, row), district, AT), Ticket)
    found = parse(Line("", 2, row | {head: f"{row[head]}（{told}）"}), district, AT)
    assert isinstance(found, list)
    assert [problem.field for problem in found] == [head]
    openly = row | {head: f"{row[head]}（{told}）", "身份保密": "否"}
    assert isinstance(parse(Line("", 2, openly), district, AT), Ticket)


def test_everything_wrong_with_a_line_is_said_at_once(district: District) -> None:
    found = parse(Line("", 2, GOOD[0] | {"工单类型": "急", "联系电话": "无", "诉求内容": ""}), district, AT)
    assert isinstance(found, list)
    assert [problem.field for problem in found] == ["工单类型", "联系电话", "诉求内容"]


def test_a_line_that_cannot_be_used_is_one_problem(district: District) -> None:
    assert parse(Line("", 2, problem="坏了"), district, AT) == [Problem("", "坏了")]


def test_marks_against_formulas_are_taken_off_again() -> None:
    assert [reading.text_of(text) for text in ("'=1+1", "'+86", "'好的'", "-3")] == ["=1+1", "+86", "'好的'", "-3"]
