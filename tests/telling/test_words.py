"""The words of messages: complete for every event, audience, language and form, short enough, and empty of secrets."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import translation

from notifications.events import EVENTS, Audience
from notifications.words import (
    LONGEST_NUMBER,
    LONGEST_SMS,
    PLACEHOLDERS,
    Form,
    allowed,
    default_words,
    fill,
    happened,
    names_in,
)

LANGUAGES = [code for code, _name in settings.LANGUAGES]
ROWS = [(event, audience) for event, one in EVENTS.items() for audience in one.audiences()]
VALUES = {
    "number": LONGEST_NUMBER,
    "count": 99_999,
    "link": "https://credit.example/track",
    "office": "某某区发展和改革局",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("event", "audience"), ROWS)
def test_every_event_has_words_for_each_audience_language_and_form(
    event: str, audience: Audience, language: str
) -> None:
    with translation.override(language):
        said = happened(event, audience, VALUES)
        for form in Form:
            words = default_words(event, audience, form)
            assert names_in(words.title + words.text) <= set(allowed(event)), (form, words)
            filled = fill(words.title + words.text, VALUES | {"event": said, "list": "—"})
            assert "{" not in filled
            assert bool(words.title) == (form != Form.SMS)
            if EVENTS[event].about == "number":
                assert LONGEST_NUMBER in filled, form
            if form == Form.SMS:
                assert len(filled) <= LONGEST_SMS, (len(filled), filled)
            if language == "zh-hans":
                assert not set("abcdefghij") & set(filled.replace(VALUES["link"], "")), filled


def test_no_placeholder_can_carry_a_name_or_what_somebody_wrote() -> None:
    assert set(PLACEHOLDERS) == {"number", "event", "link", "office", "due", "count", "list"}


def test_somebody_is_told_of_every_event() -> None:
    assert [event for event, one in EVENTS.items() if not one.audiences()] == []
