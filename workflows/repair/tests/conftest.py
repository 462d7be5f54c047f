"""The demo district for the tests of this kind."""

from tests.conftest import committed_world, django_db_setup, world

__all__ = ["committed_world", "django_db_setup", "world"]
