"""What became of issued papers, for pages and API: served when and how, read, not served yet, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from casework import queries
from casework.models import Case, Document, Role, Service
from casework.permissions import Actor
from casework.serving import RECEIPT

SAID: dict[str, Callable[[Any], Any]] = {  # what is shown of a service, and how it is read from JSON
    "way": str,
    "served_on": date.fromisoformat,
    "recipient": str,
    "tracking": str,
    "noted_at": datetime.fromisoformat,
    "replaces_id": lambda value: value,
}
MAY_LIST = (Role.HANDLER, Role.SUPERVISOR, Role.REGISTRAR, Role.LEADER)


@dataclass(frozen=True)
class Standing:
    """One paper and where it stands."""

    document: Document
    service: Service | None
    waits: bool  # it has a reader outside and is not served yet

    @property
    def words(self) -> str:
        """The state in a word."""
        if hasattr(self.document, "cancellation"):
            return _("number cancelled")
        if self.service is not None:
            return _("served")
        return _("not served yet") if self.waits else ""

    @property
    def chip(self) -> str:
        """The look of the word."""
        if hasattr(self.document, "cancellation"):
            return "chip-red"
        return "chip-green" if self.service is not None else "chip-amber"


def readable(by: Actor) -> QuerySet[Document]:
    """The papers that somebody of staff may read, of cases and about records, with what became of them."""
    visible, records = Case.objects.visible_to(by), queries.records(by).values("pk")
    shown = Document.objects.filter(Q(case__in=visible) | Q(record__in=records)).seen_by(by)
    return with_standing(shown).select_related("case", "record")


def with_standing(rows: QuerySet[Document]) -> QuerySet[Document]:
    """Papers with everything that `standing` reads, in the same query."""
    newest = Service.objects.filter(document=OuterRef("pk")).order_by("-pk")
    said = newest.values(said=JSONObject(**{name: name for name in SAID}))[:1]
    related = rows.select_related("paper", "unit", "reading", "cancellation__replaced_by")
    return related.annotate(service_now=Subquery(said))


def standing(document: Document) -> Standing:
    """Where a paper of `with_standing` stands."""
    said = document.service_now  # type: ignore[attr-defined]  # annotated
    service = Service(**{name: read(said[name]) for name, read in SAID.items()}) if said else None
    outside = document.for_filer or document.for_respondent
    return Standing(document, service, outside and not is_receipt(document) and service is None)


def is_receipt(document: Document) -> bool:
    """Whether it is itself a receipt of service (送达回证), which nobody serves."""
    return document.paper.code == RECEIPT or document.paper.code.endswith("_service")


def register(actor: Actor) -> QuerySet[Document]:
    """文号登记簿: the numbers of the units in which this person works; an auditor reads those of all.

    `open` says whether the person may read the paper itself: of a case that they may not see, number and sort only, and
    of one from which they keep out nothing.
    """
    apart = Case.objects.without_recused(actor).filter(pk=OuterRef("case_id"))
    rows = Document.objects.filter(Q(case=None) | Exists(apart))
    if not actor.has_role(Role.AUDITOR):
        rows = rows.filter(unit__in=actor.units(*MAY_LIST))
    cases = Case.objects.visible_to(actor).filter(pk=OuterRef("case_id"))
    records: Any = queries.records(actor).filter(pk=OuterRef("record_id"))
    return with_standing(rows).annotate(open=Exists(cases) | Exists(records))
