"""What is to be known of measures before anybody acts: whether one may be built, and whether its basis has changed."""

from __future__ import annotations

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.models import CreditRecord, Mitigation, RecordVersion, Sanction


def refusal(record: CreditRecord) -> str:
    """Why no measure may be built on the record now, and until when; empty when one may."""
    disputed = record.marks.filter(removed_at__isnull=True).aggregate(until=Max("case__due_at"), last=Max("pk"))
    if disputed["last"] is not None and disputed["until"] is not None:
        until = timezone.localdate(disputed["until"]).isoformat()
        return _(
            "The record is in dispute. No new measure may be built on it until the objection is decided, "
            "which is due by %(day)s."
        ) % {"day": until}
    if disputed["last"] is not None:
        return _("The record is in dispute. No new measure may be built on it until the objection is decided.")
    if not record.standing:
        return _("The record is not in use, so no measure may be built on it.")
    if record.mitigations.filter(kind=Mitigation.Kind.EXEMPT).exists():
        return _("The subject was exempted from measures on this record.")
    return ""


def with_basis(rows: QuerySet[Sanction]) -> QuerySet[Sanction]:
    """Annotate basis_changed: the record was corrected since the measure was decided or last looked at."""
    return rows.annotate(basis_changed=corrected_since())


def corrected_since() -> Exists:
    """Whether the record of a measure was corrected since it was decided or last looked at."""
    return Exists(
        RecordVersion.objects.filter(
            record=OuterRef("record"), change=RecordVersion.Change.CORRECTED, number__gt=OuterRef("rests_on")
        )
    )
