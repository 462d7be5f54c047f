"""Commands that only look: kinds, verify_audit, check_consistency; and what all commands share."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from casework import registry
from casework.models import CaseTask
from casework.models.guard import opened


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("kinds", ["--nonsense"]),
        ("sweep", ["--at", "soon"]),
        ("verify_audit", ["--case", "西信异〔2026〕999号"]),
        ("create_token", []),
        ("create_token", ["nobody"]),
        ("seed_cases", ["0"]),
        ("seed_cases", ["many"]),
        ("seed_cases", ["1", "--kind", "nonsense"]),
        ("draw_states", ["--nonsense"]),
        ("recompute_clocks", ["extra"]),
    ],
)
def test_bad_arguments_are_one_line_and_exit_code_2(run, name, arguments):
    ended = run(name, *arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert len(ended.err.strip().splitlines()) == 1
    assert "Traceback" not in ended.err


def test_from_code_bad_arguments_are_raised(db):
    with pytest.raises(CommandError):
        call_command("create_token", "nobody")


def test_every_kind_with_its_moves(run):
    document = run("kinds", "--json").document
    assert [row["kind"] for row in document] == [kind.code for kind in registry.all_kinds()]
    objection = next(row for row in document if row["kind"] == "objection")
    accept = next(move for move in objection["moves"] if move["name"] == "accept")
    assert (accept["source"], accept["target"], accept["by"]) == (["submitted"], "verifying", ["handler"])
    assert accept["approval"] == "supervisor"
    assert {"starts", "stops", "paper", "law"} <= set(accept)
    assert all(move["law"] for move in objection["moves"])


def test_without_json_it_is_for_people(run):
    lines = run("kinds").out.splitlines()
    assert any(line.startswith("objection (") for line in lines)
    assert len(lines) > 10


def test_the_trail_is_whole(run, world):
    world.verifying()
    ended = run("verify_audit", "--json")
    assert ended.code == 0
    assert ended.document["ok"] is True
    assert (ended.document["cases"], ended.document["broken"]) == (1, [])
    assert ended.document["events"] > 3


def test_one_case_alone(run, world):
    first, _second = world.submitted(), world.submitted()
    assert run("verify_audit", "--case", first.number, "--json").document["cases"] == 1


@pytest.mark.parametrize(
    "forgery",
    [
        'UPDATE casework_event SET data = \'{"channel": "window"}\' WHERE seq = 1',
        "DELETE FROM casework_event WHERE seq = 2",
        "DELETE FROM casework_event WHERE seq = (SELECT max(seq) FROM casework_event)",
        "UPDATE casework_event SET actor_id = NULL WHERE actor_id IS NOT NULL",
    ],
)
def test_a_forged_trail_is_found(run, world, forgery):
    case = world.submitted()
    world.submit(case, "accept", "fagai_handler")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # as somebody with all rights would
        cursor.execute("DELETE FROM casework_eventprivate")
        cursor.execute(forgery)
    ended = run("verify_audit", "--json")
    assert ended.code == 1
    assert ended.document["ok"] is False
    assert ended.document["broken"][0]["case"] == case.number


def test_everything_agrees(run, world):
    world.consulting()
    ended = run("check_consistency", "--json")
    assert ended.code == 0
    assert ended.document["ok"] is True
    assert set(ended.document["checks"].values()) == {0}


def test_what_does_not_agree_is_named(run, world):
    case = world.submitted()
    with opened():
        CaseTask.objects.filter(case=case).update(finished=world.at, status="DONE")
    ended = run("check_consistency", "--json")
    assert ended.code == 1
    assert ended.document["checks"]["tasks_match_state"] == 1
    assert case.number in run("check_consistency").out


def test_json_is_utf_8_and_readable(run):
    text = run("kinds", "--json").out
    assert "\\u" not in text
    assert text.count("\n") == 1
    assert json.loads(text)
