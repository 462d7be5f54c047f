"""What a questionnaire of the public site consists of: pages that each ask one group of questions, and end in a case.

Each kind of filing that people may send declares one (`QUESTIONNAIRE` in its package); views and drafts know only this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.filing import Filing
from casework.models import Case, Draft
from casework.portal.evidence import FilesForm

Rows = list[tuple[Any, Any]]
Forms = dict[str, Form]


def _always(draft: Draft) -> bool:
    return True


def _nothing(*args: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Step:
    """One page: its address, its name, and the form that asks.

    `asked`: whether this draft is asked at all; `needs`: what the form needs beside what was typed; `rows`: the answers
    as they are read through before sending.
    """

    slug: str
    name: Promise
    form: type[Form] | None = None
    asked: Callable[[Draft], bool] = _always
    needs: Callable[[Draft, datetime], dict[str, Any]] = _nothing
    rows: Callable[[Draft, Form], Rows] | None = None


EVIDENCE = Step("evidence", _("Evidence"), FilesForm)
CHECK = Step("check", _("Check and send"))


@dataclass(frozen=True)
class Wording:
    """What the pages of a questionnaire say about themselves."""

    short: Promise
    title: Promise
    lead: Promise
    yours: Promise
    send: Promise
    sent: Promise
    received: Promise


@dataclass(frozen=True)
class Questionnaire:
    """The pages of one kind of filing, and how the answers become a case that its filer can follow.

    `begin`: what the first page shows, for what was asked for in the address; `prefill`: what a draft starts with;
    `channels`: those of the rules that govern what is sent here, all when empty; `page`: what a step's page shows beside its form; `slowed`: whether this address tries something too often; `remedy`:
    where to go against a result, in words and as an address.
    """

    kind: str
    steps: tuple[Step, ...]
    wording: Wording
    filing: Callable[[Draft, Forms], Filing]
    what_next: Callable[[Case, datetime], list[dict[str, Any]]]
    outcome: Callable[[Case], Rows]
    beside: str  # template of what stands beside every step
    channels: tuple[str, ...] = ()
    begin: Callable[[str], dict[str, Any]] = _nothing
    prefill: Callable[[str], dict[str, dict[str, str]]] = _nothing
    page: Callable[[HttpRequest, Draft, str], dict[str, Any]] = _nothing
    slowed: Callable[[HttpRequest, Draft, str], bool] = lambda *args: False
    remedy: Callable[[Case], tuple[Any, str] | None] = lambda case: None

    def step(self, slug: str) -> Step | None:
        """The step with this address."""
        return next((step for step in self.steps if step.slug == slug), None)

    @property
    def begin_url(self) -> str:
        """The address of the first page."""
        return reverse(f"portal:{self.kind}_begin")
