"""The integrity file of a unit as a workbook: its figures, records, measures and cases, in Chinese, persons masked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

from django.utils import timezone, translation

from casework import registry, unit_files
from casework.models import SubjectType, Unit
from casework.permissions import Actor
from casework.rules.identifiers import mask_name
from casework.sheets import FORMULA_SIGNS
from casework.unit_files import Period

MOST = 5000  # rows of a sheet
RATES = {"lead": "作为牵头单位", "cooperating": "作为配合单位", "ordered": "作为被整改单位"}
RECORDS = (
    "编号",
    "事项",
    "失信程度",
    "状态",
    "信息提供单位",
    "作出日期",
    "认定日期",
    "公示起始",
    "可修复起始",
    "公示截止",
)
MEASURES = ("记录编号", "措施", "决定单位", "决定日期", "文号", "起始", "截止", "解除原因", "解除时间", "依据已变更")
CASES = ("案号", "标题", "状态", "牵头单位", "登记时间", "办结时间")


def write(actor: Actor, unit: Unit, period: Period, at: datetime, out: BinaryIO) -> list[int]:
    """Write the workbook as far as this person may read the file; returns the ids of the cases taken out."""
    from openpyxl import Workbook  # takes long to load, and only this needs it

    taken: list[int] = []
    with translation.override("zh-hans"):
        book = Workbook(write_only=True)
        _sheet(book, "概况", _summary(actor, unit, period, at))
        _sheet(book, "失信记录", _records(actor, unit))
        _sheet(book, "惩戒措施", _measures(actor, unit))
        for kind in registry.all_kinds():
            _sheet(book, str(kind.label), _cases(actor, unit, kind, taken))
        book.save(out)
    return taken


def _sheet(book: Any, title: str, lines: Iterable[Iterable[Any]]) -> None:
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for line in lines:
        sheet.append([_harmless(value) for value in line])


def _summary(actor: Actor, unit: Unit, period: Period, at: datetime) -> Iterator[tuple[Any, ...]]:
    figures = unit_files.figures(actor, unit)
    yield ("项目", "数值", "其中按期", "按期率")
    yield ("单位", unit.full_name)
    yield ("统计期间", f"{period.first} 至 {period.last}")
    yield ("出具时间", _moment(at))
    yield ("在用失信记录", figures["standing"])
    yield ("未解除的惩戒措施", figures["in_force"])
    for name, rate in unit_files.rates(unit, period, at).items():
        yield (RATES[name], rate.ended, rate.in_time, "" if rate.percent is None else f"{rate.percent}%")


def _records(actor: Actor, unit: Unit) -> Iterator[tuple[Any, ...]]:
    yield RECORDS
    rows = unit_files.records(actor, unit).prefetch_related("versions").order_by("-pk")[:MOST]
    for row in rows:
        said = max(row.versions.all(), key=lambda version: version.number)
        yield (
            row.number,
            said.title,
            said.get_severity_display(),
            row.get_status_display(),
            row.source_unit.full_name,
            said.decided_on,
            said.determined_on,
            _moment(row.published_at),
            row.repair_from,
            row.ends_on,
        )


def _measures(actor: Actor, unit: Unit) -> Iterator[tuple[Any, ...]]:
    yield MEASURES
    for row in unit_files.measures(actor, unit).order_by("-pk")[:MOST]:
        yield (
            row.record.number,
            row.measure,
            row.decided_by,
            row.decided_on,
            row.basis,
            row.first_day,
            row.last_day,
            row.get_lifted_display() if row.lifted else "",
            _moment(row.lifted_at),
            "是" if row.basis_changed and not row.lifted else "",
        )


def _cases(actor: Actor, unit: Unit, kind: registry.CaseKind, taken: list[int]) -> Iterator[tuple[Any, ...]]:
    yield CASES
    for row in unit_files.cases(actor, unit, kind.code).order_by("-opened_at", "-pk")[:MOST]:
        taken.append(row.pk)
        person = row.filer_type == SubjectType.PERSON and row.filer_name
        title = row.title.replace(row.filer_name, mask_name(row.filer_name)) if person else row.title
        state, opened, closed = kind.state_label(row.state), _moment(row.opened_at), _moment(row.closed_at)
        yield (row.number, title, state, row.lead_unit.full_name, opened, closed)


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _harmless(value: Any) -> Any:
    """No spreadsheet takes a text for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(tuple(FORMULA_SIGNS)) else value
