"""The closed loop in a real browser: a broken promise, no putting right, a record that all may read, repaired and gone.

The firm that complains, a registrar, three offices with their handlers and supervisors, whoever applies for the body, and
the receiver of 信用大连.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from casework import actions
from casework.audit import verify
from casework.checks import problems
from casework.models import Assignment, Case, CreditRecord, Delivery, Party, Subscriber
from casework.push import sender
from notifications.wire import signing
from tests.journeys.conftest import Staff, Start
from tests.journeys.steps import NEXT, NUMBER, add_file, answer, approve, do, file_complaint, state, today
from tests.journeys.walker import Walker
from tests.receiver import Moody, receiving

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "我公司为机关食堂供货，验收合格后对方拖欠货款二十万元，多次催要没有结果。"
FIRM = {"name": "大连海韵商贸有限公司", "code": "91210203MA0Q2X7KX2", "phone": "13842600718"}
BODY_CODE = "112102031000000087"  # invented, with right check signs


@pytest.fixture
def dalian(committed_world, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Moody]:
    """信用大连, told by webhook; nobody else is told. The worker's part is played by `tell`."""
    monkeypatch.setattr("casework.register.push._send_now", lambda: None)
    settings.PUSH_LOCAL = True
    with receiving(signing.new_secret(), timezone.now) as server:
        Subscriber.objects.exclude(code="xinyong-dalian").update(active=False)
        subscriber = Subscriber.objects.get(code="xinyong-dalian")
        subscriber.way, subscriber.url, subscriber.secret = "webhook", server.url, server.secret
        actions.save_subscriber(subscriber, at=committed_world.at)
        yield server


def tell() -> None:
    """One pass of the worker that sends changes."""
    sender.push(timezone.now)


def test_from_a_complaint_to_a_record_that_is_gone(start: Start, staff: Staff, clock, photo: Path, dalian) -> None:
    number = complained(start("phone"), staff)
    rectification = Case.objects.get(number=number).linked_by.get().case.number
    not_put_right(staff, clock, rectification, photo)
    record = verified(staff, rectification)
    tell()
    assert [one["data"]["change"] for one in dalian.kept] == ["published"]
    assert record.number in found_by_anybody(start)

    repair = applied(start("phone"), record)
    granted(staff, repair)
    assert state(repair) == "notifying"
    assert record.number not in found_by_anybody(start)
    tell()
    assert [one["data"]["change"] for one in dalian.kept] == ["published", "repaired"]
    assert state(repair) == "closed"
    acknowledged(staff("registrar"), record)
    assert len(who_acted()) >= 8
    assert list(problems()) == []
    assert list(verify(Case.objects.all())) == []


def complained(citizen: Walker, staff: Staff) -> str:
    """Filed, accepted, found true, and answered."""
    number, _code = file_complaint(
        citizen, "own", "区财政局", "procurement", WORDS, capacity="enterprise", consent="yes", **FIRM
    )
    do(staff("registrar"), number, "accept")
    approve(staff("fagai_supervisor"), number)
    lead = staff("zhengfuban_handler")
    do(
        lead,
        number,
        "conclude_substantiated",
        {"severity": "ordinary"},
        text="经核查，拖欠货款二十万元属实。",
        facts="未按采购合同约定支付货款二十万元。",
        loss="企业垫付资金二十万元。",
        demands="支付拖欠的货款",
    )
    approve(staff("zhengfuban_supervisor"), number)
    do(lead, number, "reply", {"how": "portal"}, served_on=today())
    return number


def not_put_right(staff: Staff, clock, number: str, photo: Path) -> None:
    """Ordered and served; the time runs out, the refusal is found, and nobody asks for a review of that."""
    lead = staff("zhengfuban_handler")
    do(lead, number, "order", {"severity": "ordinary"}, designation="西政督〔2026〕3号")
    approve(staff("zhengfuban_supervisor"), number)
    receipt = add_file(lead, number, photo)
    service = {"service": "in_person", "proof": str(receipt)}
    do(lead, number, "serve", service, recipient="孙倩（办公室）", served_on=today())
    do(staff("caizheng_handler"), number, "explain", explanation="年度预算调整，付款审批迟延。")
    clock.shift(timedelta(days=45))
    do(staff("zhengfuban_handler"), number, "find_refusal", refusal="逾期未报送整改报告，经催办仍未整改。")
    approve(staff("zhengfuban_supervisor"), number)
    clock.shift(timedelta(days=45))
    do(staff("zhengfuban_handler"), number, "close", conclusion="认定拒不整改，纳入政务失信记录。")
    assert state(number) == "closed"


def verified(staff: Staff, rectification: str) -> CreditRecord:
    """A second person compares the record with the finding, and publishes it."""
    record = CreditRecord.objects.get(versions__case__number=rectification)
    assert record.status == "collected"
    registrar = staff("registrar")
    registrar.go("/staff/records/verify")
    registrar.press(f"main a[href$='/staff/records/verify/{record.number}']")
    registrar.choose("decision", "publish")
    registrar.press("main form.card-x button[type=submit].btn-primary")
    record = CreditRecord.objects.get(pk=record.pk)
    assert record.status == "published", registrar.text()
    return record


def found_by_anybody(start: Start) -> str:
    """What the public search says about the body."""
    anybody = start("phone")
    anybody.go("/records?q=财政局")
    return anybody.text()


def applied(applicant: Walker, record: CreditRecord) -> str:
    """The body has paid since, and asks for repair."""
    applicant.go(f"/repairs/new?record={record.number}")
    applicant.press(NEXT)  # start
    applicant.press(NEXT)  # it can be repaired as soon as it is put right
    applicant.choose("capacity", "enterprise")
    applicant.fill(name=record.subject_name, code=BODY_CODE, phone="13842600719")
    applicant.press(NEXT)
    applicant.fill(content="货款已于近日全部付清。", performed_on=today(), promised_by="孙倩")
    applicant.page.locator("main input[name=promised]").check()
    applicant.press(NEXT)
    applicant.press(NEXT)  # no files: the unit that made the determination is asked
    applicant.press("button[name=send]")
    number = NUMBER.search(applicant.text())
    assert number, applicant.text()
    return number[0]


def granted(staff: Staff, number: str) -> None:
    """Accepted, confirmed by the unit that made the determination, granted, carried out."""
    handler, supervisor = staff("fagai_handler"), staff("fagai_supervisor")
    do(handler, number, "accept")
    approve(supervisor, number)
    do(handler, number, "ask_units")
    asked = Assignment.objects.get(case__number=number)
    assert asked.unit.name == "区政府办"
    answer(staff("zhengfuban_handler"), asked.pk, "经核实，货款已经全部付清。")
    do(handler, number, "decide_grant", explanation="失信行为已经纠正，义务已经履行完毕。")
    approve(supervisor, number)
    do(handler, number, "execute")


def acknowledged(registrar: Walker, record: CreditRecord) -> None:
    """The page of the record shows that the subscriber has confirmed."""
    registrar.go(f"/staff/records/{record.number}")
    for delivery in Delivery.objects.filter(record=record):
        assert delivery.acknowledged_at
        assert delivery.reference in registrar.text()


def who_acted() -> set[str]:
    """Who filed, and the members of staff who made or approved a move."""
    acted = Case.objects.filter(events__actor__isnull=False).values_list("events__actor__username", flat=True)
    filed = Party.objects.filter(case__kind__in=("complaint", "repair")).values_list("name", flat=True)
    return {*acted, *filed}
