"""What is built on a record: measures that competent bodies decided, their lifting, and leniency; who reads a person's file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.utils.translation import gettext as _

from casework import made_records
from casework.actions.records import holding
from casework.door import transacting
from casework.errors import Conflict, NotAllowed, NotFound
from casework.models import CreditRecord, Measure, Mitigation, PersonReading, Recommendation, Role, Sanction
from casework.permissions import Actor
from casework.register import people, person_files, sanctions
from casework.register.hand import Hand
from casework.register.sanctions import Measured


def impose_sanction(
    record: CreditRecord,
    *,
    by: Actor,
    at: datetime,
    measure: str,
    decided_by: str,
    decided_on: date,
    first_day: date,
    last_day: date | None = None,
    kind: Measure | None = None,
    basis: str = "",
) -> Sanction:
    """Enter a measure that a competent body built on a record. Refused while the record is in dispute."""
    given = Measured(measure, decided_by, decided_on, first_day, last_day, kind, basis)
    with holding(record) as held:
        people.check_may_measure(by, held)
        return sanctions.impose(held, Hand(at, by.user), given)


def impose_recommended(recommendation_id: int, record: CreditRecord, *, by: Actor, at: datetime) -> Sanction:
    """Enter what another body decided on a proposal of the case as a measure on the record of the matter."""
    with holding(record) as held:
        proposals = Recommendation.objects.select_for_update(of=("self",)).select_related("case", "measure")
        found = proposals.filter(pk=recommendation_id).first()
        if found is None or not made_records.of_matter(found.case).filter(pk=held.pk).exists():
            raise NotFound(_("There is no such proposal, or the record is not of its matter."))
        if not by.holds(found.case.lead_unit_id, Role.HANDLER):
            raise NotAllowed(_("A handler of the lead unit enters what was decided."))
        people.check_not_about(by, held)
        if found.status != Recommendation.Status.APPROVED or found.decided_on is None:
            raise Conflict(_("The body that decides has not taken this proposal up."))
        if Sanction.objects.filter(recommendation=found).exists():
            raise Conflict(_("This decision has been entered on a record already."))
        given = Measured(
            measure=found.measure.zh,
            decided_by=found.decided_by,
            decided_on=found.decided_on,
            first_day=found.decided_on,
            kind=found.measure,
            basis=found.reference,
            recommendation=found,
        )
        return sanctions.impose(held, Hand(at, by.user), given)


def lift_sanction(sanction: Sanction, *, by: Actor, at: datetime, note: str) -> Sanction:
    """解除: the body that decided a measure has lifted it. A second person enters that, never who entered the measure."""
    with _holding(sanction, by) as row:
        if by.user is not None and by.user.pk == row.entered_by_id:
            raise NotAllowed(_("Who entered a measure cannot enter its lifting. A second person has to."))
        sanctions.lift(row, Hand(at, by.user), Sanction.Lifted.DECIDED, note)
        return row


def keep_sanction(sanction: Sanction, *, by: Actor, at: datetime, note: str) -> Sanction:
    """维持: the body that decided a measure has looked at it again after a correction, and keeps it."""
    with _holding(sanction, by) as row:
        sanctions.keep(row, Hand(at, by.user), note)
        return row


def mitigate_record(
    record: CreditRecord, *, by: Actor, at: datetime, kind: str, reason: str, decided_by: str, decided_on: date
) -> Mitigation:
    """从轻, 免于: enter a decision to be lenient; somebody of the registering unit does, not who entered the record."""
    with holding(record) as held:
        people.check_may_verify(by, held)
        hand = Hand(at, by.user)
        return sanctions.mitigate(held, hand, kind=kind, reason=reason, decided_by=decided_by, decided_on=decided_on)


def read_person_file(
    name: str, number: str, *, reason: str, by: Actor, at: datetime
) -> tuple[PersonReading, list[CreditRecord]]:
    """公务员诚信档案: the records of one person, by exact name and identity number. Every look is noted, also a vain one."""
    with transacting():
        return person_files.read(name, number, reason, by, Hand(at, by.user))


@contextmanager
def _holding(sanction: Sanction, by: Actor) -> Iterator[Sanction]:
    """The record and then its measure, both locked, for somebody who may change it."""
    with holding(sanction.record) as held:
        people.check_may_measure(by, held)
        yield Sanction.objects.select_for_update(of=("self",)).select_related("record").get(pk=sanction.pk)
