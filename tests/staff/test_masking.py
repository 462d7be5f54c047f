"""Personal data: never whole on any staff page that is not a paper."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework.filing import PartyInput
from tests.staff.conftest import case_page, move_page
from tests.staff.test_moves import words
from tests.world import World

NAME, NUMBER, PHONE, MAIL = "周文斌", "11010119900307231X", "13842600718", "zhou.wenbin@example.com"
PERSON = PartyInput("person", NAME, NUMBER, PHONE, MAIL)


@pytest.fixture
def personal(world: World) -> Any:
    """A case filed by a person, whose name stands in the title."""
    return world.get(world.file(filer=PERSON, title=f"{NAME}：信用信息异议").case)


@pytest.mark.parametrize("page", ["home?tab=unclaimed", "queue", "cases", "queue?q=周文", "cases?q=周文"])
def test_lists_never_show_a_person(personal: Any, handler: Client, page: str) -> None:
    name, _, query = page.partition("?")
    shown = words(handler.get(reverse(f"staff:{name}") + (f"?{query}" if query else "")))
    assert personal.number in shown
    assert "周**" in shown
    assert [secret for secret in (NAME, NUMBER, PHONE, MAIL) if secret in shown] == []


def test_the_case_page_masks(personal: Any, handler: Client) -> None:
    shown = words(handler.get(case_page(personal)))
    assert [secret for secret in (NAME, NUMBER, PHONE, MAIL) if secret in shown] == []
    assert "138****0718" in shown


def test_approvals_mask_outside_the_paper(world: World, personal: Any, handler: Client, supervisor: Client) -> None:
    proposal = world.submit(personal, "refuse", "fagai_handler", reason="not_subject", explanation="不是主体。")
    assert NAME not in words(supervisor.get(reverse("staff:approvals")))
    page = words(supervisor.get(reverse("staff:approval", args=[proposal.pk])))
    paper = page[page.index("<article") : page.index("</article>")]
    assert NAME in paper, "the letter is addressed to the person"
    assert NAME not in page.replace(paper, "")
    assert NAME not in words(handler.get(move_page(personal, "accept")))
