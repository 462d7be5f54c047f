"""The unit that was asked: its answer with proof, its return, and what it may not do."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from casework.models import Assignment, Evidence, Unit
from tests.staff.conftest import SignIn
from tests.staff.test_moves import words
from tests.world import World

TEXT = "经查原决定书，金额为6400元。"


def photo(name: str = "原决定书.jpg") -> SimpleUploadedFile:
    """A small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), (20, 80, 160)).save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


@pytest.fixture
def asked(world: World) -> Assignment:
    """A question to the finance office."""
    return world.consulting()[1]


@pytest.fixture
def provider(sign_in: SignIn) -> Client:
    """Its handler."""
    return sign_in("caizheng_handler")


def page_of(assignment: Assignment, name: str = "answer") -> str:
    """The address of the page."""
    return reverse(f"staff:{name}", args=[assignment.pk])


def test_answering_with_proof(asked: Assignment, provider: Client) -> None:
    data = {"finding": "wrong", "text": TEXT, "proof": [photo(), photo("缴款书.jpg")]}
    assert provider.post(page_of(asked), data).status_code == 302
    now = Assignment.objects.get(pk=asked.pk)
    assert (now.status, now.finding, now.answer) == ("answered", "wrong", TEXT)
    assert [file.name for file in now.evidence.order_by("pk")] == ["原决定书.jpg", "缴款书.jpg"]


def test_adding_files_first_keeps_what_is_typed(asked: Assignment, provider: Client) -> None:
    answer = provider.post(page_of(asked), {"text": TEXT, "proof": photo(), "add": "1"})
    assert answer.status_code == 200
    assert TEXT in words(answer)
    assert "原决定书.jpg" in words(answer)
    assert Assignment.objects.get(pk=asked.pk).status == "open"


def test_a_file_that_is_no_picture_is_refused_beside_the_field(asked: Assignment, provider: Client) -> None:
    fake = SimpleUploadedFile("程序.jpg", b"MZ\x90\x00 not a picture", "image/jpeg")
    answer = provider.post(page_of(asked), {"finding": "wrong", "text": TEXT, "proof": fake})
    assert answer.status_code == 422
    assert 'id="id_proof_error"' in words(answer)
    assert TEXT in words(answer)
    assert not Evidence.objects.exists()
    assert Assignment.objects.get(pk=asked.pk).status == "open"


def test_an_answer_needs_a_finding(asked: Assignment, provider: Client) -> None:
    answer = provider.post(page_of(asked), {"text": TEXT})
    assert answer.status_code == 422
    assert 'id="id_finding_error"' in words(answer)
    assert TEXT in words(answer)


def test_a_double_click_answers_once(asked: Assignment, provider: Client) -> None:
    data = {"finding": "wrong", "text": TEXT}
    assert [provider.post(page_of(asked), data).status_code for _click in range(2)] == [302, 409]


def test_returning_names_whose_it_is(asked: Assignment, provider: Client) -> None:
    unit = Unit.objects.get(name="区住建局", valid_to=None)
    data = {"reason": "该处罚由住建部门作出。", "belongs_to": unit.pk}
    assert provider.post(page_of(asked, "give_back"), data).status_code == 302
    now = Assignment.objects.get(pk=asked.pk)
    assert (now.status, now.belongs_to) == ("returned", unit)


def test_a_return_needs_a_reason(asked: Assignment, provider: Client) -> None:
    answer = provider.post(page_of(asked, "give_back"), {"reason": ""})
    assert answer.status_code == 422
    assert 'id="id_reason_error"' in words(answer)


@pytest.mark.parametrize("who", ["fagai_handler", "caizheng_supervisor", "registrar", "auditor"])
def test_only_handlers_of_the_unit_asked_may_answer(asked: Assignment, sign_in: SignIn, who: str) -> None:
    client = sign_in(who)
    assert client.get(page_of(asked)).status_code == 403
    assert client.post(page_of(asked), {"finding": "wrong", "text": TEXT}).status_code == 403


def test_a_question_that_was_answered_is_closed(world: World, asked: Assignment, provider: Client) -> None:
    world.answer(asked, "caizheng_handler")
    assert provider.get(page_of(asked)).status_code == 409
