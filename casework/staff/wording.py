"""Words of messages (消息模板): the list, one message with preview and history, drafting, deciding, going back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import actions, message_roles, message_words
from casework.errors import Conflict, InvalidData, NotFound
from casework.message_words import NewWords, sample
from casework.staff.moves import add_errors
from casework.staff.pages import done, staff_page
from casework.staff.request import StaffRequest
from notifications.events import EVENTS, Audience, Group
from notifications.models import MessageTemplate
from notifications.words import LONGEST_SMS, PLACEHOLDERS, Form, Words, allowed

Status = MessageTemplate.Status


class WordsForm(forms.Form):
    """Subject, text and why. A text message has no subject."""

    subject = forms.CharField(label=gettext_lazy("Subject or title"), max_length=200)
    text = forms.CharField(label=gettext_lazy("Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args: Any, form: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = "preview" not in self.data  # a preview is nobody's decision
        if form == Form.SMS:
            del self.fields["subject"]
            self.fields["text"].widget.attrs["rows"] = 3


@staff_page()
def templates(request: StaffRequest) -> HttpResponse:
    """Every message with what is in force for it, for one audience and language."""
    message_roles.check_may_read(request.actor)
    audience = _chosen(request.GET.get("audience", ""), Audience.values)
    language = _chosen(request.GET.get("language", ""), [code for code, _name in settings.LANGUAGES])
    rows = _rows(audience, language)
    groups = [(group.label, [row for row in rows if row["group"] == group]) for group in Group]
    context = {
        "groups": [(label, some) for label, some in groups if some],
        "audience": audience,
        "language": language,
        "audiences": AUDIENCES,
        "languages": settings.LANGUAGES,
        "forms": Form.choices,
        "waiting": MessageTemplate.objects.filter(status=Status.DRAFT).select_related("drafted_by").order_by("pk")[:50],
    }
    return render(request, "staff/wording/list.html", context)


AUDIENCES = [(Audience.FILER.value, gettext_lazy("Citizens and firms")), (Audience.STAFF.value, gettext_lazy("Staff"))]


def _chosen(given: str, known: list[str]) -> str:
    return given if given in known else known[0]


def _rows(audience: str, language: str) -> list[dict[str, Any]]:
    versions: dict[tuple[str, str], list[MessageTemplate]] = {}
    for row in MessageTemplate.objects.filter(audience=audience, language=language).order_by("-version"):
        versions.setdefault((row.event, row.form), []).append(row)
    return [
        {
            "event": event,
            "group": one.group,
            "title": getattr(one, audience),
            "forms": [(form, label, *_standing(versions.get((event, form), []))) for form, label in Form.choices],
        }
        for event, one in EVENTS.items()
        if audience in one.audiences()
    ]


def _standing(rows: list[MessageTemplate]) -> tuple[int, bool]:
    """The version in force, 0 for the words of the system, and whether a draft waits."""
    now = next((row for row in rows if row.status == Status.CONFIRMED), None)
    drafted = any(row.status == Status.DRAFT for row in rows)
    return (now.version if now and not now.default else 0), drafted


@staff_page("GET", "POST")
def template(request: StaffRequest, event: str, audience: str, language: str, form: str) -> HttpResponseBase:
    """One message: what it says now, how it reads, what waits, and every version. A form drafts other words."""
    message_roles.check_may_read(request.actor)
    if not message_words.is_worded(event, audience, language, form):
        raise NotFound(_("There is no such message."))
    key = {"event": event, "audience": audience, "language": language, "form": form}
    rows = list(MessageTemplate.objects.filter(**key).select_related("drafted_by", "confirmed_by").order_by("-version"))
    now = next((row for row in rows if row.status == Status.CONFIRMED), None)
    with translation.override(language):
        words = message_words.words_of(now, event, audience, form)
    entered = WordsForm(request.POST or None, form=form, initial={"subject": words.title, "text": words.text})
    trouble, shown = None, words
    if request.method == "POST" and entered.is_valid():
        new = NewWords(**key, **_given(entered))
        shown = Words(new.subject, new.text)
        if "preview" in request.POST:
            for field, found in message_words.problems(new).items():
                entered.add_error(field, found)
        else:
            try:
                row = actions.draft_words(new, by=request.actor, at=request.now)
            except InvalidData as error:
                add_errors(entered, error)
            except Conflict as error:
                trouble = error
            else:
                return done(request, _("Drafted. Nothing changes until somebody else confirms it."), address(row))
    context = _page(request, key, rows, now) | {"entered": entered, "trouble": trouble}
    context |= {"preview": _preview(key, shown), "previewed": request.method == "POST"}
    status = trouble.status if trouble else 422 if entered.errors else 200
    return render(request, "staff/wording/one.html", context, status=status)


def _given(entered: WordsForm) -> dict[str, Any]:
    data = entered.cleaned_data
    text = data["text"].replace("\r\n", "\n")
    return {"subject": data.get("subject", ""), "text": text, "reason": data["reason"]}


def _page(
    request: StaffRequest, key: dict[str, str], rows: list[MessageTemplate], now: MessageTemplate | None
) -> dict[str, Any]:
    draft = next((row for row in rows if row.status == Status.DRAFT), None)
    return {
        **key,
        "title": getattr(EVENTS[key["event"]], key["audience"]),
        "audience_label": dict(AUDIENCES)[key["audience"]],
        "language_label": _(dict(settings.LANGUAGES)[key["language"]]),
        "form_label": Form(key["form"]).label,
        "now": now,
        "rows": rows,
        "draft": draft,
        "draft_preview": _preview(key, _said(draft, key)) if draft else None,
        "may_draft": message_roles.may_draft(request.actor) and draft is None,
        "may_decide": draft is not None and message_roles.may_decide(request.actor, draft),
        "may_withdraw": draft is not None and draft.drafted_by_id == request.user.pk,
        "placeholders": [("{" + name + "}", PLACEHOLDERS[name]) for name in allowed(key["event"])],
        "all_forms": Form.choices,
    }


def _said(row: MessageTemplate, key: dict[str, str]) -> Words:
    with translation.override(key["language"]):
        return message_words.words_of(row, key["event"], key["audience"], key["form"])


def _preview(key: dict[str, str], words: Words) -> dict[str, Any]:
    """How it reads with invented values, and for a text message how long it gets."""
    with translation.override(key["language"]):
        said = sample(words, key["event"], key["audience"], key["form"])
    size = len(said.text) if key["form"] == Form.SMS else 0
    return {"title": said.title, "text": said.text, "size": size, "most": LONGEST_SMS, "long": size > LONGEST_SMS}


@staff_page("POST")
def decide(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Confirm drafted words, do not, or take them back."""
    row = MessageTemplate.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(_("There is no such draft."))
    what = request.POST.get("what", "")
    if what == "withdraw":
        actions.withdraw_words(pk, by=request.actor, at=request.now)
        return done(request, _("The draft was taken back."), address(row))
    opinion = request.POST.get("opinion", "")[:200].replace("\0", "")
    actions.decide_words(pk, confirm=what == "confirm", opinion=opinion, by=request.actor, at=request.now)
    words = _("Confirmed. Messages written from now on say it so.") if what == "confirm" else _("Not confirmed.")
    return done(request, words, address(row))


@staff_page("POST")
def roll_back(request: StaffRequest, event: str, audience: str, language: str, form: str) -> HttpResponseBase:
    """Draft what an older version said, or the words that come with the system. It waits like any other draft."""
    key = {"event": event, "audience": audience, "language": language, "form": form}
    wanted = request.POST.get("version", "")
    rows = MessageTemplate.objects.filter(**key, status=Status.CONFIRMED)
    old = (
        rows.filter(version=int(wanted)).first() if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else None
    )
    if old is None:
        raise NotFound(_("There is no such older version."))
    with translation.override("zh-hans"):
        reason = _("Back to version %(n)s.") % {"n": old.version} if old.version else ""
    new = NewWords(**key, subject=old.subject, text=old.text, reason=reason, default=old.default)
    row = actions.draft_words(new, by=request.actor, at=request.now)
    return done(request, _("Drafted. Nothing changes until somebody else confirms it."), address(row))


@staff_page("POST")
def default(request: StaffRequest, event: str, audience: str, language: str, form: str) -> HttpResponseBase:
    """Draft going back to the words that come with the system."""
    with translation.override("zh-hans"):
        reason = _("Back to the words that come with the system.")
    new = NewWords(event, audience, language, form, "", "", reason, default=True)
    row = actions.draft_words(new, by=request.actor, at=request.now)
    return done(request, _("Drafted. Nothing changes until somebody else confirms it."), address(row))


def address(row: MessageTemplate) -> str:
    """The page of the message that a version words."""
    return reverse("staff:message_template", args=[row.event, row.audience, row.language, row.form])
