"""Rulings: whose an assignment is that came back (退件裁定), and who is right of units that lead together (分歧裁定)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from casework.models import CaseProcess, CaseTask, Role
from workflows.base.locks import case_row_lock
from workflows.base.nodes import UnitTask


class AboutAssignment:
    """How such a flow begins: bound to the case, with one task about one assignment for whoever rules on it."""

    def begin(self, activation: Any, case: Any, **about: Any) -> Any:
        """Bind the process to the case."""
        activation.process.case, activation.process.main = case, False
        activation.about = about
        return activation.process

    def seed(self, activation: Any) -> dict[str, Any]:
        """The task is about one assignment and belongs to whoever rules on it."""
        return dict(activation.about)


class RulingFlow(AboutAssignment, flow.Flow):
    """Beside the main flow: the case goes on meanwhile as far as it can."""

    process_class, task_class, lock_impl = CaseProcess, CaseTask, case_row_lock

    start = flow.StartHandle(this.begin).Next(this.rule, task_seed=this.seed)
    rule = UnitTask(role=Role.REGISTRAR, unit="none", page="ruling").Annotation(title=_("Whose is it?")).Next(this.end)
    end = flow.End()


class DifferenceFlow(AboutAssignment, flow.Flow):
    """In front of the common superior: a draft that a joint lead has refused twice."""

    process_class, task_class, lock_impl = CaseProcess, CaseTask, case_row_lock

    start = flow.StartHandle(this.begin).Next(this.settle, task_seed=this.seed)
    settle = (
        UnitTask(role=Role.SUPERVISOR, unit="none", page="difference")
        .Annotation(title=_("Decide between units that lead together"))
        .Next(this.end)
    )
    end = flow.End()
