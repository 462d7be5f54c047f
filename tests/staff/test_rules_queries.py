"""Pages of rules ask a fixed number of questions, with ten rules or clocks or five hundred; long lists come in pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import Case, Clock, ClockEvent, DeadlineRule, RuleChange
from casework.models.guard import opened
from tests.engine.drafting import PROVIDER, days, draft, new_version, reaching
from tests.staff.conftest import SignIn
from tests.staff.test_queries import count
from tests.staff.test_rules_deciding import LEADER, page_of
from tests.world import World


def many_clocks(world: World, number: int) -> None:
    """As many cases whose provider was asked, copied from one that was walked."""
    case, assignment = world.consulting()
    clock, event = assignment.clocks.get(), assignment.clocks.get().events.get()
    with opened():
        cases = Case.objects.bulk_create(
            twin(Case.objects.get(pk=case.pk), number=f"西信异〔2025〕{n}号", idempotency_key=None)
            for n in range(number)
        )
        clocks = Clock.objects.bulk_create(twin(clock, case_id=row.pk, assignment=None) for row in cases)
        ClockEvent.objects.bulk_create(twin(event, clock=row) for row in clocks)


def twin(row: Any, **changes: Any) -> Any:
    """A copy that is not stored."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    fresh = type(row)(**values)
    for name, value in changes.items():
        setattr(fresh, name, value)
    return fresh


def many_rules(number: int) -> None:
    """As many more rules, each with two versions."""
    first = DeadlineRule.objects.get(code=PROVIDER)
    DeadlineRule.objects.bulk_create(
        twin(first, code=f"ZZ-{n:03}", version=version) for n in range(number) for version in (1, 2)
    )


@pytest.mark.parametrize("number", [10, 500])
@pytest.mark.parametrize("tab", ["limits", "years", "routing", "ladder", "changes"])
def test_lists_ask_the_same_number_of_questions(world: World, handler: Client, number: int, tab: str) -> None:
    many_rules(number)
    for code in ("ZZ-001", "ZZ-002", "ZZ-003"):
        draft(world, new_version(world, "rule", code, {"limit": days(9)}))
    assert count(handler, f"/staff/rules?tab={tab}&q=") <= 12


@pytest.mark.parametrize("number", [10, 500])
def test_pages_ask_the_same_number_of_questions(world: World, sign_in: SignIn, number: int) -> None:
    many_clocks(world, number)
    leader = sign_in(LEADER)
    rule = draft(world, reaching(world, 1))
    assert count(leader, page_of(rule)) <= 20
    answer = leader.get(page_of(rule))
    assert answer.context["rehearsal"].looked_at == number + 1
    assert len(answer.context["rows"]) == min(number + 1, 25)
    assert count(leader, reverse("staff:rule", args=["rule", PROVIDER])) <= 16
    clause = draft(world, new_version(world, "clause", "四(四)", {"leads": ["区司法局"]}))
    assert count(leader, page_of(clause)) <= 24
    assert count(leader, reverse("staff:rule", args=["clause", "四(四)"])) <= 16
    assert count(leader, reverse("staff:rule", args=["year", "2027"])) <= 16


def test_the_rehearsal_is_read_page_by_page(world: World, sign_in: SignIn) -> None:
    many_clocks(world, 60)
    leader, address, seen = sign_in(LEADER), page_of(draft(world, reaching(world, 1))), []
    while address:
        answer = leader.get(address)
        seen += [row["key"] for row in answer.context["rows"]]
        address = answer.context["after"].partition("#")[0]
    assert len(seen) == len(set(seen)) == 61
    assert answer.context["before"]
    back = leader.get(answer.context["before"].partition("#")[0])
    assert [row["key"] for row in back.context["rows"]] == seen[25:50]
    assert [row["key"] for row in leader.get(back.context["before"].partition("#")[0]).context["rows"]] == seen[:25]
    assert leader.get(f"{page_of(RuleChange.objects.get())}?after=nonsense").context["first"] == 1
