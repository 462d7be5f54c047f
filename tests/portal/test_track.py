"""Following a matter: who gets in, what is seen in each state, what the filer can do."""

import pytest

from casework import filing
from casework.models import Case, Document
from tests.portal.conftest import Citizen, photo
from tests.world import START

pytestmark = pytest.mark.django_db
STATES = (
    "submitted",
    "verifying",
    "deciding",
    "decided",
    "notifying",
    "closed",
    "refused",
    "reviewing",
)


def let_in(citizen: Citizen, case: Case) -> str:
    """Open the case as its filer; the address of its page."""
    session = citizen.client.session
    session["filer_cases"] = {case.number: case.pk}
    session.save()
    return f"/track/{case.number}"


def test_number_and_code_open_the_matter(citizen):
    number, code = citizen.sent()
    other = Citizen()
    assert other.get(f"/track/{number}").status_code == 302
    for typed in (code, code.lower().replace("-", " "), code.removeprefix("XG-")):
        fresh = Citizen()
        answer = fresh.post("/track", number=number.replace("〔", "(").replace("〕", ")"), code=typed)
        assert fresh.get(answer["Location"]).status_code == 200


def test_unknown_number_and_wrong_code_are_alike(citizen, monkeypatch):
    number, _code = citizen.sent()
    checks = []
    real = filing._hasher.verify

    class Counting:
        """Counts the slow part of the check."""

        def verify(self, *args):
            checks.append(1)
            return real(*args)

    monkeypatch.setattr(filing, "_hasher", Counting())
    pages = [
        Citizen().post("/track", number=n, code="XG-AAAA-BBBB-CCCC").context["form"].errors.as_json()
        for n in (number, "西信异〔2026〕999号", "<b>", "9" * 200)
    ]
    assert len(set(pages)) == 1
    assert len(checks) == 4


def test_guessing_is_slowed_down_and_success_clears_the_count(citizen):
    number, code = citizen.sent()
    guesser = Citizen()
    for _ in range(20):
        assert guesser.post("/track", number=number, code="XG-AAAA-BBBB-CCCC").status_code == 200
    assert guesser.post("/track", number=number, code=code).status_code == 429


def test_empty_form(citizen):
    form = citizen.post("/track", number="", code="").context["form"]
    assert set(form.errors) == {"number", "code"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_in_plain_words(citizen, district, state, language):
    citizen.client.cookies["django_language"] = language
    case = getattr(district, state)()
    page = citizen.get(let_in(citizen, case))
    assert page.status_code == 200
    assert page.context["status"].state_words
    assert page.context["papers"]


def test_the_result_can_be_read(citizen, district):
    rows = dict(citizen.get(let_in(citizen, district.closed())).context["result"])
    assert "经核查，金额录入有误。" in rows.values()
    rows = citizen.get(let_in(citizen, district.refused())).context["result"]
    assert len(rows) == 3
    assert not citizen.get(let_in(citizen, district.deciding())).context["result"]


def test_other_matters_stay_closed(citizen, district):
    mine, theirs = district.submitted(), district.submitted()
    let_in(citizen, mine)
    assert citizen.get(f"/track/{theirs.number}").status_code == 302
    assert citizen.get(f"/track/{theirs.number}/withdraw").status_code == 302
    paper = Document.objects.filter(case=theirs).first()
    assert citizen.get(f"/track/papers/{paper.pk}").status_code == 404
    assert citizen.get(f"/track/papers/{Document.objects.filter(case=mine).first().pk}").status_code == 200


def test_papers_to_units_are_not_the_filers(citizen, district):
    case, _assignment = district.consulting()
    let_in(citizen, case)
    inquiry = Document.objects.get(case=case, for_filer=False)
    assert citizen.get(f"/track/papers/{inquiry.pk}").status_code == 404


def test_forgetting_closes_the_matter(citizen, district):
    url = let_in(citizen, district.submitted())
    citizen.post("/track/leave")
    assert citizen.get(url).status_code == 302


def test_supplement_with_text_and_files(citizen, district):
    case = district.submitted()
    district.submit(case, "ask_supplement", "fagai_handler", items="授权委托书", days="5")
    url = let_in(citizen, case)
    page = citizen.get(f"{url}/supplement")
    assert "授权委托书" in page.content.decode()
    version = district.get(case).version
    answer = citizen.post(f"{url}/supplement", text="补交委托书。", version=version, uploads=[photo("委托书.jpg")])
    assert answer["Location"]
    case = district.get(case)
    assert (case.state, case.objection.supplemented) == ("submitted", "补交委托书。")
    assert [e.name for e in case.evidence.all()] == ["委托书.jpg"]


def test_bad_file_keeps_the_text_and_sends_nothing(citizen, district):
    case = district.submitted()
    district.submit(case, "ask_supplement", "fagai_handler", items="授权委托书", days="5")
    url = let_in(citizen, case)
    wrong = photo("委托书.pdf")
    page = citizen.post(f"{url}/supplement", text="补交委托书。", version=district.get(case).version, uploads=[wrong])
    assert page.context["uploads"].errors
    assert "补交委托书。" in page.content.decode()
    assert district.get(case).state == "supplementing"


def test_withdraw_asks_first(citizen, district):
    case = district.verifying()
    url = let_in(citizen, case)
    page = citizen.get(f"{url}/withdraw")
    assert page.context["option"].move.grave
    assert district.get(case).state == "verifying"
    citizen.post(f"{url}/withdraw", reason="已解决", version=page.context["case"].version)
    assert district.get(case).state == "withdrawn"


def test_review_once(citizen, district):
    case = district.closed()
    url = let_in(citizen, case)
    assert citizen.post(f"{url}/ask_review", grounds="", version=case.version).context["form"].errors
    citizen.post(f"{url}/ask_review", grounds="更正不彻底。", version=case.version)
    assert district.get(case).state == "reviewing"


def test_stale_page_changes_nothing_and_keeps_the_text(citizen, district):
    case = district.submitted()
    url = let_in(citizen, case)
    district.agreed(case, "accept")
    page = citizen.post(f"{url}/withdraw", reason="我想撤回", version=case.version)
    assert page.status_code == 200
    assert page.context["form"].non_field_errors()
    assert "我想撤回" in page.content.decode()
    assert district.get(case).state == "verifying"


def test_what_is_over_cannot_be_done(citizen, district):
    case = district.deciding()
    url = let_in(citizen, case)
    case = district.agreed(case, "decide_uphold", explanation="无误")
    assert citizen.get(f"{url}/withdraw")["Location"]
    page = citizen.post(f"{url}/withdraw", reason="", version=case.version)
    assert page.context["form"].non_field_errors()


@pytest.mark.parametrize("move", ["accept", "decide_correct", "nothing", "close"])
def test_moves_of_others_are_not_there(citizen, district, move):
    url = let_in(citizen, district.submitted())
    assert citizen.get(f"{url}/{move}").status_code == 404
    assert citizen.post(f"{url}/{move}").status_code == 404


def test_why_this_date_is_explained(citizen, district):
    page = citizen.get(let_in(citizen, district.submitted()))
    assert page.context["days"][0].on == START.date()
    assert page.context["status"].expected.unconfirmed


def test_track_page_costs_a_fixed_number_of_queries(citizen, district, django_assert_max_num_queries):
    url = let_in(citizen, district.closed())
    with django_assert_max_num_queries(30):
        citizen.get(url)
