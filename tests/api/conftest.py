"""Callers of the API: people of the demo district with a token, at a fixed moment."""

import json
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client

from casework.api import proposals, queue, records
from casework.api.tokens import make_token
from casework.keyset import page_of
from casework.management.catalogues import compile_catalogues
from tests.world import World


@dataclass
class Caller:
    """Somebody who calls the API, in one language."""

    token: str = ""
    language: str = ""

    def get(self, path: str, **query: Any) -> Any:
        """GET, with the address percent-encoded as a client does it."""
        return Client().get(quote(f"/api/v1/{path}"), query, headers=self._headers())

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """POST a document, or the text as it is."""
        text = body if isinstance(body, str | bytes) else json.dumps({} if body is None else body)
        return self.send("POST", path, text, **headers)

    def send(self, method: str, path: str, text: str | bytes = "", **headers: str) -> Any:
        """Any method, any body."""
        given = self._headers() | {name.replace("_", "-"): value for name, value in headers.items()}
        return Client().generic(method, quote(f"/api/v1/{path}"), text, content_type="application/json", headers=given)

    def _headers(self) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return headers | ({"Accept-Language": self.language} if self.language else {})


@pytest.fixture
def small_pages(monkeypatch):
    """Two rows a page, so that a test need not make many."""
    for module in (queue, proposals, records):
        monkeypatch.setattr(module, "page_of", partial(page_of, size=2))


@pytest.fixture
def translated():
    """The Chinese of the catalogue as it is now."""
    compile_catalogues()


@pytest.fixture
def clock(world: World):
    """The moment of the test; views read the clock, so it stands still."""
    with time_machine.travel(world.at, tick=False):
        yield world


@pytest.fixture
def caller(clock: World):
    """Makes a caller by user name."""

    def make(username: str, language: str = "") -> Caller:
        return Caller(make_token(clock.people[username], at=clock.at), language)

    return make


@pytest.fixture
def handler(caller):
    """A handler of the lead unit."""
    return caller("fagai_handler")


@pytest.fixture
def supervisor(caller):
    """A supervisor of the lead unit."""
    return caller("fagai_supervisor")


@pytest.fixture
def registrar(caller):
    """A registrar."""
    return caller("registrar")
