"""What the unit does that has to put things right: it explains, records what it did, asks for time, and reports."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.context import Context
from casework.models import Role
from casework.registry import Notice
from workflows.base.machine import move
from workflows.rectification import guards, items
from workflows.rectification.items import Answer
from workflows.rectification.models import Extension, Leniency, Proof
from workflows.rectification.states import DEFAULTS, PLAN, TELL_LEAD, S

theirs = partial(move, by=Role.HANDLER, unit="respondent")  # 被整改单位的办理动作


class RespondentMoves:
    """The moves of the unit; part of RectificationCase."""

    if TYPE_CHECKING:
        rectification: Any

    @theirs(
        label=_("Explain in writing"),
        source=S.EXPLAINING,
        target=S.RECTIFYING,
        stops=["explain"],
        papers=["rectification_explanation"],
        notices=[TELL_LEAD],
        law=PLAN,
        primary=True,
    )
    def explain(self, ctx: Context) -> None:
        """书面说明原因."""
        self.rectification.explanation = ctx.data["explanation"]
        self.rectification.save()
        items.prove(self.rectification, Proof.Purpose.EXPLANATION, ctx.data["proof"])

    @theirs(
        label=_("Record what was done"),
        source=S.RECTIFYING,
        target=S.RECTIFYING,
        law=PLAN,
        primary=True,
        for_filer=False,
    )
    def record_measures(self, ctx: Context) -> None:
        """逐项落实: as often as wanted, until the report."""
        for row in items.pending(self.rectification):
            n = row.item.position
            done_on = ctx.data.get(f"done_on_{n}")
            answer = Answer(
                measure=ctx.data.get(f"measure_{n}") or "",
                done_on=date.fromisoformat(done_on) if done_on else None,
                reason=ctx.data.get(f"reason_{n}") or "",
                proof=ctx.data.get(f"proof_{n}") or [],
            )
            items.write(self.rectification, row, answer)

    @theirs(
        label=_("Ask for more time"),
        source=S.RECTIFYING,
        target=S.RECTIFYING,
        guards=[guards.EXTENSION_NOT_ASKED, guards.STILL_TIME, guards.EXTENSIBLE],
        notices=[Notice("extension_asked", "lead")],
        law=DEFAULTS,
    )
    def ask_extension(self, ctx: Context) -> None:
        """申请延期: once, before the time has run out."""
        details = self.rectification
        details.extension, details.extension_answer = Extension.ASKED, ""
        details.extension_days, details.extension_reason = int(ctx.data["days"]), ctx.data["reason"]
        details.save()

    @theirs(
        label=_("Report that it is put right"),
        source=S.RECTIFYING,
        target=S.REPORTED,
        guards=[guards.ALL_ANSWERED],
        stops=["rectify"],
        papers=["rectification_report"],
        notices=[Notice("rectification_reported", "lead")],
        law=PLAN,
    )
    def report(self, ctx: Context) -> None:
        """报送整改报告: every item answered, with proof or a reason. A request for more time has become pointless."""
        details = self.rectification
        details.report = ctx.data["report"]
        if details.extension == Extension.ASKED:
            details.extension = ""
        details.save()

    @theirs(
        label=_("Ask for leniency"),
        source=S.PASSED,
        target=S.PASSED,
        guards=[guards.LENIENCY_NOT_ASKED],
        notices=[Notice("leniency_asked", "lead")],
        law="西岗区加强政务诚信建设实施方案 四(四)",
    )
    def ask_leniency(self, ctx: Context) -> None:
        """申请从轻或者免于惩戒: with proof that losses were made good, influence undone or harm averted."""
        details = self.rectification
        details.ground, details.leniency_plea = ctx.data["ground"], ctx.data["plea"]
        details.leniency = Leniency.ASKED
        details.save()
        items.prove(details, Proof.Purpose.LENIENCY, ctx.data["proof"])

    @theirs(
        label=_("Accept the conclusion"),
        source=S.PASSED,
        target=S.PASSED,
        guards=[guards.NOT_ACCEPTED],
        notices=[TELL_LEAD],
        law=DEFAULTS,
    )
    def accept_conclusion(self, ctx: Context) -> None:
        """无异议: the case can be closed before the time for a review is over."""
        self.rectification.accepted_at = ctx.at
        self.rectification.save()
