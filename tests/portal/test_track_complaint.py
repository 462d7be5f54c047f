"""Following a complaint: each state in plain words, why a date or why none, and everything its filer may do."""

from urllib.parse import unquote

import pytest

from casework.models import Document
from tests.engine.cast import Cast, scenes
from tests.portal.conftest import Citizen, photo
from tests.portal.test_track import let_in

pytestmark = pytest.mark.django_db
SCENES = scenes("complaint").SCENES
LEFT = {  # what filers may still do
    "submitted": {"withdraw"},
    "supplementing": {"supplement", "withdraw"},
    "handling": {"withdraw"},
    "replied": {"rate_satisfied", "rate_dissatisfied", "ask_review", "withdraw"},
    "dissatisfied": {"ask_reopen", "ask_review", "rate_satisfied", "withdraw"},
    "reopening": {"withdraw"},
    "closed": set(),
    "refused": set(),
    "merged": set(),
}


@pytest.fixture
def at(district):
    """A complaint brought to a scene by real moves; the clock of the site stands where the last one left it."""

    def brought(scene: str):
        cast = Cast.of(district, "complaint").walk(SCENES[scene])
        district.traveller.move_to(district.at)
        return district.get(cast.case)

    return brought


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_every_scene_in_plain_words(citizen, at, scene):
    url = let_in(citizen, at(scene))
    words = set()
    for language in ("zh-hans", "en"):
        citizen.client.cookies["django_language"] = language
        page = citizen.get(url)
        assert page.status_code == 200
        assert page.context["papers"]
        words.add(page.context["status"].state_words)
    assert len(words - {""}) == 2


@pytest.mark.parametrize("scene", sorted(LEFT))
def test_what_can_be_done(citizen, at, scene):
    case = at(scene)
    url = let_in(citizen, case)
    page = citizen.get(url)
    assert {option.move.name for option in page.context["options"]} == LEFT[scene]
    for option in page.context["options"]:
        assert citizen.get(f"{url}/{option.move.name}").status_code == 200
    assert page.context["can_add"] is (case.closed_at is None)


def test_why_this_date_and_by_which_rule(citizen, at):
    page = citizen.get(let_in(citizen, at("submitted")))
    assert page.context["days"]
    assert page.context["basis"].startswith("信访工作条例")
    assert page.context["basis"] in page.content.decode()


def test_where_no_rule_names_a_number_the_page_says_so(citizen, at):
    page = citizen.get(let_in(citizen, at("concluded")))
    assert page.context["status"].expected is None
    assert [duty.source for duty in page.context["unnumbered"]]
    assert page.context["unnumbered"][0].label in page.content.decode()


@pytest.mark.parametrize(("scene", "told"), [("concluded", 0), ("replied", 2), ("dissatisfied", 3), ("sent back", 1)])
def test_result_is_told_with_the_letter(citizen, at, scene, told):
    assert len(citizen.get(let_in(citizen, at(scene))).context["result"]) == told


def test_satisfied_closes(citizen, at, district):
    case = at("replied")
    url = let_in(citizen, case)
    citizen.post(f"{url}/rate_satisfied", version=case.version)
    assert district.get(case).state == "closed"


def test_dissatisfied_needs_a_reason_then_handled_again_with_files(citizen, at, district):
    case = at("replied")
    url = let_in(citizen, case)
    assert citizen.post(f"{url}/rate_dissatisfied", reason="", version=case.version).context["form"].errors
    citizen.post(f"{url}/rate_dissatisfied", reason="没有说何时付款。", version=case.version)
    case = district.get(case)
    assert (case.state, case.complaint.satisfaction) == ("replied", "dissatisfied")
    answer = citizen.post(
        f"{url}/ask_reopen", grounds="请核查付款计划。", version=case.version, uploads=[photo("付款计划.jpg")]
    )
    assert answer.status_code == 302
    case = district.get(case)
    assert (case.state, [e.name for e in case.evidence.filter(source="filer")]) == ("reopening", ["付款计划.jpg"])


def test_review_within_its_time(citizen, at, district):
    case = at("replied")
    url = let_in(citizen, case)
    citizen.post(f"{url}/ask_review", grounds="金额不对。", version=case.version)
    assert district.get(case).state == "reviewing"


def test_review_after_its_time(citizen, at, district):
    case = at("replied long ago")
    url = let_in(citizen, case)
    page = citizen.post(f"{url}/ask_review", grounds="金额不对。", version=case.version)
    assert page.context["form"].non_field_errors()
    assert "金额不对。" in page.content.decode()
    assert district.get(case).state == "replied"


def test_supplement_says_what_is_missing(citizen, at, district):
    case = at("supplementing")
    url = let_in(citizen, case)
    page = citizen.get(f"{url}/supplement")
    assert page.context["asked"]
    assert page.context["asked"].split("、")[0] in page.content.decode()
    citizen.post(f"{url}/supplement", text="合同见附件。", version=case.version, uploads=[photo("合同.jpg")])
    assert district.get(case).complaint.supplemented == "合同见附件。"


def test_files_can_be_added_while_it_is_open(citizen, at, district):
    case = at("handling")
    url = let_in(citizen, case)
    assert citizen.get(f"{url}/files").status_code == 200
    assert citizen.post(f"{url}/files").context["form"].errors
    assert citizen.post(f"{url}/files", uploads=[photo("照片.pdf")]).context["form"].errors
    sent = citizen.post(f"{url}/files", uploads=[photo("照片.jpg")])
    assert unquote(sent["Location"]) == f"/track/{case.number}"
    assert [e.name for e in case.evidence.filter(source="filer")] == ["照片.jpg"]


def test_nothing_is_added_to_what_is_closed_or_not_ones_own(citizen, at):
    case = at("closed")
    url = let_in(citizen, case)
    assert citizen.post(f"{url}/files", uploads=[photo()]).status_code == 302
    assert Citizen().post(f"{url}/files", uploads=[photo()])["Location"].startswith("/track?")
    assert not case.evidence.exists()


def test_withdrawing_asks_first_and_a_stale_page_changes_nothing(citizen, at, district):
    case = at("handling")
    url = let_in(citizen, case)
    page = citizen.post(f"{url}/withdraw", reason="款已付清", version=case.version - 1)
    assert "款已付清" in page.content.decode()
    assert district.get(case).state == "handling"
    citizen.post(f"{url}/withdraw", reason="款已付清", version=case.version)
    assert district.get(case).state == "withdrawn"


@pytest.mark.parametrize("scene", ["handling", "replied", "reviewed"])
def test_letters_can_be_read_and_those_to_units_cannot(citizen, at, scene):
    case = at(scene)
    let_in(citizen, case)
    for paper in Document.objects.filter(case=case):
        expected = 200 if paper.for_filer else 404
        assert citizen.get(f"/track/papers/{paper.pk}").status_code == expected


def test_page_costs_a_fixed_number_of_queries(citizen, at, django_assert_max_num_queries):
    url = let_in(citizen, at("reviewed"))
    with django_assert_max_num_queries(36):
        citizen.get(url)
