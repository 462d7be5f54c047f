"""The electronic seal: what pyHanko says of a sealed paper, of one with a changed byte, and of one without a certificate."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from casework.papers import certificate, render, seals
from tests.papers.specimens import SPECIMENS, UNIT, sealed


def status_of(pdf: bytes) -> Any:
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    trusted = ValidationContext(trust_roots=[signature.signer_cert])
    with ThreadPoolExecutor(max_workers=1) as aside:  # it runs an event loop, and so does a browser in this thread
        return aside.submit(validate_pdf_signature, signature, trusted).result()


@pytest.mark.usefixtures("paper_fonts")
def test_a_sealed_paper_is_whole_and_one_changed_byte_is_seen() -> None:
    pdf = sealed("form")
    status = status_of(pdf)
    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    assert "DEMO" in status.signing_cert.subject.human_friendly
    at = pdf.index(b"/MediaBox")
    changed = pdf[:at] + pdf[at:].replace(b"595", b"596", 1)
    assert len(changed) == len(pdf)
    assert not status_of(changed).intact


def test_in_production_nothing_is_sealed_or_drawn_without_what_the_office_owns(
    settings: Any, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    settings.PRODUCTION = True
    assert certificate.seal(b"%PDF", "西信〔2026〕1号") == (b"%PDF", "")
    assert "PAPER_CERTIFICATE is not set" in caplog.text
    assert seals.drawn(UNIT) == ""
    assert seals.picture(UNIT) is None
    settings.PAPER_SEALS = str(tmp_path)
    (tmp_path / f"{UNIT}.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    assert seals.picture(UNIT) == tmp_path / f"{UNIT}.svg"
    assert render.LocalFiles().fetch((tmp_path / f"{UNIT}.svg").as_uri()).read().startswith(b"<svg")
    settings.PAPER_CERTIFICATE = str(tmp_path / "none.p12")
    with pytest.raises(certificate.UnusableCertificate):
        certificate.seal(b"%PDF", "西信〔2026〕1号")


def test_locally_a_seal_says_that_it_is_a_specimen() -> None:
    assert "样章" in seals.drawn(SPECIMENS["form"].unit)
