"""One lock for everything: the case row. Viewflow asks here, and finds it held by the door already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from casework.models.guard import require_open


@contextmanager
def case_row_lock(flow_class: type, process_pk: int) -> Iterator[None]:
    """Refuse to work outside the door; inside it the case row is locked, and that is lock enough."""
    require_open("CaseProcess")
    with transaction.atomic():
        yield
