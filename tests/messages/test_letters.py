"""The letter of an e-mail: its heads, its two bodies, and that nothing people typed becomes a head of it."""

from __future__ import annotations

from typing import Any

import pytest

from notifications import addressbook
from notifications.addressbook import Address
from notifications.channels import envelope
from notifications.letters import Letter
from notifications.models import Message
from tests.mailserver import Letters
from tests.messages.conftest import row, send
from tests.world import World

STOP = "https://credit.example/stop/" + "abc:" * 30  # as long as a signed one

pytestmark = pytest.mark.django_db


def test_the_letter(world: World, mail: Letters, waiting: Any, settings: Any) -> None:
    settings.EMAIL_REPLY_TO, settings.EMAIL_RETURN_PATH = "xyb@credit.example", "returned+{key}@credit.example"
    (message,) = waiting("email")
    send(world, "email")
    (letter,), (envelope_,) = mail.letters, mail.envelopes
    assert letter["Message-ID"] == f"<{message.key}@credit.example>"
    assert letter["From"] == "西岗区信用办 <noreply@credit.example>"
    assert (letter["To"], letter["Reply-To"]) == ("wang@example.org", "xyb@credit.example")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert envelope_.mail_from == f"returned+{message.key.hex}@credit.example"
    assert envelope_.rcpt_tos == ["wang@example.org"]
    text = letter.get_body(("plain",)).get_content()
    assert message.number in text
    assert "http://" in text
    assert message.number in letter.get_body(("html",)).get_content()
    assert envelope_.content.isascii(), "any server takes it"
    assert max(map(len, envelope_.content.splitlines())) <= 998


@pytest.mark.parametrize(
    "address",
    [
        "",
        "wang",
        "wang@",
        "@example.org",
        "a@b.c\r\nBcc: x@y.z",
        "a@b.c, x@y.z",
        "a b@c.d",
        "<a@b.c>",
        "a@b@c",
        "王@例子.中国",
    ],
)
def test_what_is_no_mailbox_is_returned_and_never_tried(
    world: World, mail: Letters, waiting: Any, address: str
) -> None:
    addressbook.register(lambda message, at: Address(address))
    waiting("email")
    assert send(world, "email") == {"returned": 1}
    assert Message.objects.get().last_error == "address"
    assert mail.envelopes == []


def test_a_domain_in_chinese(world: World, mail: Letters, waiting: Any) -> None:
    addressbook.register(lambda message, at: Address("wang@信用.中国"))
    waiting("email")
    send(world, "email")
    assert mail.envelopes[0].rcpt_tos == ["wang@xn--vuqs22g.xn--fiqs8s"]


def test_words_cannot_add_a_head_or_end_the_letter(world: World, mail: Letters, monkeypatch: Any) -> None:
    evil = Letter("x\r\nBcc: x@y.z\r\n\r\nboo", "one\r\n.\r\nMAIL FROM:<x@y.z>\r\n..two", "<p>.</p>", "http://x/")
    monkeypatch.setattr(envelope, "letter_of", lambda message: evil)
    Message.objects.bulk_create([row(world.at, "email")])
    assert send(world, "email") == {"delivered": 1}
    (letter,) = mail.letters
    assert letter["Subject"] == "x Bcc: x@y.z boo"
    assert letter["Bcc"] is None
    assert letter.get_body(("plain",)).get_content().splitlines() == ["one", ".", "MAIL FROM:<x@y.z>", "..two"]


def test_one_click_to_hear_no_more(world: World, mail: Letters, monkeypatch: Any) -> None:
    """RFC 8058."""
    words = Letter("a", "b", "<p>b</p>", "http://x/", unsubscribe=STOP)
    monkeypatch.setattr(envelope, "letter_of", lambda message: words)
    Message.objects.bulk_create([row(world.at, "email")])
    send(world, "email")
    (letter,) = mail.letters
    assert letter["List-Unsubscribe"] == f"<{STOP}>"
    assert f"List-Unsubscribe: <{STOP}>\r\n".encode() in mail.envelopes[0].content, "whole, for machines"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_folder_instead_of_a_server(world: World, waiting: Any, settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"filemail://{tmp_path}/mail"
    (message,) = waiting("email")
    assert send(world, "email") == {"delivered": 1}
    assert [path.name for path in (tmp_path / "mail").iterdir()] == [f"{message.key}.eml"]
