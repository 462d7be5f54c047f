"""Cases that belong together: found when a matter comes in, shown side by side, settled by the registrar."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from casework import around, audit, desk, door
from casework.context import Context
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.models import Case, CaseLink, Party, Role
from casework.permissions import Actor, check_not_recused, unit_id_of

LOOK_BACK = timedelta(days=365)
ALIKE = 0.4  # share of common character pairs from which two texts are shown side by side; a help, not a decision
MOST = 5


def suspect(case: Case, filer: Party | None, at: datetime) -> list[CaseLink]:
    """Note earlier matters of the same person about the same body in similar words (重复投诉线索). Nothing is merged."""
    if filer is None or case.respondent_id is None:
        return []
    earlier = (
        Case.objects.filter(pk__in=_of_same_person(filer), kind=case.kind, respondent=case.respondent_id)
        .filter(opened_at__gte=at - LOOK_BACK)
        .exclude(pk=case.pk)
        .order_by("-opened_at", "-pk")
        .values_list("pk", "content")
    )
    alike = [(around.likeness(case.content, content), pk) for pk, content in earlier[:50]]
    best = sorted((pair for pair in alike if pair[0] >= ALIKE), key=lambda pair: -pair[0])[:MOST]
    return [
        CaseLink.objects.create(case_id=case.pk, other_id=pk, nature=CaseLink.Nature.SUSPECTED, at=at)
        for _share, pk in best
    ]


def settle(ctx: Context, link: CaseLink, nature: str, note: str = "") -> None:
    """A person says what two cases are to each other; part of a move or of an act."""
    link.nature, link.note = nature, note.strip()
    link.settled_by, link.settled_at = ctx.user, ctx.at
    link.save()
    other = link.other if link.case_id == ctx.case.pk else link.case
    private = {"note": link.note} if link.note else None
    audit.record(ctx, "linked", data={"nature": nature, "case": other.number}, private=private)


def link(case: Case, other: Case, nature: str, note: str, by: Actor, at: datetime) -> CaseLink:
    """The registrar links two cases, or says that two alike ones are different matters."""
    check_not_recused(by, case, unit_id_of(case, "registry"))
    if by.user is None or not by.holds(unit_id_of(case, "registry"), Role.REGISTRAR):
        raise NotAllowed(_("Only a registrar of %(unit)s may do this.") % {"unit": case.registry_unit})
    if nature not in (CaseLink.Nature.RELATED, CaseLink.Nature.DIFFERENT):
        raise InvalidData({"nature": [_("Choose what the two are to each other.")]})
    if other.pk == case.pk:
        raise InvalidData({"other": [_("A case cannot be linked with itself.")]})
    pair = CaseLink.objects.select_for_update().filter(around.pair_of(case, other)).first()
    if pair is not None and pair.nature in (CaseLink.Nature.MERGED, CaseLink.Nature.OPENED):
        raise Conflict(_("These two are linked already: %(how)s.") % {"how": pair.get_nature_display()})
    made = pair or CaseLink(case_id=case.pk, other_id=other.pk, at=at)
    ctx = desk.context(case, by, at)
    settle(ctx, made, nature, note)
    door.save(ctx)
    return made


def _of_same_person(filer: Party) -> Any:
    """Cases filed with the same identity number or telephone, or under the same name.

    Sealed ones are compared with sealed ones only: beside a case filed by name, the link itself would break the seal.
    """
    same = Q(pk__in=[])
    for column in ("id_index", "phone_index", "name"):
        if value := getattr(filer, column):
            same |= Q(**{column: value})
    return Party.objects.filter(same, role=Party.Role.FILER, sealed=filer.sealed).values("case_id")
