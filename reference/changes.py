"""What a load changes: every write of the loader goes through here and is noted."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Change:
    """One row that is new, changed or removed; `fields` names the columns that differ."""

    what: str
    table: str
    key: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.what} {self.table} {self.key}" + (f" ({', '.join(self.fields)})" if self.fields else "")

    def document(self) -> dict[str, Any]:
        """The change as a document."""
        return {"what": self.what, "table": self.table, "key": self.key, "fields": list(self.fields)}


@dataclass
class Changes:
    """The changes of one load, in order."""

    made: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)  # the district's own versions, from which the pack differs

    def create(self, model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> Any:
        """Write a new row."""
        row = model._default_manager.create(**key, **values)
        self.note("new", model, _written(key))
        return row

    def put(self, model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> Any:
        """Write a row, or the columns of it that differ. Returns the row."""
        row = model._default_manager.filter(**key).order_by("-pk").first()
        if row is None:
            return self.create(model, key, values)
        differing = tuple(name for name, value in values.items() if getattr(row, name) != value)
        if differing:
            for name in differing:
                setattr(row, name, values[name])
            row.save(update_fields=differing)
            self.note("changed", model, _written(key), differing)
        return row

    def put_version(self, model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> None:
        """Write a next version unless the newest, or the newest that came with a pack, says the same already."""
        rows: list[Any] = list(model._default_manager.filter(**key).order_by("version"))
        told = [row for row in rows if row.change_id is None][-1:] + rows[-1:]
        if any(all(getattr(row, name) == value for name, value in values.items()) for row in told):
            return
        if rows and rows[-1].change_id is not None:
            self.keep(rows[-1], key)
            return
        self.create(model, {**key, "version": rows[-1].version + 1 if rows else 1}, values)

    def keep(self, row: Any, key: dict[str, Any]) -> None:
        """Leave the version that the district made on screen, and remember that the pack differs from it."""
        change = Change("kept", type(row)._meta.model_name, _written({**key, "version": row.version}))
        if change not in self.kept:
            self.kept.append(change)

    def drop(self, rows: models.QuerySet[Any]) -> None:
        """Remove rows that the pack no longer has."""
        for row in rows:
            self.note("removed", type(row), str(row.code))
            row.delete()

    def note(self, what: str, model: type[models.Model], key: str, differing: tuple[str, ...] = ()) -> None:
        """Remember a change."""
        self.made.append(Change(what, model._meta.model_name or "", key, differing))

    def document(self) -> dict[str, Any]:
        """The changes as a document: counts by kind and table, and each row."""
        return {
            "changed": len(self.made),
            "changes": [each.document() for each in self.made],
            "kept": [each.document() for each in self.kept],
        }


def _written(key: dict[str, Any]) -> str:
    """A key as people read it."""
    return " ".join(map(str, key.values()))
