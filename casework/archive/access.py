"""Who may take out a case file: those who handle, supervise or register the case, and auditors; never a party to it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.models import Case, Role
from casework.permissions import Actor, is_party, is_recused

REFUSED = _("The file of a case is taken out by those who lead or register it, and by auditors.")


def may_take(case: Case, actor: Actor) -> bool:
    """Whether this person may have the file of a case that they may see: it holds all that its lead unit knows."""
    if actor.user is None or is_recused(actor, case) or is_party(actor, case):
        return False
    leads = actor.holds(case.lead_unit_id, Role.HANDLER, Role.SUPERVISOR, Role.REGISTRAR)
    return leads or actor.holds(case.registry_unit_id, Role.REGISTRAR) or actor.has_role(Role.AUDITOR)
