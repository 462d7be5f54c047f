"""A repair through the API: filed on behalf, its steps with what is missing, its particulars."""

import pytest

from casework.models import Case

RECORD = "XG-2026-0012"


def application(**changes):
    return {
        "kind": "repair",
        "content": "补贴已经全部退回。",
        "filer": {"type": "enterprise", "name": "大连锦程汽车服务有限公司", "id_number": "91210203MA0T9B7L9E"},
        "record": RECORD,
        "channel": "window",
        "details": {"performed_on": "2026-07-20", "promised": True, "promised_by": "王建国"},
    } | changes


def test_a_registrar_enters_an_application(registrar, handler):
    answer = registrar.post("cases", application())
    assert answer.status_code == 201, answer.json()
    document = answer.json()
    assert [(clock["name"], clock["due_at"][:10]) for clock in document["clocks"]] == [("accept", "2026-11-12")]
    page = registrar.get(f"cases/{document['number']}").json()
    assert page["details"]["performed_on"] == "2026-07-20"
    assert page["details"]["promised_on"] == "2026-11-09"
    moves = {row["move"]: row for row in handler.get(f"cases/{document['number']}/moves").json()["moves"]}
    assert moves["accept"]["allowed"]
    assert not moves["end_pointless"]["allowed"]
    assert moves["end_pointless"]["why"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"record": None}, "record"),
        ({"record": "XG-1999-0001"}, "record"),
        ({"details": {"performed_on": "2027-01-01"}}, "details.performed_on"),
        ({"details": {"performed_on": "soon"}}, "details.performed_on"),
        ({"details": {"colour": "red"}}, "details.colour"),
        ({"filer": {"type": "enterprise", "name": "别家", "id_number": "91210203MA0Q2X7KX2"}}, "filer.id_number"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(registrar, changes, field):
    answer = registrar.post("cases", application(**changes))
    assert answer.status_code == 422
    assert field in str(answer.json())
    assert not Case.objects.exists()


def test_what_is_not_known_yet_may_be_left_out(registrar, handler):
    number = registrar.post("cases", application(details={})).json()["number"]
    moves = {row["move"]: row for row in handler.get(f"cases/{number}/moves").json()["moves"]}
    assert not moves["accept"]["allowed"]
    assert moves["ask_supplement"]["allowed"]
