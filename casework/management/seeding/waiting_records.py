"""Records on their way into the register: some wait for a second person, one was not taken up, one is to be changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from casework import actions
from casework.management.seeding.subjects import NAMES, PLACES, TRADES, credit_code
from casework.models import CreditRecord, Membership, RecordChange, Role, SubjectType, Unit
from casework.permissions import Actor
from casework.register.changing import Draft
from casework.register.collecting import Given

SOURCES = ("区人社局", "区住建局", "区财政局", "区科工局", "区统计局")
MATTERS = (  # title, facts, class, penalty in yuan
    (
        "未按规定缴存农民工工资保证金",
        "承建项目开工后逾期未缴存工资保证金，经责令限期改正后仍未缴存。",
        "ordinary",
        50_000,
    ),
    ("提供虚假统计资料", "报送的年度营业收入与账簿不符，差错率超过规定标准。", "ordinary", 30_000),
    ("政府采购供应商拒不签订合同", "中标后无正当理由拒不签订政府采购合同。", "serious", 86_000),
    ("未取得施工许可擅自施工", "检查发现未取得施工许可即组织施工，责令停工并处罚款。", "serious", 120_000),
    ("骗取科技创新补贴", "申报材料中的研发费用凭证系伪造，责令退回补贴。", "serious", 200_000),
)


def fill_register(count: int, random: Random, now: datetime) -> int:
    """Collect so many records during the last days; they wait to be verified, but for the first. Returns how many."""
    for number in range(count):
        at = now - timedelta(days=1 + number % 4, hours=random.randint(0, 5))
        source = Unit.objects.get(name=SOURCES[number % len(SOURCES)], valid_to=None)
        row = actions.collect_record(_given(number, source, random, at), by=_member(source, Role.HANDLER, at), at=at)
        if number == 0:
            words = "决定书上的当事人名称与录入的不一致，请信息提供单位核对。"
            actions.decline_record(row, by=_registrar(at), at=at + timedelta(hours=1), reason=words)
    _draft_change(now)
    return count


def _given(number: int, source: Unit, random: Random, at: datetime) -> Given:
    title, facts, severity, amount = MATTERS[number % len(MATTERS)]
    decided = timezone.localdate(at) - timedelta(days=random.randint(3, 12))
    return Given(
        subject_type=SubjectType.ENTERPRISE,
        subject_name=f"{random.choice(PLACES)}{''.join(random.sample(NAMES, 2))}{random.choice(TRADES)}有限公司",
        subject_code=credit_code(random),
        source_unit=source,
        rule_version="36号令",
        title=title,
        facts=facts,
        basis=f"{source.name}罚决〔{decided.year}〕{random.randint(40, 90)}号",
        amount=Decimal(amount),
        severity=severity,
        decided_on=decided,
        determined_on=decided,
    )


def _draft_change(now: datetime) -> None:
    """The provider of a published record says that the duty was performed; somebody else has to decide on that."""
    open_ones = RecordChange.objects.filter(status=RecordChange.Status.PENDING).values("record")
    row = CreditRecord.objects.public().filter(subject_type=SubjectType.ENTERPRISE).exclude(pk__in=open_ones).first()
    if row is None:
        return
    on = timezone.localdate(now) - timedelta(days=2)
    draft = Draft(
        what=RecordChange.What.PERFORMED,
        fields={"done_on": on},
        reason="当事人已经缴清罚款，缴款书存本单位。",
        basis="非税收入一般缴款书",
    )
    actions.draft_record_change(row, draft, by=_member(row.source_unit, Role.HANDLER, now), at=now)


def _member(unit: Unit, role: str, at: datetime) -> Actor:
    """The first person who holds the role in the unit."""
    held = Membership.objects.filter(unit=unit, role=role, valid_to=None).select_related("user").order_by("pk")
    return Actor.person(held[0].user, timezone.localdate(at))


def _registrar(at: datetime) -> Actor:
    held = Membership.objects.filter(role=Role.REGISTRAR, valid_to=None).select_related("user").order_by("pk")
    return Actor.person(held[0].user, timezone.localdate(at))
