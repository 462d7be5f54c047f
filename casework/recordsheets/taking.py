"""Taking a sheet of records over: new ones collected in batches, changed ones amended or drafted, all others named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import actions
from casework.errors import ActionError, Conflict, InvalidData
from casework.held import held
from casework.models import CreditRecord, RecordChange, RecordStatus
from casework.permissions import Actor
from casework.recordsheets import columns
from casework.recordsheets.lines import Problem, Units, parse
from casework.register.change_fields import CORRECTABLE
from casework.register.changing import Draft
from casework.register.collecting import Given
from casework.sheets import Line

CHUNK = 500
KEPT = 500  # problems that are kept in words; all are counted
SETTLED = (RecordChange.Status.PENDING, RecordChange.Status.REFUSED)  # the same line again is nothing new


@dataclass(frozen=True)
class Refusal:
    """A line that was not taken over: where it stands, its number, and what is wrong in which column."""

    sheet: str
    row: int
    number: str
    problem: Problem

    def document(self) -> dict[str, object]:
        """For machines."""
        found = {"row": self.row, "field": self.problem.field, "why": self.problem.why}
        return {**found, "sheet": self.sheet, "number": self.number}


@dataclass
class Outcome:
    """What became of the lines so far."""

    seen: int = 0
    created: int = 0
    amended: int = 0
    drafted: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: list[Refusal] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The numbers alone."""
        names = ("seen", "created", "amended", "drafted", "unchanged", "refused")
        return {name: getattr(self, name) for name in names}

    def document(self) -> dict[str, object]:
        """For machines."""
        return {**self.counts(), "problems": [one.document() for one in self.problems]}


@dataclass
class Taking:
    """One run over a sheet, in a dry run without a trace. `told` hears of the numbers after each batch."""

    mapping: Mapping[str, str]
    units: Units
    by: Actor
    at: datetime
    dry_run: bool = False
    told: Callable[[Outcome], None] = lambda outcome: None
    outcome: Outcome = field(default_factory=Outcome)
    places: dict[tuple[int, str], str] = field(default_factory=dict)  # where each number stood first

    def run(self, lines: Iterable[Line]) -> Outcome:
        """Every line, in batches. A batch is one transaction; what was taken over before a breakdown is known again."""
        rows = iter(lines)
        while chunk := list(islice(rows, CHUNK)):
            with held():
                self._take(chunk)
            self.told(self.outcome)
        return self.outcome

    def _take(self, chunk: list[Line]) -> None:
        on = timezone.localdate(self.at)
        new: list[Given] = []
        read = [(line, parse(line, self.mapping, self.units, on)) for line in chunk]
        known = _known([given for _line, given in read if isinstance(given, Given)])
        for line, given in read:
            self.outcome.seen += 1
            if not isinstance(given, Given):
                self._refuse(line, given)
            elif place := self._stood_before(line, given):
                words = _("This number stands in the file already: %(place)s.") % {"place": place}
                self._refuse(line, [Problem(self._head("external_id"), words)])
            elif row := known.get((given.source_unit.pk, given.external_id)):
                self._compare(line, given, row)
            else:
                new.append(given)
        if new and not self.dry_run:
            actions.collect_records(new, by=self.by, at=self.at)
        self.outcome.created += len(new)

    def _compare(self, line: Line, given: Given, row: Any) -> None:
        """A line whose number is known: nothing new, an amendment, or a change that somebody decides."""
        if given.digest == row.digest or given.digest in row.settled:
            self.outcome.unchanged += 1
            return
        try:
            with transaction.atomic() if self.dry_run else nullcontext():
                if row.status == RecordStatus.COLLECTED:
                    actions.amend_record(row, given, by=self.by, at=self.at)
                    self.outcome.amended += 1
                else:
                    self._draft(given, row)
                    self.outcome.drafted += 1
                if self.dry_run:
                    transaction.set_rollback(True)
        except InvalidData as error:
            self._refuse(
                line,
                [Problem(self._head(name), str(word)) for name, words in error.errors.items() for word in words],
            )
        except ActionError as error:
            self._refuse(line, [Problem("", str(error))])

    def _draft(self, given: Given, row: CreditRecord) -> None:
        if self.by.user is None:
            raise Conflict(_("This record has been verified: a person has to draft its change. Give --by."))
        if row.full_name != given.subject_name or row.subject_type != given.subject_type:
            words = _("Number %(number)s is a record about somebody else.") % {"number": row.number}
            raise InvalidData({"subject_name": [words]})
        says = row.said()
        fields = {name: getattr(given, name) for name in CORRECTABLE if getattr(given, name) != getattr(says, name)}
        reason = _("The information provider has sent this record again with other content.")
        draft = Draft("correct", reason, fields, given.basis, digest=given.digest)
        actions.draft_record_change(row, draft, by=self.by, at=self.at)

    def _stood_before(self, line: Line, given: Given) -> str:
        """Where the same number stood before in this file; empty when it did not."""
        sheet = f"{line.sheet} " if line.sheet else ""
        place = _("%(sheet)sline %(row)d") % {"sheet": sheet, "row": line.row}
        first = self.places.setdefault((given.source_unit.pk, given.external_id), place)
        return "" if first == place else first

    def _head(self, name: str) -> str:
        heads = {known: head for head, known in self.mapping.items()}
        return heads.get(name) or (columns.BY_NAME[name].head if name in columns.BY_NAME else "")

    def _refuse(self, line: Line, problems: list[Problem]) -> None:
        self.outcome.refused += 1
        room = KEPT - len(self.outcome.problems)
        number = line.cells.get(self._head("external_id"), "")
        self.outcome.problems += [Refusal(line.sheet, line.row, number, one) for one in problems[: max(room, 0)]]


def _known(all_given: list[Given]) -> dict[tuple[int, str], Any]:
    """The records that have these numbers, each with the digests of changes that were drafted from a sheet before."""
    numbers = {given.external_id for given in all_given}
    sources = {given.source_unit.pk for given in all_given}
    rows = CreditRecord.objects.filter(external_id__in=numbers, source_unit__in=sources)
    found = {(row.source_unit_id, row.external_id): row for row in rows.defer("search").select_related("source_unit")}
    changes = RecordChange.objects.filter(record__in=[row.pk for row in found.values()], status__in=SETTLED)
    settled: dict[int, set[str]] = {}
    for record, digest in changes.values_list("record_id", "digest"):
        settled.setdefault(record, set()).add(digest)
    for row in found.values():
        row.settled = settled.get(row.pk, set()) - {""}
    return found
