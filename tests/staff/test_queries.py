"""The number of queries is fixed, whatever the number of rows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.models import Case
from casework.staff.context import navigation
from tests.staff.conftest import case_page
from tests.world import World

Many = Callable[[int], Case]
OF_A_CASE = 27  # queries of the page of a case, whatever lies in it


def count(client: Client, address: str) -> int:
    """Queries of one page, signing in and the session included."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("rows", [10, 1000])
@pytest.mark.parametrize(
    ("page", "most"), [("queue", 12), ("home", 12), ("cases", 12), ("approvals", 12), ("records", 12)]
)
def test_lists(many: Many, handler: Client, rows: int, page: str, most: int) -> None:
    many(rows)
    assert count(handler, reverse(f"staff:{page}")) <= most


@pytest.mark.parametrize("rows", [10, 1000])
def test_the_queue_with_every_filter(many: Many, handler: Client, rows: int) -> None:
    many(rows)
    address = reverse("staff:queue") + "?kind=objection&light=green&q=西信&show=unclaimed"
    assert count(handler, address) <= 12


@pytest.mark.parametrize("rows", [10, 1000])
def test_a_case_among_many(many: Many, handler: Client, rows: int) -> None:
    assert count(handler, case_page(many(rows))) <= OF_A_CASE


@pytest.mark.parametrize("state", ["verifying", "deciding", "decided", "notifying", "closed", "refused", "reviewing"])
@pytest.mark.parametrize("who", ["fagai_handler", "fagai_supervisor"])
def test_a_case_in_every_state(world: World, sign_in: Any, state: str, who: str) -> None:
    case = getattr(world, state)()
    assert count(sign_in(who), case_page(case)) <= OF_A_CASE


def test_a_case_with_everything(world: World, handler: Client) -> None:
    case, _assignment = world.consulting()
    world.ask(case, "区住建局")
    assert count(handler, case_page(case)) <= OF_A_CASE


def test_the_frame_costs_two_queries(world: World, handler: Client) -> None:
    request: Any = RequestFactory().get("/staff/")
    request.user, request.actor, request.now = world.people["fagai_handler"], world.actor("fagai_handler"), world.at
    with CaptureQueriesContext(connection) as queries:
        assert navigation(request)["nav"]["unit"] == "区发改局"
        assert navigation(request)["nav"]["mine"] == 0
    assert len(queries) <= 2
