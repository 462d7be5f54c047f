"""Sheets of records on the screen: from the file to the register, with what people get wrong on the way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casework.models import CreditRecord, RecordImport
from casework.recordsheets import work
from tests.register import scene, sheet
from tests.staff.conftest import SignIn
from tests.staff.test_moves import words
from tests.world import World

PAGE = "/staff/records/import"


@pytest.fixture
def provider(sign_in: SignIn) -> Client:
    return sign_in(scene.COLLECTOR)


def send(client: Client, path: Path, **more: Any) -> Any:
    return client.post(PAGE, {"file": SimpleUploadedFile(path.name, path.read_bytes())} | more)


def columns_of(client: Client, address: str, **changes: str) -> dict[str, str]:
    form = client.get(address).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | changes


def test_from_the_file_to_the_register(world: World, provider: Client, tmp_path: Path) -> None:
    rows = sheet.rows(12)
    rows[3] |= {"失信等级": "很重"}
    address = send(provider, sheet.as_xlsx(tmp_path / "失信记录.xlsx", {"一": rows})).url
    assert "CZ-000001" in words(provider.get(address))  # some values of each column
    provider.post(address, columns_of(provider, address) | {"act": "try"})
    assert 'hx-trigger="every 2s"' in words(provider.get(address))
    assert work.carry_out(world.at) == 1
    page = words(provider.get(address))
    assert "很重" not in page  # what is wrong is said without repeating what may be personal
    assert "失信等级" in page
    assert CreditRecord.objects.filter(origin="import").count() == 0
    file = Path(RecordImport.objects.get().file.path)
    provider.post(address, {"act": "take"})
    work.carry_out(world.at)
    done = RecordImport.objects.get()
    assert (done.status, done.created, done.refused) == ("done", 11, 1)
    assert not file.exists()
    assert {row.collected_by for row in CreditRecord.objects.filter(origin="import")} == {world.person(scene.COLLECTOR)}
    assert provider.post(address, {"act": "take"}).status_code == 409
    assert done.name in words(provider.get(PAGE))


def test_columns_by_hand(world: World, provider: Client, tmp_path: Path) -> None:
    heads = ["甲列" if head == "来源编号" else head for head in sheet.HEADS]
    rows = [{("甲列" if head == "来源编号" else head): value for head, value in row.items()} for row in sheet.rows(2)]
    address = send(provider, sheet.as_csv(tmp_path / "a.csv", rows, heads=heads)).url
    answer = provider.post(address, columns_of(provider, address) | {"act": "try"})
    assert answer.status_code == 422
    assert "来源编号" in words(answer)
    twice = provider.post(address, columns_of(provider, address, column_0="title") | {"act": "try"})
    assert twice.status_code == 422
    provider.post(address, columns_of(provider, address, column_0="external_id") | {"act": "try"})
    work.carry_out(world.at)
    assert RecordImport.objects.get().created == 2
    provider.post(address, {"act": "back"})
    assert columns_of(provider, address)["column_0"] == "external_id"


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b,c\n" + b"x" * 200_000, b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1", b"\x81\x20\xff\xff"],
)
def test_what_is_no_sheet(provider: Client, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    answer = send(provider, path)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    assert not RecordImport.objects.exists()


def test_dropped_and_forgotten(world: World, provider: Client, tmp_path: Path) -> None:
    path = sheet.as_csv(tmp_path / "a.csv", sheet.rows(1))
    first, second = send(provider, path).url, send(provider, path).url
    provider.post(first, {"act": "drop"})
    assert work.carry_out(world.at + timedelta(days=8)) == 0
    assert set(RecordImport.objects.values_list("status", "file")) == {("dropped", "")}
    assert provider.get(second).status_code == 200


def test_whose_imports_one_sees(provider: Client, sign_in: SignIn, tmp_path: Path) -> None:
    address = send(provider, sheet.as_csv(tmp_path / "a.csv", sheet.rows(1))).url
    assert sign_in("caizheng_supervisor").get(address).status_code == 404
    assert sign_in("registrar").get(address).status_code == 200
    assert sign_in("auditor").get(PAGE).status_code == 403


def test_records_of_another_unit(world: World, sign_in: SignIn, tmp_path: Path) -> None:
    other = sign_in("zhujian_handler")
    address = send(other, sheet.as_csv(tmp_path / "a.csv", sheet.rows(2))).url
    other.post(address, columns_of(other, address) | {"act": "try"})
    work.carry_out(world.at)
    found = RecordImport.objects.get()
    assert (found.created, found.refused) == (0, 2)


def test_a_file_that_breaks_later(world: World, provider: Client, tmp_path: Path) -> None:
    address = send(provider, sheet.as_csv(tmp_path / "a.csv", sheet.rows(1))).url
    provider.post(address, columns_of(provider, address) | {"act": "try"})
    Path(RecordImport.objects.get().file.path).write_bytes(b"PK broken")
    work.carry_out(world.at)
    assert RecordImport.objects.get().status == "failed"
    assert 'role="status"' not in words(provider.get(address))
