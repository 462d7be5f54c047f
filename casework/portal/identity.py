"""Is this the one the record is about? Compares what a filer states with the record."""

from __future__ import annotations

import unicodedata

from casework import crypto
from casework.models import CreditRecord, SubjectType


def same_name(one: str, other: str) -> bool:
    """Whether two names are equal but for spaces, letter case and full-width signs."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def code_fits(record: CreditRecord, code: str) -> bool:
    """Whether a tidied identity number can be that of the record's subject; of an unknown number the office decides."""
    if record.subject_type == SubjectType.PERSON:
        return not record.person_index or record.person_index == crypto.blind_index(code)
    return not record.subject_code or record.subject_code == code


def is_public(record: CreditRecord | None) -> bool:
    """Whether anybody may read the record, so that a message may speak of it."""
    return record is not None and record.status == CreditRecord.Status.PUBLISHED
