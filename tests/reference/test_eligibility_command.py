"""The command `eligibility` gives what the vectors say, through rule versions and rules as rows; and its words."""

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from casework import regime_words, regimes
from casework.models import CreditRecord
from casework.rules import publication, repair
from casework.rules.publication import Step
from casework.rules.repair import Condition, Stage
from reference import pack
from tests.world import World

pytestmark = pytest.mark.usefixtures("world")
FILE = Path(__file__).resolve().parents[1] / "rules" / "eligibility.csv"
ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
FLAGS = {"disputed": "--disputed", "pending": "--pending", "excluded": "--excluded"}


def run(*line: str) -> tuple[int, Any]:
    """Exit code and document; a CommandError says its message in place of the document."""
    out, code = StringIO(), 0
    try:
        call_command("eligibility", *line, "--json", stdout=out, stderr=StringIO())
    except SystemExit as ended:
        code = int(ended.code or 0)
    except CommandError as refused:
        return refused.returncode, str(refused)
    return code, json.loads(out.getvalue())


def line(row: dict[str, str]) -> list[str]:
    """The row as somebody types it."""
    words = ["--regime", row["regime"], "--subject", row["subject"], "--class", row["class"], "--on", row["on"]]
    words += ["--decided", row["decided"], "--determined", row["determined"]]
    words += ["--done", row["done"]] if row["done"] else []
    words += [part for word in row["penalties"].split() for part in ("--penalty", word)]
    for flag in row["flags"].split():
        name, _, value = flag.partition("=")
        words += ["--no-repair-until", value] if name == "banned" else [FLAGS[name]]
    return words


def test_the_command_agrees_with_the_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    book, known = regimes.rulebook(), regimes.in_pack()  # read once: the rows are the same for every vector
    monkeypatch.setattr(regimes, "rulebook", lambda: book)
    monkeypatch.setattr(regimes, "in_pack", lambda: known)
    rows = [row for row in ROWS if "status=" not in row["flags"]]
    assert len(rows) > 200
    wrong = []
    for row in rows:
        code, found = run(*line(row))
        said = found["window"]["earliest_repair"] or "", found["window"]["ends_on"] or "", found["eligible_from"] or ""
        if (*said, code) != (row["earliest"], row["ends"], row["from"], 0 if row["eligible"] == "yes" else 1):
            wrong.append(row)
    assert wrong == []


def test_an_answer_names_its_sources() -> None:
    code, found = run("--class", "ordinary", "--decided", "2026-05-12", "--on", "2026-08-11")
    assert (code, found["regime"], found["eligible"]) == (1, "36号令", False)
    assert (found["documents"], found["ask"]) == (["performance_proof", "commitment"], ["determiner"])
    assert [each["code"] for each in found["conditions"]] == [code for code in repair.JUDGES if code != "discipline"]
    minimum = next(each for each in found["conditions"] if each["code"] == "minimum")
    assert (minimum["met"], minimum["date_reached"], minimum["todo"]) == (False, "2026-08-12", "wait_until")
    assert (minimum["rule"], minimum["version"], minimum["attestation"]) == ("XX-8", 2, "S")
    assert {each["rule"] for each in found["window"]["sources"]} == {
        "XX-7",
        "XX-4-GENERAL-MIN",
        "XX-4-GENERAL-MAX",
        "XX-5",
    }


def test_a_record_of_the_register(world: World) -> None:
    record = CreditRecord.objects.filter(subject_type="enterprise", status="published").earliest("pk")
    version = record.versions.get(to_at=None)
    code, found = run(record.number, "--on", "2026-11-24")
    assert (code, found["eligible"], found["regime"]) == (1, False, record.rule_version)
    assert "obligations" in [each["code"] for each in found["conditions"] if not each["met"]]
    done = ("--done", "2026-06-01", "--promised", "2026-11-24", "--confirmed", "2026-11-24")
    code, found = run(record.number, "--on", "2026-11-24", *done)
    assert (code, found["complete"]) == (0, True)
    assert found["class"] == version.severity


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "XG-1999-0001",
        "--class ordinary",
        "--decided 2026-05-12",
        "--class ordinary --decided 2026-02-30",
        "--class ordinary --decided 9999-12-01",
        "--regime 37号令 --class ordinary --decided 2026-05-12",
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(typed: str) -> None:
    code, said = run(*typed.split())
    assert code == 2
    assert said.strip()
    assert "\n" not in said.strip()


def test_an_answer_for_people() -> None:
    out = StringIO()
    with translation.override("en"), pytest.raises(SystemExit):
        call_command("eligibility", "--class", "minor", "--decided", "2026-05-12", "--on", "2026-05-12", stdout=out)
    assert out.getvalue().splitlines()[-1] == "36号令 minor on 2026-05-12: not eligible, and no date alone changes that"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_code_has_its_words(language: str) -> None:
    xigang = pack.read("reference/xigang")
    source = publication.Source("XX-8", 2, "办法", "", "S")
    day = {"day": date(2026, 5, 12), "count": 2, "limit": xigang.rules[0].limit, "rule": "XX-8"}
    with translation.override(language):
        assert set(regime_words.CONDITIONS) == set(repair.JUDGES)
        for code in regime_words.STEPS:
            assert "%(" not in regime_words.step(Step(code, day))
        for code in regime_words.TODO:
            assert "%(" not in regime_words.todo(Condition("x", False, Stage.FILING, source, todo=code, params=day))
        for regime in xigang.regimes:
            assert set(regime.documents) <= set(regime_words.DOCUMENTS)
            assert set(regime.penalties) <= set(regime_words.PENALTIES)
            assert regime.special_fields <= set(regime_words.FIELDS)
            assert regime_words.title(regime)


def test_the_words_cover_what_the_vectors_meet() -> None:
    """Every step and every todo that the engine names for the rows has words."""
    for row in ROWS[::5]:
        if "status=" not in row["flags"]:
            _, found = run(*line(row))
            assert all(each["words"] for each in (*found["conditions"], *found["window"]["why"]))
            assert all(each["todo_words"] for each in found["conditions"] if not each["met"])
