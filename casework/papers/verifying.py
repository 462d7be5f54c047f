"""Whether a paper or a receipt is genuine (核验). The answer never says what stands in it, or about whom."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casework import documents, receipts, signatures
from casework.models import Document, PaperFile, Receipt
from casework.papers import reading
from casework.rules import identifiers

logger = logging.getLogger(__name__)
LONGEST_RECEIPT = 512 * 1024  # bytes of the file of a receipt
LONGEST_TYPED = 200
SHOWN = ("document__paper", "document__unit", "document__cancellation__replaced_by")
NOBODYS = "YZ-2222-2222-2222"


class Verdict(StrEnum):
    """What can be said of it."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """Why it counts as altered."""

    FILE = "file"  # the file is not the one that was issued
    ADDED = "added"  # it is, and something was added behind it
    ROW = "row"  # what the office holds no longer agrees with its own signature
    RECEIPT = "receipt"  # the file of a receipt does not say what was signed


@dataclass(frozen=True)
class Issued:
    """What anybody may know of something that was issued."""

    sort: str
    number: str
    unit: str
    on: date
    cancelled: bool = False
    replaced_by: str = ""


@dataclass(frozen=True)
class Answer:
    """The verdict; what was issued under that code, and why it counts as altered."""

    verdict: Verdict
    issued: Issued | None = None
    why: str = ""
    code: str = ""


def by_code(typed: str) -> Answer:
    """What is known of a code, as typed, or of the address in a QR code. An unknown one takes as long as a known one."""
    return _known(code_of(typed) or NOBODYS)


def code_of(typed: str) -> str:
    """The code in what somebody typed or scanned; empty when it cannot be one."""
    last = identifiers.tidy(typed[:LONGEST_TYPED]).rstrip("/").rpartition("/")[2]
    return signatures.written_code(last)


def by_file(content: bytes) -> Answer | None:
    """What is known of a PDF or of the file of a receipt; None when it is neither."""
    kept = PaperFile.objects.filter(sha256=hashlib.sha256(content).hexdigest()).select_related(*SHOWN).first()
    if kept is not None:
        return _known(kept.document.code)
    if b"%PDF-" in content[:1024]:
        return _by_pdf(content)
    return _by_receipt(content)


def _known(code: str) -> Answer:
    """What the rows under this code say, after the same work whether there are any or not."""
    names = [name.removeprefix("document__") for name in SHOWN]
    document = Document.objects.filter(code=code).select_related(*names).first()
    receipt = Receipt.objects.filter(code=code).first()
    genuine = [documents.is_genuine(document)] if document else [_wasted(code)]
    genuine += [receipts.is_genuine(receipt)] if receipt else [True]
    if document is None and receipt is None:
        return Answer(Verdict.UNKNOWN)
    issued = _paper(document) if document else _receipt(receipt.payload)
    if not all(genuine):
        row = document or receipt
        logger.error("verification: %s %s no longer agrees with its signature", type(row).__name__, row.pk)
        return Answer(Verdict.ALTERED, issued, Why.ROW, code)
    return Answer(Verdict.GENUINE, issued, code=code)


def _wasted(code: str) -> bool:
    """The work of checking a signature, done for nothing."""
    key_id = next(iter(signatures.public_keys()))
    return not signatures.is_genuine(documents.PURPOSE, code.encode(), f"{key_id}:{'A' * 86}==")


def _paper(document: Document) -> Issued:
    gone = getattr(document, "cancellation", None)
    return Issued(
        sort=document.title,
        number=document.number,
        unit=document.content["unit"],
        on=timezone.localdate(document.issued_at),
        cancelled=gone is not None,
        replaced_by=gone.replaced_by.number if gone and gone.replaced_by else "",
    )


def _receipt(payload: dict[str, Any]) -> Issued:
    """A receipt without a paper, such as that of a ticket, or one that the office holds no more."""
    on = datetime.fromisoformat(payload["received_at"])
    return Issued(_("Signed receipt of a filing"), payload["number"], payload["unit"], timezone.localdate(on))


def _by_pdf(content: bytes) -> Answer:
    """A PDF that is not word for word one of ours: it is an altered one when it carries a code of ours."""
    for code in reading.codes_in(content):
        found = _known(signatures.written_code(code) or NOBODYS)
        if found.verdict == Verdict.UNKNOWN:
            continue
        kept = PaperFile.objects.filter(document__code=found.code).first()
        head = hashlib.sha256(content[: kept.size]).hexdigest() if kept else ""
        why = Why.ADDED if kept and head == kept.sha256 else Why.FILE
        return Answer(Verdict.ALTERED, found.issued, found.why or why, found.code)
    return Answer(Verdict.UNKNOWN)


def _by_receipt(content: bytes) -> Answer | None:
    """The file of a receipt: the signature decides; what the office holds is compared with it."""
    file = _json(content)
    if file is None:
        return None
    payload = file["receipt"]
    found = _known(signatures.written_code(str(payload.get("code", ""))[:LONGEST_TYPED]) or NOBODYS)
    if not _holds(file):
        verdict = Verdict.UNKNOWN if found.issued is None else Verdict.ALTERED
        return Answer(verdict, found.issued, Why.RECEIPT if found.issued else "", found.code)
    if found.verdict == Verdict.GENUINE:
        return found
    logger.error("verification: a receipt that bears our signature has no row that agrees with it")
    return Answer(Verdict.GENUINE, _receipt(payload), code=payload["code"])


def _json(content: bytes) -> dict[str, Any] | None:
    try:
        file = json.loads(content) if len(content) <= LONGEST_RECEIPT else None
    except (ValueError, RecursionError):
        return None
    whole = isinstance(file, dict) and all(isinstance(file.get(name), dict) for name in ("receipt", "signature"))
    return file if whole else None


def _holds(file: dict[str, Any]) -> bool:
    """Whether the signature is ours, and what the file says was filed is what was digested."""
    payload, said = file["receipt"], file["signature"]
    try:
        if not receipts.is_signed(payload, f"{said.get('key')}:{said.get('value')}"):
            return False
        return "filed" not in file or receipts.digest_of(file["filed"]) == payload["digest"]
    except (ValueError, TypeError, RecursionError):  # not even something that could be signed
        return False
