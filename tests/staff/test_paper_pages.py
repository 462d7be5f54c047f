"""Papers on the screens: served, read by the filer, cancelled, and the register of their numbers."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from casework import actions
from casework.models import Document, Membership
from casework.portal import filer
from tests.engine.cast import FIRST_DAY
from tests.engine.files import photo
from tests.staff.conftest import SignIn
from tests.staff.test_moves import words
from tests.world import World

GIVEN = {"way": "in_person", "served_on": "2026-11-09", "recipient": "办公室 王丽"}


@pytest.fixture
def accepted(world: World) -> Document:
    """The letter that says an objection was accepted."""
    return world.agreed(world.submitted(), "accept").documents.get(paper__code="objection_accept")


def address(paper: Document, what: str = "paper") -> str:
    """The address of a page about a paper."""
    return reverse(f"staff:{what}", args=[paper.pk])


def test_a_service_is_noted_with_its_proof_and_stands_on_the_case(world: World, handler: Client, accepted) -> None:
    assert "尚未送达" in words(handler.get(reverse("staff:case", args=[accepted.case.number])))
    refused = handler.post(address(accepted, "serve_paper"), GIVEN | {"way": "post", "served_on": "2026-11-08"})
    assert refused.status_code == 422
    page = words(refused)
    assert 'id="id_served_on_error"' in page
    assert 'id="id_tracking_error"' in page
    assert "办公室 王丽" in page
    sent = GIVEN | {"proof": photo("回证.png")}
    assert handler.post(address(accepted, "serve_paper"), sent).status_code == 302
    service = accepted.services.get()
    assert service.proof.name == "回证.png"
    page = words(handler.get(address(accepted)))
    assert service.receipt.number in page
    assert address(accepted, "serve_paper") not in page, "who noted it does not correct it"
    page = words(handler.get(reverse("staff:case", args=[accepted.case.number])))
    assert "已送达" in page
    assert "办公室 王丽" in page


def test_reading_is_noted_once_and_is_no_service(world: World, client: Client, handler: Client) -> None:
    opened = world.file()
    paper, session = opened.case.documents.get(), client.session
    session[filer.CASES] = {opened.case.number: opened.case.pk}
    session.save()
    for _time in range(2):
        assert client.get(reverse("portal:track_paper", args=[paper.pk])).status_code == 200
    paper.refresh_from_db()
    assert paper.reading.at
    assert not paper.services.exists()
    assert "查阅不等于送达" in words(handler.get(address(paper)))


def test_a_cancelled_number_says_so_wherever_the_paper_is_read(
    world: World, supervisor: Client, sign_in: SignIn, accepted
) -> None:
    assert supervisor.get(address(accepted, "cancel_paper")).status_code == 403, "who issued it does not cancel it"
    assert address(accepted, "cancel_paper") not in words(supervisor.get(address(accepted)))
    second = world.people["fagai_leader"]
    Membership.objects.create(user=second, unit=accepted.unit, role="supervisor", valid_from=FIRST_DAY)
    other = sign_in("fagai_leader")
    assert other.post(address(accepted, "cancel_paper"), {"reason": " "}).status_code == 422
    assert other.post(address(accepted, "cancel_paper"), {"reason": "主送有误。"}).status_code == 302
    for page in (address(accepted), reverse("staff:case", args=[accepted.case.number]), reverse("staff:papers")):
        assert "已作废" in words(other.get(page))
    assert "主送有误。" in words(other.get(address(accepted)))


def test_the_register_lists_the_numbers_of_ones_own_unit(
    world: World, handler: Client, sign_in: SignIn, accepted, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(12):
        page = words(handler.get(reverse("staff:papers")))
    assert accepted.number in page
    assert accepted.number not in words(sign_in("caizheng_handler").get(reverse("staff:papers")))
    auditor = sign_in("auditor")
    assert accepted.number in words(auditor.get(reverse("staff:papers"), {"year": "2026", "title": "受理告知书"}))
    assert accepted.number not in words(auditor.get(reverse("staff:papers"), {"year": "2025"}))
    assert sign_in("sysadmin").get(reverse("staff:papers")).status_code == 403
    assert handler.get(reverse("staff:papers"), {"year": "x", "unit": "-1", "cursor": "y"}).status_code == 200
    sheet = load_workbook(BytesIO(handler.get(reverse("staff:export_papers")).content)).active
    assert accepted.number in [row[0].value for row in sheet.iter_rows()]


def test_of_a_case_that_somebody_keeps_out_of_nothing_is_listed(world: World, handler: Client, accepted) -> None:
    by = world.actor("fagai_handler")
    actions.declare_conflict(accepted.case.number, reason="亲属。", by=by, at=world.at)
    page = words(handler.get(reverse("staff:papers")))
    assert accepted.number not in page
    assert address(accepted) not in page
    assert handler.get(address(accepted)).status_code == 404
