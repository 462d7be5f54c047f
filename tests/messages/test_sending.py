"""Sending: whatever the other side does, each message arrives once, or is seen not to have, or to be in doubt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from notifications import claims, sender
from notifications.models import Message
from tests.gateway import BEHAVIOURS, MoodyGateway
from tests.mailserver import AFTER_THE_DOT, AT_THE_ANSWER, BEFORE_THE_DOT, Letters, mail_server
from tests.messages.conftest import send, send_until_quiet
from tests.world import World

pytestmark = pytest.mark.django_db


def ended() -> dict[str, str]:
    """How each message stands, by its key."""
    return {str(key): status for key, status in Message.objects.values_list("key", "status")}


class TestEmail:
    def test_letters_arrive_over_one_connection(self, world: World, mail: Letters, waiting: Any) -> None:
        sent = waiting("email", 3)
        assert send(world, "email") == {"delivered": 3}
        assert mail.kept == {str(one.key): 1 for one in sent}
        assert len(mail.peers) == 1
        rows = Message.objects.values_list("status", "delivered_at", "reference", "attempts", "lease_until")
        assert set(rows) == {("delivered", world.at, "4XBqk91", 1, None)}
        assert send(world, "email") == {}

    @pytest.mark.parametrize("mood", BEFORE_THE_DOT)
    def test_what_certainly_did_not_arrive_is_sent_again(
        self, world: World, mail: Letters, waiting: Any, mood: str
    ) -> None:
        sent = waiting("email", 2)
        mail.plan.append(mood)
        send_until_quiet(world, "email")
        assert mail.kept == {str(one.key): 1 for one in sent}
        assert set(ended().values()) == {"delivered"}

    @pytest.mark.parametrize("mood", AFTER_THE_DOT)
    def test_what_may_have_arrived_is_not_sent_again(
        self, world: World, mail: Letters, waiting: Any, mood: str
    ) -> None:
        first, second = waiting("email", 2)
        mail.plan.append(mood)
        send_until_quiet(world, "email")
        assert ended() == {str(first.key): "unconfirmed", str(second.key): "delivered"}
        assert mail.kept[str(first.key)] == ("kept" in mood)
        assert Message.objects.get(pk=first.pk).last_error == ("timeout" if "silent" in mood else "cut")

    def test_cut_in_the_middle_of_the_letter(self, world: World, mail: Letters, waiting: Any) -> None:
        """Nobody has it. Whether the end of the connection is seen before the dot goes out is a matter of luck."""
        first, second = waiting("email", 2)
        mail.plan.append("cut at data")
        send_until_quiet(world, "email")
        arrived = ended()[str(first.key)] == "delivered"
        assert arrived or ended()[str(first.key)] == "unconfirmed"
        assert (mail.kept[str(first.key)], mail.kept[str(second.key)]) == (arrived, 1)

    @pytest.mark.parametrize("mood", AT_THE_ANSWER)
    def test_a_clear_answer(self, world: World, mail: Letters, waiting: Any, mood: str) -> None:
        first, second = waiting("email", 2)
        mail.plan.append(mood)
        send_until_quiet(world, "email")
        assert ended()[str(first.key)] == ("delivered" if mood.startswith("4") else "bounced")
        assert mail.kept[str(second.key)] == 1

    def test_no_address_and_no_content_in_what_is_noted(
        self, world: World, mail: Letters, waiting: Any, caplog: Any
    ) -> None:
        waiting("email")
        mail.plan.append("550 at rcpt")
        send(world, "email")
        assert Message.objects.get().last_error == "smtp:550 5.1.1"
        assert "example.org" not in caplog.text + str(list(Message.objects.values()))

    def test_a_server_that_is_down_costs_one_message_an_attempt(
        self, world: World, settings: Any, waiting: Any
    ) -> None:
        with mail_server() as gone:
            settings.EMAIL_URL = f"smtp://127.0.0.1:{gone.port}"
        waiting("email", 5)
        assert send(world, "email") == {"unreachable": 1}
        assert sorted(Message.objects.values_list("attempts", "last_error")) == [(0, "")] * 4 + [(1, "refused")]
        assert send(world, "email") == {}, "it is left alone for a while"
        world.at += timedelta(minutes=1)
        with mail_server(gone.port) as mail:
            assert send(world, "email") == {"delivered": 5}
            assert mail.kept.total() == 5

    def test_given_up_after_eight_attempts(self, world: World, mail: Letters, waiting: Any) -> None:
        (message,) = waiting("email")
        mail.plan.extend(["451 at rcpt"] * 20)
        began = world.at
        send_until_quiet(world, "email")
        message.refresh_from_db()
        assert (message.status, message.attempts, message.last_error) == ("dead", 8, "smtp:451 4.2.1")
        assert timedelta(hours=12) < world.at - began < timedelta(days=3)
        assert claims.try_again(message.pk, world.at)
        mail.plan.clear()
        send(world, "email")
        assert mail.kept == {str(message.key): 1}

    def test_a_restart_of_the_server_between_two_letters(
        self, world: World, mail: Letters, waiting: Any, settings: Any
    ) -> None:
        first, second, third = waiting("email", 3)
        mail.plan.extend(["well", "421 at mail", "well"])  # the kept connection is told to end
        assert send(world, "email") == {"delivered": 3}
        assert mail.kept == {str(one.key): 1 for one in (first, second, third)}


class TestTextMessages:
    @pytest.mark.parametrize("mood", BEHAVIOURS)
    def test_whatever_the_gateway_does_nothing_is_lost_or_doubled(
        self, world: World, gateway: MoodyGateway, waiting: Any, mood: str
    ) -> None:
        sent = waiting("sms", 2)
        gateway.plan.append(mood)
        send_until_quiet(world, "sms")
        assert set(gateway.kept) == {str(one.key) for one in sent}
        assert set(ended().values()) == {"delivered"}

    def test_the_same_key_at_every_attempt(self, world: World, gateway: MoodyGateway, waiting: Any) -> None:
        (message,) = waiting("sms")
        gateway.plan.extend(["kept, then cut", "kept, then 500"])
        send_until_quiet(world, "sms")
        assert gateway.arrived == [str(message.key)] * 3
        assert Message.objects.get().reference == "DX-000001"

    def test_a_number_that_is_none(self, world: World, gateway: MoodyGateway, waiting: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr("notifications.channels.sms.number", lambda address: "12")
        waiting("sms")
        assert send(world, "sms") == {"returned": 1}
        assert Message.objects.get().last_error == "http:422"


class TestWorkers:
    def test_who_is_asked_to_end_gives_back_what_is_not_begun(
        self, world: World, mail: Letters, waiting: Any, monkeypatch: Any
    ) -> None:
        waiting("email", 3)
        real = claims.delivered

        def asked_to_end(*given: Any) -> None:
            real(*given)
            sender.stopping.set()

        monkeypatch.setattr(claims, "delivered", asked_to_end)
        send(world, "email")
        sender.stopping.clear()
        rows = sorted(Message.objects.values_list("status", "attempts"))
        assert rows == [("delivered", 1), ("queued", 0), ("queued", 0)]

    def test_a_claim_costs_the_same_whatever_waits(
        self, world: World, waiting: Any, django_assert_num_queries: Any
    ) -> None:
        waiting("email", 60)
        with django_assert_num_queries(4):  # BEGIN or a savepoint, the rows, the lease, the end
            assert len(claims.claim("email", world.at)) == claims.BATCH

    def test_urgent_ones_go_first(self, world: World, waiting: Any) -> None:
        waiting("email", claims.BATCH)
        (urgent,) = waiting("email", urgent=True)
        assert claims.claim("email", world.at)[0] == urgent

    def test_not_more_at_once_than_a_server_bears(self, world: World, waiting: Any, mail: Letters) -> None:
        waiting("email", claims.MOST_AT_ONCE + 1)
        while not claims.crowded("email", world.at):
            claims.claim("email", world.at)
        assert send(world, "email") == {}

    def test_a_dead_worker_s_messages(self, world: World, waiting: Any) -> None:
        mails, texts = waiting("email", 2), waiting("sms", 2)
        for channel in ("email", "sms"):
            first, _second = claims.claim(channel, world.at)
            assert claims.begin(first, world.at)
        assert claims.expire(world.at) == 0
        later = world.at + claims.LEASE * 2
        assert claims.expire(later) == 4
        assert [ended()[str(one.key)] for one in (*mails, *texts)] == ["unconfirmed", "queued", "queued", "queued"]

    def test_who_was_taken_for_dead_sends_no_more_but_is_believed(self, world: World, waiting: Any) -> None:
        waiting("email", 2)
        begun, idle = claims.claim("email", world.at)
        claims.begin(begun, world.at)
        claims.expire(world.at + claims.LEASE * 2)
        assert not claims.begin(idle, world.at)
        claims.delivered(begun, world.at)
        assert ended() == {str(begun.key): "delivered", str(idle.key): "queued"}

    def test_what_is_withheld_says_why(self, world: World, waiting: Any, mail: Letters) -> None:
        from notifications import addressbook

        def none(message: Message, at: Any) -> Any:
            raise addressbook.NoAddress("opted_out")

        addressbook.register(none)
        waiting("email")
        assert send(world, "email") == {"withheld": 1}
        assert Message.objects.values_list("status", "last_error").get() == ("withheld", "opted_out")
