"""The worker's part of case files: makes those that were asked for, one after the other, and purges the old ones."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import translation

from casework import actions
from casework.alone import alone
from casework.archive import binding, bundle
from casework.models import CaseFile


def carry_out(at: datetime) -> int:
    """Make every file that waits and that no other worker has in hand. One whose worker was killed is begun anew."""
    made = 0
    waiting = CaseFile.objects.filter(status=CaseFile.Status.ASKED).order_by("pk").values_list("pk", flat=True)
    for pk in list(waiting):
        with alone(f"case file:{pk}") as mine:
            made += mine and _make(pk, at)
    actions.purge_case_files(at=at)
    return made


def _make(pk: int, at: datetime) -> bool:
    with translation.override("zh-hans"):  # files are kept in Chinese
        contents = actions.begin_case_file(pk, at=at)
        if contents is None:
            return False
        with TemporaryDirectory(prefix="casefile-") as name:
            volume, packed = Path(name) / "volume.pdf", Path(name) / "bundle.zip"
            bound = binding.bind(contents, volume)
            bundle.pack(contents, bound, volume, packed)
            digests = (_digest(volume), _digest(packed))
            actions.finish_case_file(
                pk, volume=volume, bundle=packed, digests=digests, pages=bound.pages, pieces=len(bound.pieces), at=at
            )
    return True


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
