"""Taking a sheet of tickets over: new ones open a case, changed ones change theirs, all others are named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext as _

from casework import actions
from casework.hotline.columns import KEY, head_of
from casework.hotline.district import District
from casework.hotline.opening import IMPORTER, Opening, attempting, outside_ticket
from casework.hotline.tickets import Problem, Ticket, parse
from casework.models import Case, Channel, HotlineTicket
from casework.sheets import Line

CHUNK = 500
CHANGEABLE = ("due_at", "content")  # what the platform may change later; all else is settled in the case


@dataclass(frozen=True)
class Refusal:
    """A line that was not taken over: where it stands, its ticket, and what is wrong in which column."""

    position: int
    sheet: str
    row: int
    number: str
    problem: Problem

    def document(self) -> dict[str, object]:
        """For machines."""
        found = {"row": self.row, "field": self.problem.field, "why": self.problem.why}
        return {**found, "sheet": self.sheet, "ticket": self.number}


@dataclass
class Outcome:
    """What became of the lines of a file."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)

    def document(self) -> dict[str, object]:
        """For machines."""
        counts = {"created": self.created, "updated": self.updated, "unchanged": self.unchanged}
        return {**counts, "refused": [refusal.document() for refusal in self.refused]}


def take_over(lines: Iterable[Line], opening: Opening) -> Outcome:
    """Take over every line that can be."""
    run = _Run(opening, District(timezone.localdate(opening.at)))
    numbered = iter(enumerate(lines))
    while chunk := list(islice(numbered, CHUNK)):
        run.look_at(chunk)
    run.open_new()
    if run.outcome.created and not opening.dry_run:
        actions.announce_tickets(at=opening.at)
    run.outcome.refused.sort(key=lambda refusal: refusal.position)
    return run.outcome


@dataclass
class _Run:
    """One import."""

    opening: Opening
    district: District
    outcome: Outcome = field(default_factory=Outcome)
    places: dict[str, str] = field(default_factory=dict)  # where each number stood first
    new: list[tuple[int, Line, Ticket]] = field(default_factory=list)

    def look_at(self, lines: list[tuple[int, Line]]) -> None:
        """Read some lines, with one look at what is known of their tickets; change what has changed."""
        numbers = [number for _position, line in lines if (number := line.cells.get(KEY.head))]
        rows = HotlineTicket.objects.filter(number__in=numbers).select_related("case")
        known = {row.number: row for row in rows}
        by_hand = Case.objects.filter(channel=Channel.HOTLINE, external_id__in=numbers, tickets=None)
        entered = dict(by_hand.values_list("external_id", "number"))
        for position, line in lines:
            ticket = parse(line, self.district, self.opening.at)
            if not isinstance(ticket, Ticket):
                self._refuse(position, line, ticket)
            elif problem := self._twice(ticket, line, entered):
                self._refuse(position, line, [problem])
            elif ticket.number in known:
                self._refuse(position, line, self._change(ticket, known[ticket.number]))
            else:
                self.new.append((position, line, ticket))

    def open_new(self) -> None:
        """Open a case for each new ticket."""
        found = self.opening.open_all([ticket for _position, _line, ticket in self.new])
        for (position, line, _ticket), problems in zip(self.new, found, strict=True):
            self._refuse(position, line, problems)
            self.outcome.created += not problems

    def _twice(self, ticket: Ticket, line: Line, entered: dict[str, str]) -> Problem | None:
        """A number that stands in the file before, or that somebody has entered as a case by hand."""
        sheet = f"{line.sheet} " if line.sheet else ""
        place = _("%(sheet)sline %(row)d") % {"sheet": sheet, "row": line.row}
        if (first := self.places.setdefault(ticket.number, place)) != place:
            words = _("This number stands in the file already: %(place)s.") % {"place": first}
        elif ticket.number in entered:
            words = _("Somebody has entered this ticket by hand: case %(case)s.") % {"case": entered[ticket.number]}
        else:
            return None
        return Problem(KEY.head, words)

    def _change(self, ticket: Ticket, row: HotlineTicket) -> list[Problem]:
        """Change the case of a ticket if the platform says something new that it may say."""
        given = outside_ticket(ticket)
        changed = [name for name, digest in given.digests.items() if row.digests.get(name) != digest]
        settled = [name for name in changed if name not in CHANGEABLE]
        if settled:
            words = _("This differs from what was sent first. Settle it in case %(case)s.") % {"case": row.case.number}
            return [Problem(head_of(name), words) for name in settled]
        if not changed:
            self.outcome.unchanged += 1
            return []
        with attempting(self.opening.dry_run) as problems:
            actions.change_ticket(given, ticket.content, by=IMPORTER, at=self.opening.at)
        self.outcome.updated += not problems
        return problems

    def _refuse(self, position: int, line: Line, problems: list[Problem]) -> None:
        number = line.cells.get(KEY.head, "")
        self.outcome.refused += [Refusal(position, line.sheet, line.row, number, problem) for problem in problems]
