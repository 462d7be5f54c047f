"""Fixtures of the staff screens: a fixed clock, people signed in, and a thousand cases."""

from collections.abc import Callable, Iterator
from copy import copy
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from casework.models import Case, CaseProcess, CaseTask, Clock, ClockEvent, Party
from casework.models.guard import opened
from tests.world import World

SignIn = Callable[[str], Client]
Open = Callable[..., Any]


@pytest.fixture
def clock(world: World) -> Iterator[time_machine.Traveller]:
    """The pages read the time of the world."""
    with time_machine.travel(world.at, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sign_in(world: World, clock: Any) -> SignIn:
    """A client of a person of the district."""

    def signed_in(username: str) -> Client:
        client = Client()
        client.force_login(world.people[username])
        return client

    return signed_in


@pytest.fixture
def handler(sign_in: SignIn) -> Client:
    """A handler of the lead unit."""
    return sign_in("fagai_handler")


@pytest.fixture
def supervisor(sign_in: SignIn) -> Client:
    """A supervisor of the lead unit."""
    return sign_in("fagai_supervisor")


@pytest.fixture
def many(world: World) -> Callable[[int], Case]:
    """Copies a case just filed, with task, clock and filer, until there are this many; returns the first."""

    def copies(count: int) -> Case:
        first = world.submitted()
        copy_case(first, count - 1)
        return first

    return copies


def copy_case(first: Case, count: int) -> None:
    """So many copies of a case just filed, with its task, its clocks and its filer."""
    with opened():
        _copy(first, count)


def _copy(first: Case, count: int) -> None:
    case, task = Case.objects.get(pk=first.pk), CaseTask.objects.open().get(case_id=first.pk)
    process, party = task.process, first.parties.get(role="filer")
    word = first.number[:3]
    cases = Case.objects.bulk_create(
        _new(case, number=f"{word}〔2025〕{n}号", idempotency_key=None) for n in range(count)
    )
    for n, row in enumerate(cases):
        row.due_at = case.due_at and case.due_at + timedelta(hours=n - count // 2)
    Case.objects.bulk_update(cases, ["due_at"])
    runs = CaseProcess.objects.bulk_create(_new(process, case=row) for row in cases)
    due = {row.pk: row.due_at for row in cases}
    CaseTask.objects.bulk_create(
        _new(task, process=run, case_id=run.case_id, due_at=due[run.case_id], external_task_id=None) for run in runs
    )
    Party.objects.bulk_create(_new(party, case=row) for row in cases)
    for clock in first.clocks.all():
        started = clock.events.get()
        clocks = Clock.objects.bulk_create(_new(clock, case=row, due_at=row.due_at) for row in cases)
        ClockEvent.objects.bulk_create(_new(started, clock=row) for row in clocks)


def _new(row: Any, **changes: Any) -> Any:
    twin = copy(row)
    twin._state = copy(row._state)
    twin.pk, twin._state.adding = None, True
    for name, value in changes.items():
        setattr(twin, name, value)
    return twin


def case_page(case: Case) -> str:
    """The address of a case."""
    return reverse("staff:case", args=[case.number])


def move_page(case: Case, move: str) -> str:
    """The address of a move."""
    return reverse("staff:move", args=[case.number, move])
