"""The mark of an objection (异议标注) that falls away before anything was decided."""

from __future__ import annotations

from casework import records
from casework.context import Context


def lift(ctx: Context) -> None:
    """Take the mark away, and tell those who use the record (取消异议标注)."""
    if records.remove_mark(ctx):
        ctx.papers.append("objection_unmark")
