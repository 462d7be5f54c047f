"""Drafts of filings: saved after every step, reopened elsewhere by a secret link, gone after a while."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from casework import actions
from casework.models import Draft, Evidence

KEEP = timedelta(days=30)  # an unsent draft
SHOW_CODE = timedelta(minutes=30)  # the receipt code on the receipt page; afterwards only its hash is left
TOKEN_BYTES = 24
LONGEST = 20_000  # characters kept of one field, so that a draft stays small
MINE = "drafts"  # session: keys of the drafts this browser may open


class NoDraft(Exception):
    """There is no such draft, or not on this device."""


class DraftExpired(NoDraft):
    """The draft was not sent in time and is gone."""


def start(request: HttpRequest, kind: str, at: datetime) -> Draft:
    """A new empty draft that this browser may open."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    draft = Draft.objects.create(
        token_digest=digest(token), kind=kind, data={"token": token}, created_at=at, saved_at=at, expires_at=at + KEEP
    )
    admit(request, draft)
    return draft


def digest(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def admit(request: HttpRequest, draft: Draft) -> None:
    """Let this browser open the draft."""
    keys = [key for key in request.session.get(MINE, []) if key != str(draft.key)]
    request.session[MINE] = [*keys, str(draft.key)][-5:]


def by_token(token: str, at: datetime) -> Draft:
    """The draft of a resume link. Raises NoDraft, or DraftExpired."""
    return _live(Draft.objects.filter(token_digest=digest(token)).first(), at)


def mine(request: HttpRequest, key: UUID, kind: str, at: datetime) -> Draft:
    """A draft of this browser, for a filing of this kind. Raises NoDraft, or DraftExpired."""
    if str(key) not in request.session.get(MINE, []):
        raise NoDraft()
    return _live(Draft.objects.select_related("case__receipt").filter(key=key, kind=kind).first(), at)


def _live(draft: Draft | None, at: datetime) -> Draft:
    if draft is None:
        raise NoDraft()
    if draft.case_id is None and draft.expires_at <= at:
        raise DraftExpired()
    return draft


def answers(draft: Draft, step: str) -> dict[str, Any]:
    """What was typed at a step, as it was typed."""
    return dict(draft.data.get(step, {}))


def save(draft: Draft, step: str, typed: dict[str, str], at: datetime) -> None:
    """Keep what was typed at a step, right or wrong: nothing is lost by an error."""
    draft.data[step] = {name: value[:LONGEST] for name, value in typed.items()}
    draft.step, draft.saved_at, draft.expires_at = step, at, at + KEEP
    draft.save(update_fields=["data", "step", "saved_at", "expires_at"])


def files(draft: Draft) -> list[Evidence]:
    """The files added so far, oldest first."""
    return list(draft.evidence.order_by("pk"))


def keep_code(draft: Draft, code: str, at: datetime) -> None:
    """After sending: forget everything typed; hold the receipt code for the receipt page only."""
    draft.data, draft.step, draft.saved_at = {"code": code}, "sent", at
    draft.save(update_fields=["data", "step", "saved_at"])


def receipt_code(draft: Draft, at: datetime) -> str:
    """The receipt code while it is still shown; once its time is over it is wiped."""
    code = str(draft.data.get("code", ""))
    if code and at - draft.saved_at > SHOW_CODE:
        forget_code(draft)
        return ""
    return code


def purge(at: datetime) -> int:
    """Delete drafts whose time is over, their files too, and wipe receipt codes no longer shown. Returns how many."""
    expired = list(Draft.objects.filter(case__isnull=True, expires_at__lte=at))
    for draft in expired:
        for file in files(draft):
            remove_file(draft, file.pk)
        draft.delete()
    shown = list(Draft.objects.filter(case__isnull=False, saved_at__lt=at - SHOW_CODE).exclude(step=""))
    for draft in shown:
        forget_code(draft)
    return len(expired) + len(shown)


def remove_file(draft: Draft, pk: int) -> None:
    """Take a file out of a draft, from the disk as well."""
    file = draft.evidence.filter(pk=pk, case__isnull=True).first()
    if file is not None:
        actions.remove_evidence(pk, draft=draft)


def forget_code(draft: Draft) -> None:
    """Wipe the receipt code: the person has noted it, or its time is over."""
    draft.data, draft.step = {}, ""
    draft.save(update_fields=["data", "step"])
