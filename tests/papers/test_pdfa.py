"""Sealed papers are PDF/A-1b as Apache PDFBox's Preflight validates it, and ask for nothing outside themselves."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from casework.papers import archival, render
from tests.papers.specimens import SPECIMENS, sealed
from tests.tools import programs

VALIDATOR = "org.apache.pdfbox.preflight.Validator_A1b"


def validated(*files: Path) -> str:
    """What Preflight says of these files."""
    path = ":".join(str(file) for file in programs.preflight())
    command = ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", path, VALIDATOR]
    return "".join(
        subprocess.run([*command, str(file)], capture_output=True, text=True, check=False).stdout for file in files
    )


@pytest.mark.usefixtures("paper_fonts", "preflight")
def test_sealed_papers_of_every_form_are_valid_and_the_validator_knows_bad_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for form in SPECIMENS:
        (tmp_path / f"{form}.pdf").write_bytes(sealed(form))
        assert f"{form}.pdf is a valid PDF/A-1b file" in validated(tmp_path / f"{form}.pdf")
    monkeypatch.setattr(archival, "finish", lambda document, pdf: None)
    (tmp_path / "bad.pdf").write_bytes(render.paper_pdf(SPECIMENS["form"]))
    assert "is not a valid PDF/A-1b file" in validated(tmp_path / "bad.pdf")


@pytest.mark.parametrize("url", ["http://127.0.0.1/x.png", "file:///etc/passwd", "data:text/plain,x", "ftp://x/y"])
def test_nothing_is_fetched_for_a_paper(url: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        render.LocalFiles().fetch(url)
