"""One objection in a real browser: from a citizen's phone to a corrected record, in both languages and sizes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import Browser

from casework.audit import verify
from casework.checks import problems
from casework.models import Assignment, Case, Proposal
from tests.journeys.walker import Walker
from tests.world import RECORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SUBJECT, CODE = "大连海韵商贸有限公司", "91210203MA0Q2X7KX2"
Start = Callable[..., Walker]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photograph as a phone takes it."""
    path = tmp_path / "决定书.jpg"
    out = io.BytesIO()
    Image.new("RGB", (1200, 1600), (200, 190, 170)).save(out, "JPEG", exif=b"Exif\x00\x00")
    path.write_bytes(out.getvalue())
    return path


@pytest.fixture
def start(browser: Browser, live_server, axe: str, committed_world) -> Iterator[Start]:
    """Gives somebody a browser of their own."""
    walkers: list[Walker] = []

    def begin(size: str = "desk", language: str = "zh-hans", script: bool = True) -> Walker:
        walkers.append(Walker(browser, live_server.url, axe, size, language, script))
        return walkers[-1]

    yield begin
    for walker in walkers:
        walker.context.close()


def file_objection(citizen: Walker, photo: Path) -> tuple[str, str]:
    """The citizen's part until the receipt. Returns number and receipt code."""
    citizen.go("/")
    citizen.go(f"/records?q={quote('海韵')}")
    citizen.go(f"/records/{RECORD}")
    citizen.press("main a[href*='/objections/new'], main form[action*='/objections/new'] button")
    if citizen.page.locator("main form button[type=submit].btn-primary").count() and "/who" not in citizen.page.url:
        citizen.press("main form button[type=submit].btn-primary")
    citizen.choose("capacity", "enterprise")
    citizen.fill(name=SUBJECT, code=CODE, phone="13842600718")
    citizen.press("main form button[type=submit].btn-primary")
    citizen.choose("reason", "wrong_amount")
    citizen.choose("wish", "correct")
    citizen.page.locator("main select[name=field]").select_option("amount")
    citizen.fill(content="决定书写明罚款6400元，公示成了64000元。", claim="6400元")
    citizen.press("main form button[type=submit].btn-primary")
    citizen.page.locator("input[type=file]").first.set_input_files(photo)
    citizen.press("button[name=upload]")
    assert "决定书.jpg" in citizen.text()
    citizen.press("main form button[type=submit].btn-primary")
    citizen.press("button[name=send]")
    number = re.search(r"西信异〔\d{4}〕\d+号", citizen.text())
    code = re.search(r"XG(-[0-9A-Z]{4}){3}", citizen.text())
    assert number
    assert code
    return number[0], code[0]


def open_move(person: Walker, number: str, move: str) -> None:
    """From the case page to the form of a move."""
    person.go(f"/staff/cases/{quote(number)}")
    person.press(f"main a[href$='/moves/{move}']")


def decide(supervisor: Walker, number: str, decision: str, reason: str = "") -> None:
    """From the approvals to a decision."""
    proposal = Proposal.objects.get(case__number=number, status="pending")
    supervisor.go("/staff/approvals")
    supervisor.press(f"main a[href$='/approvals/{proposal.pk}']")
    supervisor.choose("decision", decision)
    if reason:
        supervisor.fill(reason=reason)
    supervisor.press("main form .stickyact button[type=submit]")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_from_a_phone_to_a_corrected_record(start: Start, photo: Path, size: str, language: str) -> None:
    citizen = start(size, language)
    number, code = file_objection(citizen, photo)

    handler = start(size, language).sign_in("fagai_handler")
    handler.go("/staff/queue")
    open_move(handler, number, "accept")
    handler.press("main form.card-x button[type=submit].btn-primary")
    supervisor = start(size, language).sign_in("fagai_supervisor")
    decide(supervisor, number, "approve")
    citizen.go(f"/records/{RECORD}")
    assert citizen.page.locator("main .chip-amber").count()  # 异议标注, seen by everybody

    open_move(handler, number, "ask_provider")
    handler.fill(question="请核查罚款金额。", own_check="本单位录入与推送数据一致。")
    handler.press("main form.card-x button[type=submit].btn-primary")
    provider = start(size, language).sign_in("caizheng_handler")
    assignment = Assignment.objects.get(case__number=number)
    provider.go(f"/staff/assignments/{assignment.pk}/answer")
    provider.choose("finding", "wrong")
    provider.fill(text="原决定书金额为6400元。")
    provider.press("main form.card-x button.btn-primary")

    correct(handler, number, "金额有误。")
    decide(supervisor, number, "return", "请写明决定书文号。")
    assert Case.objects.get(number=number).state == "deciding"
    handler.go("/staff/")  # the task came back to the same person
    assert number in handler.text()
    correct(handler, number, "经核查西财采罚〔2025〕3号，金额应为6400元。")
    decide(supervisor, number, "approve")

    open_move(handler, number, "execute")
    handler.press("main form.card-x button[type=submit].btn-primary")
    citizen.go(f"/records/{RECORD}")
    assert "6,400" in citizen.text() or "6400.00" in citizen.text()
    assert not citizen.page.locator("main .chip-amber").count()

    read_result(start(size, language), number, code)
    assert list(problems()) == []
    assert list(verify(Case.objects.all())) == []


def correct(handler: Walker, number: str, words: str) -> None:
    """Propose the correction of the amount."""
    open_move(handler, number, "decide_correct")
    handler.fill(amount="6400.00", explanation=words)
    handler.press("main form.card-x button[type=submit].btn-primary")


def read_result(citizen: Walker, number: str, code: str) -> None:
    """On another device, with number and code, and the letter."""
    citizen.go("/track")
    citizen.fill(number=number, code=code)
    citizen.press("main form.card-x button.btn-primary")
    assert number in citizen.text()
    citizen.press("main a[href*='/track/papers/']")
    assert "6400" in citizen.text() or number in citizen.text()


def test_the_citizen_needs_no_javascript(start: Start, photo: Path) -> None:
    citizen = start("phone", "zh-hans", script=False)
    number, code = file_objection(citizen, photo)
    other = start("desk", "zh-hans", script=False)
    other.go("/track")
    other.fill(number=number, code=code)
    other.press("main form.card-x button.btn-primary")
    other.press("main a[href$='/withdraw']")
    other.fill(reason="已经解决。")
    other.press("main form.card-x button[type=submit]")
    assert Case.objects.get(number=number).state == "withdrawn"
    assert list(problems()) == []
