"""Proposals to others: who sees them, and how the decision that came back is recorded."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import Case, Recommendation
from casework.rules.deadlines import CHINA
from casework.sweep import sweep
from tests.engine.ladder_scene import late_case, make_rule
from tests.staff.conftest import SignIn, case_page
from tests.staff.test_moves import words
from tests.world import World


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def listed(client: Client, address: str, *cases: Case) -> list[bool]:
    """Which of the cases a list names."""
    answer = client.get(address)
    assert answer.status_code == 200
    return [case.number in words(answer) for case in cases]


@pytest.fixture
def proposed(world: World, settings: Any, clock: Any) -> Recommendation:
    """A proposal of public criticism; the pages read a day after it was made."""
    make_rule(settings)
    case, _clock = late_case(world)
    sweep(at("2026-10-15T09:00"))
    world.at = at("2026-10-16T09:00")
    clock.move_to(world.at)
    return Recommendation.objects.get(case=case)


def page_of(one: Recommendation) -> str:
    return reverse("staff:recommendation", args=[one.pk])


@pytest.mark.parametrize(
    ("who", "sees", "records"),
    [
        ("fagai_handler", True, True),
        ("fagai_supervisor", True, False),
        ("fagai_leader", True, False),
        ("leader", True, False),
        ("registrar", False, False),
        ("caizheng_supervisor", False, False),
        ("auditor", False, False),
    ],
)
def test_who_sees_and_who_records(
    world: World, sign_in: SignIn, proposed: Recommendation, who: str, sees: bool, records: bool
) -> None:
    client = sign_in(who)
    answer = client.get(page_of(proposed))
    assert answer.status_code == (200 if sees else 404)
    assert listed(client, reverse("staff:recommendations"), proposed.case) == [sees]
    assert ('name="decided_on"' in words(answer)) == records
    case = client.get(case_page(proposed.case))
    if case.status_code == 200:
        assert (page_of(proposed) in words(case)) == sees


def test_recording_what_was_decided(world: World, sign_in: SignIn, proposed: Recommendation) -> None:
    client = sign_in("fagai_handler")
    shown = words(client.get(page_of(proposed)))
    assert "政府督查工作条例 第二十一条" in shown
    assert 'value="本级人民政府或者其行政首长"' in shown
    data = {
        "decision": "approved",
        "body": "西岗区人民政府",
        "decided_on": "2026-10-16",
        "reference": "西政批〔2026〕8号",
    }
    answer = client.post(page_of(proposed), data, follow=True)
    assert "已采纳" in words(answer)
    proposed = Recommendation.objects.get(pk=proposed.pk)
    assert (proposed.status, proposed.recorded_by.username) == ("approved", "fagai_handler")
    assert listed(client, reverse("staff:recommendations"), proposed.case) == [False]
    assert listed(client, reverse("staff:recommendations") + "?tab=decided", proposed.case) == [True]
    assert "西政批〔2026〕8号" in words(client.get(page_of(proposed)))
    again = client.post(page_of(proposed), data)
    assert again.status_code == 409
    assert "林晓" in words(again)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"decision": ""}, "decision"),
        ({"body": ""}, "body"),
        ({"decided_on": ""}, "decided_on"),
        ({"decided_on": "31.02.2026"}, "decided_on"),
        ({"decided_on": "2026-10-17"}, "decided_on"),
        ({"decided_on": "2026-10-14"}, "decided_on"),
        ({"body": "政" * 200}, "body"),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_is_lost(
    world: World, sign_in: SignIn, proposed: Recommendation, data: dict[str, str], field: str
) -> None:
    given = {"decision": "declined", "body": "西岗区人民政府", "decided_on": "2026-10-16", "note": "暂不通报。"}
    answer = sign_in("fagai_handler").post(page_of(proposed), given | data)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in words(answer)
    assert "暂不通报。" in words(answer)
    assert Recommendation.objects.get(pk=proposed.pk).status == "waiting"


def test_a_supervisor_cannot_record_past_the_page(world: World, sign_in: SignIn, proposed: Recommendation) -> None:
    data = {"decision": "approved", "body": "西岗区人民政府", "decided_on": "2026-10-16"}
    assert sign_in("fagai_supervisor").post(page_of(proposed), data).status_code == 403
