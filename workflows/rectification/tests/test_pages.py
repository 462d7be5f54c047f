"""The screens of both sides: opening, files sent with a step, items as groups, and what each side reads."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import Case
from tests.engine.files import photo
from tests.staff.conftest import case_page, move_page
from workflows.rectification.models import Proof
from workflows.rectification.tests import scenes
from workflows.rectification.tests.playing import LEAD, THEIRS, Play

pytestmark = pytest.mark.django_db


def words(response: Any) -> str:
    return response.content.decode()


def form(play: Play, move: str, **data: Any) -> dict[str, Any]:
    """What the browser sends for a move."""
    return {"version": play.now().version} | scenes.entered(move, play.now()) | data


def test_the_registrar_opens_one_on_screen(world, sign_in):
    page = reverse("staff:register") + "?kind=rectification"
    registrar = sign_in("registrar")
    shown = words(registrar.get(page))
    assert [name for name in ("id_number", "identity", "phone") if f'name="{name}"' in shown] == []
    sent = {"respondent": "区财政局", "area": "integrity_sanction", "content": "经核实存在失信行为。", "key": "one"}
    sent |= {f"details-{name}": value for name, value in scenes.ORDER.items() if name != "designation"}
    answer = words(registrar.post(page, sent))
    case = Case.objects.get()
    assert case.number in answer
    assert "XG-" not in answer, "nobody needs a receipt code"
    assert (case.kind, case.channel, case.parties.get().name) == ("rectification", "office", "大连市西岗区发展和改革局")
    assert (case.lead_unit.name, case.rectification.severity) == ("区发改局", "ordinary")
    assert "拖欠" in case.rectification.demands


def test_what_is_missing_is_said_beside_its_field(world, sign_in):
    page = reverse("staff:register") + "?kind=rectification"
    answer = sign_in("registrar").post(page, {"area": "integrity_sanction", "content": "某事。", "key": "one"})
    assert answer.status_code == 422
    assert 'id="id_respondent_error"' in words(answer)
    assert not Case.objects.exists()


# Files sent with a step ------------------------------------------------------------------------------------------


def test_a_file_sent_with_a_step_is_stored_and_chosen(world, sign_in):
    play = Play(world)
    play.lead("order")
    sent = form(play, "serve", proof=[], proof_files=[photo("回证扫描件.png")])
    assert sign_in(LEAD).post(move_page(play.case, "serve"), sent).status_code == 302
    assert play.now().state == "explaining"
    proof = Proof.objects.get(rectification__case=play.case, purpose="service")
    assert (proof.evidence.name, proof.evidence.source) == ("回证扫描件.png", "lead")


def test_a_file_is_not_lost_when_something_else_is_wrong(world, sign_in):
    play = Play(world)
    play.lead("order")
    client = sign_in(LEAD)
    sent = form(play, "serve", proof=[], recipient="", proof_files=[photo("回证扫描件.png")])
    answer = client.post(move_page(play.case, "serve"), sent)
    assert answer.status_code == 422
    stored = play.now().evidence.get(name="回证扫描件.png")
    assert f'value="{stored.pk}" checked' in words(answer)
    assert f'name="version" value="{play.now().version}"' in words(answer)
    again = form(play, "serve", proof=[stored.pk])
    assert client.post(move_page(play.case, "serve"), again).status_code == 302
    assert play.now().state == "explaining"


def test_a_bad_file_is_refused_beside_its_field_and_the_step_is_not_made(world, sign_in):
    play = Play(world).served()
    play.unit("explain")
    bad = photo("凭证.exe")
    answer = sign_in(THEIRS).post(
        move_page(play.case, "record_measures"), form(play, "record_measures", proof_2_files=[bad])
    )
    assert answer.status_code == 422
    assert 'id="id_proof_2_files_error"' in words(answer)
    assert "已支付货款。" in words(answer)
    assert play.now().evidence.filter(source="respondent").count() == 1


def test_a_stale_page_stays_stale_although_files_came_with_it(world, sign_in):
    play = Play(world)
    play.lead("order")
    sent = form(play, "serve", version=play.now().version - 1, proof_files=[photo("回证扫描件.png")])
    answer = sign_in(LEAD).post(move_page(play.case, "serve"), sent)
    assert answer.status_code == 409
    assert play.now().state == "ordered"
    assert "回证扫描件.png" in words(answer)


# Items -----------------------------------------------------------------------------------------------------------


def test_each_item_is_a_group_of_its_own(world, sign_in):
    play = Play(world).served()
    play.unit("explain")
    shown = words(sign_in(THEIRS).get(move_page(play.case, "record_measures")))
    assert shown.count('<fieldset class="group">') == 2
    assert "第1项：按合同支付拖欠的货款" in shown
    assert 'enctype="multipart/form-data"' in shown


def test_what_was_recorded_stands_in_the_form_again(world, sign_in):
    play = Play(world).served()
    play.unit("explain")
    play.unit("record_measures", reason_2="须经会议审议。")
    shown = words(sign_in(THEIRS).get(move_page(play.case, "record_measures")))
    proof = play.now().evidence.get(source="respondent").pk
    assert "须经会议审议。" in shown
    assert 'value="2026-11-09"' in shown
    assert shown.count(f'value="{proof}" checked') == 2


@pytest.mark.parametrize("who", [LEAD, THEIRS])
def test_both_sides_see_the_items_with_what_was_done_and_found(world, sign_in, who):
    play = Play(world).reported()
    play.lead("fail_inspection", result_1="passed", words_2="制度尚未印发。")
    shown = words(sign_in(who).get(case_page(play.case)))
    for said in ("按合同支付拖欠的货款", "已支付货款。", "制度尚未印发。", "未整改到位", "第2轮", "凭证.png"):
        assert said in shown, said


def test_an_inspection_that_was_returned_is_filled_in_again(world, sign_in, supervisor: Client):
    play = Play(world).reported()
    proposal = play.does("pass_inspection", LEAD, words_1="核对了回单。")
    page = reverse("staff:approval", args=[proposal.pk])
    returned = {"decision": "return", "reason": "请附照片。", "content_hash": proposal.content_hash}
    assert "核对了回单。" in words(supervisor.get(page))
    assert supervisor.post(page, returned).status_code == 302
    assert "核对了回单。" in words(sign_in(LEAD).get(move_page(play.case, "pass_inspection")))
