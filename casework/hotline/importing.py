"""Taking tickets over: new ones open a case, changed ones change theirs, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import actions, crypto
from casework.errors import ActionError, InvalidData
from casework.filing import Filing, OutsideTicket, PartyInput
from casework.hotline.columns import KEY, TICKET, head_of
from casework.hotline.district import District
from casework.hotline.sheets import Line
from casework.hotline.tickets import Problem, Ticket, parse
from casework.models import Case, Channel, HotlineTicket
from casework.permissions import Actor

KIND = "complaint"
IMPORTER = Actor.machine("import_12345")
CHUNK = 500
CHANGEABLE = ("due_at", "content")  # what the platform may change later; all else is settled in the case
HEAD_OF_FIELD = {name: head_of(name) for name in ("title", "content", "respondent", "area", "street")} | {
    "named_person": head_of("person")
}


@dataclass(frozen=True)
class Refusal:
    """A line that was not taken over: where it stands, its ticket, and what is wrong in which column."""

    sheet: str
    row: int
    number: str
    problem: Problem

    def document(self) -> dict[str, object]:
        """For machines."""
        return {
            "row": self.row,
            "field": self.problem.field,
            "why": self.problem.why,
            "sheet": self.sheet,
            "ticket": self.number,
        }


@dataclass
class Outcome:
    """What became of the lines of a file."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)

    def document(self) -> dict[str, object]:
        """For machines."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": [refusal.document() for refusal in self.refused],
        }


def take_over(lines: Iterable[Line], at: datetime, *, dry_run: bool = False) -> Outcome:
    """Take over every line that can be. With dry_run the same is tried and nothing is kept."""
    run = _Run(District(timezone.localdate(at)), at, dry_run)
    rest = iter(lines)
    while chunk := list(islice(rest, CHUNK)):
        run.take(chunk)
    return run.outcome


@dataclass
class _Run:
    """One import."""

    district: District
    at: datetime
    dry_run: bool
    outcome: Outcome = field(default_factory=Outcome)
    places: dict[str, str] = field(default_factory=dict)  # where each number stood first

    def take(self, lines: list[Line]) -> None:
        """Some lines, with one look at what is known of their tickets."""
        numbers = [number for line in lines if (number := line.cells.get(KEY.head))]
        rows = HotlineTicket.objects.filter(number__in=numbers).select_related("case")
        known = {row.number: row for row in rows}
        by_hand = Case.objects.filter(channel=Channel.HOTLINE, external_id__in=numbers).filter(tickets=None)
        entered = dict(by_hand.values_list("external_id", "number"))
        for line in lines:
            found = parse(line, self.district, self.at)
            if isinstance(found, Ticket):
                found = self._twice(found, line, entered) or self._attempt(found, known.get(found.number))
            number = line.cells.get(KEY.head, "")
            self.outcome.refused += [Refusal(line.sheet, line.row, number, problem) for problem in found]

    def _twice(self, ticket: Ticket, line: Line, entered: dict[str, str]) -> list[Problem]:
        """A number that stands in the file before, or that somebody has entered as a case by hand."""
        words = ""
        if ticket.number in self.places:
            words = _("This number stands in the file already: %(place)s.") % {"place": self.places[ticket.number]}
        elif ticket.number in entered:
            words = _("Somebody has entered this ticket by hand: case %(case)s.") % {"case": entered[ticket.number]}
        sheet = f"{line.sheet} " if line.sheet else ""
        self.places.setdefault(ticket.number, _("%(sheet)sline %(row)d") % {"sheet": sheet, "row": line.row})
        return [Problem(KEY.head, words)] if words else []

    def _attempt(self, ticket: Ticket, row: HotlineTicket | None) -> list[Problem]:
        """Take one ticket over, or say why not. In a dry run the attempt is taken back."""
        try:
            with _taken_back() if self.dry_run else nullcontext():
                return self._change(ticket, row) if row else self._open(ticket)
        except InvalidData as error:
            texts = ((HEAD_OF_FIELD.get(name, ""), text) for name, found in error.errors.items() for text in found)
            return [Problem(head, str(text)) for head, text in texts]
        except ActionError as error:
            return [Problem("", str(error))]

    def _open(self, ticket: Ticket) -> list[Problem]:
        actions.open_case(KIND, filing_of(ticket), by=IMPORTER, at=self.at)
        self.outcome.created += 1
        return []

    def _change(self, ticket: Ticket, row: HotlineTicket) -> list[Problem]:
        given = outside_ticket(ticket)
        changed = [name for name, digest in given.digests.items() if row.digests.get(name) != digest]
        settled = [name for name in changed if name not in CHANGEABLE]
        words = _("This differs from what was sent first. Settle it in case %(case)s.") % {"case": row.case.number}
        if settled:
            return [Problem(head_of(name), words) for name in settled]
        if changed:
            actions.change_ticket(given, ticket.content, by=IMPORTER, at=self.at)
            self.outcome.updated += 1
        else:
            self.outcome.unchanged += 1
        return []


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def filing_of(ticket: Ticket) -> Filing:
    """The ticket as the filing of a complaint."""
    return Filing(
        content=ticket.content,
        filer=PartyInput(ticket.filer_type, ticket.filer, ticket.id_number, ticket.phone, sealed=ticket.sealed),
        area=ticket.area,
        street=ticket.street,
        named_person=ticket.person,
        title=ticket.title,
        channel=Channel.HOTLINE,
        respondent=ticket.respondent,
        idempotency_key=f"12345:{ticket.number}",
        external_id=ticket.number,
        ticket=outside_ticket(ticket),
    )


def outside_ticket(ticket: Ticket) -> OutsideTicket:
    """What is kept of the ticket itself, with a digest of each column that tells nothing without the key."""
    values = {column.name: getattr(ticket, column.name) for column in TICKET}
    return OutsideTicket(
        number=ticket.number,
        sort=ticket.sort,
        dispatched_at=ticket.dispatched_at,
        due_at=ticket.due_at,
        digests={name: crypto.blind_index(f"{ticket.number} {name} {value}")[:16] for name, value in values.items()},
    )
