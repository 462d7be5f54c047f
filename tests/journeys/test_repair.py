"""Applying for repair in a real browser, on a phone and without a script; who cannot apply yet reads the date."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import Browser

from casework.checks import problems
from casework.models import Assignment, Case, CreditRecord
from tests.journeys.steps import approve, do
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RECORD, TOO_EARLY = "XG-2026-0012", "XG-2026-0021"
SUBJECT, CODE = "大连锦程汽车服务有限公司", "91210203MA0T9B7L9E"
NEXT = "main form button[type=submit].btn-primary"
Start = Callable[..., Walker]


@pytest.fixture
def start(browser: Browser, live_server, axe: str, committed_world) -> Iterator[Start]:
    """Gives somebody a browser of their own."""
    walkers: list[Walker] = []

    def begin(size: str = "phone", language: str = "zh-hans", script: bool = True) -> Walker:
        walkers.append(Walker(browser, live_server.url, axe, size, language, script))
        return walkers[-1]

    yield begin
    for walker in walkers:
        walker.context.close()


@pytest.fixture
def slip(tmp_path: Path) -> Path:
    """A photograph of a payment slip."""
    path, out = tmp_path / "退款凭证.jpg", io.BytesIO()
    Image.new("RGB", (600, 800), (220, 210, 200)).save(out, "JPEG")
    path.write_bytes(out.getvalue())
    return path


def apply(citizen: Walker, slip: Path) -> tuple[str, str]:
    """From the page of the record to the receipt. Returns number and receipt code."""
    citizen.go("/")
    citizen.go(f"/records/{RECORD}")
    citizen.press("main a[href*='/repairs/new']")
    citizen.press(NEXT)  # start
    assert "/prospect" in citizen.page.url
    citizen.press(NEXT)  # it can be repaired
    citizen.choose("capacity", "enterprise")
    citizen.fill(name=SUBJECT, code=CODE, phone="13842600718")
    citizen.press(NEXT)
    citizen.press(NEXT)  # nothing entered: what is wrong stands beside the fields
    assert citizen.page.locator("main .has-err").count() == 4
    citizen.fill(content="补贴已于七月二十日全部退回。", performed_on="2026-07-20", promised_by="王建国")
    citizen.page.locator("main [name=promised]").check()
    citizen.press(NEXT)
    citizen.page.locator("input[type=file]").first.set_input_files(slip)
    citizen.press("button[name=upload]")
    assert "退款凭证.jpg" in citizen.text()
    citizen.press(NEXT)
    citizen.press("button[name=send]")
    number = re.search(r"西信修〔\d{4}〕\d+号", citizen.text())
    code = re.search(r"XG(-[0-9A-Z]{4}){3}", citizen.text())
    assert number
    assert code
    return number[0], code[0]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_a_phone_to_a_repaired_record(start: Start, slip: Path, language: str) -> None:
    citizen = start("phone", language)
    number, _code = apply(citizen, slip)
    handler, supervisor = start("desk", language).sign_in("fagai_handler"), start("desk").sign_in("fagai_supervisor")
    do(handler, number, "accept")
    approve(supervisor, number)
    do(handler, number, "ask_units")  # whom to ask and what stands there already
    asked = Assignment.objects.get(case__number=number)
    assert asked.unit.name == "区商务局"
    provider = start("desk", language).sign_in("shangwu_handler")
    provider.go(f"/staff/assignments/{asked.pk}/answer")
    provider.choose("finding", "confirmed")
    provider.fill(text="补贴已足额退回。")
    provider.press("main form.card-x button.btn-primary")
    do(handler, number, "decide_grant", explanation="符合修复条件。")
    approve(supervisor, number)
    do(handler, number, "execute")
    citizen.go(f"/track/{quote(number)}")
    assert CreditRecord.objects.get(number=RECORD).status == "repaired"
    citizen.go(f"/records?q={quote('锦程')}")
    assert RECORD not in citizen.text()
    assert list(problems()) == []


@pytest.mark.parametrize(("size", "script"), [("narrow", True), ("phone", False)])
def test_who_cannot_apply_yet_reads_the_date(start: Start, size: str, script: bool) -> None:
    citizen = start(size, script=script)
    citizen.go(f"/repairs/new?record={TOO_EARLY}")
    citizen.press(NEXT)
    assert "2027年1月15日" in citizen.text()
    assert not citizen.page.locator(NEXT).count()


def test_the_application_needs_no_script(start: Start, slip: Path) -> None:
    number, code = apply(start("phone", script=False), slip)
    other = start("desk", script=False)
    other.go("/track")
    other.fill(number=number, code=code)
    other.press("main form.card-x button.btn-primary")
    other.press("main a[href$='/withdraw']")
    other.press("main form.card-x button[type=submit]")
    assert Case.objects.get(number=number).state == "withdrawn"
