"""What stands around a case on its page: its units and why, who keeps out, other cases, and who may learn who filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from casework import around as around_case
from casework import registry, routing_words
from casework.models import Case, CaseLink, Recusal, Role, Unit
from casework.permissions import Actor, is_party
from casework.staff.acts import Act


@dataclass(frozen=True)
class Linked:
    """Another case that belongs to this one, as the page shows it."""

    case: Case
    nature: str
    state: str
    suspected: bool


def around(case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The context of the cards. Why these units, and who keeps out for which reason, is not for the respondent."""
    party = is_party(actor, case)
    return {
        "joint_leads": joint_leads(case),
        "routed": None if party else routing_words.of_case(case),
        "recusals": [] if party else recusals(case),
        "linked": linked(case, actor),
        "more_acts": acts(case, actor, at),
    }


def joint_leads(case: Case) -> list[Unit]:
    """The units that lead together with the lead; nothing is asked where the clause names no other."""
    if not case.route.get("joint_leads"):
        return []
    return [row.unit for row in case.joint_leads.select_related("unit")]


def recusals(case: Case) -> list[Recusal]:
    """Who keeps out beside the respondent, with why; nothing is asked when there is nobody."""
    if not case.kept_out():
        return []
    return list(case.recusals.select_related("user", "unit", "by").order_by("pk"))


def linked(case: Case, actor: Actor) -> list[Linked]:
    """The linked cases that this person may see; what was found to be another matter is left out."""
    rows = (row for row in around_case.linked_with(case, actor) if row["link"].nature != CaseLink.Nature.DIFFERENT)
    return [
        Linked(
            case=row["case"],
            nature=row["nature"],
            state=registry.get(row["case"].kind).state_label(row["case"].state),
            suspected=row["link"].nature == CaseLink.Nature.SUSPECTED,
        )
        for row in rows
    ]


def acts(case: Case, actor: Actor, at: datetime) -> list[Act]:
    """What may be done beside the moves: learn who filed, keep out, order out, change the lead, link."""
    if is_party(actor, case):
        return []
    found = []
    if case.receipt_hash and around_case.may_ask(case, actor):
        words = _("Sealed identity") if case.sealed else _("Show contact")
        found.append(Act(words, reverse("staff:identity", args=[case.number]), "line", "eye"))
    works = actor.holds(case.lead_unit_id, Role.HANDLER, Role.SUPERVISOR)
    if case.closed_at is None and (works or actor.holds(case.registry_unit_id, Role.REGISTRAR, Role.SUPERVISOR)):
        found.append(Act(_("Declare a conflict"), reverse("staff:declare", args=[case.number]), "line", "dash-circle"))
    if actor.holds(case.registry_unit_id, Role.REGISTRAR):
        if case.closed_at is None:
            found.append(
                Act(_("Order to keep out"), reverse("staff:order_out", args=[case.number]), "line", "dash-circle")
            )
            found.append(Act(_("Change the lead"), reverse("staff:relead", args=[case.number]), "line", "people"))
        found.append(Act(_("Link a case"), reverse("staff:link", args=[case.number]), "line", "link-45deg"))
    return found
