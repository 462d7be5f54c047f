"""Opening a case for each new ticket, one transaction each; a long sheet is shared among several processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import translation

from casework import actions, crypto
from casework.errors import ActionError, InvalidData
from casework.filing import Filing, OutsideTicket, PartyInput
from casework.held import held
from casework.hotline.columns import TICKET, head_of
from casework.hotline.process import set_up
from casework.hotline.tickets import Problem, Ticket
from casework.models import Channel
from casework.permissions import Actor

KIND = "complaint"
IMPORTER = Actor.machine("import_12345")
WORTH_SHARING = 200  # tickets: fewer are opened sooner than other processes have started
SHARE = 50  # tickets that a process takes at a time
FIELDS = ("title", "content", "respondent", "area", "street")
HEAD_OF_FIELD = {name: head_of(name) for name in FIELDS} | {"named_person": head_of("person")}


@dataclass(frozen=True)
class Opening:
    """How tickets become cases. In a dry run each attempt is taken back."""

    at: datetime
    dry_run: bool = False
    workers: int = 1

    def open_all(self, tickets: list[Ticket]) -> list[list[Problem]]:
        """Open a case for each ticket. What kept each from being opened, an empty list where nothing did."""
        if self.workers == 1 or len(tickets) < WORTH_SHARING:
            return self.open_some(tickets)
        shares = [tickets[first : first + SHARE] for first in range(0, len(tickets), SHARE)]
        others = multiprocessing.get_context("spawn")
        database = (str(connection.settings_dict["NAME"]),)
        with ProcessPoolExecutor(self.workers, mp_context=others, initializer=set_up, initargs=database) as pool:
            return [problems for share in pool.map(self.open_some, shares) for problems in share]

    def open_some(self, tickets: list[Ticket]) -> list[list[Problem]]:
        """Open cases in this process. Units, clauses, calendars and rules are read once for all of them."""
        with held(), _unhurried(), translation.override("zh-hans"):  # those who correct the sheet read Chinese
            return [self._open(ticket) for ticket in tickets]

    def _open(self, ticket: Ticket) -> list[Problem]:
        with attempting(self.dry_run) as problems:
            actions.open_case(KIND, filing_of(ticket), by=IMPORTER, at=self.at)
        return problems


@contextmanager
def attempting(dry_run: bool) -> Iterator[list[Problem]]:
    """One attempt: what the door refuses becomes problems; in a dry run all is taken back."""
    problems: list[Problem] = []
    try:
        if not dry_run:
            yield problems
            return
        with transaction.atomic():
            yield problems
            transaction.set_rollback(True)
    except InvalidData as error:
        texts = ((HEAD_OF_FIELD.get(name, ""), text) for name, found in error.errors.items() for text in found)
        problems += [Problem(head, str(text)) for head, text in texts]
    except ActionError as error:
        problems.append(Problem("", str(error)))


@contextmanager
def _unhurried() -> Iterator[None]:
    """Commits do not wait for the disk one by one: what a breakdown takes away, the same sheet brings back."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
        try:
            yield
        finally:
            cursor.execute("RESET synchronous_commit")
        cursor.execute("SELECT pg_current_xact_id()")  # this one waits, and with it all before it


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
