"""The words of the papers of a complaint, from filing to the review: who, what, by which law, by when. See letters.txt."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from casework import actions
from casework.filing import PartyInput
from casework.permissions import Actor
from casework.rules.deadlines import CHINA
from tests.papers.letters import Letters
from workflows.complaint.play import unit
from workflows.complaint.tests.matter import Matter, ticket_filing

pytestmark = pytest.mark.django_db
SEALED = "金大刚"


def letters(matter: Matter) -> Letters:
    return Letters(matter.now, Path(__file__).parent / "letters.txt")


def test_from_the_receipt_to_the_letters_of_the_units(world) -> None:
    """A firm about a contract, by the rules of petitions: 15 days, 60 days, and what the letters state."""
    matter = Matter.file(world, details={"amount": "480000.00"})
    papers = letters(matter)
    receipt = "\n".join(papers.words("receipt"))
    assert "自收到之日起15日内，即于2026年11月24日前（含当日），书面告知是否受理。" in receipt
    assert "《信访工作条例》" not in receipt, "article 23(2) is from memory only"
    matter.by_registrar("ask_supplement", items="合同复印件", days=5)
    papers.check("register", "supplement")
    matter.by_filer("supplement", text="见附件。")
    entered = {"lead": matter.now.lead_unit_id, "cooperating": [unit("区营商局").pk]}
    by = world.actor(matter.registrar())
    draft = actions.draft_papers(matter.now, "accept", by=by, at=world.at, data=entered)[0]
    matter.accept(cooperating=entered["cooperating"])
    papers.check("accept", draft=draft)
    (asked,) = matter.ask("区营商局", days=7)
    papers.check("order", "inquiry")
    papers.values["letter"] = papers.named("inquiry")
    matter.answer(asked)
    papers.check("feedback")
    (asked,) = matter.ask("区商务局")
    papers.values["letter"] = papers.named("inquiry")
    by = world.actor(world.member(asked.unit))
    actions.return_assignment(asked.pk, reason="不是我单位职责。", belongs_to=unit("区司法局"), by=by, at=world.at)
    papers.check("return")


def test_from_more_time_to_the_review(world) -> None:
    """60 and 30 days; 30 days to ask for a review from the day of service, and 30 for the second one."""
    matter = Matter.file(world).accept()
    papers, more = letters(matter), {"days": 10, "reason": "需要调取原始凭证。"}
    (draft,) = actions.draft_papers(matter.now, "extend", by=world.actor(matter.lead()), at=world.at, data=more)
    matter.by_lead("extend", **more)
    papers.check("extension", draft=draft)
    matter.conclude("substantiated")
    papers.check("result")
    papers.values["letter"] = papers.named("result")
    world.later(days=2)
    matter.reply("2026-11-10")
    papers.check("service")
    matter.by_filer("ask_review", grounds="认定的金额不对。")
    matter.by_reviewer("decide_review_uphold", opinion="经复查，原处理意见正确。")
    papers.values["reviewer"] = papers.issued("review").unit.full_name
    papers.check("review")


def test_what_the_notice_states_is_not_called_law(world) -> None:
    """违约失信投诉: 1103号 names no days, so the days of the notice stand without an article."""
    matter = Matter.file(world, channel="credit_site").accept(days=20)
    papers = letters(matter)
    assert "办理期限为自受理之日起20个工作日，至2026年12月7日止。" in papers.words("accept")
    matter.conclude(window=10)
    result = "\n".join(papers.words("result"))
    assert "所反映的问题不属实，理由见上述说明（发改财金〔2023〕1103号文件二（二））。" in result
    assert "你单位可以自收到本告知书之日起10个工作日内对结果作出评价；" in result
    assert "复查（《信访工作条例》" not in result
    matter.reply()
    assert "自送达之日起10个工作日内，即于2026年11月23日前（含当日）" in papers.words("service")[-1]


def test_the_time_of_the_hotline_stands_in_the_acceptance_to_the_minute(world) -> None:
    due = datetime(2026, 11, 13, 17, 30, tzinfo=CHINA)
    ticket = ticket_filing("DL1", sort="complaint", dispatched_at=world.at, due_at=due)
    matter = Matter.file(world, by=Actor.machine("import_12345"), **ticket).accept()
    assert "按照12345工单载明的办结时限办理，至2026年11月13日17时30分止。" in letters(matter).words("accept")


def test_no_paper_names_whose_identity_is_sealed(world) -> None:
    """举报: neither the units that are asked nor the body that gets it are told who reported."""
    filer = PartyInput("person", SEALED, "", "13842600718", sealed=True)
    matter = Matter.file(world, filer=filer).accept()
    papers = letters(matter)
    (asked,) = matter.ask("区营商局")
    matter.answer(asked)
    assert {document.addressee for document in matter.now.documents.filter(for_filer=True)} == {"举报人"}
    assert "投诉举报人｜举报人（身份信息密封保存）" in papers.words("register")
    assert "办理中不向被举报的单位和个人透露举报人及举报材料。" in papers.words("accept")
    matter.by_registrar("transfer", to="city_department", explanation="属市级职权。")
    assert "反映人的身份信息由我单位密封保存，未随件转送；办理情况请函告我单位。" in papers.words("transfer")
    said = "".join(f"{paper.addressee}{paper.content}" for paper in matter.now.documents.all())
    assert SEALED not in said
    assert "13842600718" not in said


def test_a_refusal_names_its_reason_and_where_to_go(world) -> None:
    matter = Matter.file(world)
    matter.by_registrar("refuse", reason="arrears_elsewhere", explanation="所涉款项属于中小企业款项。")
    letters(matter).check("refuse")
