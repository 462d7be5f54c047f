"""Fixtures of the tests of the engine."""

from datetime import date, datetime

import pytest

from casework.rules.deadlines import CHINA
from tests.engine.drafting import due, provider


@pytest.fixture(autouse=True)
def files_in_a_folder_of_their_own(settings, tmp_path):
    """Evidence that a test stores goes away with the test."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def three_asked(world):
    """Three cases whose provider has until 2026-11-16; one of them was given two more days, one was answered."""
    cases = [world.consulting() for _ in range(3)]
    extended, answered = cases[1], cases[2]
    reason = {"days": 2, "reason": "原始档案在库房。"}
    world.agreed(world.get(extended[0]), "extend_provider", assignment=extended[1].pk, **reason)
    world.answer(answered[1], "caizheng_handler")
    assert [due(case) for case, _ in cases[:2]] == [date(2026, 11, 16), date(2026, 11, 18)]
    return world, [case for case, _assignment in cases]


@pytest.fixture
def asked_at_new_year(world):
    """A case of November, and four whose provider has until 2027-01-08, by a calendar that is not official."""
    november = world.consulting()[0]
    world.at = datetime(2026, 12, 31, 10, 0, tzinfo=CHINA)
    cases = [world.consulting()[0] for _ in range(4)]
    assert {(due(case), provider(case).provisional) for case in cases} == {(date(2027, 1, 8), True)}
    return world, november, cases
