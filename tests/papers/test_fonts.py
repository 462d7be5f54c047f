"""Which fonts a paper is printed in: the office's own, those that were fetched, or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from casework.papers import fonts, render


def test_the_fonts_of_the_office_come_first_and_without_any_nothing_is_printed(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PAPER_FONTS = tmp_path
    (tmp_path / "FandolFang-Regular.otf").touch()
    assert fonts.faces() == {"Fangsong": tmp_path / "FandolFang-Regular.otf"}
    (tmp_path / "fangsong.ttf").touch()
    assert fonts.faces() == {"Fangsong": tmp_path / "fangsong.ttf"}
    assert "fangsong.ttf" in fonts.rules()
    monkeypatch.setattr(fonts, "SYSTEM", ())
    assert not fonts.usable()
    with pytest.raises(render.CannotPrint):
        render.sheet("<p>", "")
