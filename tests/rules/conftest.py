"""The district's pack, read once, for tests that need no database."""

from pathlib import Path

import pytest

from casework.rules.calendars import Calendar
from casework.rules.routing import RoutingTable
from reference import pack

PACK = Path(__file__).parents[2] / "reference" / "xigang"


@pytest.fixture(scope="session")
def xigang() -> pack.Pack:
    return pack.read(PACK)


@pytest.fixture(scope="session")
def calendar(xigang: pack.Pack) -> Calendar:
    return xigang.calendar


@pytest.fixture(scope="session")
def table(xigang: pack.Pack) -> RoutingTable:
    return xigang.routing_table
