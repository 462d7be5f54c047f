"""The register for staff: the mark, the versions, and what is not published."""

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import CreditRecord
from casework.models.guard import opened
from tests.staff.conftest import SignIn
from tests.staff.test_moves import words
from tests.world import RECORD, World

PAGE = "staff:record"


def test_the_mark_is_seen(world: World, handler: Client) -> None:
    before = words(handler.get(reverse("staff:records")))
    world.verifying()
    after = words(handler.get(reverse("staff:records")))
    assert (before.count("chip-red"), after.count("chip-red")) == (0, 1)
    assert "note red" in words(handler.get(reverse(PAGE, args=[RECORD])))


def test_every_version_and_every_confirmation(world: World, handler: Client) -> None:
    case = world.closed()
    page = words(handler.get(reverse(PAGE, args=[RECORD])))
    assert "64000.00" in page
    assert "6400.00" in page
    assert case.number in page
    assert "HZ-xinyong-dalian" in page


@pytest.mark.parametrize(
    ("who", "sees"), [("caizheng_handler", True), ("registrar", True), ("auditor", True), ("zhujian_handler", False)]
)
def test_what_is_not_published(world: World, sign_in: SignIn, who: str, sees: bool) -> None:
    with opened():
        CreditRecord.objects.filter(number=RECORD).update(status="verified")
    client = sign_in(who)
    assert client.get(reverse(PAGE, args=[RECORD])).status_code == (200 if sees else 404)
    assert (RECORD in words(client.get(reverse("staff:records")))) == sees


def test_two_characters_find_a_record(handler: Client) -> None:
    assert RECORD in words(handler.get(reverse("staff:records") + "?q=海韵"))
    assert RECORD not in words(handler.get(reverse("staff:records") + "?q=恒基"))
