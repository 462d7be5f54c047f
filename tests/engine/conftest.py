"""Fixtures of the tests of the engine."""

import pytest


@pytest.fixture(autouse=True)
def files_in_a_folder_of_their_own(settings, tmp_path):
    """Evidence that a test stores goes away with the test."""
    settings.MEDIA_ROOT = tmp_path / "media"
