"""The columns of a sheet of credit records, and how the heads of a sheet are recognised. See docs/import-records.md."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Column:
    """One column: its usual head, the name it has here, and other heads in use. `needed`: no sheet without it."""

    head: str
    name: str
    aliases: tuple[str, ...] = ()
    needed: bool = False


COLUMNS = (
    Column("来源编号", "external_id", ("编号", "记录编号", "外部编号", "序列号"), needed=True),
    Column("主体类型", "subject_type", ("信息主体类型", "对象类型"), needed=True),
    Column("主体名称", "subject_name", ("名称", "姓名", "企业名称", "信用主体名称", "行政相对人名称"), needed=True),
    Column("主体代码", "subject_code", ("统一社会信用代码", "社会信用代码", "证件号码", "公民身份号码", "身份证号")),
    Column("所属单位", "subject_unit", ("任职单位", "工作单位")),
    Column("事项", "title", ("标题", "失信事项", "违法行为类型", "案由"), needed=True),
    Column("失信事实", "facts", ("事实", "违法事实", "失信行为"), needed=True),
    Column("依据文书", "basis", ("依据", "决定书文号", "处罚决定书文号", "认定文书", "文号"), needed=True),
    Column("金额", "amount", ("金额（元）", "罚款金额", "涉及金额", "金额(元)")),
    Column("失信等级", "severity", ("等级", "失信程度", "失信级别"), needed=True),
    Column("特定领域", "fields", ("处罚领域",)),
    Column("政务处分", "discipline", ("处分", "处分种类")),
    Column("作出日期", "decided_on", ("决定日期", "处罚决定日期", "作出之日"), needed=True),
    Column("认定日期", "determined_on", ("认定之日",), needed=True),
    Column("义务履行日期", "obligations_done_on", ("履行日期", "履行完毕日期")),
    Column("不可修复依据", "not_repairable", ()),
    Column("规则版本", "rule_version", ("适用规则",)),
    Column("信息提供单位", "source", ("提供单位", "认定单位", "来源单位", "处罚机关")),
)
BY_NAME = {column.name: column for column in COLUMNS}
KEY = BY_NAME["external_id"]
SUBJECT_TYPES = {
    "企业": "enterprise", "法人": "enterprise", "个体工商户": "enterprise",
    "公共机构": "unit", "政府部门": "unit", "单位": "unit", "机关": "unit",
    "个人": "person", "公职人员": "person", "公务员": "person", "自然人": "person",
}  # fmt: skip
SEVERITIES = {"轻微": "minor", "一般": "ordinary", "严重": "serious"}
FIELDS = {"特种设备": "special_equipment", "安全生产": "work_safety", "消防": "fire_safety"}
DISCIPLINE = {"警告": "warning", "记过": "demerit", "记大过": "major_demerit", "降级": "demotion", "撤职": "removal"}


def plain(head: str) -> str:
    """A head without spaces and full-width signs, so that small differences do no harm."""
    return "".join(unicodedata.normalize("NFKC", head).split())


KNOWN = {plain(head): column.name for column in COLUMNS for head in (column.head, *column.aliases)}


def recognised(heads: Iterable[str]) -> dict[str, str]:
    """What each head is taken for; a name is given once, to the first that fits."""
    found: dict[str, str] = {}
    for head in heads:
        name = KNOWN.get(plain(head))
        if name and name not in found.values():
            found[head] = name
    return found


def missing(mapping: Mapping[str, str], *, source_given: bool) -> list[str]:
    """The heads of needed columns that nothing was mapped to."""
    there = set(mapping.values()) | ({"source"} if source_given else set())
    return [
        column.head for column in COLUMNS if (column.needed or column.name == "source") and column.name not in there
    ]


def heads_among(lines: list[list[str]]) -> list[str]:
    """The line that most looks like the heads; the first with several cells when none is known."""
    best = max(lines, key=lambda texts: len(recognised(texts)), default=[])
    if recognised(best):
        return best
    return next((texts for texts in lines if sum(map(bool, texts)) > 2), best)


@dataclass(frozen=True)
class Mapped:
    """The layout of a sheet whose columns are known."""

    mapping: Mapping[str, str]  # head -> name

    def marks(self, text: str) -> bool:
        """Whether a raw line of text may be the one with the heads."""
        return all(head in text for head in self.mapping)

    def are_heads(self, texts: list[str]) -> bool:
        """Whether these cells are the heads."""
        return set(self.mapping) <= set(texts)

    def problem(self, heads: list[str]) -> str:
        """Columns that stand twice."""
        twice = sorted({head for head in heads if head in self.mapping and heads.count(head) > 1})
        return _("Columns stand twice: %(heads)s") % {"heads": "、".join(twice)} if twice else ""

    def keeps(self, head: str) -> bool:
        """Whether a column is read."""
        return head in self.mapping

    def without_heads(self) -> str:
        """What to say of a sheet without heads."""
        return _("This sheet does not have these columns: %(heads)s") % {"heads": "、".join(self.mapping)}

    def nothing(self) -> str:
        """What to say of a file without lines."""
        return _("The file holds no records.")
