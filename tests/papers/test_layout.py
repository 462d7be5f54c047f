"""The look of papers, measured in the coordinates of the PDF: GB/T 9704-2012 sections 5 to 8 and 10.1."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest

from casework.papers import layout, render
from tests.papers.specimens import CODE, RARE, SPECIMENS, UNIT, WORDS, Char, characters, sealed

needs_fonts = pytest.mark.usefixtures("paper_fonts")
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0  # the type area (版心), 156 x 225 mm


def lines_of(chars: list[Char], page: int) -> dict[int, list[Char]]:
    """The characters of the type area of a page, by their baseline in tenths of a line."""
    found: dict[int, list[Char]] = defaultdict(list)
    for char in chars:
        if char.page == page and TOP <= char.top < BOTTOM and char.text.strip():
            found[round((char.top - TOP) / 225 * 22)].append(char)
    return dict(found)


def words(pdf: bytes) -> str:
    return "".join(char.text for char in characters(pdf) if char.text.strip())


@needs_fonts
def test_a_paper_under_a_red_head_has_the_measures_of_the_standard() -> None:
    chars = characters(sealed("red_head"))
    body = [char for char in chars if char.font == "Fangsong" and char.page == 2 and char.top < BOTTOM]
    title = [char for char in chars if char.em == pytest.approx(22, abs=0.05)]
    head = [char for char in chars if char.page == 1 and char.top < 80]
    assert "".join(char.text for char in title) == "限期整改通知书"
    assert {char.font for char in title} == {"Biaosong"}
    assert {round(char.em, 1) for char in body if char.text in WORDS[5]} == {15.8}  # 三号, made to fit 28 in a line
    assert min(char.left for char in body) == pytest.approx(LEFT, abs=0.1)
    assert max(char.right for char in body) == pytest.approx(RIGHT, abs=0.1)
    assert "".join(char.text for char in head) == f"{UNIT}文件"
    assert head[0].left >= LEFT
    assert head[-1].right <= RIGHT
    assert head[0].top - TOP == pytest.approx(35, abs=3)  # 35 mm below the upper edge of the type area
    assert (head[0].left + head[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.5)


@needs_fonts
def test_a_full_page_has_22_lines_of_28_characters() -> None:
    lines = lines_of(characters(sealed("red_head")), 2)
    assert sorted(lines) == list(range(22))
    full = [lines[n] for n in range(2, 21)]
    assert {len(line) for line in full} == {28}


@needs_fonts
def test_headings_dates_and_page_numbers_stand_where_they_belong() -> None:
    chars = characters(sealed("red_head"))
    fonts_of = {char.text: char.font for char in chars if char.text in "存违"}
    assert fonts_of == {"存": "Heiti", "违": "Kaiti"}
    day = [char for char in chars if char.page == 3 and char.text in "0123456789年月日" and char.top < 220]
    signed = day[-len("2026年11月24日") :]
    assert "".join(char.text for char in signed) == "2026年11月24日"
    assert RIGHT - signed[-1].right == pytest.approx(4 * 156 / 28, abs=1.5)  # four characters from the right
    numbers = {char.page: char for char in chars if char.top > BOTTOM and char.text.isdigit()}
    assert [numbers[page].text for page in (1, 2, 3)] == ["1", "2", "3"]
    assert numbers[1].left > 105 > numbers[2].right  # outside: right on odd pages, left on even ones
    imprint = [char for char in chars if char.page == 3 and 250 < char.top < BOTTOM]
    assert "".join(char.text for char in imprint).endswith("印发")  # 版记 lies on the lower edge of the last page
    assert max(char.top for char in imprint) > 252


@needs_fonts
def test_what_people_wrote_is_printed_as_they_wrote_it_rare_characters_too() -> None:
    said = words(sealed("red_head"))
    assert "<b>&amp;</b>" in said
    assert f"朱{RARE}。" in said
    assert CODE in said
    assert SPECIMENS["red_head"].number in said
    rare = [char for char in characters(sealed("red_head")) if char.text in RARE]
    assert {char.font for char in rare} == {"Noto-Serif-CJK-SC"}  # FandolFang has none of them
    assert {round(char.em, 1) for char in rare} == {15.8}
    cells = {char.text: char for char in characters(sealed("red_head")) if char.text in "锦栋"}
    assert {round(char.em) for char in cells.values()} == {12}  # a table is set smaller


@needs_fonts
def test_a_letter_and_a_form_begin_in_their_own_way() -> None:
    letter, form = characters(sealed("letter")), characters(sealed("form"))
    assert letter[0].top == pytest.approx(30, abs=2)  # 信函格式: 30 mm below the edge of the sheet
    number = [char for char in letter if char.top < 60 and char.font == "Fangsong"]
    assert number[-1].right == pytest.approx(RIGHT, abs=0.2)
    assert not [char for char in letter if char.top > BOTTOM]  # no page number on its first page
    assert "".join(char.text for char in form[:4]) == "送达回证"
    assert "文件" not in words(sealed("form"))
    assert "朱镕喆" in words(sealed("form"))


@needs_fonts
def test_a_draft_says_so_and_has_neither_number_nor_date_nor_seal() -> None:
    draft = replace(SPECIMENS["red_head"], number="", date=None, code="", paragraphs=("正文。",))
    said = words(render.draft_pdf(draft))
    assert "样稿" in said
    assert "（文号待编）" in said
    assert "（待签发）" in said
    assert "样章" not in said
    assert "验证码" not in said


def test_lines_become_headings_rows_and_paragraphs() -> None:
    found = layout.blocks(
        ["一、事实", "一、这一行以句号结尾。", "（二）理由", "甲｜乙", "丙｜丁", "甲｜乙｜丙", "正文。"]
    )
    assert [block.sort for block in found] == ["first", "text", "second", "fields", "table", "text"]
    assert found[3].rows == [["甲", "乙"], ["丙", "丁"]]
    assert layout.head_size("字" * 13, letter=False) == 33
    assert layout.head_size("字" * 90, letter=False) == 10
