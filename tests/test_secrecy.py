"""A report (举报) whose identity is planted, and looked for everywhere: pages, API, messages, logs, exports, papers."""

from __future__ import annotations

import logging
import re
from collections import deque
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from casework import actions
from casework.api.tokens import make_token
from casework.filing import Filing, PartyInput
from casework.models import Case, Document, Event, EventPrivate, Unit
from casework.permissions import Actor
from notifications.models import Message
from tests.engine.files import photo
from tests.world import World

pytestmark = pytest.mark.django_db
NAME, PHONE, EMAIL = "欧阳听雨", "13998412345", "tingyu@example.com"
PHRASE = "三楼东头那间会议室里当面说的"
IDENTITY = (NAME, PHONE, EMAIL, NAME[:3], PHONE[3:])
CONTENT = f"采购供货后对方拖欠货款二十万元，是在{PHRASE}，说不给好处就不付款。"
LINK = re.compile(r'(?:href|action)="(/[^"#]*)')
MOST_PAGES = 150
RESPONDENT = ("caizheng_handler", "caizheng_supervisor")
OTHERS = (
    "zhengfuban_handler",
    "zhengfuban_supervisor",
    "sifa_handler",
    "registrar",
    "fagai_supervisor",
    "auditor",
    "leader",
)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.fixture
def story(world: World, logged: Any, settings: Any, tmp_path: Path) -> tuple[Case, Case]:
    """A sealed report about 区财政局, found true; its rectification is ordered, served and explained."""
    settings.MEDIA_ROOT = tmp_path
    filing = Filing(
        content=CONTENT,
        filer=PartyInput("person", NAME, phone=PHONE, email=EMAIL, sealed=True),
        area="procurement",
        respondent=Unit.objects.get(name="区财政局"),
        details={"nature": "report", "matter": "payment", "promised": "验收后付款。", "consent": False},
    )
    case = actions.open_case("complaint", filing, by=Actor(), at=world.at).case
    lead, chief = "zhengfuban_handler", "zhengfuban_supervisor"
    world.agreed(case, "accept", "registrar", "fagai_supervisor")
    asked = [Unit.objects.get(name="区司法局").pk]
    world.submit(case, "ask_units", lead, units=asked, question="请核查采购合同付款情况。", days=5)
    world.answer(case.assignments.get(), "sifa_handler", finding(case), "付款逾期。")
    order = {"facts": "未按合同付款。", "loss": "", "influence": "", "demands": "付清货款。", "severity": "ordinary"}
    world.agreed(case, "conclude_substantiated", lead, chief, text="经核查，情况属实。", **order)
    world.submit(case, "reply", lead, how="portal", served_on=world.at.date().isoformat())
    child = case.linked_by.get().case
    world.agreed(child, "order", lead, chief, **order, designation="西政督〔2026〕3号")
    receipt = actions.add_evidence(photo("送达回证.png"), by=world.actor(lead), case=child, at=world.at)
    served = {
        "served_on": world.at.date().isoformat(),
        "service": "in_person",
        "recipient": "孙倩",
        "proof": [receipt.pk],
    }
    world.submit(child, "serve", lead, **served)
    world.submit(child, "explain", "caizheng_handler", explanation="预算调整，付款迟延。", proof=[])
    return world.get(case), world.get(child)


def finding(case: Case) -> str:
    """What a unit that was asked may find."""
    from casework import registry

    return registry.get(case.kind).findings["contribute"][0][0]


def crawled(client: Client, *more: str) -> dict[str, str]:
    """Every page that can be reached by links from the desk, and these; address -> text."""
    waiting, seen = deque(["/staff/", "/staff/queue", "/staff/approvals", "/staff/cases/", *more]), {}
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.popleft()
        if address in seen or "logout" in address or "/declare" in address:
            continue
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen[address] = text = body.decode("utf-8", "replace") if b"<" in body[:300] else ""
        found = (unescape(link) for link in LINK.findall(text))
        waiting.extend(link for link in found if urlsplit(link).path.startswith("/staff/"))
    return seen


def holding(pages: dict[str, str], *secrets: str) -> list[str]:
    return [f"{unquote(address)}: {word}" for address, text in pages.items() for word in secrets if word in text]


def signed_in(world: World, username: str) -> Client:
    client = Client()
    client.force_login(world.people[username])
    return client


@pytest.mark.parametrize("who", RESPONDENT)
def test_the_respondent_finds_nothing_on_any_page(world: World, story: tuple[Case, Case], who: str) -> None:
    case, child = story
    with time_machine.travel(world.at, tick=False):
        client = signed_in(world, who)
        tries = [
            f"/staff/cases/{number}{end}"
            for number in (case.number, child.number)
            for end in ("", "/identity", "/link")
        ]
        papers = [f"/staff/papers/{pk}" for pk in Document.objects.values_list("pk", flat=True)]
        files = [f"/staff/evidence/{pk}" for pk in range(1, 9)]
        searches = [f"/staff/queue?q={word}" for word in (NAME, PHONE)]
        pages = crawled(client, *tries, *papers, *files)
        assert any(child.number in text for text in pages.values())  # their own case they do see
        assert holding(pages, *IDENTITY, PHRASE, case.number) == []
        for address in searches:  # a search repeats its own words, and finds no case
            assert case.number not in client.get(address).content.decode()


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_without_a_grant_reads_the_identity(world: World, story: tuple[Case, Case], who: str) -> None:
    case, child = story
    with time_machine.travel(world.at, tick=False):
        pages = crawled(signed_in(world, who), f"/staff/cases/{case.number}", f"/staff/cases/{child.number}")
    assert len(pages) > 5
    assert holding(pages, *IDENTITY) == []


@pytest.mark.parametrize("who", [*RESPONDENT, *OTHERS])
def test_the_api_tells_it_to_nobody(world: World, story: tuple[Case, Case], who: str) -> None:
    case, child = story
    headers = {"Authorization": f"Bearer {make_token(world.people[who], at=world.at)}"}
    paths = [f"cases/{c.number}{end}" for c in (case, child) for end in ("", "/events", "/moves", "/links")]
    with time_machine.travel(world.at, tick=False):
        answers = {
            p: Client().get(f"/api/v1/{p}", headers=headers).content.decode() for p in (*paths, "queue", "proposals")
        }
    assert holding(answers, *IDENTITY) == []
    if who in RESPONDENT:
        assert holding(answers, PHRASE, "采购供货后") == []
        assert case.number not in answers["queue"]


def test_no_paper_message_event_or_log_line_holds_it(
    world: World, story: tuple[Case, Case], logged: pytest.LogCaptureFixture
) -> None:
    case, child = story
    with time_machine.travel(world.at, tick=False):
        refused = signed_in(world, RESPONDENT[0]).get(f"/staff/cases/{case.number}")
    records = [*logged.get_records("setup"), *logged.records]
    assert refused.status_code == 404
    assert records
    everything = {
        "papers": list(Document.objects.values_list("addressee", "content", "title")),
        "messages": [list(vars(m).values()) for m in Message.objects.all()],
        "events": list(Event.objects.values_list("data", flat=True)),
        "words of events": list(EventPrivate.objects.values_list("data", flat=True)),
        "cases": list(Case.objects.values_list("title", "search", "route", "named_person")),
        "logs": [record.getMessage() for record in records],
    }
    texts = {name: str(rows) for name, rows in everything.items()}
    assert holding(texts, NAME, PHONE, EMAIL) == []
    theirs = {"papers": str(list(Document.objects.filter(case=child.pk).values_list("addressee", "content")))}
    theirs["case"] = str(Case.objects.filter(pk=child.pk).values())
    theirs["events"] = str(list(EventPrivate.objects.filter(event__case=child.pk).values_list("data", flat=True)))
    assert holding(theirs, *IDENTITY, PHRASE, case.number) == []


def test_no_export_holds_it(world: World, story: tuple[Case, Case], tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    call_command("export_12345", str(out))
    assert holding({"export": out.read_text(encoding="utf-8-sig")}, *IDENTITY) == []
