"""What messages tell of: each event, for whom it is meant, in which group people switch it on and off, and how it reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

Lazy = Any  # words of the active language


class Group(models.TextChoices):
    """Groups of events that people switch on and off together."""

    NEEDS_ME = "needs_me", _("What needs me")
    PROGRESS = "progress", _("Progress")
    LIMITS = "limits", _("Time limits")


class Audience(models.TextChoices):
    """Who reads a message: the filer (申请人、投诉举报人) or staff."""

    FILER = "filer", _("filer")
    STAFF = "staff", _("staff")


@dataclass(frozen=True)
class Event:
    """One event. `staff` and `filer`: what happened, as each of them reads it; empty for who is never told of it.

    `about`: what the message has to name, the number of a case or how many; nothing for the rest.
    """

    group: Group
    staff: Lazy = ""
    filer: Lazy = ""
    filer_hint: Lazy = ""
    filer_brief: Lazy = ""
    urgent: bool = False
    about: str = "number"

    def audiences(self) -> list[Audience]:
        """Who is told of it."""
        return [one for one in Audience if getattr(self, one.value)]


NEEDS, PROGRESS, LIMITS = Group.NEEDS_ME, Group.PROGRESS, Group.LIMITS
SEE = _("Look it up with your number and receipt code.")

EVENTS: dict[str, Event] = {
    "progress": Event(
        PROGRESS,
        _("A case of yours has moved on"),
        _("Your matter ({number}) has moved on"),
        _("Where it stands and what comes next: look it up with your number and receipt code."),
        _("Your matter {number} has moved on. Look with your code."),
    ),
    "result": Event(
        PROGRESS,
        _("There is a result"),
        _("There is a result on your matter ({number})"),
        _("The result, and what you can do if you do not agree: look it up with your number and receipt code."),
        _("Your matter {number} has a result. Look with your code."),
    ),
    "supplement_asked": Event(
        NEEDS,
        filer=_("Your matter ({number}) needs something more from you"),
        filer_hint=_("What is missing and by when: look it up with your number and receipt code, please soon."),
        filer_brief=_("Matter {number}: something is missing. Look with your code."),
    ),
    "paper_cancelled": Event(
        PROGRESS,
        _("A paper that you were sent is cancelled"),
        _("A paper on your matter ({number}) is cancelled"),
        _("Which one and why, and what stands in its place: look it up with your number and receipt code."),
        _("Matter {number}: a paper is cancelled. Look with your code."),
    ),
    "case_moved": Event(NEEDS, _("A case needs you")),
    "supplemented": Event(NEEDS, _("The filer has handed in what was missing")),
    "case_merged": Event(PROGRESS, _("Another matter was merged into your case")),
    "withdrawn": Event(PROGRESS, _("The filer has withdrawn")),
    "answers_in": Event(NEEDS, _("All answers are in")),
    "asked": Event(NEEDS, _("Your unit is asked")),
    "assignment_answered": Event(PROGRESS, _("A unit has answered")),
    "assignment_returned": Event(NEEDS, _("A unit says it is not theirs")),
    "proposal_new": Event(NEEDS, _("A proposal waits for your decision")),
    "proposal_approved": Event(PROGRESS, _("Your proposal was approved")),
    "proposal_returned": Event(NEEDS, _("Your proposal came back")),
    "proposal_void": Event(NEEDS, _("Your proposal is void because the case changed")),
    "rated": Event(PROGRESS, _("The filer has rated the answer")),
    "reopen_asked": Event(NEEDS, _("The filer asks for the matter to be handled again")),
    "review_asked": Event(NEEDS, _("A review is asked for")),
    "rectification_served": Event(NEEDS, _("Your unit has to put something right")),
    "rectification_reported": Event(NEEDS, _("A unit reports that it has put things right")),
    "extension_asked": Event(NEEDS, _("A unit asks for more time")),
    "extension_answered": Event(PROGRESS, _("Your request for more time is answered")),
    "leniency_asked": Event(NEEDS, _("A unit asks for leniency")),
    "handed_over": Event(NEEDS, _("A task was handed to you")),
    "clock_amber": Event(
        LIMITS,
        _("A time limit is near"),
        _("A time limit of your matter ({number}) is near"),
        _("What you have to do and by when: look it up with your number and receipt code."),
        _("Matter {number}: a limit is near. Look with your code."),
    ),
    "clock_red": Event(
        LIMITS,
        _("A time limit has passed"),
        _("A time limit of your matter ({number}) has passed"),
        _("Look up with your number and receipt code what that means, or call 12345."),
        _("Matter {number}: a limit has passed. Look with your code."),
        urgent=True,
    ),
    "clock_late": Event(
        LIMITS,
        _("A time limit passed days ago"),
        _("A time limit of your matter ({number}) passed days ago"),
        _("Look up with your number and receipt code what that means, or call 12345."),
        _("Matter {number}: a limit has passed. Look with your code."),
        urgent=True,
    ),
    "clock_moved": Event(
        LIMITS,
        _("A time limit was recomputed"),
        _("A time limit of your matter ({number}) has another date now"),
        _("The new date and how it is counted: look it up with your number and receipt code."),
        _("Matter {number}: a limit has moved. Look with your code."),
    ),
    "recalled": Event(PROGRESS, _("A question to your unit was taken back")),
    "ruling_asked": Event(NEEDS, _("A unit says it is not theirs: whose is it?")),
    "ruling_escalated": Event(NEEDS, _("A matter came back twice: your ruling is final")),
    "difference_referred": Event(NEEDS, _("Units that lead together do not agree: you decide")),
    "difference_settled": Event(PROGRESS, _("It was decided between the units that lead together")),
    "ruled": Event(PROGRESS, _("It was ruled whose the matter is")),
    "unseal_asked": Event(NEEDS, _("Somebody asks to learn a sealed identity")),
    "unseal_decided": Event(PROGRESS, _("It was decided on a sealed identity")),
    "ticket_changed": Event(NEEDS, _("The hotline has changed its ticket")),
    "unreachable": Event(NEEDS, _("The filer cannot be reached by e-mail or text message: call or write")),
    "tickets_taken": Event(NEEDS, _("Tickets of the hotline were taken over: {count}"), about="count"),
    "delivery_late": Event(LIMITS, _("A subscriber has not confirmed changes of records in time"), about=""),
    "digest": Event(NEEDS, _("Your messages of the last working day: {count}"), about="count"),
}


def urgent(event: str) -> bool:
    """Whether an event does not wait for the morning (D: limits that have passed)."""
    return EVENTS[event].urgent


def group_of(event: str) -> str:
    """The group in which people switch the event on and off."""
    return EVENTS[event].group.value
