"""回避, looked at from the desk: who keeps out of a case finds nothing of it on any page, by any address, in any answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from openpyxl import load_workbook

from casework import actions
from casework.api.tokens import make_token
from casework.filing import PartyInput
from casework.models import Assignment, CaseTask, Document, Evidence, Proposal, Recommendation, Role, Unsealing
from casework.staff.urls import staff
from casework.sweep import sweep
from notifications import sender
from notifications.models import Message
from tests.engine.cast import person
from tests.engine.files import photo
from tests.test_secrecy import crawled, holding, signed_in
from tests.world import World
from workflows.complaint.tests.matter import Matter

pytestmark = pytest.mark.django_db
FIRM = PartyInput("enterprise", "大连启明星包装有限公司", "91210203MA0UX5EM25", "13842600718", "office@example.com")
TITLE, CONTENT, QUESTION = "幕墙尾款久拖不付", "幕墙玻璃安装完毕后尾款一直没有着落。", "请核查幕墙合同的履约凭证。"
ANSWER, CONCLUSION, FILE = "幕墙验收单原件在我局档案室。", "经核查，幕墙尾款已经列入计划。", "幕墙验收单.png"
NAMED = "sifa_handler"  # of a unit that is asked
DECLARED = ("caizheng_handler", "registrar", "auditor", "leader", "fagai_supervisor")
OF_THE_RESPONDENT = ("zhujian_handler", "zhujian_supervisor")
WHO = (*DECLARED, NAMED, *OF_THE_RESPONDENT)
ROWS = {
    "tasks": CaseTask,
    "approvals": Proposal,
    "assignments": Assignment,
    "evidence": Evidence,
    "papers": Document,
    "unsealings": Unsealing,
    "recommendations": Recommendation,
    "messages": Message,
}


@pytest.fixture
def matter(world: World, settings: Any, tmp_path: Path) -> Matter:
    """A complaint about 区住建局 and a person of 区司法局, overdue, with everything that can hang on a case."""
    settings.MEDIA_ROOT = tmp_path
    matter = Matter.file(world, title=TITLE, content=CONTENT, filer=FIRM, named_person=world.people[NAMED].name)
    matter.accept()
    actions.add_evidence(photo(FILE), by=world.actor(matter.lead()), case=matter.now, at=world.at)
    (asked,) = matter.ask("区审计局", question=QUESTION)
    matter.answer(asked, text=ANSWER)
    idle = matter.ask("区司法局", question=QUESTION)[0]
    lead = world.actor(matter.lead())
    actions.recall_assignment(idle.pk, reason="无需再查。", by=lead, at=world.at)
    other = Matter.file(world, about="区商务局").case  # one that most of them do see
    by = world.actor(matter.registrar())
    actions.link_cases(matter.case.number, other=other, nature="related", note=TITLE, by=by, at=world.at)
    world.later(days=80)
    sweep(world.at)
    sender.deliver_due(world.at, batch=10_000)
    for who in DECLARED:
        actions.declare_conflict(matter.case.number, reason="亲属关系。", by=world.actor(who), at=world.at)
    colleague = person("caizheng-2", (matter.now.lead_unit, Role.HANDLER))  # what the first one proposed would be void
    actions.propose(matter.case.number, "conclude_unfounded", by=colleague, at=world.at, data={"text": CONCLUSION})
    return matter


@pytest.fixture
def now(world: World, matter: Matter) -> Iterator[None]:
    """The pages read the time of the world."""
    with time_machine.travel(world.at, tick=False):
        yield


def secrets(matter: Matter) -> list[str]:
    """What no page may show. The number stands on each of them that is about the case."""
    papers = matter.now.documents.values_list("number", flat=True)
    return [matter.case.number, TITLE, CONTENT, QUESTION, ANSWER, CONCLUSION, FILE, FIRM.name, *papers]


def addresses(matter: Matter, other: str) -> list[str]:
    """Every address of a staff page that can be about this case: its number, and each row that hangs on it."""
    found = []
    for pattern in staff:
        address = f"/staff/{pattern.pattern}"
        if "<str:number>" in address and "records" not in address:
            moves = ("accept", "conclude_unfounded", "ask_units")
            named = address.replace("<str:number>", matter.case.number).replace("<str:other>", other)
            found += [named.replace("<slug:move>", move) for move in moves]
        model = ROWS.get(address.split("/")[2])
        if "<int:pk>" in address and model is not None:
            rows = model.objects.filter(case=matter.case)
            found += [address.replace("<int:pk>", str(pk)) for pk in rows.values_list("pk", flat=True)]
    return sorted(set(found))


@pytest.mark.parametrize("who", WHO)
def test_nothing_of_it_is_shown(world: World, matter: Matter, now: None, who: str) -> None:
    client, other = signed_in(world, who), matter.now.links.get().other.number
    pages = crawled(client, "/staff/messages", "/staff/watch", "/staff/load", "/staff/recommendations")
    assert len(pages) > 5
    assert holding(pages, *secrets(matter)) == []
    by_address(client, matter, other)
    by_search(client, matter)
    by_call(world, matter, other, who)


@pytest.mark.parametrize("who", WHO)
def test_no_integrity_file_holds_it(world: World, matter: Matter, now: None, who: str) -> None:
    """The file of the unit complained about, on the page and as a workbook, also for the leader of that very unit."""
    unit = matter.now.respondent
    if who in OF_THE_RESPONDENT:
        world.people[who].memberships.create(unit=unit, role=Role.LEADER, valid_from=world.at.date())
    client, seen = signed_in(world, who), {}
    for address in (f"/staff/files/{unit.pk}", f"/staff/files/{unit.pk}/export"):
        answer = client.get(address)
        assert answer.status_code == (404 if who in (NAMED, "caizheng_handler", "fagai_supervisor") else 200)
        seen[address] = answer.content.decode() if answer["Content-Type"].startswith("text/html") else cells(answer)
    assert holding(seen, *secrets(matter)) == []


def cells(answer: Any) -> str:
    """What stands in a workbook."""
    book = load_workbook(BytesIO(answer.content))
    return str([[cell.value for cell in row] for sheet in book for row in sheet.rows])


def by_address(client: Client, matter: Matter, other: str) -> None:
    """No address that is about the case answers; a refusal repeats no more than the number that was asked for."""
    tried = addresses(matter, other)
    assert len(tried) > 30
    answers = {address: client.get(address) for address in tried}
    assert {address: answer.status_code for address, answer in answers.items() if answer.status_code < 400} == {}
    texts = {address: answer.content.decode().replace(matter.case.number, "") for address, answer in answers.items()}
    assert holding(texts, *secrets(matter)) == []


def by_search(client: Client, matter: Matter) -> None:
    """No search finds it."""
    for page in ("cases/", "queue", "watch", "hotline"):
        for word in (TITLE[:4], FIRM.name[:6]):
            assert matter.case.number not in client.get(f"/staff/{page}", {"q": word}).content.decode()


def by_call(world: World, matter: Matter, other: str, who: str) -> None:
    """No GET of the API says anything of it, neither its own nor that of the case it is linked with."""
    headers = {"Authorization": f"Bearer {make_token(world.people[who], at=world.at)}"}
    client = Client(headers=headers)
    description = json.loads(client.get("/api/v1/openapi.json").content)
    paths = [path for path, calls in description["paths"].items() if "get" in calls and "{code}" not in path]
    assert len(paths) > 6
    for path in paths:
        if "{number}" in path and "records" not in path:
            assert (path, client.get(path.replace("{number}", matter.case.number)).status_code) == (path, 404)
        answer = client.get(path.replace("{number}", other))
        assert holding({path: answer.content.decode()}, *secrets(matter)) == []


def test_somebody_who_does_not_keep_out_sees_all_of_it(world: World, matter: Matter, now: None) -> None:
    pages = crawled(signed_in(world, "caizheng_supervisor"), "/staff/messages")
    assert {line.split(": ", 1)[1] for line in holding(pages, *secrets(matter))} == {*secrets(matter)}
