"""A complaint as the machine sees it: its moves in the order of the regulation, and its filing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.models import Case, Role
from casework.registry import Move
from workflows.base.machine import moves_of
from workflows.complaint.aftermath import AftermathMoves
from workflows.complaint.conclusion import ConclusionMoves
from workflows.complaint.details import RECEIPT_CLOCKS
from workflows.complaint.handling import HandlingMoves
from workflows.complaint.states import RECEIPT, TELL_REGISTRY, S
from workflows.complaint.triage import TriageMoves

FILE = Move(
    name="file",
    label=_("File a complaint"),
    source=(),
    target=S.SUBMITTED.value,
    by=(Role.FILER, Role.REGISTRAR, Role.HANDLER),
    unit="registry",
    law=RECEIPT,
    starts=RECEIPT_CLOCKS,
    papers=("complaint_receipt", "complaint_register"),
    notices=(TELL_REGISTRY,),
)


class ComplaintCase(TriageMoves, HandlingMoves, ConclusionMoves, AftermathMoves, Case):
    """Methods of the moves set details; the door does everything else."""

    class Meta:
        proxy = True
        verbose_name = _("Complaint about a public body")


MOVES = moves_of(ComplaintCase, FILE)
