"""The fonts of papers: those of the folder PAPER_FONTS, glyph by glyph the Noto CJK of the system behind them.

An office puts its own files there as fangsong, xiaobiaosong, kaiti and heiti (.ttf or .otf); without them the Fandol
fonts are used that config.fonts has fetched.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

FACES = {  # CSS family, and the files that may stand for it, the office's own first
    "Fangsong": ("fangsong", "FandolFang-Regular"),
    "Biaosong": ("xiaobiaosong", "FandolSong-Bold"),
    "Kaiti": ("kaiti", "FandolKai-Regular"),
    "Heiti": ("heiti", "FandolHei-Regular"),
}
SUFFIXES = (".ttf", ".otf")
SYSTEM = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")


def faces() -> dict[str, Path]:
    """The font files that are there, by CSS family."""
    folder = Path(settings.PAPER_FONTS)
    found = {}
    for family, names in FACES.items():
        files = (folder / f"{name}{suffix}" for name in names for suffix in SUFFIXES)
        if file := next((one for one in files if one.is_file()), None):
            found[family] = file
    return found


def has_fallback() -> bool:
    """Whether the system has the Noto CJK fonts, which know the rare characters in names."""
    return any(True for folder in SYSTEM for _ in folder.rglob("Noto*CJK*"))


def usable() -> bool:
    """Whether a paper can be printed without boxes in place of its characters."""
    return len(faces()) == len(FACES) or has_fallback()


def rules() -> str:
    """The @font-face rules of the files that are there."""
    return "\n".join(
        f'@font-face {{ font-family: {family}; src: url("{file.resolve().as_uri()}") }}'
        for family, file in faces().items()
    )
