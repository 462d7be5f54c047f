"""Who reads, drafts and decides changes of rules. The one place to look, and to change, when the district decides."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from casework.errors import NotAllowed
from casework.models import Role, RuleChange
from casework.permissions import Actor

DRAFTS = (Role.REGISTRAR,)
DECIDES = (Role.LEADER, Role.SUPERVISOR)


def check_may_read(actor: Actor) -> None:
    """Raise NotAllowed for an account without any role in a unit, such as a system administrator's."""
    if actor.user is None or not actor.roles:
        raise NotAllowed(_("The rules are shown to people who work in a unit."))


def may_draft(actor: Actor) -> bool:
    """Whether this person may draft a change."""
    return actor.user is not None and bool(actor.units(*DRAFTS))


def drafting_unit(actor: Actor) -> int:
    """The unit for which this person drafts. Raises NotAllowed when they may not."""
    if not may_draft(actor):
        raise NotAllowed(_("Only a registrar may draft a change of a rule."))
    return min(actor.units(*DRAFTS))


def check_may_decide(actor: Actor, change: RuleChange) -> None:
    """Raise NotAllowed unless another person decides, who leads or supervises the unit it was drafted in (四眼原则)."""
    if actor.user is None or not actor.holds(change.unit_id, *DECIDES):
        raise NotAllowed(_("Only a leader or a supervisor of %(unit)s may decide this.") % {"unit": change.unit})
    if change.drafted_by_id == actor.user.pk:
        raise NotAllowed(_("You drafted this yourself, so somebody else has to decide it."))


def check_may_withdraw(actor: Actor, change: RuleChange) -> None:
    """Raise NotAllowed unless it is the drafter."""
    if actor.user is None or change.drafted_by_id != actor.user.pk:
        raise NotAllowed(_("Only the person who drafted this may withdraw it."))


def waiting_for(actor: Actor) -> QuerySet[RuleChange]:
    """Drafts that this person may decide."""
    drafts: Any = RuleChange.objects.filter(status=RuleChange.Status.DRAFT, unit__in=actor.units(*DECIDES))
    return drafts.exclude(drafted_by=actor.user)
