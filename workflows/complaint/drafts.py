"""The draft conclusion that joint leads countersign (会签稿): one and the same for all, word for word."""

from __future__ import annotations

from casework.models import Assignment, Case
from workflows.complaint.models import Complaint, Countersignature, Finding

WORDS = {"substantiated": "属实", "partly": "部分属实", "unfounded": "不属实", "unclear": "无法认定"}


def question(finding: str, text: str) -> str:
    """What the joint leads are asked: the draft itself. Files are kept in Chinese."""
    return f"拟作出的处理结果：{WORDS[finding]}。\n{text.strip()}"


def is_agreed(case: Case, finding: Finding) -> bool:
    """Whether every joint lead has agreed to the present draft, and the draft says this. Without joint leads it is."""
    leads = _joint(case)
    details: Complaint = case.complaint
    return not leads or (details.draft_finding == finding and leads <= _agreeing(case, details))


def is_the_draft(case: Case, finding: str, text: str) -> bool:
    """Whether a conclusion is word for word the draft that was countersigned. Without joint leads any is."""
    details: Complaint = case.complaint
    return not _joint(case) or question(finding, text) == question(details.draft_finding or finding, details.draft_text)


def _joint(case: Case) -> set[int]:
    return set(case.joint_leads.values_list("unit_id", flat=True))


def _agreeing(case: Case, details: Complaint) -> set[int]:
    """The units whose last answer agrees to the present draft."""
    last: dict[int, Assignment] = {}
    for row in case.assignments.filter(purpose=Assignment.Purpose.COUNTERSIGN).order_by("pk"):
        last[row.unit_id] = row
    draft = question(details.draft_finding, details.draft_text)
    return {
        unit for unit, row in last.items() if row.finding == Countersignature.AGREE and row.question.strip() == draft
    }
