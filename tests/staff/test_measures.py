"""Measures and leniency on the staff pages: who enters, who lifts, what dispute, exemption and correction do to them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from casework import actions
from casework.errors import Conflict
from casework.models import CreditRecord, Document, Recommendation, Sanction
from casework.models.guard import opened
from casework.register.changing import Draft
from casework.sweep import sweep
from tests.engine.ladder_scene import late_case, make_rule
from tests.engine.record_scene import GOVERNMENT, sanctioned, verified
from tests.staff.conftest import SignIn
from tests.staff.test_moves import words
from tests.staff.test_recommendations import at
from tests.world import RECORD, World

GIVEN = {
    "kind": "",
    "measure": "取消2026年度评优资格",
    "decided_by": GOVERNMENT,
    "decided_on": "2026-11-05",
    "basis": "西政发〔2026〕9号",
    "first_day": "2026-11-05",
    "last_day": "2027-11-04",
}
YESTERDAY = date(2026, 11, 8)
LENIENT = {"kind": "exempt", "reason": "主动挽回损失。", "decided_by": GOVERNMENT, "decided_on": "2026-11-06"}
PEOPLE = [  # who, enters a measure, enters leniency: the record is about 区住建局, 区财政局 provided it
    ("caizheng_handler", True, False),
    ("caizheng_supervisor", True, False),
    ("registrar", True, True),
    ("fagai_supervisor", False, True),
    ("fagai_handler", False, False),
    ("zhujian_handler", False, False),
    ("zhujian_supervisor", False, False),
    ("leader", False, False),
    ("auditor", False, False),
]


def page(name: str, record: CreditRecord) -> str:
    return reverse(f"staff:{name}", args=[record.number])


def corrected(world: World, record: CreditRecord) -> None:
    """Corrected outside a case, by two people."""
    draft = Draft(what="correct", reason="金额录入有误。", fields={"severity": "minor"})
    change = actions.draft_record_change(record, draft, by=world.actor("caizheng_handler"), at=world.at)
    actions.decide_record_change(change, by=world.actor("fagai_supervisor"), at=world.at, confirm=True, answer="")


@pytest.mark.parametrize(("who", "measure", "leniency"), PEOPLE)
def test_who_enters_what(world: World, sign_in: SignIn, who: str, measure: bool, leniency: bool) -> None:
    record, client = verified(world), sign_in(who)
    shown = words(client.get(page("record", record)))
    assert (page("enter_measure", record) in shown, page("enter_leniency", record) in shown) == (measure, leniency)
    answer = client.post(page("enter_measure", record), GIVEN)
    assert answer.status_code == (302 if measure else 403)
    answer = client.post(page("enter_leniency", record), LENIENT)
    assert answer.status_code == (302 if leniency else 403)
    assert (Sanction.objects.count(), record.mitigations.count()) == (measure, leniency)


def test_own_unit_decides_nothing_even_as_registrar(world: World, sign_in: SignIn) -> None:
    record = verified(world, about="区发改局", verifier="zhengfuban_supervisor")
    for who in ("registrar", "fagai_supervisor"):
        assert sign_in(who).post(page("enter_measure", record), GIVEN).status_code == 403
        assert sign_in(who).post(page("enter_leniency", record), LENIENT).status_code == 403
    assert Sanction.objects.count() == 0


def test_a_measure_of_the_pack_needs_no_words(world: World, sign_in: SignIn) -> None:
    record = verified(world)
    form = words(sign_in("registrar").get(page("enter_measure", record)))
    kind = form.split('">通报批评<')[0].rsplit('"', 1)[1]
    sign_in("registrar").post(page("enter_measure", record), GIVEN | {"kind": kind, "measure": "", "last_day": ""})
    one = Sanction.objects.get()
    assert (one.measure, one.kind.code, one.last_day, one.rests_on) == ("通报批评", "public_criticism", None, 3)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"measure": ""}, "measure"),
        ({"decided_on": "2026-11-10"}, "decided_on"),
        ({"decided_on": "x"}, "decided_on"),
        ({"last_day": "2026-11-04"}, "last_day"),
        ({"basis": ""}, "basis"),
        ({"decided_by": "政" * 200}, "decided_by"),
        ({"kind": "99999"}, "kind"),
    ],
)
def test_an_error_stands_beside_its_field(world: World, sign_in: SignIn, data: dict[str, str], field: str) -> None:
    answer = sign_in("registrar").post(page("enter_measure", verified(world)), GIVEN | data)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in words(answer)
    assert Sanction.objects.count() == 0


def test_nothing_new_in_dispute_and_it_says_until_when(world: World, sign_in: SignIn) -> None:
    case = world.verifying()
    record = CreditRecord.objects.get(number=RECORD)
    client = sign_in("registrar")
    until = case.due_at.astimezone(world.at.tzinfo).date().isoformat()
    assert until in words(client.get(page("record", record)))
    answer = client.post(page("enter_measure", record), GIVEN)
    assert answer.status_code == 409
    assert until in words(answer)
    assert GIVEN["measure"] in words(answer)
    assert Sanction.objects.count() == 0


def test_who_enters_a_measure_never_lifts_it(world: World, sign_in: SignIn) -> None:
    one = sanctioned(world, verified(world))
    address = reverse("staff:lift_measure", args=[one.pk])
    assert sign_in("caizheng_handler").post(address, {"note": "已解除"}).status_code == 403
    assert sign_in("caizheng_supervisor").post(address, {"note": ""}).status_code == 422
    assert sign_in("caizheng_supervisor").post(address, {"note": "西政发〔2026〕20号"}).status_code == 302
    one = Sanction.objects.get()
    assert (one.lifted, one.lifted_note, one.lifted_by.username) == (
        "decided",
        "西政发〔2026〕20号",
        "caizheng_supervisor",
    )
    assert sign_in("registrar").post(address, {"note": "再次"}).status_code == 409
    with pytest.raises(IntegrityError, match="who_enters_a_measure_never_lifts_it"), transaction.atomic(), opened():
        Sanction.objects.update(lifted_by=one.entered_by)


def test_nobody_of_the_unit_lifts(world: World, sign_in: SignIn) -> None:
    one = sanctioned(world, verified(world))
    assert (
        sign_in("zhujian_supervisor").post(reverse("staff:lift_measure", args=[one.pk]), {"note": "x"}).status_code
        == 403
    )
    assert not Sanction.objects.get().lifted


def test_a_correction_lifts_nothing_and_whoever_decided_is_told(world: World, sign_in: SignIn) -> None:
    record = verified(world)
    one = sanctioned(world, record)
    corrected(world, record)
    letter = Document.objects.get(paper__code="record_basis_changed")
    assert (letter.addressee, letter.record) == (GOVERNMENT, record)
    assert "失信类别｜一般｜轻微" in letter.content["paragraphs"]
    client, listed = sign_in("caizheng_supervisor"), reverse("staff:measures_again")
    assert "依据已变更，待重新审视" in words(client.get(page("record", record)))
    assert record.number in words(client.get(listed))
    answer = client.post(reverse("staff:keep_measure", args=[one.pk]), {"note": "维持，西政函〔2026〕3号"})
    assert answer.status_code == 302
    assert "待重新审视" not in words(client.get(page("record", record)))
    assert record.number not in words(client.get(listed))
    again = client.post(reverse("staff:keep_measure", args=[one.pk]), {"note": "再次"})
    assert again.status_code == 409
    assert Sanction.objects.get().kept_by.username == "caizheng_supervisor"


def test_a_measure_on_what_was_corrected_before_rests_on_the_correction(world: World, sign_in: SignIn) -> None:
    record = verified(world)
    corrected(world, record)
    sanctioned(world, record)
    assert "待重新审视" not in words(sign_in("registrar").get(page("record", record)))
    assert not Document.objects.filter(paper__code="record_basis_changed").exists()


def test_an_exemption_lifts_at_once_and_forbids_more(world: World, sign_in: SignIn) -> None:
    record = verified(world)
    sanctioned(world, record)
    client = sign_in("registrar")
    client.post(page("enter_leniency", record), LENIENT)
    assert Sanction.objects.get().lifted == "lenient"
    answer = client.post(page("enter_measure", record), GIVEN)
    assert (answer.status_code, Sanction.objects.count()) == (409, 1)
    assert client.post(page("enter_leniency", record), LENIENT).status_code == 403
    with pytest.raises(Conflict):
        actions.mitigate_record(record, by=world.actor("registrar"), at=world.at, **LENIENT | {"decided_on": YESTERDAY})


def test_what_a_record_nobody_may_see_carries_is_not_seen_either(world: World, sign_in: SignIn) -> None:
    one = sanctioned(world, verified(world, publish=False))
    for name in ("lift_measure", "keep_measure"):
        assert sign_in("zhujian_handler").get(reverse(f"staff:{name}", args=[one.pk])).status_code == 404


# A proposal that was taken up ------------------------------------------------------------------------------------


@pytest.fixture
def approved(world: World, settings: Any, clock: Any) -> tuple[Recommendation, CreditRecord]:
    """A proposal of public criticism on an objection's case, taken up; the case concerns a record."""
    make_rule(settings)
    case, _clock = late_case(world)
    sweep(at("2026-10-15T09:00"))
    world.at = at("2026-10-16T09:00")
    clock.move_to(world.at)
    one = Recommendation.objects.get(case=case)
    decision = actions.OutsideDecision(True, GOVERNMENT, world.at.date(), reference="西政批〔2026〕8号", note="")
    actions.record_outside_decision(one.pk, decision, by=world.actor("fagai_handler"), at=world.at)
    return Recommendation.objects.get(pk=one.pk), case.record


def test_a_decision_becomes_a_measure_with_one_click_and_never_by_itself(
    world: World, sign_in: SignIn, approved: tuple[Recommendation, CreditRecord]
) -> None:
    one, record = approved
    assert Sanction.objects.count() == 0
    client, address = sign_in("fagai_handler"), reverse("staff:enter_recommended", args=[one.pk])
    shown = words(client.get(reverse("staff:recommendation", args=[one.pk])))
    assert (address in shown, record.number in shown) == (True, True)
    assert client.post(address, {"record": record.number}).status_code == 302
    made = Sanction.objects.get()
    assert (made.recommendation, made.kind, made.decided_by) == (one, one.measure, GOVERNMENT)
    assert (made.basis, made.first_day) == ("西政批〔2026〕8号", one.decided_on)
    assert client.post(address, {"record": record.number}).status_code == 409
    assert Sanction.objects.count() == 1


@pytest.mark.parametrize(("who", "status"), [("fagai_supervisor", 403), ("zhujian_handler", 403), ("auditor", 403)])
def test_only_a_handler_of_the_lead_enters_it(
    world: World, sign_in: SignIn, approved: tuple[Recommendation, CreditRecord], who: str, status: int
) -> None:
    one, record = approved
    address = reverse("staff:enter_recommended", args=[one.pk])
    assert sign_in(who).post(address, {"record": record.number}).status_code == status
    assert Sanction.objects.count() == 0


def test_not_on_a_record_of_another_matter(
    world: World, sign_in: SignIn, approved: tuple[Recommendation, CreditRecord]
) -> None:
    one, _record = approved
    other = verified(world, decided_on=date(2026, 10, 8), determined_on=date(2026, 10, 8))
    address = reverse("staff:enter_recommended", args=[one.pk])
    assert sign_in("fagai_handler").post(address, {"record": other.number}).status_code == 404
    assert Sanction.objects.count() == 0


def test_the_papers_of_a_record_are_read_by_who_may_read_it(world: World, sign_in: SignIn) -> None:
    record = verified(world, publish=False)
    papers = {paper.paper.code: paper for paper in record.papers.select_related("paper")}
    assert set(papers) == {"record_notice", "record_repair_notice"}
    address = reverse("staff:paper", args=[papers["record_notice"].pk])
    shown = words(sign_in("registrar").get(address))
    assert "信用修复告知书" in shown
    assert papers["record_notice"].sha256 in shown
    assert sign_in("caizheng_handler").get(address).status_code == 200
    world.people["zhujian_supervisor"].memberships.create(unit=record.subject_unit, role="leader", valid_from=YESTERDAY)
    assert sign_in("zhujian_supervisor").get(address).status_code == 200  # the leader of the unit it is about
    assert sign_in("zhujian_handler").get(address).status_code == 404


def test_publishing_later_tells_anew(world: World) -> None:
    record = verified(world, publish=False)
    draft = Draft(what="publish", reason="决定公示。")
    change = actions.draft_record_change(record, draft, by=world.actor("registrar"), at=world.at)
    actions.decide_record_change(change, by=world.actor("fagai_supervisor"), at=world.at, confirm=True, answer="")
    assert record.papers.count() == 4
    assert "起公示" in "".join(record.papers.filter(paper__code="record_notice").last().content["paragraphs"])


def test_of_a_person_a_paper_holds_the_masked_name_only(world: World) -> None:
    person = {
        "subject_type": "person",
        "subject_name": "王小明",
        "subject_code": "210203199001011239",
        "rule_version": "local",
    }
    record = verified(world, publish=False, **person)
    for paper in record.papers.all():
        assert paper.addressee == "王**"
        assert "王小明" not in str(paper.content)
        assert "个人信息保护法" in str(paper.content) or paper.paper.code == "record_repair_notice"
