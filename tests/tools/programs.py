"""Which programs of this machine the tests may use, and where they are."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "var" / "axe-core-4.14.1.min.js"


def chromium() -> str | None:
    """Return the browser's program."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


def redis_server() -> str | None:
    """Return the program of Redis."""
    return shutil.which("redis-server")


def postgres() -> Path | None:
    """Return the folder of the distribution's PostgreSQL programs, the newest one (15 on Debian 12)."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def chinese_fonts() -> bool:
    """Return whether there is a font with Chinese characters; without one screens show boxes."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False).stdout)


def preflight() -> list[Path]:
    """Return the Java archives of PDFBox's Preflight, which validates PDF/A-1b; nothing unless all are there."""
    names = ("preflight", "pdfbox2", "xmpbox", "fontbox2", "commons-logging", "javax.activation", "jaxb-api")
    found = [Path(f"/usr/share/java/{name}.jar") for name in names]
    return found if shutil.which("java") and all(file.exists() for file in found) else []


def packages() -> dict[str, bool]:
    """Return Debian's packages that the tests use, and whether what they bring is there."""
    return {
        "chromium": chromium() is not None,
        "fonts-noto-cjk": chinese_fonts(),
        "redis-server": redis_server() is not None,
        "postgresql": postgres() is not None,
        "default-jre-headless": shutil.which("java") is not None,
        **dict.fromkeys(("libpdfbox2-java", "libactivation-java", "libjaxb-api-java"), bool(preflight())),
        "npm": AXE.exists() or shutil.which("npm") is not None,
    }


def missing() -> dict[str, str]:
    """Return what is not there, and what that means."""
    consequences = {
        "Chromium": (chromium(), "browser tests are skipped"),
        "Chinese fonts": (chinese_fonts(), "browser tests are skipped"),
        "axe-core": (AXE.exists(), "accessibility is not checked"),
        "Redis": (redis_server(), "tests on Redis are skipped"),
        "the distribution's PostgreSQL": (postgres(), "tests run on the embedded PostgreSQL only"),
        "Preflight of PDFBox": (preflight(), "the PDF/A of papers is not validated"),
    }
    return {name: consequence for name, (there, consequence) in consequences.items() if not there}
