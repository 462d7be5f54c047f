"""The command `due` gives what the vectors say, through rules and calendars as rows of the database."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from casework import clocks

FILE = Path(__file__).resolve().parents[1] / "rules" / "vectors.csv"


def answer(row: dict[str, str]) -> tuple[str, str, str]:
    """Due date, whether provisional, and refusal, in the words of the file."""
    line = ["due", row["rule"], "--start", row["start"], "--json"]
    line += [part for event in row["events"].split() for part in ("--event", event)]
    line += ["--as-of", row["as_of"]] if row["as_of"] else []
    out = StringIO()
    try:
        call_command(*line, stdout=out, stderr=StringIO())
    except SystemExit:
        refused = json.loads(out.getvalue())
        assert refused["due"] is None
        return "", "", refused["refused"]["code"]
    found = json.loads(out.getvalue())
    assert str(found["version"]) == row["version"]
    due = found["due"][:16] if "T" in row["due"] else found["due"][:10]
    return due, "provisional" if found["provisional"] else "", ""


@pytest.mark.usefixtures("world")
def test_the_command_agrees_with_every_vector(monkeypatch: pytest.MonkeyPatch) -> None:
    known = clocks.calendar()  # read once: the rows are the same for every vector
    monkeypatch.setattr(clocks, "calendar", lambda: known)
    rows = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
    assert len(rows) > 300
    wrong = [row for row in rows if answer(row) != (row["due"], row["provisional"], row["refused"])]
    assert wrong == []
