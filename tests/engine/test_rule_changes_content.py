"""What a drafted version may say: each mistake is named beside its field, and nothing is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.errors import InvalidData, NotFound
from casework.models import CalendarYear, RuleChange
from tests.engine.drafting import confirmed, days, draft, new_version, new_year, tomorrow

pytestmark = pytest.mark.django_db
CODE = "OB-XG-DECIDE"
URGE = {"rung": "urge", "workdays": 1, "tell": ["handler"]}
longer = {"limit": days(3)}


def refusal(world, new) -> dict[str, list[str]]:
    with pytest.raises(InvalidData) as refused:
        draft(world, new)
    assert not RuleChange.objects.exists()
    return refused.value.errors


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("limit_value", {"limit": days(0)}),
        ("limit_value", {"limit": days(10_000)}),
        ("", {"limit": {"value": 3, "unit": "fortnight"}}),
        ("", {"limit": {"value": 3}}),
        ("title", {"title": "  "}),
        ("warn_value", {"warn": days(1, "month")}),
        ("cap_value", {"extension": {"allowed": True, "cap_type": "extension", "cap": days(5, "natural_day")}}),
        ("cap_value", {"extension": {"allowed": True, "cap_type": "total", "cap": days(2)}}),
        ("pauses", {"pause_events": ["holiday"]}),
        ("restarts", {"restart_events": ["whenever"]}),
        ("ladder", {"ladder": [{"rung": "shout", "workdays": 1}]}),
        ("ladder", {"ladder": [URGE, URGE]}),
        ("ladder", {"ladder": [URGE | {"workdays": 251}]}),
        ("ladder", {"ladder": [URGE | {"tell": ["mayor"]}]}),
        ("ladder", {"ladder": [URGE | {"paper": "objection_accept"}]}),
        ("ladder", {"ladder": [URGE | {"propose": ["jail"]}]}),
    ],
)
def test_a_rule_that_cannot_stand(world, field, changed):
    assert list(refusal(world, new_version(world, "rule", CODE, changed))) == [field]


@pytest.mark.parametrize(
    ("field", "about"),
    [("source", {"source": " "}), ("reason", {"reason": "\n"}), ("attestation", {"attestation": "X"})],
)
def test_where_it_comes_from_and_why_are_asked(world, field, about):
    assert list(refusal(world, new_version(world, "rule", CODE, longer, **about))) == [field]


def test_no_version_is_valid_for_days_that_have_passed(world):
    yesterday = tomorrow(world) - timedelta(days=2)
    assert list(refusal(world, new_version(world, "rule", CODE, longer, valid_from=yesterday))) == ["valid_from"]
    over = {"valid_to": tomorrow(world) - timedelta(days=1)}
    assert list(refusal(world, new_version(world, "rule", CODE, longer, **over))) == ["valid_to"]


def test_no_version_begins_before_the_one_it_comes_after(world):
    later = tomorrow(world) + timedelta(days=30)
    confirmed(world, new_version(world, "rule", CODE, longer, valid_from=later))
    with pytest.raises(InvalidData) as refused:
        draft(world, new_version(world, "rule", CODE, {"limit": days(4)}, valid_from=later - timedelta(days=1)))
    assert str(later) in refused.value.errors["valid_from"][0]


def test_a_change_changes_something(world):
    assert list(refusal(world, new_version(world, "rule", CODE))) == [""]
    draft(world, new_version(world, "rule", CODE, confirms=True))


def test_what_does_not_exist_has_no_versions(world):
    for what, code in (("rule", "NOPE-1"), ("clause", "九(九)"), ("reserve", "nowhere")):
        with pytest.raises(NotFound):
            draft(world, new_version(world, what, code, longer))


@pytest.mark.parametrize(
    ("field", "off", "makeup"),
    [
        ("off", [], []),
        ("off", ["2027-01-01", "2026-11-30"], []),
        ("off", ["2028-02-01"], []),
        ("makeup", ["2027-01-01"], ["2028-02-05"]),
        ("makeup", ["2027-01-02"], ["2027-01-02"]),
        ("makeup", ["2027-01-01"], ["2027-01-08"]),
        ("", ["2027-13-01"], []),
    ],
)
def test_a_year_that_cannot_stand(world, field, off, makeup):
    assert list(refusal(world, new_year(world, off, makeup))) == [field]


def test_a_notice_may_name_days_of_the_months_beside_its_year(world):
    change = confirmed(world, new_year(world, ["2026-12-31", "2027-01-01", "2028-01-01"], ["2027-01-02"]))
    assert change.status == "confirmed"
    assert CalendarYear.objects.filter(year=2027).first().status == "official"


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("leads", {"leads": []}),
        ("leads", {"leads": ["区财政厅"]}),
        ("leads", {"leads": ["区财政局", "区财政局"]}),
        ("cooperating", {"cooperating": ["区财政局"]}),
        ("cooperating", {"cooperating": ["区财政厅"]}),
    ],
)
def test_a_clause_that_cannot_stand(world, field, changed):
    assert list(refusal(world, new_version(world, "clause", "五(一)", changed))) == [field]


@pytest.mark.parametrize("units", [[], ["区财政厅"], ["区司法局", "区司法局"]])
def test_a_reserve_list_that_cannot_stand(world, units):
    assert list(refusal(world, new_version(world, "reserve", "xigang", {"units": units}))) == ["units"]
