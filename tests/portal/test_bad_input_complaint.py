"""Whatever people send on the pages of a complaint: a clear message, nothing lost, never our fault."""

from __future__ import annotations

import pytest

from casework.models import Case
from casework.portal import drafts
from tests.portal.conftest import complaint, photo
from tests.portal.test_bad_input import RLO, TEXTS, bad

pytestmark = pytest.mark.django_db
FIELDS = [(step, name) for step, answers in {
    "nature": ("nature",),
    "about": ("respondent", "area", "street", "person"),
    "happened": ("matter", "promised", "contract", "content", "happened_on"),
    "wish": ("wish", "amount", "loss"),
    "who": ("capacity", "name", "code", "phone", "email", "consent"),
}.items() for name in answers]  # fmt: skip


@pytest.mark.parametrize(("step", "name"), FIELDS, ids=[f"{step}.{name}" for step, name in FIELDS])
def test_every_field_takes_every_text(citizen, draft_of, step, name):
    base = citizen.begin_complaint(**complaint())
    answers = complaint()[step]
    for text in TEXTS.values():
        answer = citizen.post(f"{base}/{step}", **answers | {name: text})
        assert answer.status_code in (200, 302)
        assert b"<script>alert" not in answer.content
        if answer.status_code == 200:
            assert answer.context["form"].errors, text[:40]
        assert drafts.answers(draft_of(base), step)[name] == text


def test_odd_texts_are_filed_as_text(citizen):
    odd = f"{RLO}<b>粗</b> '; DROP TABLE x; -- 😀\x00\r\n第二行，一直没有付款。"
    base = citizen.begin_complaint(**complaint(happened__content=odd))
    assert b"<b>\xe7" not in citizen.get(f"{base}/check").content
    citizen.post(f"{base}/check", send="1")
    assert Case.objects.get().content == "<b>粗</b> '; DROP TABLE x; -- 😀\n第二行，一直没有付款。"


@pytest.mark.parametrize(
    "upload",
    [
        bad("virus.jpg", b"MZ\x90\x00" + b"\x00" * 4000),
        bad("program.exe", b"MZ\x90\x00"),
        bad("big.pdf", b"%PDF-1.7\n" + b"0" * (30 * 1024 * 1024)),
    ],
    ids=lambda upload: upload.name,
)
def test_files_that_cannot_be_used(citizen, draft_of, upload):
    base = citizen.begin_complaint(**complaint())
    upload.seek(0)
    page = citizen.post(f"{base}/evidence", upload="1", uploads=[photo("gut.jpg"), upload])
    assert page.context["form"].errors["uploads"]
    assert [e.name for e in draft_of(base).evidence.all()] == ["gut.jpg"]


@pytest.mark.parametrize("key", ["0" * 8, "00000000-0000-4000-8000-000000000000"])
def test_wrong_drafts(citizen, key):
    assert citizen.get(f"/complaints/new/{key}/who").status_code == 404
    assert citizen.post(f"/complaints/new/{key}/check").status_code == 404


def test_sent_twice_it_is_one_case(citizen):
    base = citizen.begin_complaint(**complaint())
    for _ in range(2):
        citizen.post(f"{base}/check", send="1")
    assert Case.objects.count() == 1
