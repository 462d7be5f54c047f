"""The page of a move: what is typed is never lost, whatever the door says."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from casework import actions
from casework.models import Case, Event, Proposal
from tests.staff.conftest import SignIn, case_page, move_page
from tests.world import World

EXPLANATION = "经核查原处罚决定书，金额录入有误。"


def sent(world: World, case: Case, **data: Any) -> dict[str, Any]:
    """What the page of a move sends."""
    return {"version": world.get(case).version, "opened": world.at.isoformat(), **data}


def words(answer: Any) -> str:
    """What a person reads."""
    return str(answer.content.decode())


def test_a_move_that_needs_approval_is_proposed(world: World, handler: Client) -> None:
    case = world.submitted()
    answer = handler.post(move_page(case, "accept"), sent(world, case, note="请审批。"), follow=True)
    proposal = Proposal.objects.get(case_id=case.pk)
    assert (proposal.move, proposal.note, proposal.proposer.username) == ("accept", "请审批。", "fagai_handler")
    assert world.get(case).state == "submitted"
    assert "已报审：受理" in words(answer) or "Sent for approval" in words(answer)


def test_a_move_without_approval_takes_effect(world: World, handler: Client) -> None:
    case = world.decided()
    answer = handler.post(move_page(case, "execute"), sent(world, case))
    assert (answer.status_code, answer.headers["Location"]) == (302, case_page(case))
    assert world.get(case).state == "notifying"


def test_asking_a_unit(world: World, handler: Client) -> None:
    case = world.verifying()
    unit = case.record.source_unit
    handler.post(
        move_page(case, "ask_provider"), sent(world, case, unit=unit.pk, question="请核查。", own_check="无误")
    )
    assert world.get(case).assignments.get().unit == unit


def test_an_error_stands_beside_its_field(world: World, handler: Client) -> None:
    case = world.submitted()
    answer = handler.post(move_page(case, "refuse"), sent(world, case, reason="", explanation=EXPLANATION))
    assert answer.status_code == 422
    assert 'id="id_reason_error"' in words(answer)
    assert 'href="#id_reason_0"' in words(answer)
    assert EXPLANATION in words(answer)
    assert not Proposal.objects.filter(case_id=case.pk).exists()


def test_a_stale_page_keeps_what_was_typed(world: World, clock: Any, handler: Client) -> None:
    case = world.deciding()
    old = sent(world, case, amount="6400.00", explanation=EXPLANATION)
    world.later(minutes=5)
    proposal = world.submit(case, "decide_uphold", "fagai_handler", explanation="另一种意见。")
    actions.take_back(proposal.pk, by=world.actor("fagai_handler"), at=world.at)
    clock.move_to(world.at + timedelta(minutes=5))
    answer = handler.post(move_page(case, "decide_correct"), old)
    page = words(answer)
    assert answer.status_code == 409
    assert EXPLANATION in page
    assert "6400.00" in page
    assert page.count("<li>") == 2, "proposed, and void again"
    again = old | {"version": world.get(case).version}
    assert f'name="version" value="{again["version"]}"' in page
    assert handler.post(move_page(case, "decide_correct"), again).status_code == 302


def test_a_case_that_moved_on_keeps_what_was_typed(world: World, handler: Client) -> None:
    case = world.submitted()
    old = sent(world, case, reason="not_subject", explanation=EXPLANATION)
    world.as_filer(case, "withdraw", reason="不再申请")
    answer = handler.post(move_page(case, "refuse"), old)
    assert answer.status_code == 409
    assert EXPLANATION in words(answer)


def test_a_double_click_acts_once(world: World, handler: Client) -> None:
    case = world.decided()
    data = sent(world, case)
    codes = [handler.post(move_page(case, "execute"), data).status_code for _click in range(2)]
    assert codes == [302, 409]
    assert Event.objects.filter(case_id=case.pk, verb="move", move="execute").count() == 1


def test_a_double_click_proposes_once(world: World, handler: Client) -> None:
    case = world.submitted()
    data = sent(world, case)
    codes = [handler.post(move_page(case, "accept"), data).status_code for _click in range(2)]
    assert codes == [302, 409]
    assert Proposal.objects.filter(case_id=case.pk).count() == 1


def test_the_preview_shows_the_paper_and_does_nothing(world: World, handler: Client) -> None:
    case = world.submitted()
    data = sent(world, case, reason="not_subject", explanation=EXPLANATION, preview="1")
    answer = handler.post(move_page(case, "refuse"), data)
    page = words(answer)
    assert answer.status_code == 200
    assert 'class="paper"' in page
    assert page.count(EXPLANATION) == 4, "in the form, in the paper, and in its words to edit with what they began from"
    assert not Proposal.objects.filter(case_id=case.pk).exists()


def test_what_came_back_is_filled_in_again_with_the_reason(world: World, handler: Client) -> None:
    case = world.deciding()
    proposal = world.submit(case, "decide_correct", "fagai_handler", amount="6000.00", explanation=EXPLANATION)
    actions.decide(
        proposal.pk, by=world.actor("fagai_supervisor"), at=world.at, approve=False, reason="金额应为6400元。"
    )
    page = words(handler.get(move_page(case, "decide_correct")))
    assert "金额应为6400元。" in page
    assert EXPLANATION in page
    assert 'value="6000.00"' in page


@pytest.mark.parametrize("who", ["fagai_supervisor", "registrar", "auditor", "caizheng_handler"])
def test_nobody_but_the_handlers_of_the_lead_gets_the_form(world: World, sign_in: SignIn, who: str) -> None:
    case, _assignment = world.consulting()
    client = sign_in(who)
    assert client.get(move_page(case, "ask_provider")).status_code == 403
    assert client.post(move_page(case, "ask_provider"), sent(world, case)).status_code == 403


def test_a_move_that_is_not_open_now_says_why(world: World, handler: Client) -> None:
    answer = handler.get(move_page(world.verifying(), "execute"))
    assert answer.status_code == 409
    assert "note amber" in words(answer)


@pytest.mark.parametrize("move", ["answers_in", "nix"])
def test_moves_of_nobody_have_no_page(world: World, handler: Client, move: str) -> None:
    assert handler.get(move_page(world.submitted(), move)).status_code == 404


@pytest.mark.parametrize(
    "text", ["😀" * 100, "长" * 10000, "\u202eabc", "<script>alert(1)</script>", "'; DROP TABLE x;--", "\0"]
)
def test_odd_texts_are_answered_and_escaped(world: World, handler: Client, text: str) -> None:
    case = world.submitted()
    answer = handler.post(
        move_page(case, "refuse"), sent(world, case, reason="not_subject", explanation=text, note=text)
    )
    assert answer.status_code in (302, 422)
    assert "<script>alert" not in words(handler.get(case_page(case)))


@pytest.mark.parametrize("version", ["", "abc", "-1", "99999999999999999999"])
def test_odd_versions_never_fail(world: World, handler: Client, version: str) -> None:
    case = world.submitted()
    answer = handler.post(move_page(case, "accept"), {"version": version, "opened": "gestern"})
    assert answer.status_code in (302, 409)
