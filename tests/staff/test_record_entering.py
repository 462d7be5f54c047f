"""Entering, amending and verifying a record on the screens: what goes through, what is said beside which field."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework import actions
from casework.models import CreditRecord
from tests.register import scene
from tests.staff.conftest import SignIn
from tests.staff.test_moves import words
from tests.staff.test_queries import count
from tests.world import World

NEW, QUEUE = "/staff/records/new", "/staff/records/verify"


def fields(**changes: Any) -> dict[str, Any]:
    return {
        "subject_name": "大连海韵商贸有限公司",
        "subject_code": scene.CODE,
        "source_unit": scene.unit("区财政局").pk,
        "title": "逾期未供货",
        "facts": "中标后逾期未供货。",
        "basis": "西财采罚〔2026〕7号",
        "severity": "ordinary",
        "decided_on": "2026-10-12",
        "determined_on": "2026-10-12",
    } | changes


def person(**changes: Any) -> dict[str, Any]:
    who = {"subject_name": "王建国", "subject_code": scene.PERSON_ID, "discipline": "demerit"}
    return fields(**who | {"subject_unit": scene.unit("区商务局").pk} | changes)


@pytest.fixture
def provider(sign_in: SignIn) -> Client:
    return sign_in(scene.COLLECTOR)


def newest() -> CreditRecord:
    return CreditRecord.objects.latest("pk")


def test_first_whom_it_is_about(provider: Client) -> None:
    page = words(provider.get(NEW))
    assert all(f"?about={about}" in page for about in ("enterprise", "unit", "person"))


def test_an_enterprise(provider: Client, world: World) -> None:
    answer = provider.post(f"{NEW}?about=enterprise", fields(fields_of_penalty=["work_safety"], amount="6400"))
    row = newest()
    assert answer.url == reverse("staff:record", args=[row.number])
    version = row.versions.get()
    assert (row.status, row.rule_version, row.source_unit.name) == ("collected", "36号令", "区财政局")
    assert (version.penalties, version.amount, version.by) == (
        [{"fields": ["work_safety"]}],
        6400,
        world.person(scene.COLLECTOR),
    )
    assert str(row.repair_from) == "2027-01-12"


def test_a_public_body(provider: Client) -> None:
    provider.post(f"{NEW}?about=unit", fields(subject_unit=scene.unit("区商务局").pk, subject_code=""))
    row = newest()
    assert (row.subject_name, row.rule_version) == (scene.unit("区商务局").full_name, "1103号")


def test_a_person(provider: Client) -> None:
    provider.post(f"{NEW}?about=person", person())
    row = newest()
    assert (row.subject_name, row.subject_code, row.person_id) == ("王**", "", scene.PERSON_ID)
    assert row.versions.get().penalties == [{"kind": "demerit"}]
    page = words(provider.get(reverse("staff:record", args=[row.number])))
    assert "王建国" not in page
    assert scene.PERSON_ID not in page


@pytest.mark.parametrize(
    ("about", "changes", "field"),
    [
        ("enterprise", {"subject_code": "91210203MA0Q2X7KX3"}, "subject_code"),
        ("enterprise", {"subject_code": "912102"}, "subject_code"),
        ("enterprise", {"subject_code": ""}, "subject_code"),
        ("enterprise", {"subject_name": " "}, "subject_name"),
        ("enterprise", {"title": "长" * 201}, "title"),
        ("enterprise", {"facts": ""}, "facts"),
        ("enterprise", {"severity": "awful"}, "severity"),
        ("enterprise", {"amount": "很多"}, "amount"),
        ("enterprise", {"amount": "-1"}, "amount"),
        ("enterprise", {"decided_on": "2027-01-01"}, "decided_on"),
        ("enterprise", {"determined_on": "12.10."}, "determined_on"),
        ("enterprise", {"source_unit": "999999"}, "source_unit"),
        ("enterprise", {"rule_version": "1103号"}, "rule_version"),
        ("enterprise", {"fields_of_penalty": ["moon"]}, "fields_of_penalty"),
        ("unit", {}, "subject_unit"),
        ("person", {"subject_code": "210203198501011238"}, "subject_code"),
        ("person", {"subject_unit": ""}, "subject_unit"),
        ("person", {"discipline": "exile"}, "discipline"),
    ],
)
def test_bad_input_is_said_beside_the_field(provider: Client, about: str, changes: Any, field: str) -> None:
    given = person(**changes) if about == "person" else fields(**changes)
    before = CreditRecord.objects.count()
    answer = provider.post(f"{NEW}?about={about}", given)
    form = answer.context["form"]
    assert answer.status_code == 422
    assert list(form.errors) == [field]
    assert f'id="id_{field}_error"' in words(answer)
    assert str(given["basis"]) in words(answer)  # nothing is lost
    assert CreditRecord.objects.count() == before


def test_who_may_enter(sign_in: SignIn) -> None:
    assert sign_in("auditor").get(NEW).status_code == 403
    other = sign_in("zhujian_handler").post(f"{NEW}?about=enterprise", fields())  # of another unit's finding
    assert list(other.context["form"].errors) == ["source_unit"]


def test_amending(world: World, provider: Client) -> None:
    row = actions.collect_record(scene.person(), by=world.actor(scene.COLLECTOR), at=world.at)
    address = reverse("staff:amend_record", args=[row.number])
    assert "王建国" not in words(provider.get(address))
    kept = person(subject_name="", subject_code="", title="改", seen=1)
    assert provider.post(address, kept).status_code == 302
    row = scene.again(row)
    assert (row.full_name, row.person_id, row.versions.get(to_at=None).title) == ("王建国", scene.PERSON_ID, "改")
    stale = provider.post(address, kept)
    assert stale.status_code == 409
    assert "改" in words(stale)


# Verifying ----------------------------------------------------------------------------------------------------


def verify(client: Client, row: CreditRecord, decision: str, **more: Any) -> Any:
    return client.post(f"{QUEUE}/{row.number}", {"decision": decision, "reason": "", "seen": 1} | more)


def test_verified_and_published(world: World, supervisor: Client) -> None:
    row = scene.collected(world)
    assert row.number in words(supervisor.get(QUEUE))
    assert "2027-01-12" in words(supervisor.get(f"{QUEUE}/{row.number}")).replace("2027年1月12日", "2027-01-12")
    assert verify(supervisor, row, "publish").status_code == 302
    assert scene.again(row).status == "published"
    assert [one["row"].pk for one in supervisor.get(QUEUE).context["rows"]] == []
    again = supervisor.get(f"{QUEUE}/{row.number}", follow=True)
    assert again.redirect_chain[-1][0] == reverse("staff:record", args=[row.number])


@pytest.mark.parametrize("decision", ["withhold", "decline"])
def test_a_reason_is_asked_for(world: World, supervisor: Client, decision: str) -> None:
    row = scene.collected(world)
    answer = verify(supervisor, row, decision)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert verify(supervisor, row, decision, reason="属轻微失信。").status_code == 302
    assert scene.again(row).status == {"withhold": "verified", "decline": "declined"}[decision]


def test_a_person_is_compared_by_number_and_never_published(world: World, supervisor: Client) -> None:
    row = actions.collect_record(scene.person(), by=world.actor(scene.COLLECTOR), at=world.at)
    page = words(supervisor.get(f"{QUEUE}/{row.number}"))
    assert 'value="publish"' not in page
    assert "王建国" not in page
    wrong = verify(supervisor, row, "withhold", reason="个人信息", identity="210203198501011249")
    assert list(wrong.context["form"].errors) == ["identity"]
    assert verify(supervisor, row, "publish", identity=scene.PERSON_ID).status_code == 422
    assert verify(supervisor, row, "withhold", reason="个人信息", identity=scene.PERSON_ID).status_code == 302
    assert scene.again(row).status == "verified"


def test_what_was_read_is_no_longer_there(world: World, supervisor: Client) -> None:
    row = scene.collected(world)
    actions.amend_record(row, scene.given(title="改"), by=world.actor(scene.COLLECTOR), at=world.at)
    answer = verify(supervisor, row, "publish")
    assert answer.status_code == 409
    assert scene.again(row).status == "collected"


def test_several_at_once_each_of_them_opened(world: World, supervisor: Client, sign_in: SignIn) -> None:
    opened, unread, minor, gone = (
        scene.collected(world, basis=f"西财采罚〔2026〕{n}号", severity="minor" if n == 2 else "ordinary")
        for n in range(4)
    )
    who = actions.collect_record(scene.person(), by=world.actor(scene.COLLECTOR), at=world.at)
    own = scene.collected(world)
    for row in (opened, minor, gone, who):
        supervisor.get(f"{QUEUE}/{row.number}")
    actions.decline_record(gone, by=world.actor("registrar"), at=world.at, reason="不符")
    chosen = [row.pk for row in (opened, unread, minor, gone, who)]
    page = supervisor.post(QUEUE, {"chosen": [*chosen, "x", "9" * 30]})
    results = {one.row.pk: one.done for one in page.context["results"]}
    assert results == {pk: pk == opened.pk for pk in chosen}
    assert {scene.again(row).status for row in (unread, minor, who, own)} == {"collected"}
    assert scene.again(opened).status == "published"


def test_nobody_sees_the_records_of_their_own_unit_in_the_queue(
    world: World, supervisor: Client, sign_in: SignIn
) -> None:
    own = {"subject_type": "unit", "subject_code": "", "rule_version": "1103号", "subject_unit": scene.unit("区发改局")}
    row = scene.collected(world, **own)
    assert row.number not in words(supervisor.get(QUEUE))
    assert supervisor.get(f"{QUEUE}/{row.number}").status_code == 403
    assert row.number in words(sign_in("zhengfuban_registrar").get(QUEUE))


def test_who_may_verify(world: World, provider: Client) -> None:
    assert provider.get(QUEUE).status_code == 403
    row = scene.collected(world)
    assert verify(provider, row, "publish").status_code == 403


@pytest.mark.parametrize("rows", [2, 30])
def test_the_queue_asks_a_fixed_number_of_questions(world: World, supervisor: Client, rows: int) -> None:
    actions.collect_records([scene.given() for _ in range(rows)], by=world.actor(scene.COLLECTOR), at=world.at)
    assert count(supervisor, QUEUE) <= 12
