"""The watch list: what is about to breach, what is in breach, what stands still, and who sees it."""

from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from casework import actions, care
from casework.models import Case
from casework.rules.deadlines import CHINA
from casework.sweep import sweep
from tests.staff.conftest import SignIn
from tests.staff.test_moves import words
from tests.world import World

WATCH = reverse("staff:watch")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def listed(client: Client, address: str, *cases: Case) -> list[bool]:
    """Which of the cases a list names."""
    answer = client.get(address)
    assert answer.status_code == 200
    return [case.number in words(answer) for case in cases]


def test_about_to_breach_and_in_breach(world: World, sign_in: SignIn, clock: Any) -> None:
    case = world.submitted()  # warns on the 10th, runs out on the 11th
    seen = {}
    for moment in ("2026-11-09T23:59", "2026-11-10T00:00", "2026-11-11T23:59", "2026-11-12T00:00"):
        clock.move_to(at(moment))
        supervisor = sign_in("fagai_supervisor")
        seen[moment[8:]] = (
            *listed(supervisor, f"{WATCH}?tab=amber", case),
            *listed(supervisor, f"{WATCH}?tab=red", case),
        )
    assert seen == {
        "09T23:59": (False, False),
        "10T00:00": (True, False),
        "11T23:59": (True, False),
        "12T00:00": (False, True),
    }


def test_a_unit_that_was_asked_watches_what_it_owes(world: World, sign_in: SignIn, clock: Any) -> None:
    case, _assignment = world.consulting()  # the unit has until the 16th
    clock.move_to(at("2026-11-17T09:00"))
    assert listed(sign_in("caizheng_supervisor"), f"{WATCH}?tab=red", case) == [True]
    assert listed(sign_in("zhujian_supervisor"), f"{WATCH}?tab=red", case) == [False]
    assert "提供单位核查反馈" in words(sign_in("fagai_supervisor").get(f"{WATCH}?tab=red"))
    assert listed(sign_in("leader"), f"{WATCH}?tab=red", case) == [True]


def test_what_waits_for_the_filer_is_not_the_units(world: World, sign_in: SignIn, clock: Any) -> None:
    case = world.submitted()
    world.submit(case, "ask_supplement", "fagai_handler", items="营业执照", days=3)
    clock.move_to(at("2026-12-01T09:00"))
    assert listed(sign_in("fagai_supervisor"), f"{WATCH}?tab=red", case) == [False]


def test_stalled_after_five_working_days_without_work(world: World, sign_in: SignIn, clock: Any) -> None:
    """Filed on Monday the 9th, the limit is five working days: 10, 11, 12, 13, 16; so from Tuesday the 17th."""
    case = world.submitted()
    seen = []
    for day in ("2026-11-16T23:59", "2026-11-17T00:00"):
        clock.move_to(at(day))
        supervisor = sign_in("fagai_supervisor")
        seen += listed(supervisor, f"{WATCH}?tab=stalled", case)
    assert seen == [False, True]
    page = words(supervisor.get(f"{WATCH}?tab=stalled"))
    assert "5个工作日" in page
    assert "待确认" in page
    world.at = at("2026-11-17T10:00")
    sweep(world.at)
    assert listed(supervisor, f"{WATCH}?tab=stalled", case) == [True], "a reminder is no work"
    world.submit(case, "ask_supplement", "fagai_handler", items="营业执照", days=3)
    assert listed(supervisor, f"{WATCH}?tab=stalled", case) == [False]


def test_how_long_is_data(world: World, sign_in: SignIn, clock: Any) -> None:
    case = world.submitted()
    rule = care.stalled_rule(world.at)
    rule.pk, rule.version = None, rule.version + 1
    rule.spec = rule.spec | {"limit": {"value": 2, "unit": "natural_day"}}
    rule.save()
    clock.move_to(at("2026-11-12T00:00"))
    assert listed(sign_in("fagai_supervisor"), f"{WATCH}?tab=stalled", case) == [True]
    rule.spec = rule.spec | {"limit": None}
    rule.save()
    assert listed(sign_in("fagai_supervisor"), f"{WATCH}?tab=stalled", case) == [False]


def test_who_keeps_out_sees_nothing_there(world: World, sign_in: SignIn, clock: Any) -> None:
    case = world.submitted()
    actions.declare_conflict(case.number, reason="亲属任职。", by=world.actor("fagai_handler2"), at=world.at)
    clock.move_to(at("2026-12-01T09:00"))
    for tab in ("red", "stalled"):
        assert listed(sign_in("fagai_handler2"), f"{WATCH}?tab={tab}", case) == [False]
        assert listed(sign_in("fagai_handler"), f"{WATCH}?tab={tab}", case) == [True]
