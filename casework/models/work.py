"""Viewflow's tables, concrete and single, so that unit, role and due date of a task stand in its own row."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from viewflow.workflow.managers import ProcessQuerySet, TaskQuerySet
from viewflow.workflow.models import AbstractProcess, AbstractTask

from casework.models.guard import GuardedModel, GuardedQuerySet
from casework.models.relation import RECUSED_PERSON
from casework.models.unit import Role
from casework.visibility import CasePartQuerySet

LIVE = ["NEW", "ASSIGNED", "STARTED"]


class GuardedProcessQuerySet(GuardedQuerySet, ProcessQuerySet):
    """Processes, written only through the door."""


class GuardedTaskQuerySet(CasePartQuerySet, TaskQuerySet):
    """Tasks, written only through the door."""

    def open(self) -> GuardedTaskQuerySet:
        """Work that a person has to do."""
        return self.filter(flow_task_type="HUMAN", status__in=LIVE)


class CaseProcess(GuardedModel, AbstractProcess):
    """One run of a flow for a case: the main flow, or the approval of one proposal."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="processes")
    main = models.BooleanField(default=True)
    data = models.JSONField(default=dict, blank=True)
    parent_task = models.ForeignKey("CaseTask", null=True, on_delete=models.PROTECT, related_name="subprocesses")

    objects: ClassVar[Any] = GuardedProcessQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(status="NEW", main=True), name="one_running_main_process"
            )
        ]


class CaseTask(GuardedModel, AbstractTask):
    """One task. A unit and a role own it; any member may claim it. Role filer: the citizen's turn."""

    # viewflow hard-codes these two names
    process = models.ForeignKey(
        CaseProcess, on_delete=models.PROTECT, related_name="task_set", related_query_name="task"
    )
    data = models.JSONField(default=dict, blank=True)
    # an employee who leaves must not take the history along: viewflow cascades here
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="tasks")
    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT, related_name="tasks")
    unit = models.ForeignKey("casework.Unit", null=True, on_delete=models.PROTECT, related_name="tasks")
    role = models.CharField(max_length=12, choices=Role.choices, blank=True)
    assignment = models.ForeignKey("casework.Assignment", null=True, on_delete=models.PROTECT, related_name="tasks")
    proposal = models.ForeignKey("casework.Proposal", null=True, on_delete=models.PROTECT, related_name="tasks")
    due_at = models.DateTimeField(null=True)
    amber_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = GuardedTaskQuerySet.as_manager()
    for_party = Q(unit=F("case__respondent"))

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(assignment__isnull=False, flow_task_type="HUMAN", status__in=LIVE),
                name="one_live_task_per_assignment",
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(proposal__isnull=False, flow_task_type="HUMAN", status__in=LIVE),
                name="one_live_task_per_proposal",
            ),
            models.CheckConstraint(condition=~Q(flow_task_type="HUMAN") | ~Q(role=""), name="human_task_has_a_role"),
        ]
        indexes = [
            models.Index(
                fields=["unit", "due_at", "id"],
                name="task_unit_queue",
                condition=Q(flow_task_type="HUMAN", status__in=LIVE),
            ),
            models.Index(
                fields=["owner", "due_at", "id"],
                name="task_owner_inbox",
                condition=Q(flow_task_type="HUMAN", status__in=LIVE),
            ),
            models.Index(fields=["case", "flow_task"], name="task_open_node", condition=Q(finished__isnull=True)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="recused_hold_no_task",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("owner_id"),  # type: ignore[no-untyped-call]  # pgtrigger has no types
                when=pgtrigger.Before,
                func=RECUSED_PERSON.format(column="owner_id"),
            )
        ]

    @property
    def node(self) -> Any:
        """The flow node this task stands at."""
        return self.flow_task
