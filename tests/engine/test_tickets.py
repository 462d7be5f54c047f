"""Cases that come from a ticket of the hotline: its moments count, its due time wins, and what it changes is noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from casework import actions, registry
from casework.errors import Conflict, NotAllowed, NotFound
from casework.filing import OutsideTicket
from casework.models import Case, Clock, HotlineTicket
from casework.permissions import Actor
from casework.receipts import for_holder
from casework.rules.deadlines import CHINA
from notifications.models import Message
from tests.engine.racing import clean

pytestmark = pytest.mark.django_db
IMPORTER = Actor.machine("import_12345")
SENT = datetime(2026, 11, 6, 16, 0, tzinfo=CHINA)  # the Friday before the case is opened
DUE = datetime(2026, 11, 12, 17, 0, tzinfo=CHINA)


def ticket(due_at: datetime | None = DUE, **digests: str) -> OutsideTicket:
    return OutsideTicket("DL2026110600001", "complaint", SENT, due_at, digests)


@pytest.fixture
def hotline(world, monkeypatch):
    """A world in which the acceptance runs by a rule of the hotline; files cases that come from a ticket."""
    specs = registry.get("objection").clocks
    monkeypatch.setitem(specs, "accept", replace(specs["accept"], rule="HL-XG-GENERAL"))

    def file(due_at: datetime | None = DUE):
        opened = actions.open_case(
            "objection",
            world.filing(channel="hotline", external_id="DL2026110600001", ticket=ticket(due_at)),
            by=IMPORTER,
            at=world.at,
        )
        assert opened.receipt_code == ""
        return world.get(opened.case)

    world.from_ticket = file
    return world


def change(world, due_at: datetime | None = None, content: str = "罚款金额应为6400元。", **digests: str):
    return actions.change_ticket(ticket(due_at, **digests), content, by=IMPORTER, at=world.at)


def test_the_due_time_of_the_platform_wins(hotline):
    case = hotline.from_ticket()
    clock = case.clocks.get(name="accept")
    assert (clock.due_at, clock.started_at, case.due_at) == (DUE, SENT, DUE)
    assert case.receipt_hash == ""
    clean()


def test_without_one_the_limit_counts_from_the_moment_the_ticket_was_sent(hotline):
    clock = hotline.from_ticket(None).clocks.get(name="accept")
    assert clock.due_at.astimezone(CHINA).date() == datetime(2026, 11, 13, tzinfo=CHINA).date()
    clean()


def test_other_rules_know_nothing_of_the_ticket(hotline):
    case = hotline.agreed(hotline.from_ticket(), "accept")
    mark = case.clocks.get(name="mark")
    assert mark.started_at == hotline.at
    assert not mark.events.filter(kind="fixed").exists()


def test_a_new_due_time_moves_the_clock_and_is_told(hotline):
    case = hotline.from_ticket()
    hotline.later(hours=2)
    later = DUE + timedelta(days=4)
    change(hotline, later, column="new")
    clock = case.clocks.get(name="accept")
    assert (clock.due_at, hotline.get(case).due_at) == (later, later)
    assert HotlineTicket.objects.get().due_at == later
    assert HotlineTicket.objects.get().digests == {"column": "new"}
    noted = case.events.get(verb="ticket_due").data
    assert {name: datetime.fromisoformat(moment) for name, moment in noted.items()} == {"from": DUE, "to": later}
    told = Message.objects.filter(event="ticket_changed").values_list("recipient__username", flat=True)
    assert sorted(told) == ["fagai_handler", "fagai_handler2"]
    clean()


def test_a_due_time_that_comes_later_takes_over_from_the_counted_limit(hotline):
    case = hotline.from_ticket(None)
    change(hotline, DUE)
    assert case.clocks.get(name="accept").due_at == DUE
    clean()


def test_a_ticket_that_no_longer_states_a_time_takes_none_back(hotline):
    case = hotline.from_ticket()
    change(hotline, None, "罚款金额应为6400元。另附决定书。")
    assert case.clocks.get(name="accept").due_at == DUE


def test_added_text_is_a_change_of_content(hotline):
    case = hotline.from_ticket()
    proposal = hotline.submit(case, "accept", "fagai_handler")
    change(hotline, DUE, "罚款金额应为6400元。\n补充：已提供付款凭证。")
    proposal = type(proposal).objects.get(pk=proposal.pk)
    assert proposal.status == "void"
    assert hotline.get(case).content == "罚款金额应为6400元。\n补充：已提供付款凭证。"
    assert for_holder(hotline.get(case))["filed"]["content"] == "罚款金额应为6400元。"
    assert case.events.get(verb="ticket_text").private.data["added"] == "补充：已提供付款凭证。"
    assert not case.events.filter(verb="ticket_due").exists()
    clean()


def test_of_a_text_that_was_replaced_the_former_stays_in_the_trail(hotline):
    case = hotline.from_ticket()
    change(hotline, DUE, "金额有误。")
    assert case.events.get(verb="ticket_text").private.data == {"before": "罚款金额应为6400元。"}
    clean()


def test_a_closed_case_is_left_alone(hotline):
    case = hotline.from_ticket()
    hotline.as_filer(case, "withdraw", reason="已经协商解决。")
    with pytest.raises(Conflict, match=case.number):
        change(hotline, DUE + timedelta(days=4))
    assert Clock.objects.get(case=case, name="accept").due_at == DUE


def test_only_the_platform_changes_its_ticket(hotline):
    hotline.from_ticket()
    with pytest.raises(NotAllowed):
        actions.change_ticket(ticket(), "别的。", by=hotline.actor("fagai_handler"), at=hotline.at)
    with pytest.raises(NotFound):
        actions.change_ticket(replace(ticket(), number="DL0"), "别的。", by=IMPORTER, at=hotline.at)


def test_the_same_ticket_opens_one_case(hotline):
    case = hotline.from_ticket()
    with pytest.raises(Conflict, match="DL2026110600001"):
        hotline.from_ticket()
    assert [row.case_id for row in HotlineTicket.objects.all()] == [case.pk]
    assert Case.objects.count() == 1
    assert hotline.submitted().number.endswith("〕2号")  # no number was lost
    clean()
