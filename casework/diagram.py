"""The state diagram of a kind as SVG, drawn from its moves on the grid of its layout. No script, styled by classes."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _

from casework.registry import CaseKind

ARROWS = ("done", "next", "idle")
RADIUS = 8


@dataclass(frozen=True)
class Grid:
    """Box sizes, gaps and margins of one orientation, in pixels."""

    sideways: bool
    width: int
    height: int
    gap_x: int
    gap_y: int
    margin_x: int
    margin_y: int

    def corner(self, place: tuple[int, int]) -> tuple[int, int]:
        """Upper left corner of the box in a cell."""
        column, row = place if self.sideways else (place[1], place[0])
        return self.margin_x + column * (self.width + self.gap_x), self.margin_y + row * (self.height + self.gap_y)


GRIDS = {
    "LR": Grid(True, 118, 44, 34, 52, 14, 34),
    "TB": Grid(False, 132, 42, 44, 30, 34, 10),
}


def draw(kind: CaseKind, visited: set[str], current: str | None, orient: str = "LR") -> str:
    """SVG of the kind's states: where the case has been, where it stands, where it can go."""
    grid = GRIDS[orient]
    corners = {state: grid.corner(place) for state, place in kind.layout.items()}
    width = max(x for x, _y in corners.values()) + grid.width + grid.margin_x
    height = max(y for _x, y in corners.values()) + grid.height + grid.margin_y + 18
    uid = f"sc-{kind.code}-{orient.lower()}"
    parts = [_opening(kind, uid, width, height, current, orient)]
    for (source, target), both in sorted(_edges(kind).items()):
        look = _edge_look(source, target, visited, current)
        path = _path(grid, corners[source], corners[target])
        tail = f' marker-start="url(#{uid}-{look})"' if both else ""
        parts.append(f'<path class="edge e-{look}" d="{path}" marker-end="url(#{uid}-{look})"{tail}/>')
    parts += [_node(kind, grid, state, corners[state], visited, current) for state in kind.layout]
    return "".join([*parts, "</svg>"])


def _opening(kind: CaseKind, uid: str, width: int, height: int, current: str | None, orient: str) -> str:
    title = _("States of: %(kind)s") % {"kind": kind.label}
    states = "、".join(kind.state_label(state) for state in kind.layout)
    now = _("Now: %(state)s.") % {"state": kind.state_label(current)} if current else ""
    markers = "".join(
        f'<marker id="{uid}-{m}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        f'orient="auto-start-reverse"><path class="mk-{m}" d="M0 .6 7.4 4 0 7.4z"/></marker>'
        for m in ARROWS
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="statechart sc-{orient.lower()}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="{uid}-t {uid}-d">'
        f'<title id="{uid}-t">{escape(str(title))}</title><desc id="{uid}-d">{escape(f"{now} {states}".strip())}</desc>'
        f"<defs>{markers}</defs>"
    )


def _edges(kind: CaseKind) -> dict[tuple[str, str], bool]:
    """Pairs of states that a move joins; True when there is a move back as well. Moves that stay are left out."""
    pairs = {(s, m.target) for m in kind.moves.values() for s in m.source if s != m.target}
    edges: dict[tuple[str, str], bool] = {}
    for source, target in sorted(pairs, key=lambda pair: (kind.layout[pair[0]], kind.layout[pair[1]])):
        if (target, source) in edges:
            edges[target, source] = True
        else:
            edges[source, target] = False
    return edges


def _edge_look(source: str, target: str, visited: set[str], current: str | None) -> str:
    if source == current:
        return "next"
    return "done" if source in visited and target in visited else "idle"


def _node(
    kind: CaseKind, grid: Grid, state: str, corner: tuple[int, int], visited: set[str], current: str | None
) -> str:
    x, y = corner
    look = "now" if state == current else "done" if state in visited else "side" if kind.layout[state][1] else "idle"
    mark = {"done": "✓ ", "now": "● "}.get(look, "")
    round_corner = grid.height / 2 if state in kind.closed_states else 9
    return (
        f'<g class="node n-{look}"><rect x="{x}" y="{y}" width="{grid.width}" height="{grid.height}" '
        f'rx="{round_corner}"/><text x="{x + grid.width / 2}" y="{y + grid.height / 2 + 5}" text-anchor="middle">'
        f"{mark}{escape(kind.state_label(state))}</text></g>"
    )


def _path(grid: Grid, a: tuple[int, int], b: tuple[int, int]) -> str:
    """Straight between neighbours, around the outside for longer ways of the main line, through the gap to a side row."""
    if not grid.sideways:
        return _path_down(grid, a, b)
    (ax, ay), (bx, by) = a, b
    middle, step = grid.height / 2, grid.width + grid.gap_x
    if ay == by and abs(bx - ax) == step:
        return f"M{ax + grid.width} {ay + middle}H{bx - 3}" if bx > ax else f"M{ax} {ay + middle}H{bx + grid.width + 3}"
    acx, bcx = ax + grid.width / 2, bx + grid.width / 2
    if ay == by:
        lane = ay - 16 if ay < grid.height + grid.gap_y else ay + grid.height + 14
        edge_a, edge_b = (ay, by - 3) if lane < ay else (ay + grid.height, by + grid.height + 3)
        return f"M{acx} {edge_a}V{lane}H{bcx}V{edge_b}"
    down = by > ay
    start, end = (ay + grid.height, by - 3) if down else (ay, by + grid.height + 3)
    if acx == bcx:
        return f"M{acx} {start}V{end}"
    lane = (start + end) / 2 + (6 if down else -6)
    return f"M{acx + 12} {start}V{lane}H{bcx - 12}V{end}"


def _path_down(grid: Grid, a: tuple[int, int], b: tuple[int, int]) -> str:
    (ax, ay), (bx, by) = a, b
    middle, step = grid.width / 2, grid.height + grid.gap_y
    if ax == bx and abs(by - ay) == step:
        return f"M{ax + middle} {ay + grid.height}V{by - 3}" if by > ay else f"M{ax + middle} {ay}V{by + grid.height + 3}"
    acy, bcy = ay + grid.height / 2, by + grid.height / 2
    if ax == bx:
        lane = ax - 16 if ax < grid.width + grid.gap_x else ax + grid.width + 14
        edge_a, edge_b = (ax, bx - 3) if lane < ax else (ax + grid.width, bx + grid.width + 3)
        return f"M{edge_a} {acy}H{lane}V{bcy}H{edge_b}"
    right = bx > ax
    start, end = (ax + grid.width, bx - 3) if right else (ax, bx + grid.width + 3)
    if acy == bcy:
        return f"M{start} {acy}H{end}"
    lane = (start + end) / 2 + (5 if right else -5)
    return f"M{start} {acy + 8}H{lane}V{bcy - 8}H{end}"
