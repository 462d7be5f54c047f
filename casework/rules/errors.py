"""What the rules refuse, each refusal by its own name."""

from typing import Any, ClassVar


class RuleError(Exception):
    """A rule was not followed."""

    code: ClassVar[str] = "rule"

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__(self.message % params)

    @property
    def message(self) -> str:
        """The docstring: a sentence with %(name)s places, to be translated before `params` are filled in."""
        return " ".join((self.__doc__ or "").split())


class BadLimit(RuleError):
    """“%(text)s” is not a time limit."""

    code = "bad_limit"


class UnitMismatch(RuleError):
    """This time limit is counted in %(expected)s, not in %(given)s."""

    code = "unit_mismatch"


class NaiveMoment(RuleError):
    """A moment without a time zone cannot be placed on a calendar."""

    code = "naive_moment"


class NotStarted(RuleError):
    """The clock has not started."""

    code = "not_started"


class AlreadyStarted(RuleError):
    """The clock has already started."""

    code = "already_started"


class LimitMissing(RuleError):
    """Rule %(rule)s has no fixed length: say how long when the clock starts."""

    code = "limit_missing"


class LimitFixed(RuleError):
    """Rule %(rule)s has a fixed length, so none can be given with the start."""

    code = "limit_fixed"


class AlreadyPaused(RuleError):
    """The clock is already paused."""

    code = "already_paused"


class NotPaused(RuleError):
    """The clock is not paused."""

    code = "not_paused"


class PauseNotAllowed(RuleError):
    """Rule %(rule)s does not allow a pause for “%(reason)s”."""

    code = "pause_not_allowed"


class RestartNotAllowed(RuleError):
    """Rule %(rule)s does not let the clock start again for “%(reason)s”."""

    code = "restart_not_allowed"


class ClockStopped(RuleError):
    """The clock has stopped, so nothing can change it."""

    code = "clock_stopped"


class ExtensionNotAllowed(RuleError):
    """Rule %(rule)s allows no extension."""

    code = "extension_not_allowed"


class ExtensionTooOften(RuleError):
    """Rule %(rule)s may be extended %(max_times)s time(s) only."""

    code = "extension_too_often"


class ExtensionTooLong(RuleError):
    """The extension is too long: %(asked)s asked, at most %(longest)s left."""

    code = "extension_too_long"


class ExtensionTooLate(RuleError):
    """The time limit ran out on %(due)s, and it can only be extended before that."""

    code = "extension_too_late"


class OutsideDueNotAllowed(RuleError):
    """Rule %(rule)s does not let anybody outside set the due time."""

    code = "outside_due_not_allowed"


class SetOutside(RuleError):
    """The due time was set by the platform that sent the matter. Only a new time from there changes it."""

    code = "set_outside"


class BadLadder(RuleError):
    """This ladder of reminders cannot be used: %(problem)s."""

    code = "bad_ladder"


class UnknownArea(RuleError):
    """No clause of the plan covers “%(area)s”."""

    code = "unknown_area"


class MissingStreet(RuleError):
    """Clause %(clause)s is led by the street of the case: name the street."""

    code = "missing_street"


class UnknownStreet(RuleError):
    """“%(street)s” is not a street of the district on that day."""

    code = "unknown_street"


class NobodyLeft(RuleError):
    """Every unit that could lead under clause %(clause)s is excluded."""

    code = "nobody_left"


class MissingRule(RuleError):
    """There is no rule %(rule)s in the pack."""

    code = "missing_rule"


class UnknownRegime(RuleError):
    """There is no rule version “%(code)s” for such a record."""

    code = "unknown_regime"


class InvalidIdentifier(RuleError):
    """This number is not right (%(problem)s)."""

    code = "invalid_identifier"

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)
        self.problem = problem
