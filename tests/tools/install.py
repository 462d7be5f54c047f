"""Installs what the tests use beside Python, as far as this machine allows, and says what is missing.

As root on a system with apt that is Chromium, CJK fonts, Redis, a PostgreSQL of the distribution and PDFBox; elsewhere nothing
is installed and the tests concerned are skipped by name (with CI=true they fail).
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.tools import programs

AXE = "axe-core@4.14.1"
AXE_SHA512 = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="


def main() -> int:
    """Install, then report. Returns the exit code: 1 when something is missing and CI wants everything."""
    wanted = [package for package, there in programs.packages().items() if not there]
    if wanted and os.geteuid() == 0 and shutil.which("apt-get"):
        _apt(wanted)
    if not programs.AXE.exists() and shutil.which("npm"):
        _fetch_axe()
    missing = programs.missing()
    for name, consequence in missing.items():
        print(f"missing: {name} ({consequence})")
    return 1 if missing and os.environ.get("CI") == "true" else 0


def _apt(packages: list[str]) -> None:
    print(f"installing {' '.join(packages)} ...", flush=True)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", "-qq"], install):
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=False)


def _fetch_axe() -> None:
    """Get the accessibility checker as a package of npm; what does not match its fingerprint is not used."""
    print(f"fetching {AXE} ...", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["npm", "pack", "--silent", AXE], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stderr.strip(), file=sys.stderr)
            return
        archive = Path(folder) / done.stdout.strip().splitlines()[-1]
        found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if found != AXE_SHA512:
            raise SystemExit(f"{AXE} is not what it was: {found}")
        with tarfile.open(archive) as tar:
            source = tar.extractfile("package/axe.min.js")
            programs.AXE.parent.mkdir(parents=True, exist_ok=True)
            programs.AXE.write_bytes(source.read() if source else b"")


if __name__ == "__main__":
    sys.exit(main())
