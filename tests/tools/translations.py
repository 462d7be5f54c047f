"""Says which words of the interface have no Chinese yet: `python -m tests.tools.translations`.

With gettext on the machine the words are taken from the code as it is now; without it, the catalogue alone is checked.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
PACKAGES = ("config", "casework", "workflows", "notifications", "reference", "templates", "locale")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def main() -> int:
    """Print what is wrong. Returns the exit code."""
    catalogue = polib.pofile(str(ROOT / CATALOGUE))
    problems = [f"{what}: {entry.msgid!r}" for entry in catalogue for what in _problems(entry)]
    if shutil.which("xgettext"):
        done = {entry.msgid for entry in catalogue if not entry.obsolete}
        problems += [f"not in the catalogue: {word!r}" for word in _words_of_the_code() if word not in done]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def _problems(entry: polib.POEntry) -> list[str]:
    """Return what is wrong with one entry of the catalogue."""
    if entry.obsolete:
        return ["no longer used, delete it"]
    found = []
    if not entry.translated():
        found.append("unsure (fuzzy)" if entry.fuzzy else "without Chinese")
    texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
    for text in texts:
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        if text and set(PLACEHOLDER.findall(text)) != wanted:
            found.append("other placeholders")
    return found


def _words_of_the_code() -> list[str]:
    """Return every msgid of code and templates, found in a copy so that no file of ours is touched."""
    with tempfile.TemporaryDirectory() as folder:
        for name in PACKAGES:
            if (ROOT / name).exists():
                ignored = shutil.ignore_patterns("__pycache__", "tests", "*.mo")
                shutil.copytree(ROOT / name, Path(folder) / name, ignore=ignored)
        (Path(folder) / CATALOGUE).unlink(missing_ok=True)
        (Path(folder) / "locale").mkdir(exist_ok=True)
        command = [sys.executable, "-m", "django", "makemessages", "--locale", "zh_Hans", "--verbosity", "0"]
        subprocess.run(command, cwd=folder, check=True)
        return [entry.msgid for entry in polib.pofile(str(Path(folder) / CATALOGUE))]


if __name__ == "__main__":
    sys.exit(main())
