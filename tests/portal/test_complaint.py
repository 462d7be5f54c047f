"""The steps of a complaint or report: by name, sealed, anonymous; what becomes of the answers, what nobody may see."""

import itertools
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from casework.checks import problems
from casework.models import Area, Case, Event, Reason, Unit
from casework.portal import drafts
from tests.portal.conftest import Citizen, complaint, photo, unit

pytestmark = pytest.mark.django_db
NAME, PHONE = "王建国", "13842600718"


def sent(citizen: Citizen, **changes) -> Case:
    number, _code = citizen.sent(citizen.begin_complaint(**complaint(**changes)))
    return Case.objects.get(number=number)


def test_from_the_first_page_to_the_receipt(citizen, draft_of):
    base = citizen.begin_complaint()
    steps = ["nature", "about", "happened", "wish", "who", "evidence", "check"]
    answers = complaint()
    for here, following in itertools.pairwise(steps):
        typed = answers.get(here, {})
        assert citizen.get(f"{base}/{here}").status_code == 200
        assert citizen.post(f"{base}/{here}", **typed)["Location"] == f"{base}/{following}"
    assert citizen.get(f"{base}/check").status_code == 200
    assert citizen.post(f"{base}/check", send="1")["Location"] == f"{base}/done"
    page = citizen.get(f"{base}/done")
    assert page.context["code"].startswith("XG-")
    assert page.context["next"][1]["at_text"]
    case = Case.objects.get()
    assert (case.kind, case.state, case.channel, case.area) == ("complaint", "submitted", "web", "investment_promotion")
    assert case.title == "区商务局：招商引资承诺与合同"  # the area tells the cases about one unit apart
    assert case.respondent.name == "区商务局"
    assert case.lead_unit != case.respondent  # the one complained about never leads
    details = case.complaint
    assert (details.nature, details.matter, details.contract, details.consent) == ("own", "commitment", True, True)
    assert (str(details.amount), details.happened_on.isoformat()) == ("50000.00", "2026-03-02")
    assert details.consented_at == case.opened_at
    assert set(draft_of(base).data) == {"code"}
    assert list(problems()) == []


def test_sealed_report_shows_its_filer_nowhere(citizen):
    number, _code = citizen.sent(citizen.begin_complaint(**complaint(nature__nature="sealed")))
    case = Case.objects.get(number=number)
    party = case.parties.get()
    assert (case.sealed, case.complaint.nature, party.name, party.sealed_name) == (True, "report", "", NAME)
    assert not case.complaint.consent
    pages = [citizen.get(f"/track/{number}"), *(citizen.get(f"/track/papers/{p.pk}") for p in case.documents.all())]
    shown = "".join(page.content.decode() for page in pages)
    kept = list(Event.objects.filter(case=case).values_list("data", flat=True))
    for secret in (NAME, PHONE, "210203198502123517"):
        assert secret not in shown
        assert secret not in str(kept)
        assert secret not in case.title + str(case.search)


def test_sealed_report_needs_no_identity_number_but_a_right_one(citizen):
    base = citizen.begin_complaint(nature={"nature": "sealed"})
    typed = complaint()["who"] | {"consent": ""}
    assert citizen.post(f"{base}/who", **typed | {"code": ""}).status_code == 302
    wrong = citizen.post(f"{base}/who", **typed | {"code": "210203198502123511"})
    assert set(wrong.context["form"].errors) == {"code"}


def test_anonymous_report_asks_nothing_about_the_person(citizen):
    answers = complaint(nature__nature="anonymous")
    base = citizen.begin_complaint(**answers)
    assert citizen.post(f"{base}/wish", **answers["wish"])["Location"] == f"{base}/evidence"
    assert citizen.get(f"{base}/who").status_code == 302
    assert citizen.post(f"{base}/who", **answers["who"]).status_code == 302
    number, code = citizen.sent(base)
    party = Case.objects.get().parties.get()
    assert party.anonymous
    fresh = Citizen()
    assert fresh.get(fresh.post("/track", number=number, code=code)["Location"]).status_code == 200


def test_what_was_typed_about_oneself_is_not_sent_with_an_anonymous_report(citizen):
    base = citizen.begin_complaint(**complaint())
    citizen.post(f"{base}/nature", nature="anonymous")
    assert NAME not in citizen.get(f"{base}/check").content.decode()
    citizen.sent(base)
    assert Case.objects.get().parties.get().anonymous


def test_from_anonymous_back_to_a_name_asks_who(citizen):
    base = citizen.begin_complaint(**complaint(nature__nature="anonymous"))
    citizen.post(f"{base}/nature", nature="own")
    assert citizen.get(f"{base}/check")["Location"] == f"{base}/who?fix=1"


@pytest.mark.parametrize(("answer", "consent"), [("yes", True), ("no", False)])
def test_consent_is_asked_and_kept_with_its_moment(citizen, answer, consent):
    base = citizen.begin_complaint(nature={"nature": "own"})
    page = citizen.post(f"{base}/who", **complaint()["who"] | {"consent": ""})
    assert set(page.context["form"].errors) == {"consent"}
    details = sent(citizen, who__consent=answer).complaint
    assert (details.consent, details.consented_at is not None) == (consent, consent)


def test_agent_files_for_somebody(citizen):
    case = sent(citizen, who__capacity="agent", who__agent_name="李芳")
    names = dict(case.parties.values_list("role", "name"))
    assert names == {"filer": NAME, "agent": "李芳"}
    page = citizen.post(f"{citizen.begin_complaint()}/who", **complaint()["who"] | {"capacity": "agent"})
    assert set(page.context["form"].errors) == {"agent_name"}


def test_named_person_keeps_out(citizen, district):
    someone = district.people["fagai_handler"]
    case = sent(citizen, about__person=someone.name)
    assert case.named_person == someone.name
    assert case.recusals.filter(user=someone).exists()


def test_offered_are_the_bodies_of_today(citizen, district):
    former = Unit.objects.get(name="日新街道")
    Unit.objects.filter(pk=former.pk).update(valid_to=district.at.date() - timedelta(days=1))
    base = citizen.begin_complaint()
    form = citizen.get(f"{base}/about").context["form"]
    offered = {pk for _group, rows in form.fields["respondent"].choices[1:] for pk, _name in rows}
    assert offered == set(
        map(str, Unit.objects.valid_on(district.at.date()).filter(outside=False).values_list("pk", flat=True))
    )
    gone = citizen.post(f"{base}/about", **complaint()["about"] | {"respondent": str(former.pk)})
    assert set(gone.context["form"].errors) == {"respondent"}


def test_subjects_are_areas_whose_clause_names_complaints(district):
    codes = set(Reason.objects.filter(group="complaint_area").values_list("code", flat=True))
    assert codes <= set(Area.objects.values_list("code", flat=True))
    assert "street_services" in codes


def test_street_where_the_street_leads(citizen):
    base = citizen.begin_complaint()
    about = complaint()["about"] | {"area": "street_services"}
    assert set(citizen.post(f"{base}/about", **about).context["form"].errors) == {"street"}
    assert sent(citizen, about__area="street_services", about__street=unit("白云街道")).lead_unit.name == "白云街道"


def test_street_complained_about_does_not_lead(citizen):
    case = sent(citizen, about__area="street_services", about__respondent=unit("白云街道"))
    assert case.street.name == "白云街道"
    assert case.lead_unit.name != "白云街道"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("12800", "12800.00"),
        ("12,800.50元", "12800.50"),
        ("１２８００", "12800.00"),
        ("1.28万", "12800.00"),
        ("￥0.5亿", "50000000.00"),
        ("", None),
    ],
)
def test_amounts_as_people_write_them(citizen, typed, kept):
    amount = sent(citizen, wish__amount=typed).complaint.amount
    assert (None if amount is None else str(amount)) == kept


@pytest.mark.parametrize("typed", ["-1", "很多", "1e9", "1e999999万", "NaN", "1万万", "12345678901234567890", "1.234"])
def test_amounts_that_are_none(citizen, typed):
    base = citizen.begin_complaint()
    page = citizen.post(f"{base}/wish", **complaint()["wish"] | {"amount": typed})
    assert set(page.context["form"].errors) == {"amount"}
    assert typed in page.content.decode()


@pytest.mark.parametrize("typed", ["2026-11-10", "2026-02-30", "gestern", "9999-99-99"])
def test_days_that_are_none(citizen, typed):
    base = citizen.begin_complaint()
    page = citizen.post(f"{base}/happened", **complaint()["happened"] | {"happened_on": typed})
    assert set(page.context["form"].errors) == {"happened_on"}


def test_evidence_goes_with_it(citizen):
    base = citizen.begin_complaint(**complaint())
    citizen.post(f"{base}/evidence", uploads=[photo("合同.jpg")])
    citizen.sent(base)
    assert [e.name for e in Case.objects.get().evidence.all()] == ["合同.jpg"]


def test_resumed_on_another_device_and_expired(citizen, district):
    base = citizen.begin_complaint(nature={"nature": "sealed"}, about=complaint()["about"])
    link = urlsplit(citizen.get(f"{base}/happened").context["resume_url"]).path
    other = Citizen()
    assert other.get(f"{base}/happened").status_code == 404
    assert other.get(link)["Location"] == f"{base}/about"
    assert other.get(f"{base}/nature").context["form"].initial["nature"] == "sealed"
    district.traveller.shift(drafts.KEEP)
    assert Citizen().get(link).status_code == 410


def test_drafts_of_two_kinds_do_not_mix(citizen):
    objection, other = citizen.begin(), citizen.begin_complaint()
    for base, folder in ((objection, "complaints"), (other, "objections")):
        key = base.rsplit("/", 1)[1]
        assert citizen.get(f"/{folder}/new/{key}/evidence").status_code == 404
        assert citizen.post(f"/{folder}/new/{key}/check", send="1").status_code == 404


def test_sent_twice_is_one_case(citizen):
    base = citizen.begin_complaint(**complaint())
    citizen.post(f"{base}/check", send="1")
    assert citizen.post(f"{base}/check", send="1")["Location"] == f"{base}/done"
    assert Case.objects.count() == 1


def test_nothing_personal_stands_in_an_address(citizen):
    base = citizen.begin_complaint()
    for step, typed in complaint().items():
        answer = citizen.post(f"{base}/{step}", **typed)
        assert answer["Location"].startswith(base)
        assert "?" not in answer["Location"]
