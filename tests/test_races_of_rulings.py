"""Two who decide on the same thing at once: the first decision stands, the other person is told that there is one."""

from __future__ import annotations

from functools import partial

import pytest

from casework import actions
from casework.errors import ActionError
from casework.filing import PartyInput
from casework.models import Event, Unit
from tests.engine.cast import person
from tests.engine.racing import clean, parted, race
from tests.world import World
from workflows.complaint.tests.matter import Matter

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "已研究。"


@pytest.fixture
def world(committed_world: World, settings) -> World:
    settings.CASE_LOCK_TIMEOUT_MS = 60_000  # a slow machine is no refusal
    return committed_world


def settled(refused: list[ActionError], verb: str, words: str) -> None:
    """One got through; the other reads what was decided before."""
    assert Event.objects.filter(verb=verb).count() == 1
    assert [words in str(refusal) for refusal in refused] == [True]
    clean()


def test_of_two_rulings_on_one_return_one_stands(world: World) -> None:
    case, asked = world.consulting()
    by = world.actor("caizheng_handler")
    actions.return_assignment(asked.pk, reason="不属我单位职责。", belongs_to=None, by=by, at=world.at)
    rule = partial(actions.rule_on_return, asked.pk, reason=WHY, by=world.actor("registrar"), at=world.at)
    won, refused = parted(race(partial(rule, unit=Unit.objects.get(name="区住建局")), partial(rule, unit=None)))
    asked.refresh_from_db()
    assert case.assignments.count() == (1 if won == [None] else 2)
    assert asked.ruling == ("dropped" if won == [None] else "reassigned")
    settled(refused, "ruled", str(asked.get_ruling_display()))


def test_of_two_decisions_on_a_seal_one_stands(world: World) -> None:
    filer = PartyInput("person", "欧阳听雨", phone="13998412345", sealed=True)
    case = world.file(filer=filer).case
    asked = actions.ask_unsealing(case.number, reason="需要询问细节。", by=world.actor("fagai_handler"), at=world.at)
    decide = partial(actions.decide_unsealing, asked.pk, at=world.at)
    yes = partial(decide, grant=True, answer="", by=world.actor("fagai_supervisor"))
    no = partial(decide, grant=False, answer="理由不充分。", by=world.actor("fagai_leader"))
    won, refused = parted(race(yes, no))
    asked.refresh_from_db()
    assert [row.status for row in won] == [asked.status]
    settled(refused, "unseal_decided", str(asked.get_status_display()))


def test_of_two_decisions_between_joint_leads_one_stands(world: World) -> None:
    matter = Matter.file(world, area="arrears").accept()  # 区科工局 with 区财政局 and 区审计局
    for _round in range(2):
        matter.send_round("unclear", answers=("disagree", "agree"))
    refusal = matter.now.assignments.get(ruling="pending")
    decide = partial(actions.settle_difference, refusal.pk, reason=WHY, at=world.at)
    first = partial(decide, stands=True, by=world.actor("zhengfuban_supervisor"))
    second = partial(decide, stands=False, by=person("zhengfuban-2", (Unit.objects.get(name="区政府办"), "supervisor")))
    won, refused = parted(race(first, second))
    refusal.refresh_from_db()
    assert [row.ruling for row in won] == [refusal.ruling]
    settled(refused, "difference_settled", str(refusal.get_ruling_display()))
