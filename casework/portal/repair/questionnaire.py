"""The questionnaire of a repair: which record, can it be repaired, who, put right and promised, proof, check and send."""

from __future__ import annotations

from django.forms import Form
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from casework.filing import Filing
from casework.models import Draft
from casework.portal import read_through, record
from casework.portal.questionnaire import CHECK, EVIDENCE, Forms, Questionnaire, Rows, Step, Wording
from casework.portal.repair import outcome, prospect
from casework.portal.repair.promise import PromiseForm
from casework.portal.subject import WhoForm, parties
from casework.templatetags.casework_ui import cn_date


def filing_of(draft: Draft, forms: Forms) -> Filing:
    """The filing of a draft whose forms are all valid."""
    put_right = forms["promise"].cleaned_data
    return Filing(
        content=put_right["content"],
        **parties(forms["who"]),
        channel="web",
        language=get_language() or "zh-hans",
        record=record.of_draft(draft),
        details={name: put_right[name] for name in ("performed_on", "promised", "promised_by")},
        draft=draft,
    )


def _promised(draft: Draft, form: Form) -> Rows:
    data = form.cleaned_data
    return [
        (form.fields["content"].label, data["content"]),
        (form.fields["performed_on"].label, cn_date(data["performed_on"], "plain")),
        (_("Credit commitment"), gettext("made by %(name)s") % {"name": data["promised_by"]}),
    ]


QUESTIONNAIRE = Questionnaire(
    kind="repair",
    steps=(
        Step(
            "record",
            _("Record"),
            record.RecordForm,
            rows=lambda draft, form: read_through.of_record(record.of_draft(draft)),
        ),
        Step(
            "prospect",
            _("Can it be repaired?"),
            prospect.ProspectForm,
            asked=prospect.before_who,
            needs=record.about,
        ),
        Step("who", _("Who you are"), WhoForm, needs=record.about, rows=read_through.of_who),
        Step(
            "conditions",
            _("Can it be repaired?"),
            prospect.ProspectForm,
            asked=prospect.after_who,
            needs=record.about,
        ),
        Step("promise", _("Put right and promised"), PromiseForm, needs=record.about, rows=_promised),
        EVIDENCE,
        CHECK,
    ),
    wording=Wording(
        short=_("Apply for repair"),
        title=_("Apply for credit repair"),
        lead=_("About 6 minutes, and it costs nothing. Every step is saved."),
        yours=_("Your application"),
        send=_("Send the application"),
        sent=_("Your application has been sent"),
        received=_("We have received your application"),
    ),
    filing=filing_of,
    what_next=outcome.what_next,
    outcome=outcome.rows,
    remedy=outcome.remedy,
    beside="portal/repair/beside.html",
    begin=record.begin,
    prefill=record.prefill,
    page=record.page,
    slowed=record.guessing,
)
