"""The words of the papers of a rectification: who, what, by which law, by when. Whole texts stand in letters.txt."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework import actions
from casework.sweep import sweep
from tests.papers.letters import Letters
from workflows.rectification.tests import scenes
from workflows.rectification.tests.playing import LEAD, Play

pytestmark = pytest.mark.django_db


def letters(play: Play) -> Letters:
    return Letters(play.now(), Path(__file__).parent / "letters.txt")


def test_from_the_order_to_the_conclusion(world) -> None:
    """Served on 9 November: 5 working days to explain, 30 days to put right, 30 days to ask for a review of the order."""
    play = Play(world)
    papers, by = letters(play), world.actor(LEAD)
    (draft,) = actions.draft_papers(play.now(), "order", by=by, at=world.at, data=scenes.ORDER)
    play.lead("order")
    papers.check("notice", draft=draft)
    papers.values["order"] = papers.named("notice")
    play.on("2026-11-11").lead("serve", served_on="2026-11-09", proof=[play.receipt.pk])
    play.file(play.sides[1][0])
    play.unit("explain")
    papers.check("service", "explanation")
    play.unit("ask_extension")
    entered = scenes.entered("extend", play.now())
    (draft,) = actions.draft_papers(play.now(), "extend", by=by, at=world.at, data=entered)
    play.lead("extend")
    papers.check("extension", draft=draft)
    play.unit("record_measures")
    play.unit("report")
    assert "1．按合同支付拖欠的货款：已支付货款，2026年11月9日完成，附证明材料1件。" in papers.words("report")
    play.lead("fail_inspection", days=15)
    assert "请自本意见书作出之日起15日内，即于2026年11月26日前（含当日）继续整改" in "".join(papers.words("inspection"))
    play.unit("record_measures")
    play.unit("report")
    play.lead("pass_inspection")
    papers.check("inspection")
    play.unit("ask_leniency")
    play.lead("decide_leniency", leniency="lenient")
    play.unit("accept_conclusion")
    play.lead("close")
    papers.check("leniency", "conclusion")
    number = papers.issued("notice").number
    assert any(line.endswith(f"文书｜限期整改通知书｜{number}｜2026年11月9日") for line in papers.words("index"))


def test_who_does_nothing_is_urged_and_found_to_refuse(world) -> None:
    """No designation: the order claims no regulation of government inspections, and grants no review of itself."""
    play = Play(world).served(designation="")
    papers = letters(play)
    assert "《政府督查工作条例》" not in "".join(papers.words("notice"))
    assert papers.words("service")[-1] == "完成整改、报送整改报告｜自送达之日起30日内｜2026年12月9日"
    papers.values["order"] = papers.named("notice")
    play.unit("explain")
    sweep(play.on("2026-12-10").world.at)
    papers.check("urge")
    sweep(play.on("2026-12-23").world.at)
    criticism = "".join(papers.words("criticism_proposal"))
    assert (
        "参照《政府督查工作条例》第二十一条关于批评建议报请批准的规定，建议对大连市西岗区财政局予以通报批评。"
        in criticism
    )
    assert "至今已逾期10个工作日" in criticism
    play.lead("find_refusal")
    papers.check("refusal")
