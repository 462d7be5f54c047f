"""Approvals on the screen: four eyes, a reason for every return, one after another."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework import actions
from casework.models import Case, Proposal
from tests.staff.conftest import SignIn
from tests.staff.test_moves import EXPLANATION, words
from tests.world import World


def page_of(proposal: Proposal) -> str:
    """The address of a proposal."""
    return reverse("staff:approval", args=[proposal.pk])


def decision(proposal: Proposal, what: str = "approve", **data: str) -> dict[str, str]:
    """What the page sends."""
    return {"decision": what, "reason": "", "content_hash": proposal.content_hash, **data}


def correction(world: World, case: Case, amount: str = "6400.00", explanation: str = EXPLANATION) -> Proposal:
    """A correction, proposed by the handler."""
    return world.submit(case, "decide_correct", "fagai_handler", amount=amount, explanation=explanation)


def test_approving_makes_the_move_and_leads_to_the_next(world: World, supervisor: Client) -> None:
    first = world.submit(world.submitted(), "accept", "fagai_handler")
    second = world.submit(world.submitted(), "accept", "fagai_handler2")
    assert reverse("staff:approval", args=[second.pk]) in words(supervisor.get(page_of(first)))
    answer = supervisor.post(page_of(first), decision(first))
    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(second))
    assert world.get(first.case).state == "verifying"
    last = supervisor.post(page_of(second), decision(second))
    assert last.headers["Location"] == reverse("staff:approvals")


def test_the_last_of_the_round_leads_back_to_those_left_out(world: World, supervisor: Client) -> None:
    first = world.submit(world.submitted(), "accept", "fagai_handler")
    second = world.submit(world.submitted(), "accept", "fagai_handler2")
    assert supervisor.post(page_of(second), decision(second)).headers["Location"] == page_of(first)


def test_the_proposer_cannot_approve(world: World, handler: Client) -> None:
    proposal = world.submit(world.submitted(), "accept", "fagai_handler")
    page = words(handler.get(page_of(proposal)))
    assert 'name="decision"' not in page
    answer = handler.post(page_of(proposal), decision(proposal))
    assert answer.status_code == 403
    assert Proposal.objects.get(pk=proposal.pk).status == "pending"


def test_a_supervisor_who_proposed_as_deputy_cannot_approve(world: World, sign_in: SignIn) -> None:
    user, case = world.people["fagai_supervisor"], world.submitted()
    user.memberships.create(unit=case.lead_unit, role="handler", valid_from=world.at.date())
    proposal = world.submit(case, "accept", "fagai_supervisor")
    client = sign_in("fagai_supervisor")
    assert client.post(page_of(proposal), decision(proposal)).status_code == 403
    assert page_of(proposal) not in words(client.get(reverse("staff:approvals"))).split("<h2", 1)[0]


@pytest.mark.parametrize("who", ["auditor", "registrar", "fagai_leader", "fagai_handler2"])
def test_others_may_only_look(world: World, sign_in: SignIn, who: str) -> None:
    proposal = world.submit(world.submitted(), "accept", "fagai_handler")
    client = sign_in(who)
    assert client.get(page_of(proposal)).status_code == 200
    assert client.post(page_of(proposal), decision(proposal)).status_code == 403


def test_a_return_without_a_reason_is_an_error_beside_the_field(world: World, supervisor: Client) -> None:
    proposal = world.submit(world.submitted(), "accept", "fagai_handler")
    answer = supervisor.post(page_of(proposal), decision(proposal, "return", reason="  "))
    assert answer.status_code == 422
    assert 'id="id_reason_error"' in words(answer)
    assert 'value="return" checked' in words(answer)
    assert Proposal.objects.get(pk=proposal.pk).status == "pending"


def test_a_return_goes_back_with_its_reason(world: World, supervisor: Client, handler: Client) -> None:
    proposal = correction(world, world.deciding(), amount="6000.00")
    supervisor.post(page_of(proposal), decision(proposal, "return", reason="金额有误。"))
    returned = Proposal.objects.get(pk=proposal.pk)
    assert (returned.status, returned.reason) == ("returned", "金额有误。")
    assert returned.case.number in words(handler.get(reverse("staff:home")))


def test_a_second_proposal_shows_what_changed(world: World, supervisor: Client) -> None:
    case = world.deciding()
    first = correction(world, case, amount="6000.00")
    actions.decide(first.pk, by=world.actor("fagai_supervisor"), at=world.at, approve=False, reason="金额有误。")
    page = words(supervisor.get(page_of(correction(world, world.get(case)))))
    assert "6400</ins>" in page
    assert "6000</del>" in page
    assert "金额有误。" in page


def test_a_first_proposal_marks_nothing(world: World, supervisor: Client) -> None:
    page = words(supervisor.get(page_of(correction(world, world.deciding()))))
    assert "<ins>" not in page
    assert 'class="paper"' in page


def test_a_changed_case_is_not_decided(world: World, supervisor: Client) -> None:
    case = world.deciding()
    proposal = correction(world, case)
    actions.take_back(proposal.pk, by=world.actor("fagai_handler"), at=world.at)
    answer = supervisor.post(page_of(proposal), decision(proposal, "return", reason="请再核实。"))
    assert answer.status_code == 409
    assert world.get(case).state == "deciding"


def test_another_content_than_the_one_read_is_not_approved(world: World, supervisor: Client) -> None:
    proposal = correction(world, world.deciding())
    answer = supervisor.post(page_of(proposal), decision(proposal, content_hash="0" * 64))
    assert answer.status_code == 409
    assert Proposal.objects.get(pk=proposal.pk).status == "pending"


def test_a_double_click_decides_once(world: World, supervisor: Client) -> None:
    proposal = world.submit(world.submitted(), "accept", "fagai_handler")
    codes = [supervisor.post(page_of(proposal), decision(proposal)).status_code for _click in range(2)]
    assert codes == [302, 409]


def test_taking_back(world: World, handler: Client, sign_in: SignIn) -> None:
    proposal = world.submit(world.submitted(), "accept", "fagai_handler")
    address = reverse("staff:take_back", args=[proposal.pk])
    assert address in words(handler.get(page_of(proposal)))
    assert sign_in("fagai_handler2").post(address).status_code == 403
    assert handler.post(address).status_code == 302
    assert Proposal.objects.get(pk=proposal.pk).status == "void"


def test_the_checks_warn(world: World, supervisor: Client) -> None:
    page = words(supervisor.get(page_of(world.submit(world.submitted(), "accept", "fagai_handler"))))
    assert page.count("c-warn") == 1, "no evidence"
    assert page.count("c-ok") >= 6


def test_what_waits_is_not_on_the_proposers_desk(world: World, handler: Client) -> None:
    case = world.submitted()
    world.submit(case, "accept", "fagai_handler")
    assert case.number not in words(handler.get(reverse("staff:home")))
    assert case.number in words(handler.get(reverse("staff:home") + "?tab=waiting"))


def test_nobody_reviews_what_they_took_part_in(world: World, sign_in: SignIn) -> None:
    case = world.reviewing()
    client: Any = sign_in("fagai_supervisor")
    proposal = world.submit(case, "review_uphold", "zhengfuban_handler", opinion="原处理结果正确。")
    assert client.post(page_of(proposal), decision(proposal)).status_code == 403
