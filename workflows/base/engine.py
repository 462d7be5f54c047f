"""The engine over viewflow: the routing slip follows the machine. Only casework's door calls it."""

from __future__ import annotations

from typing import Any

from viewflow.workflow.status import PROCESS, STATUS

from casework.models import Assignment, Case, CaseProcess, CaseTask, Proposal, Role, User
from casework.models.guard import require_open
from casework.registry import Move
from workflows.base.approval import ApprovalFlow
from workflows.base.nodes import UnitTask
from workflows.base.ruling import DifferenceFlow, RulingFlow


class ViewflowEngine:
    """Implements casework.registry.Engine for one main flow."""

    def __init__(self, flow_class: Any) -> None:
        self.flow = flow_class

    def start(self, case: Case) -> None:
        """Begin the main flow; its first gateway looks at the state."""
        require_open("CaseProcess")
        self.flow.start.run(case=case)

    def task_for(self, case: Case, move: Move) -> CaseTask | None:
        """The open task of the main flow that this move finishes."""
        return self.tasks(case).get(move.name)

    def tasks(self, case: Case, known: list[CaseTask] | None = None) -> dict[str, CaseTask]:
        """Open tasks of the main flow by the moves that belong to them; of two tasks the older one."""
        found: dict[str, CaseTask] = {}
        rows = self._open(case) if known is None else [task for task in known if task.process.main]
        for task in sorted(rows, key=lambda row: row.pk):
            names = (*getattr(task.node, "moves", ()), *getattr(task.node, "during", ()))
            found = dict.fromkeys(names, task) | found
        return found

    def advance(self, case: Case, move: Move, task: CaseTask | None, user: User | None) -> None:
        """Finish the task and go on; a closed case that opens again gets a new run of the flow."""
        if task is not None and move.name in getattr(task.node, "during", ()):
            return
        if task is not None:
            self._finish(case, task, user)
        elif case.closed_at is None and not self._running(case):
            self.start(case)

    def add_branch(self, case: Case, assignment: Assignment) -> None:
        """A late branch: one more unit while the others still answer."""
        process = case.processes.get(status=PROCESS.NEW, main=True)
        process.case = case
        self.flow.split.add_branch(process, assignment)

    def finish_branch(self, case: Case, assignment: Assignment, user: User | None) -> None:
        """Close the branch of an assignment; the join goes on when it was the last."""
        task = assignment.tasks.open().select_related("process").get()
        self._finish(case, task, user)

    def claim(self, case: Case, task: CaseTask, user: User) -> None:
        """Make a person the owner."""
        task.assigned = case.current.at
        self._activation(case, task).assign(user)

    def release(self, case: Case, task: CaseTask) -> None:
        """Nobody owns the task again."""
        task.assigned = None
        self._activation(case, task).unassign()

    def hand_over(self, case: Case, task: CaseTask, to: User) -> None:
        """Another owner."""
        task.assigned = case.current.at
        activation = self._activation(case, task)
        if task.owner_id is None:
            activation.assign(to)
        else:
            activation.reassign(to)

    def start_approval(self, case: Case, proposal: Proposal) -> None:
        """Put the approval task in front of the supervisors."""
        ApprovalFlow.start.run(case=case, proposal=proposal)

    def finish_approval(self, case: Case, proposal: Proposal, user: User | None) -> None:
        """The approval task is done by the one who decided."""
        task = proposal.tasks.open().select_related("process").get()
        self._finish(case, task, user)

    def cancel_approval(self, case: Case, proposal: Proposal) -> None:
        """The proposal is void: its task disappears."""
        for task in proposal.tasks.open().select_related("process"):
            self._cancel(case, task.process)

    def start_ruling(self, case: Case, assignment: Assignment, unit_id: int, role: str) -> None:
        """Put the return of an assignment in front of whoever rules on it."""
        RulingFlow.start.run(case=case, assignment=assignment, unit_id=unit_id, role=role)

    def start_difference(self, case: Case, refused: Assignment, unit_id: int) -> None:
        """Put a difference of the units that lead together in front of their common superior."""
        DifferenceFlow.start.run(case=case, assignment=refused, unit_id=unit_id, role=Role.SUPERVISOR)

    def finish_ruling(self, case: Case, assignment: Assignment, user: User | None) -> None:
        """The ruling is made."""
        self._finish(case, assignment.tasks.open().select_related("process").get(), user)

    def move_tasks(self, case: Case, before: int, after: int) -> None:
        """Another unit leads: the open work of the main flow goes to its queue."""
        for task in self._open(case):
            if task.unit_id == before and getattr(task.flow_task, "unit", "") == "lead":
                if task.owner_id is not None:
                    self.release(case, task)
                task.unit_id = after
                task.save()

    def cancel_all(self, case: Case) -> None:
        """Nothing stays on anybody's desk."""
        for process in case.processes.filter(status=PROCESS.NEW):
            self._cancel(case, process)

    def expected_nodes(self, case: Case) -> frozenset[str]:
        """Names of the nodes at which the case may stand in its state."""
        return frozenset(self.flow.nodes_of_state.get(case.state, ()))

    def _open(self, case: Case) -> list[CaseTask]:
        tasks = CaseTask.objects.open().filter(case_id=case.pk, process__main=True).select_related("process", "owner")
        return list(tasks.order_by("pk"))

    def _running(self, case: Case) -> CaseProcess | None:
        return case.processes.filter(status=PROCESS.NEW, main=True).first()

    def _activation(self, case: Case, task: CaseTask) -> Any:
        task.process.case = case  # one instance of the case everywhere: the locked one
        return task.flow_task.activation_class(task)

    def _finish(self, case: Case, task: CaseTask, user: User | None) -> None:
        activation = self._activation(case, task)
        if task.status == STATUS.NEW:
            activation.assign(user)
        activation.start(None)
        activation.execute()

    def _cancel(self, case: Case, process: CaseProcess) -> None:
        process.case = case
        process.flow_class.instance.cancel(process)


def human_nodes(flow_class: Any) -> dict[str, UnitTask]:
    """The nodes of a flow at which people work, by name."""
    return {node.name: node for node in flow_class.instance.nodes() if isinstance(node, UnitTask)}
