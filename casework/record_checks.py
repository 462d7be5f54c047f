"""Does the register of records agree with itself: standing and versions, what is public, four eyes, persons' secrecy?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from casework.held import held
from casework.models import CreditRecord, RecordChange, RecordStatus, RecordVersion, Sanction
from casework.register import windows


def records_stand_as_their_version() -> Iterator[str]:
    """Every record has one current version, and stands where that one says."""
    current = RecordVersion.objects.filter(record=OuterRef("pk"), to_at__isnull=True, status=OuterRef("status"))
    yield from CreditRecord.objects.exclude(Exists(current)).values_list("number", flat=True)


def windows_match_rules() -> Iterator[str]:
    """The cached days of every record are what its own rule version gives."""
    with held():
        rows = RecordVersion.objects.filter(to_at__isnull=True).select_related("record").order_by("pk")
        for version in rows.iterator(chunk_size=500):
            record = version.record
            found = windows.cached(windows.window_of(record, version))
            if found != (record.repair_from, record.ends_on, record.ends_by_itself):
                yield f"{record.number}: {found}"


def published_records_are_shared() -> Iterator[str]:
    """What is public says since when and has no end yet; what ended says when; nothing withheld is public."""
    rows, public = CreditRecord.objects, Q(status=RecordStatus.PUBLISHED)
    yield from (
        rows.filter(public).exclude(published_at__isnull=False, public_until=None).values_list("number", flat=True)
    )
    yield from rows.filter(public).exclude(withheld="").values_list("number", flat=True)
    ended = rows.exclude(public).filter(published_at__isnull=False, public_until=None)
    yield from ended.exclude(status=RecordStatus.VERIFIED).values_list("number", flat=True)


def records_were_seen_by_two() -> Iterator[str]:
    """Who verified or declined a record wrote none of its versions before; who drafted a change did not decide it."""
    decided = RecordVersion.objects.filter(
        change__in=(RecordVersion.Change.VERIFIED, RecordVersion.Change.DECLINED), by__isnull=False
    )
    own = RecordVersion.objects.filter(record=OuterRef("record"), by=OuterRef("by"), number__lt=OuterRef("number"))
    yield from map(str, decided.filter(Exists(own)))
    yield from map(str, RecordChange.objects.filter(decided_by=F("drafted_by")))


def persons_are_kept_masked() -> Iterator[str]:
    """Of a person the register holds in the clear the first character of the name, and no number."""
    persons = CreditRecord.objects.filter(subject_type="person")
    yield from persons.exclude(subject_name__regex=r"^.?\**$").values_list("number", flat=True)
    yield from persons.filter(~Q(subject_code="") | Q(person_name=None)).values_list("number", flat=True)
    others = CreditRecord.objects.exclude(subject_type="person")
    held: Any = Q(person_name__isnull=False) | Q(person_id__isnull=False)
    yield from others.filter(held).values_list("number", flat=True)


def changes_wait_on_the_present_version() -> Iterator[str]:
    """A change that waits was drafted on the version that stands."""
    current = RecordVersion.objects.filter(record=OuterRef("record"), to_at__isnull=True, number=OuterRef("version"))
    waiting = RecordChange.objects.filter(status=RecordChange.Status.PENDING)
    yield from map(str, waiting.exclude(Exists(current)))


def no_measure_outlives_its_record() -> Iterator[str]:
    """No measure stands on a record that is no longer in use."""
    gone = (RecordStatus.EXPIRED, RecordStatus.REPAIRED, RecordStatus.REVOKED, RecordStatus.DECLINED)
    standing = Sanction.objects.filter(lifted_at__isnull=True, record__status__in=gone)
    yield from map(str, standing.select_related("record"))


CHECKS = {
    check.__name__: check
    for check in (
        records_stand_as_their_version,
        windows_match_rules,
        published_records_are_shared,
        records_were_seen_by_two,
        persons_are_kept_masked,
        changes_wait_on_the_present_version,
        no_measure_outlives_its_record,
    )
}
