"""The demo district and the screens for the tests of this kind; alone they need the compiled words too."""

from tests.conftest import committed_world, django_db_setup, pytest_configure, world
from tests.staff.conftest import clock, handler, sign_in, supervisor

__all__ = [
    "clock",
    "committed_world",
    "django_db_setup",
    "handler",
    "pytest_configure",
    "sign_in",
    "supervisor",
    "world",
]
