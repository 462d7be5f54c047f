"""The API as one object: its routers, its errors, its way of reading and writing JSON."""

from __future__ import annotations

from django.utils.translation import gettext_noop
from ninja import NinjaAPI

from casework.api import (
    around,
    assignments,
    cases,
    errors,
    measures,
    moves,
    paper_acts,
    proposals,
    queue,
    record_changes,
    records,
    subscriptions,
    verify,
)
from casework.api.auth import Token
from casework.api.wire import ReadableRenderer, StrictParser

api = NinjaAPI(
    title=gettext_noop("Casework API"),
    version="1",
    description=gettext_noop(
        "For other systems of the district. The same permissions, the same visibility and the same door as the "
        "screens. Every error is {code, message} in the language of Accept-Language."
    ),
    urls_namespace="api",
    openapi_url=None,  # served by casework.api.description, translated
    docs_url=None,
    auth=Token(),
    renderer=ReadableRenderer(),
    parser=StrictParser(),
)
for part in (
    cases,
    moves,
    around,
    assignments,
    paper_acts,
    proposals,
    queue,
    record_changes,
    records,
    measures,
    subscriptions,
    verify,
):
    api.add_router("", part.router)
errors.install(api)
