"""The timeline of a case: events as sentences, in the reader's language, as far as the reader may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from casework import registry
from casework.models import Case, Event
from casework.permissions import Actor, is_party
from casework.rules.identifiers import mask_name


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    at: datetime
    who: str
    title: str
    text: str
    kind: str  # move, doc, mail, now: which pin is drawn


VERBS = {
    "proposed": lambda event: _("Proposed: %(move)s"),
    "words_edited": lambda event: _("Changed words of the papers: %(move)s"),
    "claimed": lambda event: _("Took the task"),
    "released": lambda event: _("Put the task back"),
    "handed_over": lambda event: _("Handed the task over"),
    "asked": lambda event: _("Asked a unit"),
    "evidence": lambda event: _("Added a file"),
    "issued": lambda event: _("Issued %(number)s"),
    "served": lambda event: _("Served %(number)s"),
    "cancelled": lambda event: _("Cancelled %(number)s"),
    "voided": lambda event: _("The proposal “%(move)s” became void"),
    "reminded": lambda event: reminder(event.data.get("workdays")),
    "recommended": lambda event: _("Proposed to a body outside: %(measure)s"),
    "recalled": lambda event: _("Took a question back"),
    "ruled": lambda event: _("Ruled on a return"),
    "difference_referred": lambda event: _("Put a difference of the leads before the common superior"),
    "difference_settled": lambda event: _("Decided between the leads"),
    "recused": lambda event: _("Somebody keeps out of the case"),
    "lead_changed": lambda event: _("Another unit leads"),
    "linked": lambda event: _("Linked with another case"),
    "unseal_asked": lambda event: _("Asked to learn the sealed identity"),
    "unseal_decided": lambda event: _("Decided on a sealed identity"),
    "identity_read": lambda event: _("Read the sealed identity"),
    "clock_moved": lambda event: _("A time limit was recomputed"),
    "ticket_due": lambda event: _("The hotline set another due time"),
    "ticket_text": lambda event: _("The hotline changed the text of its ticket"),
}


def timeline(case: Case, actor: Actor) -> list[Entry]:
    """Newest first. The filer sees moves and their own acts, without the names of staff; a respondent that takes part
    its own acts and papers, and what was decided, without the names and inner words of the authority."""
    return [entry(event, case, actor) for event in events_for(case, actor)]


def events_for(case: Case, actor: Actor) -> list[Event]:
    """The events that the actor may see, newest first."""
    events = case.events.seen_by(actor).select_related("actor", "unit", "private").order_by("-seq")
    return list(events.filter(for_filer=True) if actor.is_filer else events)


def entry(event: Event, case: Case, actor: Actor) -> Entry:
    """An event as one line."""
    outside = actor.is_filer or (is_party(actor, case) and event.unit_id != case.respondent_id)
    private = None if outside else getattr(event, "private", None)
    words = " ".join(str(v) for v in private.data.values() if v) if private else ""
    return Entry(event.at, _who(event, actor, outside=outside), title(event, case.kind), words, _pin(event))


def title(event: Event, kind: str) -> str:
    """What happened, in one line."""
    move = registry.get(kind).moves.get(event.move)
    label = str(move.label) if move else event.move
    if event.verb == "move":
        return label
    if event.verb == "decided":
        return (_("Approved: %(move)s") if event.data.get("approved") else _("Returned: %(move)s")) % {"move": label}
    if event.verb == "answered":
        returned = event.data.get("status") == "returned"
        return _("Returned the request as not theirs") if returned else _("Answered the request")
    if event.verb == "outside_decision":
        taken = event.data.get("approved")
        words = (
            _("Decided outside, taken up: %(measure)s") if taken else _("Decided outside, not taken up: %(measure)s")
        )
        return words % {"measure": _measure(event)}
    words = VERBS[event.verb](event) if event.verb in VERBS else event.verb
    values = {"move": label, "number": event.data.get("number", ""), "measure": _measure(event)}
    return words % values if "%(" in words else words


def reminder(workdays: int | None) -> str:
    """What a rung of the ladder said."""
    if workdays is None or workdays < 0:
        return _("Reminder: a time limit is near")
    if workdays == 0:
        return _("Reminder: a time limit has passed")
    words = ngettext(
        "Reminder: %(n)d working day after a time limit", "Reminder: %(n)d working days after a time limit", workdays
    )
    return words % {"n": workdays}


def _measure(event: Event) -> str:
    """The measure as it was called when it was proposed."""
    return str(event.data.get("en" if (get_language() or "").startswith("en") else "zh", ""))


def _who(event: Event, actor: Actor, *, outside: bool) -> str:
    if event.actor_role == "filer":
        return _("You") if actor.is_filer else _("Filer")
    if event.actor is None:
        return _("System")
    if outside:
        return str(event.unit) if event.unit else mask_name(str(event.actor))
    return f"{event.actor} · {event.unit}" if event.unit else str(event.actor)


def _pin(event: Event) -> str:
    pins: dict[str, Any] = {
        "issued": "doc",
        "asked": "mail",
        "answered": "mail",
        "evidence": "doc",
        "recommended": "mail",
        "outside_decision": "mail",
    }
    return pins.get(event.verb, "ok")
