"""The order of record and rectification (记录与整改的先后): which rule of the pack says when a breach becomes a record."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.models import DeadlineRule

STEP, AT_ONCE = "record", "breach_found"  # the other start_event: rectification_refused
DEFAULT = "JL-1103"  # contract breaches: put right first, a record only on refusal (regulations, gap 1)


def rules(on: date) -> list[DeadlineRule]:
    """The rules that can be chosen on a day, each in its version in force."""
    rows = DeadlineRule.objects.filter(spec__step=STEP).order_by("code", "-version")
    newest: dict[str, DeadlineRule] = {}
    for row in rows:
        if row.in_force(on):
            newest.setdefault(row.code, row)
    return list(newest.values())


def at_once(code: str, on: date) -> bool:
    """Whether by this rule the record is made when the breach is found, and does not wait for a refusal."""
    return any(rule.code == code and rule.spec.get("start_event") == AT_ONCE for rule in rules(on))


def title(rule: DeadlineRule) -> str:
    """The rule in the language of the reader."""
    return rule.title_en if (get_language() or "").startswith("en") and rule.title_en else rule.title


def basis(rule: DeadlineRule) -> str:
    """Where the rule comes from, and that the district has still to confirm it (待确认)."""
    said = " ".join(filter(None, (rule.source, rule.article)))
    return f"{said} · {_('not confirmed by the district')}" if rule.unconfirmed else said
