"""Service (送达) of any paper in a rectification, and of the order by its own step: what clocks count from it."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from casework import actions
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.models import Service
from casework.models.guard import opened
from casework.serving import Served
from tests.engine.racing import clean
from workflows.rectification.tests.playing import CHIEF, LEAD, THEIRS, Play

HANDED = Served("in_person", date(2026, 11, 11), "办公室 王丽")


def paper(play, code="rectification_notice"):
    """The newest paper of a sort."""
    return play.now().documents.filter(paper__code=code).latest("pk")


def serve(play, who, served, code="rectification_notice"):
    """Somebody notes a service."""
    return actions.serve_paper(paper(play, code).pk, served, by=play.world.actor(who), at=play.world.at)


def test_the_step_of_the_order_is_its_service_and_a_second_person_corrects_it(world) -> None:
    play = Play(world)
    play.lead("order")
    with pytest.raises(Conflict, match="送达"):
        serve(play, LEAD, HANDED)
    play.on("2026-11-13").lead("serve", served_on="2026-11-10", proof=[play.receipt.pk])
    first = paper(play).services.get()
    assert (first.served_on, first.recipient, first.proof) == (date(2026, 11, 10), first.recipient, play.receipt)
    assert first.receipt.paper.code == "rectification_service"
    assert (play.due("explain"), play.due("rectify")) == ("2026-11-17", "2026-12-10")

    wrong = Served("in_person", date(2026, 11, 12), "办公室 王丽", reason="回证上的日期为12日。")
    with pytest.raises(NotAllowed):
        serve(play, LEAD, wrong)
    with pytest.raises(InvalidData) as refusal:
        serve(play, CHIEF, HANDED)
    assert list(refusal.value.errors) == ["reason"]
    second = serve(play, CHIEF, wrong)
    assert (second.replaces, second.receipt.paper.code) == (first, "service_receipt")
    assert "更正" in "".join(second.receipt.content["paragraphs"])
    assert (play.due("explain"), play.due("rectify")) == ("2026-11-19", "2026-12-12")
    assert play.now().rectification.served_on == date(2026, 11, 12)
    assert play.now().due_at is not None
    said = play.case.events.filter(verb="served").last()
    assert sorted(said.data["clocks"]) == ["ask_order_review", "explain", "rectify"]
    clean()


def test_a_right_counts_from_the_service_of_the_paper_that_tells_of_it(world) -> None:
    play = Play(world).passed()
    assert play.due("ask_review") == "2026-12-09"
    play.on("2026-11-12")
    serve(play, LEAD, Served("exchange", date(2026, 11, 12), "办公室"), "rectification_inspection")
    live = play.now().clocks.get(name="ask_review", stopped_at=None)
    assert play.due("ask_review") == "2026-12-14", "30 days after the 12th is a Saturday, and a right rolls"
    assert live.rule_id == play.now().clocks.filter(name="ask_review").earliest("pk").rule_id
    clean()


@pytest.mark.parametrize(
    ("served", "field"),
    [
        (Served("post", date(2026, 11, 10), "王丽"), "tracking"),
        (Served("email", date(2026, 11, 10), "王丽"), "proof"),
        (Served("in_person", date(2026, 11, 10), " "), "recipient"),
        (Served("in_person", date(2026, 11, 8), "王丽"), "served_on"),
        (Served("in_person", date(2026, 11, 14), "王丽"), "served_on"),
        (Served("email", date(2026, 11, 10), "王丽", proof=0), "proof"),
    ],
    ids=["post", "e-mail", "nobody", "too early", "to come", "no file of the case"],
)
def test_what_is_missing_is_said_beside_its_field(world, served, field) -> None:
    play = Play(world).served()
    with pytest.raises(InvalidData) as refusal:
        serve(play.on("2026-11-13"), LEAD, served, "rectification_service")
    assert list(refusal.value.errors) == [field]


def test_the_database_holds_days_and_four_eyes(world) -> None:
    play = Play(world).served()
    first = paper(play).services.get()
    row = {"document": first.document, "way": "post", "recipient": "王丽", "noted_at": world.at}
    again = {"served_on": first.served_on, "noted_by": first.noted_by, "replaces": first, "reason": "错。"}
    for wrong, refusal in (
        ({"served_on": date(2026, 11, 8), "noted_by": None, "replaces": first, "reason": "错。"}, ProgrammingError),
        (again, ProgrammingError),
        ({"served_on": first.served_on, "noted_by": None}, IntegrityError),
    ):
        with opened(), pytest.raises(refusal), transaction.atomic():
            Service.objects.create(**row | wrong)


def test_the_unit_it_is_about_serves_nothing(world) -> None:
    play = Play(world).served()
    with pytest.raises(NotAllowed):
        serve(play, THEIRS, HANDED, "rectification_service")
