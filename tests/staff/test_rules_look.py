"""The pages of rules in a real browser, and a year entered, confirmed and carried out there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from casework.models import RuleChange, User
from casework.rule_work import carry_out
from casework.rules.deadlines import CHINA
from tests.engine.drafting import applied, confirmed, days, draft, due, new_version, new_year, reaching
from tests.staff.test_look import hang_up, look
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROVIDER = "OB-XG-PROVIDER"


def addresses(world: World) -> list[tuple[str, str]]:
    """Who looks at which page: every list, every kind of page, and a change in every status."""
    world.consulting()
    world.consulting()
    today = world.at.date()
    applied(world, new_version(world, "rule", PROVIDER, {"limit": days(8)}, applies_to_open=True, valid_from=today))
    moving = confirmed(world, new_year(world, ["2027-01-01"], valid_from=today))
    waiting = draft(world, reaching(world, 1))
    clause = draft(world, new_version(world, "clause", "四(四)", {"leads": ["区司法局"]}))
    lists = [f"/staff/rules?tab={tab}" for tab in ("limits", "years", "routing", "ladder", "changes")]
    pages = [("rule", PROVIDER), ("year", "2027"), ("clause", "五(一)"), ("reserve", "xigang")]
    forms = [("rule", "OB-XG-DECIDE"), ("clause", "五(一)"), ("reserve", "xigang")]
    registrar = [
        *lists,
        *(reverse("staff:rule", args=one) for one in pages),
        *(reverse("staff:draft_rule", args=one) for one in forms),
        reverse("staff:new_year"),
        reverse("staff:rule_change", args=[waiting.pk]),
        reverse("staff:rule_change", args=[moving.pk]),
    ]
    leader = [reverse("staff:rule_change", args=[change.pk]) for change in (waiting, clause)]
    return [("registrar", page) for page in registrar] + [("fagai_leader", page) for page in leader]


def opened_by(context: Any, live_server: LiveServer, user: User, language: str) -> Page:
    """A page of somebody who is signed in."""
    client = Client()
    client.force_login(user)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([session, {"name": "django_language", "value": language, "url": live_server.url}])
    page: Page = context.new_page()
    return page


@pytest.mark.parametrize(("width", "language"), [(320, "en"), (390, "zh-hans"), (1440, "zh-hans")])
def test_every_page_of_rules(
    committed_world: World, live_server: LiveServer, browser: Browser, axe: str, width: int, language: str
) -> None:
    wrong: dict[str, list[str]] = {}
    with time_machine.travel(committed_world.at, tick=True):
        context = browser.new_context(viewport={"width": width, "height": 800})
        for who, address in addresses(committed_world):
            page = opened_by(context, live_server, committed_world.people[who], language)
            if found := look(page, axe, live_server.url + address):
                wrong[address] = found
            page.close()
        context.close()
    hang_up()
    assert wrong == {}


@pytest.mark.parametrize("scripts", [True, False])
def test_a_holiday_year_from_the_notice_to_the_moved_clock(
    committed_world: World, live_server: LiveServer, browser: Browser, scripts: bool
) -> None:
    world = committed_world
    world.at = datetime(2026, 12, 31, 10, 0, tzinfo=CHINA)
    case = world.consulting()[0]
    assert str(due(case)) == "2027-01-08"
    with time_machine.travel(world.at, tick=True):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, java_script_enabled=scripts)
        page = opened_by(context, live_server, world.people["registrar"], "zh-hans")
        page.goto(f"{live_server.url}/staff/rules?tab=years")
        page.get_by_role("link", name="录入节假日安排").click()
        page.get_by_label("放假日期").fill("2027-01-01\n2027-01-04/2027-01-05")
        page.get_by_label("调休上班日期").fill("2027-01-04")
        page.get_by_label("通知文号").fill("国办发明电〔2026〕1号")
        page.get_by_label("理由").fill("国务院办公厅通知。")
        page.get_by_role("button", name="提交草案并试算").click()
        assert "周六或周日" in page.inner_text("main")
        page.get_by_label("调休上班日期").fill("2027-01-09")
        page.get_by_role("button", name="提交草案并试算").click()
        assert "将变更 1 个期限，其中 0 个因此超期。" in page.inner_text("main")
        assert case.number in page.inner_text("main")
        address = page.url
        page = opened_by(context, live_server, world.people["fagai_leader"], "zh-hans")
        page.goto(address)
        page.get_by_role("button", name="提交决定").click()
        assert "正在执行" in page.inner_text("main")
        carry_out(world.at)
        page.get_by_role("link", name="刷新").click()
        page.get_by_text("执行结果").wait_for()
        assert "正在执行" not in page.inner_text("main")
        context.close()
    hang_up()
    assert str(due(case)) == "2027-01-11"
    assert RuleChange.objects.get().moved == 1
