"""The nodes that viewflow lacks: a task that a unit owns, and a split into as many branches as units are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from viewflow import this
from viewflow.workflow import Activation, FlowRuntimeError, Node, Token, flow
from viewflow.workflow.nodes import mixins
from viewflow.workflow.nodes.join import JoinActivation
from viewflow.workflow.nodes.view import ViewActivation
from viewflow.workflow.status import STATUS

from casework.models import Assignment, CaseTask, Role
from casework.permissions import unit_id_of, unit_members


class UnitTaskActivation(ViewActivation):
    """Creates the row with unit, role and what it is about; gives it back to the person who had it before."""

    @classmethod
    def create(cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None) -> Any:
        process = prev_activation.process
        given = {"role": flow_task.role, "created": process.case.current.at} | (seed or {})
        task = CaseTask(process=process, case_id=process.case_id, flow_task=flow_task, token=token, data={}, **given)
        if task.unit_id is None:
            task.unit_id = flow_task.unit_of(process.case)
        task.owner_id = flow_task.same_hand(process.case, task)
        if task.owner_id:
            task.status, task.assigned = STATUS.ASSIGNED, task.created
        task.save(force_insert=True)
        task.previous.add(prev_activation.task)
        return cls(task)


class UnitTask(flow.View):
    """A human task. `moves` are the moves that finish it, `during` those that are made while it stays open.

    `unit` says whose members may do it: a part of casework.permissions.PARTS, or none when the unit comes with the task.
    `page` is the screen of a task that ends with a ruling instead of a move.
    """

    activation_class = UnitTaskActivation

    def __init__(
        self,
        *,
        moves: tuple[str, ...] = (),
        during: tuple[str, ...] = (),
        role: str = Role.HANDLER,
        unit: str = "lead",
        page: str = "",
    ) -> None:
        super().__init__(None)
        self.moves, self.during, self.role, self.unit, self.page = moves, during, role, unit, page

    def unit_of(self, case: Any) -> int | None:
        """The unit that owns a task of this node in a case."""
        return None if self.unit == "none" else unit_id_of(case, self.unit)

    def same_hand(self, case: Any, task: CaseTask) -> int | None:
        """Who last did a task of this unit and role in the case, if still a member: work returns to the same person."""
        if task.unit_id is None or task.proposal_id or task.assignment_id or case.current.move.name == "file":
            return None  # a case just filed has been in nobody's hands
        earlier = CaseTask.objects.filter(case_id=case.pk, unit_id=task.unit_id, role=task.role, owner__isnull=False)
        last = earlier.filter(proposal__isnull=True, assignment__isnull=True).order_by("-pk").first()
        if last is None or last.owner_id not in unit_members(task.unit_id, task.role, case.current.on, case):
            return None
        return last.owner_id


class UnitSplitActivation(Activation):
    """Makes one branch for each open assignment that has none yet."""

    @Activation.status.super()
    def activate(self) -> None:
        """Nothing to prepare."""

    @Activation.status.super()
    def create_next(self) -> Iterator[Any]:
        seeds = branch_seeds(self.process.case)
        if not seeds:
            raise FlowRuntimeError(f"{self.flow_task.name}: no unit was asked")
        tokens = Token.split_token_source(self.task.token, self.task.pk)
        for seed in seeds:
            yield self.flow_task._next._create(self, next(tokens), seed=seed)


class UnitSplit(mixins.NextNodeMixin, Node):
    """Parallel work of several units (配合单位); one more may be asked while the join still waits."""

    activation_class, task_type, bpmn_element = UnitSplitActivation, "PARALLEL_GATEWAY", "parallelGateway"
    shape = flow.Split.shape

    def add_branch(self, process: Any, assignment: Assignment) -> CaseTask:
        """One more branch beside those that are still open."""
        split = CaseTask.objects.filter(process=process, flow_task=self, status=STATUS.DONE).latest("pk")
        prefix = f"{split.token}/{split.pk}_"
        tokens = CaseTask.objects.filter(process=process, token__startswith=prefix).values_list("token", flat=True)
        last = max(int(str(token)[len(prefix) :].split("/")[0]) for token in tokens)
        split.process = process
        created = self._next._create(
            self.activation_class(split),
            Token(f"{prefix}{last + 1}"),
            seed={"assignment": assignment, "unit": assignment.unit},
        )
        return created.task


class UnitJoinActivation(JoinActivation):
    """Goes on with the process, and so with the locked case, of the branch that arrives."""

    @classmethod
    def create(cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None) -> Any:
        activation = super().create(flow_task, prev_activation, token, data, seed)
        # viewflow reads both anew when another branch made the join: the moves that follow would miss the lock
        activation.task.process = activation.process = prev_activation.process
        return activation


class UnitJoin(flow.Join):
    """Waits until every unit that was asked has answered or given back."""

    activation_class = UnitJoinActivation


class EitherTask(UnitJoin):
    """Behind tasks that stand side by side for two units: the first to finish goes on, the other one disappears."""

    def __init__(self) -> None:
        super().__init__(continue_on_condition=lambda activation, tasks: True)


def branch_seeds(case: Any) -> list[dict[str, Any]]:
    """What each branch is about: the open assignments of the case that nobody has a task for."""
    waiting = case.assignments.filter(status=Assignment.Status.OPEN).select_related("unit").order_by("pk")
    return [{"assignment": a, "unit": a.unit} for a in waiting if not a.tasks.open().exists()]


def in_state(*states: str) -> Callable[[Any], bool]:
    """A gateway condition. Gateways only read the state that the machine has set; they decide nothing."""
    return lambda activation: activation.process.case.state in states


__all__ = ["EitherTask", "UnitJoin", "UnitSplit", "UnitTask", "branch_seeds", "in_state", "this"]
