"""Who has which task of a repair. Gateways read the state; the machine alone decides it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from casework import door, records
from casework.models import Role
from workflows.base.flow import CaseFlow
from workflows.base.nodes import UnitJoin, UnitSplit, UnitTask, in_state
from workflows.repair import guards
from workflows.repair.states import S

TRIAGE = ("accept", "ask_supplement", "refuse")
DECISIONS = ("decide_grant", "decide_refuse")


class RepairFlow(CaseFlow):
    """登记 → 受理 → 核查 → 协查 → 拟定 → 执行 → 回执 → 办结; a revocation enters by the same door."""

    process_title = _("Credit repair")
    nodes_of_state = {
        S.SUBMITTED.value: {"triage"},
        S.SUPPLEMENTING.value: {"supplement"},
        S.VERIFYING.value: {"check"},
        S.CONSULTING.value: {"answer"},
        S.DECIDING.value: {"decide"},
        S.DECIDED.value: {"execute"},
        S.NOTIFYING.value: {"confirm"},
    }

    start = flow.StartHandle(this.begin).Annotation(title=_("Filed")).Next(this.where)
    where = (
        flow.Switch()
        .Annotation(title=_("Where does it stand?"))
        .Case(this.triage, in_state(S.SUBMITTED))
        .Case(this.supplement, in_state(S.SUPPLEMENTING))
        .Case(this.check, in_state(S.VERIFYING))
        .Case(this.split, in_state(S.CONSULTING))
        .Case(this.decide, in_state(S.DECIDING))
        .Case(this.execute, in_state(S.DECIDED))
        .Case(this.finish, lambda activation: activation.flow_class.instance.all_confirmed(activation))
        .Case(this.confirm, in_state(S.NOTIFYING))
        .Default(this.end)
    )
    triage = UnitTask(moves=TRIAGE).Annotation(title=_("Decide on acceptance")).Next(this.where)
    supplement = (
        UnitTask(moves=("supplement", "refuse"), role=Role.FILER, unit="none")
        .Annotation(title=_("Hand in what was missing"))
        .Next(this.where)
    )
    check = (
        UnitTask(moves=("own_check", "ask_units"), during=("extend",))
        .Annotation(title=_("Verify the repair"))
        .Next(this.where)
    )
    split = UnitSplit().Annotation(title=_("Units are asked")).Next(this.answer)
    answer = UnitTask(unit="none").Annotation(title=_("Check and answer")).Next(this.join)
    join = UnitJoin().Annotation(title=_("All have answered")).Next(this.gather)
    gather = flow.Function(this.answers_in).Annotation(title=_("Answers are in")).Next(this.where)
    decide = (
        UnitTask(moves=(*DECISIONS, "ask_units"), during=("extend_deciding",))
        .Annotation(title=_("Draft the decision"))
        .Next(this.where)
    )
    execute = UnitTask(moves=("execute",)).Annotation(title=_("Carry out the decision")).Next(this.where)
    confirm = UnitTask(moves=("acknowledge",)).Annotation(title=_("Collect confirmations")).Next(this.where)
    finish = flow.Function(this.close).Annotation(title=_("Close")).Next(this.end)
    end = flow.End().Annotation(title=_("End"))

    def all_confirmed(self, activation: Any) -> bool:
        """Whether every subscriber has confirmed what was carried out, or taken back."""
        case = activation.process.case
        return case.state == S.NOTIFYING.value and not records.unacknowledged(case.pk).exists()

    def close(self, activation: Any) -> None:
        """Every subscriber has confirmed."""
        case = activation.process.case
        door.system_move(case, "close_revoked" if guards.is_revoked(case) else "close")
