"""Verification by a second person (核验): the queue, one record, and several that were read one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import actions, regime_words, regimes
from casework.errors import ActionError, Conflict, InvalidData, NotAllowed, NotFound
from casework.held import held
from casework.keyset import Order, page_of
from casework.models import CreditRecord, RecordStatus, RecordVersion, SubjectType
from casework.register import collecting, people, windows
from casework.rules.regimes import Publish
from casework.staff.case_page import record_now
from casework.staff.pages import done, staff_page
from casework.staff.record_pages.entering import complain, record_url
from casework.staff.record_pages.forms import VerifyForm
from casework.staff.request import StaffRequest
from casework.staff.work import with_query

OLDEST = Order()
READ, MOST_READ = "records_read", 300  # of the session: which versions this person has opened
ENTERED = (RecordVersion.Change.COLLECTED, RecordVersion.Change.AMENDED)


@dataclass(frozen=True)
class Result:
    """What became of one record of several."""

    row: CreditRecord
    done: bool
    words: str


@staff_page("GET", "POST")
@held()
def queue(request: StaffRequest) -> HttpResponse:
    """What waits, the oldest first. Several that were opened can be verified together."""
    if not people.may_register(request.actor):
        raise NotAllowed(_("Only registrars and supervisors of the registering units may decide on a record."))
    results = _verify_many(request) if request.method == "POST" else []
    page = page_of(waiting(request), OLDEST, request.GET.get("cursor", ""))
    read = set(request.session.get(READ, []))
    context = {
        "rows": [{"row": row, "read": f"{row.pk}:{row.number_now}" in read} for row in page.rows],
        "results": results,
        "before": with_query("staff:verify_records", {"cursor": page.before}) if page.before else "",
        "after": with_query("staff:verify_records", {"cursor": page.after}) if page.after else "",
    }
    return render(request, "staff/records/verify_queue.html", context)


@staff_page("GET", "POST")
@held()
def verify(request: StaffRequest, number: str) -> HttpResponse:
    """Read one record against its basis document, and decide."""
    row = waiting(request).filter(number=number.replace("\0", "")).first()
    if row is None:
        return _gone(request, number)
    people.check_may_verify(request.actor, row)
    shown = record_now(row)
    _note_read(request, row, shown["now"].number)
    window = windows.window_of(row, shown["now"])
    may_publish = window.may_be_public(timezone.localdate(request.now))
    form = VerifyForm(
        request.POST or None, about=row.subject_type, may_publish=may_publish, initial={"seen": shown["now"].number}
    )
    trouble: Conflict | None = None
    if form.is_bound and form.is_valid():
        try:
            words = _decide(request, row, form)
        except InvalidData as error:
            complain(form, error)
        except Conflict as error:
            trouble = error
        else:
            return done(request, words, reverse("staff:verify_records"))
    status = trouble.status if trouble else 422 if form.is_bound else 200
    context = {
        "row": row,
        "shown": shown,
        "form": form,
        "window": window,
        "steps": [regime_words.step(step) for step in window.why],
        "publish": regime_words.PUBLISH[window.publish](),
        "regime": regime_words.title(regimes.get(row.rule_version)),
        "trouble": trouble,
    }
    return render(request, "staff/records/verify.html", context, status=status)


def waiting(request: StaffRequest) -> Any:
    """Records that wait for a second person and are not about this person's own unit. `own`: they entered it."""
    entered = RecordVersion.objects.filter(record=OuterRef("pk"), change__in=ENTERED, by=request.user)
    now = RecordVersion.objects.filter(record=OuterRef("pk"), to_at__isnull=True)
    rows = CreditRecord.objects.filter(status=RecordStatus.COLLECTED).exclude(
        subject_unit__isnull=False, subject_unit__in=request.actor.units()
    )
    return rows.select_related("source_unit", "collected_by").annotate(
        own=Exists(entered),
        number_now=Subquery(now.values("number")[:1]),
        now_title=Subquery(now.values("title")[:1]),
        entered_at=Subquery(now.values("from_at")[:1]),
    )


def _gone(request: StaffRequest, number: str) -> HttpResponseRedirect:
    """Somebody else was quicker, or there is no such record."""
    found = CreditRecord.objects.filter(number=number.replace("\0", "")).first()
    if found is None:
        raise NotFound(_("There is no such record, or you may not see it."))
    people.check_may_register(request.actor, found)
    return done(request, _("This record has been decided on already."), record_url(found))


def _decide(request: StaffRequest, row: CreditRecord, form: VerifyForm) -> str:
    """The one call into the door, and what to say of it."""
    given = form.cleaned_data
    act = {"by": request.actor, "at": request.now, "seen": given["seen"]}
    if given["decision"] == VerifyForm.DECLINE:
        actions.decline_record(row, reason=given["reason"], **act)
        return _("Not taken up: %(number)s.") % {"number": row.number}
    if row.subject_type == SubjectType.PERSON and not collecting.is_number_of(row, given["identity"]):
        raise InvalidData({"identity": [_("This is not the number that was entered. Compare both with the document.")]})
    publish = given["decision"] == VerifyForm.PUBLISH
    withheld = "" if publish else given["reason"]
    try:
        actions.verify_record(row, publish=publish, withheld=withheld, **act)
    except InvalidData as error:
        raise InvalidData({"reason": error.errors.get("withheld", [])}) from error
    words = _("Verified and published: %(number)s.") if publish else _("Verified, not published: %(number)s.")
    return words % {"number": row.number}


def _verify_many(request: StaffRequest) -> list[Result]:
    """Each chosen record on its own: what cannot be done says why and holds up no other."""
    chosen = [key for key in request.POST.getlist("chosen") if key.isascii() and key.isdigit() and len(key) < 18][:50]
    rows = {str(row.pk): row for row in waiting(request).filter(pk__in=chosen)}
    read = set(request.session.get(READ, []))
    found = [_verify_one(request, rows[key], read) for key in chosen if key in rows]
    gone = CreditRecord.objects.filter(pk__in=set(chosen) - rows.keys())
    return found + [Result(row, done=False, words=_("This record has been decided on already.")) for row in gone]


def _verify_one(request: StaffRequest, row: Any, read: set[str]) -> Result:
    if f"{row.pk}:{row.number_now}" not in read:
        return Result(row, done=False, words=_("Open it first: you have not read it as it is now."))
    if row.subject_type == SubjectType.PERSON:
        return Result(row, done=False, words=_("About a person: verified one by one only."))
    version = row.said()
    publish = regimes.get(row.rule_version).classes[version.severity].publish
    if publish != Publish.NORMAL:
        words = _("Published only where somebody decides so: decide on it one by one.")
        return Result(row, done=False, words=words)
    try:
        actions.verify_record(row, by=request.actor, at=request.now, publish=True, seen=row.number_now)
    except ActionError as error:
        return Result(row, done=False, words=str(error))
    return Result(row, done=True, words=_("Verified and published."))


def _note_read(request: StaffRequest, row: CreditRecord, version: int) -> None:
    """Remember that this person has opened this version; without that nobody verifies it among several."""
    key, read = f"{row.pk}:{version}", request.session.get(READ, [])
    if key not in read:
        request.session[READ] = [*read, key][-MOST_READ:]
