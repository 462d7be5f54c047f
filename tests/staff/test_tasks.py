"""Taking on, putting back and handing over: one gets it, the others are told who."""

from typing import Any
from urllib.parse import unquote

from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from casework.models import Case, CaseTask
from tests.staff.conftest import SignIn, case_page
from tests.staff.test_moves import words
from tests.world import World


def task_of(case: Case) -> CaseTask:
    """The one open task of a case."""
    return CaseTask.objects.open().get(case_id=case.pk, proposal__isnull=True)


def address(name: str, task: CaseTask) -> str:
    """The address of something done to a task."""
    return reverse(f"staff:{name}", args=[task.pk])


def test_taking_on(world: World, handler: Client) -> None:
    case = world.submitted()
    assert address("claim", task_of(case)) in words(handler.get(reverse("staff:queue")))
    answer = handler.post(address("claim", task_of(case)))
    assert answer.headers["Location"] == case_page(case)
    assert task_of(case).owner == world.people["fagai_handler"]
    assert case.number in words(handler.get(reverse("staff:home")))


def test_the_second_is_told_who_was_first(world: World, handler: Client, sign_in: SignIn) -> None:
    task = task_of(world.submitted())
    handler.post(address("claim", task))
    answer = sign_in("fagai_handler2").post(address("claim", task))
    assert answer.status_code == 409
    assert "林晓" in words(answer)


def test_another_unit_may_not_take_it(world: World, sign_in: SignIn) -> None:
    case, _assignment = world.consulting()
    task = CaseTask.objects.open().get(case_id=case.pk)
    assert sign_in("fagai_handler").post(address("claim", task)).status_code == 403
    assert sign_in("zhujian_handler").post(address("claim", task)).status_code == 404


def test_a_link_alone_takes_nothing(world: World, handler: Client) -> None:
    assert handler.get(address("claim", task_of(world.submitted()))).status_code == 405


def test_several_at_once_each_with_its_result(world: World, handler: Client, sign_in: SignIn) -> None:
    free, taken = task_of(world.submitted()), task_of(world.submitted())
    sign_in("fagai_handler2").post(address("claim", taken))
    data = {"task": [free.pk, taken.pk, 999999, "x"], "next": "/staff/queue?q=西信"}
    answer = handler.post(reverse("staff:claim_many"), data, follow=True)
    page = words(answer)
    assert unquote(answer.redirect_chain[0][0]) == "/staff/queue?q=西信"
    assert gettext("%(number)s: you have taken this on.") % {"number": free.case.number} in page
    assert gettext("%(number)s: not taken. %(why)s") % {"number": taken.case.number, "why": ""} in page
    assert "周明远" in page
    assert CaseTask.objects.get(pk=free.pk).owner == world.people["fagai_handler"]


def test_nothing_chosen_is_said(handler: Client) -> None:
    assert gettext("Choose at least one task first.") in words(
        handler.post(reverse("staff:claim_many"), {}, follow=True)
    )


def test_the_way_back_never_leaves_the_site(world: World, handler: Client) -> None:
    answer = handler.post(reverse("staff:claim_many"), {"next": "https://example.com/"})
    assert answer.headers["Location"] == reverse("staff:queue")


def test_putting_back(world: World, handler: Client) -> None:
    case = world.submitted()
    handler.post(address("claim", task_of(case)))
    assert handler.post(address("release", task_of(case))).status_code == 302
    assert task_of(case).owner is None


def test_handing_over(world: World, handler: Client) -> None:
    case = world.submitted()
    handler.post(address("claim", task_of(case)))
    page = handler.get(address("hand_over", task_of(case)))
    assert "周明远" in words(page)
    assert "陈静" not in words(page).split("<form", 1)[1], "supervisors do not handle"
    data = {"to": world.people["fagai_handler2"].pk, "reason": "明日起休假。"}
    assert handler.post(address("hand_over", task_of(case)), data).status_code == 302
    assert task_of(case).owner == world.people["fagai_handler2"]


def test_handing_over_needs_a_reason(world: World, handler: Client) -> None:
    case = world.submitted()
    handler.post(address("claim", task_of(case)))
    data = {"to": world.people["fagai_handler2"].pk, "reason": ""}
    answer = handler.post(address("hand_over", task_of(case)), data)
    assert answer.status_code == 422
    assert 'id="id_reason_error"' in words(answer)


def test_a_stranger_to_the_task_may_not_hand_it_over(world: World, handler: Client, sign_in: SignIn) -> None:
    case = world.submitted()
    handler.post(address("claim", task_of(case)))
    data = {"to": world.people["fagai_handler2"].pk, "reason": "我来办。"}
    assert sign_in("fagai_handler2").post(address("hand_over", task_of(case)), data).status_code in (403, 422)
    assert task_of(case).owner == world.people["fagai_handler"]


def test_the_desk_counts_each_light(world: World, clock: Any, handler: Client, sign_in: SignIn) -> None:
    for _case in range(2):
        handler.post(address("claim", task_of(world.submitted())))
    clock.move_to(world.at.replace(month=12))
    later = sign_in("fagai_handler")
    page = words(later.get(reverse("staff:home")))
    assert "<b>2</b>" in page
    assert page.count('class="r-red"') == 2
    assert 'class="r-red"' not in words(later.get(reverse("staff:home") + "?light=green"))
