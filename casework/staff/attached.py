"""Files sent together with a step: stored first and chosen in the form, so that none is lost when the rest is mended."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import QueryDict

from casework import actions
from casework.errors import InvalidData
from casework.forms import EvidenceField, MoveForm, files_of
from casework.models import Case
from casework.staff.pages import load_case
from casework.staff.request import StaffRequest


@dataclass
class Attached:
    """The case after the files were stored, what was typed with the new files chosen, and what was refused, by field."""

    case: Case
    data: QueryDict
    refused: dict[str, list[str]] = field(default_factory=dict)

    def complain(self, form: MoveForm) -> None:
        """Say beside each field which file was refused and why."""
        for name, words in self.refused.items():
            for word in words:
                form.add_error(name, word)


def take_in(request: StaffRequest, case: Case, form_class: type[MoveForm] | None) -> Attached:
    """Store every file that came with the form. Whoever may not add files to the case is refused as by the door."""
    taken = Attached(case, request.POST.copy())
    if form_class is None or not request.FILES:
        return taken
    form = form_class(case=case, actor=request.actor, at=request.now)
    for name in (name for name, part in form.fields.items() if isinstance(part, EvidenceField)):
        for upload in request.FILES.getlist(files_of(name)):
            _store(request, taken, name, upload)
    taken.case = load_case(request, case.number)
    if taken.data.get("version") == str(case.version):  # the files just added are no change by somebody else
        taken.data["version"] = str(taken.case.version)
    return taken


def _store(request: StaffRequest, taken: Attached, name: str, upload: object) -> None:
    try:
        stored = actions.add_evidence(upload, by=request.actor, at=request.now, case=taken.case)
    except InvalidData as error:
        words = error.errors.get("file", [str(error)])
        taken.refused.setdefault(files_of(name), []).extend(f"{getattr(upload, 'name', '')}：{word}" for word in words)
    else:
        taken.data.appendlist(name, str(stored.pk))
