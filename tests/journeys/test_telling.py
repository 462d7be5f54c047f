"""Citizens who complain or report, in a real browser: all sizes and languages, mistakes on the way, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser

from casework.checks import problems
from casework.models import Case
from casework.rules.deadlines import CHINA
from tests.engine import files
from tests.journeys.steps import CODE, NEXT, NUMBER, SEND, file_complaint, state, unit
from tests.journeys.walker import Walker
from tests.world import World
from workflows.complaint.play import Play

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Start = Callable[..., Walker]
BEGIN = datetime(2026, 11, 9, 9, 0, tzinfo=CHINA)  # a Monday
NAME, NUMBER_OF_HIS, PHONE = "王建国", "210203198502123517", "13842600718"
WORDS = "企业已按约投产，奖补至今没有到账，多次询问没有答复。"
BOTH = pytest.mark.parametrize("language", ["zh-hans", "en"])


@pytest.fixture
def start(browser: Browser, live_server, axe: str, committed_world) -> Iterator[Start]:
    """Gives somebody a browser of their own, on the first day."""
    walkers: list[Walker] = []

    def begin(size: str, language: str = "zh-hans", script: bool = True) -> Walker:
        walkers.append(Walker(browser, live_server.url, axe, size, language, script))
        return walkers[-1]

    with time_machine.travel(BEGIN, tick=True):
        yield begin
        for walker in walkers:
            walker.context.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photograph of a paper."""
    path = tmp_path / "协议.png"
    path.write_bytes(files.photo().read())
    return path


def errs(citizen: Walker, *fields: str) -> None:
    """The page was sent with mistakes: each is told beside its field and leads to it from the top."""
    for field in fields:
        assert citizen.page.locator(f"#id_{field}_error").count() == 1
        assert citizen.page.locator(f".err-sum a[href^='#id_{field}']").count() == 1


def tell_the_facts(citizen: Walker) -> None:
    """The first four steps, each sent with mistakes before it is right."""
    citizen.go("/")
    citizen.press("main a[href='/complaints/new']")
    citizen.press(NEXT)
    citizen.press(NEXT)
    errs(citizen, "nature")
    citizen.choose("nature", "own")
    citizen.press(NEXT)
    citizen.choose("area", "street_services")
    citizen.press(NEXT)
    errs(citizen, "respondent", "street")
    citizen.page.locator("main select[name=respondent]").select_option(str(unit("区商务局").pk))
    citizen.choose("area", "investment_promotion")
    citizen.press(NEXT)
    citizen.fill(content="没付")
    citizen.press(NEXT)
    errs(citizen, "matter", "contract", "content")
    citizen.choose("matter", "commitment")
    citizen.choose("contract", "yes")
    citizen.fill(promised="2025年3月签约时答应给5万元奖补。", content=WORDS, happened_on="2026-03-02")
    citizen.press(NEXT)
    citizen.fill(amount="很多")
    citizen.press(NEXT)
    errs(citizen, "wish", "amount")
    citizen.fill(wish="兑现奖补。", amount="5万", loss="垫付利息。")
    citizen.press(NEXT)


def say_who_and_send(citizen: Walker, photo: Path) -> tuple[str, str]:
    """The rest, with mistakes too. Returns number and receipt code."""
    citizen.choose("capacity", "person")
    citizen.fill(name=NAME, code="210203198502123511", phone="138001380")
    citizen.press(NEXT)
    errs(citizen, "code", "phone", "consent")
    citizen.choose("consent", "yes")
    citizen.fill(code=NUMBER_OF_HIS, phone=PHONE)
    citizen.press(NEXT)
    program = photo.with_name("工资.jpg")
    program.write_bytes(b"MZ\x90\x00" * 500)
    citizen.page.locator("input[type=file]").first.set_input_files([photo, program])
    citizen.press("button[name=upload]")
    assert "工资.jpg" in citizen.page.locator("#id_uploads_error").inner_text()
    assert photo.name in citizen.page.locator("main .files").inner_text()
    citizen.press(NEXT)
    for said in ("兑现奖补。", "50,000.00", "138****0718", photo.name):
        assert said in citizen.text()
    assert PHONE not in citizen.text()
    assert NUMBER_OF_HIS not in citizen.text()
    citizen.press("main a.change[href*='/wish']")
    citizen.press(NEXT)
    citizen.press("button[name=send]")
    number, code = NUMBER.search(citizen.text()), CODE.search(citizen.text())
    assert number
    assert code
    return number[0], code[0]


def open_matter(citizen: Walker, number: str, code: str) -> None:
    """With number and receipt code."""
    citizen.go("/track")
    citizen.fill(number=number, code=code.lower())
    citizen.press("main form.card-x button.btn-primary")
    assert number in citizen.text()


@BOTH
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_from_the_first_page_to_the_receipt(start: Start, photo: Path, size: str, language: str) -> None:
    citizen = start(size, language)
    tell_the_facts(citizen)
    link = citizen.page.locator(".resume-link a").get_attribute("href") or ""
    elsewhere = start(size, language)  # gone on with at home
    elsewhere.go(urlsplit(link).path)
    assert "/wish" in elsewhere.page.url  # the step last saved, with what was typed
    assert elsewhere.page.locator("main [name=amount]").input_value() == "5万"
    elsewhere.press(NEXT)
    number, code = say_who_and_send(elsewhere, photo)
    case = Case.objects.get(number=number)
    assert (case.content, case.respondent.name, case.parties.get().name) == (WORDS, "区商务局", NAME)
    assert [file.name for file in case.evidence.all()] == [photo.name]
    open_matter(citizen, number, code)
    for address in citizen.seen + elsewhere.seen:
        assert not any(secret in address for secret in (NAME, NUMBER_OF_HIS, PHONE, code))
    assert list(problems()) == []


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-hans"), ("desk", "en")])
def test_followed_to_the_review(start: Start, photo: Path, committed_world: World, size: str, language: str) -> None:
    citizen = start(size, language)
    who = {"capacity": "person", "name": NAME, "code": NUMBER_OF_HIS, "phone": PHONE, "consent": "yes"}
    number, code = file_complaint(citizen, "own", "区住建局", "procurement", WORDS, **who)
    play = Play(committed_world, Case.objects.get(number=number))
    open_matter(citizen, number, code)
    citizen.press("main a[href$='/files']")
    citizen.page.locator("input[type=file]").first.set_input_files(photo)
    citizen.press(SEND)
    assert photo.name in citizen.text()

    committed_world.at = timezone.now()
    play.by_registrar("ask_supplement", items="合同复印件、验收单", days=5)
    answer(citizen, number, "supplement", text="合同和验收单见附件。")
    assert state(number) == "submitted"

    committed_world.at = timezone.now()
    play.by_registrar("accept", **play.accepted())
    citizen.go(f"/track/{number}")
    play.by_lead("conclude_unfounded", **play.concluded("unfounded"))
    citizen.go(f"/track/{number}")  # decided, not told yet
    assert citizen.page.locator("#result").count() == 0
    play.reply()
    citizen.go(f"/track/{number}")
    assert citizen.page.locator("#result").count() == 1
    for paper in [link.get_attribute("href") or "" for link in citizen.page.locator("a[href*='/track/papers/']").all()]:
        citizen.go(paper)

    answer(citizen, number, "rate_dissatisfied", reason="没有说明何时付款。")
    answer(citizen, number, "ask_reopen", grounds="请核查付款计划。")
    assert state(number) == "reopening"
    committed_world.at = timezone.now()
    play.by_lead("decline_reopen", answer="付款计划已在答复中写明。")
    answer(citizen, number, "ask_review", grounds="认定的金额不对。")
    assert state(number) == "reviewing"
    assert list(problems()) == []


def answer(citizen: Walker, number: str, move: str, **fields: str) -> None:
    """One thing the filer does in their matter; sent empty first."""
    citizen.go(f"/track/{number}")
    citizen.press(f"main a[href$='/{move}']")
    citizen.press(SEND)
    errs(citizen, *fields)
    citizen.fill(**fields)
    citizen.press(SEND)
    assert citizen.page.locator("main .msgs .green").count() == 1


@BOTH
def test_sealed_report_on_a_narrow_screen_in_large_text(start: Start, language: str) -> None:
    citizen = start("narrow", language).enlarge()
    who = {"capacity": "person", "name": NAME, "phone": PHONE}
    number, code = file_complaint(citizen, "sealed", "区住建局", "procurement", WORDS, **who)
    other = start("narrow", language).enlarge()
    open_matter(other, number, code)
    other.press("main a[href*='/track/papers/']")
    for secret in (NAME, PHONE, PHONE[-4:]):
        assert secret not in other.page.content()
    assert Case.objects.get(number=number).sealed


def test_anonymous_report_without_javascript(start: Start, photo: Path) -> None:
    citizen = start("phone", script=False)
    number, code = file_complaint(citizen, "anonymous", "区住建局", "procurement", WORDS)
    assert Case.objects.get(number=number).parties.get().anonymous
    other = start("desk", script=False)
    open_matter(other, number, code)
    other.press("main a[href$='/files']")
    other.page.locator("input[type=file]").first.set_input_files(photo)
    other.press(SEND)
    assert photo.name in other.text()
    other.press("main a[href$='/withdraw']")
    other.fill(reason="已经付清。")
    other.press(SEND.removesuffix(".btn-primary"))
    assert state(number) == "withdrawn"
    assert list(problems()) == []
