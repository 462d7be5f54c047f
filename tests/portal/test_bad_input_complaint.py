"""Whatever people type or send into a complaint: a clear message beside the field, nothing lost, never our fault."""

from __future__ import annotations

from typing import Any

import pytest

from casework.models import Case
from casework.portal import drafts
from tests.portal.conftest import Citizen, complaint, photo
from tests.portal.test_bad_input import RLO, TEXTS, bad

pytestmark = pytest.mark.django_db
ASKED = {  # every field of every step, and whether it may be left empty
    "nature": {"nature": False},
    "about": {"respondent": False, "area": False, "street": True, "person": True},
    "happened": {"matter": False, "promised": True, "contract": False, "content": False, "happened_on": True},
    "wish": {"wish": False, "amount": True, "loss": True},
    "who": {
        "capacity": False,
        "name": False,
        "code": False,
        "agent_name": True,
        "phone": False,
        "email": True,
        "consent": False,
    },
}
FIELDS = [(step, name) for step, names in ASKED.items() for name in names]
CHOSEN = {"nature", "respondent", "area", "matter", "contract", "capacity", "consent"}
FREE = {"person", "promised", "content", "wish", "loss", "name", "agent_name"}


def typed(step: str, name: str, value: str) -> dict[str, Any]:
    """The right answers of a step, but for one."""
    return complaint()[step] | {name: value}


def test_every_field_is_tried(citizen: Citizen) -> None:
    base = citizen.begin_complaint(nature={"nature": "own"})
    asked = {step: set(citizen.get(f"{base}/{step}").context["form"].fields) for step in ASKED}
    assert asked == {step: set(names) for step, names in ASKED.items()}


@pytest.mark.parametrize(("step", "name"), FIELDS)
def test_odd_texts(citizen: Citizen, draft_of: Any, step: str, name: str) -> None:
    base = citizen.begin_complaint(nature={"nature": "own"})
    for said, text in TEXTS.items():
        answer = citizen.post(f"{base}/{step}", **typed(step, name, text))
        assert b"<script>alert" not in answer.content
        assert drafts.answers(draft_of(base), step)[name] == text
        if answer.status_code == 302:
            assert name not in CHOSEN, said
            continue
        assert answer.status_code == 200
        assert set(answer.context["form"].errors) == {name}, said
        assert f'id="id_{name}_error"' in answer.content.decode()
    assert citizen.get(f"{base}/{step}").status_code == 200  # what was kept can be shown again


@pytest.mark.parametrize(("step", "name"), FIELDS)
@pytest.mark.parametrize("nothing", ["", " \u3000\t\r\n "], ids=["empty", "blank"])
def test_nothing(citizen: Citizen, step: str, name: str, nothing: str) -> None:
    base = citizen.begin_complaint(nature={"nature": "own"})
    answer = citizen.post(f"{base}/{step}", **typed(step, name, nothing))
    if ASKED[step][name] and (not nothing or name != "street"):
        assert answer.status_code == 302
    else:
        assert set(answer.context["form"].errors) == {name}


@pytest.mark.parametrize(("step", "name"), [(s, n) for s, n in FIELDS if n in FREE])
def test_far_too_long(citizen: Citizen, step: str, name: str) -> None:
    base = citizen.begin_complaint(nature={"nature": "own"})
    page = citizen.post(f"{base}/{step}", **typed(step, name, "长" * 10_000))
    assert page.context["form"].errors[name]
    assert "长" * 10_000 in page.content.decode()  # nothing that was typed is thrown away


@pytest.mark.parametrize("missing", list(ASKED))
def test_an_empty_step_is_led_back_to(citizen: Citizen, missing: str) -> None:
    base = citizen.begin_complaint(nature={"nature": "own"})
    assert citizen.post(f"{base}/{missing}").context["form"].errors
    answers = {step: said for step, said in complaint().items() if step != missing}
    for step, said in answers.items():
        citizen.post(f"{base}/{step}", **said)
    assert citizen.get(f"{base}/check")["Location"] == f"{base}/{missing}?fix=1"
    assert citizen.post(f"{base}/check", send="1")["Location"] == f"{base}/{missing}?fix=1"
    assert citizen.get(f"{base}/{missing}", fix="1").context["form"].errors
    assert not Case.objects.exists()


def test_odd_texts_are_filed_as_text(citizen: Citizen) -> None:
    odd = f"{RLO}<b>粗</b> '; DROP TABLE x; -- 😀👨‍👩‍👧\x00\r\n第二行 {{{{ 7|add:7 }}}}"
    said = complaint(
        happened__content=odd, happened__promised=odd, wish__wish=odd, wish__loss=odd, who__name="<i>王</i>"
    )
    base = citizen.begin_complaint(**said)
    page = citizen.get(f"{base}/check").content.decode()
    assert "&lt;b&gt;粗" in page
    assert "<b>粗" not in page
    number, _code = citizen.sent(base)
    case = Case.objects.get()
    clean = "<b>粗</b> '; DROP TABLE x; -- 😀👨‍👩‍👧\n第二行 {{ 7|add:7 }}"
    assert (case.content, case.complaint.promised, case.complaint.wish, case.complaint.loss) == (clean,) * 4
    papers = case.documents.filter(for_filer=True)
    pages = [citizen.get(f"/track/{number}"), *(citizen.get(f"/track/papers/{paper.pk}") for paper in papers)]
    for page in pages:
        assert page.status_code == 200
        assert "<b>粗" not in page.content.decode()
        assert "<i>王" not in page.content.decode()


@pytest.mark.parametrize(
    ("capacity", "code"),
    [
        ("person", "210203198502123511"),  # wrong check digit
        ("person", "21020319850212351"),
        ("person", "210203198513123517"),  # no such month
        ("person", "91210203MA0Q2X7KX2"),  # an enterprise's
        ("enterprise", "91210203MA0Q2X7KX3"),
        ("enterprise", "210203198502123517"),  # a person's
        ("agent", "210203198502123511"),
    ],
)
def test_identity_numbers_that_are_none(citizen: Citizen, capacity: str, code: str) -> None:
    base = citizen.begin_complaint(nature={"nature": "own"})
    said = typed("who", "code", code) | {"capacity": capacity, "agent_name": "李芳"}
    page = citizen.post(f"{base}/who", **said)
    assert set(page.context["form"].errors) == {"code"}
    assert code in page.content.decode()


@pytest.mark.parametrize("code", ["２１０２０３19850212３５１７", "210203 1985 0212 3517", "210203-19850212-3517"])
def test_identity_numbers_as_people_write_them(citizen: Citizen, code: str) -> None:
    base = citizen.begin_complaint(nature={"nature": "own"})
    assert citizen.post(f"{base}/who", **typed("who", "code", code)).status_code == 302


@pytest.mark.parametrize(
    "upload",
    [
        bad("工资表.jpg", b"MZ\x90\x00" + b"\x00" * 4000),  # a program under another name
        bad("合同.pdf", b"%PDF-1.7\n" + b"0" * (30 * 1024 * 1024)),
        bad("合同.exe", b"MZ\x90\x00"),
    ],
    ids=["exe as jpg", "30 MB", "exe"],
)
@pytest.mark.parametrize("button", ["upload", "next"])
def test_files_that_cannot_be_used(citizen: Citizen, draft_of: Any, upload: Any, button: str) -> None:
    base = citizen.begin_complaint(nature={"nature": "sealed"})
    upload.seek(0)
    page = citizen.post(f"{base}/evidence", **{button: "1"}, uploads=[photo("好.jpg"), upload])
    assert upload.name in str(page.context["form"].errors["uploads"])
    assert [e.name for e in draft_of(base).evidence.all()] == ["好.jpg"]


def test_two_pages_of_one_draft(citizen: Citizen) -> None:
    """A check page left open in another window shows old answers: what is sent is what was saved last."""
    base = citizen.begin_complaint(**complaint())
    citizen.get(f"{base}/check")
    citizen.post(f"{base}/wish", **typed("wish", "wish", "退还保证金。"))
    citizen.post(f"{base}/check", send="1")
    assert Case.objects.get().complaint.wish == "退还保证金。"
    for step in ASKED:  # a step left open in a window after sending changes nothing
        assert citizen.post(f"{base}/{step}", **complaint()[step])["Location"] == f"{base}/done"
    assert citizen.post(f"{base}/evidence", upload="1", uploads=[photo()])["Location"] == f"{base}/done"
    assert not Case.objects.get().evidence.exists()


def test_no_log_line_knows_who_it_was(citizen: Citizen, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    base = citizen.begin_complaint(nature={"nature": "sealed"})
    citizen.post(f"{base}/who", **typed("who", "code", "210203198502123511"))
    citizen.sent(citizen.begin_complaint(**complaint(nature__nature="sealed")))
    lines = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    for secret in ("王建国", "13842600718", "2102031985"):
        assert secret not in lines
