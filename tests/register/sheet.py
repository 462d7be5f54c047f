"""Invented records as an information provider would send them, the same by seed; written as CSV or XLSX."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook
from stdnum.cn import ric

from casework.management.seeding.subjects import MATTERS, NAMES, PLACES, TRADES, credit_code

Row = dict[str, str]
HEADS = [
    "来源编号", "主体类型", "主体名称", "主体代码", "所属单位", "事项", "失信事实", "依据文书",
    "金额", "失信等级", "特定领域", "政务处分", "作出日期", "认定日期", "义务履行日期", "信息提供单位",
]  # fmt: skip


def rows(count: int, seed: int = 36, until: date = date(2026, 10, 31)) -> list[Row]:
    """So many records: mostly enterprises, each twentieth a civil servant, each fiftieth a public body."""
    random = Random(seed)
    return [_row(number, random, until) for number in range(1, count + 1)]


def _row(number: int, random: Random, until: date) -> Row:
    title, facts = random.choice(MATTERS)
    amount = random.randrange(1, 60) * 1000
    day = until - timedelta(days=random.randrange(0, 300))
    row = dict.fromkeys(HEADS, "") | {
        "来源编号": f"CZ-{number:06d}",
        "主体类型": "企业",
        "主体名称": f"{random.choice(PLACES)}{''.join(random.sample(NAMES, 2))}{random.choice(TRADES)}有限公司",
        "主体代码": credit_code(random),
        "事项": title,
        "失信事实": facts.format(amount=amount),
        "依据文书": f"西财罚〔{day.year}〕{number}号",
        "金额": str(amount),
        "失信等级": random.choice(("轻微", "一般", "一般", "严重")),
        "作出日期": day.isoformat(),
        "认定日期": day.isoformat(),
        "信息提供单位": "区财政局",
    }
    if number % 50 == 0:
        return row | {"主体类型": "公共机构", "主体名称": "区商务局", "主体代码": ""}
    if number % 20 == 0:
        return row | {"主体类型": "个人", "主体名称": "王建国", "主体代码": _identity(random), "所属单位": "区商务局"}
    return row


def _identity(random: Random) -> str:
    born = date(1965, 1, 1) + timedelta(days=random.randrange(12000))
    body = f"210203{born:%Y%m%d}{random.randrange(1000):03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def as_csv(path: Path, found: Iterable[Row], encoding: str = "utf-8", heads: list[str] | None = None) -> Path:
    """As CSV."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, heads or HEADS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(found)
    return path


def as_xlsx(path: Path, sheets: dict[str, list[Row]]) -> Path:
    """As a workbook of several sheets, each with a title above its heads."""
    book = Workbook(write_only=True)
    for title, found in sheets.items():
        sheet = book.create_sheet(title)
        sheet.append([f"{title}失信记录"])
        sheet.append(HEADS)
        for row in found:
            sheet.append([row[head] for head in HEADS])
    book.save(path)
    return path
