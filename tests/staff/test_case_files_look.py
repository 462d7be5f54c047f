"""The page of a case file in a real browser: no barrier, no sideways scroll, and the file arrives."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from casework import actions
from casework.archive import work
from tests.staff.test_case_files import RESPONDENT, quick
from tests.staff.test_files_look import signed_in
from tests.staff.test_look import hang_up, look
from tests.world import World
from workflows.complaint.tests.matter import Matter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["quick"]


@pytest.mark.parametrize(("width", "language"), [(320, "en"), (1440, "zh-hans")])
def test_the_page(
    committed_world: World,
    quick: None,
    live_server: LiveServer,
    browser: Browser,
    axe: str,
    width: int,
    language: str,
) -> None:
    world = committed_world
    matter = Matter.file(world, about=RESPONDENT).accept()
    lead, page = world.actor(matter.lead()), reverse("staff:case_file", args=[matter.now.number])
    with time_machine.travel(world.at, tick=True):
        actions.ask_case_file(matter.now, by=lead, at=world.at)
        work.carry_out(world.at)
        matter.ask("区审计局")
        context = browser.new_context(viewport={"width": width, "height": 900})
        shown = signed_in(world, live_server, context, matter.lead(), language)
        shown.goto(live_server.url + page)
        shown.locator("main button[type=submit]").click()
        shown.wait_for_url("**/file")
        assert look(shown, axe, live_server.url + page) == []
        with shown.expect_download() as download:
            shown.locator("a[href$='/pdf']").click()
        assert download.value.suggested_filename == f"案卷-{matter.now.number}.pdf"
        context.close()
        hang_up()
