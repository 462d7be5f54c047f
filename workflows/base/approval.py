"""The approval flow (审批): one task in front of the supervisors, beside whatever else the case is doing."""

from __future__ import annotations

from typing import Any

from viewflow import this
from viewflow.workflow import flow

from casework.models import CaseProcess, CaseTask, Role
from workflows.base.locks import case_row_lock
from workflows.base.nodes import UnitTask


class ApprovalFlow(flow.Flow):
    """Proposals overlay the machine: the handler keeps their task, so a return finds the same person."""

    process_class, task_class, lock_impl = CaseProcess, CaseTask, case_row_lock

    start = flow.StartHandle(this.begin).Next(this.approve, task_seed=this.seed)
    approve = UnitTask(role=Role.SUPERVISOR).Annotation(title="审批").Next(this.end)
    end = flow.End()

    def begin(self, activation: Any, case: Any, proposal: Any) -> Any:
        """Bind the process to the case."""
        activation.process.case, activation.process.main = case, False
        activation.proposal = proposal
        return activation.process

    def seed(self, activation: Any) -> dict[str, Any]:
        """The task is about one proposal and belongs to its unit."""
        return {"proposal": activation.proposal, "unit": activation.proposal.unit}
