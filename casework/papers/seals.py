"""Pictures of seals (印章): the one the office keeps for the unit; outside production a drawn one that says 样章.

A picture is no seal in law. Where there is none in production, none is drawn.
"""

from __future__ import annotations

import math
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

SUFFIXES = (".svg", ".png")
SPAN, RADIUS, MIDDLE = 250, 57, 80  # degrees of the arc of the name, its radius, the middle of the drawing


def picture(unit: str) -> Path | None:
    """The file for the unit of this full name in the folder PAPER_SEALS."""
    if not settings.PAPER_SEALS:
        return None
    files = (Path(settings.PAPER_SEALS) / f"{unit}{suffix}" for suffix in SUFFIXES)
    return next((file.resolve() for file in files if file.is_file()), None)


def pictures() -> list[Path]:
    """Every file that may be printed as a seal."""
    files = Path(settings.PAPER_SEALS).glob("*") if settings.PAPER_SEALS else ()
    return [file.resolve() for file in files if file.suffix in SUFFIXES]


def drawn(unit: str) -> str:
    """A specimen (样章) as SVG; nothing in production."""
    if settings.PRODUCTION:
        return ""
    return render_to_string("documents/pdf/seal.svg", {"letters": _around(unit), "star": _star()})


def _around(words: str) -> list[dict[str, str]]:
    """Each character with its place on the arc."""
    placed = []
    for n, letter in enumerate(words):
        angle = -90 - SPAN / 2 + SPAN * (n + 0.5) / len(words)
        x, y = (MIDDLE + RADIUS * turn(math.radians(angle)) for turn in (math.cos, math.sin))
        placed.append({"letter": letter, "x": f"{x:.2f}", "y": f"{y:.2f}", "turn": f"{angle + 90:.1f}"})
    return placed


def _star() -> str:
    corners = []
    for n in range(10):
        reach, angle = (9.2 if n % 2 else 24), math.radians(36 * n)
        corners.append(f"{MIDDLE + reach * math.sin(angle):.2f},{MIDDLE - reach * math.cos(angle):.2f}")
    return " ".join(corners)
