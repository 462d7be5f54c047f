"""The PDF of an issued paper: made once, of its own words, kept, and handed out to exactly those who may read it."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework import actions, documents
from casework.models import Document, PaperFile
from casework.papers import files, fonts
from casework.papers.files import Printed
from tests.engine.racing import clean, race
from tests.papers.specimens import characters
from tests.world import World

PLAIN = Printed(b"%PDF-1.4 plain", 1, "")


def issued(world: World) -> Document:
    """A paper that has no PDF yet."""
    return Document.objects.get(case_id=world.submitted().pk)


@pytest.mark.usefixtures("paper_fonts")
def test_a_paper_is_printed_once_and_handed_out_to_who_may_read_it(world: World) -> None:
    paper = issued(world)
    kept = files.pdf_of(paper, world.at)
    assert files.pdf_of(paper, world.at) == kept
    content = kept.file.read()
    kept.file.close()
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert (kept.size, kept.pages) == (len(content), max(char.page for char in characters(content)))
    said = "".join(char.text for char in characters(content) if char.text.strip())
    for line in (paper.number, paper.code, paper.title, *paper.content["paragraphs"]):
        assert "".join(line.split()).replace("｜", "") in said
    handler, other, citizen = Client(), Client(), Client()
    handler.force_login(world.people["fagai_handler"])
    other.force_login(world.people["zhujian_handler"])
    address = reverse("staff:paper_pdf", args=[paper.pk])
    assert address in handler.get(reverse("staff:paper", args=[paper.pk])).content.decode()
    answer = handler.get(address)
    assert b"".join(answer) == content
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert other.get(address).status_code == 404
    address = reverse("portal:track_paper_pdf", args=[paper.pk])
    assert citizen.get(address).status_code == 404
    session = citizen.session
    session["filer_cases"] = {paper.case.number: paper.case_id}
    session.save()
    assert b"".join(citizen.get(address)) == content


def test_a_worker_prints_what_is_missing_and_a_bad_paper_holds_nothing_up(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    settings.PAPERS_AT_ONCE = True
    with django_capture_on_commit_callbacks() as waiting:
        issued(world)
    assert waiting.count(documents._print_now) == 1
    monkeypatch.setattr(fonts, "usable", lambda: True)
    monkeypatch.setattr(files, "printed", lambda document: 1 / 0)
    assert files.make_missing(world.at) == 0
    monkeypatch.setattr(files, "printed", lambda document: PLAIN)
    assert files.make_missing(world.at + files.RECENT * 2) == 0  # then on demand
    assert files.make_missing(world.at) == 1
    assert files.make_missing(world.at) == 0


def test_without_fonts_a_paper_waits_and_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = issued(world)
    monkeypatch.setattr(fonts, "usable", lambda: False)
    assert files.make_missing(world.at) == 0
    client = Client()
    client.force_login(world.people["fagai_handler"])
    answer = client.get(reverse("staff:paper_pdf", args=[paper.pk]))
    assert answer.status_code == 503
    assert "中文字体" in answer.content.decode()
    assert not PaperFile.objects.exists()


def test_of_two_at_once_one_prints(committed_world: World) -> None:
    paper, printed = issued(committed_world), []

    def printing(document: Document) -> Printed:
        printed.append(document.pk)
        return PLAIN

    def keep() -> PaperFile:
        return actions.keep_pdf(paper.pk, printing, at=committed_world.at)

    assert len({row.pk for row in race(keep, keep, keep)}) == 1
    assert printed == [paper.pk]
    clean()
