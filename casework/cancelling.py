"""A cancelled number (作废): the paper and its number stay, marked with the reason. What the move did is not undone."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from casework import audit, messages
from casework.context import Context
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.models import Case, Document, PaperCancellation, Proposal, Role, User
from casework.permissions import Actor, check_not_recused
from casework.registry import Move

CANCELS = Move(name="cancel_paper", label="", source=(), target="", by=(Role.SUPERVISOR,), law="", for_filer=False)
LONGEST = 1000
EVENT = "paper_cancelled"


def cancel(
    document: Document, reason: str, replaced_by: Document | None, by: Actor, at: datetime, case: Case | None
) -> PaperCancellation:
    """A supervisor of the issuing unit, who neither proposed nor issued the paper, voids its number."""
    user = check_who(document, by, case)
    if hasattr(document, "cancellation"):
        raise Conflict(_("This paper is cancelled already."))
    _check_data(document, reason, replaced_by)
    row: PaperCancellation = PaperCancellation.objects.create(
        document=document, reason=reason.strip(), replaced_by=replaced_by, cancelled_by=user, cancelled_at=at
    )
    if case is not None:
        _tell(Context(case=case, move=CANCELS, actor=by, at=at), row)
    return row


def check_who(document: Document, by: Actor, case: Case | None) -> User:
    """Who cancels. Raises NotAllowed unless another supervisor of the issuing unit cancels (四眼原则)."""
    if case is not None:
        check_not_recused(by, case, document.unit_id)
    if by.user is None or not by.holds(document.unit_id, Role.SUPERVISOR):
        raise NotAllowed(_("Only a supervisor of %(unit)s may cancel its papers.") % {"unit": document.unit})
    proposed = Proposal.objects.filter(case=document.case_id, decided_at=document.issued_at, proposer=by.user)
    if document.issued_by_id == by.user.pk or (case is not None and proposed.exists()):
        raise NotAllowed(_("You proposed or issued this paper, so somebody else has to cancel it."))
    return by.user


def _check_data(document: Document, reason: str, replaced_by: Document | None) -> None:
    errors: dict[str, list[str]] = {}
    if not reason.strip():
        errors["reason"] = [_("Say why. Everybody who reads the paper reads it too.")]
    elif len(reason) > LONGEST:
        errors["reason"] = [_("Use at most %(most)d characters.") % {"most": LONGEST}]
    if replaced_by is not None and replaced_by.pk not in may_replace(document).values_list("pk", flat=True):
        errors["replaced_by"] = [_("Choose a later paper of the same case that is not cancelled.")]
    if errors:
        raise InvalidData(errors)


def may_replace(document: Document) -> QuerySet[Document]:
    """Later papers of the same case or record to the same addressee, of which one may stand in place of this one."""
    same = Document.objects.filter(case=document.case_id, record=document.record_id, unit=document.unit_id)
    return same.filter(pk__gt=document.pk, addressee=document.addressee, cancellation=None).order_by("pk")


def _tell(ctx: Context, row: PaperCancellation) -> None:
    """The event, and a message to whoever was sent the paper."""
    document, case = row.document, ctx.case
    data = {"number": document.number} | ({"replaced_by": row.replaced_by.number} if row.replaced_by else {})
    private = {"reason": row.reason}
    audit.record(ctx, "cancelled", data=data, private=private, unit_id=document.unit_id, for_filer=document.for_filer)
    key = f"cancelled:{document.pk}"
    if document.for_filer:
        messages.to_person(ctx, EVENT, None, key)
    told = [case.respondent_id] if document.for_respondent and case.respondent_since else []
    for unit in [*filter(None, told), *([document.assignment.unit_id] if document.assignment else [])]:
        messages.to_role(ctx, EVENT, unit, Role.HANDLER, key=f"{key}:{unit}")
