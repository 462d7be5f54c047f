"""Whatever people send: a clear message, nothing lost, never our fault."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casework.models import Case, Evidence
from casework.portal import drafts
from tests.portal.conftest import WHAT, WHO, photo

pytestmark = pytest.mark.django_db
RLO = "\u202e"
TEXTS = {
    "long": "长" * 10_000,
    "emoji": "👨‍👩‍👧‍👦😀" * 20,
    "right to left": f"{RLO}gpj.exe مرحبا بالعالم",
    "sql": "'; DROP TABLE casework_case; --",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "nul": "a\x00b\x07c",
    "percent": "%s %(x)s %% {0} \\",
    "spaces": " \u3000\t\r\n ",
}


@pytest.mark.parametrize("address", ["/records?q", "/track?number", "/objections/new?record", "/records?cursor"])
def test_addresses(citizen, address):
    path, name = address.split("?")
    for text in TEXTS.values():
        page = citizen.client.get(path, {name: text})
        assert page.status_code == 200, text[:40]
        assert b"<script>alert" not in page.content


@pytest.mark.parametrize("name", ["capacity", "name", "code", "agent_name", "phone", "email"])
def test_who(citizen, draft_of, name):
    base = citizen.begin()
    for text in TEXTS.values():
        answer = citizen.post(f"{base}/who", **WHO | {name: text})
        assert b"<script>alert" not in answer.content
        if answer.status_code == 302:
            assert name in ("agent_name", "email")  # not asked of an enterprise, or blank
        else:
            assert answer.context["form"].errors, text[:40]
        assert drafts.answers(draft_of(base), "who")[name] == text


@pytest.mark.parametrize("name", ["reason", "field", "claim", "content", "wish"])
def test_what(citizen, draft_of, name):
    base = citizen.begin()
    for text in TEXTS.values():
        answer = citizen.post(f"{base}/what", **WHAT | {name: text})
        assert b"<script>alert" not in answer.content
        assert answer.status_code == 302 or name in answer.context["form"].errors, text[:40]
        assert drafts.answers(draft_of(base), "what")[name] == text


def test_too_long_says_how_much(citizen):
    base = citizen.begin()
    page = citizen.post(f"{base}/what", **WHAT | {"content": "长" * 10_000})
    html = page.content.decode()
    assert "2000" in str(page.context["form"].errors["content"])
    assert "长" * 10_000 in html


def test_odd_texts_are_filed_as_text(citizen):
    base = citizen.begin()
    citizen.post(f"{base}/who", **WHO)
    odd = f"{RLO}<b>粗</b> '; DROP TABLE x; -- 😀\x00\r\n第二行"
    citizen.post(f"{base}/what", **WHAT | {"content": odd})
    page = citizen.get(f"{base}/check")
    assert b"<b>\xe7" not in page.content
    citizen.post(f"{base}/check", send="1")
    assert Case.objects.get().content == "<b>粗</b> '; DROP TABLE x; -- 😀\n第二行"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", ""),
        ("123", "3"),
        ("91210203MA0Q2X7KX3", ""),
        ("9121 0203-MA0Q2X7KX2", None),
        ("９１２１０２０３MA0Q2X7KX2", None),
    ],
)
def test_identity_numbers(citizen, code, says):
    base = citizen.begin()
    answer = citizen.post(f"{base}/who", **WHO | {"code": code})
    if says is None:
        assert answer.status_code == 302
    else:
        assert says in str(answer.context["form"].errors["code"])


def bad(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    "upload",
    [
        bad("virus.jpg", b"MZ\x90\x00" + b"\x00" * 4000),
        bad("program.exe", b"MZ\x90\x00"),
        bad("big.pdf", b"%PDF-1.7\n" + b"0" * (30 * 1024 * 1024)),
        bad("empty.png", b""),
        bad("page.html", b"<script>alert(1)</script>"),
        bad("vector.svg", b"<svg onload='alert(1)'/>"),
        bad("<script>alert(1)</script>.jpg", b"no"),
        bad("cut.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF"),
    ],
    ids=lambda upload: upload.name,
)
def test_files_that_cannot_be_used(citizen, draft_of, upload):
    base = citizen.begin()
    upload.seek(0)
    page = citizen.post(f"{base}/evidence", upload="1", uploads=[photo("gut.jpg"), upload])
    assert page.status_code == 200
    assert page.context["form"].errors["uploads"]
    assert b"<script>alert" not in page.content
    if upload.size:
        assert [e.name for e in draft_of(base).evidence.all()] == ["gut.jpg"]


def test_at_most_ten_files(citizen):
    base = citizen.begin()
    page = citizen.post(f"{base}/evidence", upload="1", uploads=[photo(f"{i}.jpg") for i in range(12)])
    assert page.context["form"].errors["uploads"]
    assert Evidence.objects.count() == 10


def test_far_too_many_files_or_fields(citizen):
    base = citizen.begin()
    assert citizen.post(f"{base}/evidence", uploads=[photo(f"{i}.jpg") for i in range(30)]).status_code == 400
    assert citizen.post(f"{base}/who", name="长" * 3_000_000).status_code == 400


@pytest.mark.parametrize("token", ["x", "a" * 500, "../../etc/passwd", "%00", "'--"])
def test_wrong_resume_links(citizen, token):
    assert citizen.get(f"/drafts/resume/{token}").status_code in (404, 400)
    page = citizen.post("/drafts/resume", code=token)
    assert page.status_code in (200, 302)


@pytest.mark.parametrize("key", ["0" * 8, "00000000-0000-4000-8000-000000000000"])
def test_wrong_drafts(citizen, key):
    assert citizen.get(f"/objections/new/{key}/who").status_code == 404
    assert citizen.post(f"/objections/new/{key}/check").status_code == 404
