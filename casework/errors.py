"""Why the door said no: small exceptions whose message a person can act on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _


class ActionError(Exception):
    """Base of everything the door refuses. `code` is stable, `message` is for people, `status` is HTTP's."""

    code = "refused"
    status = 409
    default: Any = _("This cannot be done.")

    def __init__(self, message: Any = None, **params: Any) -> None:
        self.message = message or self.default
        self.params = params
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class NotFound(ActionError):
    """The thing does not exist, or this person may not know that it does."""

    code, status = "not_found", 404
    default = _("There is no such case, or you may not see it.")


class NotAllowed(ActionError):
    """This person may not do this."""

    code, status = "not_allowed", 403
    default = _("You may not do this.")


class Conflict(ActionError):
    """Not now: the state or somebody else was first."""

    code, status = "conflict", 409
    default = _("The case has moved on. Look at it as it is now and decide again.")


class Busy(Conflict):
    """Somebody else is changing the case at this very moment."""

    default = _("The case is busy at the moment. Nothing was saved; please try again.")


class Stale(Conflict):
    """The page is older than the case."""

    code = "stale"
    default = _("The case has changed since you opened this page. Nothing was saved; please look again.")


class Taken(Conflict):
    """Somebody else holds the task."""

    code = "taken"
    default = _("Somebody else is already working on this.")


class NeedsApproval(Conflict):
    """The move has to be proposed; another person approves it."""

    code = "needs_approval"
    default = _("This step needs approval by a supervisor. Propose it instead.")


class GuardFailed(Conflict):
    """A condition of the move is not met; the message says which and what to do."""

    code = "guard"


class TooMany(ActionError):
    """This address tried too often in a short time."""

    code, status = "too_many", 429
    default = _("There were too many tries. Please wait and try again.")


class InvalidData(ActionError):
    """What was typed cannot be used. `errors` maps fields to messages."""

    code, status = "invalid", 422
    default = _("Please correct the fields that are marked.")

    def __init__(self, errors: dict[str, list[str]], message: Any = None) -> None:
        super().__init__(message)
        self.errors = errors
