"""Random walks over all moves and roles: state, tasks, clocks, assignments, marks and papers never disagree."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from casework import registry
from casework.registry import CaseKind
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
@pytest.mark.parametrize("kind", registry.all_kinds(), ids=lambda kind: kind.code)
def test_random_walks_never_disagree(kind: CaseKind, world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    walk = type(f"{kind.code.title()}Walk", (Walk,), {"kind": kind, "made": Counter(), "refused": Counter()})
    run_state_machine_as_test(walk, settings=WALKS)
    assert len(walk.made) > 15, f"the walks went nowhere: {walk.made}"
    assert len(walk.refused) > 20, f"nobody tried what is not allowed: {walk.refused}"
