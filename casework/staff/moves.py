"""The page of one move: its form, its papers as they would look, and what happens when somebody was quicker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BaseForm, FileField
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from casework import actions, casefile, registry
from casework.context import Context
from casework.errors import ActionError, Conflict, InvalidData, NotFound
from casework.forms import MoveForm
from casework.models import Case, Paper, Proposal
from casework.paper_edits import Edit
from casework.readiness import check_who
from casework.registry import Move
from casework.staff import drafts
from casework.staff.attached import take_in
from casework.staff.case_page import filer_facts
from casework.staff.differences import flat
from casework.staff.forms import NoteForm
from casework.staff.pages import case_url, done, load_case, staff_page
from casework.staff.request import StaffRequest


@dataclass
class _Filled:
    """What stands in the page: the form of the move, the note to the supervisor, the words of the papers."""

    form: MoveForm | None
    note: NoteForm
    words: drafts.WordsForm


@staff_page("GET", "POST")
def move(request: StaffRequest, number: str, move: str) -> HttpResponse:
    """Fill in a move, look at its paper, and send it."""
    case = load_case(request, number)
    row = registry.get(case.kind).moves.get(move)
    if row is None or row.by_system:
        raise NotFound(_("There is no such step."))
    check_who(Context(case=case, move=row, actor=request.actor, at=request.now))
    if request.method == "POST":
        return _sent(request, case, row)
    _check_open(request, case, row)
    last = _last_return(case, row)
    words = drafts.WordsForm.of(drafts.of_payload(last.payload) if last else {})
    return _page(request, case, row, _Filled(_form(request, case, row), NoteForm(initial=_last_note(last)), words))


def _sent(request: StaffRequest, case: Case, row: Move) -> HttpResponse:
    """Preview or send. Whatever is refused, the page comes back with everything that was typed."""
    taken = take_in(request, case, registry.get(case.kind).form_for(row.name))
    case, data = taken.case, taken.data
    edits = drafts.typed(data)
    form, note = _form(request, case, row, data), NoteForm(data)
    filled = _Filled(form, note, drafts.WordsForm.of(edits))
    usable = note.is_valid() and (form is None or form.is_valid())
    if form is not None:
        taken.complain(form)
    if not usable or taken.refused:
        return _page(request, case, row, filled, status=422)
    try:
        if "preview" in data:
            return _preview(request, case, row, filled, edits)
        outcome = _send(request, case, row, form, data)
    except InvalidData as error:
        _complain(filled, error)
        return _page(request, case, row, filled, status=error.status)
    except Conflict as error:
        now = load_case(request, case.number)
        filled.form = _form(request, now, row, data)
        return _page(request, now, row, filled, trouble=error, status=error.status)
    return done(request, _words(row, outcome), case_url(case))


def _preview(request: StaffRequest, case: Case, row: Move, filled: _Filled, edits: dict[str, Edit]) -> HttpResponse:
    """The papers as they would be issued, with their words to edit."""
    data = typed(filled.form, request.POST, request.FILES) if filled.form is not None else {}
    papers, filled.words = drafts.previewed(request, case, row, data, edits)
    return _page(request, case, row, filled, papers=papers, status=422 if filled.words.errors else 200)


def _send(request: StaffRequest, case: Case, row: Move, form: Any, data: QueryDict) -> Case | Proposal:
    """The one call into the door."""
    return actions.submit(
        case.number,
        row.name,
        by=request.actor,
        at=request.now,
        version=_version(data),
        data=typed(form, data, request.FILES) if form is not None else {},
        note=data.get("note", "").strip(),
        files=request.FILES,
        papers=drafts.typed(data),
    )


def _page(
    request: StaffRequest,
    case: Case,
    row: Move,
    filled: _Filled,
    *,
    papers: list[drafts.Shown] | None = None,
    trouble: ActionError | None = None,
    status: int = 200,
) -> HttpResponse:
    kind = registry.get(case.kind)
    context = {
        "case": case,
        "state": kind.state_label(case.state),
        "target": kind.state_label(row.target),
        "titles": "、".join(Paper.objects.filter(code__in=row.papers).values_list("title", flat=True)),
        "move": row,
        "form": filled.form,
        "note": filled.note,
        "words": filled.words,
        "needs_approval": row.approval is not None,
        "papers": papers or [],
        "trouble": trouble,
        "since": _since(request, case) if trouble else [],
        "returned": _last_return(case, row),
        "filer": filer_facts(case),
        "opened": request.now.isoformat(),
    }
    return render(request, "staff/move.html", context, status=status)


def _check_open(request: StaffRequest, case: Case, row: Move) -> None:
    """Raise Conflict with the reason when the move cannot be made now."""
    options = casefile.options(case, request.actor, request.now)
    option = next((option for option in options if option.move.name == row.name), None)
    if option is not None and not option.allowed:
        raise Conflict(option.why)


def _form(request: StaffRequest, case: Case, row: Move, data: QueryDict | None = None) -> MoveForm | None:
    """The form of the move; what was returned for correction is filled in again."""
    form_class = registry.get(case.kind).form_for(row.name)
    if form_class is None:
        return None
    if data is not None:
        return form_class(data, request.FILES, case=case, actor=request.actor, at=request.now)
    last = _last_return(case, row)
    start = flat(last.payload) if last else {}
    return form_class(initial=start, case=case, actor=request.actor, at=request.now)


def typed(form: BaseForm, data: QueryDict, files: MultiValueDict) -> dict[str, Any]:
    """What was typed, field by field, as the door's own form reads it. Files were stored before, or go beside it."""
    given = {name: field.widget.value_from_datadict(data, files, name) for name, field in form.fields.items()}
    return {name: value for name, value in given.items() if not isinstance(form.fields[name], FileField)}


def add_errors(form: BaseForm, error: InvalidData) -> None:
    """Put the door's errors beside their fields; those of unknown fields on top."""
    for name, words in error.errors.items():
        for word in words:
            form.add_error(name if name in form.fields else None, word)


def _complain(filled: _Filled, error: InvalidData) -> None:
    """Say beside each field, or beside the words of a paper, what is wrong."""
    of_words = {name: words for name, words in error.errors.items() if name in filled.words.fields}
    add_errors(filled.words, InvalidData(of_words))
    rest = {name: words for name, words in error.errors.items() if name not in of_words}
    add_errors(filled.form or filled.note, InvalidData(rest))


def _last_return(case: Case, row: Move) -> Proposal | None:
    """The last proposal of this move when it came back for correction or was taken back."""
    last = case.proposals.filter(move=row.name).select_related("decided_by").order_by("-pk").first()
    again = (Proposal.Status.RETURNED, Proposal.Status.VOID)
    return last if last is not None and last.status in again else None


def _last_note(last: Proposal | None) -> dict[str, str]:
    return {"note": last.note} if last else {}


def _since(request: StaffRequest, case: Case) -> list[Any]:
    """What happened to the case since the page was opened."""
    try:
        opened = datetime.fromisoformat(request.POST.get("opened", ""))
    except ValueError:
        return []
    if opened.tzinfo is None:
        return []
    return [entry for entry in casefile.timeline(case, request.actor) if entry.at > opened]


def _version(data: QueryDict) -> int | None:
    version = data.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None


def _words(row: Move, outcome: Case | Proposal) -> str:
    if isinstance(outcome, Proposal):
        return _("Sent for approval: %(step)s. A supervisor of %(unit)s decides.") % {
            "step": row.label,
            "unit": outcome.unit,
        }
    return _("Done: %(step)s.") % {"step": row.label}
