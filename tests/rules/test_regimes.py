"""Rule versions: which one is proposed, which version of a rule counts, and packs whose rule versions are unusable."""

from dataclasses import replace
from datetime import date

import pytest

from casework.rules import records, regimes
from casework.rules.errors import MissingRule, UnknownRegime
from casework.rules.publication import Penalty, RecordFacts, window
from casework.rules.regimes import Proposal, RuleBook, Severity
from casework.rules.repair import no_repair_until, strange
from reference.pack import Pack

MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 1)


@pytest.fixture(scope="module")
def book(xigang: Pack) -> RuleBook:
    return RuleBook(xigang.rules)


@pytest.mark.parametrize(
    ("determined", "published", "subject", "expected"),
    [
        (date(2023, 4, 30), None, "enterprise", Proposal("527号", "determined", certain=True)),
        (date(2010, 1, 1), date(2010, 1, 5), "enterprise", Proposal("527号", "published", certain=True)),
        (date(2023, 4, 30), date(2023, 5, 1), "enterprise", Proposal("58号令", "straddles", certain=False)),
        (date(2023, 5, 1), date(2023, 5, 1), "enterprise", Proposal("58号令", "published", certain=True)),
        (MARCH, None, "enterprise", Proposal("58号令", "determined", certain=True)),
        (MARCH, MARCH, "enterprise", Proposal("58号令", "published", certain=True)),
        (MARCH, APRIL, "enterprise", Proposal("36号令", "straddles", certain=False)),
        (APRIL, APRIL, "enterprise", Proposal("36号令", "published", certain=True)),
        (APRIL, None, "enterprise", Proposal("36号令", "determined", certain=True)),
        (MARCH, APRIL, "unit", Proposal("1103号", "subject", certain=True)),
        (MARCH, APRIL, "person", Proposal("local", "subject", certain=True)),
    ],
)
def test_the_rule_version_of_a_record(
    xigang: Pack, determined: date, published: date | None, subject: str, expected: Proposal
) -> None:
    assert regimes.regime_for(determined, published, subject, xigang.regimes) == expected


def test_nobody_invents_a_rule_version(xigang: Pack) -> None:
    with pytest.raises(UnknownRegime):
        regimes.get("37号令", xigang.regimes)
    with pytest.raises(UnknownRegime):
        regimes.regime_for(MARCH, None, "animal", xigang.regimes)


def test_the_version_of_a_rule(book: RuleBook) -> None:
    assert book.find("XX-4", MARCH).version == 1
    assert book.find("XX-4", APRIL).version == 2
    assert book.find("XX-4", date(2020, 1, 1)).version == 1  # before the first, the first
    assert book.find("XX-527-SPECIAL", APRIL).version == 1  # after the last, the last
    with pytest.raises(MissingRule):
        book.find("XX-99", APRIL)


def test_a_later_version_of_the_district_counts_in_its_time(xigang: Pack) -> None:
    """A figure that the district confirms or corrects on screen is a new version with its own days."""
    general = next(rule for rule in xigang.rules if rule.id == "XX-4-GENERAL-MIN")
    longer = replace(
        general, version=2, valid_from=date(2026, 10, 1), limit=records.limit({"value": 4, "unit": "month"})
    )
    book = RuleBook([longer, *xigang.rules])
    regime = regimes.get("36号令", xigang.regimes)
    facts = RecordFacts("36号令", "enterprise", Severity.ORDINARY, MARCH, date(2026, 9, 30))
    assert window(facts, regime, book).earliest_repair == date(2026, 12, 30)
    assert window(replace(facts, determined_on=date(2026, 10, 1)), regime, book).earliest_repair == date(2027, 2, 1)


def test_the_term_without_repair(book: RuleBook) -> None:
    """三年 by 58号令 from memory; the text of 36号令 was not found, so the decision states it."""
    assert no_repair_until(date(2024, 2, 29), book) == date(2027, 2, 28)
    assert no_repair_until(APRIL, book) is None


def test_every_figure_comes_with_its_attestation(xigang: Pack, book: RuleBook) -> None:
    facts = RecordFacts("58号令", "enterprise", Severity.ORDINARY, MARCH, MARCH)
    found = window(facts, regimes.get("58号令", xigang.regimes), book)
    assert {(each.rule, each.version, each.attestation) for each in found.sources} == {
        ("XX-7", 1, "S"),
        ("XX-4", 1, "S"),
        ("XX-5", 1, "S"),
    }
    assert [step.code for step in found.why] == ["starts_decided_on", "minimum", "maximum", "ends_automatically"]


def test_penalties_as_a_record_stores_them() -> None:
    stored = [{"kind": "demerit"}, {"severity": "serious", "fields": ["fire_safety"]}, {"text": "罚款"}]
    assert records.penalties(stored) == (
        Penalty("demerit"),
        Penalty("", Severity.SERIOUS, frozenset({"fire_safety"})),
        Penalty(),
    )


def test_the_pack_is_usable_and_a_spoilt_one_is_not(xigang: Pack) -> None:
    names, units = [rule.id for rule in xigang.rules], [unit["name"] for unit in xigang.units]
    assert list(strange(xigang.regimes, names, units)) == []
    first, *others = xigang.regimes
    spoilt = {
        "527号 XX-1": replace(first, start_rule="XX-1"),
        "527号 区财政厅": replace(first, ask={"enterprise": ("区财政厅",)}),
        "527号 weather": replace(first, conditions={**first.conditions, "weather": "XX-8"}),
        "527号 no_dispute": replace(first, conditions={"standing": "XX-8"}),
        "enterprise 2023-04-30": replace(first, valid_to=date(2023, 4, 29)),
        "enterprise 2023-05-01": replace(first, valid_to=date(2023, 5, 1)),
    }
    known = [name for name in names if name != "XX-1"]
    for problem, regime in spoilt.items():
        assert problem in list(strange([regime, *others], known, units))
