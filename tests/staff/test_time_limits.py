"""The time limits of a case page: duties without a number, and due times that a platform outside has set."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from casework import clocks, desk, registry
from casework.door import locked
from casework.models import Case
from casework.permissions import Actor
from tests.staff.conftest import case_page
from tests.world import World


@pytest.fixture
def filed(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Case]:
    """Files a case whose acceptance runs by another rule."""

    def file(rule: str) -> Any:
        specs = registry.get("objection").clocks
        monkeypatch.setitem(specs, "accept", replace(specs["accept"], rule=rule))
        return world.submitted()

    return file


def test_a_duty_without_number_is_named_with_its_source(handler: Client, filed: Callable[[str], Case]) -> None:
    page = handler.get(case_page(filed("HT-1"))).content.decode()
    assert "依据的规定没有写明天数，因此不计期限。" in page
    assert "发改财金〔2023〕1103号 · 二（二）" in page


def test_a_duty_with_its_clock_is_not_named_so(handler: Client, world: World) -> None:
    assert "不计期限" not in handler.get(case_page(world.submitted())).content.decode()


def test_the_days_say_that_the_platform_set_the_time(
    handler: Client, filed: Callable[[str], Case], world: World
) -> None:
    case = filed("HL-PLATFORM")
    with locked(pk=case.pk) as held:
        ctx = desk.context(held, Actor.machine("platform"), world.at)
        ctx.fixed["accept"] = world.at + timedelta(days=3)
        clocks.start(ctx, "accept")
        clocks.refresh_due(held)
    page = handler.get(case_page(case)).content.decode()
    assert "由派单平台规定的办结时限" in page
    assert "2026年11月12日 10:00" in page
