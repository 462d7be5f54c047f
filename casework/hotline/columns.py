"""The columns of a sheet of tickets (工单), the same for reading in and writing out. See docs/import-12345.md."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: its head as the platform writes it, and the name it has here. `needed`: never empty."""

    head: str
    name: str
    needed: bool = False
    width: int = 14


TICKET = (
    Column("工单编号", "number", needed=True, width=20),
    Column("派单时间", "dispatched_at", needed=True, width=18),
    Column("办结时限", "due_at", width=18),
    Column("工单类型", "sort", needed=True, width=10),
    Column("诉求人", "filer", width=12),
    Column("诉求人类型", "filer_type", width=12),
    Column("证件号码", "id_number", width=22),
    Column("联系电话", "phone", width=16),
    Column("身份保密", "sealed", width=10),
    Column("诉求标题", "title", needed=True, width=30),
    Column("诉求内容", "content", needed=True, width=60),
    Column("被投诉单位", "respondent", needed=True, width=16),
    Column("被投诉人", "person", width=12),
    Column("所属领域", "area", needed=True, width=20),
    Column("街道", "street", width=14),
)
RESULT = (
    Column("案件编号", "case", width=22),
    Column("承办单位", "lead", width=14),
    Column("办理状态", "state", width=14),
    Column("期限状态", "light", width=14),
    Column("办理结果", "finding", width=16),
    Column("答复内容", "reply", width=60),
    Column("答复时间", "replied_at", width=18),
    Column("办结时间", "closed_at", width=18),
)
KEY = TICKET[0]
HEADS = {column.head: column for column in TICKET}
NEEDED_HEADS = tuple(column.head for column in TICKET if column.needed)
SORTS = {"咨询": "consult", "一般": "general", "投诉举报": "complaint", "疑难": "hard", "紧急": "urgent"}
FILER_TYPES = {"个人": "person", "企业": "enterprise", "单位": "unit"}
YES_NO = {"是": True, "否": False, "": False}


def head_of(name: str) -> str:
    """The head of a column by its name here."""
    return next(column.head for column in TICKET if column.name == name)
