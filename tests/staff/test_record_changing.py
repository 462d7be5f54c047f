"""Changes of a record on the screens: drafting, deciding, and records at their maximum."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import RecordChange
from tests.register import scene
from tests.staff.conftest import SignIn
from tests.staff.test_moves import words
from tests.staff.test_queries import count
from tests.world import World


@pytest.fixture
def provider(sign_in: SignIn) -> Client:
    return sign_in(scene.COLLECTOR)


def draft(row: object, what: str) -> str:
    return reverse("staff:draft_record_change", args=[row, what])


def test_drafted_by_one_and_confirmed_by_another(world: World, provider: Client, supervisor: Client) -> None:
    row = scene.published(world, amount=64000)
    assert draft(row.number, "correct") in words(provider.get(reverse("staff:record", args=[row.number])))
    form = provider.get(draft(row.number, "correct")).context["form"]
    given = {name: form[name].value() or "" for name in form.fields} | {"amount": "6400", "reason": "录入有误。"}
    answer = provider.post(draft(row.number, "correct"), given)
    change = RecordChange.objects.get()
    assert answer.url == reverse("staff:record_change", args=[change.pk])
    assert change.fields == {"amount": "6400"}
    assert "自己" in words(provider.get(answer.url)) or "审批人" in words(provider.get(answer.url))
    assert str(change.pk) in words(supervisor.get("/staff/records/changes"))
    page = words(supervisor.get(answer.url))
    assert "64000" in page
    assert "2026年11月12日" in page  # three working days
    supervisor.post(answer.url, {"decision": "confirm", "answer": ""})
    assert row.versions.get(to_at=None).amount == 6400


def test_refused_and_withdrawn(world: World, provider: Client, supervisor: Client) -> None:
    row = scene.published(world)
    address = reverse("staff:record_change", args=[scene.drafted(world, row, "revoke").pk])
    answer = supervisor.post(address, {"decision": "refuse", "answer": ""})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["answer"])
    assert supervisor.post(address, {"decision": "refuse", "answer": "未见变更。"}).status_code == 302
    assert supervisor.post(address, {"decision": "confirm"}).status_code == 409
    second = scene.drafted(world, row, "revoke")
    address = reverse("staff:withdraw_record_change", args=[second.pk])
    assert supervisor.post(address).status_code == 403
    assert provider.post(address).status_code == 302
    assert RecordChange.objects.get(pk=second.pk).status == "void"


def test_bad_input(world: World, provider: Client) -> None:
    row = scene.published(world)
    answer = provider.post(draft(row.number, "performed"), {"done_on": "2027-01-01", "reason": "付清", "seen": 3})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["done_on"])
    assert "付清" in words(answer)
    answer = provider.post(draft(row.number, "performed"), {"done_on": "", "reason": "", "seen": 3})
    assert set(answer.context["form"].errors) == {"done_on", "reason"}
    assert provider.get(draft(row.number, "burn")).status_code == 404
    assert provider.get(draft(row.number, "end")).status_code == 403
    assert provider.post(draft(row.number, "revoke"), {"reason": "撤销", "seen": 1}).status_code == 409


def test_at_their_maximum(world: World, sign_in: SignIn, supervisor: Client) -> None:
    row = scene.over(world, by_itself=False)
    registrar = sign_in("registrar")
    assert row.number in words(registrar.get("/staff/records/ending"))
    registrar.post(draft(row.number, "keep"), {"until": "2027-03-31", "reason": "仍未纠正。", "seen": 3})
    change = RecordChange.objects.get()
    supervisor.post(reverse("staff:record_change", args=[change.pk]), {"decision": "confirm"})
    assert str(scene.again(row).kept_until) == "2027-03-31"
    assert row.number not in words(registrar.get("/staff/records/ending"))


@pytest.mark.parametrize("address", ["/staff/records/changes", "/staff/records/ending"])
def test_lists_are_for_the_registering_units(world: World, provider: Client, address: str) -> None:
    assert provider.get(address).status_code == 403


@pytest.mark.parametrize("rows", [2, 12])
def test_lists_ask_a_fixed_number_of_questions(world: World, supervisor: Client, rows: int) -> None:
    for _ in range(rows):
        scene.drafted(world, scene.over(world, by_itself=False), "revoke")
    assert count(supervisor, "/staff/records/changes") <= 14
    assert count(supervisor, "/staff/records/ending") <= 12
