"""Who may have a case file, that it is made once and taken up again, noted, and gone when its time is over."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework import actions
from casework.archive import binding, bundle, work
from casework.archive.access import may_take
from casework.archive.binding import Volume
from casework.archive.redaction import Redaction
from casework.errors import ActionError, NotAllowed, NotFound
from casework.models import Case, CaseFile, Document, Party, Reading, Role, Unit
from casework.permissions import is_party
from tests.engine.cast import person
from tests.engine.racing import race
from tests.staff.conftest import case_page
from tests.staff.test_moves import words
from tests.world import World
from workflows.complaint.tests.matter import Matter

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
Status, What = CaseFile.Status, Reading.What
LEAD, REGISTRY, RESPONDENT = "区财政局", "区发改局", "区住建局"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is bound is seen elsewhere: here two small files stand for it."""

    def bind(contents: Any, target: Path) -> Volume:
        target.write_bytes(b"%PDF-1.4")
        piece = binding.Piece(1, contents.parts[0], [], 1, "")
        return Volume([piece], 1)

    def pack(contents: Any, volume: Any, pdf: Path, target: Path) -> None:
        target.write_bytes(b"PK" + str(contents.case.last_seq).encode())

    monkeypatch.setattr(binding, "bind", bind)
    monkeypatch.setattr(bundle, "pack", pack)


@pytest.fixture
def case(world: World) -> Case:
    """A complaint about 区住建局 in the hands of 区财政局."""
    return Matter.file(world, about=RESPONDENT).accept().now


def refusal(call: Any) -> type | None:
    try:
        call()
    except ActionError as error:
        return type(error)
    return None


def until_free(row: CaseFile) -> None:
    """Until the database has noticed that the other one is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"case file:{row.pk}"])
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [f"case file:{row.pk}"])


def test_who_may_ask_and_take(world: World, case: Case, quick: None) -> None:
    people: dict[tuple[str, str], Any] = {
        (LEAD, Role.HANDLER): None,
        (LEAD, Role.SUPERVISOR): None,
        (REGISTRY, Role.REGISTRAR): None,
        ("区审计局", Role.AUDITOR): None,
        (LEAD, Role.LEADER): NotAllowed,
        ("区审计局", Role.REGISTRAR): NotAllowed,
        ("区司法局", Role.HANDLER): NotFound,
        (RESPONDENT, Role.HANDLER): NotFound,
        (RESPONDENT, Role.AUDITOR): NotFound,
    }
    asked = actions.ask_case_file(case, by=world.actor("caizheng_handler"), at=world.at)
    work.carry_out(world.at)
    for (unit, role), refused in people.items():
        actor = person(f"{unit}-{role}", (Unit.objects.get(name=unit), role))
        assert refusal(lambda a=actor: actions.ask_case_file(case, by=a, at=world.at)) is refused, (unit, role)
        take = partial(actions.take_case_file, asked.pk, What.BUNDLE, by=actor, at=world.at)
        assert refusal(take) is refused, (unit, role)
    keeper = person("keeps-out", (Unit.objects.get(name=LEAD), Role.SUPERVISOR))
    actions.declare_conflict(case.number, reason="亲属关系", by=keeper, at=world.at)
    assert refusal(lambda: actions.ask_case_file(case, by=keeper, at=world.at)) is NotFound
    assert CaseFile.objects.filter(status=Status.READY).count() == 1


def test_a_party_takes_nothing_out_of_its_own_case(case: Case) -> None:
    unit = Unit.objects.get(name=RESPONDENT)
    auditor = person("auditor-of-the-party", (unit, Role.AUDITOR))
    assert may_take(case, person("auditor-of-another", (Unit.objects.get(name=LEAD), Role.AUDITOR)))
    case.respondent_barred, case.respondent_since = False, case.opened_at  # as in a rectification that was served
    assert is_party(auditor, case)
    assert not may_take(case, auditor)


def test_one_state_of_a_case_is_made_once(world: World, case: Case, quick: None) -> None:
    lead = world.actor("caizheng_handler")
    first = actions.ask_case_file(case, by=lead, at=world.at)
    assert actions.ask_case_file(case, by=lead, at=world.at) == first
    assert work.carry_out(world.at) == 1
    assert work.carry_out(world.at) == 0
    again = actions.ask_case_file(case, by=lead, at=world.at)
    assert (again.pk, again.status) == (first.pk, Status.READY)


def test_what_waits_holds_the_case_as_it_is_when_it_is_made(world: World, case: Case, quick: None) -> None:
    lead = world.actor("caizheng_handler")
    older = actions.ask_case_file(case, by=lead, at=world.at)
    Matter(world, case).ask("区审计局")
    newer = actions.ask_case_file(case, by=lead, at=world.at)
    assert work.carry_out(world.at) == 1
    older, newer = (CaseFile.objects.get(pk=row.pk) for row in (older, newer))
    assert (older.status, newer.status) == (Status.FAILED, Status.READY)
    assert older.trouble
    assert newer.last_seq == Case.objects.get(pk=case.pk).last_seq


def test_it_is_tried_three_times(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(contents: Any, target: Path) -> Volume:
        raise OSError("no room")

    monkeypatch.setattr(binding, "bind", fails)
    asked = actions.ask_case_file(case, by=world.actor("caizheng_handler"), at=world.at)
    for _try in range(3):
        with pytest.raises(OSError, match="no room"):
            work.carry_out(world.at)
    assert work.carry_out(world.at) == 0
    asked = CaseFile.objects.get(pk=asked.pk)
    assert (asked.status, asked.tries) == (Status.FAILED, 3)
    assert actions.ask_case_file(case, by=world.actor("caizheng_handler"), at=world.at).pk != asked.pk


def test_one_that_another_worker_has_in_hand_is_left_alone(world: World, case: Case, quick: None) -> None:
    asked = actions.ask_case_file(case, by=world.actor("caizheng_handler"), at=world.at)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"case file:{asked.pk}"])
        assert work.carry_out(world.at) == 0
    finally:
        other.close()  # as when its process dies
    until_free(asked)
    assert work.carry_out(world.at) == 1


def test_making_and_taking_are_noted_and_old_files_go(
    world: World, case: Case, quick: None, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client: Client = sign_in("caizheng_handler")
    page = reverse("staff:case_file", args=[case.number])
    assert page in client.get(case_page(case)).content.decode()
    assert client.post(page).headers["Location"] == page
    assert "正在制作" in words(client.get(page))
    work.carry_out(world.at)
    row = CaseFile.objects.get()
    assert "全部原件" in words(client.get(page))
    for name, start in (("case_file_volume", b"%PDF"), ("case_file_bundle", b"PK")):
        answer = client.get(reverse(f"staff:{name}", args=[row.pk]))
        assert b"".join(answer.streaming_content).startswith(start)  # type: ignore[attr-defined]  # a file response
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    noted = list(Reading.objects.exclude(what=What.CASE).order_by("pk").values_list("what", flat=True))
    assert noted == [What.ASKED, What.VOLUME, What.BUNDLE]
    with CaptureQueriesContext(connection) as queries:
        assert "取走案卷" in words(client.get(page))
    assert len(queries) <= 12
    assert sign_in("caizheng_leader" if "caizheng_leader" in world.people else "leader").get(page).status_code == 403
    stored = [Path(row.volume.path), Path(row.bundle.path)]
    with django_capture_on_commit_callbacks(execute=True):
        work.carry_out(world.at + timedelta(days=8))
    row = CaseFile.objects.get()
    assert (row.status, [path.exists() for path in stored]) == (Status.PURGED, [False, False])
    assert client.get(reverse("staff:case_file_volume", args=[row.pk])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_ask_at_once_and_the_worker_is_killed(committed_world: World, quick: None) -> None:
    world = committed_world
    case = Matter.file(world, about=RESPONDENT).accept().now
    people = [world.actor(name) for name in ("caizheng_handler", "caizheng_supervisor")]
    asked = race(*(partial(actions.ask_case_file, case, by=one, at=world.at) for one in people))
    assert {row.pk for row in asked} == {CaseFile.objects.get().pk}
    name = str(connection.settings_dict["NAME"])
    job = [name, "casework.archive.binding.bind", "make_case_files", json.dumps([world.at.isoformat()])]
    command = [sys.executable, "-m", "tests.engine.victim", *job]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "inside\n"
        assert work.carry_out(world.at) == 0, "another worker has it in hand"
        process.kill()
    assert process.returncode == -signal.SIGKILL
    until_free(asked[0])
    assert work.carry_out(world.at) == 1
    row = CaseFile.objects.get()
    assert (row.status, row.tries) == (Status.READY, 2)


def test_a_paper_with_an_identity_sealed_later_is_withheld() -> None:
    party = Party(type="person", sealed=True, sealed_name="欧阳听雨", phone="13998412345")
    hidden = Redaction([party])
    told = Document(
        title="受理通知书", addressee="欧阳听雨", content={"unit": "", "paragraphs": ["你反映的情况收悉。"]}
    )
    other = Document(title="协办函", addressee="区财政局", content={"unit": "", "paragraphs": ["请核查。"]})
    assert [hidden.withholds(paper) for paper in (told, other)] == [True, False]
    assert hidden("<td>欧阳听雨 13998412345</td>") == "<td>［密封］ ［密封］</td>"


def test_people_are_masked_and_firms_are_not() -> None:
    named = Party(type="person", name="王<建>国", phone="13998412345", phone_masked="139****2345")
    firm = Party(type="enterprise", name="锦恒公司", id_number="91210203MA0UX5EM25", id_masked="91210203MA0UX5EM25")
    hidden = Redaction([named, firm])
    assert (
        hidden("王<建>国：13998412345，锦恒公司 91210203MA0UX5EM25")
        == "王****：139****2345，锦恒公司 91210203MA0UX5EM25"
    )
    assert hidden("<td>王&lt;建&gt;国</td>") == "<td>王****</td>"
