"""Pages of complaint, rectification and registration in a real browser: the case and the forms of its steps, by turns."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
import time_machine
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from casework.models import User
from tests.engine.cast import Cast
from tests.staff.test_look import hang_up, look
from tests.staff.test_rules_look import opened_by
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# How far the case goes, then whose forms are looked at.
STOPS: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = {
    "complaint": (
        ((), ("classify", "accept", "refuse", "hand_over_accusation")),
        (("accept",), ("ask_units", "countersign")),
        (("countersign", "answer"), ("conclude_substantiated",)),
        (("conclude_substantiated",), ("reply",)),
    ),
    "rectification": (
        ((), ("order",)),
        (("order", "serve", "file", "explain"), ("record_measures", "ask_extension")),
        (("record_measures", "report"), ("fail_inspection", "pass_inspection")),
    ),
    "repair": (
        ((), ("accept", "ask_supplement", "refuse")),
        (("accept",), ("ask_units", "extend")),
        (("ask_units", "answer"), ("decide_grant", "decide_refuse")),
        (("decide_grant",), ("execute",)),
        (("execute",), ("acknowledge", "revoke")),
    ),
}
REGISTRAR = (
    "/staff/hotline",
    "/staff/unsealings",
    "/staff/register?kind=complaint",
    "/staff/register?kind=rectification",
    "/staff/register?kind=repair",
)


def visits(world: World, code: str) -> Iterator[tuple[User, str]]:
    """Who looks at which page; between two stops the case goes on."""
    cast = Cast.of(world, code)
    for steps, moves in STOPS[code]:
        cast.walk(steps)
        address, people = f"/staff/cases/{quote(cast.case.number)}", set()
        for move in moves:
            user = cast.doer(cast.kind.moves[move]).user
            assert user is not None
            yield user, f"{address}/moves/{move}"
            people.add(user)
        yield from ((user, address) for user in people)
    yield from ((world.people["registrar"], page) for page in (*REGISTRAR, f"{address}/link"))


@pytest.mark.parametrize(("code", "language"), [("complaint", "en"), ("rectification", "zh-hans"), ("repair", "en")])
def test_every_step(
    committed_world: World, live_server: LiveServer, browser: Browser, axe: str, code: str, language: str
) -> None:
    wrong: dict[str, list[str]] = {}
    with time_machine.travel(committed_world.at, tick=True):
        context = browser.new_context(viewport={"width": 320, "height": 800})
        for user, address in visits(committed_world, code):
            page = opened_by(context, live_server, user, language)
            if found := look(page, axe, live_server.url + address):
                wrong[address] = found
            page.close()
        context.close()
    hang_up()
    assert wrong == {}
