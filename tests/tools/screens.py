"""Takes the pictures of docs/screens from a running system with demo cases: `make shots` after `make demo`."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.tools import programs

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "docs" / "screens"
PASSWORD = os.environ.get("DEMO_PASSWORD", "xigang-demo-2026")
TALLEST = 1500  # pixels
SIZES = {390: {"is_mobile": True, "has_touch": True}, 1440: {}}


def main() -> int:
    """Picture every screen at phone and desk width. Returns the exit code."""
    base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=programs.chromium(), args=["--no-sandbox"])
        for width in SIZES:
            for person in (citizen, handler, respondent, registrar, supervisor):
                person(browser, base, width)
        browser.close()
    return 0


def citizen(browser: Browser, base: str, width: int) -> None:
    """What the public sees."""
    page = open_page(browser, width)
    look(page, base, width, home="/", records="/records", record="/records/XG-2025-0003", track="/track")
    page.goto(base + "/records/XG-2025-0003")
    page.locator("main a[href*='/objections/new'], main form[action*='/objections/new'] button").first.click()
    page.wait_for_load_state()
    if "/who" not in page.url:
        forward(page)
    picture(page, "objection-who", width)
    page.goto(base + "/complaints/new")
    picture(page, "complaint", width)
    forward(page)
    picture(page, "complaint-nature", width)
    page.goto(base + "/repairs/new?record=XG-2025-0003")
    forward(page)
    picture(page, "repair-prospect", width)
    page.context.close()


def handler(browser: Browser, base: str, width: int) -> None:
    """What a caseworker of the lead unit sees."""
    page = sign_in(browser, base, width, "fagai_handler")
    look(page, base, width, work="/staff/", queue="/staff/queue", watch="/staff/watch?tab=red")
    look(page, base, width, recommendations="/staff/recommendations")
    first(page, base, "/staff/cases/?state=objection.deciding")
    picture(page, "case", width)
    first(page, base, "/staff/cases/?state=rectification.rectifying")
    picture(page, "rectification", width)
    first(page, base, "/staff/cases/?state=repair.deciding")
    picture(page, "repair", width)
    page.context.close()


def respondent(browser: Browser, base: str, width: int) -> None:
    """What a unit sees that puts things right."""
    page = sign_in(browser, base, width, "zhujian_handler")
    first(page, base, "/staff/cases/?state=rectification.rectifying")
    page.locator("main a[href$='/moves/record_measures']").first.click()
    page.wait_for_load_state()
    picture(page, "measures", width)
    page.context.close()


def registrar(browser: Browser, base: str, width: int) -> None:
    """What registration and distribution see."""
    page = sign_in(browser, base, width, "registrar")
    look(page, base, width, route="/staff/route?area=procurement", rules="/staff/rules")
    look(page, base, width, ladder="/staff/rules?tab=ladder", deliveries="/staff/deliveries")
    look(page, base, width, register="/staff/records/", verify="/staff/records/verify")
    page.locator("main a[href*='/records/verify/']").first.click()
    page.wait_for_load_state()
    picture(page, "verify-record", width)
    page.context.close()


def supervisor(browser: Browser, base: str, width: int) -> None:
    """What a supervisor sees."""
    page = sign_in(browser, base, width, "fagai_supervisor")
    look(page, base, width, load="/staff/load", approvals="/staff/approvals")
    page.locator("main a[href*='/staff/approvals/']").first.click()
    page.wait_for_load_state()
    picture(page, "approval", width)
    page.context.close()


def look(page: Page, base: str, width: int, **addresses: str) -> None:
    """Picture some addresses, each under its name."""
    for name, address in addresses.items():
        page.goto(base + address)
        picture(page, name, width)


def first(page: Page, base: str, address: str) -> None:
    """Open the first case of a list."""
    page.goto(base + address)
    page.locator("main a.ttl").first.click()
    page.wait_for_load_state()


def forward(page: Page) -> None:
    """Press the button that leads on."""
    page.locator("main form button[type=submit].btn-primary").first.click()
    page.wait_for_load_state()


def sign_in(browser: Browser, base: str, width: int, username: str) -> Page:
    """A page of somebody who is signed in."""
    page = open_page(browser, width)
    page.goto(f"{base}/accounts/login/?next={quote('/staff/')}")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    return page


def open_page(browser: Browser, width: int) -> Page:
    """A fresh browser of that width, in Chinese."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", **SIZES[width])
    return context.new_page()


def picture(page: Page, name: str, width: int) -> None:
    """Save what the page shows, cut where a reader has seen enough, in few colours so that the repository stays small."""
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    shot = page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": height}, full_page=True)
    seen = Image.open(io.BytesIO(shot)).convert("RGB")
    few = seen.quantize(192, method=Image.Quantize.MAXCOVERAGE)  # also what is rare keeps its colour: the lights
    few.save(FOLDER / f"{name}-{width}.png", optimize=True)


if __name__ == "__main__":
    raise SystemExit(main())
