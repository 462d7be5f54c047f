"""What may be seen: QuerySets that every list, page, API call, search and export goes through."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from casework.models.guard import GuardedQuerySet

if TYPE_CHECKING:
    from casework.permissions import Actor

WORKING_ROLES = ("handler", "supervisor", "registrar", "leader")


def end_of(day: date) -> datetime:
    """The last moment of a day in the district."""
    return timezone.make_aware(datetime.combine(day, time.max))


class CaseQuerySet(GuardedQuerySet):
    """Sets of cases."""

    def visible_to(self, actor: Actor) -> CaseQuerySet:
        """Cases this actor may open: their unit leads, reviews or was asked; registrars and auditors see all.

        Recusal comes first (回避): members of the unit complained about, or of the public body whose record is
        contested, see nothing of the case as staff, nor does who declared a conflict, is named or was ordered out.
        A unit that is itself a party (限期整改) sees its own case once it was told of it, and of it what `seen_by`
        leaves. What was handed over under seal (检举控告) is read by the unit that registered it alone.
        """
        if actor.case_id is not None:
            return self.filter(pk=actor.case_id)
        if actor.user is None:
            return self.all() if actor.system else self.none()
        mine = actor.units(*WORKING_ROLES)
        registering = Q(registry_unit__in=actor.units("registrar", "supervisor"))
        below = Q(lead_unit__superior__in=actor.units("leader"))  # a leader sees the units below their own
        party = Q(respondent_since__isnull=False, respondent__in=mine)
        shown = Q(lead_unit__in=mine) | Q(review_unit__in=mine) | registering | below | party
        shown |= Q(_linked("Assignment", unit__in=mine)) | Q(_linked("JointLead", unit__in=mine))
        decides = {"unit__in": actor.units("supervisor"), "role": "supervisor", "assignment__isnull": False}
        shown |= Q(_linked("CaseTask", **decides))  # of the common superior: rulings and differences
        if actor.has_role("registrar") or actor.has_role("auditor"):
            shown = Q()
        return self.filter(shown, Q(restricted=False) | registering).without_recused(actor)

    def without_recused(self, actor: Actor) -> CaseQuerySet:
        """Cases from which this person of staff does not have to keep out (回避)."""
        units = actor.units()
        return (
            self.exclude(respondent_since=None, respondent__in=units)
            .exclude(record__subject_unit__in=units)
            .exclude(_linked("Recusal", Q(user=actor.user) | Q(unit__in=units)))
        )

    def open(self) -> CaseQuerySet:
        """Cases that are not closed."""
        return self.filter(closed_at__isnull=True)

    def matching(self, text: str) -> CaseQuerySet:
        """Cases whose number, title or filer contain the text; two Chinese characters are enough."""
        return _containing(self, text, ("number", "title", "record__number"), ("parties__name",))


class CasePartQuerySet(GuardedQuerySet):
    """Sets of rows that hang on a case. Their model says in `for_party` which of them its respondent may see."""

    def seen_by(self, actor: Actor) -> Any:
        """Those of cases the actor may open that are meant for them: the unit a case is about sees its own part only."""
        about_them = Q(case__respondent_since__isnull=False, case__respondent__in=actor.units())
        return self.exclude(about_them & ~self.model.for_party)


class RecordQuerySet(GuardedQuerySet):
    """Sets of credit records."""

    def public(self) -> RecordQuerySet:
        """Records anybody may read: published ones, never of a person."""
        return self.filter(status="published")

    def matching(self, text: str) -> RecordQuerySet:
        """Records whose number, subject or code contain the text."""
        return _containing(self, text, ("number", "subject_name", "subject_code"))

    def with_marks(self) -> RecordQuerySet:
        """Annotate in_dispute: an objection is pending and every reader must see it."""
        marks = self.model._meta.get_field("marks").related_model
        return self.annotate(
            in_dispute=Exists(marks._default_manager.filter(record=OuterRef("pk"), removed_at__isnull=True))
        )

    def at_their_maximum(self, on: date) -> RecordQuerySet:
        """Public records past their last day that do not end by themselves: somebody decides what becomes of them."""
        kept = Q(kept_until__isnull=True) | Q(kept_until__lt=on)
        return self.filter(kept, status="published", ends_by_itself=False, ends_on__lt=on)

    def as_of(self, moment: datetime) -> RecordQuerySet:
        """Records that were public at a moment."""
        versions = self.model._meta.get_field("versions").related_model._default_manager
        said = versions.filter(Q(to_at__isnull=True) | Q(to_at__gt=moment), record=OuterRef("pk"), from_at__lte=moment)
        return self.filter(Exists(said.filter(status="published")))


def bigrams(text: str) -> list[str]:
    """The sorted two-character pieces of a text without spaces and case; a single character is its own piece."""
    clean = "".join(text.lower().split())[:80]
    if len(clean) < 2:
        return [clean] if clean else []
    return sorted({clean[i : i + 2] for i in range(len(clean) - 1)})


def search_terms(*texts: str) -> list[str]:
    """What to store beside a row so that `matching` finds it: single characters and pairs of each text."""
    terms: set[str] = set()
    for text in texts:
        terms.update(bigrams(text))
        terms.update("".join(text.lower().split())[:80])
    return sorted(terms)


def _containing(rows: Any, text: str, columns: tuple[str, ...], related: tuple[str, ...] = ()) -> Any:
    """Rows of which one column holds the text. The index on the pieces finds candidates, the columns decide."""
    terms, clean = bigrams(text), "".join(text.split())[:80]
    if not terms:
        return rows
    held = Q()
    for column in columns:
        held |= Q(**{f"{column}__icontains": clean})
    for column in related:
        held |= Q(pk__in=rows.model._default_manager.filter(**{f"{column}__icontains": clean}).values("pk"))
    return rows.filter(held, search__contains=terms)


def _linked(model: str, *which: Q, **where: Any) -> Any:
    """Whether rows of a table that hangs on the case fit."""
    from django.apps import apps  # the models import this module

    rows: Any = apps.get_model("casework", model)._default_manager
    return Exists(rows.filter(*which, case=OuterRef("pk"), **where))
