"""No paper cites a law, an article or a clause that the pack does not hold; issued papers are looked at in test_every_kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from tests.papers.citing import cited_by_reasons, uncovered

pytestmark = pytest.mark.django_db
ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted([*ROOT.glob("workflows/*/templates/*/papers/*.txt"), *ROOT.glob("templates/documents/**/*.txt")])


def test_what_templates_cite_is_in_the_pack(world) -> None:
    assert len(TEMPLATES) > 60
    found = [f"{path.stem}: {one}" for path in TEMPLATES for one in uncovered(path.read_text(encoding="utf-8"))]
    assert found == []


def test_what_reasons_cite_is_in_the_pack(world) -> None:
    assert cited_by_reasons() == []


@pytest.mark.parametrize(
    "wrong",
    [
        "《信访工作条例》第九十九条",
        "《政府督查条例》第十七条",
        "《西岗区加强政务诚信建设实施方案》七（一）",
        "发改财金〔2023〕1104号文件",
    ],
)
def test_an_invented_one_is_found(world, wrong: str) -> None:
    assert list(uncovered(f"根据{wrong}的规定")) != []
