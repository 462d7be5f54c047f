"""Who changes the words of messages, and who looks after those that did not arrive. The one place to change it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from casework.errors import NotAllowed
from casework.models import Case, Role
from casework.permissions import Actor
from notifications.models import Message, MessageTemplate

FAILED = ("unconfirmed", "bounced", "dead", "withheld")


def administers(actor: Actor) -> bool:
    """Whether this is a system administrator: an account that manages accounts, without any case."""
    return actor.user is not None and actor.user.is_active and actor.user.is_staff


def may_draft(actor: Actor) -> bool:
    """Whether this person may draft words of messages: system administrators and registrars."""
    return administers(actor) or actor.has_role(Role.REGISTRAR)


def check_may_draft(actor: Actor) -> None:
    """Raise NotAllowed unless they may."""
    if not may_draft(actor):
        raise NotAllowed(_("Only system administrators and registrars may change the words of messages."))


def may_read(actor: Actor) -> bool:
    """Whether this person sees the words of messages: who drafts them and who confirms them."""
    return may_draft(actor) or any(actor.has_role(role) for role in (Role.LEADER, Role.SUPERVISOR))


def check_may_read(actor: Actor) -> None:
    """Raise NotAllowed unless they do."""
    if not may_read(actor):
        raise NotAllowed(_("Only system administrators and registrars may change the words of messages."))


def may_decide(actor: Actor, draft: MessageTemplate) -> bool:
    """Whether this person may confirm drafted words: anybody who reads them but the drafter (四眼原则)."""
    return may_read(actor) and actor.user is not None and draft.drafted_by_id != actor.user.pk


def check_may_decide(actor: Actor, draft: MessageTemplate) -> None:
    """Raise NotAllowed unless they may."""
    check_may_read(actor)
    if not may_decide(actor, draft):
        raise NotAllowed(_("You drafted this yourself, so somebody else has to decide it."))


def may_settle(actor: Actor) -> bool:
    """Whether this person looks after messages that did not arrive: registrars and system administrators."""
    return administers(actor) or actor.has_role(Role.REGISTRAR)


def check_may_settle(actor: Actor) -> None:
    """Raise NotAllowed unless they do."""
    if not may_settle(actor):
        raise NotAllowed(_("Only registrars and system administrators may do this."))


def outbox_of(actor: Actor) -> QuerySet[Message]:
    """Messages that did not arrive and that this person may know of.

    A registrar: those of cases that they see, and those of none. An administrator: all, but without their numbers.
    """
    rows = Message.objects.filter(status__in=FAILED)
    if administers(actor):
        return rows
    seen = Case.objects.visible_to(actor).filter(pk=OuterRef("case"))
    return rows.filter(Q(case__isnull=True) | Exists(seen))
