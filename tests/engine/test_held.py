"""Reference data is read once within a batch, and as often as asked outside one."""

from __future__ import annotations

import pytest

from casework import clocks, routing
from casework.held import held, once
from casework.models import CalendarYear
from tests.world import START


def test_within_a_batch_each_question_is_asked_once() -> None:
    asked = []

    @once
    def read(name: str, *, newest: bool = True) -> str:
        asked.append((name, newest))
        return name.upper()

    with held():
        assert [read("a"), read("a"), read("b"), read("a", newest=False)] == ["A", "A", "B", "A"]
    assert asked == [("a", True), ("b", True), ("a", False)]
    read("a")
    with held():
        read("a")
    assert asked[3:] == [("a", True), ("a", True)]


def test_two_readers_do_not_share_their_answers() -> None:
    one, other = once(lambda: 1), once(lambda: 2)
    with held():
        assert (one(), other()) == (1, 2)


def test_a_failure_is_not_kept() -> None:
    answers = iter([ValueError("not now"), "there"])

    @once
    def read() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with held():
        with pytest.raises(ValueError, match="not now"):
            read()
        assert read() == "there"


@pytest.mark.usefixtures("world")
def test_a_batch_reads_units_clauses_calendars_and_rules_once(django_assert_num_queries) -> None:
    def look() -> None:
        clocks.calendar()
        clocks.rule_in_force("XF-34", START)
        routing.table(START.date())
        routing.unit("区财政局")

    with held():
        look()
        with django_assert_num_queries(0):
            look()


def test_the_next_batch_sees_what_has_changed(world) -> None:
    with held():
        before = clocks.calendar().version
    CalendarYear.objects.create(
        year=2027, version=2, status="official", source_notice="国办发明电〔2026〕1号", off=[], makeup=[]
    )
    with held():
        assert clocks.calendar().version != before
