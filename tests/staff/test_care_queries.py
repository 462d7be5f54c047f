"""The pages of deadline care cost the same whatever stands in them, and the sweep finds what is due by an index."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from casework.models import Absence, Case, CaseTask, Clock, Measure, Membership, Recommendation, Role, Rung, Unit, User
from casework.models.guard import opened
from tests.staff.conftest import SignIn, case_page
from tests.staff.test_queries import count
from tests.world import World

Many = Callable[[int], Case]
ROWS = [10, 500]


@pytest.fixture
def much(world: World, many: Many) -> Callable[[int], Unit]:
    """So many cases, each held by a person of its own who is away, untouched for long, with a proposal that waits."""

    def make(rows: int) -> Unit:
        first = many(rows)
        unit, week = first.lead_unit, timedelta(days=7)
        people = User.objects.bulk_create(User(username=f"one-{n}", name=f"同事{n}") for n in range(rows))
        roles = Membership.objects.bulk_create(
            Membership(user=one, unit=unit, role=Role.HANDLER, valid_from=world.at.date() - week) for one in people
        )
        deputy, today = world.people["fagai_supervisor"], world.at.date()
        Absence.objects.bulk_create(
            Absence(membership=one, deputy=deputy, first_day=today, last_day=today + week) for one in roles
        )
        with opened():
            Case.objects.update(touched_at=world.at - 3 * week)
            tasks = list(CaseTask.objects.open().order_by("pk"))
            for task, one in zip(tasks, people, strict=True):
                task.owner = one
            CaseTask.objects.bulk_update(tasks, ["owner"])
            clocks = list(Clock.objects.order_by("pk"))
            for n, clock in enumerate(clocks):
                clock.amber_at, clock.due_at = world.at - week, world.at + timedelta(minutes=n - rows // 2)
            Clock.objects.bulk_update(clocks, ["amber_at", "due_at"])
            _propose(world)
        return unit

    return make


def _propose(world: World) -> None:
    measure = Measure.objects.get(code="talk")
    rungs = Rung.objects.bulk_create(
        Rung(clock=clock, name="talk", due_at=clock.due_at, at=world.at) for clock in Clock.objects.all()
    )
    Recommendation.objects.bulk_create(
        Recommendation(case_id=rung.clock.case_id, rung=rung, measure=measure, decider="区政府", made_at=world.at)
        for rung in rungs
    )


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("who", ["fagai_supervisor", "leader"])
def test_every_page(world: World, much: Callable[[int], Unit], sign_in: SignIn, rows: int, who: str) -> None:
    unit, client = much(rows), sign_in(who)
    one = User.objects.get(username="one-1").pk
    pages = {
        reverse("staff:watch") + "?tab=amber": 12,
        reverse("staff:watch") + "?tab=red": 12,
        reverse("staff:watch") + "?tab=stalled": 12,
        reverse("staff:recommendations"): 12,
        reverse("staff:load"): 14,
        reverse("staff:load") + f"?unit={unit.pk}": 14,
        reverse("staff:load_tasks") + f"?unit={unit.pk}&person={one}": 14,
        reverse("staff:absences"): 12,
        reverse("staff:enter_absence"): 12,
        reverse("staff:queue"): 12,
    }
    over = {page: n for page, most in pages.items() if (n := count(client, page)) > most}
    assert over == {}
    for page in list(pages)[:4]:
        assert client.get(page).context["rows"], page


def test_a_case_with_proposals(world: World, much: Callable[[int], Unit], handler: Client) -> None:
    much(10)
    assert count(handler, case_page(Case.objects.earliest("pk"))) <= 25


def test_due_rungs_are_found_by_their_index(world: World, much: Callable[[int], Unit]) -> None:
    much(500)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("ANALYZE casework_clock")
    running = Clock.objects.filter(status="running", next_rung_at__lte=world.at).order_by("next_rung_at", "pk")
    assert "clock_next_rung" in running.values_list("next_rung_at", "pk")[:500].explain()
