"""Random walks over all moves and roles: state, tasks, clocks, assignments, marks and papers never disagree."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.engine.walking import Walk

WALKS = settings(
    max_examples=25,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
def test_random_walks_never_disagree(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    Walk.made.clear()
    Walk.refused.clear()
    run_state_machine_as_test(Walk, settings=WALKS)
    assert len(Walk.made) > 20, f"the walks went nowhere: {Walk.made}"
    assert len(Walk.refused) > 20, f"nobody tried what is not allowed: {Walk.refused}"
