"""`kinds`: every kind of case with its states and moves, as the code declares them."""

from __future__ import annotations

from typing import Any

from casework import registry
from casework.management.base import Answer, AnswerCommand
from casework.registry import CaseKind, Move


class Command(AnswerCommand):
    """Reads the registry; asks the database nothing."""

    help = "List the kinds of cases with their states and moves."

    def answer(self, **options: Any) -> Answer:
        kinds = registry.all_kinds()
        return Answer([_kind(kind) for kind in kinds], [line for kind in kinds for line in _lines(kind)])


def _kind(kind: CaseKind) -> dict[str, Any]:
    return {
        "kind": kind.code,
        "label": str(kind.label),
        "initial": kind.initial,
        "states": [
            {"state": state, "label": str(label), "closed": state in kind.closed_states}
            for state, label in kind.states.choices
        ],
        "moves": [_move(move) for move in kind.moves.values()],
        "clocks": [
            {
                "name": clock.name,
                "rules": list(clock.possible_rules),
                "duty": str(clock.duty),
                "label": str(clock.label),
            }
            for clock in kind.clocks.values()
        ],
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "name": move.name,
        "label": str(move.label),
        "source": list(move.source),
        "target": move.target,
        "by": [str(role) for role in move.by],
        "unit": move.unit,
        "approval": str(move.approval) if move.approval else None,
        "guards": [guard.name for guard in move.guards],
        "starts": list(move.starts),
        "stops": list(move.stops),
        "paper": list(move.papers),
        "law": move.law,
    }


def _lines(kind: CaseKind) -> list[str]:
    moves = [
        f"  {move.name}: {', '.join(move.source) or '–'} -> {move.target}  by {', '.join(map(str, move.by))}"
        + (f", approved by {move.approval}" if move.approval else "")
        for move in kind.moves.values()
    ]
    return [f"{kind.code} ({kind.label}): {len(kind.states.choices)} states, {len(moves)} moves", *moves]
