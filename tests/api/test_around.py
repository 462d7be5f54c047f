"""Around a case through the API: rulings, recalls, who keeps out, who leads, what is linked. Who, when, and what is said."""

from __future__ import annotations

from typing import Any

import pytest

from casework import actions
from casework.models import Assignment, CaseLink, Recusal

STRANGERS = ("sifa_handler", "zhujian_handler")  # of units that have nothing to do with the case
REASON = {"reason": "职责在该单位。"}


def said(answer: Any, status: int, words: str, field: str = "") -> None:
    """The status, and that a person reads these words, beside the field where there is one."""
    found = answer.json()
    assert answer.status_code == status, found
    assert words in ("".join(found["errors"][field]) if field else found["message"])


@pytest.fixture
def returned(clock):
    """区财政局 says that a question is not theirs."""
    case, asked = clock.consulting()
    by = clock.actor("caizheng_handler")
    actions.return_assignment(asked.pk, reason="不属我单位职责。", belongs_to=None, by=by, at=clock.at)
    return case, asked


@pytest.fixture
def lead(caller):
    """A handler of the lead unit."""
    return caller("fagai_handler")


@pytest.fixture
def registrar(caller):
    """The registrar of the unit that registered the case."""
    return caller("registrar")


# Rulings -------------------------------------------------------------------------------------------------------


def test_the_registrar_rules_and_the_answer_says_what(registrar, returned):
    _case, asked = returned
    answer = registrar.post(f"assignments/{asked.pk}/ruling", REASON | {"unit": "区住建局"}).json()
    assert (answer["ruling"], answer["ruling_reason"]) == ("reassigned", REASON["reason"])
    assert answer["ruling_label"] == "改派其他单位"
    said(registrar.post(f"assignments/{asked.pk}/ruling", REASON), 409, "改派其他单位")


@pytest.mark.parametrize("who", ["fagai_handler", "caizheng_handler"])
def test_nobody_else_rules(caller, returned, who):
    _case, asked = returned
    said(caller(who).post(f"assignments/{asked.pk}/ruling", REASON), 403, "登记分办")


@pytest.mark.parametrize("act", ["ruling", "recall", "difference"])
@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_does_not_even_learn_that_there_is_one(caller, returned, who, act):
    _case, asked = returned
    body = REASON | ({"side": "lead"} if act == "difference" else {})
    said(caller(who).post(f"assignments/{asked.pk}/{act}", body), 404, "没有")


def test_what_is_wrong_with_a_ruling_stands_beside_the_field(registrar, returned):
    _case, asked = returned
    address = f"assignments/{asked.pk}/ruling"
    said(registrar.post(address, REASON | {"unit": "无此单位"}), 422, "没有这个名称的单位", "unit")
    said(registrar.post(address, REASON | {"unit": "区发改局"}), 422, "不能", "unit")
    said(registrar.post(address, {"reason": " "}), 422, "请说明", "reason")
    assert Assignment.objects.get(pk=asked.pk).ruling == "pending"


def test_a_question_that_did_not_come_back_is_not_ruled_on(registrar, clock):
    _case, asked = clock.consulting()
    said(registrar.post(f"assignments/{asked.pk}/ruling", REASON), 409, "已")


# Recalls -------------------------------------------------------------------------------------------------------


def test_the_lead_takes_a_question_back_once(lead, clock):
    case, asked = clock.consulting()
    assert lead.post(f"assignments/{asked.pk}/recall", REASON).json()["status"] == "cancelled"
    assert clock.get(case).state == "deciding"
    said(lead.post(f"assignments/{asked.pk}/recall", REASON), 409, "已")


def test_only_the_lead_does_and_says_why(caller, lead, clock):
    _case, asked = clock.consulting()
    said(caller("caizheng_handler").post(f"assignments/{asked.pk}/recall", REASON), 403, "牵头单位")
    said(caller("fagai_supervisor").post(f"assignments/{asked.pk}/recall", REASON), 403, "牵头单位")
    said(lead.post(f"assignments/{asked.pk}/recall", {"reason": ""}), 422, "请说明", "reason")


# Who keeps out ---------------------------------------------------------------------------------------------------


def test_who_declares_a_conflict_sees_nothing_more(lead, clock):
    case = clock.verifying()
    assert lead.post(f"cases/{case.number}/recusals", {"reason": "亲属关系。"}).status_code == 200
    assert Recusal.objects.get().user.username == "fagai_handler"
    said(lead.get(f"cases/{case.number}"), 404, "没有")
    said(lead.post(f"cases/{case.number}/recusals", {"reason": "亲属关系。"}), 404, "没有")


def test_the_registrar_orders_out_and_only_the_registrar(registrar, lead, clock):
    case = clock.verifying()
    order = {"reason": "利害关系。", "person": "fagai_handler2"}
    said(lead.post(f"cases/{case.number}/recusals", order), 403, "登记分办")
    assert registrar.post(f"cases/{case.number}/recusals", order).status_code == 200
    said(registrar.post(f"cases/{case.number}/recusals", order), 409, "回避")
    unit = {"reason": "利害关系。", "unit": "区司法局"}
    assert registrar.post(f"cases/{case.number}/recusals", unit).status_code == 200
    assert Recusal.objects.filter(unit__name="区司法局").exists()


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"reason": " "}, "reason", "请说明"),
        ({"reason": "因" * 501}, "reason", "500"),
        ({"reason": "因。", "person": "nobody"}, "person", "没有这个人"),
        ({"reason": "因。", "unit": "无此单位"}, "unit", "没有这个名称的单位"),
        ({"reason": "因。", "whom": "x"}, "whom", ""),
    ],
)
def test_what_is_wrong_with_an_order(registrar, clock, body, field, words):
    case = clock.verifying()
    said(registrar.post(f"cases/{case.number}/recusals", body), 422, words, field)
    assert not Recusal.objects.exists()


# Who leads -------------------------------------------------------------------------------------------------------


def test_the_registrar_gives_the_case_to_another_unit(registrar, clock):
    case = clock.verifying()
    answer = registrar.post(f"cases/{case.number}/lead", REASON | {"unit": "区司法局"})
    assert answer.json()["lead_unit"] == "区司法局"
    said(registrar.post(f"cases/{case.number}/lead", REASON | {"unit": "区司法局"}), 422, "牵头", "unit")


def test_who_may_not_and_what_may_not_lead(caller, registrar, clock):
    case = clock.verifying()
    address = f"cases/{case.number}/lead"
    said(caller("fagai_handler").post(address, REASON | {"unit": "区司法局"}), 403, "登记分办")
    said(caller("zhujian_handler").post(address, REASON | {"unit": "区司法局"}), 404, "没有")
    said(registrar.post(address, REASON | {"unit": "无此单位"}), 422, "没有这个名称的单位", "unit")
    said(registrar.post(address, {"unit": "区司法局", "reason": ""}), 422, "请说明", "reason")
    registrar.post(f"cases/{case.number}/recusals", {"reason": "利害关系。", "unit": "区司法局"})
    said(registrar.post(address, REASON | {"unit": "区司法局"}), 422, "回避", "unit")


def test_a_closed_case_has_no_other_lead(registrar, clock):
    case = clock.refused()
    said(registrar.post(f"cases/{case.number}/lead", REASON | {"unit": "区司法局"}), 409, "办结")


# What is linked --------------------------------------------------------------------------------------------------


def test_two_cases_are_linked_and_each_reader_sees_those_they_may(registrar, caller, clock):
    case, other = clock.verifying(), clock.submitted()
    body = {"other": other.number, "nature": "related", "note": "同一企业。"}
    (row,) = registrar.post(f"cases/{case.number}/links", body).json()["items"]
    assert (row["number"], row["nature"]) == (other.number, "related")
    assert registrar.get(f"cases/{other.number}/links").json()["items"][0]["number"] == case.number
    registrar.post(f"cases/{other.number}/recusals", {"reason": "利害关系。", "person": "fagai_handler"})
    assert caller("fagai_handler").get(f"cases/{case.number}/links").json()["items"] == []


def test_who_may_not_link_and_what_cannot_be(caller, registrar, clock):
    case, other = clock.verifying(), clock.submitted()
    address, body = f"cases/{case.number}/links", {"other": other.number, "nature": "related"}
    said(caller("fagai_handler").post(address, body), 403, "登记分办")
    said(caller("zhujian_handler").post(address, body), 404, "没有")
    said(registrar.post(address, body | {"other": case.number}), 422, "不能", "other")
    said(registrar.post(address, body | {"other": "西信异〔2026〕999号"}), 404, "没有")
    assert registrar.post(address, body | {"nature": "merged"}).status_code == 422
    assert not CaseLink.objects.exists()
