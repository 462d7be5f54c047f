"""After the answer: rating, handled again once, reviewed once by others, closed by the clock, withdrawn, taken up."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import pytest

from casework import actions
from casework.errors import GuardFailed, InvalidData, NotAllowed
from casework.filing import PartyInput
from casework.models import Case, CaseLink, Event, Membership, Party, Role
from casework.rules.deadlines import CHINA
from casework.sweep import sweep
from tests.engine.racing import clean, parted, race
from workflows.complaint.tests.matter import Matter

pytestmark = pytest.mark.django_db
GROUNDS = {"grounds": "认定的金额不对。"}
ANSWER = {"answer": "经研究，答复如下。"}
OPINION = {"opinion": "经复查，意见如下。"}


@pytest.fixture
def replied(world):
    return Matter.file(world).replied()


def dissatisfied(matter: Matter) -> Matter:
    matter.by_filer("rate_dissatisfied", reason="没有说明何时付款。")
    return matter


def reopened(matter: Matter) -> Matter:
    dissatisfied(matter).by_filer("ask_reopen", **GROUNDS)
    matter.by_lead("reopen", **ANSWER)
    return matter


def test_who_is_satisfied_closes_it_at_once(world, replied):
    replied.by_filer("rate_satisfied")
    assert (replied.now.state, replied.details.satisfaction, replied.now.outcome) == (
        "closed",
        "satisfied",
        "unfounded",
    )
    contents = replied.now.documents.get(paper__code="complaint_contents")
    assert any("处理结果告知书" in line for line in contents.content["paragraphs"])
    clean()


def test_dissatisfaction_has_a_reason(world, replied):
    with pytest.raises(InvalidData) as refusal:
        replied.by_filer("rate_dissatisfied", reason="")
    assert list(refusal.value.errors) == ["reason"]
    dissatisfied(replied)
    assert (replied.now.state, replied.details.satisfaction) == ("replied", "dissatisfied")
    with pytest.raises(GuardFailed):
        replied.by_filer("rate_dissatisfied", reason="再说一次。")
    clean()


def test_a_rating_by_telephone_is_entered_by_the_registrar(world, replied):
    replied.by_registrar("rate_satisfied")
    paper = replied.now.documents.get(paper__code="complaint_followup")
    assert "由登记人员回访记录" in "".join(paper.content["paragraphs"])
    assert not paper.for_filer


def test_only_who_is_dissatisfied_asks_for_it_to_be_handled_again(world, replied):
    with pytest.raises(GuardFailed):
        replied.by_filer("ask_reopen", **GROUNDS)


def test_it_is_handled_again_once(world, replied):
    reopened(replied)
    case = replied.now
    assert (case.state, case.outcome, case.complaint.finding) == ("handling", "", "")
    assert replied.due("handle") == "XF-34 2027-01-08"
    replied.conclude("partly").reply()
    assert replied.details.satisfaction == ""
    dissatisfied(replied)
    with pytest.raises(GuardFailed):
        replied.by_filer("ask_reopen", **GROUNDS)
    replied.by_filer("ask_review", **GROUNDS)
    assert Event.objects.filter(case=replied.case, verb="move", move="reopen").count() == 1
    clean()


def test_a_refusal_to_handle_it_again_opens_the_time_for_a_review_anew(world, replied):
    dissatisfied(replied).by_filer("ask_reopen", **GROUNDS)
    world.later(days=29)
    assert sweep(world.at)
    world.later(days=5)
    sweep(world.at)
    assert replied.now.state == "reopening"
    replied.by_lead("decline_reopen", **ANSWER)
    assert (replied.now.state, replied.due("ask_review")) == ("replied", "XF-35a 2027-01-12")
    replied.by_filer("ask_review", **GROUNDS)
    clean()


def test_the_review_is_of_the_unit_above_and_of_people_who_took_no_part(world, replied):
    replied.by_filer("ask_review", **GROUNDS)
    assert (replied.now.review_unit.name, replied.due("review")) == ("区政府办", "XF-35b 2026-12-09")
    Membership.objects.create(
        user=world.people["caizheng_handler"],
        unit=replied.now.review_unit,
        role=Role.HANDLER,
        valid_from=world.at.date(),
    )
    with pytest.raises(NotAllowed):
        world.submit(replied.case, "decide_review_uphold", "caizheng_handler", **OPINION)
    replied.by_reviewer("decide_review_uphold", **OPINION)
    assert (replied.now.state, replied.due("ask_recheck")) == ("replied", "XF-36a 2026-12-09")
    with pytest.raises(GuardFailed):
        replied.by_filer("ask_review", **GROUNDS)
    world.at = datetime(2026, 12, 10, 9, tzinfo=CHINA)
    sweep(world.at)
    assert replied.now.state == "closed"
    clean()


def test_a_unit_above_that_took_part_does_not_review(world):
    matter = Matter.file(world).accept()
    (asked,) = matter.ask("区政府办")
    matter.answer(asked)
    matter.conclude().reply().by_filer("ask_review", **GROUNDS)
    assert matter.now.review_unit.name == "区司法局"


def test_a_review_sends_it_back(world, replied):
    replied.by_filer("ask_review", **GROUNDS)
    replied.by_reviewer("decide_review_change", **OPINION)
    assert (replied.now.state, replied.now.outcome) == ("handling", "")
    assert world.open_tasks(replied.case) == [("handle", "区财政局", "caizheng_handler")]
    replied.conclude("partly").reply()
    with pytest.raises(GuardFailed):
        replied.by_filer("ask_review", **GROUNDS)
    clean()


def test_after_the_time_nothing_can_be_asked_for(world, replied):
    dissatisfied(replied)
    world.later(days=40)
    for move in ("ask_review", "ask_reopen"):
        with pytest.raises(GuardFailed):
            replied.by_filer(move, **GROUNDS)


@pytest.mark.parametrize("standstill", [0, 200])
def test_it_is_closed_when_the_time_has_ended(world, replied, standstill):
    """30 days from 9 November; the sweep catches up after a stop of any length, and does nothing twice."""
    world.at = datetime(2026, 12, 9, 23, tzinfo=CHINA)
    sweep(world.at)
    assert not actions.expire(replied.clock("ask_review").pk, at=world.at)
    assert replied.now.state == "replied"
    world.later(hours=1, days=standstill)
    sweep(world.at)
    sweep(world.at)
    case = replied.now
    assert (case.state, case.closed_at, case.outcome) == ("closed", world.at, "unfounded")
    assert case.events.filter(move="close").count() == 1
    assert case.documents.filter(paper__code="complaint_contents").count() == 1
    clean()


def test_the_last_day_of_a_right_rolls_on(world):
    world.at = datetime(2026, 9, 5, 10, tzinfo=CHINA)
    matter = Matter.file(world).replied()
    assert matter.due("ask_review") == "XF-35a 2026-10-08"


def test_the_time_counts_from_the_service(world):
    matter = Matter.file(world).accept().conclude()
    world.later(days=4)
    matter.reply(served_on="2026-11-11")
    assert matter.due("ask_review") == "XF-35a 2026-12-11"
    other = Matter.file(world).accept().conclude()
    for day in ("2026-11-12", "2026-11-14", "2027-01-01", "gestern"):
        with pytest.raises(InvalidData):
            other.reply(served_on=day)


@pytest.mark.django_db(transaction=True)
def test_four_sweeps_close_it_once(committed_world):
    world = committed_world
    matter = Matter.file(world).replied()
    world.later(days=60)
    results, _refused = parted(race(*[partial(sweep, world.at)] * 4))
    assert len(results) == 4
    assert matter.now.state == "closed"
    assert matter.now.events.filter(move="close").count() == 1
    clean()


def test_a_stated_time_ends_it_where_no_rule_has_one(world):
    matter = Matter.file(world, channel="credit_site").accept(days=20).conclude(window=10).reply()
    matter.by_filer("ask_review", **GROUNDS)
    assert matter.due("review") == ""
    matter.by_reviewer("decide_review_uphold", **OPINION)
    assert matter.now.state == "closed"  # nothing is left that could be asked for
    clean()


def test_withdrawal_ends_it_and_keeps_what_was_found(world, replied):
    early = Matter.file(world)
    early.by_filer("withdraw", reason="款项已经付清。")
    replied.by_filer("withdraw", reason="")
    assert (early.now.outcome, replied.now.outcome) == ("withdrawn", "unfounded")
    clean()


def test_the_office_takes_it_up_without_who_complained(world):
    matter = Matter.file(world)
    matter.by_filer("withdraw", reason="款项已经付清。")
    matter.by_registrar("continue_ex_officio", facts="多家企业反映付款迟延。", title="付款情况核查")
    link = CaseLink.objects.get(other=matter.case)
    own = world.get(link.case)
    assert (own.kind, own.channel, own.content, own.complaint.category) == (
        "complaint",
        "office",
        "多家企业反映付款迟延。",
        "contract",
    )
    assert own.parties.get().name == matter.now.registry_unit.full_name
    with pytest.raises(GuardFailed):
        matter.by_registrar("continue_ex_officio", facts="再来一次。", title="")
    clean()


PLANTED = ("鲁小满", "13942678102", "亲眼所见的红色皮箱")


def test_who_reported_is_nowhere_in_what_the_body_at_fault_gets(world):
    """举报: the planted name, telephone and phrase stand in no row of the order that follows, and in no message."""
    name, phone, phrase = PLANTED
    report = PartyInput("person", name, phone=phone, sealed=True)
    matter = Matter.file(world, filer=report, content=f"我{phrase}里装着回扣。").accept()
    matter.ask("区营商局")
    for asked in matter.now.assignments.filter(status="open"):
        matter.answer(asked)
    matter.conclude("substantiated").reply()
    child = CaseLink.objects.get(other=matter.case).case
    parts = [r for r in Case._meta.related_objects if r.related_model is not CaseLink]
    rows = [row for r in parts for row in r.related_model._default_manager.filter(**{r.field.name: child.pk})]
    rows += [child, *Event.objects.filter(case=child).values("private__data", "data")]
    text = "\n".join(str(vars(row) if hasattr(row, "__dict__") else row) for row in rows)
    assert not any(word in text for word in PLANTED)
    assert not any(word in str(list(matter.now.documents.values())) for word in (name, phone))
    respondent = world.actor("zhujian_handler")
    assert not Case.objects.visible_to(respondent).filter(pk=matter.case.pk).exists()
    assert (Party.objects.get(case=matter.case).name, matter.details.nature) == ("", "report")
    clean()
