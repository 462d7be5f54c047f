"""The audit trail: whatever is altered or removed past the triggers is found; lawful erasure breaks nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from casework.audit import digest, verify
from casework.models import Case, Event, EventPrivate
from casework.models.guard import opened

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def past_the_triggers() -> Iterator[None]:
    """What somebody with the rights of the database's owner could do."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE casework_event DISABLE TRIGGER USER")
    with opened():
        yield


def breaks() -> list[tuple[int, str]]:
    return [(found["seq"], found["why"]) for found in verify(Case.objects.all())]


ALTERED = {
    "at": "2020-01-01T00:00:00+08:00",
    "verb": "decided",
    "move": "refuse",
    "actor_id": None,
    "actor_role": "leader",
    "unit_id": None,
    "from_state": "closed",
    "to_state": "closed",
    "data": {"note": 1},
    "for_filer": None,  # turned round
}


@pytest.mark.parametrize("column", ALTERED)
def test_the_audit_finds_an_altered_event(world, column):
    case = world.verifying()
    assert breaks() == []
    event = case.events.get(verb="move", move="accept")
    with past_the_triggers():
        Event.objects.filter(pk=event.pk).update(
            **{column: not event.for_filer if column == "for_filer" else ALTERED[column]}
        )
    assert breaks() == [(event.seq, "the event was altered")]


def test_the_audit_finds_an_event_that_was_written_anew(world):
    event = world.verifying().events.get(verb="move", move="accept")
    with past_the_triggers():
        event.actor = world.people["leader"]
        event.hash = digest(event)
        event.save()
    assert breaks() == [(event.seq + 1, "the chain is cut")]


def test_the_audit_finds_what_was_removed(world):
    case = world.verifying()
    with past_the_triggers():
        sql("DELETE FROM casework_event WHERE case_id = %s AND seq = %s", case.pk, case.last_seq)
        assert breaks() == [(case.last_seq - 1, "the end of the chain is missing")]
        Event.objects.filter(case=case, seq=2, private__isnull=True).delete()
        assert breaks() == [(3, "an event is missing")]


def test_the_audit_finds_altered_words_and_survives_their_erasure(world):
    case, assignment = world.consulting()
    world.answer(assignment, "caizheng_handler")
    event = case.events.get(verb="answered")
    with opened():
        EventPrivate.objects.filter(event=event).update(data={"text": "经查无误。"})
    assert breaks() == [(event.seq, "the private payload was altered")]
    with opened():
        EventPrivate.objects.all().delete()
    assert breaks() == []
