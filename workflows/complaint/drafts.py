"""The draft conclusion that joint leads countersign (会签稿): one and the same for all, word for word."""

from __future__ import annotations

from casework.models import Assignment, Case
from workflows.complaint.models import Complaint, Countersignature, Finding

MOST_REFUSALS = 2  # of our own: 信访工作条例 第二十四条 names no number
WORDS = {"substantiated": "属实", "partly": "部分属实", "unfounded": "不属实", "unclear": "无法认定"}


def question(finding: str, text: str) -> str:
    """What the joint leads are asked: the draft itself. Files are kept in Chinese."""
    return f"拟作出的处理结果：{WORDS[finding]}。\n{text.strip()}"


def is_agreed(case: Case, finding: Finding) -> bool:
    """Whether the present draft says this, and every joint lead has agreed to it or the superior has decided for it.

    Without joint leads it is.
    """
    leads = _joint(case)
    details: Complaint = case.complaint
    return not leads or (details.draft_finding == finding and leads <= _settled(case))


def is_the_draft(case: Case, finding: str, text: str) -> bool:
    """Whether a conclusion is word for word the draft that was countersigned. Without joint leads any is."""
    details: Complaint = case.complaint
    return not _joint(case) or question(finding, text) == question(details.draft_finding or finding, details.draft_text)


def _joint(case: Case) -> set[int]:
    return set(case.joint_leads.values_list("unit_id", flat=True))


def has_to_change(case: Case, finding: str, text: str) -> bool:
    """Whether the common superior has decided that this very draft has to change."""
    draft = question(finding, text)
    rows = case.assignments.filter(purpose=Assignment.Purpose.COUNTERSIGN, ruling=Assignment.Ruling.AMENDED)
    return any(row.question.strip() == draft for row in rows)


def differences(case: Case) -> list[Assignment]:
    """Refusals of the present draft that the common superior has to decide on: each the second of its unit in a row."""
    joint, said = _joint(case), _said(case)
    waiting = [words for unit, words in said.items() if unit in joint and not _overruled(words, _draft(case))]
    return [
        words[-1] for words in waiting if len(words) >= MOST_REFUSALS and all(map(_refuses, words[-MOST_REFUSALS:]))
    ]


def _draft(case: Case) -> str:
    """The present draft, as the joint leads are asked."""
    details: Complaint = case.complaint
    return question(details.draft_finding, details.draft_text)


def _settled(case: Case) -> set[int]:
    """The units whose last answer agrees to the present draft, or that the superior has decided against in it."""
    draft = _draft(case)
    return {unit for unit, words in _said(case).items() if _agrees(words[-1], draft) or _overruled(words, draft)}


def _said(case: Case) -> dict[int, list[Assignment]]:
    """What each joint lead has answered, in the order of the rounds."""
    said: dict[int, list[Assignment]] = {}
    for row in case.assignments.filter(purpose=Assignment.Purpose.COUNTERSIGN).order_by("pk"):
        said.setdefault(row.unit_id, []).append(row)
    return said


def _agrees(row: Assignment, draft: str) -> bool:
    return row.finding == Countersignature.AGREE and row.question.strip() == draft


def _overruled(rows: list[Assignment], draft: str) -> bool:
    """Whether the common superior has decided that the draft stands without this unit."""
    return any(row.ruling == Assignment.Ruling.UPHELD and row.question.strip() == draft for row in rows)


def _refuses(row: Assignment) -> bool:
    """A refusal that nobody has decided on yet."""
    return row.finding == Countersignature.DISAGREE and not row.ruling
