"""Read side of what is built on a record (惩戒措施、从轻免于): its measures as lines, and what a person may do with each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework.errors import NotAllowed
from casework.models import Case, CreditRecord, Mitigation, Sanction
from casework.permissions import Actor
from casework.register import people, standing

SHOWN = ("kind", "entered_by", "lifted_by", "kept_by", "recommendation__case", "record")


def of_record(record: CreditRecord, actor: Actor, on: date) -> dict[str, Any]:
    """Measures and leniency of a record, the newest first, and what this person may enter."""
    may = may_measure(actor, record)
    rows = standing.with_basis(Sanction.objects.filter(record=record)).select_related(*SHOWN)
    return {
        "measures": [line(row, on) | _acts(row, actor, may=may) for row in rows.order_by("-decided_on", "-pk")],
        "leniency": list(record.mitigations.select_related("entered_by").order_by("-decided_on", "-pk")),
        "made_by": maker(record, actor),
        "may_measure": may,
        "may_mitigate": may_mitigate(actor, record),
        "why_not": standing.refusal(record) if may else "",
    }


def line(row: Any, on: date) -> dict[str, Any]:
    """One measure (with standing.with_basis) as a line: how it stands on the day, in words and as a colour."""
    if row.lifted:
        state, chip = _("lifted"), ""
    elif row.basis_changed:
        state, chip = _("basis changed, to be looked at again"), "chip-amber"
    elif row.last_day is not None and row.last_day < on:
        state, chip = _("has run out"), ""
    elif row.first_day > on:
        state, chip = _("not begun yet"), "chip-brand"
    else:
        state, chip = _("in force"), "chip-red"
    return {"row": row, "state": state, "chip": chip}


def maker(record: CreditRecord, actor: Actor) -> Case | None:
    """The case that made the record, for who may see it."""
    made = Case.objects.visible_to(actor).filter(record_versions__record=record, record_versions__number=1)
    found: Case | None = made.first()
    return found


def may_measure(actor: Actor, record: CreditRecord) -> bool:
    """Whether this person may enter measures on the record at all."""
    return _allowed(people.check_may_measure, actor, record)


def may_mitigate(actor: Actor, record: CreditRecord) -> bool:
    """Whether this person may enter a decision on leniency, and none ends every measure already."""
    exempt = record.mitigations.filter(kind=Mitigation.Kind.EXEMPT).exists()
    return not exempt and _allowed(people.check_may_verify, actor, record)


def _acts(row: Any, actor: Actor, *, may: bool) -> dict[str, bool]:
    own = actor.user is not None and row.entered_by_id == actor.user.pk
    standing = may and not row.lifted
    return {"may_lift": standing and not own, "may_keep": standing and row.basis_changed, "own": standing and own}


def _allowed(check: Any, actor: Actor, record: CreditRecord) -> bool:
    try:
        check(actor, record)
    except NotAllowed:
        return False
    return True
