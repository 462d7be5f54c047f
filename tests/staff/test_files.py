"""Files and papers: downloads for those who see the case, nothing for the rest."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from casework import actions
from casework.models import Case, Document, Evidence, Reading
from tests.staff.conftest import SignIn, case_page
from tests.staff.test_assignments import photo
from tests.staff.test_moves import words
from tests.world import World


@pytest.fixture
def case(world: World) -> Case:
    """A case with a photo."""
    case = world.submitted()
    actions.add_evidence(photo(), by=world.filer(case), at=world.at, case=case)
    return case


def test_a_file_is_a_download(case: Case, handler: Client) -> None:
    file = Evidence.objects.get()
    answer = handler.get(reverse("staff:evidence", args=[file.pk]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a file response
    assert hashlib.sha256(content).hexdigest() == file.sha256
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in answer.headers["Cache-Control"]
    assert Reading.objects.filter(case_id=case.pk).count() == 1


@pytest.mark.parametrize("who", ["zhujian_handler", "sysadmin", "secadmin"])
def test_whoever_does_not_see_the_case_gets_no_file(case: Case, sign_in: SignIn, who: str) -> None:
    file, paper = Evidence.objects.get(), Document.objects.filter(case_id=case.pk).first()
    assert paper is not None
    client = sign_in(who)
    assert client.get(reverse("staff:evidence", args=[file.pk])).status_code == 404
    assert client.get(reverse("staff:paper", args=[paper.pk])).status_code == 404


def test_adding_files(case: Case, handler: Client) -> None:
    answer = handler.post(
        reverse("staff:add_evidence", args=[case.number]), {"proof": [photo("a.jpg"), photo("b.jpg")]}
    )
    assert answer.headers["Location"] == case_page(case)
    assert "a.jpg" in words(handler.get(case_page(case)))


def test_what_cannot_be_used_is_refused_with_its_name(case: Case, handler: Client) -> None:
    program = SimpleUploadedFile("安装.exe", b"MZ", "application/octet-stream")
    answer = handler.post(reverse("staff:add_evidence", args=[case.number]), {"proof": [photo("a.jpg"), program]})
    assert answer.status_code == 422
    assert "安装.exe：" in words(answer)
    assert "a.jpg" in words(answer), "the good one is kept and shown"


def test_files_of_others_are_not_added(case: Case, sign_in: SignIn) -> None:
    answer = sign_in("auditor").post(reverse("staff:add_evidence", args=[case.number]), {"proof": photo()})
    assert answer.status_code == 403
    assert Evidence.objects.count() == 1


def test_a_paper_as_a_page(case: Case, handler: Client) -> None:
    paper = Document.objects.filter(case_id=case.pk).first()
    assert paper is not None
    page = words(handler.get(reverse("staff:paper", args=[paper.pk])))
    assert paper.number in page
    assert paper.sha256 in page
    assert all(line in page for line in paper.content["paragraphs"])
