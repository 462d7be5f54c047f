"""What a version of a rule says, in words: line by line, and where two versions differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from casework.limit_words import length
from casework.models import Measure, Paper
from casework.rule_versions import What
from casework.templatetags.casework_ui import cn_date

EVENTS = {
    "hearing": _("Hearing"),
    "consultation": _("Asking third parties and other bodies"),
    "corrected_request_received": _("The corrected request has come in"),
    "supplement_received": _("What was missing has come in"),
}
TELL = {
    "handler": _("the handler"),
    "supervisor": _("the supervisor"),
    "leader": _("the leader"),
    "respondent": _("the unit concerned"),
}


@dataclass(frozen=True)
class Fact:
    """One line of what a version says. `days`: the single days it lists, when it is a list of days."""

    key: str
    label: str
    text: str
    days: frozenset[date] = field(default=frozenset())


@dataclass(frozen=True)
class Difference:
    """One line that two versions have differently."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Names:
    """What papers and measures are called."""

    papers: dict[str, str]
    measures: dict[str, str]

    @classmethod
    def load(cls) -> Names:
        """Read once a page."""
        measure = "en" if english() else "zh"
        return cls(dict(Paper.objects.values_list("code", "title")), dict(Measure.objects.values_list("code", measure)))


def english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "").startswith("en")


def listed(words: Iterable[str]) -> str:
    """A list within a sentence, as the reader's language writes it."""
    return (", " if english() else "、").join(words)


def clauses(parts: Iterable[str]) -> str:
    """Several statements on one line."""
    return ("; " if english() else "；").join(parts)


def title(row: Any) -> str:
    """What a rule or clause is called, in the reader's language where there are two."""
    return (getattr(row, "title_en", "") if english() else "") or getattr(row, "title", "")


def facts(what: str, row: Any, names: Names) -> list[Fact]:
    """What a version says."""
    return FACTS[what](row, names)


def about(row: Any) -> list[Fact]:
    """Where a version comes from, how well that is attested, and when it is in force."""
    source = getattr(row, "source", getattr(row, "source_notice", ""))
    lines = [
        Fact("source", gettext("Source"), " · ".join(filter(None, [source, getattr(row, "article", "")]))),
        Fact("attestation", gettext("Attestation"), row.get_attestation_display()),
        Fact("standing", gettext("Standing of the figure"), _standing(row)),
    ]
    if hasattr(row, "valid_from"):
        lines.append(Fact("validity", gettext("In force"), validity(row)))
    return lines


def _standing(row: Any) -> str:
    if row.confirmed_by_district:
        return gettext("confirmed by the district")
    return gettext("to be confirmed") if row.unconfirmed else gettext("attested")


def validity(row: Any) -> str:
    """From when to when a version is in force."""
    days = {"first": cn_date(row.valid_from, "plain"), "last": cn_date(row.valid_to, "plain")}
    if row.valid_from and row.valid_to:
        return gettext("from %(first)s until %(last)s") % days
    if row.valid_from:
        return gettext("from %(first)s on") % days
    return gettext("until %(last)s") % days if row.valid_to else gettext("always")


def differences(old: Iterable[Fact], new: Iterable[Fact]) -> list[Difference]:
    """The lines that differ. Of lists of days, only the days that one of the two has."""
    before, after = {fact.key: fact for fact in old}, {fact.key: fact for fact in new}
    found = []
    for key in [*after, *(key for key in before if key not in after)]:
        one, other = before.get(key), after.get(key)
        if (one.text if one else "") == (other.text if other else ""):
            continue
        label = (other or one).label  # type: ignore[union-attr]  # one of them is there
        if (one and one.days) or (other and other.days):
            gone, come = one.days if one else frozenset(), other.days if other else frozenset()
            found.append(Difference(label, spans(gone - come), spans(come - gone)))
        else:
            found.append(Difference(label, one.text if one else "", other.text if other else ""))
    return found


def spans(days: Iterable[date]) -> str:
    """Days with the neighbours drawn together: 2027-01-01; 2027-02-05/2027-02-11."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return "\n".join(str(run[0]) if len(run) == 1 else f"{run[0]}/{run[-1]}" for run in runs)


def rung_words(step: dict[str, Any], names: Names) -> str:
    """A rung of the ladder in one line: when, whom it tells, what it issues and proposes."""
    parts = [rung_day(step.get("workdays"))]
    if told := [str(TELL.get(whom, whom)) for whom in step.get("tell", ())]:
        parts.append(gettext("tells %(whom)s") % {"whom": listed(told)})
    if paper := step.get("paper"):
        parts.append(gettext("issues “%(paper)s”") % {"paper": names.papers.get(paper, paper)})
    if measures := [names.measures.get(code, code) for code in step.get("propose", ())]:
        parts.append(gettext("proposes %(measures)s") % {"measures": listed(measures)})
    return clauses(parts)


def rung_day(workdays: int | None) -> str:
    """When a rung is due."""
    if workdays is None:
        return gettext("when the warning begins")
    if workdays == 0:
        return gettext("when the time has run out")
    n = abs(workdays)
    if workdays < 0:
        words = ngettext("%(n)d working day before the last day", "%(n)d working days before the last day", n)
    else:
        words = ngettext("%(n)d working day after the last day", "%(n)d working days after the last day", n)
    return words % {"n": n}


def extension_words(extension: dict[str, Any] | None) -> str:
    """How far a time limit may be extended."""
    if not extension or not extension.get("allowed", True):
        return gettext("not allowed")
    total = extension["cap_type"] == "total"
    cap = gettext("in all no longer than %(cap)s") if total else gettext("by no more than %(cap)s")
    times = extension.get("max_times")
    often = (
        ngettext("%(n)d time", "%(n)d times", times) % {"n": times} if times else gettext("no number of times is set")
    )
    before = gettext("before the time has run out") if extension.get("before_expiry", True) else ""
    approver = extension.get("approver", "")
    by = gettext("approved by %(who)s") % {"who": approver} if approver else ""
    return clauses(filter(None, [cap % {"cap": length(extension["cap"])}, often, before, by]))


def event_words(codes: Iterable[str]) -> str:
    """Events that pause or restart a clock."""
    return listed(str(EVENTS.get(code, code)) for code in codes)


def _rule(row: Any, names: Names) -> list[Fact]:
    spec = row.spec
    warn = length(spec.get("warn"))
    rolls = spec.get("roll_last_day", "none") == "next_workday"
    return [
        Fact("title", gettext("Title"), f"{row.title}\n{row.title_en}".strip()),
        Fact(
            "limit",
            gettext("Time limit"),
            length(spec.get("limit")) or gettext("no number; stated case by case or not at all"),
        ),
        Fact(
            "roll",
            gettext("Last day not worked"),
            gettext("rolls to the next working day") if rolls else gettext("does not roll"),
        ),
        Fact("extension", gettext("Extension"), extension_words(spec.get("extension"))),
        Fact("pauses", gettext("Stands still for"), event_words(spec.get("pause_events", ())) or gettext("nothing")),
        Fact("restarts", gettext("Starts anew when"), event_words(spec.get("restart_events", ())) or gettext("never")),
        Fact(
            "outside",
            gettext("Time set by a platform outside"),
            gettext("wins") if spec.get("outside_due") else gettext("not allowed"),
        ),
        Fact("warn", gettext("Warning before the last day"), warn or gettext("none")),
        Fact(
            "ladder",
            gettext("Ladder"),
            "\n".join(rung_words(step, names) for step in spec.get("ladder", ())) or gettext("none"),
        ),
        Fact("note", gettext("Note"), spec.get("note", "")),
    ]


def _year(row: Any, names: Names) -> list[Fact]:
    return [
        Fact("status", gettext("Standing"), row.get_status_display()),
        Fact("off", gettext("Days off"), spans(row.off), frozenset(row.off)),
        Fact("makeup", gettext("Make-up working days"), spans(row.makeup) or gettext("none"), frozenset(row.makeup)),
    ]


def _clause(row: Any, names: Names) -> list[Fact]:
    leads = gettext("the street of the case") if row.lead_class else listed(row.leads)
    others = gettext("others case by case") if row.open_class else ""
    helpers = listed(filter(None, [*row.cooperating, others]))
    return [
        Fact("title", gettext("Title"), row.title),
        Fact("leads", gettext("Lead units, the first answers"), leads),
        Fact("cooperating", gettext("Cooperating units"), helpers or gettext("none")),
    ]


def _reserve(row: Any, names: Names) -> list[Fact]:
    return [Fact("units", gettext("Units in order"), listed(row.units))]


FACTS: dict[str, Callable[[Any, Names], list[Fact]]] = {
    What.RULE: _rule,
    What.YEAR: _year,
    What.CLAUSE: _clause,
    What.RESERVE: _reserve,
}
