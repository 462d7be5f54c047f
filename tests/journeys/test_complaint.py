"""One complaint in a real browser: the lead is complained about, units differ, a rectification takes two rounds."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from casework.audit import verify
from casework.checks import problems
from casework.models import Assignment, Case
from tests.journeys.conftest import Staff, Start
from tests.journeys.steps import add_file, answer, approve, do, file_complaint, state, today, unit
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "我公司为机关食堂供货，验收合格后对方拖欠货款二十万元，多次催要没有结果。"


def test_from_a_broken_promise_to_a_promise_kept(start: Start, staff: Staff, clock, photo: Path) -> None:
    citizen = start("phone")
    number, code = file_complaint(
        citizen,
        "own",
        "区财政局",
        "procurement",
        WORDS,
        capacity="enterprise",
        name="大连海韵商贸有限公司",
        code="91210203MA0Q2X7KX2",
        phone="13842600718",
        consent="yes",
    )
    case = Case.objects.get(number=number)
    assert (case.lead_unit.name, case.respondent.name) == ("区政府办", "区财政局")  # the clause names 区财政局 alone

    registrar, lead = staff("registrar"), staff("zhengfuban_handler")
    do(registrar, number, "accept")
    approve(staff("fagai_supervisor"), number)
    assert state(number) == "handling"
    ask_two_units(staff, registrar, lead, number)
    do(lead, number, "extend_consulting", days="10", reason="需要调取付款凭证。")
    approve(staff("zhengfuban_supervisor"), number)

    clock.shift(timedelta(days=12))  # the one that was asked for five working days answers late
    late = Assignment.objects.get(case=case, unit__name="区审计局")
    answer(staff("shenji_handler"), late.pk, "经核对账目，货款确未支付。")
    assert late.clocks.get().stopped_at > late.clocks.get().due_at
    assert state(number) == "handling"
    conclude(staff, number)
    put_right(staff, clock, case.linked_by.get().case.number, photo)
    rate(start("phone"), number, code)
    assert state(number) == "closed"
    assert list(problems()) == []
    assert list(verify(Case.objects.all())) == []


def conclude(staff: Staff, number: str) -> None:
    """Found true, approved, and the answer served."""
    lead = staff("zhengfuban_handler")
    do(
        lead,
        number,
        "conclude_substantiated",
        {"severity": "ordinary"},
        text="经核查，拖欠货款二十万元属实。",
        facts="未按采购合同约定支付货款二十万元。",
        loss="企业垫付资金二十万元。",
        demands="支付拖欠的货款\n完善付款审批制度",
    )
    approve(staff("zhengfuban_supervisor"), number)
    do(lead, number, "reply", {"how": "portal"}, served_on=today())


def ask_two_units(staff: Staff, registrar: Walker, lead: Walker, number: str) -> None:
    """Two units are asked; one says it is not theirs, the registrar rules whose it is, and that one answers."""
    asked = [str(unit(name).pk) for name in ("区司法局", "区审计局")]
    do(lead, number, "ask_units", {"units": asked}, question="请核查合同履行和付款情况。", days="5")
    first = Assignment.objects.get(case__number=number, unit__name="区司法局")
    theirs = staff("sifa_handler")
    theirs.go(f"/staff/assignments/{first.pk}/return")
    theirs.fill(reason="付款事项不属我局职责。")
    theirs.page.locator("main select[name=belongs_to]").select_option(str(unit("区营商局").pk))
    theirs.press("main form.card-x button[type=submit].btn-primary")
    registrar.go(f"/staff/assignments/{first.pk}/ruling")
    registrar.fill(reason="营商环境投诉由区营商局核查。")
    registrar.press("main form.card-x button[type=submit].btn-primary")
    second = Assignment.objects.get(case__number=number, unit__name="区营商局")
    assert second.origin == first
    answer(staff("yingshang_handler"), second.pk, "经向企业核实，情况属实。")
    assert state(number) == "consulting"  # 区审计局 has not answered yet


def put_right(staff: Staff, clock, number: str, photo: Path) -> None:
    """Ordered, served, explained, half done and not passed; then the second round."""
    lead = staff("zhengfuban_handler")
    do(lead, number, "order", {"severity": "ordinary"}, designation="西政督〔2026〕3号")
    approve(staff("zhengfuban_supervisor"), number)
    receipt = add_file(lead, number, photo)
    do(
        lead,
        number,
        "serve",
        {"service": "in_person", "proof": str(receipt)},
        recipient="孙倩（办公室）",
        served_on=today(),
    )
    theirs = staff("caizheng_handler")
    do(theirs, number, "explain", explanation="年度预算调整，付款审批迟延。")
    proof = add_file(theirs, number, photo)
    do(
        theirs,
        number,
        "record_measures",
        {"proof_1": str(proof)},
        measure_1="已支付货款。",
        done_on_1=today(),
        reason_2="制度尚在修订。",
    )
    do(theirs, number, "report", report="货款已付清，制度正在修订。")
    do(
        lead,
        number,
        "fail_inspection",
        {"result_1": "passed", "result_2": "failed"},
        words_1="核对了付款凭证。",
        words_2="制度没有修订完成。",
        opinion="第二项没有整改到位。",
        days="15",
    )
    assert state(number) == "rectifying"
    clock.shift(timedelta(days=5))
    second_round(staff, number, photo)


def second_round(staff: Staff, number: str, photo: Path) -> None:
    """What was not passed is done, passed, and the case closed."""
    theirs, lead = staff("caizheng_handler"), staff("zhengfuban_handler")
    proof = add_file(theirs, number, photo)
    do(
        theirs,
        number,
        "record_measures",
        {"proof_2": str(proof)},
        measure_2="付款审批制度已经印发。",
        done_on_2=today(),
    )
    do(theirs, number, "report", report="全部事项已经整改。")
    do(lead, number, "pass_inspection", words_2="核对了制度文件。", opinion="全部整改到位。")
    approve(staff("zhengfuban_supervisor"), number)
    do(theirs, number, "accept_conclusion")
    do(lead, number, "close", conclusion="整改事项全部落实。")
    assert state(number) == "closed"


def rate(citizen: Walker, number: str, code: str) -> None:
    """On another day and device: the result, and a good word."""
    citizen.go("/track")
    citizen.fill(number=number, code=code)
    citizen.press("main form.card-x button.btn-primary")
    citizen.press("main a[href*='/track/papers/']")
    citizen.page.go_back()
    citizen.press("main a[href$='/rate_satisfied']")
    citizen.press("main form.card-x button[type=submit]")
