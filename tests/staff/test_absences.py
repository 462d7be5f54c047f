"""Absences: entering, ending, and where they are shown."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from casework import actions
from casework.models import Absence, CaseTask, Role
from tests.staff.conftest import SignIn
from tests.staff.test_moves import words
from tests.world import World

LOAD = reverse("staff:load")


@pytest.fixture
def away(world: World) -> Absence:
    """A handler of the lead unit is away today and this week."""
    return actions.enter_absence(
        world.people["fagai_handler"].memberships.get(role=Role.HANDLER),
        deputy=world.people["fagai_handler2"],
        first_day=date(2026, 11, 9),
        last_day=date(2026, 11, 13),
        by=world.actor("fagai_handler"),
        at=world.at,
    )


def test_entering_ones_own(world: World, sign_in: SignIn) -> None:
    client = sign_in("fagai_handler")
    address = reverse("staff:enter_absence")
    form = words(client.get(address))
    mine = world.people["fagai_handler"].memberships.get(role=Role.HANDLER)
    assert form.count("<option") == 3, "one role of one's own, one colleague, and the empty choice"
    data = {"membership": mine.pk, "deputy": world.people["fagai_handler2"].pk}
    answer = client.post(address, data | {"first_day": "2026-11-10", "last_day": "2026-11-12"}, follow=True)
    assert "周明远" in words(answer)
    refused = client.post(address, data | {"first_day": "2026-11-12", "last_day": "2026-11-13"})
    assert refused.status_code == 422
    assert 'id="id_first_day_error"' in words(refused)
    assert 'value="2026-11-13"' in words(refused)


def test_a_supervisor_sees_the_members_in_the_form(world: World, sign_in: SignIn) -> None:
    form = words(sign_in("fagai_supervisor").get(reverse("staff:enter_absence")))
    assert all(name in form for name in ("林晓", "周明远", "陈静"))
    assert "孙倩" not in form


def test_an_absence_is_shown_wherever_work_is_given(world: World, sign_in: SignIn, away: Absence) -> None:
    task = CaseTask.objects.open().get(case=world.submitted())
    actions.claim(task.pk, by=world.actor("fagai_handler"), at=world.at)
    supervisor = sign_in("fagai_supervisor")
    assert "请假至11月13日" in words(supervisor.get(reverse("staff:queue")))
    load = words(supervisor.get(LOAD))
    assert "请假至11月13日" in load
    assert "由周明远代理" in load
    actions.hand_over(
        task.pk, to=world.people["fagai_handler2"], reason="请假。", by=world.actor("fagai_supervisor"), at=world.at
    )
    form = words(supervisor.get(reverse("staff:hand_over", args=[task.pk])))
    assert "林晓 (请假至11月13日)" in form


def test_ending_an_absence(world: World, sign_in: SignIn, away: Absence) -> None:
    end = reverse("staff:end_absence", args=[away.pk])
    assert end not in words(sign_in("fagai_handler2").get(reverse("staff:absences")))
    assert sign_in("fagai_handler2").post(end).status_code == 403
    assert end in words(sign_in("fagai_supervisor").get(reverse("staff:absences")))
    assert sign_in("fagai_supervisor").post(end).status_code == 302
    assert Absence.objects.get(pk=away.pk).last_day == date(2026, 11, 9)


def test_absences_of_other_units_are_not_shown(world: World, sign_in: SignIn, away: Absence) -> None:
    assert "林晓" not in words(sign_in("caizheng_handler").get(reverse("staff:absences")))
    assert "林晓" in words(sign_in("leader").get(reverse("staff:absences")))


@pytest.mark.parametrize("query", ["tab=x", "cursor=x", "cursor=n~~-1", "unit=abc", "unit=999999999", "person=-1"])
@pytest.mark.parametrize("name", ["watch", "recommendations", "load", "absences"])
def test_odd_addresses_are_answered(sign_in: SignIn, world: World, name: str, query: str) -> None:
    assert sign_in("fagai_supervisor").get(reverse(f"staff:{name}") + "?" + query).status_code == 200


def test_absences_are_paged(world: World, sign_in: SignIn) -> None:
    member = world.people["fagai_handler"].memberships.get(role=Role.HANDLER)
    first = date(2026, 11, 9)
    Absence.objects.bulk_create(
        Absence(
            membership=member,
            deputy=world.people["fagai_handler2"],
            first_day=first + timedelta(days=2 * n),
            last_day=first + timedelta(days=2 * n + 1),
        )
        for n in range(60)
    )
    client, address, seen = sign_in("fagai_handler"), reverse("staff:absences"), 0
    for _page in range(3):
        page = client.get(address)
        seen += len(page.context["rows"])
        address = page.context["after"]
    assert (seen, address) == (60, "")
