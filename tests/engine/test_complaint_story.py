"""From a complaint to what was put right, through the door: the lead changes, a unit returns, another answers late."""

from __future__ import annotations

from typing import Any

import pytest

from casework import actions
from casework.models import Case, CaseLink, Role
from casework.sweep import sweep
from tests.engine.files import photo
from tests.engine.racing import clean
from workflows.complaint.play import unit
from workflows.complaint.tests.matter import Matter
from workflows.rectification.tests.scenes import ORDER, entered

pytestmark = pytest.mark.django_db


class Order:
    """The rectification that followed, played by its lead and by the unit that has to put things right."""

    def __init__(self, world: Any, case: Case) -> None:
        self.world, self.case = world, case

    def by_lead(self, move: str, **data: Any) -> None:
        self._do(move, self.world.get(self.case).lead_unit, data)

    def by_respondent(self, move: str, **data: Any) -> None:
        self._do(move, self.world.get(self.case).respondent, data)

    def _do(self, move: str, of: Any, data: dict[str, Any]) -> None:
        entry = entered(move, self.world.get(self.case)) | data
        done = self.world.submit(self.case, move, self.world.member(of), **entry)
        if not isinstance(done, Case):
            self.world.approve(done, self.world.member(of, Role.SUPERVISOR))

    def hand_in(self, of: Any) -> None:
        actions.add_evidence(photo(), by=self.world.actor(self.world.member(of)), case=self.case, at=self.world.at)


def test_a_complaint_about_the_unit_that_would_lead_is_put_right_in_a_second_round(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    matter = Matter.file(world, about="区财政局")
    assert matter.now.lead_unit.name == "区政府办"  # 五(一) names 区财政局, which is complained about
    matter.accept()
    first, second = matter.ask("区营商局", "区审计局")
    returner = world.actor(world.member(first.unit))
    actions.return_assignment(first.pk, reason="不属我单位职责。", belongs_to=None, by=returner, at=world.at)
    registrar = world.actor(matter.registrar())
    new = actions.rule_on_return(first.pk, unit=unit("区司法局"), reason="属其职责。", by=registrar, at=world.at)
    world.later(days=9)
    sweep(world.at)
    assert second.clocks.get().rungs.filter(name="red").exists()  # it answers late
    matter.answer(second)
    matter.answer(new, "partly")
    matter.by_lead("extend", days=30, reason="需要调取历年凭证。")
    assert matter.due("handle") == "XF-34 2027-02-07"
    matter.conclude("substantiated", facts=ORDER["facts"]).reply()
    clean()
    order = Order(world, CaseLink.objects.get(other=matter.case).case)
    put_right_in_two_rounds(world, order)
    matter.by_filer("rate_satisfied")
    assert (matter.now.state, world.get(order.case).state) == ("closed", "passed")
    clean()


def put_right_in_two_rounds(world: Any, order: Order) -> None:
    case = world.get(order.case)
    order.by_lead("order")
    order.hand_in(case.lead_unit)
    order.by_lead("serve")
    order.by_respondent("explain")
    order.hand_in(case.respondent)
    order.by_respondent("record_measures")
    order.by_respondent("report")
    order.by_lead("fail_inspection", result_1="passed")
    assert world.get(case).rectification.round == 2
    order.by_respondent("record_measures")
    order.by_respondent("report")
    order.by_lead("pass_inspection")
