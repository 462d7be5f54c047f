"""What a drafted version may say: every mistake beside the field it was made in, before anybody has to decide on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework.errors import InvalidData
from casework.models import Attestation, DeadlineRule, Measure, Paper, Unit
from casework.rule_messages import rule_words
from casework.rule_versions import NewVersion, What, full, record_of
from casework.rules import ladder, records
from casework.rules.calendars import SATURDAY
from casework.rules.errors import BadLadder, BadLimit
from casework.rules.terms import CapType, Limit
from casework.rules.terms import Unit as Length

WARNS_IN = (Length.HOUR, Length.NATURAL_DAY, Length.WORKDAY)
DECEMBER, JANUARY = 12, 1
Errors = dict[str, list[str]]


def check(new: NewVersion, newest: Any, today: date) -> None:
    """Raise InvalidData when the version cannot stand. `newest` is the version it comes after, if there is one."""
    errors: Errors = {}
    _check_about(new, newest, today, errors)
    try:
        CHECKS[new.what](new, errors)
    except BadLimit as error:
        _add(errors, "limit_value", rule_words(error))
    except (KeyError, TypeError, ValueError):
        _add(errors, "", _("This is not complete."))
    if not errors and newest is not None and not new.applies_to_open and _says_the_same(new, newest):
        _add(errors, "", _("Nothing is different from the present version."))
    if errors:
        raise InvalidData(errors)


def _check_about(new: NewVersion, newest: Any, today: date, errors: Errors) -> None:
    """Where it comes from, why, and from when: never for days that have passed."""
    for name in ("source", "reason"):
        if not getattr(new, name).strip():
            _add(errors, name, _("This is required."))
    if new.attestation not in Attestation.values:
        _add(errors, "attestation", _("This is required."))
    if new.what == What.YEAR:
        return
    earliest = max(today, getattr(newest, "valid_from", None) or today)
    if new.valid_from < earliest:
        words = _(
            "Not before %(day)s: a version is never made valid for days that have passed or that a later one has."
        )
        _add(errors, "valid_from", words % {"day": earliest})
    if new.valid_to is not None and new.valid_to < new.valid_from:
        _add(errors, "valid_to", _("This is before the first day."))


def _check_rule(new: NewVersion, errors: Errors) -> None:
    """A limit, an extension, a warning and a ladder that can be computed with."""
    rule = records.deadline_rule({**full(new), "rule_id": new.code})
    if not new.record["title"].strip():
        _add(errors, "title", _("This is required."))
    if rule.warn is not None and rule.warn.unit not in WARNS_IN:
        _add(errors, "warn_value", _("A warning is counted in hours, calendar days or working days."))
    if rule.extension is not None and rule.limit is not None:
        _check_cap(rule.limit, rule.extension.cap, rule.extension.cap_type, errors)
    known = known_events()
    for name, field in (("pause_events", "pauses"), ("restart_events", "restarts")):
        if unknown := set(new.record.get(name, ())) - known[name]:
            _add(errors, field, _("Unknown: %(names)s.") % {"names": "、".join(sorted(unknown))})
    _check_ladder(new.record.get("ladder", ()), errors)


def _check_cap(limit: Limit, cap: Limit, cap_type: CapType, errors: Errors) -> None:
    if cap.unit is not limit.unit:
        _add(errors, "cap_value", _("An extension is counted in the same unit as the time limit."))
    elif cap_type is CapType.TOTAL and cap.value <= limit.value:
        _add(errors, "cap_value", _("A cap on the whole has to be above the time limit itself."))


def _check_ladder(rungs: Iterable[dict[str, Any]], errors: Errors) -> None:
    """Each rung can be read, stands once, and issues and proposes only what there is; its papers are not the filer's."""
    try:
        steps = ladder.read(rungs)
    except BadLadder as error:
        _add(errors, "ladder", rule_words(error))
        return
    papers = Paper.objects.filter(for_filer=False).values_list("code", flat=True)
    if strange := ladder.unknown(steps, papers, Measure.objects.values_list("code", flat=True)):
        _add(errors, "ladder", _("Unknown: %(names)s.") % {"names": "、".join(strange)})


def _check_year(new: NewVersion, errors: Errors) -> None:
    """Days of the year, or of the months beside it; none both off and worked; a make-up day is a Saturday or Sunday."""
    year = records.calendar_year({**full(new), "year": int(new.code)})
    if not year.off:
        _add(errors, "off", _("Name the days off."))
    for field, days in (("off", year.off), ("makeup", year.makeup)):
        if outside := sorted(day for day in days if not _belongs(day, year.year)):
            words = _("Not in %(year)s nor in the months beside it: %(days)s.")
            _add(errors, field, words % {"year": year.year, "days": _written(outside)})
    if both := sorted(year.off & year.makeup):
        _add(errors, "makeup", _("Both off and worked: %(days)s.") % {"days": _written(both)})
    if ordinary := sorted(day for day in year.makeup if day.weekday() < SATURDAY):
        words = _("A make-up working day is a Saturday or a Sunday. These are not: %(days)s.")
        _add(errors, "makeup", words % {"days": _written(ordinary)})


def _belongs(day: date, year: int) -> bool:
    """A notice may name days of the December before and of the January after its year."""
    beside = {(year - 1, DECEMBER), (year + 1, JANUARY)}
    return day.year == year or (day.year, day.month) in beside


def _check_clause(new: NewVersion, errors: Errors) -> None:
    """Known units, each once; somebody leads."""
    leads, helpers = new.record["leads"], new.record["cooperating"]
    if not leads and not new.record["lead_class"]:
        _add(errors, "leads", _("Name the unit that leads."))
    _check_units("leads", leads, new.valid_from, errors)
    _check_units("cooperating", helpers, new.valid_from, errors)
    if both := [name for name in helpers if name in leads]:
        _add(errors, "cooperating", _("Leads already: %(names)s.") % {"names": "、".join(both)})


def _check_reserve(new: NewVersion, errors: Errors) -> None:
    units = new.record["units"]
    if not units:
        _add(errors, "units", _("Name at least one unit."))
    _check_units("units", units, new.valid_from, errors)


def _check_units(field: str, names: list[str], on: date, errors: Errors) -> None:
    known = set(Unit.objects.valid_on(on).values_list("name", flat=True))
    if unknown := [name for name in names if name not in known]:
        words = _("There is no such unit on that day: %(names)s.")
        _add(errors, field, words % {"names": "、".join(unknown)})
    if len(set(names)) < len(names):
        _add(errors, field, _("A unit stands twice."))


def known_events() -> dict[str, set[str]]:
    """The pauses and restarts that some rule names: what the system knows how to meet."""
    found: dict[str, set[str]] = {"pause_events": set(), "restart_events": set()}
    for spec in DeadlineRule.objects.values_list("spec", flat=True):
        for name, events in found.items():
            events.update(spec.get(name, ()))
    return found


def _says_the_same(new: NewVersion, newest: Any) -> bool:
    """Whether content, source and standing are those of the version it comes after.

    That is no change, unless open cases, which run by older versions, are to follow it.
    """
    about = (getattr(newest, "source", getattr(newest, "source_notice", "")), getattr(newest, "article", ""))
    standing = (newest.attestation, newest.confirmed_by_district)
    same = new.record == record_of(new.what, newest)
    return same and about == (new.source, new.article) and standing == (new.attestation, new.confirms)


def _written(days: list[date]) -> str:
    return "、".join(map(str, days))


def _add(errors: Errors, field: str, words: str) -> None:
    errors.setdefault(field, []).append(words)


CHECKS: dict[str, Callable[[NewVersion, Errors], None]] = {
    What.RULE: _check_rule,
    What.YEAR: _check_year,
    What.CLAUSE: _check_clause,
    What.RESERVE: _check_reserve,
}
