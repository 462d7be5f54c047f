"""The compiled words (.mo) that gettext reads; the .po files are what is kept."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import trans_real


def compile_catalogues() -> list[Path]:
    """Compile every .po file that is newer than its .mo file, and use the result at once. Returns what was written."""
    written = []
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                draft = target.with_suffix(f".{os.getpid()}")
                polib.pofile(str(source)).save_as_mofile(str(draft))
                draft.replace(target)  # at once: another process may be reading it
                written.append(target)
    if written:
        # both read a catalogue once and have no other way to be told that it changed
        vars(gettext)["_translations"].clear()
        vars(trans_real)["_translations"].clear()
        vars(trans_real)["_default"] = None
    return written
