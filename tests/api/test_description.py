"""The API describes itself, in both languages, offline and under a strict policy."""

import re

import pytest
from django.test import Client

from casework.api.description import schema


def test_openapi_is_for_everybody(db):
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/json")
    assert answer.json()["openapi"].startswith("3.")
    assert set(answer.json()["paths"]) >= {"/api/v1/cases", "/api/v1/cases/{number}/moves/{move}", "/api/v1/queue"}


def test_every_operation_says_what_it_does(db):
    document = schema()
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"]
            assert {"401", "404", "422"} <= set(map(str, operation["responses"]))


def test_no_docstring_is_published(db):
    for shape in schema()["components"]["schemas"].values():
        assert "description" not in shape
        assert "title" not in shape


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_shows_every_operation(db, language):
    answer = Client().get("/api/v1/docs", headers={"Accept-Language": language})
    text = answer.content.decode()
    assert answer.status_code == 200
    for methods in schema()["paths"].values():
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in text
    assert "http://" not in text.replace("http://testserver", "")
    assert "https://" not in text
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_the_description_is_chinese_by_default(translated, db):
    def words(part):
        if isinstance(part, list):
            return [word for item in part for word in words(item)]
        if not isinstance(part, dict):
            return []
        own = [v for k, v in part.items() if k in ("summary", "description") and isinstance(v, str)]
        return own + [word for value in part.values() for word in words(value)]

    document = Client().get("/api/v1/openapi.json").json()
    without = [word for word in words(document) if not re.search(r"[\u4e00-\u9fff]", word)]
    assert without == []
