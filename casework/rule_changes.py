"""Changing a rule, behind the one door: drafted by one person, decided by another, written as a new version."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import rule_roles
from casework.audit import canonical
from casework.errors import Conflict, InvalidData, NotFound, Stale
from casework.models import RuleChange
from casework.permissions import Actor
from casework.rule_values import check
from casework.rule_versions import NewVersion, What, built, full, versions

Status = RuleChange.Status


def draft(new: NewVersion, by: Actor, at: datetime) -> RuleChange:
    """Write the draft. Raises InvalidData by field."""
    unit = rule_roles.drafting_unit(by)
    _alone(new.what, new.code)
    newest = versions(new.what, new.code).first()
    if newest is None and new.what != What.YEAR:
        raise NotFound(_("There is no such rule."))
    if RuleChange.objects.filter(what=new.what, code=new.code, status=Status.DRAFT).exists():
        raise Conflict(_("A change of this waits for its decision already. Withdraw that one first."))
    check(new, newest, timezone.localdate(at))
    change = RuleChange(
        what=new.what,
        code=new.code,
        base_version=newest.version if newest else 0,
        record=new.record,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        source=new.source.strip(),
        article=new.article.strip(),
        attestation=new.attestation,
        confirms=new.confirms,
        applies_to_open=_reaches_open_cases(new),
        reason=new.reason.strip(),
        unit_id=unit,
        drafted_by=by.user,
        drafted_at=at,
    )
    change.content_hash = digest(change)
    change.save()
    return change


def decide(change_id: int, by: Actor, at: datetime, confirm: bool, seen: str, opinion: str) -> RuleChange:
    """Confirm a draft, which writes its version, or reject it with a reason."""
    change = _held(change_id)
    rule_roles.check_may_decide(by, change)
    _check_open(change)
    if seen != change.content_hash or digest(change) != change.content_hash:
        raise Stale(_("This is not the draft that you have read. Nothing was decided; please look again."))
    if not confirm and not opinion:
        raise InvalidData({"opinion": [_("Say why it is not confirmed. The drafter will read it.")]})
    change.decided_by, change.decided_at, change.opinion = by.user, at, opinion
    if confirm:
        _confirm(change, at)
    else:
        change.status = Status.REJECTED
    change.save()
    return change


def withdraw(change_id: int, by: Actor) -> RuleChange:
    """Take a draft back."""
    change = _held(change_id)
    rule_roles.check_may_withdraw(by, change)
    _check_open(change)
    change.status = Status.WITHDRAWN
    change.save()
    return change


def count_moved(change_id: int) -> None:
    """One more clock moved, in the transaction that moves it."""
    RuleChange.objects.filter(pk=change_id).update(moved=F("moved") + 1)


def note_progress(change_id: int, cursor: int, kept: int) -> None:
    """The clocks up to the cursor were looked at; some of them keep the version they have."""
    RuleChange.objects.filter(pk=change_id, cursor__lt=cursor).update(cursor=cursor, kept=F("kept") + kept)


def finish(change_id: int, at: datetime) -> None:
    """No clock is left to move."""
    rows = RuleChange.objects.filter(pk=change_id, status=Status.CONFIRMED)
    rows.update(status=Status.APPLIED, applied_at=at)


def digest(change: RuleChange) -> str:
    """The hash of everything that is decided on, and of the version it comes after."""
    head = [change.what, change.code, change.base_version, change.applies_to_open, change.reason]
    return hashlib.sha256(canonical([*head, full(change)])).hexdigest()


def _confirm(change: RuleChange, at: datetime) -> None:
    """Write the new version. Running clocks that it concerns are moved afterwards, batch by batch."""
    _alone(change.what, change.code)
    newest = versions(change.what, change.code).first()
    if (newest.version if newest else 0) != change.base_version:
        raise Conflict(_("Another version has come since this was drafted. It can only be rejected, or withdrawn."))
    today = timezone.localdate(at)
    if change.what != What.YEAR and change.valid_from < today:
        raise Conflict(
            _("The day from which it was to be valid has passed. It can only be rejected, or drafted with a new day.")
        )
    row = built(change, change.version)
    row.change = change
    row.save()
    change.status = Status.CONFIRMED
    if not change.applies_to_open:
        change.status, change.applied_at = Status.APPLIED, at


def _reaches_open_cases(new: NewVersion) -> bool:
    """A calendar counts for every open case; who leads an open case is never changed by a new clause."""
    return new.what == What.YEAR or (new.what == What.RULE and new.applies_to_open)


def _held(change_id: int) -> RuleChange:
    """The change, locked: of two people who decide at once, one waits and is then told."""
    found: Any = RuleChange.objects.select_for_update(of=("self",)).select_related("unit", "decided_by")
    change: RuleChange | None = found.filter(pk=change_id).first()
    if change is None:
        raise NotFound(_("There is no such change."))
    return change


def _check_open(change: RuleChange) -> None:
    if change.status != Status.DRAFT:
        raise Conflict(
            _("This change is settled already: %(status)s (%(who)s).")
            % {"status": change.get_status_display(), "who": change.decided_by or "—"}
        )


def _alone(what: str, code: str) -> None:
    """Until the end of the transaction nobody else drafts or makes a version of this rule."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"rule:{what}:{code}"])
