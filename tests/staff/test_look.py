"""The staff pages in a real browser: no barrier, no sideways scroll, nothing the security policy refuses."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from casework import actions
from casework.models import Absence, Case, Clock, Measure, Recommendation, Role, Rung
from casework.models.guard import opened
from tests.world import World

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "rules => axe.run(document, {runOnly: rules}).then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def care_addresses(world: World) -> dict[str, list[str]]:
    """Pages of deadline care, with something on each of them."""
    late, _assignment = world.consulting()
    person = world.people["fagai_handler"]
    member = person.memberships.get(role=Role.HANDLER)
    Absence.objects.create(
        membership=member, deputy=world.people["fagai_handler2"], first_day=world.at.date(), last_day=world.at.date()
    )
    first = world.submitted()
    actions.claim(first.tasks.open().get().pk, by=world.actor("fagai_handler"), at=world.at)
    clock = late.clocks.filter(status="running").first()
    with opened():
        Case.objects.filter(pk=first.pk).update(touched_at=world.at - timedelta(days=30))
        Clock.objects.filter(pk=clock.pk).update(
            amber_at=world.at - timedelta(days=9), due_at=world.at - timedelta(days=2)
        )
        rung = Rung.objects.create(clock=clock, name="talk", due_at=clock.due_at, at=world.at)
        proposal = Recommendation.objects.create(
            case=late,
            rung=rung,
            measure=Measure.objects.get(code="public_criticism"),
            decider="本级人民政府或者其行政首长",
            made_at=world.at,
        )
    tasks = f"?unit={member.unit_id}&person={person.pk}"
    return {
        "fagai_handler": [
            *(reverse("staff:watch") + f"?tab={tab}" for tab in ("amber", "red", "stalled")),
            reverse("staff:recommendations"),
            reverse("staff:recommendation", args=[proposal.pk]),
            reverse("staff:absences"),
            reverse("staff:enter_absence"),
        ],
        "fagai_supervisor": [reverse("staff:load"), reverse("staff:load_tasks") + tasks, reverse("staff:queue")],
        "leader": [reverse("staff:load"), reverse("staff:load") + f"?unit={member.unit_id}"],
    }


def registrars(case: Case, other: Case) -> list[str]:
    """What a registrar looks at."""
    return [
        reverse("staff:case", args=[case.number]),
        reverse("staff:register") + "?kind=objection",
        reverse("staff:route") + "?area=arrears",
        reverse("staff:order_out", args=[case.number]),
        reverse("staff:relead", args=[case.number]),
        reverse("staff:compare", args=[case.number, other.number]),
        reverse("staff:identity", args=[case.number]),
        reverse("staff:declare", args=[case.number]),
    ]


def addresses(world: World) -> list[tuple[str, str]]:
    """Who looks at which page."""
    case, assignment = world.consulting()
    other = world.deciding()
    proposal = world.submit(other, "decide_correct", "fagai_handler", amount="6400.00", explanation="经核查有误。")
    task = world.submitted().tasks.open().get()
    handler = [
        reverse("staff:home"),
        reverse("staff:home") + "?tab=waiting",
        reverse("staff:queue"),
        reverse("staff:cases"),
        reverse("staff:case", args=[case.number]),
        reverse("staff:move", args=[task.case.number, "refuse"]),
        reverse("staff:add_evidence", args=[task.case.number]),
        reverse("staff:messages"),
        reverse("staff:records"),
        reverse("staff:record", args=[case.record.number]),
        reverse("staff:paper", args=[case.documents.first().pk]),
        "/staff/cases/nothing",
    ]
    supervisor = [
        reverse("staff:approvals"),
        reverse("staff:approval", args=[proposal.pk]),
        reverse("staff:hand_over", args=[task.pk]),
    ]
    provider = [reverse("staff:answer", args=[assignment.pk]), reverse("staff:give_back", args=[assignment.pk])]
    people = {
        "registrar": registrars(case, other),
        "fagai_handler": handler,
        "fagai_supervisor": supervisor,
        "caizheng_handler": provider,
    }
    found = [(who, address) for who, pages in people.items() for address in pages]
    return found + [(who, address) for who, pages in care_addresses(world).items() for address in pages]


def hang_up() -> None:
    """End what the live server still holds open: a browser keeps connections, and the test database is dropped later."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def look(page: Page, axe: str, address: str) -> list[str]:
    """What is wrong with one page, in words."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    answer = page.goto(address)
    assert answer is not None
    found = [f"{answer.status}"] if answer.status not in (200, 404) else []
    found += [text for text in said if "404" not in text]
    if page.evaluate(WIDER) > 0:
        found.append("wider than the screen")
    page.evaluate(axe)
    return found + [str(violation) for violation in page.evaluate(RUN, RULES)]


@pytest.mark.parametrize(("width", "language"), [(320, "en"), (1440, "zh-hans")])
def test_every_page(
    committed_world: World, live_server: LiveServer, browser: Browser, axe: str, width: int, language: str
) -> None:
    wrong: dict[str, list[str]] = {}
    with time_machine.travel(committed_world.at, tick=True):
        context: Any = browser.new_context(viewport={"width": width, "height": 800})
        for who, address in addresses(committed_world):
            client = Client()
            client.force_login(committed_world.people[who])
            session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
            context.add_cookies([session, {"name": "django_language", "value": language, "url": live_server.url}])
            page = context.new_page()
            if found := look(page, axe, live_server.url + address):
                wrong[address] = found
            page.close()
        context.close()
    hang_up()
    assert wrong == {}
