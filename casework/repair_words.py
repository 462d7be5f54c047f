"""Whether a record can be repaired, in plain words: the answer in one sentence, and each condition."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework import regime_words, repairs
from casework.rules.repair import Condition, Eligibility, Stage
from casework.templatetags.casework_ui import cn_date

READ = "V"  # the article itself was read


def answer(found: Eligibility | None) -> tuple[str, str]:
    """The answer in one sentence, and its colour."""
    if found is None:
        return _("The rule version of this record is not known here. Please ask the office."), "amber"
    if found.eligible:
        return _("This record can be repaired. You can apply now."), "green"
    if repairs.may_apply(found):
        return _("Once every duty is fulfilled you can apply; hand in the proof with the application."), "green"
    day = repairs.earliest(found)
    if day is not None:
        words = _("This record cannot be repaired yet. You can apply from %(day)s, once every duty is fulfilled.")
        return words % {"day": cn_date(day)}, "amber"
    return _("This record cannot be repaired now."), "amber"


def standing(found: Eligibility | None) -> tuple[str, str]:
    """How an application stands, for those who work on it, and the colour of that."""
    if found is None:
        return _("The rule version of this record is not known here, so nobody can say."), "amber"
    if found.complete:
        return _("Every condition is met."), "green"
    if found.eligible:
        return _("What has to be met before applying is met. The rest is not there yet."), ""
    day = repairs.earliest(found)
    if day is not None:
        return _("Not yet met: that can be the case from %(day)s.") % {"day": cn_date(day)}, "amber"
    return _("A condition is not met."), "amber"


def conditions(found: Eligibility | None) -> list[dict[str, Any]]:
    """Each condition with whether it is met, since when or from when, what to do, and the text it rests on."""
    return [_condition(each, found.on) for each in found.conditions] if found else []


def missing(found: Eligibility | None) -> list[str]:
    """What keeps one from applying, and what to do about it."""
    return [regime_words.todo(each) for each in found.missing] if found else []


def reckoning(found: Eligibility | None) -> list[str]:
    """How the dates come about, step by step."""
    return [regime_words.step(each) for each in found.window.why] if found else []


def _condition(each: Condition, on: date) -> dict[str, Any]:
    return {
        "code": each.code,
        "state": "ok" if each.met else "later" if each.stage is not Stage.FILING else "missing",
        "title": regime_words.condition(each),
        "text": regime_words.todo(each) if not each.met else _since(each, on),
        "source": " ".join(filter(None, (each.source.title, each.source.article))),
        "unconfirmed": each.source.attestation != READ,
    }


def _since(each: Condition, on: date) -> str:
    if each.date_reached is None or each.date_reached > on:
        return ""
    return _("since %(day)s") % {"day": cn_date(each.date_reached, "plain")}
