"""Papers before they are issued: the move is made in a transaction that is taken back, and its papers are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from casework import audit, clocks, documents, paper_edits, registry
from casework.context import Context
from casework.errors import Conflict, InvalidData
from casework.models import Case, Paper, Proposal
from casework.paper_edits import FIELD, Edit
from casework.permissions import Actor
from casework.registry import Move


@dataclass(frozen=True)
class DraftPaper:
    """One paper of a move as it would be issued now, beside the standard words of its template."""

    code: str
    title: str
    form: str
    unit: str
    addressee: str
    standard: list[str]
    words: list[str]
    base: list[str]  # the standard words that the edit began from
    alone: bool  # no other paper of the move has the same code, so that an edit can only mean this one
    fits: bool = True  # whether the edit still fits the standard words

    @property
    def edited(self) -> bool:
        """Whether somebody changed the standard words."""
        return self.words != self.standard

    @property
    def view(self) -> documents.PaperView:
        """The paper for a page."""
        return documents.PaperView(self.title, self.unit, self.addressee, tuple(self.words), form=self.form)


def of_move(
    case: Case, row: Move, data: dict[str, Any], by: Actor, at: datetime, proposal: Proposal | None = None
) -> list[DraftPaper]:
    """Every paper that the move would issue now. Nothing of it stays. Raises Conflict when it cannot be made now."""
    model = registry.get(case.kind).model._default_manager
    with transaction.atomic():
        copy = model.select_related("lead_unit", "registry_unit", "respondent", "record").get(pk=case.pk)
        ctx = Context(case=copy, move=row, actor=by, at=at, data=data, proposal=proposal)
        try:
            getattr(copy, row.name)(ctx)
        except TransitionNotAllowed as error:
            raise Conflict() from error
        copy.save()
        audit.record(ctx, "move", move=row.name)  # what words ask of the trail, they find
        clocks.apply(ctx)
        found = [_draft(ctx, code) for code in documents.letters(ctx)]
        transaction.set_rollback(True)
    codes = [draft.code for draft in found]
    return [replace(draft, alone=draft.alone and codes.count(draft.code) == 1) for draft in found]


def taken(drafts: list[DraftPaper], given: Mapping[str, Edit]) -> dict[str, dict[str, list[str]]]:
    """The edits as a payload keeps them. Raises InvalidData with what is wrong beside each paper."""
    known = {draft.code: draft for draft in drafts if draft.alone}
    kept: dict[str, dict[str, list[str]]] = {}
    errors: dict[str, list[str]] = {}
    for code, edit in given.items():
        if code not in known:
            errors[f"{FIELD}.{code}"] = [_("This step issues no such paper whose words could be changed.")]
            continue
        words, wrong = _read(edit, known[code].standard)
        if wrong:
            errors[f"{FIELD}.{code}"] = wrong
        elif words != known[code].standard:
            kept[code] = {"standard": known[code].standard, "words": words}
    if errors:
        raise InvalidData(errors)
    return kept


def with_words(drafts: list[DraftPaper], kept: Mapping[str, dict[str, list[str]]]) -> list[DraftPaper]:
    """The drafts with edits that were taken just now."""
    return [replace(draft, words=kept[draft.code]["words"]) if draft.code in kept else draft for draft in drafts]


def digest(drafts: list[DraftPaper]) -> str:
    """The digest of what these papers say."""
    return paper_edits.digest((draft.code, draft.addressee, draft.words) for draft in drafts)


def _read(edit: Edit, standard: list[str]) -> tuple[list[str], list[str]]:
    """The words that an edit comes to on the present standard words, and what is wrong with them."""
    typed = paper_edits.lines(edit.words)
    begun = standard if edit.standard is None else paper_edits.lines(edit.standard)
    words = standard if typed == begun else paper_edits.merged(begun, typed, standard)
    if words is None:
        return typed, [
            _("The standard words have changed by what you entered, at a place that you edited. Please compare.")
        ]
    return words, list(paper_edits.problems(words, standard)) if words != standard else []


def _draft(ctx: Context, code: str) -> DraftPaper:
    addressee, standard = documents.compose(ctx, code)
    edit = documents.edit_of(ctx, code)
    words = documents.edited(edit, standard)
    paper = Paper.objects.get(code=code)
    return DraftPaper(
        code=code,
        title=paper.title,
        form=paper.form,
        unit=documents.issuing_unit(ctx).full_name,
        addressee=addressee,
        standard=standard,
        words=edit["words"] if edit and words is None else words or standard,
        base=edit["standard"] if edit else standard,
        alone=ctx.assignment is None,
        fits=words is not None,
    )
