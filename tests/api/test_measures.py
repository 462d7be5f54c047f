"""Measures and leniency through the API: the same people, the same refusals."""

import pytest

from casework.models import Sanction
from tests.engine.record_scene import sanctioned, verified
from tests.world import RECORD

GIVEN = {
    "kind": "public_criticism",
    "decided_by": "西岗区人民政府",
    "decided_on": "2026-11-05",
    "basis": "西政发〔2026〕9号",
    "first_day": "2026-11-05",
}
LENIENT = {"kind": "lighter", "reason": "主动挽回损失。", "decided_by": "西岗区人民政府", "decided_on": "2026-11-06"}


@pytest.mark.parametrize(
    ("who", "measure", "leniency"),
    [
        ("caizheng_handler", 201, 403),
        ("registrar", 201, 201),
        ("fagai_supervisor", 403, 201),
        ("zhujian_supervisor", 403, 403),
        ("auditor", 403, 403),
    ],
)
def test_who_enters_what(caller, clock, who, measure, leniency):
    record, client = verified(clock), caller(who)
    assert client.post(f"records/{record.number}/measures", GIVEN).status_code == measure
    assert client.post(f"records/{record.number}/leniency", LENIENT).status_code == leniency
    built = client.get(f"records/{record.number}/measures").json()
    assert (len(built["measures"]), len(built["leniency"])) == (measure == 201, leniency == 201)
    if built["measures"]:
        assert built["measures"][0]["measure"] == "通报批评"


def test_not_in_dispute(registrar, clock):
    clock.verifying()
    answer = registrar.post(f"records/{RECORD}/measures", GIVEN)
    assert answer.status_code == 409
    assert answer.json()["message"] == registrar.get(f"records/{RECORD}/measures").json()["refusal"]
    assert Sanction.objects.count() == 0


def test_lifted_by_a_second_person(caller, clock):
    one = sanctioned(clock, verified(clock))
    assert caller("caizheng_handler").post(f"measures/{one.pk}/lift", {"note": "解除"}).status_code == 403
    answer = caller("caizheng_supervisor").post(f"measures/{one.pk}/lift", {"note": "西政发〔2026〕20号"})
    assert (answer.status_code, answer.json()["measures"][0]["lifted"]) == (200, "decided")
    assert caller("registrar").post(f"measures/{one.pk}/keep", {"note": "维持"}).status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "beating"}, "kind"),
        ({"kind": "", "measure": ""}, "measure"),
        ({"decided_on": "2026-11-10"}, "decided_on"),
        ({"decided_on": "yesterday"}, "decided_on"),
        ({"last_day": "2026-11-01"}, "last_day"),
        ({"basis": " "}, "basis"),
        ({"odd": 1}, "odd"),
    ],
)
def test_what_is_no_measure(registrar, clock, body, field):
    answer = registrar.post(f"records/{verified(clock).number}/measures", GIVEN | body)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


def test_what_one_may_not_see_does_not_exist(caller, clock):
    record = verified(clock, publish=False)
    one = sanctioned(clock, record)
    stranger = caller("zhujian_handler")
    assert stranger.get(f"records/{record.number}/measures").status_code == 404
    assert stranger.post(f"measures/{one.pk}/lift", {"note": "x"}).status_code == 404
    assert stranger.get("records/nothing/measures").status_code == 404
