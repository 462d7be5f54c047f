"""What another process needs before it can work on tickets. Imports no model: it runs before Django is set up."""

from __future__ import annotations

import django
from django.conf import settings


def set_up(database: str) -> None:
    """Set Django up in a new process, on the database that the first one works on."""
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
