"""Numbers of papers (文号): without gaps and doubles, for each unit, sort and year, also when everybody issues at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from casework import documents
from casework.checks import papers_are_numbered
from casework.door import transacting
from casework.models import CreditRecord, Document, NumberSeries, Paper, PaperCancellation, Unit
from casework.models.guard import opened
from casework.rules.deadlines import CHINA
from tests.world import RECORD, World

HANDS, EACH = 10, 10
NOON = datetime(2026, 11, 9, 12, 0, tzinfo=CHINA)


def issue(at: datetime = NOON, unit: str = "区发改局", code: str = "record_notice") -> Document:
    """One paper, in the running transaction."""
    record = CreditRecord.objects.get(number=RECORD)
    blank = Document(record=record, issued_at=at)
    paper = Paper.objects.get(code=code)
    return documents.write(blank, paper, Unit.objects.get(name=unit), "某公司", ["内容。"])


@pytest.mark.django_db(transaction=True)
def test_a_hundred_papers_in_parallel_get_a_hundred_consecutive_numbers(settings) -> None:
    settings.CASE_LOCK_TIMEOUT_MS = 60_000  # a hundred wait for one another here
    World.ready()
    start = Barrier(HANDS)

    def issue_some(hand: int) -> None:
        start.wait(60)
        try:
            for turn in range(EACH + 1):
                try:
                    with transacting():
                        issue()
                        if turn == hand % EACH:
                            raise Broken
                except Broken:
                    continue
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        for done in [pool.submit(issue_some, hand) for hand in range(HANDS)]:
            done.result(120)
    serials = Document.objects.filter(paper__code="record_notice").order_by("pk").values_list("serial", flat=True)
    assert list(serials) == list(range(1, HANDS * EACH + 1)), "ten were rolled back, and burnt no number"
    assert len(set(Document.objects.values_list("number", flat=True))) == HANDS * EACH
    assert list(papers_are_numbered()) == []


class Broken(Exception):
    """Something goes wrong after the paper was written."""


def test_every_unit_sort_and_year_counts_for_itself(world: World) -> None:
    last_second = datetime(2026, 12, 31, 23, 59, 59, tzinfo=CHINA)
    first = datetime(2027, 1, 1, 0, 0, 0, tzinfo=CHINA)
    with opened():
        numbers = [
            issue(last_second).number,
            issue(last_second).number,
            issue(last_second, unit="区财政局").number,
            issue(last_second, code="record_repair_notice").number,
            issue(first).number,
            issue(first).number,
            issue(last_second).number,
        ]
    assert [number[number.index("〔") :] for number in numbers] == [
        "〔2026〕1号",
        "〔2026〕2号",
        "〔2026〕1号",
        "〔2026〕1号",
        "〔2027〕1号",
        "〔2027〕2号",
        "〔2026〕3号",
    ]
    assert len({number[: number.index("〔")] for number in numbers}) == 3


def test_a_gap_is_found_and_a_cancelled_number_is_none(world: World) -> None:
    with opened():
        issue()
        second = issue()
        PaperCancellation.objects.create(
            document=second, reason="有误。", cancelled_by=world.people["fagai_supervisor"], cancelled_at=NOON
        )
        assert list(papers_are_numbered()) == []
        series = documents.series_of(second.paper, second.unit)
        NumberSeries.objects.filter(series=series).update(last=4)
        assert [problem for problem in papers_are_numbered() if series in problem]
        issue()
    assert any("1 to 5" in problem for problem in papers_are_numbered())
