"""The order of a case file (卷内次序). One order for the file itself and for the paper 案卷目录 that is issued at closing.

What ends the matter lies first, then what it came with, then everything else by the time at which it was made; material
follows the papers. No rule that was read sets this order: it is a proposal of the district's system [D], see ADR 0014.
"""

from __future__ import annotations

from enum import IntEnum

from casework import registry
from casework.models import Case, Document, Evidence


class Section(IntEnum):
    """The sections of a file, in their order."""

    CONCLUSIONS = 1  # 结论性文书
    FILING = 2  # 案件登记表
    PAPERS = 3  # 其他文书
    ASSIGNMENTS = 4  # 协办件及答复
    PROPOSALS = 5  # 内部审批
    CLOCKS = 6  # 办理期限
    MATERIAL = 7  # 证据材料
    COURSE = 8  # 办理记录


TITLES = {
    Section.CONCLUSIONS: "结论性文书",
    Section.FILING: "来件登记",
    Section.PAPERS: "其他文书",
    Section.ASSIGNMENTS: "协办件及答复",
    Section.PROPOSALS: "内部审批",
    Section.CLOCKS: "办理期限",
    Section.MATERIAL: "证据材料",
    Section.COURSE: "办理记录",
}


def papers(case: Case) -> list[Document]:
    """The papers of a case in the order of its file: those that end the matter, then the others, each by time."""
    rows = case.documents.select_related("paper", "unit", "cancellation", "pdf").order_by("issued_at", "pk")
    return sorted(rows, key=lambda row: section_of(case, row))  # stable: within a section the time decides


def section_of(case: Case, paper: Document) -> Section:
    """Where a paper lies."""
    ends = paper.paper.code in registry.get(case.kind).conclusions
    return Section.CONCLUSIONS if ends else Section.PAPERS


def material(case: Case) -> list[Evidence]:
    """The material of a case in the order in which it came in."""
    return list(case.evidence.select_related("assignment__unit").order_by("uploaded_at", "pk"))


def source_of(file: Evidence) -> str:
    """Who handed a file in."""
    return file.assignment.unit.name if file.assignment else str(file.get_source_display())
