"""The refusals of casework.rules in the reader's language. The rules know no translation, so their words stand here."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from casework.rules.errors import RuleError

MESSAGES = (
    _("A rule was not followed."),
    _("“%(text)s” is not a time limit."),
    _("This time limit is counted in %(expected)s, not in %(given)s."),
    _("A moment without a time zone cannot be placed on a calendar."),
    _("The clock has not started."),
    _("The clock has already started."),
    _("Rule %(rule)s has no fixed length: say how long when the clock starts."),
    _("Rule %(rule)s has a fixed length, so none can be given with the start."),
    _("The clock is already paused."),
    _("The clock is not paused."),
    _("Rule %(rule)s does not allow a pause for “%(reason)s”."),
    _("Rule %(rule)s does not let the clock start again for “%(reason)s”."),
    _("The clock has stopped, so nothing can change it."),
    _("Rule %(rule)s allows no extension."),
    _("Rule %(rule)s may be extended %(max_times)s time(s) only."),
    _("The extension is too long: %(asked)s asked, at most %(longest)s left."),
    _("The time limit ran out on %(due)s, and it can only be extended before that."),
    _("Rule %(rule)s does not let anybody outside set the due time."),
    _("The due time was set by the platform that sent the matter. Only a new time from there changes it."),
    _("This ladder of reminders cannot be used: %(problem)s."),
    _("No clause of the plan covers “%(area)s”."),
    _("Clause %(clause)s is led by the street of the case: name the street."),
    _("“%(street)s” is not a street of the district on that day."),
    _("Every unit that could lead under clause %(clause)s is excluded."),
    _("There is no rule %(rule)s in the pack."),
    _("There is no rule version “%(code)s” for such a record."),
    _("This number is not right (%(problem)s)."),
)


def rule_words(error: RuleError) -> str:
    """What a rule refused, in the active language."""
    return gettext(error.message) % error.params
