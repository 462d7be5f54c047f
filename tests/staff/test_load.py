"""The load: figures of people and units, who sees them, and handing work on."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework import actions, clocks, workload
from casework.models import Case, CaseTask, Role, Unit
from casework.rules.deadlines import CHINA
from tests.staff.conftest import SignIn
from tests.staff.test_moves import words
from tests.world import World

LOAD = reverse("staff:load")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def listed(client: Client, address: str, *cases: Case) -> list[bool]:
    """Which of the cases a list names."""
    answer = client.get(address)
    assert answer.status_code == 200
    return [case.number in words(answer) for case in cases]


def test_the_figures_of_a_person(world: World, clock: Any) -> None:
    """Taken on the 9th, the 10th and the 13th; seen on Tuesday the 17th: 6, 5 and 2 working days."""
    for day in ("2026-11-09T10:00", "2026-11-10T10:00", "2026-11-13T10:00"):
        world.at = at(day)
        task = CaseTask.objects.open().get(case=world.submitted())
        actions.claim(task.pk, by=world.actor("fagai_handler"), at=world.at)
    now, unit = at("2026-11-17T09:00"), Unit.objects.get(name="区发改局")
    lines = workload.by_person(world.actor("fagai_supervisor"), unit, clocks.calendar(), now)
    line = next(one for one in lines if str(one.person) == "林晓")
    assert line.figures == workload.Figures(open=3, late=2, soon=1, oldest=6, median=5)
    (whole,) = workload.by_unit(world.actor("fagai_supervisor"), [unit], clocks.calendar(), now)
    assert whole.figures == line.figures
    assert lines[0] is line, "those in breach stand first"
    others = [one.figures for one in lines if one is not line]
    assert set(others) == {workload.Figures()}


def test_work_counts_from_the_day_it_was_handed_over(world: World) -> None:
    task = CaseTask.objects.open().get(case=world.submitted())
    actions.claim(task.pk, by=world.actor("fagai_handler"), at=world.at)
    world.later(days=7)
    actions.hand_over(
        task.pk, to=world.people["fagai_handler2"], reason="出差。", by=world.actor("fagai_handler"), at=world.at
    )
    world.later(days=1)
    unit = Unit.objects.get(name="区发改局")
    lines = workload.by_person(world.actor("fagai_supervisor"), unit, clocks.calendar(), world.at)
    assert {str(one.person): one.figures.oldest for one in lines if one.figures.open} == {"周明远": 1}
    actions.release(task.pk, by=world.actor("fagai_handler2"), at=world.at)
    lines = workload.by_person(world.actor("fagai_supervisor"), unit, clocks.calendar(), world.at)
    assert [(one.person, one.figures.oldest) for one in lines if one.figures.open] == [(None, 6)]


def test_what_waits_for_approval_is_nobodys_load(world: World) -> None:
    world.submit(world.submitted(), "accept", "fagai_handler")
    unit = Unit.objects.get(name="区发改局")
    (line,) = workload.by_unit(world.actor("fagai_supervisor"), [unit], clocks.calendar(), world.at)
    assert line.figures.open == 0


@pytest.mark.parametrize(
    ("who", "status"),
    [("fagai_supervisor", 200), ("fagai_leader", 200), ("leader", 200), ("fagai_handler", 403), ("auditor", 403)],
)
def test_who_sees_the_load(world: World, sign_in: SignIn, who: str, status: int) -> None:
    client = sign_in(who)
    assert client.get(LOAD).status_code == status
    assert (LOAD in words(client.get(reverse("staff:home")))) == (status == 200)


def test_a_leader_goes_from_the_units_to_the_people_to_the_tasks(world: World, sign_in: SignIn) -> None:
    case = world.submitted()
    task = CaseTask.objects.open().get(case=case)
    actions.claim(task.pk, by=world.actor("fagai_handler"), at=world.at)
    leader, unit = sign_in("leader"), Unit.objects.get(name="区发改局")
    assert f"{LOAD}?unit={unit.pk}" in words(leader.get(LOAD))
    people = words(leader.get(f"{LOAD}?unit={unit.pk}"))
    address = (
        f"{reverse('staff:load_tasks')}?unit={unit.pk}&amp;person={task.case and world.people['fagai_handler'].pk}"
    )
    assert address in people
    assert listed(leader, address.replace("&amp;", "&"), case) == [True]
    assert "hand-over" not in words(leader.get(address.replace("&amp;", "&")))


def test_a_supervisor_hands_on_and_comes_back(world: World, sign_in: SignIn) -> None:
    task = CaseTask.objects.open().get(case=world.submitted())
    actions.claim(task.pk, by=world.actor("fagai_handler"), at=world.at)
    supervisor, unit = sign_in("fagai_supervisor"), Unit.objects.get(name="区发改局")
    address = f"{reverse('staff:load_tasks')}?unit={unit.pk}&person={world.people['fagai_handler'].pk}"
    link = reverse("staff:hand_over", args=[task.pk])
    assert link in words(supervisor.get(address))
    form = words(supervisor.get(link, {"next": address}))
    assert f'name="next" value="{address.replace("&", "&amp;")}"' in form
    data = {"to": world.people["fagai_handler2"].pk, "reason": "均衡工作量。", "next": address}
    answer = supervisor.post(link, data)
    assert answer.headers["Location"] == address
    assert listed(supervisor, address, task.case) == [False]


def test_the_load_of_another_unit_is_unknown(world: World, sign_in: SignIn) -> None:
    other = Unit.objects.get(name="区财政局")
    supervisor = sign_in("fagai_supervisor")
    assert other.name not in words(supervisor.get(f"{LOAD}?unit={other.pk}"))
    assert supervisor.get(f"{reverse('staff:load_tasks')}?unit={other.pk}").status_code == 404


def test_tasks_of_somebody_who_left_are_seen(world: World) -> None:
    task = CaseTask.objects.open().get(case=world.submitted())
    actions.claim(task.pk, by=world.actor("fagai_handler"), at=world.at)
    gone = world.people["fagai_handler"].memberships.get(role=Role.HANDLER)
    gone.valid_to = world.at.date() - timedelta(days=1)
    gone.save()
    unit = Unit.objects.get(name="区发改局")
    lines = workload.by_person(world.actor("fagai_supervisor"), unit, clocks.calendar(), world.at)
    assert [(str(one.person), one.figures.open) for one in lines if one.left] == [("林晓", 1)]
