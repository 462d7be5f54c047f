"""Fixtures of all tests, also of those beside the kinds: the demo district, the browser, and what happens when this machine lacks something."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db.backends.postgresql.creation import DatabaseCreation
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from casework.management.catalogues import compile_catalogues
from casework.papers import fonts
from tests.tools import programs
from tests.world import World

DATABASE_MADE = pytest.StashKey[bool]()
hypothesis.settings.register_profile("house", derandomize=True)  # the same examples on every run
hypothesis.settings.load_profile("house")
os.environ["CASEWORK_ENV"] = "test"  # for the programs that tests start


def drop_by_force(creation: Any, name: str, verbosity: int) -> None:
    """Drop the test database even while a thread of the live server lingers in it."""
    creation.connection.close()
    with creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {creation.connection.ops.quote_name(name)} WITH (FORCE)")


DatabaseCreation._destroy_test_db = drop_by_force


def pytest_configure() -> None:
    """A fresh clone has no compiled words, and no folder of static files, of which WhiteNoise would warn."""
    compile_catalogues()
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


def need(what: str, there: object) -> None:
    """Skip the test by name when this machine lacks something; where everything must be there, fail."""
    if not there:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"needs {what}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker, pytestconfig: pytest.Config) -> None:
    """The test database of the session, with the pack and its demo part in it."""
    with django_db_blocker.unblock():
        World.load()
    pytestconfig.stash[DATABASE_MADE] = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    """After a test with real transactions Django empties the tables: load the district again for the next ones."""
    yield
    marker = item.get_closest_marker("django_db")
    names = set(getattr(item, "fixturenames", ()))
    emptied = (marker and marker.kwargs.get("transaction")) or names & {"transactional_db", "live_server"}
    made = item.config.stash.get(DATABASE_MADE, False)  # not when the first test was skipped before it came to that
    if emptied and made and nextitem is not None:
        with item.config.stash[blocking_manager_key].unblock():
            World.load()


@pytest.fixture(autouse=True)
def chinese() -> Generator[None]:
    """Each test begins in the language of the house, whatever the one before it spoke."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def world(db: Any, settings: Any, tmp_path: Path) -> World:
    """The demo district. What a test changes is rolled back; its files go where nobody keeps them."""
    settings.MEDIA_ROOT = tmp_path
    return World.ready()


@pytest.fixture
def committed_world(transactional_db: Any, settings: Any, tmp_path: Path) -> World:
    """The demo district for tests with threads or other processes: everything is committed."""
    settings.MEDIA_ROOT = tmp_path
    return World.ready()


@pytest.fixture(scope="session")
def browser() -> Generator[Browser]:
    """Chromium. Tests that use it are marked `browser`."""
    need("Chromium", programs.chromium())
    need("a font with Chinese characters", programs.chinese_fonts())
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs a loop of its own in this thread
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=programs.chromium(), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of the accessibility checker, for page.evaluate()."""
    need("axe-core", programs.AXE.exists())
    return programs.AXE.read_text()


@pytest.fixture(scope="session")
def paper_fonts() -> None:
    """The fonts of papers, and the one that knows rare characters."""
    need("the fonts of papers", len(fonts.faces()) == len(fonts.FACES) and fonts.has_fallback())


@pytest.fixture(scope="session")
def preflight() -> None:
    """The validator of PDF/A."""
    need("Preflight of PDFBox", programs.preflight())


@pytest.fixture(scope="session")
def redis_server() -> str:
    """The program of Redis. Tests that use it are marked `services`."""
    need("Redis", programs.redis_server())
    return str(programs.redis_server())
