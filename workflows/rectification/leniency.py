"""从轻或者免于惩戒: what the unit did of its own accord may lessen sanctions or spare them, never the duty itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.context import Context
from casework.models import Role
from workflows.base.machine import move
from workflows.rectification import guards, recording
from workflows.rectification.states import LENIENCY, TELL_RESULT, S


class LeniencyMoves:
    """The decision on leniency; part of RectificationCase."""

    if TYPE_CHECKING:
        rectification: Any

    @move(
        label=_("Decide on leniency"),
        source=S.PASSED,
        target=S.PASSED,
        by=Role.HANDLER,
        approval=Role.SUPERVISOR,
        guards=[guards.LENIENCY_ASKED],
        papers=["rectification_leniency"],
        notices=[TELL_RESULT],
        law=LENIENCY,
    )
    def decide_leniency(self, ctx: Context) -> None:
        """The effect is recorded for whoever decides on sanctions, also with a record that exists already."""
        self.rectification.leniency, self.rectification.leniency_answer = ctx.data["leniency"], ctx.data["reasons"]
        self.rectification.save()
        recording.carry_leniency(ctx, self.rectification)
