"""Applying for repair online: the answer first, then who, the promise, the proof; who cannot apply yet is not asked more."""

from datetime import date, timedelta

import pytest

from casework.checks import problems
from casework.models import Case, CreditRecord
from casework.models.guard import opened
from tests.portal.conftest import WHO, photo
from workflows.repair.tests.scenes import apply

pytestmark = pytest.mark.django_db
RECORD = "XG-2025-0003"  # 58号令, 2025-07-18: three months have passed
TOO_EARLY = "XG-2026-0021"  # 36号令, determined 2026-10-15: three months have not
PROMISE = {
    "content": "罚款已经缴清，货物已经补交。",
    "performed_on": "2025-08-01",
    "promised": "on",
    "promised_by": "王建国",
}


def begin(citizen, record=RECORD):
    """Start an application; the address below which its steps lie."""
    return str(citizen.post("/repairs/new", record=record)["Location"].rsplit("/", 1)[0])


def filled(citizen):
    base = begin(citizen)
    citizen.post(f"{base}/prospect")
    citizen.post(f"{base}/who", **WHO)
    citizen.post(f"{base}/promise", **PROMISE)
    return base


def test_from_the_record_to_the_receipt(citizen):
    assert citizen.get("/repairs/new", record=RECORD).context["record"].number == RECORD
    base = begin(citizen)
    page = citizen.get(f"{base}/prospect")
    assert page.context["form"].may_apply
    assert "自" in page.content.decode()
    assert citizen.post(f"{base}/prospect")["Location"] == f"{base}/who"
    assert citizen.post(f"{base}/who", **WHO)["Location"] == f"{base}/promise"
    assert citizen.post(f"{base}/promise", **PROMISE)["Location"] == f"{base}/evidence"
    assert citizen.post(f"{base}/evidence", upload="1", uploads=[photo()])["Location"] == f"{base}/evidence"
    assert citizen.post(f"{base}/evidence")["Location"] == f"{base}/check"
    assert citizen.get(f"{base}/check").status_code == 200
    assert citizen.post(f"{base}/check", send="1")["Location"] == f"{base}/done"
    case = Case.objects.get()
    assert (case.kind, case.state, case.channel, case.record.number) == ("repair", "submitted", "web", RECORD)
    details = case.repair
    assert (details.performed_on, details.promised_by) == (date(2025, 8, 1), "王建国")
    assert details.promised_on is not None
    assert case.evidence.get().name == "凭证.jpg"
    done = citizen.get(f"{base}/done")
    assert done.context["code"].startswith("XG-")
    assert citizen.get(f"/track/{case.number}").status_code == 200
    assert list(problems()) == []


def test_who_cannot_apply_yet_is_told_the_date_and_asked_no_more(citizen):
    base = begin(citizen, TOO_EARLY)
    page = citizen.get(f"{base}/prospect")
    html = page.content.decode()
    assert not page.context["form"].may_apply
    assert "2027年1月15日" in html
    assert 'order-1" type="submit"' not in html
    assert citizen.post(f"{base}/prospect").status_code == 200
    assert citizen.get(f"{base}/check")["Location"] == f"{base}/prospect?fix=1"
    assert citizen.post(f"{base}/check", send="1")["Location"] == f"{base}/prospect?fix=1"
    assert not Case.objects.exists()


def test_who_has_only_to_prove_performance_may_apply(citizen):
    form = citizen.get(f"{begin(citizen)}/prospect").context["form"]
    assert [each.code for each in form.found.missing] == ["obligations"]
    assert form.may_apply


def test_of_two_applications_the_second_is_led_to_the_first(citizen, district):
    apply(district, CreditRecord.objects.get(number=RECORD))
    page = citizen.get(f"{begin(citizen)}/prospect")
    assert "no_pending" in {each.code for each in page.context["form"].found.missing}
    assert not page.context["form"].may_apply


def test_of_an_unpublished_record_only_its_subject_reads_anything(citizen):
    with opened():
        CreditRecord.objects.filter(number=RECORD).update(status="verified", published_at=None)
    base = begin(citizen)
    assert [step["name"] for step in citizen.get(f"{base}/who").context["steps"]] == [
        step["name"] for step in citizen.get(f"{begin(citizen, 'XG-1999-0001')}/who").context["steps"]
    ]
    wrong = citizen.post(f"{base}/who", **WHO | {"name": "大连别家商贸有限公司"})
    assert wrong.status_code == 200
    assert citizen.get(f"{base}/conditions")["Location"] != f"{base}/conditions"
    assert citizen.post(f"{base}/who", **WHO)["Location"] == f"{base}/conditions"
    assert citizen.get(f"{base}/conditions").context["form"].may_apply
    assert citizen.post(f"{base}/conditions")["Location"] == f"{base}/promise"


@pytest.mark.parametrize(
    ("field", "typed"),
    [("content", ""), ("performed_on", ""), ("performed_on", "2027-01-01"), ("promised", ""), ("promised_by", "")],
)
def test_what_is_wrong_stands_beside_the_field_and_nothing_is_lost(citizen, field, typed):
    base = begin(citizen)
    page = citizen.post(f"{base}/promise", **PROMISE | {field: typed})
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {field}
    assert "罚款已经缴清" in page.content.decode() or field == "content"


def test_a_record_that_has_changed_before_sending_is_noticed(citizen, district):
    base = filled(citizen)
    apply(district, CreditRecord.objects.get(number=RECORD))
    assert citizen.post(f"{base}/check", send="1")["Location"] == f"{base}/prospect?fix=1"


def test_a_refusal_says_from_when_one_may_apply_again(citizen, district):
    record = CreditRecord.objects.get(number=TOO_EARLY)
    case = apply(district, record)
    words = {"reason": "min_not_reached", "explanation": "公示未满三个月。"}
    proposal = district.submit(case, "refuse", "fagai_handler", **words)
    district.at += timedelta(hours=1)
    district.approve(proposal, "fagai_supervisor")
    case = district.get(case)
    assert case.repair.again_from == date(2027, 1, 15)
    letter = case.documents.get(paper__code="repair_refuse").content["paragraphs"]
    assert any("自2027年1月15日起可以重新申请" in line for line in letter)


def test_the_result_leads_to_an_objection(citizen, district):
    base = filled(citizen)
    number, _code = citizen.sent(base)
    case = Case.objects.get(number=number)
    assert citizen.get(f"/track/{number}").context["remedy"] is None
    words = {"reason": "not_fulfilled", "explanation": "货物没有补交。"}
    district.agreed(case, "refuse", **words)
    page = citizen.get(f"/track/{number}")
    assert f"/objections/new?record={RECORD}" in page.content.decode()
    assert ("理由", "失信行为未纠正，或者相关义务未履行完毕") in page.context["result"]
