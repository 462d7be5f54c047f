"""routes.csv, the decision table of the 19 clauses: row by row against the pure function and against the command."""

import csv
import json
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from casework.models import Unit
from casework.rules.errors import RuleError
from casework.rules.routing import RoutingTable, Street, route
from reference import pack
from tests.world import PACK

FILE = Path(__file__).parent / "routes.csv"
ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
ENDED, PLANNED = Street("站北街道", None, date(2019, 12, 31)), Street("拟设街道", date(2030, 1, 1), None)
EXPECTED = ("lead", "joint_leads", "cooperating", "open_class", "excluded", "reasons", "outside")
OUTSIDE = {"区纪委监委", "区委组织部", "区法院"}
Row = dict[str, str]


@pytest.fixture(scope="session")
def table() -> RoutingTable:
    """The table of the pack, with a street that has ended and one that is yet to be."""
    found = pack.read(PACK).routing_table
    return replace(found, streets=(*found.streets, ENDED, PLANNED))


def units(text: str) -> list[str]:
    return [name for name in text.split("、") if name]


def expected(row: Row) -> dict[str, Any]:
    """What the row says, in the shape of the command's document."""
    if row["refused"]:
        return {"refused": row["refused"]}
    pairs = [each.partition(":") for each in units(row["excluded"])]
    return {
        "lead": row["lead"],
        "joint_leads": units(row["joint_leads"]),
        "cooperating": units(row["cooperating"]),
        "open_class": row["open_class"] == "yes",
        "excluded": [{"unit": name, "why": why} for name, _, why in pairs],
        "reasons": row["reasons"].split(),
        "outside": units(row["outside"]),
    }


def computed(table: RoutingTable, row: Row) -> dict[str, Any]:
    """What the pure function answers."""
    try:
        found = route(
            table,
            area=row["area"],
            respondent=row["respondent"] or None,
            street=row["street"] or None,
            recused=units(row["recused"]),
            person=row["person"] or None,
            on=date.fromisoformat(row["on"]) if row["on"] else None,
        )
    except RuleError as refused:
        return {"refused": refused.code}
    return {
        "lead": found.lead,
        "joint_leads": list(found.joint_leads),
        "cooperating": list(found.cooperating),
        "open_class": found.open_class,
        "excluded": [{"unit": name, "why": why} for name, why in found.excluded],
        "reasons": list(found.reasons),
        "outside": list(found.outside),
    }


def answered(row: Row) -> dict[str, Any]:
    """What `manage.py route --json` prints; a refusal by its code, or by its words when the arguments are bad."""
    line = ["route", "--area", row["area"], "--json"]
    for name in ("respondent", "street", "person", "on"):
        line += [f"--{name}", row[name]] if row[name] else []
    line += [part for unit in units(row["recused"]) for part in ("--recused", unit)]
    out = StringIO()
    try:
        call_command(*line, stdout=out, stderr=StringIO())
    except CommandError as refused:
        return {"refused": str(refused)}
    except SystemExit:
        return {"refused": json.loads(out.getvalue())["refused"]["code"]}
    document = json.loads(out.getvalue())
    return {name: document[name] for name in EXPECTED}


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['area']} {row['relation']} {n}" for n, row in enumerate(ROWS, 2)])
def test_the_function_gives_what_the_table_says(table: RoutingTable, row: Row) -> None:
    assert computed(table, row) == expected(row)


def test_the_command_gives_what_the_table_says(world: Any) -> None:
    superior = Unit.objects.get(name="区政府办")
    for street in (ENDED, PLANNED):
        Unit.objects.create(
            name=street.name, kind=Unit.Kind.STREET, superior=superior, valid_from=street.valid_from,
            valid_to=street.valid_to,
        )  # fmt: skip
    words = {
        "missing_street": "is led by the street of the case",
        "unknown_street": "is not a street of the district",
        "unknown_area": "No clause of the plan covers",
    }
    wrong = []
    for row in ROWS:
        found, wanted = answered(row), expected(row)
        said = words.get(row["refused"])
        if said not in found["refused"] if said else found != wanted:
            wrong.append((row, found))
    assert wrong == []


@pytest.mark.parametrize("clause", pack.read(PACK).routing_table.clauses)
def test_every_clause_meets_every_respondent(table: RoutingTable, clause: str) -> None:
    """None, each lead, each cooperating unit, each body outside the government, a unit without a part, a street."""
    alone = [row for row in ROWS if row["area"] == clause and not (row["recused"] or row["person"] or row["on"])]
    relation_of = {row["respondent"]: row["relation"] for row in alone}
    named = table.clauses[clause]
    lead = "joint lead" if len(named.leads) > 1 else "lead"
    wanted = {"": "none"} | dict.fromkeys(named.leads, lead) | dict.fromkeys(named.cooperating, "cooperating")
    assert {unit: relation_of[unit].split(",")[0] for unit in wanted} == wanted
    assert all(relation_of[body].endswith("outside body") for body in OUTSIDE)
    assert {"unit of another clause", "street"} <= set(relation_of.values())


def test_all_nineteen_clauses_and_their_streets_stand_in_the_table(table: RoutingTable) -> None:
    assert set(table.clauses) <= {row["area"] for row in ROWS}
    leading = {row["lead"] for row in ROWS if row["area"] == "五(八)"}
    assert {street.name for street in pack.read(PACK).routing_table.streets} <= leading
