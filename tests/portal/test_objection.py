"""The steps of an objection: what is kept, where it leads, what becomes a case."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from casework.checks import problems
from casework.models import Case, CreditRecord, Draft, Evidence
from casework.models.guard import opened
from casework.portal import drafts
from tests.portal.conftest import WHAT, WHO, Citizen, photo
from tests.world import RECORD

pytestmark = pytest.mark.django_db


def test_from_the_record_to_the_receipt(citizen, draft_of):
    base = citizen.begin()
    assert citizen.post(f"{base}/who", **WHO)["Location"] == f"{base}/what"
    assert citizen.post(f"{base}/what", **WHAT)["Location"] == f"{base}/evidence"
    assert citizen.post(f"{base}/evidence", upload="1", uploads=[photo()])["Location"] == f"{base}/evidence"
    assert citizen.post(f"{base}/evidence")["Location"] == f"{base}/check"
    assert citizen.get(f"{base}/check").status_code == 200
    assert citizen.post(f"{base}/check", send="1")["Location"] == f"{base}/done"
    case = Case.objects.get()
    assert (case.kind, case.state, case.channel) == ("objection", "submitted", "web")
    assert case.record.number == RECORD
    assert (case.objection.reason, case.objection.field, case.objection.wish) == ("wrong_amount", "amount", "correct")
    filer = case.parties.get()
    assert (filer.role, filer.type, filer.phone) == ("filer", "enterprise", "13842600718")
    assert case.evidence.get().name == "凭证.jpg"
    assert draft_of(base).case_id == case.pk
    assert list(problems()) == []


def test_receipt_shows_number_code_and_dates(citizen):
    base = citizen.filled()
    citizen.post(f"{base}/check", send="1")
    page = citizen.get(f"{base}/done")
    assert page.context["code"].startswith("XG-")
    assert page.context["code"] in page.content.decode()
    assert page.context["next"][1]["at_text"]


def test_code_is_gone_after_a_while(citizen, district, draft_of):
    base = citizen.filled()
    citizen.post(f"{base}/check", send="1")
    district.traveller.shift(drafts.SHOW_CODE + timedelta(minutes=1))
    assert citizen.get(f"{base}/done").context["code"] == ""
    assert draft_of(base).data == {}


def test_what_was_typed_leaves_the_draft_with_sending(citizen, draft_of):
    base = citizen.filled()
    citizen.post(f"{base}/check", send="1")
    assert set(draft_of(base).data) == {"code"}


def test_sent_twice_is_one_case(citizen):
    base = citizen.filled()
    first = citizen.post(f"{base}/check", send="1")
    code = citizen.get(f"{base}/done").context["code"]
    second = citizen.post(f"{base}/check", send="1")
    assert first["Location"] == second["Location"] == f"{base}/done"
    assert Case.objects.count() == 1
    assert citizen.get(f"{base}/done").context["code"] == code != ""


def test_same_draft_sent_from_two_pages_at_once_is_one_case(citizen, draft_of, monkeypatch):
    base = citizen.filled()
    stale = draft_of(base)
    citizen.post(f"{base}/check", send="1")
    monkeypatch.setattr(drafts, "mine", lambda *args: stale)  # the second request read the draft before it was sent
    assert citizen.post(f"{base}/check", send="1")["Location"] == f"{base}/done"
    assert Case.objects.count() == 1
    assert draft_of(base).data["code"].startswith("XG-")


def test_errors_stand_beside_the_field_and_keep_what_was_typed(citizen, draft_of):
    base = citizen.begin()
    page = citizen.post(f"{base}/who", **WHO | {"code": "91210203MA0Q2X7KX3", "phone": "138001380"})
    html = page.content.decode()
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"code", "phone"}
    assert 'href="#id_code"' in html
    assert 'aria-describedby="id_code_helptext id_code_error"' in html
    assert "91210203MA0Q2X7KX3" in html
    assert drafts.answers(draft_of(base), "who")["phone"] == "138001380"


def test_going_back_keeps_what_was_typed(citizen):
    base = citizen.begin()
    answer = citizen.post(f"{base}/who", **WHO | {"name": "大连", "code": ""}, back="1")
    assert answer["Location"] == f"{base}/record"
    assert citizen.get(f"{base}/who").context["form"].initial["name"] == "大连"


def test_check_page_leads_to_the_first_gap(citizen):
    base = citizen.begin()
    assert citizen.get(f"{base}/check")["Location"] == f"{base}/who?fix=1"
    assert citizen.get(f"{base}/who", fix="1").context["form"].errors


def test_who_changes_an_answer_comes_back_to_the_last_page(citizen):
    base = citizen.filled()
    assert f'href="{base}/who?return=1"' in citizen.get(f"{base}/check").content.decode()
    page = citizen.client.post(f"{base}/who?return=1", WHO | {"phone": "12"})
    assert page.status_code == 200
    assert citizen.client.post(f"{base}/who?return=1", WHO)["Location"] == f"{base}/check"


def test_changing_the_record_afterwards_is_noticed(citizen):
    base = citizen.filled()
    citizen.post(f"{base}/record", number="XG-2025-0007")
    assert citizen.get(f"{base}/check")["Location"] == f"{base}/who?fix=1"
    assert citizen.post(f"{base}/check", send="1")["Location"] == f"{base}/who?fix=1"
    assert not Case.objects.exists()


def test_resumed_on_another_device(citizen):
    base = citizen.begin()
    page = citizen.post(f"{base}/who", **WHO | {"phone": ""})
    other = Citizen()
    assert other.get(f"{base}/who").status_code == 404
    answer = other.get(urlsplit(page.context["resume_url"]).path)
    assert answer["Location"] == f"{base}/who"
    assert other.get(f"{base}/who").context["form"].initial["name"] == WHO["name"]


def test_link_or_code_can_be_pasted(citizen):
    base = citizen.begin()
    url = citizen.get(f"{base}/who").context["resume_url"]
    for pasted in (url, f"  {url}/ ", url.rsplit("/", 1)[1]):
        answer = Citizen().post("/drafts/resume", code=pasted)
        assert answer["Location"] == urlsplit(url).path


def test_expired_draft_says_what_to_do(citizen, district):
    base = citizen.begin()
    url = urlsplit(citizen.get(f"{base}/who").context["resume_url"]).path
    district.traveller.shift(drafts.KEEP)
    page = Citizen().get(url)
    assert page.status_code == 410
    assert page.context["expired"]
    assert "/objections/new" in page.content.decode()


def test_every_step_prolongs_the_draft(citizen, district, draft_of):
    base = citizen.begin()
    url = urlsplit(citizen.get(f"{base}/who").context["resume_url"]).path
    district.traveller.shift(drafts.KEEP - timedelta(days=1))
    citizen.get(url)
    citizen.post(f"{base}/who", **WHO)
    district.traveller.shift(timedelta(days=2))
    assert Citizen().get(url)["Location"] == f"{base}/who"


def test_a_browser_left_alone_forgets_its_draft_but_the_link_opens_it(citizen, district):
    base = citizen.begin()
    url = urlsplit(citizen.get(f"{base}/who").context["resume_url"]).path
    district.traveller.shift(timedelta(hours=3))
    assert citizen.get(f"{base}/who").status_code == 404
    assert citizen.get(url)["Location"] == f"{base}/record"
    assert citizen.get(f"{base}/who").status_code == 200


def test_purge_deletes_expired_drafts_with_their_files(
    citizen, district, draft_of, settings, django_capture_on_commit_callbacks
):
    base = citizen.begin()
    citizen.post(f"{base}/evidence", upload="1", uploads=[photo()])
    sent = Citizen().filled()
    assert drafts.purge(district.at) == 0
    stored = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert len(stored) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert drafts.purge(district.at + drafts.KEEP) == 2
    assert not Draft.objects.filter(key__in=[base.rsplit("/", 1)[1], sent.rsplit("/", 1)[1]]).exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_purge_wipes_codes_nobody_came_back_for(citizen, district, draft_of):
    base = citizen.filled()
    citizen.post(f"{base}/check", send="1")
    later = district.at + drafts.SHOW_CODE + timedelta(minutes=1)
    assert [drafts.purge(later), drafts.purge(later)] == [1, 0]
    assert draft_of(base).data == {}


def test_resume_link_of_a_sent_draft_leads_to_the_receipt(citizen):
    base = citizen.begin()
    url = urlsplit(citizen.get(f"{base}/who").context["resume_url"]).path
    citizen.post(f"{base}/who", **WHO)
    citizen.post(f"{base}/what", **WHAT)
    citizen.post(f"{base}/check", send="1")
    assert Citizen().get(url)["Location"] == f"{base}/done"
    assert citizen.get(f"{base}/who")["Location"] == f"{base}/done"


def test_draft_is_ciphertext_in_the_database(citizen, draft_of):
    from django.db import connection

    base = citizen.filled()
    with connection.cursor() as cursor:
        cursor.execute("SELECT data, token_digest FROM casework_draft WHERE key = %s", [draft_of(base).key])
        stored, digest = cursor.fetchone()
    assert b"91210203" not in bytes(stored)
    assert digest not in str(draft_of(base).data)


def test_an_agent_files_for_the_subject(citizen):
    base = citizen.begin()
    who = WHO | {"capacity": "agent", "agent_name": ""}
    assert set(citizen.post(f"{base}/who", **who).context["form"].errors) == {"agent_name"}
    citizen.post(f"{base}/who", **who | {"agent_name": "王小明"})
    citizen.post(f"{base}/what", **WHAT)
    citizen.post(f"{base}/check", send="1")
    agent, filer = Case.objects.get().parties.order_by("role")
    assert (agent.role, agent.name, agent.phone) == ("agent", "王小明", "13842600718")
    assert (filer.role, filer.name) == ("filer", WHO["name"])


def test_the_record_must_be_about_the_filer(citizen):
    base = citizen.begin()
    form = citizen.post(f"{base}/who", **WHO | {"name": "大连别家有限公司"}).context["form"]
    assert set(form.errors) == {"name"}
    form = citizen.post(f"{base}/who", **WHO | {"code": "91210203MA0P8R3D2G"}).context["form"]
    assert set(form.errors) == {"code"}


def test_unpublished_and_unknown_records_get_the_same_answer(citizen):
    with opened():
        CreditRecord.objects.filter(number=RECORD).update(status="verified")
    answers = []
    for number in (RECORD, "XG-0000-0000"):
        base = citizen.begin(number)
        form = citizen.post(f"{base}/who", **WHO | {"name": "大连别家有限公司"}).context["form"]
        answers.append(form.errors.as_json())
    assert answers[0] == answers[1]
    base = citizen.begin(RECORD)
    assert citizen.post(f"{base}/who", **WHO)["Location"] == f"{base}/what"


def test_guessing_unpublished_records_is_slowed_down(citizen):
    base = citizen.begin("XG-0000-0000")
    codes = [citizen.post(f"{base}/who", **WHO).status_code for _ in range(12)]
    assert codes[0] == 200
    assert codes[-1] == 429


def test_files_can_be_taken_out_again(citizen, draft_of, django_capture_on_commit_callbacks):
    base = citizen.begin()
    citizen.post(f"{base}/evidence", upload="1", uploads=[photo("a.jpg"), photo("b.jpg")])
    first, second = Evidence.objects.order_by("pk")
    with django_capture_on_commit_callbacks(execute=True):
        citizen.post(f"{base}/evidence", delete=str(first.pk))
    assert list(draft_of(base).evidence.all()) == [second]
    assert not first.file.storage.exists(first.file.name)


def test_nobody_deletes_files_of_others(citizen):
    base = citizen.begin()
    citizen.post(f"{base}/evidence", upload="1", uploads=[photo()])
    other = Citizen()
    theirs = other.begin()
    other.post(f"{theirs}/evidence", delete=str(Evidence.objects.get().pk))
    assert Evidence.objects.count() == 1


def test_search_at_the_first_step(citizen):
    base = citizen.begin("")
    page = citizen.get(f"{base}/record", q="海韵")
    assert RECORD in [r.number for r in page.context["found"]]
    assert citizen.post(f"{base}/record", number=RECORD)["Location"] == f"{base}/who"


@pytest.mark.parametrize("slug", ["record", "who", "what", "evidence"])
def test_steps_cost_a_fixed_number_of_queries(citizen, slug, django_assert_max_num_queries):
    base = citizen.begin()
    citizen.post(f"{base}/evidence", upload="1", uploads=[photo(f"{i}.jpg") for i in range(5)])
    with django_assert_max_num_queries(8):
        assert citizen.get(f"{base}/{slug}").status_code == 200


def test_too_many_drafts_from_one_address(citizen):
    codes = [citizen.post("/objections/new").status_code for _ in range(31)]
    assert codes[29] == 302
    assert codes[30] == 429
    assert Draft.objects.count() == 30


def test_unknown_step(citizen):
    base = citizen.begin()
    assert citizen.get(f"{base}/pay").status_code == 404
