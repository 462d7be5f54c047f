"""Reference data held for the length of a batch: units, clauses, calendars and rules are read once, not for every case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
_held: ContextVar[dict[Any, Any] | None] = ContextVar("casework_held", default=None)


@contextmanager
def held() -> Iterator[None]:
    """While the block runs, what `once` reads is kept. A change of a rule meanwhile counts for the next batch."""
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def once(read: Callable[P, R]) -> Callable[P, R]:
    """Make a reader of reference data keep its answers within held(); its arguments have to be hashable."""

    @wraps(read)
    def keeping(*args: P.args, **kwargs: P.kwargs) -> R:
        answers = _held.get()
        if answers is None:
            return read(*args, **kwargs)
        key = (read, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = read(*args, **kwargs)
        found: R = answers[key]
        return found

    return keeping
