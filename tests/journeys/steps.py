"""What several journeys do alike: file a complaint, make a move with what its form asks for, decide a proposal."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from casework.models import Case, Proposal, Unit
from casework.rules.deadlines import CHINA
from tests.journeys.walker import Walker

NUMBER = re.compile(r"西信[异诉改修]〔\d{4}〕\d+号")
CODE = re.compile(r"XG(-[0-9A-Z]{4}){3}")
NEXT = "main form button[type=submit].btn-primary"
SEND = "main form.card-x button[type=submit].btn-primary"


def unit(name: str) -> Unit:
    """A unit of today."""
    return Unit.objects.get(name=name, valid_to=None)


def file_complaint(citizen: Walker, nature: str, respondent: str, area: str, words: str, **who: str) -> tuple[str, str]:
    """From the first page to the receipt. Returns number and receipt code."""
    citizen.go("/complaints/new")
    citizen.press(NEXT)
    citizen.choose("nature", nature)
    citizen.press(NEXT)
    citizen.page.locator("main select[name=respondent]").select_option(str(unit(respondent).pk))
    citizen.choose("area", area)
    citizen.press(NEXT)
    citizen.choose("matter", "payment")
    citizen.choose("contract", "yes")
    citizen.fill(promised="合同约定验收后三十日内付款。", content=words)
    citizen.press(NEXT)
    citizen.fill(wish="请按合同付款。")
    citizen.press(NEXT)
    if nature != "anonymous":
        citizen.choose("capacity", who.pop("capacity"))
        consent = who.pop("consent", "")
        citizen.fill(**who)
        if consent:
            citizen.choose("consent", consent)
        citizen.press(NEXT)
    citizen.press("main form button[type=submit].btn-primary")  # no files
    citizen.press("button[name=send]")
    number, code = NUMBER.search(citizen.text()), CODE.search(citizen.text())
    assert number
    assert code
    return number[0], code[0]


def do(person: Walker, number: str, move: str, ticks: dict[str, Any] | None = None, **fields: str) -> None:
    """Make or propose a move: `ticks` are chosen (radios, boxes), `fields` are typed or selected."""
    person.go(f"/staff/cases/{quote(number)}")
    person.press(f"main a[href$='/moves/{move}']")
    for name, values in (ticks or {}).items():
        for value in values if isinstance(values, list) else [values]:
            person.page.locator(f"main label:has(input[name='{name}'][value='{value}'])").first.click()
    for name, value in fields.items():
        field = person.page.locator(f"main [name={name}]").first
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    person.press(SEND)
    assert person.page.locator("main form .errors, main .field-error").count() == 0, person.text()


def approve(supervisor: Walker, number: str) -> None:
    """Approve what waits in the case."""
    proposal = Proposal.objects.get(case__number=number, status="pending")
    supervisor.go("/staff/approvals")
    supervisor.press(f"main a[href$='/approvals/{proposal.pk}']")
    supervisor.choose("decision", "approve")
    supervisor.press("main form .stickyact button[type=submit]")
    proposal.refresh_from_db()
    assert proposal.status == "approved", supervisor.text()


def add_file(person: Walker, number: str, path: Path) -> int:
    """Add a file to a case. Returns its key."""
    person.go(f"/staff/cases/{quote(number)}/evidence")
    person.page.locator("main input[type=file]").first.set_input_files(path)
    person.press(SEND)
    return int(Case.objects.get(number=number).evidence.latest("pk").pk)


def state(number: str) -> str:
    """Where a case stands in the database."""
    return str(Case.objects.get(number=number).state)


def today() -> str:
    """The day, as a date field takes it."""
    return datetime.now(CHINA).date().isoformat()


def answer(person: Walker, pk: int, words: str) -> None:
    """Answer for a unit, with what its kind finds first."""
    person.go(f"/staff/assignments/{pk}/answer")
    person.page.locator("main label:has(input[name=finding])").first.click()
    person.fill(text=words)
    person.press("main form.card-x button.btn-primary")
