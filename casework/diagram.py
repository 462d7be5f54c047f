"""The state diagram of a kind as SVG, drawn from its moves on the grid of its layout. No script, styled by classes."""

from __future__ import annotations

from html import escape

from django.utils.translation import gettext as _

from casework.diagram_edges import Edge, Measures, Point, Router, edges_of
from casework.registry import CaseKind

ARROWS = ("done", "next", "idle")
SIDEWAYS = Measures(length=118, breadth=46, gap=34, gap_across=70, margin=14, margin_across=44)
DOWNWARDS = Measures(length=46, breadth=112, gap=30, gap_across=62, margin=12, margin_across=40)
ROOM = 40  # behind the last row, for its lanes
LATIN, HAN, FITS = 7.4, 14.0, 106  # widths of a letter and of a character, and of a line, in pixels


def draw(kind: CaseKind, visited: set[str], current: str | None, orient: str = "LR") -> str:
    """SVG of the kind's states: where the case has been, where it stands, where it can go. LR for desks, TB for phones."""
    measures = SIDEWAYS if orient == "LR" else DOWNWARDS
    picture = Picture(kind, measures, orient, visited, current)
    router = Router(kind.layout, measures)
    edges = sorted(edges_of(kind), key=router.takes_middle, reverse=True)
    arrows = [picture.arrow(edge, router.route(edge)) for edge in edges]
    boxes = [picture.box(state) for state in kind.layout]
    return "".join([picture.opening(), *arrows, *boxes, "</svg>"])


class Picture:
    """Turns places and paths into SVG for one orientation."""

    def __init__(self, kind: CaseKind, measures: Measures, orient: str, visited: set[str], current: str | None) -> None:
        self.kind, self.m, self.orient, self.visited, self.current = kind, measures, orient, visited, current
        self.uid = f"sc-{kind.code}-{orient.lower()}"

    def at(self, point: Point) -> Point:
        """x and y of a point of the two axes."""
        return point if self.orient == "LR" else (point[1], point[0])

    def opening(self) -> str:
        """The svg element with its words for those who cannot see it, and the arrow heads."""
        far = [self.m.corner(place) for place in self.kind.layout.values()]
        along = max(main for main, _cross in far) + self.m.length + self.m.margin
        across = max(cross for _main, cross in far) + self.m.breadth + ROOM
        width, height = (int(n) for n in self.at((along, across)))
        title = _("States of: %(kind)s") % {"kind": self.kind.label}
        now = _("Now: %(state)s.") % {"state": self.kind.state_label(self.current)} if self.current else ""
        states = "、".join(self.kind.state_label(state) for state in self.kind.layout)
        markers = "".join(
            f'<marker id="{self.uid}-{m}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            f'orient="auto-start-reverse"><path class="mk-{m}" d="M0 .6 7.4 4 0 7.4z"/></marker>'
            for m in ARROWS
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="statechart sc-{self.orient.lower()}" '
            f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
            f'aria-labelledby="{self.uid}-t {self.uid}-d"><title id="{self.uid}-t">{escape(str(title))}</title>'
            f'<desc id="{self.uid}-d">{escape(f"{now} {states}".strip())}</desc><defs>{markers}</defs>'
        )

    def arrow(self, edge: Edge, points: list[Point]) -> str:
        """One arrow along its corners."""
        look = self._edge_look(edge)
        path = "M" + "L".join(f"{x:g} {y:g}" for x, y in map(self.at, points))
        tail = f' marker-start="url(#{self.uid}-{look})"' if edge.both else ""
        return f'<path class="edge e-{look}" d="{path}" marker-end="url(#{self.uid}-{look})"{tail}/>'

    def box(self, state: str) -> str:
        """One state with its name on one or two lines."""
        x, y = self.at(self.m.corner(self.kind.layout[state]))
        width, height = self.at((self.m.length, self.m.breadth))
        look = self._box_look(state)
        mark = {"done": "✓ ", "now": "● "}.get(look, "")
        radius = height / 2 if state in self.kind.closed_states else 9
        lines = wrapped(mark + self.kind.state_label(state))
        top = y + height / 2 + 5 - 8 * (len(lines) - 1)
        words = "".join(
            f'<text x="{x + width / 2:g}" y="{top + 17 * n:g}" text-anchor="middle">{escape(line)}</text>'
            for n, line in enumerate(lines)
        )
        return (
            f'<g class="node n-{look}"><rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}"/>'
            f"{words}</g>"
        )

    def _edge_look(self, edge: Edge) -> str:
        if self.current in (edge.source, edge.target if edge.both else None):
            return "next"
        return "done" if {edge.source, edge.target} <= self.visited else "idle"

    def _box_look(self, state: str) -> str:
        if state == self.current:
            return "now"
        if state in self.visited:
            return "done"
        return "side" if self.kind.layout[state][1] else "idle"


def wrapped(text: str) -> list[str]:
    """A name on one line, or broken at a space into two when it is too long for a box."""
    words = text.split()
    if _width(text) <= FITS or len(words) < 2:
        return [text]
    breaks = range(1, len(words))
    best = min(breaks, key=lambda n: max(_width(" ".join(words[:n])), _width(" ".join(words[n:]))))
    return [" ".join(words[:best]), " ".join(words[best:])]


def _width(text: str) -> float:
    return sum(HAN if ord(sign) > 0x2E80 else LATIN for sign in text)
