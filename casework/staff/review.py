"""What an approver sees: the proposal in words, automatic checks, the chain of hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.forms import BaseForm, MultipleChoiceField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework import registry
from casework.approval import content_hash
from casework.context import Context
from casework.models import Assignment, Case, Proposal, SubjectType
from casework.permissions import Actor
from casework.queries import light_of
from casework.staff.differences import changed_fields, flat


@dataclass(frozen=True)
class Check:
    """One automatic check: whether it passed, and what it says."""

    ok: bool
    words: str


@dataclass(frozen=True)
class Line:
    """One field of a proposal in words: what it says, what the record says now, what was proposed before."""

    label: str
    value: str
    now: str = ""
    before: str = ""
    changed: bool = False


def proposed(case: Case, proposal: Proposal, earlier: Proposal | None, at: datetime) -> list[Line]:
    """What is proposed, field by field, with the differences since the proposal before."""
    form_class = registry.get(case.kind).form_for(proposal.move)
    if form_class is None:
        return []
    form = form_class(case=case, actor=Actor(), at=at)
    new, old = flat(proposal.payload), flat(earlier.payload) if earlier else {}
    differs = changed_fields(old, new) if earlier else set()
    return [
        Line(
            label=str(form[name].label),
            value=in_words(form, name, new.get(name)),
            now=in_words(form, name, form.fields[name].initial),
            before=in_words(form, name, old.get(name)) if name in differs else "",
            changed=name in differs,
        )
        for name in form.fields
        if new.get(name) not in (None, "") or name in differs
    ]


def in_words(form: BaseForm, name: str, value: Any) -> str:
    """A value of a payload as its form would show it."""
    if value in (None, "", [], {}) or callable(value):
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    field = form.fields[name]
    choices = {str(key): str(words) for key, words in _flat(getattr(field, "choices", ()))}
    if isinstance(field, MultipleChoiceField) and isinstance(value, list):
        return "、".join(choices.get(str(item), str(item)) for item in value)
    return choices.get(str(value), str(value))


def earlier_proposal(proposal: Proposal) -> Proposal | None:
    """The proposal of the same move that came before, returned or taken back."""
    same = Proposal.objects.filter(case=proposal.case_id, move=proposal.move, pk__lt=proposal.pk)
    return same.select_related("decided_by", "proposer").order_by("-pk").first()


def chain(case: Case, proposal: Proposal) -> list[dict[str, Any]]:
    """Every proposal of the case up to this one, oldest first: who proposed, who returned it and why."""
    hands = Proposal.objects.filter(case=proposal.case_id, pk__lte=proposal.pk)
    moves = registry.get(case.kind).moves
    rows = hands.select_related("proposer", "decided_by", "unit").order_by("pk")
    return [{"proposal": row, "step": moves[row.move].label} for row in rows]


def checks(case: Case, proposal: Proposal, actor: Actor, at: datetime) -> list[Check]:
    """What the system looked at by itself; those that need attention first."""
    found = [
        _other_person(proposal, actor),
        _unchanged(case, proposal),
        _in_time(case, at),
        *_guards(case, proposal, actor, at),
        _files(case),
        _answers(case),
        *_identity(case),
        *_record(case, proposal),
    ]
    return sorted(found, key=lambda check: check.ok)


def _other_person(proposal: Proposal, actor: Actor) -> Check:
    ok = actor.user is not None and actor.user.pk != proposal.proposer_id
    return Check(ok, _("Proposer and approver are two people") if ok else _("You proposed this yourself"))


def _unchanged(case: Case, proposal: Proposal) -> Check:
    ok = content_hash(case, proposal.move, proposal.payload) == proposal.content_hash
    return Check(ok, _("Nothing has changed since it was proposed") if ok else _("The case changed after the proposal"))


def _in_time(case: Case, at: datetime) -> Check:
    light = light_of(case.due_at, case.amber_at, at)
    words = {
        "red": _("The time limit has passed"),
        "amber": _("The time limit runs out soon"),
        "green": _("Within the time limit"),
        "grey": _("No time limit is running"),
    }
    return Check(light in ("green", "grey"), words[light])


def _guards(case: Case, proposal: Proposal, actor: Actor, at: datetime) -> list[Check]:
    move = registry.get(case.kind).moves[proposal.move]
    ctx = Context(case=case, move=move, actor=actor, at=at, proposal=proposal, data=proposal.payload)
    failed = [Check(ok=False, words=str(guard.why)) for guard in move.guards if not guard.check(ctx)]
    return failed or [Check(ok=True, words=_("Every condition of this step is met (%(law)s)") % {"law": move.law})]


def _files(case: Case) -> Check:
    scanned = list(case.evidence.values_list("scanned", flat=True))
    if not scanned:
        return Check(ok=False, words=_("The case has no evidence"))
    n, unchecked = len(scanned), scanned.count(False)
    if unchecked:
        words = ngettext(
            "%(n)d file of evidence, not virus-checked", "%(n)d files of evidence, %(m)d not virus-checked", n
        )
        return Check(ok=False, words=words % {"n": n, "m": unchecked})
    words = ngettext("%(n)d file of evidence, virus-checked", "%(n)d files of evidence, all virus-checked", n)
    return Check(ok=True, words=words % {"n": n})


def _answers(case: Case) -> Check:
    status = list(case.assignments.values_list("status", flat=True))
    waiting = status.count(Assignment.Status.OPEN)
    if waiting:
        words = ngettext("%(n)d unit has not answered yet", "%(n)d units have not answered yet", waiting)
        return Check(ok=False, words=words % {"n": waiting})
    return Check(ok=True, words=_("Every unit that was asked has answered") if status else _("No unit was asked"))


def _identity(case: Case) -> list[Check]:
    filer = case.parties.filter(role="filer").first()
    if filer is None or case.record is None or filer.type != SubjectType.ENTERPRISE:
        return []
    ok = filer.id_masked == case.record.subject_code and filer.name == case.record.subject_name
    same = _("Name and credit code of the filer are those of the record")
    return [Check(ok, same if ok else _("Name or credit code of the filer differ from the record"))]


def _record(case: Case, proposal: Proposal) -> list[Check]:
    if case.record is None:
        return []
    newer = case.record.versions.filter(from_at__gt=case.opened_at).exists()
    same = _("The record is as it was when the case was filed")
    return [Check(not newer, _("The record has changed since the case was filed") if newer else same)]


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    """Choices without their groups."""
    pairs: list[tuple[Any, Any]] = []
    for key, words in choices:
        pairs += list(words) if isinstance(words, list | tuple) else [(key, words)]
    return pairs
