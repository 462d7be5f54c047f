"""By which ways people are told, and when: what they chose, the hour, the bundle of the day, and what they stopped."""

from __future__ import annotations

import mailbox
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from casework import actions, reach, returned, wishes
from casework.models import Case, User
from casework.permissions import Actor
from casework.rules.counting import CHINA
from notifications import claims, events, outbox, replies
from notifications.addressbook import NoAddress, address_of
from notifications.letters import letter_of, read_stop, stop_address
from notifications.models import Channel, Message, Preference, Suppression
from tests.world import World

ALL = ["needs_me", "progress", "limits"]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CHINA)


def tell(event: str, at: datetime, person: int | None, case: Case | None = None) -> list[Message]:
    """Tell of an event; returns what was written for outside."""
    before = set(Message.objects.values_list("pk", flat=True))
    with transaction.atomic():
        outbox.enqueue(
            event=event,
            at=at,
            recipients={f"{event}:{at.isoformat()}": person},
            case_id=case.pk if case else None,
            number=case.number if case else "",
            urgent=events.urgent(event),
        )
    return list(Message.objects.exclude(pk__in=before).exclude(channel="in_app"))


TABLE = [  # groups by e-mail, daily, quiet, event, written, sent at; no way when empty
    (ALL, False, True, "case_moved", "11-09 20:59", "11-09 20:59"),
    (ALL, False, True, "case_moved", "11-09 21:00", "11-10 08:00"),
    (ALL, False, True, "case_moved", "11-10 08:00", "11-10 08:00"),
    (ALL, False, True, "case_moved", "10-03 12:00", "10-08 08:00"),  # national day
    (ALL, False, True, "case_moved", "10-10 12:00", "10-10 12:00"),  # a Saturday that is worked
    (ALL, False, True, "clock_red", "10-03 23:00", "10-03 23:00"),
    (ALL, False, False, "case_moved", "10-03 23:00", "10-03 23:00"),
    (ALL, True, True, "case_moved", "11-09 10:00", "11-10 08:30"),
    (ALL, True, True, "case_moved", "11-10 08:24", "11-10 08:30"),
    (ALL, True, True, "case_moved", "11-10 08:25", "11-11 08:30"),
    (ALL, True, True, "clock_red", "11-09 23:00", "11-09 23:00"),
    (["progress"], False, True, "case_moved", "11-09 10:00", ""),
    (["progress"], False, True, "rated", "11-09 10:00", "11-09 10:00"),
    (["needs_me"], False, True, "clock_red", "11-09 10:00", ""),
    ([], True, True, "case_moved", "11-09 10:00", ""),
]


@pytest.mark.parametrize(("groups", "daily", "quiet", "event", "written", "sent"), TABLE)
def test_staff_are_told_as_they_chose(
    handler: User, groups: list[str], daily: bool, quiet: bool, event: str, written: str, sent: str
) -> None:
    wish = {"email": groups, "sms": [], "daily": daily, "quiet": quiet, "language": "zh-hans"}
    actions.choose_for_staff(handler, wish, at=moment("01-05 10:00"))
    found = tell(event, moment(written), handler.pk)
    assert [(one.channel, one.not_before) for one in found] == ([("email", moment(sent))] if sent else [])
    assert [one.event for one in found] == ([] if not sent else ["digest"] if sent.endswith("08:30") else [event])


def test_staff_without_a_mailbox_are_told_inside(on: World) -> None:
    assert tell("case_moved", on.at, on.people["fagai_handler"].pk) == []


@pytest.mark.parametrize(
    ("event", "written", "channels", "sent"),
    [
        ("result", "11-09 12:00", ["email", "sms"], "11-09 12:00"),
        ("progress", "11-09 12:00", ["email"], "11-09 12:00"),
        ("result", "11-14 12:00", ["email", "sms"], "11-14 12:00"),  # a Saturday: citizens are told
        ("result", "11-09 21:00", ["email", "sms"], "11-10 08:00"),
        ("clock_red", "11-10 00:01", ["email", "sms"], "11-10 08:00"),  # nobody is woken
    ],
)
def test_filers_are_told_but_never_at_night(
    on: World, event: str, written: str, channels: list[str], sent: str
) -> None:
    found = tell(event, moment(written), None, on.submitted())
    assert sorted(one.channel for one in found) == channels
    assert {one.not_before for one in found} == {moment(sent)}


def test_filers_switch_channels_off_and_choose_the_language(on: World) -> None:
    case = on.submitted()
    wish = {"email": ALL, "sms": [], "daily": False, "quiet": True, "language": "en"}
    actions.choose_for_filer(case, wish, by=Actor.filer(case), at=on.at)
    found = tell("result", on.at, None, case)
    assert [(one.channel, one.language) for one in found] == [("email", "en")]
    assert letter_of(found[0]).subject == f"There is a result on your matter ({case.number})"


def test_whoever_filed_under_seal_is_told_only_when_they_choose(on: World) -> None:
    case = on.submitted()
    party = reach.filer_of(case.pk)
    assert party is not None
    party.sealed = True
    assert (reach.wish_of(party).email, reach.wish_of(party).sms) == ([], [])
    chosen = {"email": ALL, "sms": [], "daily": False, "quiet": True, "language": "zh-hans"}
    actions.choose_for_filer(case, chosen, by=Actor.filer(case), at=on.at)
    assert reach.wish_of(party).email == ALL


def test_one_digest_tells_of_many(handler: User) -> None:
    """Rows inside the system stay single; one letter lists them, once, and leaves out what was told at once."""
    at = moment("11-09 10:00")
    for minute, event in enumerate(("case_moved", "clock_amber", "clock_red", "rated")):
        tell(event, at + timedelta(minutes=minute), handler.pk)
    outside = Message.objects.filter(channel="email").order_by("pk")
    assert [one.event for one in outside] == ["digest", "clock_red"]
    claims.show(at + timedelta(hours=1), 100)
    letter = letter_of(outside[0])
    assert "有案件待您办理" in letter.text
    assert "期限临近" in letter.text
    assert "已超期" not in letter.text  # told at once
    assert "作出评价" not in letter.text  # a group that is not chosen
    assert letter.subject == "消息汇总：2条"


def test_a_digest_with_nothing_left_is_not_sent(handler: User) -> None:
    digest = tell("case_moved", moment("11-09 10:00"), handler.pk)[0]
    with pytest.raises(NoAddress, match="empty"):
        address_of(digest, moment("11-10 08:30"))


def test_one_click_stops_the_mails_and_the_person_lifts_it(on: World) -> None:
    case = on.submitted()
    mail, sms = sorted(tell("result", on.at, None, case), key=lambda one: one.channel)
    token = stop_address(mail).rpartition("/")[2]
    address = f"/stop/{token}"
    client = Client(enforce_csrf_checks=True)
    assert client.get(address).status_code == 200
    assert not Suppression.objects.exists(), "opening the page stops nothing"
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    with pytest.raises(NoAddress, match="opted_out"):
        address_of(mail, on.at)
    assert address_of(sms, on.at).text, "text messages go on"
    assert client.post(address).status_code == 200, "a second click is no fault"
    row = Suppression.objects.get()
    assert "@" not in str(vars(row))
    wish = {"email": ALL, "sms": ALL, "daily": False, "quiet": True, "language": "zh-hans"}
    actions.choose_for_filer(case, wish, by=Actor.filer(case), at=on.at)
    assert address_of(mail, on.at).text


@pytest.mark.parametrize("token", ["x", "0" * 32, "0" * 32 + ":AAAA", "%00:x"])
def test_a_token_of_somebody_else_stops_nothing(on: World, token: str) -> None:
    assert read_stop(token) is None
    assert Client().post(f"/stop/{token}").status_code == 404


def test_td_stops_text_messages_to_that_number(on: World) -> None:
    case = on.submitted()
    sms = next(one for one in tell("result", on.at, None, case) if one.channel == "sms")
    assert replies.replied(Channel.SMS, "+8613842600718", "td", on.at)
    with pytest.raises(NoAddress, match="opted_out"):
        address_of(sms, on.at)


REPORT = """From: MAILER-DAEMON@mx.example.org
To: bounces+{key}@credit.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; somebody@example.org
Action: failed
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--b
Content-Type: message/rfc822

Message-ID: <{id}@credit.example>
Subject: hint

--b--
"""


@pytest.mark.parametrize(("status", "hard"), [("5.1.1", True), ("5.7.1", False)])
@pytest.mark.parametrize("by", ["return path", "message id"])
def test_a_returned_mail_stops_the_address_and_tells_the_handler(
    on: World, tmp_path: Path, status: str, hard: bool, by: str
) -> None:
    case = on.verifying()
    mail = next(one for one in tell("progress", on.at, None, case) if one.channel == "email")
    Message.objects.filter(pk=mail.pk).update(status="delivered", delivered_at=on.at)
    key = mail.key.hex if by == "return path" else "office"
    box = mailbox.Maildir(tmp_path / "back", create=True)
    box.add(REPORT.format(key=key, status=status, id=mail.key))
    box.add("From: someone@example.org\nSubject: Re: hint\n\nPlease call me.\n")
    call_command("take_bounces", str(tmp_path / "back"))
    call_command("take_bounces", str(tmp_path / "back"))
    assert len(mailbox.Maildir(tmp_path / "back")) == 1, "what is no report stays for a person"
    mail = Message.objects.get(pk=mail.pk)
    assert (mail.status, mail.followed) == ("bounced", True)
    assert Suppression.objects.filter(reason="bounced", message=mail).count() == int(hard)
    told = Message.objects.filter(event="unreachable", case=case, channel="in_app")
    assert {one.recipient.username for one in told} == {"fagai_handler", "fagai_handler2"}  # nobody has claimed it
    assert returned.follow_up(on.at) == 0


def test_nothing_secret_leaves(on: World, handler: User) -> None:
    """A phrase is planted; no message of any event, language or form shows it, nor who filed."""
    phrase = "三楼东头那间会议室"
    filing = on.filing(content=phrase)
    case = actions.open_case("objection", filing, by=Actor(), at=on.at).case
    secrets = (phrase, filing.filer.name, "13842600718", "office@example.com", case.title)
    said = []
    for event, one in events.EVENTS.items():
        for audience in one.audiences():
            for channel in ("email", "sms"):
                for language in ("zh-hans", "en"):
                    message = Message(
                        event=event, case=case, number=case.number, count=3, channel=channel, language=language,
                        recipient=handler if audience == "staff" else None, created_at=on.at,
                        dedupe_key="digest:1:2026-11-09",
                    )  # fmt: skip
                    letter = letter_of(message)
                    said.append(letter.subject + letter.text + letter.html)
    assert len(said) > 150
    assert [secret for secret in secrets if secret and any(secret in text for text in said)] == []


def test_the_defaults(on: World) -> None:
    assert wishes.preference_of(on.people["registrar"]).daily
    assert Preference.objects.count() == 0
