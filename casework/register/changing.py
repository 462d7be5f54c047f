"""Changes of a record outside any case: drafted by one person, decided by another, void once the record has moved on.

The information provider corrects or revokes what it published (行政处罚法 art. 48), notes that the duty was performed, or
asks for publication; registrars say what becomes of a record at its maximum (36号令).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casework import clocks
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.models import CreditRecord, RecordChange, RecordStatus
from casework.permissions import Actor
from casework.register import change_fields, life, people, versions
from casework.register.hand import Hand

What = RecordChange.What
WITHDRAW_RULE = "OB-CF48"  # 行政处罚法 art. 48, 85: withdrawn within three working days
KEPT = (RecordStatus.VERIFIED, RecordStatus.PUBLISHED, RecordStatus.EXPIRED, RecordStatus.REPAIRED)
FROM: dict[str, tuple[RecordStatus, ...]] = {  # where a record has to stand for each change
    What.CORRECT: KEPT,
    What.REVOKE: KEPT,
    What.PERFORMED: (RecordStatus.VERIFIED, RecordStatus.PUBLISHED, RecordStatus.EXPIRED),
    What.PUBLISH: (RecordStatus.VERIFIED,),
    What.END: (RecordStatus.PUBLISHED,),
    What.KEEP: (RecordStatus.PUBLISHED,),
}
OF_THE_PROVIDER = (What.CORRECT, What.REVOKE, What.PERFORMED)  # registrars may draft these as well


@dataclass(frozen=True)
class Draft:
    """A change as somebody hands it in. `fields` as change_fields reads them; `seen`: the version it was drafted on."""

    what: str
    reason: str
    fields: dict[str, Any] = field(default_factory=dict)
    basis: str = ""
    seen: int | None = None
    digest: str = ""  # of what the information provider sent, so that it is not drafted twice


def draft(record: CreditRecord, given: Draft, by: Actor, hand: Hand) -> RecordChange:
    """Write a change down. It alters nothing until somebody else confirms it. The record is held."""
    if by.user is None:
        raise NotAllowed()
    check_may_draft(by, record, given.what)
    versions.check_seen(record, given.seen)
    current = record.said()
    check_possible(record, given.what, hand.on)
    if record.changes.filter(status=RecordChange.Status.PENDING).exists():
        raise Conflict(_("Another change of this record waits for its decision. Decide that one first."))
    fields = change_fields.checked(given.what, given.fields, current, hand.on)
    if not given.reason.strip():
        raise InvalidData({"reason": [_("Say why. Who decides reads it, and it stays with the record.")]})
    return RecordChange.objects.create(
        record=record,
        what=given.what,
        fields=fields,
        version=current.number,
        digest=given.digest,
        reason=given.reason.strip(),
        basis=given.basis.strip()[:200],
        drafted_by=by.user,
        drafted_at=hand.at,
    )


def decide(record: CreditRecord, change: RecordChange, by: Actor, hand: Hand, *, confirm: bool, answer: str) -> None:
    """Confirm a change, which carries it out, or refuse it with a reason. The record and the change are held."""
    people.check_may_register(by, record)
    if hand.user is not None and hand.user.pk == change.drafted_by_id:
        raise NotAllowed(_("You drafted this yourself, so somebody else has to decide it."))
    _check_waiting(change)
    if not confirm and not answer.strip():
        raise InvalidData({"answer": [_("Say why it is not confirmed. Who drafted it reads it.")]})
    change.status = RecordChange.Status.CONFIRMED if confirm else RecordChange.Status.REFUSED
    change.decided_by, change.decided_at, change.answer = hand.user, hand.at, answer.strip()
    change.save()
    if confirm:
        check_possible(record, change.what, hand.on)
        CARRY_OUT[change.what](record, change, hand)


def withdraw(change: RecordChange, hand: Hand) -> None:
    """Who drafted a change takes it back."""
    if hand.user is None or hand.user.pk != change.drafted_by_id:
        raise NotAllowed(_("Only the person who drafted this may withdraw it."))
    _check_waiting(change)
    change.status, change.decided_at = RecordChange.Status.VOID, hand.at
    change.save()


def check_may_draft(by: Actor, record: CreditRecord, what: str) -> None:
    """Raise NotAllowed unless this person may draft such a change of the record."""
    if what in OF_THE_PROVIDER:
        people.check_may_collect(by, record.source_unit)
        people.check_not_about(by, record)
    else:
        people.check_may_register(by, record)


def check_possible(record: CreditRecord, what: str, on: date) -> None:
    """Raise Conflict when the record does not stand so that this can be done."""
    life.must_be(record, *FROM[what])
    if what == What.PUBLISH:
        life.check_may_be_published(record, on)
    if what in (What.END, What.KEEP) and not at_its_end(record, on):
        raise Conflict(_("The publication has not reached its maximum, or ends by itself: there is nothing to decide."))


def at_its_end(record: CreditRecord, on: date) -> bool:
    """Whether the maximum is reached and somebody has to say what becomes of the record (36号令: not corrected)."""
    over = record.ends_on is not None and record.ends_on < on and not record.ends_by_itself
    return over and (record.kept_until is None or record.kept_until < on)


def due_at(change: RecordChange) -> datetime | None:
    """Until when a correction or revocation of what is public has to be carried out; None for other changes."""
    if change.what not in (What.CORRECT, What.REVOKE) or not change.record.shared:
        return None
    day = change.fields.get("changed_on")
    began = timezone.make_aware(datetime.combine(date.fromisoformat(day), time.min)) if day else change.drafted_at
    return clocks.runs_out(WITHDRAW_RULE, began)


def _check_waiting(change: RecordChange) -> None:
    if change.status == RecordChange.Status.VOID:
        raise Conflict(_("This draft is void: the record has changed since. Look at it as it is now and draft anew."))
    if change.status != RecordChange.Status.PENDING:
        raise Conflict(_("This change was decided already: %(status)s.") % {"status": change.get_status_display()})


def _correct(record: CreditRecord, change: RecordChange, hand: Hand) -> None:
    record.digest = change.digest or record.digest
    life.correct(record, hand, dict(change_fields.said(change.fields)), change.reason)


def _revoke(record: CreditRecord, change: RecordChange, hand: Hand) -> None:
    life.revoke(record, hand, change.reason)


def _performed(record: CreditRecord, change: RecordChange, hand: Hand) -> None:
    life.note_performance(record, hand, change_fields.day_of(change.fields, "done_on"), change.reason)


def _publish(record: CreditRecord, change: RecordChange, hand: Hand) -> None:
    life.publish(record, hand)


def _end(record: CreditRecord, change: RecordChange, hand: Hand) -> None:
    life.end(record, hand, change.reason)


def _keep(record: CreditRecord, change: RecordChange, hand: Hand) -> None:
    life.keep(record, change_fields.day_of(change.fields, "until"), hand.on)


CARRY_OUT: dict[str, Callable[[CreditRecord, RecordChange, Hand], None]] = {
    What.CORRECT: _correct,
    What.REVOKE: _revoke,
    What.PERFORMED: _performed,
    What.PUBLISH: _publish,
    What.END: _end,
    What.KEEP: _keep,
}
