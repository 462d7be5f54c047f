"""Changes of rules (规则变更): drafted by one person, decided by another, carried out batch by batch."""

from __future__ import annotations

from datetime import datetime

from casework import rule_changes
from casework.door import transacting
from casework.models import RuleChange
from casework.permissions import Actor
from casework.rule_versions import NewVersion


def draft_change(new: NewVersion, *, by: Actor, at: datetime) -> RuleChange:
    """Draft a new version. It changes nothing until somebody else confirms it. Raises InvalidData by field."""
    with transacting():
        return rule_changes.draft(new, by, at)


def decide_change(
    change_id: int, *, by: Actor, at: datetime, confirm: bool, seen: str, opinion: str = ""
) -> RuleChange:
    """Confirm or reject a draft. `seen` is the hash of the content that was read and rehearsed."""
    with transacting():
        return rule_changes.decide(change_id, by, at, confirm, seen, opinion.strip())


def withdraw_change(change_id: int, *, by: Actor) -> RuleChange:
    """The drafter withdraws a draft."""
    with transacting():
        return rule_changes.withdraw(change_id, by)


def note_progress(change_id: int, *, cursor: int, kept: int) -> None:
    """How far a confirmed change is carried out. Noting less far than is known changes nothing."""
    with transacting():
        rule_changes.note_progress(change_id, cursor, kept)


def finish_change(change_id: int, *, at: datetime) -> None:
    """A confirmed change is carried out."""
    with transacting():
        rule_changes.finish(change_id, at)
