"""Every page for every role: who sees it, who learns nothing of it, who may only look."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import Case, CreditRecord, Reading
from tests.staff.conftest import SignIn, case_page, move_page
from tests.world import World

EVERYBODY = [
    "fagai_handler",
    "fagai_supervisor",
    "fagai_leader",
    "caizheng_handler",
    "zhujian_handler",
    "registrar",
    "auditor",
    "leader",
    "sifa_handler",
    "sysadmin",
]
SEES = {
    "fagai_handler",
    "fagai_supervisor",
    "fagai_leader",
    "caizheng_handler",
    "registrar",
    "auditor",
    "leader",  # of the district government, above the lead unit
}
LISTS = ["home", "queue", "approvals", "cases", "messages", "records"]


@pytest.mark.parametrize("who", EVERYBODY)
def test_lists_open_for_everybody_who_signs_in(world: World, sign_in: SignIn, who: str) -> None:
    world.consulting()
    client = sign_in(who)
    assert {name: client.get(reverse(f"staff:{name}")).status_code for name in LISTS} == dict.fromkeys(LISTS, 200)


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_case_is_seen_or_unknown(world: World, sign_in: SignIn, who: str) -> None:
    case, _assignment = world.consulting()
    client = sign_in(who)
    found = client.get(case_page(case))
    assert found.status_code == (200 if who in SEES else 404)
    listed = case.number in client.get(reverse("staff:cases")).content.decode()
    assert listed == (who in SEES)


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - SEES))
def test_whoever_may_not_see_a_case_finds_nothing_of_it(world: World, sign_in: SignIn, who: str) -> None:
    case, assignment = world.consulting()
    proposal = world.submit(
        case, "extend_provider", "fagai_handler", assignment=assignment.pk, days=1, reason="核查量大。"
    )
    client = sign_in(who)
    addresses = [
        case_page(case),
        move_page(case, "accept"),
        reverse("staff:add_evidence", args=[case.number]),
        reverse("staff:answer", args=[assignment.pk]),
        reverse("staff:give_back", args=[assignment.pk]),
        reverse("staff:approval", args=[proposal.pk]),
        reverse("staff:paper", args=[case.documents.first().pk]),
        reverse("staff:hand_over", args=[assignment.tasks.open().get().pk]),
    ]
    assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
    for name in LISTS:
        assert case.number not in client.get(reverse(f"staff:{name}")).content.decode(), name


def test_an_unknown_number_and_an_unseen_case_answer_the_same(world: World, sign_in: SignIn) -> None:
    client = sign_in("zhujian_handler")
    unseen, unknown = client.get(case_page(world.submitted())), client.get("/staff/cases/西信异〔2026〕999号")
    assert (unseen.status_code, unknown.status_code) == (404, 404)
    assert _words(unseen) == _words(unknown)


def test_strangers_are_sent_to_the_sign_in(world: World, client: Client) -> None:
    case = world.submitted()
    answer = client.get(case_page(case))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=/staff/cases/")


def test_a_filers_session_opens_nothing(world: World, client: Client) -> None:
    case = world.submitted()
    session = client.session
    session["filer_cases"] = {case.number: case.pk}
    session.save()
    assert client.get(case_page(case)).status_code == 302


def test_a_member_of_the_body_concerned_keeps_out(world: World, sign_in: SignIn) -> None:
    record = CreditRecord.objects.get(subject_unit__name="区商务局")
    case = world.get(world.file(record=record).case)
    assert sign_in("shangwu_handler").get(case_page(case)).status_code == 404


def test_reading_is_noted(world: World, handler: Client) -> None:
    case = world.submitted()
    handler.get(case_page(case))
    assert Reading.objects.get(case_id=case.pk).actor == world.people["fagai_handler"]


@pytest.mark.parametrize("state", ["submitted", "verifying", "deciding", "decided", "notifying", "closed", "refused"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_case_page_in_every_state(world: World, handler: Client, state: str, language: str) -> None:
    case = getattr(world, state)()
    handler.cookies["django_language"] = language
    page = handler.get(case_page(case)).content.decode()
    assert case.number in page
    assert page.count("<svg") > 5
    assert 'class="node n-now"' in page


def test_pages_are_not_kept_by_the_browser(world: World, handler: Client) -> None:
    assert "no-store" in handler.get(case_page(world.submitted())).headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    [
        "/staff/cases/%00",
        "/staff/records/%00",
        "/staff/cases/%27%20OR%201=1--",
        "/staff/cases/<b>",
        "/staff/?tab=x&light=y",
    ],
)
def test_odd_addresses_are_answered(handler: Client, address: str) -> None:
    assert handler.get(address).status_code in (200, 404)


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "长" * 10000, "cursor=x", "cursor=n~~-1", "unit=abc", "light=blue", "kind=x"]
)
@pytest.mark.parametrize("name", ["queue", "cases", "records", "home"])
def test_odd_filters_are_answered(handler: Client, name: str, query: str) -> None:
    assert handler.get(reverse(f"staff:{name}") + "?" + query).status_code == 200


def _words(answer: Any) -> str:
    return answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]


def test_the_search_leads_to_the_cases(handler: Client) -> None:
    answer = handler.get("/staff/search?q=ab")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/staff/cases/?q=ab")


def test_cases_are_filtered_by_state_and_two_characters(world: World, handler: Client) -> None:
    open_case, closed = world.submitted(), world.refused()
    assert Case.objects.count() == 2
    page = handler.get(reverse("staff:cases") + "?state=objection.refused").content.decode()
    assert (open_case.number in page, closed.number in page) == (False, True)
    assert open_case.number in handler.get(reverse("staff:cases") + "?q=海韵").content.decode()
    assert open_case.number not in handler.get(reverse("staff:cases") + "?q=没有").content.decode()
