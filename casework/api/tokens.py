"""Bearer tokens: random, shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

from casework.models import ApiToken, User

TOKEN_BYTES = 32


def make_token(user: User, *, at: datetime, expires_at: datetime | None = None) -> str:
    """A new token of this person. The caller shows it once; it cannot be found again."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    ApiToken.objects.create(user=user, digest=digest(token), created_at=at, expires_at=expires_at)
    return token


def find_user(token: str, *, at: datetime) -> User | None:
    """The active person whose valid token this is, or nobody."""
    wanted = digest(token)
    found = ApiToken.objects.select_related("user").filter(digest=wanted).first()
    known = found is not None and hmac.compare_digest(found.digest, wanted)
    if found is None or not known:
        return None
    if not found.user.is_active or (found.expires_at is not None and found.expires_at <= at):
        return None
    return found.user


def digest(token: str) -> str:
    """What is kept of a token. It is random and long, so a plain digest cannot be turned back."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
