"""Paging by key: the next page starts after the last row shown, so page 1,000 costs what page 1 costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

PAGE_SIZE = 25
SEPARATOR = "~"


@dataclass(frozen=True)
class Page:
    """The rows of one page and the cursors of the pages beside it; an empty cursor means there is none."""

    rows: list[Any]
    before: str
    after: str


@dataclass(frozen=True)
class Order:
    """Sort by a moment, then by id; by id alone without a field.

    Ascending puts rows without the moment last; descending needs a moment that is never null.
    """

    field: str = ""
    descending: bool = False

    def by(self, *, backwards: bool) -> list[Any]:
        """The arguments of order_by(), turned round when a page is read backwards."""
        down = self.descending != backwards
        key = [F(self.field).desc(nulls_first=True) if down else F(self.field).asc(nulls_last=True)]
        return [*(key if self.field else []), "-pk" if down else "pk"]

    def beyond(self, value: datetime | None, pk: int, *, backwards: bool) -> Q:
        """Rows that come after the given one, or before it when read backwards."""
        larger = self.descending == backwards
        side = "gt" if larger else "lt"
        if not self.field:
            return Q(**{f"pk__{side}": pk})
        if value is None:
            same = Q(**{f"{self.field}__isnull": True, f"pk__{side}": pk})
            return same if larger else same | Q(**{f"{self.field}__isnull": False})
        rest = Q(**{f"{self.field}__{side}": value}) | Q(**{self.field: value, f"pk__{side}": pk})
        return rest | Q(**{f"{self.field}__isnull": True}) if larger and not self.descending else rest


def page_of(rows: QuerySet[Any], order: Order, cursor: str = "", size: int = PAGE_SIZE) -> Page:
    """One page of the rows, in one query. A cursor nobody here wrote shows the first page."""
    start = _read(cursor)
    backwards = start is not None and start[0]
    if start is not None:
        rows = rows.filter(order.beyond(start[1], start[2], backwards=backwards))
    found = list(rows.order_by(*order.by(backwards=backwards))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_before, has_after = (more, True) if backwards else (start is not None, more)
    return Page(
        rows=found,
        before=_write("p", order, found[0]) if found and has_before else "",
        after=_write("n", order, found[-1]) if found and has_after else "",
    )


def _write(direction: str, order: Order, row: Any) -> str:
    value = getattr(row, order.field) if order.field else None
    return SEPARATOR.join((direction, value.isoformat() if value else "", str(row.pk)))


def _read(cursor: str) -> tuple[bool, datetime | None, int] | None:
    """(backwards, moment, id) of a cursor, or None when it cannot be read."""
    try:
        direction, moment, pk = cursor.split(SEPARATOR)
        value = datetime.fromisoformat(moment) if moment else None
        number = int(pk)
    except ValueError:
        return None
    readable = direction in ("n", "p") and (value is None or value.tzinfo is not None) and 0 <= number < 2**63
    return (direction == "p", value, number) if readable else None
