"""Sealed identities: nowhere in the clear, learnt only with a reason and another person's consent, each reading noted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from casework import actions, around
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.filing import PartyInput
from casework.models import Case, CaseTask, Document, Event, EventPrivate, Party, Unsealing
from casework.models.guard import opened
from notifications.models import Message
from tests.engine.racing import clean

pytestmark = pytest.mark.django_db
NAME, PHONE, EMAIL, NUMBER = "欧阳听雨", "13998412345", "tingyu@example.com", "210203198501013335"


@pytest.fixture
def sealed(world):
    filer = PartyInput("person", NAME, NUMBER, PHONE, EMAIL, sealed=True)
    return world.file(filer=filer).case


def ask(world, case, who="fagai_handler", reason="需要补充询问细节。"):
    return actions.ask_unsealing(case.number, reason=reason, by=world.actor(who), at=world.at)


def decide(world, request, who="fagai_supervisor", grant=True, answer=""):
    return actions.decide_unsealing(request.pk, grant=grant, answer=answer, by=world.actor(who), at=world.at)


def test_it_is_nowhere_in_the_clear(world, sealed):
    rows = [
        *Case.objects.filter(pk=sealed.pk),
        *Party.objects.filter(case=sealed.pk),
        *Event.objects.filter(case=sealed.pk),
        *EventPrivate.objects.filter(event__case=sealed.pk),
        *Document.objects.filter(case=sealed.pk),
        *CaseTask.objects.filter(case=sealed.pk),
        *Message.objects.all(),
    ]
    columns = Party.objects.filter(case=sealed.pk).values_list("sealed_name", "phone", "email", "id_number").get()
    assert columns == (NAME, PHONE, EMAIL, NUMBER)  # the model deciphers ...
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM casework_party p WHERE case_id = %s", [sealed.pk])
        stored = cursor.fetchone()[0]
    for word in (NAME, PHONE, EMAIL, NUMBER, NAME[:2], PHONE[:3] + "****"):
        for value in (v for row in rows if not isinstance(row, Party) for v in vars(row).values()):
            assert word not in str(value)
        assert word not in stored  # ... the table holds ciphertext
    assert not Case.objects.matching(NAME).exists()
    assert "举报人" in {d.addressee for d in Document.objects.filter(case=sealed.pk)}


def test_one_asks_another_grants_and_each_reading_is_noted(world, sealed):
    with pytest.raises(NotAllowed):
        actions.read_identity(sealed.number, reason="", by=world.actor("fagai_handler"), at=world.at)
    request = ask(world, sealed)
    with pytest.raises(Conflict):
        ask(world, sealed)
    assert list(around.waiting_for(world.actor("fagai_supervisor"))) == [request]
    assert decide(world, request).until == world.at + timedelta(hours=24)
    (identity,) = actions.read_identity(sealed.number, reason="", by=world.actor("fagai_handler"), at=world.at)
    assert (identity.name, identity.phone, identity.email, identity.id_number) == (NAME, PHONE, EMAIL, NUMBER)
    with pytest.raises(NotAllowed):  # granted to one person only
        actions.read_identity(sealed.number, reason="", by=world.actor("fagai_handler2"), at=world.at)
    world.later(hours=24)
    with pytest.raises(NotAllowed):
        actions.read_identity(sealed.number, reason="", by=world.actor("fagai_handler"), at=world.at)
    verbs = list(sealed.events.order_by("seq").values_list("verb", flat=True))
    assert verbs[-3:] == ["unseal_asked", "unseal_decided", "identity_read"]
    clean()


def test_who_asks_never_decides(world, sealed):
    request = ask(world, sealed, who="fagai_supervisor")
    with pytest.raises(NotAllowed):
        decide(world, request, who="fagai_supervisor")
    assert list(around.waiting_for(world.actor("fagai_supervisor"))) == []
    with pytest.raises(IntegrityError, match="who_asks_never_unseals"), transaction.atomic(), opened():
        Unsealing.objects.filter(pk=request.pk).update(decided_by=request.asked_by)
    assert decide(world, request, who="fagai_leader").status == "granted"
    with pytest.raises(Conflict):
        decide(world, request, who="fagai_leader")
    clean()


@pytest.mark.parametrize("who", ["caizheng_handler", "auditor", "leader", "secadmin", "zhengfuban_registrar"])
def test_nobody_else_asks_or_decides(world, sealed, who):
    with pytest.raises(NotAllowed):
        ask(world, sealed, who=who)
    with pytest.raises(NotAllowed):
        decide(world, ask(world, sealed), who=who)


def test_a_refusal_says_why(world, sealed):
    request = ask(world, sealed)
    with pytest.raises(InvalidData):
        decide(world, request, grant=False, answer=" ")
    assert decide(world, request, grant=False, answer="材料已经足够。").status == "refused"
    with pytest.raises(NotAllowed):
        actions.read_identity(sealed.number, reason="x", by=world.actor("fagai_handler"), at=world.at)
    assert ask(world, sealed).status == "pending"  # one may ask again
    clean()


def test_a_named_filer_is_shown_with_a_reason(world):
    case = world.submitted()
    with pytest.raises(InvalidData):
        actions.read_identity(case.number, reason=" ", by=world.actor("fagai_handler"), at=world.at)
    (identity,) = actions.read_identity(case.number, reason="电话核实。", by=world.actor("fagai_handler"), at=world.at)
    assert identity.phone == "13842600718"
    with pytest.raises(Conflict):
        ask(world, case)
    clean()
