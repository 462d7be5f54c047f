"""The words of the papers of a repair: the law of the record's own rule version, the conditions, what falls when. See letters.txt."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from casework import actions
from tests.papers.citing import faults
from tests.papers.letters import Letters
from tests.register import scene
from workflows.repair.tests.scenes import apply
from workflows.repair.tests.test_tracks import NEW, OLD, UNIT, accepted, ask, confirm, record

pytestmark = pytest.mark.django_db
TOO_EARLY = "XG-2026-0021"  # 36号令, determined on 2026-10-15


def letters(case) -> Letters:
    return Letters(case, Path(__file__).parent / "letters.txt")


def sound(case) -> bool:
    return [fault for paper in case.documents.all() for fault in faults(paper)] == []


def test_from_acceptance_to_the_revocation_of_an_enterprise(world) -> None:
    """36号令: seven working days from acceptance, three to carry it out; every day in letters.txt is counted there."""
    what = {"measure": "取消评优资格", "decided_by": "区政府", "decided_on": date(2026, 11, 6)}
    by = world.actor("registrar")
    actions.impose_sanction(record(NEW), by=by, at=world.at, first_day=date(2026, 11, 6), **what)
    case = accepted(world, record(NEW))
    papers = letters(case)
    papers.check("accept")
    case = ask(world, case)
    papers.check("inquiry")
    by, words = world.actor("fagai_handler"), {"explanation": "符合条件。"}
    draft = actions.draft_papers(case, "decide_grant", by=by, at=world.at, data=words)[0]
    case = world.agreed(case, "decide_grant", **words)
    papers.check("grant", draft=draft)
    world.submit(case, "execute", "fagai_handler")
    papers.check("result", "lifting")
    case = confirm(world, world.get(case))
    listed = [line.split("｜")[2] for line in papers.words("contents") if line[0].isdigit()]
    assert {"信用修复决定书", "修复结果共享通知", "惩戒解除通知"} <= set(listed)
    case = world.agreed(case, "revoke", explanation="付款凭证系伪造。", no_repair_until="2029-11-09")
    granted = papers.named("grant").removesuffix("）")
    papers.values["granted"] = f"{granted}，2026年11月9日）"
    papers.check("revocation", "resumption")
    confirm(world, case)
    assert len([line for line in papers.words("contents") if line[0].isdigit()]) == 9, (
        "a new index after the revocation"
    )
    assert sound(case)


def test_a_receipt_holds_the_commitment_as_it_was_made(world) -> None:
    """信用承诺书: who made it when, and what was promised on the screen; no fee."""
    case = apply(world, record(NEW))
    words = letters(case).words("receipt")
    at = words.index("二、信用承诺")
    assert words[at + 1] == "申请人已于2026年11月9日作出信用承诺（承诺人：王建国），承诺内容如下："
    assert words[at + 2] == "（一）所述情况和提交的材料真实、完整。"
    assert "即于2026年11月12日前（含当日），书面告知是否受理。" in "".join(words)
    assert "办理信用修复不收取任何费用（《信用修复管理办法》（国家发展改革委令第36号））。" in words
    without = apply(world, record(OLD), promised=False)
    assert "申请时没有提交信用承诺书，需要补交。" in letters(without).words("receipt")
    world.submit(without, "ask_supplement", "fagai_handler", items="信用承诺书", days=5)
    asked = "".join(letters(without).words("supplement"))
    law = "《信用修复管理办法》（国家发展改革委令第36号）"  # procedure, so by the rule of the day
    assert f"只需提交法定责任义务履行完毕的证明材料和信用承诺书（{law}）。" in asked
    assert "5个工作日内，即于2026年11月16日前（含当日）补正" in asked


def test_a_refusal_says_from_when_one_may_apply_again(world) -> None:
    case = apply(world, record(TOO_EARLY))
    case = world.agreed(case, "refuse", reason="min_not_reached", explanation="公示未满三个月。")
    letters(case).check("refuse")
    assert sound(case)


def test_a_public_body_is_answered_by_its_own_rule(world) -> None:
    """1103号, and no fee article, no 22号: those are about market subjects."""
    case = accepted(world, record(UNIT))
    case = world.agreed(case, "extend", days=2, reason="需要实地核查。")
    letters(case).check("extension")
    case = ask(world, case, finding="not_done")
    case = world.agreed(case, "decide_refuse", reason="not_fulfilled", explanation="尚有工程款未付清。")
    letters(case).check("denial")
    assert sound(case)


def test_an_older_record_is_decided_by_the_older_rule(world) -> None:
    """58号令: ten working days from the application, not from acceptance, and no extension is promised."""
    case = apply(world, record(OLD))
    world.later(days=2)
    words = "".join(letters(world.agreed(case, "accept")).words("accept"))
    assert "自收到申请之日起10个工作日内，即于2026年11月23日前（含当日），作出准予或者不予修复的决定" in words
    assert "经批准可以延长" not in words
    assert "《失信行为纠正后的信用信息修复管理办法（试行）》（国家发展改革委令第58号）的规定，决定予以受理" in words


def test_about_a_civil_servant_bodies_outside_are_asked_for_help(world) -> None:
    """四（四）; the letter to a body outside sets no time, the one to 区人社局 does; nothing is called published."""
    row = scene.verified(world, **vars(scene.person(penalties=[], obligations_done_on=date(2026, 10, 30))))
    case = ask(world, accepted(world, row))
    asked = {one.addressee: one.content["paragraphs"] for one in case.documents.filter(paper__code="repair_inquiry")}
    outside = next("".join(lines) for to, lines in asked.items() if "组织部" in to)
    assert "现请予以协助。" in outside
    assert "请书面反馈意见。" in outside
    assert "3个工作日" not in outside
    assert any("自收到本函之日起3个工作日内，即于2026年11月12日前（含当日）" in "".join(one) for one in asked.values())
    case = world.agreed(case, "decide_grant", explanation="符合条件。")
    grant = "".join(letters(case).words("grant"))
    assert "根据《西岗区加强政务诚信建设实施方案》四（四）的规定，决定准予修复：停止共享和使用该信息" in grant
    assert "公示该信息" not in grant
    assert sound(case)
