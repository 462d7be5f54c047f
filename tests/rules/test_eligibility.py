"""eligibility.csv, row by row: rule version x class x dates x obligations x obstacles, held to a second opinion.

`python -m tests.tools.repairing > tests/rules/eligibility.csv` writes the file, reckoned without casework.rules.
"""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from casework.rules import regimes
from casework.rules.publication import Penalty, RecordFacts
from casework.rules.regimes import RuleBook, Severity
from casework.rules.repair import Stage, eligibility
from reference.pack import Pack
from tests.tools.repairing import FOUND, SPECIAL, reckon

FILE = Path(__file__).parent / "eligibility.csv"
ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
IDS = [f"{n} {row['regime']} {row['class']} {row['on']}" for n, row in enumerate(ROWS, 2)]
Row = dict[str, str]


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def penalty(word: str) -> Penalty:
    """`fire_safety` is a fine in that field, any other word a kind of penalty."""
    return Penalty("fine", fields=frozenset({word})) if word in SPECIAL else Penalty(word)


def facts(row: Row) -> RecordFacts:
    flags = {name: value for name, _, value in (flag.partition("=") for flag in row["flags"].split())}
    return RecordFacts(
        regime=row["regime"],
        subject_type=row["subject"],
        severity=Severity(row["class"]),
        decided_on=date.fromisoformat(row["decided"]),
        determined_on=date.fromisoformat(row["determined"]),
        penalties=tuple(penalty(word) for word in row["penalties"].split()),
        obligations_done_on=day(row["done"]),
        in_dispute="disputed" in flags,
        not_repairable="excluded" in flags,
        no_repair_until=day(flags.get("banned", "")),
        pending_repair="pending" in flags,
        status=flags.get("status", "published"),
    )


@pytest.fixture(scope="session")
def book(xigang: Pack) -> RuleBook:
    return RuleBook(xigang.rules)


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_row(xigang: Pack, book: RuleBook, row: Row) -> None:
    answer = eligibility(facts(row), date.fromisoformat(row["on"]), regimes.get(row["regime"], xigang.regimes), book)
    found = answer.window
    said = {
        "publish": found.publish.value,
        "starts": str(found.starts_on),
        "earliest": str(found.earliest_repair or ""),
        "ends": str(found.ends_on or ""),
        "by_itself": "yes" if found.ends_automatically else "no",
        "eligible": "yes" if answer.eligible else "no",
        "from": str(answer.eligible_from or ""),
        "missing": " ".join(sorted(each.code for each in answer.missing)),
    }
    assert said == {name: row[name] for name in FOUND}


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_the_file_says_what_a_second_opinion_says(row: Row) -> None:
    assert reckon(row) == {name: row[name] for name in FOUND}


def test_the_file_covers_every_rule_version_and_answer() -> None:
    assert len(ROWS) >= 120
    assert {(row["regime"], row["class"]) for row in ROWS} >= {
        (regime, severity.value) for regime in ("527号", "58号令", "36号令", "1103号") for severity in Severity
    }
    answers = Counter((row["regime"], row["eligible"]) for row in ROWS)
    assert all(answers[regime, answer] for regime in {row["regime"] for row in ROWS} for answer in ("yes", "no"))
    missing = {code for row in ROWS for code in row["missing"].split()}
    assert missing == {
        *(
            "standing",
            "not_over",
            "repairable",
            "minimum",
            "discipline",
            "obligations",
            "no_dispute",
            "no_pending",
            "no_ban",
        )
    }


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_every_condition_rests_on_a_text_and_says_what_to_do(xigang: Pack, book: RuleBook, row: Row) -> None:
    answer = eligibility(facts(row), date.fromisoformat(row["on"]), regimes.get(row["regime"], xigang.regimes), book)
    assert len(answer.documents) == 2
    for each in answer.conditions:
        assert each.source.title
        assert each.source.attestation in "VSMD"
        assert each.met or each.todo
    assert not answer.complete  # nobody has handed in a commitment or confirmed anything
    assert {each.code for each in answer.conditions if each.stage is not Stage.FILING} == {"promise", "confirmed"}
