"""What the flows of all kinds share: whose tables they use, how a process takes up its case, and what all answers bring."""

from __future__ import annotations

from typing import Any

from viewflow.workflow import flow

from casework import door
from casework.models import CaseProcess, CaseTask
from workflows.base.locks import case_row_lock


class CaseFlow(flow.Flow):
    """A flow whose process hangs on a case. Subclasses draw the graph; gateways only read the state."""

    process_class, task_class, lock_impl = CaseProcess, CaseTask, case_row_lock

    def begin(self, activation: Any, case: Any) -> Any:
        """Bind the process to the case."""
        activation.process.case = case
        return activation.process

    def answers_in(self, activation: Any) -> None:
        """The last unit has answered."""
        door.system_move(activation.process.case, "answers_in")

    def close(self, activation: Any) -> None:
        """Nothing is left to be done."""
        door.system_move(activation.process.case, "close")
