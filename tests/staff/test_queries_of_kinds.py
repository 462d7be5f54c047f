"""The number of queries is fixed for the other kinds too, in lists and on the page of a case."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import Case
from tests.engine.cast import Cast, scenes
from tests.staff.conftest import SignIn, case_page, copy_case
from tests.staff.test_queries import count
from tests.world import World
from workflows.complaint.play import TEXT
from workflows.complaint.tests.matter import Matter
from workflows.rectification.tests.playing import Play

PAGE = 34  # queries of the page of a case, whatever its kind, its state and its reader
STATES = {
    "complaint": ("submitted", "consulting", "countersigning", "agreed", "replied", "reopened", "reviewing", "closed"),
    "rectification": tuple(scenes("rectification").SCENES),
    "repair": tuple(scenes("repair").SCENES),
}


@pytest.mark.parametrize("rows", [10, 500])
@pytest.mark.parametrize(
    ("page", "most"),
    [("queue", 12), ("home", 12), ("cases", 12), ("approvals", 12), ("watch", 12), ("hotline", 12)],
)
def test_lists_with_cases_of_these_kinds(world: World, sign_in: SignIn, rows: int, page: str, most: int) -> None:
    for first in (Matter.file(world).case, Play(world).case):
        copy_case(first, rows)
    assert Case.objects.count() == 2 * rows + 2
    for who in ("registrar", "caizheng_handler"):
        if page != "hotline" or who == "registrar":
            assert count(sign_in(who), reverse(f"staff:{page}")) <= most


@pytest.mark.parametrize(("kind", "scene"), [(kind, scene) for kind, names in STATES.items() for scene in names])
def test_the_page_of_a_case_in_every_state(world: World, clock: Any, kind: str, scene: str) -> None:
    cast = Cast.of(world, kind).walk(scenes(kind).SCENES[scene])
    clock.move_to(world.at)
    for who in ("lead handler", "lead supervisor", "registry registrar"):
        client = Client()
        client.force_login(cast.people[who].user)
        assert count(client, case_page(cast.now())) <= PAGE, who


def test_rounds_questions_and_links_cost_nothing_more(world: World, sign_in: SignIn) -> None:
    matter = Matter.file(world, area="arrears").accept()
    matter.send_round("partly", answers=("disagree", "agree"))
    matter.answer(matter.ask("区营商局")[0])
    client = sign_in(matter.lead())
    before = count(client, case_page(matter.case))
    for text in ("甲", "乙"):
        matter.send_round("partly", TEXT + text)
        for asked in matter.ask("区营商局", "区商务局", "区统计局"):
            matter.answer(asked)
    assert count(client, case_page(matter.case)) == before
