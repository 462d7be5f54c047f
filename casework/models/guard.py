"""Models that refuse to be written outside the one door (casework/door.py)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

from django.db import models

_open: ContextVar[int] = ContextVar("casework_door_open", default=0)


class DoorClosed(RuntimeError):
    """A case table was written outside casework/actions."""


@contextmanager
def opened() -> Iterator[None]:
    """Allow writes to guarded tables for the length of the block. Only actions and loaders use it."""
    token = _open.set(_open.get() + 1)
    try:
        yield
    finally:
        _open.reset(token)


def require_open(what: str) -> None:
    """Raise DoorClosed unless the door stands open."""
    if not _open.get():
        raise DoorClosed(f"{what} may only change through casework.actions")


class GuardedQuerySet(models.QuerySet[Any]):
    """A QuerySet whose bulk writes are refused outside the door as well."""

    def update(self, **kwargs: Any) -> int:
        require_open(self.model.__name__)
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        require_open(self.model.__name__)
        return super().delete()

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        require_open(self.model.__name__)
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        require_open(self.model.__name__)
        return super().bulk_update(*args, **kwargs)


class GuardedModel(models.Model):
    """Base of every table that belongs to a case."""

    objects: ClassVar[Any] = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        require_open(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        require_open(type(self).__name__)
        return super().delete(*args, **kwargs)
