"""Read side of what stands around a case: linked cases, what came back, and who may learn who filed. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q

from casework.models import Assignment, Case, CaseLink, Role, Unsealing
from casework.permissions import Actor, unit_id_of

ASKERS = (Role.HANDLER, Role.SUPERVISOR, Role.REGISTRAR)  # who may ask to learn a sealed identity
DECIDERS = (Role.SUPERVISOR, Role.LEADER)  # who may grant it


def pair_of(case: Case, other: Case) -> Q:
    """The link between two cases, whichever is the later one."""
    return Q(case_id=case.pk, other_id=other.pk) | Q(case_id=other.pk, other_id=case.pk)


def linked_with(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """The cases linked with this one that the actor may see, with how: {"case", "nature", "link"}, newest first."""
    rows = CaseLink.objects.filter(Q(case_id=case.pk) | Q(other_id=case.pk)).order_by("-pk")
    found = {row: row.other_id if row.case_id == case.pk else row.case_id for row in rows}
    seen = Case.objects.visible_to(actor).in_bulk(found.values())
    return [
        {"case": seen[pk], "nature": row.get_nature_display(), "link": row} for row, pk in found.items() if pk in seen
    ]


def likeness(one: str, other: str) -> float:
    """How much of their character pairs two texts share, 0 to 1 (Jaccard)."""
    left, right = _pairs(one), _pairs(other)
    return len(left & right) / len(left | right) if left and right else 0.0


def chain(assignment: Assignment) -> Iterator[Assignment]:
    """The assignment and those in whose place it stands, the newest first."""
    one: Assignment | None = assignment
    while one is not None:
        yield one
        one = one.origin


def may_ask(case: Case, by: Actor) -> bool:
    """Whether this person handles or registers the case, so that they may ask who filed it."""
    units = (case.lead_unit_id, unit_id_of(case, "registry"))
    return by.user is not None and any(by.holds(unit, *ASKERS) for unit in units)


def granted(case: Case, by: Actor, at: datetime) -> bool:
    """Whether this person may read the sealed identity now."""
    rows = case.unsealings.filter(asked_by=by.user, status=Unsealing.Status.GRANTED, until__gt=at)
    return bool(rows.exists())


def waiting_for(by: Actor) -> Any:
    """Requests that this person may decide, the oldest first."""
    rows = Unsealing.objects.filter(status=Unsealing.Status.PENDING, unit__in=by.units(*DECIDERS))
    visible = Case.objects.visible_to(by)
    return rows.filter(case__in=visible).exclude(asked_by=by.user).select_related("case", "asked_by").order_by("pk")


def _pairs(text: str) -> set[str]:
    clean = "".join(character for character in text.lower() if character.isalnum())
    return {clean[i : i + 2] for i in range(len(clean) - 1)}
