"""Absences: who enters them, who may stand in, no day twice, no chains; and back earlier."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from casework import actions
from casework.errors import Conflict, InvalidData, NotAllowed, NotFound
from casework.models import Absence, Membership, Role, Unit, User
from casework.permissions import unit_members
from tests.engine.racing import race

TODAY = date(2026, 11, 9)
DAY = timedelta(days=1)
WEEK = (TODAY + DAY, TODAY + 7 * DAY)


@pytest.fixture
def district(world):
    """A second supervisor and a registrar in the lead unit."""
    unit = Unit.objects.get(name="区发改局")
    for username, role in (("fagai_supervisor2", Role.SUPERVISOR), ("fagai_registrar", Role.REGISTRAR)):
        user = User.objects.create(username=username, name=username)
        Membership.objects.create(user=user, unit=unit, role=role, valid_from=date(2024, 3, 26))
        world.people[username] = user
    return world


def role_of(world, username: str, role: str = Role.HANDLER) -> Membership:
    return Membership.objects.get(user=world.people[username], role=role)


def enter(world, who: str, deputy: str, first=WEEK[0], last=WEEK[1], by: str = "", role: str = Role.HANDLER) -> Absence:
    return actions.enter_absence(
        role_of(world, who, role),
        deputy=world.people[deputy],
        first_day=first,
        last_day=last,
        by=world.actor(by or who),
        at=world.at,
    )


def refusal(world, *args, **changes) -> str:
    """The field beside which it is refused."""
    count = Absence.objects.count()
    with pytest.raises(InvalidData) as refused:
        enter(world, *args, **changes)
    assert Absence.objects.count() == count
    (field,) = refused.value.errors
    return field


@pytest.mark.django_db
def test_a_member_enters_their_own(district):
    absence = enter(district, "fagai_handler", "fagai_handler2")
    assert (absence.entered_by.username, absence.entered_at) == ("fagai_handler", district.at)
    unit = absence.membership.unit_id
    deputy = district.people["fagai_handler2"].pk
    assert deputy in unit_members(unit, Role.HANDLER, WEEK[0])


@pytest.mark.django_db
def test_a_supervisor_enters_it_for_members_and_names_anybody_of_the_unit(district):
    absence = enter(district, "fagai_handler", "fagai_registrar", by="fagai_supervisor")
    assert absence.deputy.username == "fagai_registrar"
    assert enter(district, "fagai_supervisor", "fagai_handler2", role=Role.SUPERVISOR).pk


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["fagai_handler2", "caizheng_supervisor", "leader", "registrar", "secadmin"])
def test_nobody_else_does(district, who):
    with pytest.raises(NotAllowed):
        enter(district, "fagai_handler", "fagai_handler2", by=who)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"deputy": "fagai_handler"}, "deputy"),  # oneself
        ({"deputy": "fagai_registrar"}, "deputy"),  # another role, and no supervisor who names them
        ({"deputy": "caizheng_handler"}, "deputy"),  # another unit
        ({"deputy": "caizheng_handler", "by": "fagai_supervisor"}, "deputy"),
        ({"first": TODAY - DAY}, "first_day"),
        ({"last": TODAY}, "last_day"),
        ({"last": TODAY + 400 * DAY}, "last_day"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(district, changes, field):
    assert refusal(district, "fagai_handler", **{"deputy": "fagai_handler2"} | changes) == field


@pytest.mark.django_db
def test_one_day_is_enough_and_today_is_not_too_late(district):
    assert enter(district, "fagai_handler", "fagai_handler2", TODAY, TODAY).pk


@pytest.mark.django_db
def test_a_role_that_ends_before_has_no_absence(district):
    ending = role_of(district, "fagai_handler")
    ending.valid_to = TODAY
    ending.save()
    assert refusal(district, "fagai_handler", "fagai_handler2") == "membership"


@pytest.mark.django_db
def test_a_deputy_is_a_member_on_all_these_days(district):
    leaving = role_of(district, "fagai_handler2")
    leaving.valid_to = WEEK[1] - DAY
    leaving.save()
    assert refusal(district, "fagai_handler", "fagai_handler2") == "deputy"


@pytest.mark.django_db
def test_an_auditor_is_replaced_by_an_auditor_only(district):
    unit = district.people["auditor"].memberships.get().unit
    supervisor = Membership.objects.filter(unit=unit, role=Role.SUPERVISOR).first().user
    handler = Membership.objects.filter(unit=unit, role=Role.HANDLER).first().user
    district.people |= {"s": supervisor, "h": handler}
    assert refusal(district, "auditor", "h", by="s", role=Role.AUDITOR) == "deputy"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "fits"),
    [
        (WEEK[1], WEEK[1] + DAY, False),
        (TODAY, WEEK[0], False),
        (WEEK[0] + DAY, WEEK[0] + DAY, False),
        (WEEK[1] + DAY, WEEK[1] + 2 * DAY, True),
        (TODAY, TODAY, True),
    ],
)
def test_no_day_twice(district, first, last, fits):
    enter(district, "fagai_handler", "fagai_handler2")
    if fits:
        assert enter(district, "fagai_handler", "fagai_handler2", first, last).pk
    else:
        assert refusal(district, "fagai_handler", "fagai_handler2", first, last) == "first_day"


@pytest.mark.django_db
def test_nobody_stands_in_who_is_away_and_nobody_leaves_who_stands_in(district):
    enter(district, "fagai_handler", "fagai_handler2")
    field = refusal(district, "fagai_handler2", "fagai_registrar", by="fagai_supervisor")
    assert field == "first_day", "who stands in for somebody has to be relieved first"
    assert refusal(district, "fagai_supervisor", "fagai_handler", role=Role.SUPERVISOR) == "deputy"
    assert enter(district, "fagai_supervisor", "fagai_supervisor2", role=Role.SUPERVISOR).pk


@pytest.mark.django_db
def test_back_earlier(district):
    absence = enter(district, "fagai_handler", "fagai_handler2", TODAY, WEEK[1])
    actions.end_absence(absence.pk, by=district.actor("fagai_handler"), at=district.at)
    assert Absence.objects.get(pk=absence.pk).last_day == TODAY
    assert enter(district, "fagai_handler", "fagai_handler2", *WEEK).pk
    district.later(days=1)
    with pytest.raises(Conflict):
        actions.end_absence(absence.pk, by=district.actor("fagai_handler"), at=district.at)


@pytest.mark.django_db
def test_not_away_at_all(district):
    absence = enter(district, "fagai_handler", "fagai_handler2")
    with pytest.raises(NotAllowed):
        actions.end_absence(absence.pk, by=district.actor("fagai_handler2"), at=district.at)
    actions.end_absence(absence.pk, by=district.actor("fagai_supervisor"), at=district.at)
    assert not Absence.objects.exists()
    with pytest.raises(NotFound):
        actions.end_absence(absence.pk, by=district.actor("fagai_supervisor"), at=district.at)


def test_two_entries_at_once_leave_one(committed_world):
    """The same absence twice, and two people who name each other."""
    world = committed_world
    first = partial(enter, world, "fagai_handler", "fagai_handler2")
    won, refused = _race(first, first)
    assert (won, refused) == (1, 1)
    Absence.objects.all().delete()
    won, refused = _race(first, partial(enter, world, "fagai_handler2", "fagai_handler"))
    assert (won, refused) == (1, 1)


def _race(*calls) -> tuple[int, int]:
    results = race(*calls)
    return sum(isinstance(one, Absence) for one in results), sum(isinstance(one, InvalidData) for one in results)
