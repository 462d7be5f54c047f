"""How papers write days, lengths of time, laws and periods, and that their words are text."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from casework import documents, paper_words
from casework.rules.deadlines import CHINA, Limit, Unit
from tests.world import World

MONDAY = datetime(2026, 11, 9, 10, 0, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("title", "article", "written"),
    [
        ("信访工作条例", "第三十四条", "《信访工作条例》第三十四条"),
        ("西岗区加强政务诚信建设实施方案", "四(三)", "《西岗区加强政务诚信建设实施方案》四（三）"),
        ("发改财金〔2023〕1103号", "二（二）", "发改财金〔2023〕1103号文件二（二）"),
        ("信用修复管理办法（国家发展改革委令第36号）", "", "《信用修复管理办法》（国家发展改革委令第36号）"),
        (
            "失信行为管理办法（试行）（国家发展改革委令第58号）",
            "",
            "《失信行为管理办法（试行）》（国家发展改革委令第58号）",
        ),
        ("保障中小企业款项支付条例（2020年）", "第十七条", "《保障中小企业款项支付条例》（2020年）第十七条"),
    ],
)
def test_a_law_is_cited_by_its_title_and_a_document_by_its_number(title, article, written) -> None:
    assert paper_words.law(title, article) == written


def test_days_and_moments() -> None:
    assert paper_words.day(date(2026, 1, 9)) == "2026年1月9日"
    assert paper_words.day(datetime(2026, 11, 9, 23, 30, tzinfo=CHINA)) == "2026年11月9日"
    assert paper_words.moment(datetime(2026, 11, 9, 9, 5, tzinfo=CHINA)) == "2026年11月9日9时05分"
    assert paper_words.moment(datetime(2026, 11, 9, 23, 59, 59, tzinfo=CHINA)) == "2026年11月9日"


def test_a_period_says_its_length_its_law_and_its_last_day(world: World) -> None:
    found = paper_words.period("XF-34", MONDAY)
    assert (found.words, found.law, found.until) == ("60日", "《信访工作条例》第三十四条", "，至2027年1月8日止")
    assert (found.longest, found.cited) == ("延长期限不超过30日", "（《信访工作条例》第三十四条）")
    right = paper_words.period("XF-35a", MONDAY)
    assert right.by == "，即于2026年12月9日前（含当日）"
    assert right.counting == "自收到之日的次日起计算，末日为非工作日的，顺延至其后第一个工作日"
    assert paper_words.period("XF-35a", MONDAY, begun=False).by == ""


def test_a_period_without_a_number_has_the_length_that_the_paper_states(world: World) -> None:
    assert not paper_words.period("TS-XG-SUPPLEMENT", MONDAY)
    stated = paper_words.period("TS-XG-SUPPLEMENT", MONDAY, Limit(5, Unit.WORKDAY))
    assert (stated.words, stated.until) == ("5个工作日", "，至2026年11月16日止")


def test_what_no_text_says_is_cited_as_no_law(world: World) -> None:
    """From memory (XF-23a) or our own proposal (ZG-XG-EXPLAIN): the length stands, a law does not."""
    assert [paper_words.period(code, MONDAY).cited for code in ("XF-23a", "ZG-XG-EXPLAIN")] == ["", ""]


def test_a_date_in_a_year_without_a_notice_says_so(world: World) -> None:
    period = paper_words.period(
        "TS-XG-SUPPLEMENT", datetime(2026, 12, 21, 10, 0, tzinfo=CHINA), Limit(15, Unit.WORKDAY)
    )
    assert period.provisional
    assert period.until.endswith("止（按现行放假安排推算，国家另行公布的，以重新计算的日期为准）")


def test_the_words_of_a_paper_are_text_and_no_html() -> None:
    assert "A&B“C”<D>" in documents.rendered("documents/parts/contact.txt", {"issuing": {"full_name": "A&B“C”<D>"}})
