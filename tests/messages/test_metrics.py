"""/metrics: closed without its token, true figures, and a cost that does not grow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from casework.models import Heartbeat
from notifications import sender
from tests.world import World

TOKEN = "a-token-of-the-operator"


@pytest.fixture
def figures(world: World, settings: Any) -> Any:
    """The figures as a reader of them gets them."""
    settings.METRICS_TOKEN = TOKEN

    def read() -> dict[str, float]:
        with time_machine.travel(world.at, tick=False):
            page = Client(headers={"Authorization": f"Bearer {TOKEN}"}).get("/metrics")
        assert page.status_code == 200
        samples = [one for family in text_string_to_metric_families(page.text) for one in family.samples]
        return {".".join((one.name, *one.labels.values())): one.value for one in samples}

    return read


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("token", "given", "status"), [("", "", 404), (TOKEN, "", 401), (TOKEN, f"Bearer {TOKEN}x", 401)]
)
def test_closed_without_the_token(settings: Any, token: str, given: str, status: int) -> None:
    settings.METRICS_TOKEN = token
    assert Client(headers={"Authorization": given}).get("/metrics").status_code == status


@pytest.mark.django_db
def test_the_figures(world: World, waiting: Any, figures: Any, django_assert_num_queries: Any) -> None:
    before = figures()
    assert before["casework_messages.queued"] == before["casework_workers"] == 0
    waiting("email", 3)
    waiting("sms", 2, status="dead", last_error="refused")
    Heartbeat.objects.create(name="worker-a-1", at=world.at)
    Heartbeat.objects.create(name="worker-b-2", at=world.at - timedelta(hours=1))
    Heartbeat.objects.create(name="beat", at=world.at)
    world.at += timedelta(seconds=90)
    with django_assert_num_queries(12):
        found = figures()
    assert found["casework_messages.queued"] == found["casework_messages_waiting.email"] == 3
    assert found["casework_messages.dead"] == 2
    assert found["casework_outbox_lag_seconds"] == found["casework_beat_age_seconds"] == 90
    assert found["casework_workers"] == 1
    assert found["casework_messages_written_total"] >= 5


@pytest.mark.django_db
def test_what_is_shown_inside_waits_no_more(world: World, waiting: Any, figures: Any) -> None:
    waiting("in_app", 3)
    assert sender.deliver_due(world.at) == 3
    assert figures()["casework_messages_waiting.in_app"] == 0
