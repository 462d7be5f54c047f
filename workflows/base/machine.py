"""The @move declaration: one row of the regulation becomes one guarded transition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django_fsm import transition

from casework.models.unit import Role
from casework.registry import Guard, Move, Notice, type_str

Method = Callable[..., None]


def move(
    *,
    label: type_str,
    source: str | Iterable[str],
    target: str,
    by: Role | Iterable[Role],
    law: str,
    unit: str = "lead",
    serves: str = "",
    asks: str = "",
    approval: Role | None = None,
    guards: Iterable[Guard] = (),
    starts: Iterable[str] = (),
    stops: Iterable[str] = (),
    papers: Iterable[str] = (),
    notices: Iterable[Notice] = (),
    fresh_eyes: bool = False,
    for_filer: bool = True,
    primary: bool = False,
    grave: bool = False,
) -> Callable[[Method], Method]:
    """Declare a method of a kind's proxy as a legal move. The method sets details; it never saves the case."""

    def declare(method: Method) -> Method:
        sources = (source,) if isinstance(source, str) else tuple(source)
        row = Move(
            name=method.__name__,
            label=label,
            source=tuple(map(str, sources)),
            target=str(target),
            by=(by,) if isinstance(by, Role) else tuple(by),
            law=law,
            unit=unit,
            serves=serves,
            asks=asks,
            approval=approval,
            guards=tuple(guards),
            starts=tuple(starts),
            stops=tuple(stops),
            papers=tuple(papers),
            notices=tuple(notices),
            fresh_eyes=fresh_eyes,
            for_filer=for_filer,
            primary=primary,
            grave=grave,
        )
        guarded: Any = transition(field="state", source=list(row.source), target=row.target)(method)
        guarded.move = row
        return guarded

    return declare


reviewing = partial(  # 复核, 复查: by a unit and by people who took no part
    move,
    by=Role.HANDLER,
    unit="review",
    approval=Role.SUPERVISOR,
    fresh_eyes=True,
    stops=["review"],
)


def moves_of(model: type[Any], file: Move) -> dict[str, Move]:
    """All moves of a proxy in the order of their declaration; filing comes first and is no transition."""
    declared = [value.move for part in model.__mro__ for value in vars(part).values() if hasattr(value, "move")]
    return {row.name: row for row in (file, *declared)}
