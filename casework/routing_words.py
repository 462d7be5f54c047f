"""A routing decision in words: why this unit leads, who was left out and why, what was changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from casework.models import Case

REASONS = {
    "first_named": lambda: _("The clause names this unit first."),
    "street_of_case": lambda: _("The clause is led by the street offices: this is the street of the case."),
    "lead_excluded": lambda: _("A unit that the clause names has to keep out."),
    "next_joint_lead": lambda: _("The next unit that the clause names leads in its place."),
    "reserve_lead": lambda: _("No unit that the clause names is left, so the reserve list decides."),
    "kind_not_named": lambda: _("The text of the clause does not speak of this kind of case. Please look twice."),
    "lead_given": lambda: _("The case came out of another one and stays with the unit that led it."),
}
EXCLUDED = {
    "respondent": lambda: _("is the unit complained about"),
    "recused": lambda: _("keeps out"),
    "person_named": lambda: _("is the person complained about"),
}


@dataclass(frozen=True)
class RouteWords:
    """What a page says of a routing decision."""

    clause: str
    title: str
    rule: str
    lead: str
    joint_leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    open_class: bool
    reasons: tuple[str, ...]
    excluded: tuple[tuple[str, str], ...]
    changes: tuple[dict[str, Any], ...]


def of_case(case: Case) -> RouteWords | None:
    """The decision that the case keeps, in the reader's language."""
    return in_words(case.route) if case.route.get("clause") else None


def in_words(decision: dict[str, Any]) -> RouteWords:
    """A decision of casework.routing.decision() in the reader's language."""
    return RouteWords(
        clause=decision["clause"],
        title=decision.get("title", ""),
        rule=_("Version %(n)s") % {"n": decision["version"]},
        lead=decision["lead"],
        joint_leads=tuple(decision["joint_leads"]),
        cooperating=tuple(decision["cooperating"]),
        open_class=decision["open_class"],
        reasons=tuple(REASONS[code]() if code in REASONS else code for code in decision["reasons"]),
        excluded=tuple((row["unit"], _excluded(row["why"])) for row in decision["excluded"]),
        changes=tuple(decision.get("changes", ())),
    )


def _excluded(why: str) -> str:
    return EXCLUDED[why]() if why in EXCLUDED else why
