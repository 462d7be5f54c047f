"""Drafting changes of rules in tests: the version in force with something changed, by the registrar of the district."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from casework import actions
from casework.models import Clock, RuleChange
from casework.rule_versions import NewVersion, record_of, versions
from casework.rule_work import carry_out
from tests.world import World

DRAFTER, DECIDER = "registrar", "fagai_leader"
PROVIDER = "OB-XG-PROVIDER"
NOTICE = "国办发明电〔2026〕1号"


def days(count: int, unit: str = "workday") -> dict[str, Any]:
    """A limit, as a record writes it."""
    return {"value": count, "unit": unit}


def new_version(world: World, what: str, code: str, record: dict[str, Any] | None = None, **about: Any) -> NewVersion:
    """The newest version with other values, valid from tomorrow."""
    newest = versions(what, code).first()
    start = NewVersion(
        what=what,
        code=code,
        record=record_of(what, newest) if newest else {},
        valid_from=tomorrow(world),
        source=getattr(newest, "source", NOTICE) or NOTICE,
        article=getattr(newest, "article", ""),
        attestation=getattr(newest, "attestation", "V"),
        reason="区政府常务会议议定。",
    )
    return replace(start, record=start.record | (record or {}), **about)


def new_year(world: World, off: list[str], makeup: list[str] = (), year: int = 2027, **about: Any) -> NewVersion:  # type: ignore[assignment]
    """The State Council's notice of a year, as it is entered."""
    record = {"year": year, "status": "official", "days_off": list(off), "makeup_days": list(makeup)}
    about = {"source": NOTICE, "attestation": "V", "valid_from": timezone.localdate(world.at)} | about
    return new_version(world, "year", str(year), record, **about)


def draft(world: World, new: NewVersion, who: str = DRAFTER) -> RuleChange:
    """Draft it."""
    return actions.draft_change(new, by=world.actor(who), at=world.at)


def decide(world: World, change: RuleChange, who: str = DECIDER, confirm: bool = True, **given: Any) -> RuleChange:
    """Decide it, having read it."""
    given = {"seen": change.content_hash} | given
    return actions.decide_change(change.pk, by=world.actor(who), at=world.at, confirm=confirm, **given)


def confirmed(world: World, new: NewVersion) -> RuleChange:
    """Draft and confirm."""
    return decide(world, draft(world, new))


def applied(world: World, new: NewVersion) -> RuleChange:
    """Draft, confirm, wait for its day, and carry out."""
    change = confirmed(world, new)
    world.at = max(world.at, world.at + timedelta(days=(new.valid_from - timezone.localdate(world.at)).days))
    carry_out(world.at)
    return RuleChange.objects.get(pk=change.pk)


def tomorrow(world: World) -> date:
    """The earliest day of a change that is not decided today."""
    return timezone.localdate(world.at) + timedelta(days=1)


def reaching(world: World, count: int, **about: Any) -> NewVersion:
    """Another time for the information provider, for open cases as well."""
    return new_version(world, "rule", PROVIDER, {"limit": days(count)}, applies_to_open=True, **about)


def provider(case: Any) -> Clock:
    """The clock of the unit that a case asked."""
    return Clock.objects.select_related("rule").get(case_id=case.pk, name="provider")


def due(case: Any) -> date:
    """Until when that unit has."""
    return timezone.localdate(provider(case).due_at)
