"""What holds of publication and repair whatever the record: order of the dates, and what can never make eligible."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.rules import regimes
from casework.rules.publication import Penalty, Publish, RecordFacts, window
from casework.rules.regimes import RuleBook, Severity
from casework.rules.repair import Eligibility, eligibility
from reference.pack import Pack

SUBJECTS = {"527号": "enterprise", "58号令": "enterprise", "36号令": "enterprise", "1103号": "unit", "local": "person"}
FIELDS = ("special_equipment", "work_safety", "fire_safety", "food")
KINDS = ("", "fine", "warning", "demerit", "major_demerit", "demotion", "removal", "dismissal")
days = st.dates(date(2019, 1, 1), date(2031, 12, 31))
quick = settings(
    derandomize=True, max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def book(xigang: Pack) -> RuleBook:
    return RuleBook(xigang.rules)


@st.composite
def facts(draw: st.DrawFn) -> RecordFacts:
    regime, decided = draw(st.sampled_from(list(SUBJECTS))), draw(days)
    fields = st.frozensets(st.sampled_from(FIELDS), max_size=2)
    severity = st.sampled_from(list(Severity))
    penalty = st.builds(Penalty, st.sampled_from(KINDS), st.none() | severity, fields)
    return RecordFacts(
        regime=regime,
        subject_type=SUBJECTS[regime],
        severity=draw(severity),
        decided_on=decided,
        determined_on=decided + timedelta(days=draw(st.integers(0, 120))),
        fields=draw(fields),
        penalties=tuple(draw(st.lists(penalty, max_size=3))),
        obligations_done_on=draw(st.none() | days),
        no_repair_until=draw(st.none() | days),
        not_repairable=draw(st.booleans()),
        status=draw(st.sampled_from(["verified", "published"])),
    )


def ask(xigang: Pack, book: RuleBook, known: RecordFacts, on: date) -> Eligibility:
    return eligibility(known, on, regimes.get(known.regime, xigang.regimes), book)


@quick
@given(known=facts())
def test_start_then_repair_then_end(xigang: Pack, book: RuleBook, known: RecordFacts) -> None:
    found = window(known, regimes.get(known.regime, xigang.regimes), book)
    order = [day for day in (found.starts_on, found.earliest_repair, found.ends_on) if day]
    assert order == sorted(order)
    assert found.starts_on in (known.decided_on, known.determined_on)
    assert not found.ends_automatically or found.ends_on


@quick
@given(known=facts(), on=days, later=st.integers(0, 2000))
def test_who_is_eligible_stays_so_until_publication_ends(
    xigang: Pack, book: RuleBook, known: RecordFacts, on: date, later: int
) -> None:
    now, then = (ask(xigang, book, known, day) for day in (on, on + timedelta(days=later)))
    if now.eligible and not then.eligible:
        assert [each.code for each in then.missing] == ["not_over"]


@quick
@given(known=facts(), on=days)
def test_the_day_that_is_named_is_the_first_one(xigang: Pack, book: RuleBook, known: RecordFacts, on: date) -> None:
    answer = ask(xigang, book, known, on)
    if answer.eligible:
        assert answer.eligible_from
        assert answer.eligible_from <= on
    if answer.eligible_from:
        assert ask(xigang, book, known, answer.eligible_from).eligible
        before = ask(xigang, book, known, answer.eligible_from - timedelta(days=1))
        assert not before.eligible


@quick
@given(known=facts(), on=days)
def test_a_dispute_a_repair_under_way_or_the_law_never_make_eligible(
    xigang: Pack, book: RuleBook, known: RecordFacts, on: date
) -> None:
    for worse in (
        replace(known, in_dispute=True),
        replace(known, pending_repair=True),
        replace(known, not_repairable=True),
        replace(known, obligations_done_on=None),
        replace(known, no_repair_until=on),
        replace(known, status="repaired"),
    ):
        assert not ask(xigang, book, worse, on).eligible


@quick
@given(known=facts(), on=days, days_later=st.integers(1, 400))
def test_doing_the_duty_later_never_helps(
    xigang: Pack, book: RuleBook, known: RecordFacts, on: date, days_later: int
) -> None:
    """But for what was corrected after its longest period under 36号令: it did not end by itself."""
    if known.obligations_done_on is None:
        return
    late = replace(known, obligations_done_on=known.obligations_done_on + timedelta(days=days_later))
    if ask(xigang, book, late, on).eligible and not ask(xigang, book, known, on).eligible:
        assert known.regime == "36号令"
        assert [each.code for each in ask(xigang, book, known, on).missing] == ["not_over"]


@quick
@given(known=facts(), on=days)
def test_another_penalty_never_shortens(xigang: Pack, book: RuleBook, known: RecordFacts, on: date) -> None:
    more = replace(known, penalties=(*known.penalties, Penalty(fields=frozenset({"fire_safety"}))))
    one, other = (window(each, regimes.get(known.regime, xigang.regimes), book) for each in (known, more))
    if one.earliest_repair and other.earliest_repair and known.penalties:
        assert one.earliest_repair <= other.earliest_repair
    assert one.ends_on == other.ends_on


@quick
@given(known=facts(), on=days)
def test_persons_are_never_public(xigang: Pack, book: RuleBook, known: RecordFacts, on: date) -> None:
    found = window(replace(known, regime="local", subject_type="person"), regimes.get("local", xigang.regimes), book)
    assert found.publish is Publish.NEVER
    assert found.ends_on is None
    assert not found.may_be_public(on)


@quick
@given(known=facts(), on=days)
def test_the_end_is_either_by_itself_or_decided(xigang: Pack, book: RuleBook, known: RecordFacts, on: date) -> None:
    found = window(known, regimes.get(known.regime, xigang.regimes), book)
    assert not (found.over(on) and found.awaits_decision(on))
    if found.ends_on and on > found.ends_on:
        assert found.over(on) or found.awaits_decision(on)
    if found.over(on):
        assert not found.may_be_public(on)


@quick
@given(known=facts(), on=days)
def test_asking_again_gives_the_same(xigang: Pack, book: RuleBook, known: RecordFacts, on: date) -> None:
    assert ask(xigang, book, known, on) == ask(xigang, book, known, on)
