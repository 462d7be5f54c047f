"""The electronic seal of a PDF: a certificate of the office (PKCS #12) through pyHanko; locally one made for trying out."""

from __future__ import annotations

import io
import logging
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle

logger = logging.getLogger(__name__)

DEMO_FILE = "demo-seal.p12"
DEMO_NAME = "样章 仅供演示 DEMO SEAL WITHOUT LEGAL EFFECT"
DEMO_VALID = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC))
FIELD = "OfficialSeal"


class UnusableCertificate(RuntimeError):
    """PAPER_CERTIFICATE names a file that cannot be read, or not with this password."""


def seal(pdf: bytes, number: str) -> tuple[bytes, str]:
    """The PDF with the seal over it, and whose seal that is.

    In production without a certificate it stays unsealed, and that is said: the paper is in force by the signature
    over its words all the same.
    """
    signer = _signer(settings.PAPER_CERTIFICATE, settings.PAPER_CERTIFICATE_PASSWORD, settings.PRODUCTION)
    if signer is None:
        logger.warning("PDF of %s is not sealed: PAPER_CERTIFICATE is not set", number)
        return pdf, ""
    meta = signers.PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", reason=number)
    spec = fields.SigFieldSpec(FIELD, box=(0, 0, 1, 1))  # PDF/A wants an appearance, even of what is not to be seen
    sealing = signers.PdfSigner(meta, signer, stamp_style=StaticStampStyle(border_width=0), new_field_spec=spec)
    with ThreadPoolExecutor(max_workers=1) as aside:  # pyHanko runs an event loop: this thread may have one of its own
        sealed = aside.submit(sealing.sign_pdf, _Writer(io.BytesIO(pdf))).result()
    return sealed.getvalue(), signer.signing_cert.subject.human_friendly[:200]


class _Writer(IncrementalPdfFileWriter):
    """Leaves the metadata as they are: pyHanko would write them anew, and not as PDF/A wants them."""

    def _update_meta(self) -> None:
        return


@cache
def _signer(path: str, password: str, production: bool) -> Any:
    if not path and production:
        return None
    file = Path(path) if path else _demo_file()
    words = password.encode() if path and password else None
    found = signers.SimpleSigner.load_pkcs12(str(file), passphrase=words)  # type: ignore[no-untyped-call]  # pyHanko has no types here
    if found is None:
        raise UnusableCertificate("PAPER_CERTIFICATE cannot be read, or not with PAPER_CERTIFICATE_PASSWORD")
    return found


def _demo_file() -> Path:
    """The certificate for trying out, made once; whoever comes second takes the one that is there."""
    file = Path(settings.VAR_DIR) / DEMO_FILE
    if not file.exists():
        handle, name = tempfile.mkstemp(dir=settings.VAR_DIR)
        with os.fdopen(handle, "wb") as made:
            made.write(_demo_certificate())
        try:
            os.link(name, file)
        except FileExistsError:
            pass
        finally:
            os.unlink(name)
    return file


def _demo_certificate() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DEMO_NAME)])
    begins, ends = DEMO_VALID
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), begins, ends)
    certificate = builder.add_extension(usage, critical=True).sign(key, SHA256())
    return pkcs12.serialize_key_and_certificates(DEMO_NAME.encode(), key, certificate, None, NoEncryption())
