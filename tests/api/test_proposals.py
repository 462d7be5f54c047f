"""Approvals through the API: four eyes, a reason for every return, nothing decided on changed content."""

import pytest

from casework import actions
from casework.models import Proposal
from casework.models.guard import opened


@pytest.fixture
def proposal(clock):
    """An acceptance that waits for approval."""
    return clock.submit(clock.submitted(), "accept", "fagai_handler")


def test_who_has_to_decide_finds_it(supervisor, handler, caller, proposal):
    waiting = supervisor.get("proposals").json()
    assert [row["id"] for row in waiting["items"]] == [proposal.pk]
    assert waiting["next"] == ""
    assert handler.get("proposals").json()["items"] == []
    assert [row["id"] for row in handler.get("proposals", mine="true").json()["items"]] == [proposal.pk]
    assert caller("caizheng_supervisor").get("proposals").json()["items"] == []


def test_approving_performs_the_step(supervisor, clock, proposal):
    answer = supervisor.post(
        f"proposals/{proposal.pk}/approve", {"note": "同意", "content_hash": proposal.content_hash}
    )
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["decided_by"]) == ("approved", "陈静")
    assert clock.get(proposal.case).state == "verifying"


def test_no_body_is_a_plain_yes(supervisor, clock, proposal):
    assert supervisor.send("POST", f"proposals/{proposal.pk}/approve").status_code == 200


def test_the_proposer_never_decides(clock, caller, handler, proposal):
    assert handler.post(f"proposals/{proposal.pk}/approve").status_code == 403
    clock.people["fagai_handler"].memberships.create(unit=proposal.unit, role="supervisor", valid_from=clock.at.date())
    answer = caller("fagai_handler").post(f"proposals/{proposal.pk}/approve")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert Proposal.objects.get(pk=proposal.pk).status == "pending"


def test_another_unit_does_not_know_of_it(caller, proposal):
    assert caller("caizheng_supervisor").post(f"proposals/{proposal.pk}/approve").status_code == 404


def test_a_registrar_sees_but_does_not_decide(registrar, proposal):
    assert registrar.post(f"proposals/{proposal.pk}/approve").status_code == 403


def test_a_return_has_a_reason(supervisor, proposal):
    assert supervisor.post(f"proposals/{proposal.pk}/return", {"reason": " "}).status_code == 422
    assert supervisor.post(f"proposals/{proposal.pk}/return").status_code == 422
    answer = supervisor.post(f"proposals/{proposal.pk}/return", {"reason": "请补充事实。"})
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["reason"]) == ("returned", "请补充事实。")


def test_what_is_settled_stays_settled(supervisor, proposal):
    supervisor.post(f"proposals/{proposal.pk}/return", {"reason": "请补充事实。"})
    assert supervisor.post(f"proposals/{proposal.pk}/approve").status_code == 409


def test_other_content_than_was_read(supervisor, clock, proposal):
    answer = supervisor.post(f"proposals/{proposal.pk}/approve", {"content_hash": "0" * 64})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert clock.get(proposal.case).state == "submitted"


def test_changed_content_voids_it(supervisor, clock, proposal):
    with opened():
        case = clock.get(proposal.case)
        case.content = "改过的内容"
        case.save()
    answer = supervisor.post(f"proposals/{proposal.pk}/approve")
    assert answer.status_code == 409
    assert Proposal.objects.get(pk=proposal.pk).status == "void"
    assert clock.get(proposal.case).state == "submitted"


def test_taken_back_meanwhile(supervisor, clock, proposal):
    actions.take_back(proposal.pk, by=clock.actor("fagai_handler"), at=clock.at)
    assert supervisor.post(f"proposals/{proposal.pk}/approve").status_code == 409


@pytest.mark.parametrize("pk", ["0", str(2**63), "abc"])
def test_no_such_proposal(supervisor, pk):
    assert supervisor.post(f"proposals/{pk}/approve").status_code == 404


def test_pages_go_on(supervisor, clock, small_pages):
    for _n in range(3):
        clock.submit(clock.submitted(), "accept", "fagai_handler")
    first = supervisor.get("proposals").json()
    second = supervisor.get("proposals", cursor=first["next"]).json()
    ids = [row["id"] for row in first["items"] + second["items"]]
    assert len(ids) == len(set(ids)) == 3
    assert second["next"] == ""
