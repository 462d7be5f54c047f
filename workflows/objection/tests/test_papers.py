"""The words of the papers of an objection: who, what, by which law, by when, and what is corrected. See letters.txt."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from casework import actions
from casework.models import CreditRecord, Document
from casework.paper_drafts import DraftPaper
from tests.papers.citing import faults
from tests.papers.letters import Letters
from tests.register import scene
from tests.world import RECORD

pytestmark = pytest.mark.django_db


def letters(case) -> Letters:
    return Letters(case, Path(__file__).parent / "letters.txt")


def drafted(world, case, move, **data) -> DraftPaper:
    """The first paper of a step as it would be issued now."""
    by = world.actor("fagai_handler")
    return actions.draft_papers(world.get(case), move, by=by, at=world.at, data=data)[0]


def test_from_the_supplement_to_the_review(world) -> None:
    """A firm about an amount; every day in letters.txt is counted there, none by the code."""
    case = world.submitted()
    papers = letters(case)
    world.submit(case, "ask_supplement", "fagai_handler", items="营业执照复印件", days=5)
    papers.check("supplement")
    world.later(days=2)
    world.as_filer(world.get(case), "supplement", text="见附件。")
    draft = drafted(world, case, "accept")
    case = world.agreed(case, "accept")
    papers.check("accept", draft=draft)
    asked = world.ask(case, "区财政局", question="请核查罚款金额。")
    papers.check("mark", "inquiry")
    world.later(days=1)
    more = {"assignment": asked.pk, "days": 3, "reason": "原始档案在库房。"}
    draft = drafted(world, case, "extend_provider", **more)
    case = world.agreed(case, "extend_provider", **more)
    papers.check("extension", draft=draft)
    world.answer(asked, "caizheng_handler")
    corrected = {"amount": "6400.00", "severity": "minor", "decided_on": "2025-07-17"}
    case = world.agreed(case, "decide_correct", explanation="经核查，金额录入有误。", **corrected)
    world.submit(case, "execute", "fagai_handler")
    papers.check("result", "correction", "unmark")
    for code in ("xinyong-dalian", "zhengfu-caigou"):
        world.submit(case, "acknowledge", "fagai_handler", subscriber=code, reference=f"HZ-{code}")
    world.as_filer(world.get(case), "ask_review", grounds="更正不彻底。")
    opinion = "原决定书载明金额6400元，原处理结果正确。"
    reviewer = world.get(case).review_unit
    papers.values["reviewer"] = reviewer.full_name
    world.agreed(case, "review_uphold", "zhengfuban_handler", "zhengfuban_supervisor", opinion=opinion)
    papers.check("review_result")
    assert papers.issued("review_result").unit == reviewer
    assert any("｜文书｜信用信息更正通知｜西信发异更〔2026〕" in line for line in papers.words("contents"))
    assert [fault for paper in case.documents.all() for fault in faults(paper)] == []


def test_a_receipt_says_what_was_filed_and_when_it_is_answered(world) -> None:
    words = letters(world.submitted()).words("receipt")
    assert "异议事项：金额、数量有误（涉及：金额）。主张的内容：6400元。请求：更正金额。" in words
    assert any(
        "自收到申请之日起2个工作日内，即于2026年11月11日前（含当日），书面告知是否受理" in line for line in words
    )


def test_a_refusal_names_its_reason_and_both_ways_out(world) -> None:
    case = world.agreed(world.submitted(), "refuse", reason="basis_disputed", explanation="对罚款的幅度不服。")
    letters(case).check("refuse")


def test_a_revocation_names_the_measures_that_fall_with_it(world) -> None:
    what = {"measure": "暂停参加政府采购活动", "decided_by": "区财政局", "decided_on": date(2026, 11, 2)}
    record = CreditRecord.objects.get(number=RECORD)
    actions.impose_sanction(record, by=world.actor("registrar"), at=world.at, first_day=date(2026, 11, 2), **what)
    case = world.verifying()
    world.submit(case, "own_check", "fagai_handler", own_check="信息张冠李戴。")
    case = world.agreed(case, "decide_revoke", explanation="信息张冠李戴。")
    world.submit(case, "execute", "fagai_handler")
    letters(case).check("revocation")


def test_a_mark_that_falls_away_undecided_is_told(world) -> None:
    """撤回: those who use the record hear that the mark is gone, and that the record says what it said."""
    case = world.verifying()
    world.as_filer(case, "withdraw", reason="已经协商解决。")
    words = letters(case).words("unmark")
    assert (words[0], words[5]) == ("各信用信息使用单位", "该信息的内容没有变动。")
    assert "已由申请人撤回" in words[1]
    assert "撤回理由：已经协商解决。" in letters(case).words("withdrawal")
    case = world.submitted()
    world.as_filer(case, "withdraw", reason="")
    assert not case.documents.filter(paper__code="objection_unmark").exists(), "there was no mark"


def test_about_a_person_the_law_is_another_one(world) -> None:
    """个人信息保护法; 征信业管理条例 stands on no letter about public credit information."""
    record = scene.verified(world, **vars(scene.person(penalties=[])))
    case = world.agreed(world.get(world.file(record=record).case), "accept")
    asked = world.ask(case, "区财政局")
    assert "《个人信息保护法》第四十六条、第五十条和《西岗区加强" in "".join(letters(case).words("accept"))
    assert "本函涉及个人信息，仅供核查本事项使用，请勿扩散。" in letters(case).words("inquiry")
    said = "".join(f"{one.addressee}{one.content}" for one in Document.objects.filter(case=asked.case_id))
    assert "征信业" not in said
    assert "企业信息公示" not in said
