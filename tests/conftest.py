"""Fixtures of all tests: the demo district is loaded once a session; tests that flush the database load it anew."""

import pytest

from tests.world import World


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database of the session, with the pack and its demo part in it."""
    with django_db_blocker.unblock():
        World.load()


@pytest.fixture
def world(db):
    """The demo district. What a test changes is rolled back."""
    return World.ready()


@pytest.fixture
def committed_world(transactional_db):
    """The demo district for tests with threads or other processes: everything is committed."""
    return World.ready()


