"""Turns the validator's English codes into sentences of the caller's language, per field."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

WHOLE_NUMBER = gettext_noop("Give a whole number.")
WORDS = {
    "missing": gettext_noop("This is needed."),
    "extra_forbidden": gettext_noop("There is no such field."),
    "string_type": gettext_noop("Give a text."),
    "string_too_short": gettext_noop("At least %(min_length)s characters."),
    "string_too_long": gettext_noop("At most %(max_length)s characters."),
    "int_type": WHOLE_NUMBER,
    "int_parsing": WHOLE_NUMBER,
    "int_parsing_size": WHOLE_NUMBER,
    "int_from_float": WHOLE_NUMBER,
    "greater_than_equal": gettext_noop("Not less than %(ge)s."),
    "less_than_equal": gettext_noop("Not more than %(le)s."),
    "bool_type": gettext_noop("Give true or false."),
    "bool_parsing": gettext_noop("Give true or false."),
    "literal_error": gettext_noop("Choose one of: %(expected)s."),
    "date_type": gettext_noop("Give a date like 2026-12-01."),
    "date_parsing": gettext_noop("Give a date like 2026-12-01."),
    "date_from_datetime_parsing": gettext_noop("Give a date like 2026-12-01."),
    "date_from_datetime_inexact": gettext_noop("Give a date like 2026-12-01."),
    "dict_type": gettext_noop("Give an object with named fields."),
    "model_type": gettext_noop("Give an object with named fields."),
    "model_attributes_type": gettext_noop("Give an object with named fields."),
    "too_long": gettext_noop("At most %(max_length)s entries."),
    "plain_value": gettext_noop("Give a text, a number, true, false or a list of these."),
}
OTHERWISE = gettext_noop("This value cannot be used.")


def by_field(found: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The messages by the dotted name of the field; `""` is the document itself."""
    errors: dict[str, list[str]] = {}
    for one in found:
        messages = errors.setdefault(_name(one["loc"]), [])
        words = _words(one)
        if words not in messages:
            messages.append(words)
    return errors


def _name(loc: tuple[Any, ...]) -> str:
    skip = 2 if loc[0] == "body" else 1  # a body has one parameter: its name is ours, not the caller's
    return ".".join(str(part) for part in loc[skip:])


def _words(one: dict[str, Any]) -> str:
    message = _(WORDS.get(one["type"], OTHERWISE))
    context = dict(one.get("ctx", {}))
    if "expected" in context:
        context["expected"] = context["expected"].replace("'", "").replace(" or ", ", ")
    return message % context if context and "%(" in message else message
