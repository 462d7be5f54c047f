"""Citizens at the public site of the demo district, at a fixed moment."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from casework.models import Draft, Unit
from tests.world import RECORD, World

WHO = {
    "capacity": "enterprise",
    "name": "大连海韵商贸有限公司",
    "code": "91210203MA0Q2X7KX2",
    "phone": "138 4260 0718",
    "email": "",
    "agent_name": "",
}
WHAT = {
    "reason": "wrong_amount",
    "field": "amount",
    "claim": "6400元",
    "content": "决定书写的是6400元，记录写成64000元。",
    "wish": "correct",
}


def unit(name: str) -> str:
    """The value under which the public site offers a unit."""
    return str(Unit.objects.get(name=name, valid_to__isnull=True).pk)


def complaint(**changes: Any) -> dict[str, dict[str, Any]]:
    """The answers of a believable complaint, step by step; `step__field` changes one."""
    answers: dict[str, dict[str, Any]] = {
        "nature": {"nature": "own"},
        "about": {"respondent": unit("区商务局"), "area": "investment_promotion", "street": "", "person": ""},
        "happened": {
            "matter": "commitment",
            "promised": "2025年3月签约时答应给5万元奖补。",
            "contract": "yes",
            "content": "企业已按约投产，奖补至今没有到账，多次询问没有答复。",
            "happened_on": "2026-03-02",
        },
        "wish": {"wish": "兑现奖补。", "amount": "5万", "loss": "垫付利息。"},
        "who": {
            "capacity": "person",
            "name": "王建国",
            "code": "210203198502123517",
            "agent_name": "",
            "phone": "138 4260 0718",
            "email": "",
            "consent": "yes",
        },
    }
    for place, value in changes.items():
        step, name = place.split("__")
        answers[step][name] = value
    return answers


def photo(name: str = "凭证.jpg") -> SimpleUploadedFile:
    """A real picture, made anew."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#cde").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


@dataclass
class Citizen:
    """Somebody with a browser."""

    client: Client = field(default_factory=Client)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(path, query)

    def post(self, path: str, **data: Any) -> Any:
        return self.client.post(path, data)

    def begin(self, record: str = RECORD) -> str:
        """Start an objection; the address below which its steps lie."""
        answer = self.post("/objections/new", record=record)
        return str(answer["Location"].rsplit("/", 1)[0])

    def filled(self) -> str:
        """An objection that only has to be sent."""
        base = self.begin()
        self.post(f"{base}/who", **WHO)
        self.post(f"{base}/what", **WHAT)
        return base

    def begin_complaint(self, **answers: dict[str, Any]) -> str:
        """Start a complaint and answer some of its steps; the address below which its steps lie."""
        base = str(self.post("/complaints/new")["Location"].rsplit("/", 1)[0])
        for step, typed in answers.items():
            if step == "who" and answers["nature"]["nature"] == "anonymous":
                continue
            answer = self.post(f"{base}/{step}", **typed)
            assert answer.status_code == 302, answer.context["form"].errors
        return base

    def sent(self, base: str = "") -> tuple[str, str]:
        """A sent objection, or another filing that only has to be sent: its number and receipt code."""
        base = base or self.filled()
        self.post(f"{base}/check", send="1")
        done = self.get(f"{base}/done")
        return done.context["case"].number, done.context["code"]


@pytest.fixture
def district(world: World, settings, tmp_path):
    """The demo district; the clock stands still at its moment."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    with time_machine.travel(world.at, tick=False) as traveller:
        world.traveller = traveller
        yield world


@pytest.fixture
def citizen(district) -> Citizen:
    return Citizen()


@pytest.fixture
def draft_of():
    """The draft below an address of steps, as it is in the database now."""
    return lambda base: Draft.objects.get(key=base.rsplit("/", 1)[1])
