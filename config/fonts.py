"""Fetches the fonts of papers (Fandol, from Debian's texlive-lang-chinese) into var/fonts, and says what is missing.

`python -m config.fonts`, as a part of `make setup` and `make test`; `make run` does it beside the running system. Only
four font files are kept of the package. The rare characters of names come from Noto CJK (fonts-noto-cjk).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings

PACKAGE = "texlive-lang-chinese"
FALLBACK = "fonts-noto-cjk"
FOLDER = Path("usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")
FILES = ("FandolFang-Regular.otf", "FandolSong-Bold.otf", "FandolKai-Regular.otf", "FandolHei-Regular.otf")
QUIETLY = ["-qq", "-o", "Acquire::http::Timeout=5", "-o", "Acquire::Retries=0"]
LONGEST = 300  # seconds for one program


def get() -> None:
    """Get what is missing, as far as this machine allows, and say what papers will lack."""
    _fetch()
    _say()


def _fetch() -> None:
    from casework.papers import fonts  # its settings must stand first

    if len(fonts.faces()) < len(fonts.FACES):
        _fetch_fandol(Path(settings.PAPER_FONTS))
    if not fonts.has_fallback() and os.geteuid() == 0 and shutil.which("apt-get"):
        _run("apt-get", "install", "-y", "--no-install-recommends", *QUIETLY, FALLBACK)


def _say() -> None:
    from casework.papers import fonts

    if not fonts.usable():
        print(f"papers cannot be printed as PDF: no Chinese fonts (Debian: apt install {FALLBACK})", flush=True)
    elif len(fonts.faces()) < len(fonts.FACES):
        print(
            f"papers are printed in Noto CJK: put 仿宋, 小标宋, 楷体 and 黑体 into {settings.PAPER_FONTS}", flush=True
        )
    elif not fonts.has_fallback():
        print(f"rare characters in names will not print (Debian: apt install {FALLBACK})", flush=True)


def _fetch_fandol(target: Path) -> None:
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        got = _run("apt-get", "download", *QUIETLY, PACKAGE, cwd=folder)
        if not got and os.geteuid() == 0:  # a fresh machine knows no packages yet
            got = _run("apt-get", "update", *QUIETLY) and _run("apt-get", "download", *QUIETLY, PACKAGE, cwd=folder)
        archive = next(folder.glob("*.deb"), None)
        if not got or archive is None or not _run("dpkg-deb", "-x", str(archive), str(folder / "content")):
            return
        target.mkdir(parents=True, exist_ok=True)
        for file in FILES:
            shutil.copyfile(folder / "content" / FOLDER / file, target / f".{file}")
            (target / f".{file}").replace(target / file)  # whoever prints meanwhile sees whole files only


def _run(*command: str, cwd: Path | None = None) -> bool:
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, cwd=cwd, env=env, check=False, timeout=LONGEST, capture_output=True)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> int:
    """Fetch and say. Never fails: the system runs without, and the papers wait for their PDF."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    get()
    return 0


if __name__ == "__main__":
    sys.exit(main())
