"""Papers through the API: read by number, served, corrected by another person, cancelled by another one."""

import pytest

from casework.models import Document, Membership
from tests.engine.cast import FIRST_DAY


@pytest.fixture
def paper(clock) -> Document:
    """The letter that says an objection was accepted."""
    return clock.verifying().documents.get(paper__code="objection_accept")


SERVED = {"way": "in_person", "served_on": "2026-11-09", "recipient": "办公室 王丽"}


def test_a_paper_is_read_by_its_number_by_whoever_sees_its_case(handler, caller, paper):
    answer = handler.get(f"papers/{paper.number}")
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["paragraphs"] == paper.content["paragraphs"]
    assert caller("minzheng_handler").get(f"papers/{paper.number}").status_code == 404
    assert handler.get("papers/西信发异受〔2026〕999号").status_code == 404


def test_it_is_served_once_and_corrected_by_another_person(handler, caller, paper):
    served = handler.post(f"papers/{paper.number}/service", SERVED)
    assert served.status_code == 200, served.content.decode()
    assert (served.json()["service"]["recipient"], served.json()["waits_for_service"]) == ("办公室 王丽", False)
    again = SERVED | {"way": "post", "tracking": "EMS-7", "reason": "实际为邮寄。"}
    assert handler.post(f"papers/{paper.number}/service", again).status_code == 403
    corrected = caller("fagai_supervisor").post(f"papers/{paper.number}/service", again)
    assert corrected.status_code == 200, corrected.content.decode()
    assert corrected.json()["service"] | {"noted_at": ""} == {
        "way": "post",
        "way_label": "邮寄送达",
        "served_on": "2026-11-09",
        "recipient": "办公室 王丽",
        "tracking": "EMS-7",
        "noted_at": "",
        "corrected": True,
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"way": "pigeon"}, "way"),
        ({"served_on": "2026-11-08"}, "served_on"),
        ({"way": "post"}, "tracking"),
        ({"more": "x"}, "more"),
    ],
)
def test_what_is_no_service_is_said_beside_its_field(handler, paper, body, field):
    answer = handler.post(f"papers/{paper.number}/service", SERVED | body)
    assert answer.status_code == 422
    assert field in answer.json()["errors"]
    assert not paper.services.exists()


def test_its_number_is_cancelled_by_somebody_who_did_not_make_it(handler, caller, clock, paper):
    where = f"papers/{paper.number}/cancellation"
    body = {"reason": "文号用错。"}
    assert handler.post(where, body).status_code == 403
    assert caller("fagai_supervisor").post(where, body).status_code == 403, "who approved the paper"
    second = clock.people["fagai_leader"]
    Membership.objects.create(user=second, unit=paper.unit, role="supervisor", valid_from=FIRST_DAY)
    other = caller("fagai_leader")
    assert other.post(where, {"reason": " "}).status_code == 422
    assert other.post(where, body | {"replaced_by": "西信发异受〔2026〕999号"}).status_code == 404
    done = other.post(where, body)
    assert done.status_code == 200, done.content.decode()
    assert done.json()["cancelled"]["reason"] == "文号用错。"
    assert other.post(where, body).status_code == 409
    assert Document.objects.get(pk=paper.pk).cancellation.cancelled_by == second
