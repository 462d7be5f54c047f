"""Pages of measures, integrity files and papers of records in a real browser: no barrier, no sideways scroll, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from casework import actions
from casework.models import CreditRecord, PersonReading, Sanction, Unit
from tests.engine.record_scene import sanctioned, verified
from tests.staff.test_look import hang_up, look
from tests.staff.test_measures import corrected
from tests.staff.test_person_files import ASKED, PERSON
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def record(committed_world: World) -> Iterator[CreditRecord]:
    """A corrected record with a measure to look at again, and one of a civil servant."""
    world = committed_world
    with time_machine.travel(world.at, tick=True):
        found = verified(world)
        sanctioned(world, found)
        corrected(world, found)
        verified(world, publish=False, **PERSON)
        asked = dict(ASKED)
        actions.read_person_file(by=world.actor("zuzhibu_handler"), at=world.at, **asked)
        yield found
        hang_up()


def signed_in(world: World, live_server: LiveServer, context: Any, who: str, language: str = "zh-hans") -> Page:
    client = Client()
    client.force_login(world.people[who])
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([session, {"name": "django_language", "value": language, "url": live_server.url}])
    return context.new_page()


def addresses(record: CreditRecord) -> list[tuple[str, str]]:
    """Who looks at which page."""
    number, measure = record.number, Sanction.objects.get()
    pages = {
        "registrar": [
            reverse("staff:record", args=[number]),
            reverse("staff:enter_measure", args=[number]),
            reverse("staff:enter_leniency", args=[number]),
            reverse("staff:measures_again"),
            reverse("staff:files"),
            reverse("staff:unit_file", args=[Unit.objects.get(name="区住建局").pk]),
            *(reverse("staff:paper", args=[paper.pk]) for paper in record.papers.all()),
        ],
        "caizheng_supervisor": [
            reverse("staff:lift_measure", args=[measure.pk]),
            reverse("staff:keep_measure", args=[measure.pk]),
        ],
        "zuzhibu_handler": [reverse("staff:person_file")],
        "auditor": [reverse("staff:person_readings")],
    }
    return [(who, address) for who, found in pages.items() for address in found]


@pytest.mark.parametrize(("width", "language"), [(320, "en"), (1440, "zh-hans")])
def test_every_page(
    committed_world: World,
    record: CreditRecord,
    live_server: LiveServer,
    browser: Browser,
    axe: str,
    width: int,
    language: str,
) -> None:
    context: Any = browser.new_context(viewport={"width": width, "height": 800})
    wrong: dict[str, list[str]] = {}
    for who, address in addresses(record):
        page = signed_in(committed_world, live_server, context, who, language)
        if found := look(page, axe, live_server.url + address):
            wrong[address] = found
        page.close()
    context.close()
    assert wrong == {}


def test_a_measure_and_a_look_without_scripts(
    committed_world: World, record: CreditRecord, live_server: LiveServer, browser: Browser
) -> None:
    """Entered by one person, kept by another, and the file of a civil servant asked for: on a phone without scripts."""
    context: Any = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = signed_in(committed_world, live_server, context, "caizheng_supervisor")
    page.goto(live_server.url + reverse("staff:record", args=[record.number]))
    page.get_by_role("link", name="维持").click()
    page.get_by_label("理由和来函文号").fill("西政函〔2026〕3号，维持")
    page.get_by_role("button", name="记载维持").click()
    assert "重新审视后维持" in page.content()
    page.get_by_role("link", name="录入措施").click()
    page.get_by_label("措施种类").select_option(label="取消评优资格")
    page.get_by_label("作出决定的机关").fill("评优活动主办单位")
    page.get_by_label("决定日期").fill("2026-11-06")
    page.get_by_label("决定文号").fill("西评〔2026〕1号")
    page.get_by_label("起始日").fill("2026-11-06")
    page.get_by_role("button", name="录入措施").click()
    assert Sanction.objects.filter(measure="取消评优资格", entered_by__username="caizheng_supervisor").count() == 1
    looking = signed_in(committed_world, live_server, context, "zuzhibu_handler")
    looking.goto(live_server.url + reverse("staff:person_file"))
    looking.get_by_label("姓名").fill(ASKED["name"])
    looking.get_by_label("证件号码").fill(ASKED["number"])
    looking.get_by_label("查阅事由").fill(ASKED["reason"])
    looking.get_by_role("button", name="查阅档案").click()
    assert "逾期支付工程款" in looking.content()
    assert PersonReading.objects.count() == 2
    context.close()
