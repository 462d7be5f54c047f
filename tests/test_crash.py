"""Processes killed and connections cut in the middle of the work: nothing is half done, and it can be done again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection, transaction

from casework import actions
from casework.models.guard import DoorClosed
from notifications.models import Message
from notifications.sender import deliver_due
from tests.engine.racing import clean

ROOT = Path(__file__).resolve().parent.parent
PLACES = (  # one after the other, what a move goes through
    "casework.audit.record",
    "casework.clocks.apply",
    "casework.documents.issue_all",
    "casework.messages.send_all",
    "workflows.base.engine.ViewflowEngine.advance",
    "casework.clocks.refresh_due",
)


def killed(place: str, work: str, *arguments: object) -> None:
    """Start the work in another process and kill it when it comes to the place."""
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "tests.engine.victim", name, place, work, json.dumps(arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "inside\n"
        process.kill()
    assert process.returncode == -signal.SIGKILL


def everything() -> dict[str, tuple[int, str]]:
    """Rows and digest of every table."""
    content = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t")
            content[table] = cursor.fetchone()
    return content


@pytest.mark.parametrize("place", PLACES)
def test_kill_9_in_the_middle_of_a_move(committed_world, place):
    world = committed_world
    case = world.decided()
    before = everything()
    killed(place, "submit", case.number, "execute", "fagai_handler", world.at.isoformat(), {})
    assert everything() == before
    clean()
    world.submit(case, "execute", "fagai_handler")  # waits until the database has noticed the death
    assert world.get(case).state == "notifying"
    assert case.record.versions.count() == 2
    clean()


def test_kill_9_while_filing_leaves_no_gap_in_the_numbers(committed_world):
    world = committed_world
    before = everything()
    killed("workflows.base.engine.ViewflowEngine.start", "file", world.at.isoformat())
    assert everything() == before
    opened = world.file()
    assert opened.case.number == "西信异〔2026〕1号"
    assert [paper.serial for paper in opened.case.documents.all()] == [1]
    clean()


def test_kill_9_of_a_worker_that_delivers(committed_world):
    world = committed_world
    world.verifying()
    waiting = Message.objects.filter(status="queued").count()
    assert waiting > 3
    before = everything()
    killed("notifications.claims._shown", "deliver", world.at.isoformat())
    assert everything() == before
    with transaction.atomic():  # until the database has noticed the death
        list(Message.objects.select_for_update())
    assert deliver_due(world.at) == waiting
    assert deliver_due(world.at) == 0
    assert set(Message.objects.values_list("status", "attempts")) == {("delivered", 1)}
    assert Message.objects.count() == waiting
    clean()


@pytest.mark.parametrize("place", PLACES)
def test_the_database_hangs_up_in_the_middle_of_a_move(committed_world, place):
    world = committed_world
    case = world.decided()
    before = everything()

    def cut(*_args: object, **_kwargs: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with patch(place, side_effect=cut), pytest.raises(OperationalError):
        world.submit(case, "execute", "fagai_handler")
    assert everything() == before
    with pytest.raises(DoorClosed):
        case.save()
    clean()
    world.submit(case, "execute", "fagai_handler")
    assert world.get(case).state == "notifying"
    clean()


def test_a_fault_in_the_middle_of_a_decision(committed_world):
    world = committed_world
    proposal = world.submit(world.submitted(), "accept", "fagai_handler")
    before = everything()
    with patch("casework.door.messages.send_all", side_effect=ZeroDivisionError), pytest.raises(ZeroDivisionError):
        world.approve(proposal, "fagai_supervisor")
    assert everything() == before
    actions.decide(proposal.pk, by=world.actor("fagai_supervisor"), at=world.at, approve=True)
    clean()
