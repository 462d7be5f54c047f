"""The records that a case has made, and those of its matter."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from casework.models import Case, CaseLink, CreditRecord, RecordStatus

NEVER_STOOD = (RecordStatus.DECLINED, RecordStatus.REVOKED)


def by(case_id: int) -> Any:
    """The records that a case has made."""
    return CreditRecord.objects.filter(versions__number=1, versions__case=case_id)


def already(case_id: int) -> bool:
    """Whether the case has made a record that was taken up or may still be: a matter is recorded once."""
    return bool(by(case_id).exclude(status__in=NEVER_STOOD).exists())


def on_the_way(case_id: int) -> Any:
    """The records that a case or the one that opened it has made: those a decision on leniency is about."""
    parents = CaseLink.objects.filter(case=case_id, nature=CaseLink.Nature.OPENED).values_list("other", flat=True)
    return CreditRecord.objects.filter(versions__number=1, versions__case__in=[case_id, *parents])


def of_matter(case: Case) -> Any:
    """The records of a matter: the one the case is about, and those made on its way."""
    made = on_the_way(case.pk).values("pk")
    return CreditRecord.objects.filter(Q(pk__in=made) | Q(pk__in=[case.record_id] if case.record_id else []))
