"""Escalation (督办): the paper of a rung, and proposals (建议) to bodies outside, with the decision that came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit, desk, documents, registry
from casework.context import Context
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.models import Case, Clock, Document, Measure, Recommendation, Role, Rung
from casework.models.recommendation import LONG, SHORT
from casework.permissions import Actor, check_not_recused
from casework.rules import ladder


@dataclass(frozen=True)
class OutsideDecision:
    """What a body outside decided on a proposal, as its letter says."""

    approved: bool
    body: str
    decided_on: date
    reference: str = ""
    note: str = ""


def issue_paper(ctx: Context, clock: Clock, rung: ladder.Rung) -> Document:
    """The paper of a rung, to the unit that is late or the body that decides."""
    ctx.data = {
        "limit": registry.get(ctx.case.kind).clocks[clock.name].label,
        "due": timezone.localdate(clock.due_at),
        "workdays": rung.workdays,
        "measures": list(Measure.objects.filter(code__in=rung.propose).order_by("pk")),
    }
    return documents.issue(ctx, rung.paper)


def propose(ctx: Context, row: Rung, rung: ladder.Rung, document: Document | None) -> None:
    """One proposal a measure. While one waits for its decision the same measure is not proposed a second time."""
    waiting = ctx.case.recommendations.filter(status=Recommendation.Status.WAITING)
    held = set(waiting.values_list("measure__code", flat=True))
    for code in rung.propose:
        if code in held:
            continue
        measure = Measure.objects.get(code=code)
        made = Recommendation.objects.create(
            case_id=ctx.case.pk,
            rung=row,
            measure=measure,
            decider=measure.decider,
            document=document,
            made_at=ctx.at,
        )
        audit.record(ctx, "recommended", data={"recommendation": made.pk, "measure": code, **_names(measure)})


def record_decision(
    case: Case, recommendation_id: int, decision: OutsideDecision, by: Actor, at: datetime
) -> Recommendation:
    """Note what the body outside decided. A person of the lead unit reads its letter; the system decides nothing."""
    found = Recommendation.objects.select_related("measure", "recorded_by").get(pk=recommendation_id)
    if by.user is None or not by.holds(case.lead_unit_id, Role.HANDLER):
        raise NotAllowed(_("Only a handler of the lead unit records what was decided outside."))
    check_not_recused(by, case, case.lead_unit_id)
    if found.status != Recommendation.Status.WAITING:
        raise Conflict(_("%(name)s has recorded the decision already.") % {"name": found.recorded_by})
    _check(found, decision, at)
    found.status = Recommendation.Status.APPROVED if decision.approved else Recommendation.Status.DECLINED
    found.decided_by, found.decided_on = decision.body.strip(), decision.decided_on
    found.reference, found.note = decision.reference.strip(), decision.note.strip()
    found.recorded_by, found.recorded_at = by.user, at
    found.save()
    _touch(case, at)
    data = {"recommendation": found.pk, "approved": decision.approved, "on": decision.decided_on.isoformat()}
    words = {"text": " · ".join(filter(None, (found.decided_by, found.reference, found.note)))}
    audit.record(desk.context(case, by, at), "outside_decision", data=data | _names(found.measure), private=words)
    return found


def _check(found: Recommendation, decision: OutsideDecision, at: datetime) -> None:
    errors: dict[str, list[str]] = {}
    if not decision.body.strip():
        errors["body"] = [_("Name the body that decided.")]
    for name, longest in (("body", SHORT), ("reference", SHORT), ("note", LONG)):
        if len(getattr(decision, name)) > longest:
            errors[name] = [_("Use at most %(n)d characters.") % {"n": longest}]
    if decision.decided_on > timezone.localdate(at):
        errors["decided_on"] = [_("This day is still to come. Record a decision when it has been made.")]
    elif decision.decided_on < timezone.localdate(found.made_at):
        errors["decided_on"] = [_("The decision cannot be older than the proposal.")]
    if errors:
        raise InvalidData(errors)


def _touch(case: Case, at: datetime) -> None:
    """Somebody worked on the case, though its content and its version stay."""
    case.touched_at = at
    Case.objects.filter(pk=case.pk).update(touched_at=at)


def _names(measure: Measure) -> dict[str, str]:
    """The measure as it was called then."""
    return {"zh": measure.zh, "en": measure.en}
