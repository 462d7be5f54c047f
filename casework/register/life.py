"""The life of a record: verified, published, withheld, ended, repaired, resumed. The record is held by the caller."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from casework.errors import Conflict
from casework.models import CreditRecord, RecordStatus, RecordVersion, Sanction, SubjectType
from casework.register import papers, sanctions, versions
from casework.register.hand import Hand

Change = RecordVersion.Change


def verify(record: CreditRecord, hand: Hand, note: str = "") -> RecordVersion:
    """核验通过: from now on the record is in use."""
    must_be(record, RecordStatus.COLLECTED)
    record.verified_by = hand.user
    return versions.supersede(record, hand, Change.VERIFIED, status=RecordStatus.VERIFIED, note=note)


def decline(record: CreditRecord, hand: Hand, reason: str) -> RecordVersion:
    """核验不通过: the record was never in use, and is kept with the reason."""
    must_be(record, RecordStatus.COLLECTED)
    record.verified_by = hand.user
    return versions.supersede(record, hand, Change.DECLINED, status=RecordStatus.DECLINED, note=reason)


def publish(record: CreditRecord, hand: Hand) -> RecordVersion:
    """公示: anybody may read it, and subscribers are told. Never a record of a person (个人信息保护法 art. 25)."""
    must_be(record, RecordStatus.VERIFIED)
    check_may_be_published(record, hand.on)
    record.withheld = ""
    record.published_at = record.published_at or hand.at
    record.public_until = None
    version = versions.supersede(record, hand, Change.PUBLISHED, status=RecordStatus.PUBLISHED)
    papers.issue_notices(record, hand)
    return version


def check_may_be_published(record: CreditRecord, on: date) -> None:
    """Raise Conflict for a record that may not be public on the day."""
    if record.subject_type == SubjectType.PERSON:
        raise Conflict(_("Records of persons are not published here."))
    if record.ends_by_itself and record.ends_on is not None and record.ends_on < on:
        raise Conflict(_("The longest publication period of this record is over."))


def keep(record: CreditRecord, until: date, on: date) -> None:
    """到期继续公示: not corrected at its maximum, so it stays public until a day, when it is looked at again."""
    must_be(record, RecordStatus.PUBLISHED)
    if until <= on:
        raise Conflict(_("The day until which the record was to be kept has come. Draft it anew."))
    record.kept_until = until
    record.save()


def withhold(record: CreditRecord, hand: Hand, reason: str) -> None:
    """不予公示: the record is in use without being public, and why."""
    must_be(record, RecordStatus.VERIFIED)
    record.withheld = reason[:200]
    record.save()
    papers.issue_notices(record, hand)


def note_performance(record: CreditRecord, hand: Hand, done_on: object, note: str) -> RecordVersion:
    """义务履行完毕: the duty behind the record was performed on a day."""
    must_be(record, RecordStatus.COLLECTED, RecordStatus.VERIFIED, RecordStatus.PUBLISHED, RecordStatus.EXPIRED)
    return versions.supersede(record, hand, Change.PERFORMED, fields={"obligations_done_on": done_on}, note=note)


def end(record: CreditRecord, hand: Hand, note: str = "") -> RecordVersion:
    """公示期满: publication and sharing stop; what was built on the publication falls with it."""
    must_be(record, RecordStatus.PUBLISHED)
    record.public_until = hand.at
    version = versions.supersede(record, hand, Change.EXPIRED, status=RecordStatus.EXPIRED, note=note)
    sanctions.lift_all(record, hand, Sanction.Lifted.EXPIRED)
    return version


def repair(record: CreditRecord, hand: Hand, note: str = "") -> RecordVersion:
    """信用修复: publication ends, sharing and use stop, sanctions are lifted, subscribers told (36号令 art. 3)."""
    must_be(record, RecordStatus.VERIFIED, RecordStatus.PUBLISHED)
    if record.status == RecordStatus.PUBLISHED:
        record.public_until = hand.at
    version = versions.supersede(record, hand, Change.REPAIRED, status=RecordStatus.REPAIRED, note=note)
    sanctions.lift_all(record, hand, Sanction.Lifted.REPAIRED)
    return version


def resume(record: CreditRecord, hand: Hand, note: str = "") -> RecordVersion:
    """撤销修复: the record stands again as it stood before, as long as its maximum has not been reached."""
    must_be(record, RecordStatus.REPAIRED)
    before = record.versions.exclude(status=RecordStatus.REPAIRED).order_by("-number").first()
    status = before.status if before else RecordStatus.VERIFIED
    if status == RecordStatus.PUBLISHED and record.ends_on is not None and record.ends_on < hand.on:
        status = RecordStatus.EXPIRED
    if status == RecordStatus.PUBLISHED:
        record.public_until = None
    return versions.supersede(record, hand, Change.RESUMED, status=status, note=note)


def revoke(record: CreditRecord, hand: Hand, note: str = "") -> RecordVersion:
    """撤销: the record should never have been; its versions are kept."""
    if record.status == RecordStatus.REVOKED:
        raise Conflict(_("The record has been revoked meanwhile, so there is nothing left to decide."))
    if record.status == RecordStatus.PUBLISHED:
        record.public_until = hand.at
    version = versions.supersede(record, hand, Change.REVOKED, status=RecordStatus.REVOKED, note=note)
    sanctions.lift_all(record, hand, Sanction.Lifted.REVOKED)
    return version


def correct(record: CreditRecord, hand: Hand, fields: dict[str, object], note: str = "") -> RecordVersion:
    """更正: it says something else from now on. Measures stay; whoever decided them is told to look at them again."""
    before = record.said()
    version = versions.supersede(record, hand, Change.CORRECTED, fields=fields, note=note)
    papers.tell_deciders(record, hand, before)
    return version


def must_be(record: CreditRecord, *statuses: RecordStatus) -> None:
    """Raise Conflict unless the record stands at one of these."""
    if record.status not in statuses:
        said = record.get_status_display()
        raise Conflict(_("The record is %(status)s now, so this can no longer be done.") % {"status": said})
