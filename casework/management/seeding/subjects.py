"""Invented firms with published records, for bulk cases to be about."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from stdnum.cn import uscc

from casework.management.seeding.copies import Subject
from casework.models import CreditRecord, RecordVersion, SubjectType, Unit
from casework.register import windows
from casework.rules.identifiers import organisation_code_matches
from casework.visibility import search_terms

PLACES = ("大连", "西岗", "滨城", "辽东", "北海", "渤海")
NAMES = (
    "安博昌诚达德鼎方丰福广海恒宏华汇吉嘉建金锦久君康立隆茂明铭宁鹏启庆荣瑞润盛顺泰天通同万祥新鑫兴亚阳永宇源远正志中"
)
TRADES = ("商贸", "建筑工程", "物业管理", "餐饮管理", "科技", "物流", "环保", "装饰", "食品", "机电设备")
MATTERS = (
    ("施工现场扬尘治理不达标", "检查发现裸土未覆盖、出入口未设冲洗设施，责令改正并处罚款人民币{amount}元。"),
    ("政府采购供应商未按合同供货", "中标后逾期未供货，处以罚款人民币{amount}元。"),
    ("未按规定公示年度报告", "未在规定期限内公示年度报告，处以罚款人民币{amount}元。"),
    ("占道经营拒不改正", "经责令改正后仍占道经营，处以罚款人民币{amount}元。"),
)
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def make_subjects(count: int, prefix: str, random: Random, at: datetime) -> list[Subject]:
    """So many published records of invented enterprises, numbered prefix-000001 and on. The door stands open."""
    start = CreditRecord.objects.filter(number__startswith=f"{prefix}-").count()
    units = list(Unit.objects.filter(valid_to=None, outside=False).order_by("pk"))
    rows = [_record(f"{prefix}-{start + n:06d}", random, units, at) for n in range(1, count + 1)]
    said = [_version(row, random) for row in rows]
    for row, version in zip(rows, said, strict=True):
        windows.refresh(row, version)
    made: list[CreditRecord] = CreditRecord.objects.bulk_create(rows, batch_size=1000)
    versions = RecordVersion.objects.bulk_create(said, batch_size=1000)
    return [Subject(row, version) for row, version in zip(made, versions, strict=True)]


def _record(number: str, random: Random, units: list[Unit], at: datetime) -> CreditRecord:
    name = f"{random.choice(PLACES)}{''.join(random.sample(NAMES, 2))}{random.choice(TRADES)}有限公司"
    code = credit_code(random)
    return CreditRecord(
        number=number,
        subject_type=SubjectType.ENTERPRISE,
        subject_name=name,
        subject_code=code,
        source_unit=random.choice(units),
        rule_version="36号令",
        status=CreditRecord.Status.PUBLISHED,
        published_at=at - timedelta(days=random.randrange(330, 700)),
        search=search_terms(number, name, code),
    )


def credit_code(random: Random) -> str:
    """A unified social credit code with right check signs (GB 32100-2015)."""
    start = "91210203MA" + "".join(random.choice(SIGNS) for _ in range(6))
    body = next(start + sign for sign in "0123456789X" if organisation_code_matches(start + sign + "0"))
    return body + str(uscc.calc_check_digit(body))


def _version(row: CreditRecord, random: Random) -> RecordVersion:
    title, facts = random.choice(MATTERS)
    amount = random.randrange(1, 60) * 1000
    decided = row.published_at.date() - timedelta(days=random.randrange(5, 30))
    return RecordVersion(
        record=row,
        number=1,
        change=RecordVersion.Change.PUBLISHED,
        status=CreditRecord.Status.PUBLISHED,
        title=title,
        facts=facts.format(amount=amount),
        basis=f"西罚决〔{decided.year}〕{random.randrange(1, 900)}号",
        amount=Decimal(amount),
        severity=random.choice(CreditRecord.Severity.values),
        decided_on=decided,
        determined_on=decided,
        from_at=row.published_at,
    )
