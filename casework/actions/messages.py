"""What people do about messages: words, wishes, addresses not to be written to, and messages that did not arrive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from casework import desk, message_roles, message_words, messages, reach, wishes
from casework.door import locked, transacting
from casework.errors import ActionError, Conflict, NotAllowed, NotFound
from casework.models import Case, User
from casework.permissions import Actor
from casework.registry import Notice
from notifications import claims
from notifications.addressbook import NoAddress, address_of
from notifications.models import Message, MessageAct, MessageTemplate, Preference, Suppression

Reason = Suppression.Reason


def draft_words(new: message_words.NewWords, *, by: Actor, at: datetime) -> MessageTemplate:
    """Draft other words for a message. They change nothing until somebody else confirms them."""
    with transacting():
        return message_words.draft(new, by, at)


def decide_words(pk: int, *, confirm: bool, opinion: str, by: Actor, at: datetime) -> MessageTemplate:
    """Confirm drafted words, or not, with a reason."""
    with transacting():
        return message_words.decide(pk, confirm, opinion.strip(), by, at)


def withdraw_words(pk: int, *, by: Actor, at: datetime) -> MessageTemplate:
    """The drafter takes drafted words back."""
    with transacting():
        return message_words.withdraw(pk, by, at)


def choose_for_staff(user: User, chosen: Mapping[str, object], *, at: datetime) -> Preference:
    """A member of staff says how they want to be told."""
    with transacting():
        return Preference.objects.update_or_create(user=user, defaults={**chosen, "changed_at": at})[0]


def choose_for_filer(case: Case, chosen: Mapping[str, object], *, by: Actor, at: datetime) -> Preference:
    """The filer of a case says how they want to be told. What they switch on is written to again."""
    if by.case_id != case.pk:
        raise NotAllowed()
    with transacting():
        kept = Preference.objects.update_or_create(case=case, defaults={**chosen, "changed_at": at})[0]
        party = reach.filer_of(case.pk)
        for channel in reach.OUTSIDE:
            if party and getattr(kept, channel):
                lift(channel, reach.text_of(party, channel), at)
        return kept


def lift(channel: str, address: str, at: datetime) -> int:
    """Write to an address again, as the person whose it is wishes."""
    rows = Suppression.objects.filter(channel=channel, digest=wishes.digest_of(channel, address), lifted_at=None)
    return rows.update(lifted_at=at)


def resume_for_staff(user: User, *, at: datetime) -> int:
    """A member of staff wants e-mails again."""
    with transacting():
        return lift("email", user.email, at)


def suppress(channel: str, address: str, reason: str, at: datetime, message: Message | None = None) -> None:
    """Write to an address no more. A second reason adds nothing to the first."""
    digest = wishes.digest_of(channel, address)
    with transaction.atomic():
        Suppression.objects.bulk_create(
            [Suppression(channel=channel, digest=digest, reason=reason, at=at, message=message)], ignore_conflicts=True
        )


def stop_messages(message: Message, *, at: datetime) -> bool:
    """Whoever got this message wants no more of them there. False: there is no such address any more."""
    try:
        address = address_of(message, at)
    except NoAddress as error:
        return error.code in Reason.values
    suppress(message.channel, address.text, Reason.OPTED_OUT, at, message)
    return True


def stop_by_answer(channel: str, address: str, at: datetime) -> None:
    """Somebody answered a text message with TD: nothing is sent to that number any more."""
    plain = address.removeprefix("+86").removeprefix("0086").strip()
    suppress(channel, plain, Reason.OPTED_OUT, at)


def settle_message(pk: int, what: str, *, by: Actor, at: datetime) -> None:
    """Send a message again that did not arrive, or count an unconfirmed one as arrived. Who did it and when is kept."""
    message_roles.check_may_settle(by)
    with transacting():
        seen = message_roles.outbox_of(by).filter(pk=pk).values_list("pk", flat=True)
        message: Message | None = Message.objects.select_for_update().filter(pk__in=list(seen)).first()
        if message is None or by.user is None:
            raise NotFound(_("There is no such message."))
        was, error = message.status, message.last_error
        again = what == MessageAct.What.AGAIN
        if not (claims.try_again(pk, at) if again else claims.settle(pk, at)):
            raise Conflict(
                _("Somebody else has just dealt with it: it is “%(state)s” now.") % {"state": _state(message)}
            )
        MessageAct.objects.create(message=message, what=what, was=was, error=error, by=by.user, at=at)


def settle_messages(pks: Sequence[int], what: str, *, by: Actor, at: datetime) -> dict[int, str]:
    """The same with several, each for itself. Returns what went wrong, by message."""
    wrong = {}
    for pk in pks:
        try:
            settle_message(pk, what, by=by, at=at)
        except ActionError as error:
            wrong[pk] = str(error)
    return wrong


def follow_up(pk: int, *, hard: bool, at: datetime) -> None:
    """A message came back: its address is not written to any more, and who works on the case learns that of its filer."""
    message = Message.objects.get(pk=pk)
    if message.case_id is None or message.recipient_id is not None:
        with transacting():
            _note_bounce(message, hard, at)
        return
    with locked(pk=message.case_id) as case:
        if _note_bounce(message, hard, at):
            ctx = desk.context(case, Actor.machine("post"), at)
            messages.to_people(
                ctx, "unreachable", messages.recipients(ctx, Notice("unreachable", "lead")), f"back:{pk}"
            )


def _note_bounce(message: Message, hard: bool, at: datetime) -> bool:
    """Whether this was the first look at it."""
    mine = Message.objects.filter(pk=message.pk, status=Message.Status.BOUNCED, followed=False)
    if not mine.update(followed=True):
        return False
    if hard:
        try:
            suppress(message.channel, address_of(message, at).text, Reason.BOUNCED, at, message)
        except NoAddress:
            return True  # it has gone, or is not written to already
    return True


def _state(message: Message) -> str:
    return str(message.get_status_display())
