"""The register of numbers (文号登记簿) as a workbook, in Chinese; of what somebody may not read, number and sort only."""

from __future__ import annotations

from typing import Any, BinaryIO

from django.utils import timezone, translation

from casework.paper_status import standing
from casework.sheets import FORMULA_SIGNS

MOST = 20_000  # rows of the sheet
HEADS = (
    "文号",
    "文书名称",
    "签发单位",
    "签发日期",
    "主送",
    "案件或者记录编号",
    "状态",
    "送达日期",
    "作废原因",
    "替代文号",
)


def write(rows: Any, out: BinaryIO) -> None:
    """Write the papers in the order of these rows."""
    from openpyxl import Workbook  # takes long to load, and only this needs it

    with translation.override("zh-hans"):
        book = Workbook(write_only=True)
        sheet = book.create_sheet("文号登记簿")
        sheet.freeze_panes = "A2"
        sheet.append(HEADS)
        for row in rows.select_related("case", "record")[:MOST]:
            sheet.append([_harmless(value) for value in _line(row)])
        book.save(out)


def _line(row: Any) -> tuple[Any, ...]:
    said, void = standing(row), getattr(row, "cancellation", None)
    always = (row.number, row.title, row.unit.full_name, timezone.localdate(row.issued_at))
    if not row.open:
        return (*always, "", "", said.words, "", "", "")
    about = row.case.number if row.case else row.record.number
    served = said.service.served_on if said.service else ""
    replaced = void.replaced_by.number if void and void.replaced_by else ""
    return (*always, row.addressee, about, said.words, served, void.reason if void else "", replaced)


def _harmless(value: Any) -> Any:
    """Never a formula: a sheet that opens must not run what somebody typed."""
    return f"'{value}" if isinstance(value, str) and value[:1] in FORMULA_SIGNS else value
