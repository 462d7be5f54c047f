"""Cases that belong together: suspected when the same person says much the same of the same body, settled by a person."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from casework import actions, around, links
from casework.errors import Conflict, InvalidData, NotAllowed
from casework.filing import PartyInput
from casework.models import CaseLink, Unit
from casework.models.guard import opened
from tests.engine.racing import clean

pytestmark = pytest.mark.django_db
WORDS = "区财政局承诺三月底前支付绿化工程款，至今没有支付，多次催要没有答复。"
ALIKE = "区财政局承诺三月底前支付绿化工程款，到现在也没有支付，多次催要无人答复。"
OTHER = "窗口办事排队时间太长，希望增加人手。"


@pytest.fixture
def filed(world):
    """A matter about 区财政局 by somebody, in some words."""

    def file(content=WORDS, respondent="区财政局", **filer):
        given = {"type": "person", "name": "钱多多", "phone": "13998411111"} | filer
        unit = Unit.objects.get(name=respondent)
        case = world.file(content=content, respondent=unit, record=None, filer=PartyInput(**given)).case
        with opened():
            links.suspect(case, case.parties.get(role="filer"), world.at)
        return case

    return file


def suspected(case):
    return list(case.links.values_list("other__number", "nature"))


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ({}, True),
        ({"content": ALIKE}, True),
        ({"name": "钱 多", "content": ALIKE}, True),  # the telephone is the same
        ({"phone": "", "content": ALIKE}, True),  # the name is the same
        ({"sealed": True, "content": ALIKE}, False),  # the link would say who it is
        ({"content": OTHER}, False),
        ({"respondent": "区住建局"}, False),
        ({"name": "赵钱孙", "phone": "13998422222"}, False),
        ({"name": "", "phone": ""}, False),
    ],
)
def test_what_is_suspected(filed, second, found):
    first = filed()
    later = filed(**second)
    assert suspected(later) == ([(first.number, "suspected")] if found else [])
    assert suspected(first) == []
    clean()


def test_a_sealed_report_is_compared_with_sealed_ones_only(filed):
    """Seen beside a case filed by name, a link that rests on the person would break the seal."""
    first, named, again = filed(sealed=True), filed(content=ALIKE), filed(sealed=True, content=ALIKE)
    assert suspected(named) == []
    assert suspected(again) == [(first.number, "suspected")]


def test_only_the_registrar_settles_it(world, filed):
    first, later = filed(), filed(content=ALIKE)
    given = {"other": first, "nature": "different", "note": "不同标段。", "at": world.at}
    with pytest.raises(NotAllowed):
        actions.link_cases(later.number, by=world.actor("fagai_handler"), **given)
    with pytest.raises(InvalidData):
        actions.link_cases(later.number, by=world.actor("registrar"), **given | {"nature": "merged"})
    with pytest.raises(InvalidData):
        actions.link_cases(later.number, by=world.actor("registrar"), **given | {"other": later})
    actions.link_cases(later.number, by=world.actor("registrar"), **given)
    assert suspected(later) == [(first.number, "different")]
    assert later.events.filter(verb="linked").count() == 1
    with pytest.raises(IntegrityError, match="a_person_settles"), transaction.atomic(), opened():
        CaseLink.objects.filter(case=later.pk).update(settled_by=None)
    clean()


def test_links_show_to_whom_both_cases_show(world, filed):
    first, later = filed(), filed(content=ALIKE)
    assert [row["case"].pk for row in around.linked_with(first, world.actor("registrar"))] == [later.pk]
    assert [row["case"].pk for row in around.linked_with(later, world.actor("registrar"))] == [first.pk]
    assert around.linked_with(first, world.actor("caizheng_handler")) == []
    assert around.linked_with(first, world.actor("sifa_handler")) == []


def test_what_was_opened_or_merged_stays_linked(world, filed):
    first, later = filed(), filed(content=ALIKE)
    with opened():
        CaseLink.objects.filter(case=later.pk).update(nature="opened")
    with pytest.raises(Conflict):
        actions.link_cases(
            first.number, other=later, nature="different", note="", by=world.actor("registrar"), at=world.at
        )


def test_likeness():
    assert around.likeness(WORDS, WORDS) == 1
    assert around.likeness(WORDS, ALIKE) > 0.4
    assert around.likeness(WORDS, OTHER) < 0.1
    assert around.likeness("", WORDS) == around.likeness("！", "？") == 0
