"""`draw_states [--check]`: the state diagrams in docs/states/, drawn from the code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import translation

from casework import diagram, registry
from casework.management.base import Answer, AnswerCommand
from casework.management.catalogues import compile_catalogues

# The pages style the diagram by their own sheet; a file that stands alone brings the few rules with it.
STYLE = (
    "<style>text{font:600 14px 'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif;fill:#394758}"
    ".node rect{fill:#fff;stroke:#b7c3d3;stroke-width:1.4}.n-side rect{stroke-dasharray:4 3;fill:#fafbfd}"
    ".edge{fill:none;stroke:#b7c3d3;stroke-width:1.6}.mk-idle{fill:#b7c3d3}</style>"
)


class Command(AnswerCommand):
    """Writes one SVG a kind, in Chinese. With --check nothing is written and stale files mean exit code 1."""

    help = "Draw the state diagrams of docs/states/ from the code."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say which files are stale")
        parser.add_argument("--folder", type=Path, default=Path(settings.BASE_DIR) / "docs" / "states")

    def answer(self, *, check: bool, folder: Path, **options: Any) -> Answer:
        compile_catalogues()  # the words of the boxes come from there
        wanted = {f"{kind.code}.svg": _picture(kind) for kind in registry.all_kinds()}
        stale = sorted(name for name, picture in wanted.items() if _text(folder / name) != picture)
        left_over = sorted(path.name for path in folder.glob("*.svg") if path.name not in wanted)
        if not check:
            _write(folder, {name: wanted[name] for name in stale}, left_over)
        verb = "stale" if check else "drawn"
        lines = [*(f"{verb}: {name}" for name in stale), *(f"left over: {name}" for name in left_over)]
        document = {"files": sorted(wanted), "stale": stale, "left_over": left_over}
        return Answer(document, lines or ["all diagrams are current"], ok=not check or not (stale or left_over))


def _picture(kind: registry.CaseKind) -> str:
    with translation.override("zh-hans"):
        drawn = diagram.draw(kind, set(), None, orient="LR")
    opening, bracket, rest = drawn.partition("<defs>")
    return f"{opening}{STYLE}{bracket}{rest}\n"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _write(folder: Path, pictures: dict[str, str], left_over: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        (folder / name).write_text(picture, encoding="utf-8")
    for name in left_over:
        (folder / name).unlink()
