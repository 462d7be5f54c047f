"""Where the arrows of a state diagram run: each has its own port and its own lane, so that none lie on each other.

Everything here is in two abstract axes: `main` along the line of states, `cross` across it. The picture maps them to
x and y for a desk, and to y and x for a phone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from casework.registry import CaseKind

Place = tuple[int, int]
Point = tuple[float, float]
MANY = 4  # a move from this many states (withdrawing) would hide the others: the state stands alone


@dataclass(frozen=True)
class Edge:
    """An arrow from one state to another; `both` when there is a move back as well."""

    source: str
    target: str
    both: bool


@dataclass(frozen=True)
class Measures:
    """Sizes along and across the line: boxes, gaps, margins, the distance of lanes and of ports."""

    length: float
    breadth: float
    gap: float
    gap_across: float
    margin: float
    margin_across: float
    lane: float = 9
    port: float = 13

    def corner(self, place: Place) -> Point:
        """First corner of the box in a cell."""
        return (
            self.margin + place[0] * (self.length + self.gap),
            self.margin_across + place[1] * (self.breadth + self.gap_across),
        )


def edges_of(kind: CaseKind) -> list[Edge]:
    """The arrows of a kind. Moves that stay, and moves that are possible nearly everywhere, are left out."""
    pairs = {
        (source, move.target)
        for move in kind.moves.values()
        if len(move.source) < MANY
        for source in move.source
        if source != move.target
    }
    ordered = sorted(pairs, key=lambda pair: (kind.layout[pair[0]], kind.layout[pair[1]]))
    return [Edge(s, t, (t, s) in pairs) for s, t in ordered if not ((t, s) in pairs and (t, s) < (s, t))]


class Router:
    """Gives out ports and lanes while the arrows of one diagram are drawn."""

    def __init__(self, layout: dict[str, Place], measures: Measures) -> None:
        self.layout, self.m = layout, measures
        self.ports: dict[tuple[str, int], int] = defaultdict(int)
        self.lanes: dict[int, int] = defaultdict(int)

    def route(self, edge: Edge) -> list[Point]:
        """The corners of an arrow from its source to its target."""
        a, b = self.layout[edge.source], self.layout[edge.target]
        if a[1] == b[1] and abs(a[0] - b[0]) == 1:
            return self._along(a, b)
        if self.takes_middle(edge):
            self.ports[edge.source, 1 if b[1] > a[1] else -1] += 1
            self.ports[edge.target, -1 if b[1] > a[1] else 1] += 1
            return self._across(a, b)
        return self._around(edge, a, b)

    def takes_middle(self, edge: Edge) -> bool:
        """Whether the arrow is straight and needs the middle port: such arrows are routed first."""
        a, b = self.layout[edge.source], self.layout[edge.target]
        return a[0] == b[0] and abs(a[1] - b[1]) == 1

    def _along(self, a: Place, b: Place) -> list[Point]:
        (am, ac), (bm, _bc) = self.m.corner(a), self.m.corner(b)
        middle = ac + self.m.breadth / 2
        return (
            [(am + self.m.length, middle), (bm - 3, middle)]
            if bm > am
            else [(am, middle), (bm + self.m.length + 3, middle)]
        )

    def _across(self, a: Place, b: Place) -> list[Point]:
        (am, ac), (_bm, bc) = self.m.corner(a), self.m.corner(b)
        middle = am + self.m.length / 2
        return (
            [(middle, ac + self.m.breadth), (middle, bc - 3)]
            if bc > ac
            else [(middle, ac), (middle, bc + self.m.breadth + 3)]
        )

    def _around(self, edge: Edge, a: Place, b: Place) -> list[Point]:
        """Out of the side of the source into a free lane, and from it into the side of the target."""
        side_a, side_b, gap = self._sides(a, b)
        lane = self._lane(gap)
        start, end = self._port(edge.source, a, side_a), self._port(edge.target, b, side_b)
        return [start, (start[0], lane), (end[0], lane), (end[0], end[1] + 3 * side_b)]

    def _sides(self, a: Place, b: Place) -> tuple[int, int, int]:
        """Which side (-1 before, +1 behind) the arrow leaves and enters, and the gap whose lanes it uses."""
        if a[1] == b[1]:
            outer = -1 if a[1] == 0 else 1
            return outer, outer, a[1] if outer < 0 else a[1] + 1
        return (1, -1, b[1]) if b[1] > a[1] else (-1, 1, a[1])

    def _lane(self, gap: int) -> float:
        """The next free lane of a gap between rows; gap 0 lies before the first row."""
        taken = self.lanes[gap]
        self.lanes[gap] += 1
        if gap == 0:
            return self.m.margin_across - 14 - self.m.lane * taken
        before = self.m.margin_across + gap * (self.m.breadth + self.m.gap_across) - self.m.gap_across
        return before + 14 + self.m.lane * taken

    def _port(self, state: str, place: Place, side: int) -> Point:
        """The next free port on a side of a box, spread from the middle."""
        taken = self.ports[state, side]
        self.ports[state, side] += 1
        shift = self.m.port * ((taken + 1) // 2) * (1 if taken % 2 else -1)
        main, cross = self.m.corner(place)
        return main + self.m.length / 2 + shift, cross if side < 0 else cross + self.m.breadth
