"""What the unit sees that has to put things right: its own part, and what was decided; never how the authority came to it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from casework import actions, audit, casefile, desk
from casework.api.tokens import make_token
from casework.door import locked
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.models import Case, CaseTask, Evidence, Proposal, Role, Unit
from casework.sweep import sweep
from notifications.models import Message
from tests.engine.cast import person
from tests.engine.racing import clean
from tests.staff.conftest import case_page, move_page
from workflows.rectification.tests import scenes
from workflows.rectification.tests.playing import CHIEF, LEAD, THEIR_CHIEF, THEIRS, Play

pytestmark = pytest.mark.django_db
NOTE, RETURNED, HANDED, INNER_FILE = "请领导把握尺度", "措辞再严厉一些", "本人休假请接手", "内部核查笔录.png"
SECRETS = (NOTE, RETURNED, HANDED, INNER_FILE.removesuffix(".png"))


def words(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def secretive(world) -> Play:
    """A rectification on whose way the authority wrote down what is not for the unit."""
    play = Play(world)
    play.file(LEAD, INNER_FILE)
    for move in ("order", "pass_inspection"):
        if move == "pass_inspection":
            play.lead("serve", proof=[play.receipt.pk])
            play.file(THEIRS)
            for step in ("explain", "record_measures", "report"):
                play.unit(step)
        first = actions.propose(
            play.case.number, move, by=world.actor(LEAD), at=world.at, data=typed(play, move), note=NOTE
        )
        actions.decide(first.pk, by=world.actor(CHIEF), at=world.at, approve=False, reason=RETURNED)
        if move == "order":
            play.lead(move)
    task = CaseTask.objects.open().get(case=play.case, proposal=None)
    actions.hand_over(task.pk, to=world.people["fagai_handler2"], reason=HANDED, by=world.actor(LEAD), at=world.at)
    actions.propose(
        play.case.number,
        "pass_inspection",
        by=world.actor("fagai_handler2"),
        at=world.at,
        data=typed(play, "pass_inspection"),
        note=NOTE,
    )
    return play


def typed(play: Play, move: str) -> dict[str, Any]:
    return scenes.entered(move, play.now())


# Before it is told -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["drafting", "ordered"])
def test_until_it_is_served_the_unit_knows_nothing(world, sign_in, state):
    play = Play(world)
    if state == "ordered":
        play.lead("order")
    for who in (THEIRS, THEIR_CHIEF):
        client = sign_in(who)
        assert not Case.objects.visible_to(world.actor(who)).exists()
        assert client.get(case_page(play.case)).status_code == 404
        for page in ("home", "queue", "cases", "watch"):
            assert play.case.number not in words(client.get(reverse(f"staff:{page}")))
    assert not Message.objects.filter(recipient__username__startswith="caizheng").exists()


def test_an_auditor_of_the_unit_itself_sees_it_no_sooner(world):
    play = Play(world, respondent=Unit.objects.get(name="区审计局"))
    assert not Case.objects.visible_to(world.actor("auditor")).exists()
    play.lead("order")
    play.lead("serve", proof=[play.receipt.pk])
    assert Case.objects.visible_to(world.actor("auditor")).exists()


def test_what_was_not_ordered_stays_unknown(world):
    play = Play(world)
    play.lead("cancel")
    assert not Case.objects.visible_to(world.actor(THEIRS)).exists()
    clean()


# What is kept from it --------------------------------------------------------------------------------------------


def test_the_pages_of_the_unit_say_nothing_of_the_inner_work(world, sign_in):
    play = secretive(world)
    for who in (THEIRS, THEIR_CHIEF):
        client = sign_in(who)
        pages = [case_page(play.case), *(reverse(f"staff:{name}") for name in ("home", "queue", "cases", "approvals"))]
        for page in pages:
            shown = words(client.get(page))
            assert [secret for secret in SECRETS if secret in shown] == [], page
            assert [name for name in ("林晓", "周明远", "陈静") if name in shown] == [], page
        shown = words(client.get(case_page(play.case)))
        assert gettext("Waiting for approval") not in shown
        assert "限期整改通知书" in shown
        assert "送达回证" in shown


def test_the_lead_itself_sees_all_of_it(world, sign_in):
    play = secretive(world)
    shown = words(sign_in(LEAD).get(case_page(play.case)))
    assert [secret for secret in SECRETS if secret not in shown] == []


def test_proposals_files_and_papers_of_the_authority_do_not_exist_for_the_unit(world, sign_in):
    play = secretive(world)
    client = sign_in(THEIRS)
    waiting = Proposal.objects.get(status="pending")
    assert client.get(reverse("staff:approval", args=[waiting.pk])).status_code == 404
    inner = Evidence.objects.get(name=INNER_FILE)
    assert client.get(reverse("staff:evidence", args=[inner.pk])).status_code == 404
    own = Evidence.objects.get(source="respondent")
    assert client.get(reverse("staff:evidence", args=[own.pk])).getvalue()
    for paper in play.now().documents.all():
        assert client.get(reverse("staff:paper", args=[paper.pk])).status_code == 200
        assert paper.addressee == "大连市西岗区财政局"


def test_papers_to_bodies_outside_and_the_index_do_not_exist_for_the_unit(world, sign_in):
    play = Play(world).served()
    play.unit("explain")
    play.on("2027-03-01")
    sweep(world.at)
    play.lead("find_refusal")
    play.on("2027-06-01").lead("close")
    client, own = sign_in(THEIRS), []
    for paper in play.now().documents.all():
        seen = client.get(reverse("staff:paper", args=[paper.pk])).status_code == 200
        assert seen == paper.for_respondent == (paper.addressee == "大连市西岗区财政局")
        own += [paper.paper.code] if seen else []
    kept = {"rectification_criticism_proposal", "rectification_award_proposal", "rectification_referral"}
    codes = set(play.now().documents.values_list("paper__code", flat=True))
    assert codes - set(own) == kept | {"rectification_index"}
    shown = words(client.get(case_page(play.case)))
    assert [word for word in ("通报批评", "问责", "案卷目录") if word in shown] == []
    assert "催办通知书" in shown


def test_the_timeline_of_the_unit(world):
    play = secretive(world)
    lines = [(line.title, line.who) for line in reversed(casefile.timeline(play.now(), world.actor(THEIRS)))]
    titles = [title for title, _who in lines]
    assert [t for t in titles if t.startswith(("报审", "提请", "退回", "同意", "移交"))] == []
    for said in ("书面说明原因", "报送整改报告", "补充材料"):
        assert any(said in title for title in titles), titles
    assert {who for _title, who in lines} <= {"区发改局", "孙倩 · 区财政局", "系统"}
    assert "".join(line.text for line in casefile.timeline(play.now(), world.actor(THEIRS))).count("凭证.png") == 1


def test_words_of_the_authority_stay_inside_whatever_event_they_hang_on(world):
    play = Play(world).served()
    with locked(pk=play.case.pk) as case:
        ctx = desk.context(case, world.actor(LEAD), world.at)
        audit.record(ctx, "clock_moved", private={"note": NOTE}, for_filer=True)
    line = casefile.timeline(play.now(), world.actor(THEIRS))[0]
    assert (line.text, line.who) == ("", "区发改局")
    assert casefile.timeline(play.now(), world.actor(LEAD))[0].text == NOTE


@pytest.mark.parametrize("who", [THEIRS, THEIR_CHIEF])
def test_the_api_says_no_more(world, who):
    play = secretive(world)
    caller, token = Client(), make_token(world.people[who], at=world.at)
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "zh-hans"}
    for path in ("", "/events", "/moves", "/links"):
        answer = caller.get(f"/api/v1/cases/{quote(play.case.number)}{path}", headers=headers)
        assert answer.status_code == 200
        said = json.loads(answer.content)
        assert [secret for secret in SECRETS if secret in str(said)] == []
        if not path:
            assert said["proposals"] == []
            assert {paper["title"] for paper in said["papers"]} >= {"限期整改通知书", "送达回证"}
            assert {step["unit"] for step in said["steps"]} <= {"区财政局"}
    waiting = Proposal.objects.get(status="pending")
    answer = caller.post(f"/api/v1/proposals/{waiting.pk}/approve", "{}", "application/json", headers=headers)
    assert answer.status_code == 404


# Acting for one side only ----------------------------------------------------------------------------------------


def both_sides() -> Any:
    """Somebody who works in the lead and belongs to the unit as well."""
    units = {unit.name: unit for unit in Unit.objects.filter(name__in=("区发改局", "区财政局"))}
    roles = ((units["区发改局"], Role.HANDLER), (units["区发改局"], Role.SUPERVISOR), (units["区财政局"], Role.LEADER))
    return person("both", *roles)


def test_who_belongs_to_the_unit_never_acts_for_the_lead(world):
    play, both = Play(world).reported(), both_sides()
    task = CaseTask.objects.open().get(case=play.case)
    actions.release(task.pk, by=world.actor(LEAD), at=world.at)
    with pytest.raises(NotAllowed):
        actions.claim(task.pk, by=both, at=world.at)
    with pytest.raises(InvalidData):
        actions.hand_over(task.pk, to=both.user, reason="请接手。", by=world.actor(CHIEF), at=world.at)
    proposal = play.does("pass_inspection", LEAD)
    with pytest.raises(NotAllowed):
        actions.decide(proposal.pk, by=both, at=world.at, approve=True)
    assert not Proposal.objects.filter(pk=proposal.pk).seen_by(both).exists()
    assert not Message.objects.filter(recipient=both.user, event="proposal_new").exists()
    clean()


def test_the_unit_adds_files_in_its_turn_only(world, sign_in):
    play = Play(world)
    play.lead("order")
    with pytest.raises(Conflict):
        play.file(THEIRS)
    play.lead("serve", proof=[play.receipt.pk])
    assert play.file(THEIRS).source == "respondent"
    with pytest.raises(NotAllowed):
        play.file(THEIR_CHIEF)
    play.unit("explain")
    play.unit("record_measures")
    play.unit("report")
    with pytest.raises(Conflict):
        play.file(THEIRS)
    assert reverse("staff:add_evidence", args=[play.case.number]) not in words(
        sign_in(THEIRS).get(case_page(play.case))
    )
    play.lead("pass_inspection")
    assert play.file(THEIRS).pk


def test_the_work_of_the_unit_stands_on_its_own_desk(world, sign_in):
    play = Play(world).served()
    client = sign_in(THEIRS)
    shown = words(client.get(reverse("staff:queue")))
    assert play.case.number in shown
    assert "书面说明" in shown
    task = CaseTask.objects.open().get(case=play.case, unit__name="区财政局")
    assert client.post(reverse("staff:claim", args=[task.pk])).status_code == 302
    assert play.case.number in words(client.get(reverse("staff:home")))
    assert "explain" in words(client.get(case_page(play.case)))
    assert client.get(move_page(play.case, "explain")).status_code == 200
    assert client.get(move_page(play.case, "revoke")).status_code == 403
    sent = {"version": play.now().version, "explanation": "付款审批迟延。", "proof": []}
    assert client.post(move_page(play.case, "explain"), sent).status_code == 302
    assert CaseTask.objects.open().get(case=play.case, unit__name="区财政局").owner == world.people[THEIRS]


def test_what_the_lead_proposes_neither_holds_the_unit_up_nor_shows(world):
    play = Play(world).served()
    play.unit("explain")
    play.unit("ask_extension", days=5)
    proposal = play.does("extend", LEAD, days=5)
    allowed = {o.move.name for o in casefile.options(play.now(), world.actor(THEIRS), world.at) if o.allowed}
    assert "record_measures" in allowed
    play.unit("record_measures")
    assert Proposal.objects.get(pk=proposal.pk).status == "void", "what changes the content voids a proposal"
    clean()
