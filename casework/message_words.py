"""Changing the words of messages, behind the one door: drafted by one person, confirmed by another, kept as versions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from casework import message_facts, message_roles
from casework.errors import Conflict, InvalidData, NotAllowed, NotFound
from casework.permissions import Actor
from notifications.events import EVENTS, Audience
from notifications.models import MessageTemplate
from notifications.words import (
    LONGEST_NUMBER,
    LONGEST_SMS,
    PLACEHOLDER,
    Form,
    Words,
    allowed,
    default_words,
    fill,
    happened,
)

Status = MessageTemplate.Status
MARK = re.compile(r"[{}]")
LONGEST_SUBJECT, LONGEST_TEXT = 80, 2000


@dataclass(frozen=True)
class NewWords:
    """Words as somebody drafts them; `default` goes back to those that come with the system."""

    event: str
    audience: str
    language: str
    form: str
    subject: str
    text: str
    reason: str
    default: bool = False

    @property
    def key(self) -> dict[str, str]:
        """The columns that name what is worded."""
        return {"event": self.event, "audience": self.audience, "language": self.language, "form": self.form}


def draft(new: NewWords, by: Actor, at: datetime) -> MessageTemplate:
    """Write the draft. Raises InvalidData by field."""
    message_roles.check_may_draft(by)
    if not is_worded(new.event, new.audience, new.language, new.form):
        raise NotFound(_("There is no such message."))
    wrong = problems(new)
    if not new.reason.strip():
        wrong["reason"] = [_("Say why. Whoever confirms it reads it.")]
    if wrong:
        raise InvalidData(wrong)
    _alone(new)
    newest = MessageTemplate.objects.filter(**new.key).order_by("-version").first()
    if newest is not None and newest.status == Status.DRAFT:
        raise Conflict(_("A draft of this waits for its decision already."))
    row = MessageTemplate(**new.key, version=newest.version + 1 if newest else 1, drafted_by=by.user, drafted_at=at)
    row.subject, row.text = ("", "") if new.default else (new.subject.strip(), new.text.strip())
    row.default, row.reason = new.default, new.reason.strip()
    row.save()
    return row


def decide(pk: int, confirm: bool, opinion: str, by: Actor, at: datetime) -> MessageTemplate:
    """Confirm a draft: it is in force from now on. Or not, with a reason."""
    row = _open(pk)
    message_roles.check_may_decide(by, row)
    if not confirm and not opinion:
        raise InvalidData({"opinion": [_("Say why it is not confirmed. The drafter will read it.")]})
    row.status = Status.CONFIRMED if confirm else Status.REJECTED
    row.confirmed_by, row.decided_at, row.opinion = by.user, at, opinion
    row.valid_from = at if confirm else None
    row.save()
    return row


def withdraw(pk: int, by: Actor, at: datetime) -> MessageTemplate:
    """The drafter takes it back."""
    row = _open(pk)
    if by.user is None or row.drafted_by_id != by.user.pk:
        raise NotAllowed(_("Only the person who drafted this may withdraw it."))
    row.status, row.decided_at = Status.WITHDRAWN, at
    row.save()
    return row


def _alone(new: NewWords) -> None:
    """Until the end of the transaction nobody else drafts words of this."""
    with connection.cursor() as cursor:
        name = ":".join(("wording", *new.key.values()))
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _open(pk: int) -> MessageTemplate:
    row: MessageTemplate | None = MessageTemplate.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotFound(_("There is no such draft."))
    if row.status != Status.DRAFT:
        raise Conflict(_("This draft is settled already: %(status)s.") % {"status": row.get_status_display()})
    return row


def is_worded(event: str, audience: str, language: str, form: str) -> bool:
    """Whether there is such a message at all."""
    known = event in EVENTS and audience in EVENTS[event].audiences()
    return known and language in dict(settings.LANGUAGES) and form in Form.values


def problems(new: NewWords) -> dict[str, list[str]]:
    """What is wrong with drafted words, by field."""
    if new.default:
        return {}
    wrong: dict[str, list[str]] = {}
    for field, text in (("subject", new.subject.strip()), ("text", new.text.strip())):
        if found := _of_field(new, field, text):
            wrong[field] = found
    if not wrong and (missing := _missing(new)):
        wrong["text"] = [missing]
    if not wrong and new.form == Form.SMS and (size := len(longest(new).text)) > LONGEST_SMS:
        said = _("With the longest number it has %(size)d characters; a text message holds %(most)d.")
        wrong["text"] = [said % {"size": size, "most": LONGEST_SMS}]
    return wrong


def _of_field(new: NewWords, field: str, text: str) -> list[str]:
    titled = new.form != Form.SMS
    if field == "subject" and not titled:
        return [_("A text message has no subject.")] if text else []
    if not text:
        return [_("This must not be empty.")]
    most = LONGEST_SUBJECT if field == "subject" else LONGEST_TEXT
    if len(text) > most:
        return [_("At most %(most)d characters.") % {"most": most}]
    if field == "subject" and "\n" in text:
        return [_("A subject is one line.")]
    may = allowed(new.event)
    strange = sorted({name for name in PLACEHOLDER.findall(text) if name not in may})
    if strange:
        listed = "、".join("{" + name + "}" for name in strange)
        return [_("%(names)s cannot stand here. Allowed: %(allowed)s.") % {"names": listed, "allowed": braced(may)}]
    if MARK.search(PLACEHOLDER.sub("", text)):
        return [_("A brace stands alone. Placeholders look like {number}.").replace("{number}", braced(may[:1]))]
    return []


def _missing(new: NewWords) -> str:
    """The placeholder without which nobody knows what a message is about."""
    about, text = EVENTS[new.event].about, f"{new.subject} {new.text}"
    numbered = about in ("", "number") and new.audience == Audience.FILER and "{event}" in text
    needed = [] if not about or numbered or (about == "count" and "{event}" in text) else [about]
    if new.event == "digest" and new.form == Form.EMAIL:
        needed.append("list")
    if new.form == Form.EMAIL:
        needed.append("link")
    missing = [name for name in needed if "{" + name + "}" not in text]
    return _("%(names)s is missing.") % {"names": braced(missing)} if missing else ""


def braced(names: list[str]) -> str:
    """Placeholders as they are typed."""
    return "、".join("{" + name + "}" for name in names)


def longest(new: NewWords) -> Words:
    """The words with sample values that are as long as they get."""
    return sample(Words(new.subject, new.text), new.event, new.audience, new.form)


def sample(words: Words, event: str, audience: str, form: str) -> Words:
    """The words as a recipient would read them, in the active language, with invented values."""
    link = settings.PUBLIC_URL + ("/track" if audience == Audience.FILER else "/staff/messages")
    lines = "\n".join(f"· {LONGEST_NUMBER} {happened(one, 'staff', {})}" for one in ("case_moved", "clock_amber"))
    values: dict[str, object] = {
        "number": LONGEST_NUMBER,
        "link": link,
        "office": message_facts.office(),
        "list": lines,
    }
    values |= {"due": _("31 Dec 2026"), "count": 2 if form == Form.EMAIL else 99_999}
    values["event"] = happened(event, audience, values)
    return Words(fill(words.title, values), fill(words.text, values))


def words_of(row: MessageTemplate | None, event: str, audience: str, form: str) -> Words:
    """What a version says, in the active language where it goes back to the words of the system."""
    if row is None or row.default:
        return default_words(event, audience, form)
    return Words(row.subject, row.text)
