"""The demo repairs: every state is reached through real moves, on each of the three tracks."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from casework.models import Case
from tests.engine.racing import clean
from workflows.base.stage import Stage
from workflows.repair import demo
from workflows.repair.states import S
from workflows.repair.stories import BODIES, MARKET, SERVANTS

pytestmark = pytest.mark.django_db
STANDS = {  # what is told by its end, not by its state
    "claimed": "submitted",
    "accept_proposed": "submitted",
    "supplemented": "submitted",
    "extended": "consulting",
    "decision_proposed": "deciding",
}


def told(world, end, story, seed=7):
    now = world.at + timedelta(days=90)
    return world.get(demo.tell(Stage(at=world.at), end, Random(seed), story, now))


def test_every_end_is_reached_and_they_are_all_states(world):
    reached = {end: told(world, end, MARKET[0]).state for end in demo.PATHS}
    assert reached == {end: STANDS.get(end, end) for end in demo.PATHS}
    assert set(reached.values()) == set(S.values)
    clean()


@pytest.mark.parametrize("story", [*MARKET, *BODIES, *SERVANTS], ids=lambda story: story.title)
def test_every_story_can_be_told_to_its_end(world, story):
    case = told(world, "closed", story)
    assert (case.state, case.record.status) == ("closed", "repaired")


def test_so_many_are_told_and_none_lies_ahead(world):
    now = world.at
    assert demo.fill(lambda days: now - timedelta(days=days), now, 20, Random(1)) == 20
    assert not Case.objects.filter(touched_at__gt=now).exists()
    clean()
