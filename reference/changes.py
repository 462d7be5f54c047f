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


@dataclass
class Changes:
    """The changes of one load, in order."""

    made: list[Change] = field(default_factory=list)

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
        """Write a next version unless the newest says the same already."""
        newest: Any = model._default_manager.filter(**key).order_by("-version").first()
        if newest is not None and all(getattr(newest, name) == value for name, value in values.items()):
            return
        version = newest.version + 1 if newest else 1
        self.create(model, {**key, "version": version}, values)

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
            "changes": [
                {"what": each.what, "table": each.table, "key": each.key, "fields": list(each.fields)}
                for each in self.made
            ],
        }


def _written(key: dict[str, Any]) -> str:
    """A key as people read it."""
    return " ".join(map(str, key.values()))
