"""Verifying in a real browser, on the smallest phone: accessible, nothing scrolls sideways, whatever the answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from casework import receipts
from tests.journeys.conftest import Start

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_answer(start: Start, committed_world, tmp_path: Path) -> None:
    case = committed_world.file().case
    given = receipts.for_holder(case)
    citizen = start("narrow")
    citizen.go("/verify")
    citizen.press("main form[method=post] button[type=submit]")
    assert "请先选择文件" in citizen.text()
    for typed, words in {
        "YZ-2222": "不是验证码",
        "YZ-2222-2222-2222": "未查到",
        case.receipt.code.lower(): "真实有效",
    }.items():
        citizen.fill(code=typed)
        citizen.press("main form[method=get] button[type=submit]")
        assert words in citizen.text()
    file = tmp_path / "回执.json"
    for change, words in (({}, "真实有效"), ({"filed": {}}, "与原件不符")):
        file.write_text(json.dumps(given | change))
        citizen.page.locator("main input[type=file]").set_input_files(file)
        citizen.press("main form[method=post] button[type=submit]")
        assert words in citizen.text()
