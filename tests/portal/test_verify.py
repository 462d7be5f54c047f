"""/verify: for everybody, without JavaScript, in both languages; throttled; and the receipt on the pages of its holder."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casework.models import Receipt
from casework.portal.views import verify

pytestmark = pytest.mark.django_db


def upload(content: bytes, name: str = "文书.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "真实有效"), ("en", "Genuine")])
def test_by_code_by_qr_and_by_file(citizen, language, words):
    number, _code = citizen.sent()
    given = citizen.get(f"/track/{number}/receipt.json")
    stranger = Client()
    stranger.cookies["django_language"] = language
    code = given.json()["receipt"]["code"]
    pages = [
        stranger.get(f"/verify/{code}"),
        stranger.get("/verify", {"code": code.lower()}),
        stranger.post("/verify", {"file": upload(given.content, "回执.json")}),
    ]
    for page in pages:
        html = page.content.decode()
        assert page.status_code == 200
        assert words in html
        assert "大连海韵商贸" not in html
        assert "6400" not in html
        assert page["Cache-Control"].startswith("max-age=0")


def test_bad_input_is_told_beside_its_field(citizen):
    assert "这不是验证码" in citizen.get("/verify/abc").content.decode()
    assert "请输入文书上的验证码" in citizen.get("/verify", code=" ").content.decode()
    assert "请先选择文件" in citizen.post("/verify").content.decode()
    assert "文件是空的" in citizen.post("/verify", file=upload(b"")).content.decode()
    assert "既不是文书的 PDF" in citizen.post("/verify", file=upload(b"GIF89a")).content.decode()
    assert "未查到" in citizen.get("/verify/YZ-2222-2222-2222").content.decode()
    assert citizen.client.put("/verify").status_code == 405


def test_too_large_is_refused_unread(citizen, settings):
    settings.UPLOAD_MAX_BYTES = 100
    page = citizen.post("/verify", file=upload(b"%PDF-" + b"x" * 200))
    assert "没有这么大" in page.content.decode()


def test_the_api_gives_the_same_answer_without_a_token(citizen):
    citizen.sent()
    code = Receipt.objects.get().code
    answer = Client().get(f"/api/v1/verify/{code}").json()
    assert (answer["verdict"], answer["code"], answer["issued"]["sort"]) == ("genuine", code, "信用信息异议申请回执")
    assert set(answer["issued"]) == {"sort", "number", "unit", "on", "cancelled", "replaced_by"}
    unknown = Client().get("/api/v1/verify/YZ-2222-2222-2222")
    assert (unknown.status_code, unknown.json()["verdict"]) == (200, "unknown")


def test_the_keys_are_for_everybody(citizen):
    keys = Client().get("/verify/keys").json()["keys"]
    assert [set(key) for key in keys] == [{"id", "algorithm", "public_key"}]


def test_tries_are_limited(citizen, monkeypatch):
    monkeypatch.setattr(verify, "CODES", (2, 900))
    monkeypatch.setattr(verify, "FILES", (1, 900))
    assert [citizen.get("/verify/YZ-2222-2222-2222").status_code for _n in range(3)] == [200, 200, 429]
    assert citizen.get("/verify").status_code == 200
    assert [citizen.post("/verify", file=upload(b"{}")).status_code for _n in range(2)] == [200, 429]
    cache.clear()
    monkeypatch.setattr("casework.api.verify.CODES", (1, 900))
    answers = [Client().get("/api/v1/verify/YZ-2222-2222-2222") for _n in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].json()["code"] == "too_many"


def test_receipt_on_the_pages_of_its_holder_alone(citizen):
    base = citizen.filled()
    number, _code = citizen.sent(base)
    receipt = Receipt.objects.get()
    for page in (citizen.get(f"{base}/done"), citizen.get(f"/track/{number}")):
        html = page.content.decode()
        assert receipt.code in html
        assert receipt.payload["digest"] in html
    file = citizen.get(f"/track/{number}/receipt.json")
    assert file["Content-Disposition"] == f'attachment; filename="{receipt.code}.json"'
    assert json.loads(file.content)["filed"]["content"] == "决定书写的是6400元，记录写成64000元。"
    assert Client().get(f"/track/{number}/receipt.json").status_code == 302


def test_front_page_and_footer_lead_there(citizen):
    assert citizen.get("/").content.decode().count('href="/verify"') == 2
