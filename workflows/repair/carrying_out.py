"""Carrying a repair out: publication ends, sharing stops, sanctions are lifted, everybody confirms; and its revocation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework import records
from casework.context import Context
from casework.models import Role
from workflows.base.machine import move
from workflows.repair import guards
from workflows.repair.states import LAW, MEASURES, TELL_FILER, TELL_RESULT, S


class CarryingOut:
    """Moves after the decision; part of RepairCase."""

    if TYPE_CHECKING:
        repair: Any
        number: str
        outcome: str

    @move(
        label=_("Carry out the decision"),
        source=S.DECIDED,
        target=S.NOTIFYING,
        by=Role.HANDLER,
        guards=[guards.RECORD_STANDS],
        stops=["share"],
        papers=["repair_result"],
        notices=[TELL_FILER],
        law=LAW,
        primary=True,
        grave=True,
    )
    def execute(self, ctx: Context) -> None:
        """执行: 终止公示、停止共享和使用、解除惩戒. The data are kept, with access restricted."""
        records.repair(ctx, self.number)
        if ctx.case.lifted_sanctions.exists():
            ctx.papers.append("repair_lifting")

    @move(
        label=_("Record a confirmation"),
        source=S.NOTIFYING,
        target=S.NOTIFYING,
        by=[Role.HANDLER, Role.SYSTEM],
        guards=[guards.SOMETHING_WAITS],
        law=LAW,
        primary=True,
        for_filer=False,
    )
    def acknowledge(self, ctx: Context) -> None:
        """回执: the city's site or another subscriber confirms that it has stopped showing the record."""
        records.acknowledge(ctx, ctx.data["subscriber"], ctx.data["reference"], ctx.data.get("delivery"))

    @move(
        label=_("Close"),
        source=S.NOTIFYING,
        target=S.CLOSED,
        by=Role.SYSTEM,
        guards=[guards.NOT_REVOKED, guards.EVERYTHING_CONFIRMED],
        papers=["repair_contents"],
        notices=[TELL_FILER],
        law=LAW,
    )
    def close(self, ctx: Context) -> None:
        """办结: made by the flow when every subscriber has confirmed."""

    @move(
        label=_("Revoke the repair"),
        source=[S.NOTIFYING, S.CLOSED],
        target=S.NOTIFYING,
        by=Role.HANDLER,
        approval=Role.SUPERVISOR,
        guards=[guards.NOT_REVOKED, guards.RECORD_REPAIRED],
        papers=["repair_revocation", "repair_resumption"],
        notices=[TELL_RESULT],
        law=f"{MEASURES} 监督管理（条文待查，XX-17）",
        grave=True,
    )
    def revoke(self, ctx: Context) -> None:
        """撤销修复: a promise or a proof was false. The record stands again; no repair for the term."""
        self.repair.revocation = ctx.data["explanation"]
        self.repair.no_repair_until = date.fromisoformat(ctx.data["no_repair_until"])
        self.outcome = guards.REVOKED
        records.resume(ctx, self.number, self.repair.no_repair_until)
        self.repair.save()

    @move(
        label=_("Close after the revocation"),
        source=S.NOTIFYING,
        target=S.REVOKED,
        by=Role.SYSTEM,
        guards=[guards.IS_REVOKED, guards.EVERYTHING_CONFIRMED],
        papers=["repair_contents"],
        notices=[TELL_FILER],
        law=LAW,
    )
    def close_revoked(self, ctx: Context) -> None:
        """Made by the flow when every subscriber has confirmed that it shows the record again."""
