"""Draft papers on the screen: as they will be issued, what differs from the standard words, and where they are edited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from casework import actions, documents, paper_drafts
from casework.errors import Conflict, InvalidData
from casework.models import Case, Document, Paper, Proposal
from casework.paper_drafts import DraftPaper
from casework.paper_edits import FIELD, LONGEST, Edit
from casework.registry import Move
from casework.staff.differences import Paragraph, changed_paragraphs, changes
from casework.staff.request import StaffRequest

BASE = "standard"  # hidden beside each text: the standard words it began from


@dataclass(frozen=True)
class Comparison:
    """Two wordings of one paper, as far as they differ."""

    paragraphs: list[Paragraph]

    @property
    def count(self) -> int:
        """How many places differ."""
        return changes(self.paragraphs)


@dataclass(frozen=True)
class Shown:
    """A paper of a proposal: as it will be issued, and what is different from the standard words and from last time."""

    paper: documents.PaperView
    edited: Comparison
    since: Comparison
    fits: bool = True
    field: Any = None  # where its words are edited


class WordsForm(forms.Form):
    """The words of the papers of a step, one text each, as the handler may change them."""

    def __init__(self, texts: dict[str, Edit], titles: dict[str, str]) -> None:
        """The texts are shown as they are: whatever was typed comes back."""
        data = {f"{FIELD}.{code}": edit.words for code, edit in texts.items()}
        super().__init__(data | {f"{BASE}.{code}": edit.standard or "" for code, edit in texts.items()})
        for code in texts:
            self.fields[f"{FIELD}.{code}"] = forms.CharField(
                label=titles[code],
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 14, "lang": "zh-CN", "form": "step"}),
            )
            self.fields[f"{BASE}.{code}"] = forms.CharField(
                required=False, widget=forms.HiddenInput(attrs={"form": "step"})
            )

    @classmethod
    def of(cls, texts: dict[str, Edit]) -> WordsForm:
        """The form of these texts; papers nobody knows are left out."""
        titles = dict(Paper.objects.filter(code__in=texts).values_list("code", "title"))
        return cls({code: edit for code, edit in texts.items() if code in titles}, titles)


def typed(data: QueryDict) -> dict[str, Edit]:
    """The words that were sent with a step."""
    codes = (name.removeprefix(f"{FIELD}.") for name in data if name.startswith(f"{FIELD}."))
    return {code: Edit(data[f"{FIELD}.{code}"], data.get(f"{BASE}.{code}")) for code in codes}


def of_payload(payload: dict[str, Any]) -> dict[str, Edit]:
    """The words of a proposal that came back."""
    kept = payload.get(FIELD, {})
    return {code: Edit("\n".join(one["words"]), "\n".join(one["standard"])) for code, one in kept.items()}


def previewed(
    request: StaffRequest, case: Case, row: Move, data: dict[str, Any], edits: dict[str, Edit]
) -> tuple[list[Shown], WordsForm]:
    """The papers of a step as they would be issued, and their words to edit; what is wrong stands beside each."""
    found = actions.draft_papers(case, row.name, by=request.actor, at=request.now, data=data)
    errors: dict[str, list[str]] = {}
    try:
        found = paper_drafts.with_words(found, paper_drafts.taken(found, edits))
    except InvalidData as error:
        errors = error.errors
    texts = {draft.code: _text(draft, edits, errors) for draft in found if draft.alone and row.approval}
    form = WordsForm.of(texts)
    for name, words in errors.items():
        for word in words:
            form.add_error(name if name in form.fields else None, word)
    return [_shown(draft, None, form) for draft in found], form


def of_proposal(request: StaffRequest, proposal: Proposal, earlier: Proposal | None) -> tuple[list[Shown], str]:
    """The papers of a proposal, issued or as they would be issued now; and the digest of the words of a draft."""
    if proposal.status == Proposal.Status.APPROVED:
        issued = Document.objects.filter(case=proposal.case_id, issued_at=proposal.decided_at).order_by("pk")
        return [Shown(documents.view(row), Comparison([]), Comparison([])) for row in issued], ""
    drafts = _drafts(request, proposal)
    before = _drafts(request, earlier) if earlier and drafts else []
    return [_shown(draft, before) for draft in drafts], paper_drafts.digest(drafts)


def _drafts(request: StaffRequest, proposal: Proposal) -> list[DraftPaper]:
    """None where the move cannot be made any more."""
    try:
        return actions.proposed_papers(proposal, by=request.actor, at=request.now)
    except Conflict:
        return []


def _shown(draft: DraftPaper, before: list[DraftPaper] | None, form: WordsForm | None = None) -> Shown:
    old = next((row for row in before or [] if (row.code, row.addressee) == (draft.code, draft.addressee)), None)
    name = f"{FIELD}.{draft.code}"
    return Shown(
        draft.view,
        Comparison(changed_paragraphs(draft.base if not draft.fits else draft.standard, draft.words)),
        Comparison(changed_paragraphs(old.words, draft.words) if old else []),
        draft.fits,
        form[name] if form and name in form.fields else None,
    )


def _text(draft: DraftPaper, edits: dict[str, Edit], errors: dict[str, list[str]]) -> Edit:
    """What stands in the text area: what was typed as long as something is wrong with it, else the words as they are."""
    standard = "\n".join(draft.standard)
    if f"{FIELD}.{draft.code}" in errors:
        return Edit(edits[draft.code].words, standard)
    return Edit("\n".join(draft.words), standard)
