"""Every paper that any kind issues, printed, and read back from its PDF: nothing is lost on the way to paper."""

from __future__ import annotations

import io
import re

import pytest
from django.utils import timezone
from pypdf import PdfReader

from casework import documents, registry
from casework.documents import PaperView
from casework.models import Document, Paper
from casework.papers import layout, render
from tests.engine.cast import Cast, scenes, undone
from tests.engine.record_scene import verified
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper_fonts")]
PAGE_NUMBER = re.compile(r"—\d+—")
KINDS = [kind.code for kind in registry.all_kinds()]


def issued(world: World, kind: str) -> dict[str, PaperView]:
    """One paper of each sort of a kind, as it was issued on the ways through it."""
    found: dict[str, PaperView] = {}
    cast = Cast.of(world, kind)
    for way in scenes(kind).WAYS:
        with undone():
            cast.walk(way)
            for paper in cast.case.documents.select_related("paper"):
                found.setdefault(paper.paper.code, documents.view(paper))
    return found


def lost(paper: PaperView) -> list[str]:
    """What stands in the words of a paper and not in its PDF."""
    pages = PdfReader(io.BytesIO(render.paper_pdf(paper))).pages
    seal = f"{paper.unit}样章"  # its letters lie under the others, so they come first
    text = "".join(bare(page.extract_text()).removeprefix(seal) for page in pages)
    date = timezone.localtime(paper.date)
    said = [paper.title, paper.number, paper.addressee, paper.unit, paper.code, layout.head_of(paper)]
    said += [f"{date.year}年{date.month}月{date.day}日", *(c for line in paper.paragraphs for c in line.split("｜"))]
    return [one for one in said if bare(one) not in text]


def bare(words: str) -> str:
    """Words without what the layout puts between them: line breaks, spaces, page numbers."""
    return PAGE_NUMBER.sub("", re.sub(r"\s", "", words))


@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_of_a_kind_is_read_back_from_its_pdf(world: World, kind: str) -> None:
    papers = issued(world, kind)
    assert set(papers) == set(Paper.objects.filter(kind=kind).values_list("code", flat=True))
    assert {code: missing for code, paper in papers.items() if (missing := lost(paper))} == {}


def test_the_papers_of_a_record_are_read_back_from_their_pdf(world: World) -> None:
    verified(world)
    papers = [documents.view(paper) for paper in Document.objects.filter(record__isnull=False).select_related("paper")]
    assert len(papers) == 2
    assert [missing for paper in papers if (missing := lost(paper))] == []
