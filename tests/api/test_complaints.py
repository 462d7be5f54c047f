"""A complaint through the API: sealed reports, what is wrong beside its field, and its steps."""

import pytest

from casework.models import Case
from workflows.complaint.tests.matter import Matter

NAME, PHONE = "鲁小满", "13942678102"


def report(**changes):
    return {
        "kind": "complaint",
        "area": "procurement",
        "content": "合同履约后至今未付款。",
        "filer": {"type": "person", "name": NAME, "phone": PHONE, "sealed": True},
        "respondent": "区住建局",
        "channel": "letter",
        "details": {"matter": "payment", "received_on": "2026-11-05", "amount": "480000.00"},
    } | changes


def test_a_registrar_enters_a_sealed_report(registrar):
    answer = registrar.post("cases", report())
    assert answer.status_code == 201, answer.json()
    document = answer.json()
    assert [(clock["name"], clock["due_at"][:10]) for clock in document["clocks"]] == [("accept", "2026-11-20")]
    page = registrar.get(f"cases/{document['number']}")
    assert page.status_code == 200
    text = page.content.decode()
    assert NAME not in text
    assert PHONE not in text
    assert page.json()["details"]["nature"] == "report"
    assert page.json()["details"]["amount"] == "480000.00"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"area": ""}, "area"),
        ({"respondent": None}, "respondent"),
        ({"respondent": "区长办"}, "respondent"),
        ({"details": {"amount": "many"}}, "details.amount"),
        ({"details": {"colour": "red"}}, "details.colour"),
        ({"details": {"nature": "own"}}, "details.nature"),
        ({"details": {"received_on": "2027-01-01"}}, "details.received_on"),
        ({"area": "street_services"}, "street"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(registrar, changes, field):
    answer = registrar.post("cases", report(**changes))
    assert answer.status_code == 422
    assert field in str(answer.json())
    assert not Case.objects.exists()


def test_the_steps_of_the_registrar(world, registrar):
    matter = Matter.file(world)
    moves = {row["move"]: row for row in registrar.get(f"cases/{matter.case.number}/moves").json()["moves"]}
    assert moves["accept"]["allowed"]
    assert moves["accept"]["needs_approval"]
    assert not moves["reply"]["allowed"]
    assert {"category", "area", "street"} == {field["name"] for field in moves["classify"]["fields"]}
    body = {"version": matter.now.version, "data": {"category": "petition", "area": "procurement", "street": ""}}
    assert registrar.post(f"cases/{matter.case.number}/moves/classify", body).status_code == 200
    wrong = {"version": matter.now.version, "data": {"lead": matter.now.lead_unit_id, "cooperating": [10**9]}}
    assert registrar.post(f"cases/{matter.case.number}/moves/accept", wrong).status_code == 422
    right = {"version": matter.now.version, "data": {"lead": matter.now.lead_unit_id}}
    assert registrar.post(f"cases/{matter.case.number}/moves/accept", right).status_code == 202
