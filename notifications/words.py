"""The words of each event, without anything that may not leave the house: number, what happened, what to do."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Words(NamedTuple):
    """A message as a person reads it."""

    title: str
    text: str


TITLES = {
    "progress": _("Your matter has moved on"),
    "result": _("There is a result"),
    "supplement_asked": _("Something is missing"),
    "case_moved": _("A case needs you"),
    "supplemented": _("The filer has handed in what was missing"),
    "case_merged": _("Another matter was merged into your case"),
    "withdrawn": _("The filer has withdrawn"),
    "answers_in": _("All answers are in"),
    "asked": _("Your unit is asked"),
    "assignment_answered": _("A unit has answered"),
    "assignment_returned": _("A unit says it is not theirs"),
    "proposal_new": _("A proposal waits for your decision"),
    "proposal_approved": _("Your proposal was approved"),
    "proposal_returned": _("Your proposal came back"),
    "proposal_void": _("Your proposal is void because the case changed"),
    "rated": _("The filer has rated the answer"),
    "reopen_asked": _("The filer asks for the matter to be handled again"),
    "review_asked": _("A review is asked for"),
    "rectification_served": _("Your unit has to put something right"),
    "rectification_reported": _("A unit reports that it has put things right"),
    "extension_asked": _("A unit asks for more time"),
    "extension_answered": _("Your request for more time is answered"),
    "leniency_asked": _("A unit asks for leniency"),
    "handed_over": _("A task was handed to you"),
    "clock_amber": _("A time limit is near"),
    "clock_red": _("A time limit has passed"),
    "clock_late": _("A time limit passed days ago"),
    "clock_moved": _("A time limit was recomputed"),
    "recalled": _("A question to your unit was taken back"),
    "ruling_asked": _("A unit says it is not theirs: whose is it?"),
    "ruling_escalated": _("A matter came back twice: your ruling is final"),
    "difference_referred": _("Units that lead together do not agree: you decide"),
    "difference_settled": _("It was decided between the units that lead together"),
    "ruled": _("It was ruled whose the matter is"),
    "unseal_asked": _("Somebody asks to learn a sealed identity"),
    "ticket_changed": _("The hotline has changed its ticket"),
    "unseal_decided": _("It was decided on a sealed identity"),
    "delivery_late": _("A subscriber has not confirmed changes of records in time"),
}
TEXTS = {  # of events that are not about a case
    "delivery_late": _("%(number)s still has to confirm. Sign in to see which changes, and send them again."),
}


def title_of(event: str, count: int | None = None) -> str:
    """What happened, in one line."""
    if event == "tickets_taken" and count is not None:
        words = ngettext(
            "%(count)d ticket of the hotline was taken over", "%(count)d tickets of the hotline were taken over", count
        )
        return words % {"count": count}
    return str(TITLES.get(event, event))


def words_of(event: str, number: str, count: int | None = None) -> Words:
    """Title and text of an event of a case, or of several at once."""
    if event in TEXTS:
        return Words(title_of(event), str(TEXTS[event] % {"number": number}))
    one = _("Case %(number)s. Sign in, or use your number and receipt code, to see more.") % {"number": number}
    return Words(title_of(event, count), str(one if number else _("Sign in to see more.")))
