"""The pages: words of messages with four eyes, preferences, what did not arrive, and how the filer reads it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework import actions
from casework.errors import Conflict
from casework.models import User
from casework.permissions import Actor
from notifications.letters import letter_of
from notifications.models import Message, MessageAct, MessageTemplate, Preference
from tests.staff.conftest import SignIn, case_page
from tests.staff.test_moves import words
from tests.telling.test_ways import tell
from tests.world import World

LIST = "/staff/message-templates"
SMS = f"{LIST}/result/filer/zh-hans/sms"
EMAIL = f"{LIST}/result/filer/zh-hans/email"
GOOD = {"text": "您的事项{number}办好了，请上网查看。", "reason": "更短。"}


@pytest.mark.parametrize(
    ("who", "reads", "drafts", "settles"),
    [
        ("sysadmin", 200, True, 200),
        ("registrar", 200, True, 200),
        ("fagai_supervisor", 200, False, 403),
        ("leader", 200, False, 403),
        ("fagai_handler", 403, False, 403),
        ("auditor", 403, False, 403),
    ],
)
def test_who_may_what(sign_in: SignIn, who: str, reads: int, drafts: bool, settles: int) -> None:
    client = sign_in(who)
    assert [client.get(address).status_code for address in (LIST, SMS)] == [reads, reads]
    assert client.post(SMS, GOOD).status_code == (302 if drafts else 403)
    assert MessageTemplate.objects.exists() == drafts
    assert client.get("/staff/outbox").status_code == settles
    assert client.post("/staff/outbox/settle", {"what": "again", "message": "1"}).status_code in (
        (302, 409) if settles == 200 else (302, 403, 409)
    )
    assert client.get("/staff/preferences").status_code == 200


@pytest.mark.parametrize(
    ("address", "field", "sent"),
    [
        (SMS, "text", {"text": "您的事项办好了。"}),  # no number
        (SMS, "text", {"text": "{number}" + "长" * 60}),  # too long with the longest number
        (SMS, "text", {"text": "{number}{name}"}),
        (SMS, "text", {"text": "{number}{content}"}),
        (SMS, "text", {"text": "{number} {"}),
        (SMS, "text", {"text": ""}),
        (SMS, "reason", {"reason": " "}),
        (EMAIL, "text", {"subject": "好", "text": "{number}"}),  # no link
        (EMAIL, "subject", {"subject": "", "text": "{number} {link}"}),
        (EMAIL, "subject", {"subject": "字" * 81, "text": "{number} {link}"}),
    ],
)
def test_a_mistake_stands_beside_its_field(sign_in: SignIn, address: str, field: str, sent: dict[str, str]) -> None:
    answer = sign_in("registrar").post(address, GOOD | sent)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in words(answer)
    assert not MessageTemplate.objects.exists()


def test_words_are_drafted_confirmed_used_and_taken_back(on: World, sign_in: SignIn) -> None:
    drafter, other = sign_in("sysadmin"), sign_in("leader")
    assert "办好了" in words(drafter.post(SMS, GOOD | {"preview": "1"}))
    assert not MessageTemplate.objects.exists(), "a preview stores nothing"
    drafter.post(SMS, GOOD)
    draft = MessageTemplate.objects.get()
    assert drafter.post(SMS, GOOD).status_code == 409, "a second draft"
    address = f"{LIST}/drafts/{draft.pk}"
    assert drafter.post(address, {"what": "confirm"}).status_code == 403, "four eyes"
    assert other.post(address, {"what": "reject"}).status_code == 422, "a reason is needed"
    case = on.submitted()
    early = next(one for one in tell("result", on.at - timedelta(minutes=1), None, case) if one.channel == "sms")
    assert other.post(address, {"what": "confirm"}).status_code == 302
    assert other.post(address, {"what": "confirm"}).status_code == 409
    late = next(one for one in tell("result", on.at + timedelta(minutes=1), None, case) if one.channel == "sms")
    assert letter_of(late).text == f"您的事项{case.number}办好了，请上网查看。"
    assert late.wording == draft
    assert "办理结果" in letter_of(early).text, "written before, said as before"
    assert early.wording is None
    assert drafter.post(f"{SMS}/default").status_code == 302
    back = MessageTemplate.objects.get(version=2)
    other.post(f"{LIST}/drafts/{back.pk}", {"what": "confirm"})
    assert drafter.post(f"{SMS}/roll-back", {"version": "1"}).status_code == 302
    third = MessageTemplate.objects.get(version=3)
    assert third.text == GOOD["text"]
    assert drafter.post(f"{LIST}/drafts/{third.pk}", {"what": "withdraw"}).status_code == 302
    page = words(drafter.get(SMS))
    assert page.count("版") >= 3
    assert drafter.get(f"{LIST}/nothing/filer/zh-hans/sms").status_code == 404


def test_a_settled_version_never_changes(world: World, sign_in: SignIn) -> None:
    sign_in("sysadmin").post(SMS, GOOD)
    row = MessageTemplate.objects.get()
    actions.decide_words(row.pk, confirm=True, opinion="", by=world.actor("leader"), at=world.at)
    row = MessageTemplate.objects.get()
    row.text = "别的"
    with pytest.raises(Exception, match="wording_kept"):
        row.save()


def test_preferences_are_kept(handler: User, sign_in: SignIn) -> None:
    client = sign_in("fagai_handler")
    assert 'value="daily"' in words(client.get("/staff/preferences"))
    sent = {"email": ["progress"], "digest": "at_once", "language": "en"}
    assert client.post("/staff/preferences", sent).status_code == 302
    wish = Preference.objects.get(user=handler)
    assert (wish.email, wish.daily, wish.quiet, wish.language) == (["progress"], False, False, "en")
    assert client.post("/staff/preferences", sent | {"digest": "x"}).status_code == 422


def failed(world: World, status: str, code: str, count: int = 1) -> list[Message]:
    """Messages that did not arrive."""
    case = world.submitted()
    given = {"event": "progress", "case": case, "number": case.number, "created_at": world.at, "not_before": world.at}
    rows = [
        Message(
            **given, next_try=world.at, channel="email", dedupe_key=f"{case.pk}:{n}", status=status, last_error=code
        )
        for n in range(count)
    ]
    return Message.objects.bulk_create(rows)


@pytest.mark.django_db
def test_the_outbox_shows_why_and_sends_again(world: World, sign_in: SignIn) -> None:
    dead, unsure = failed(world, "dead", "timeout")[0], failed(world, "unconfirmed", "cut")[0]
    client = sign_in("registrar")
    page = words(client.get("/staff/outbox"))
    assert "对方未在规定时间内应答" in page
    assert dead.number in page
    assert dead.number not in words(sign_in("sysadmin").get("/staff/outbox")), "administrators have no cases"
    assert "对方未在规定时间内应答" not in words(client.get("/staff/outbox?status=unconfirmed"))
    client.post("/staff/outbox/settle", {"what": "again", "message": [dead.pk]})
    assert Message.objects.get(pk=dead.pk).status == "queued"
    both = client.post("/staff/outbox/settle", {"what": "arrived", "message": [dead.pk, unsure.pk]})
    assert both.status_code == 409, "the first was settled before; the second is done all the same"
    assert Message.objects.get(pk=unsure.pk).status == "delivered"
    acts = MessageAct.objects.order_by("pk").values_list("what", "was", "by__username")
    assert list(acts) == [("again", "dead", "registrar"), ("arrived", "unconfirmed", "registrar")]


def test_the_outbox_costs_the_same_for_many(world: World, sign_in: SignIn) -> None:
    client = sign_in("registrar")
    failed(world, "dead", "timeout")
    costs = []
    for _pass in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/staff/outbox")
        costs.append(len(queries))
        failed(world, "bounced", "smtp:550 5.1.1", 60)
    assert costs[0] == costs[1] <= 12
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)
    assert len(queries) <= 12


def test_the_case_and_the_filer_read_how_it_went(on: World, sign_in: SignIn) -> None:
    case = on.submitted()
    for message, status, code in zip(
        tell("result", on.at, None, case), ("delivered", "bounced"), ("", "smtp:550 5.1.1"), strict=True
    ):
        Message.objects.filter(pk=message.pk).update(status=status, last_error=code, delivered_at=on.at)
    page = words(sign_in("fagai_handler").get(case_page(case)))
    assert "告知当事人（电子邮件）" in page
    assert "office@example.com" not in page
    client = Client()
    session = client.session
    session["filer_cases"] = {case.number: case.pk}
    session.save()
    track = words(client.get(f"/track/{case.number}"))
    assert "我们已通过电子邮件告知您" in track
    assert "但未能送达" in track
    told = words(client.get(f"/track/{case.number}/told"))
    assert "office@example.com" not in told
    assert client.post(f"/track/{case.number}/told", {"sms": "on", "language": "en"}).status_code == 302
    wish = Preference.objects.get(case=case)
    assert (wish.email, bool(wish.sms), wish.language) == ([], True, "en")
    assert Client().get(f"/track/{case.number}/told").status_code == 302, "without the code nobody chooses"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_again_one_does(committed_world: World) -> None:
    world = committed_world
    message, results = failed(world, "dead", "timeout")[0], []
    start = threading.Barrier(2)

    def press(who: str) -> None:
        by: Actor = world.actor(who)
        start.wait()
        try:
            actions.settle_message(message.pk, "again", by=by, at=world.at)
            results.append("done")
        except Conflict:
            results.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=("registrar",)) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["conflict", "done"]
    assert MessageAct.objects.count() == 1
