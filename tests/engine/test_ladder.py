"""The ladder day by day over two months: every rung once, on its working day, whatever happens to the sweep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework import actions, clocks, desk, extensions
from casework.door import locked
from casework.models import CalendarYear, Case, Clock, Document, Recommendation, Rung
from casework.models.guard import opened
from casework.permissions import Actor
from casework.rules.deadlines import CHINA, Limit, Unit
from casework.sweep import sweep
from notifications.models import Message
from tests.engine.ladder_scene import BEGUN, DAYS, LADDER, late_case, make_rule, mornings, rung_days
from tests.engine.racing import clean, parted, race

TWO_MONTHS = mornings(BEGUN.date(), 60)
DUE = date(2026, 9, 24)


@pytest.fixture
def late(world, settings):
    make_rule(settings)
    return late_case(world)


def check_everything_once(case: Case, clock: Clock) -> None:
    """Every rung, paper, proposal and message of the ladder, and none twice."""
    assert Counter(Rung.objects.filter(clock=clock).values_list("name", flat=True)) == Counter(
        r["rung"] for r in LADDER
    )
    papers = Document.objects.filter(case=case, paper__code__startswith="ladder_")
    assert Counter(papers.values_list("paper__code", flat=True)) == {"ladder_urge": 2, "ladder_proposal": 2}
    proposed = Recommendation.objects.filter(case=case).values_list("measure__code", "status")
    assert Counter(proposed) == Counter(
        (code, "waiting") for code in ("public_criticism", "award_disqualification", "accountability_referral")
    )
    told = Counter(Message.objects.filter(case=case).values_list("event", "recipient__username"))
    assert {one: n for one, n in told.items() if one[0].startswith("clock_")} == {
        ("clock_amber", "fagai_handler"): 2,
        ("clock_amber", "fagai_handler2"): 2,
        ("clock_red", "fagai_handler"): 1,
        ("clock_red", "fagai_handler2"): 1,
        ("clock_red", "fagai_supervisor"): 1,
        ("clock_late", "fagai_handler"): 1,
        ("clock_late", "fagai_handler2"): 1,
        ("clock_late", "fagai_supervisor"): 2,
        ("clock_late", "fagai_leader"): 2,
    }
    clean()


@pytest.mark.django_db
def test_day_by_day(late, world):
    case, clock = late
    assert timezone.localdate(clock.due_at) == DUE
    for morning in TWO_MONTHS:
        sweep(morning)
        assert sum(sweep(morning).values()) == 0
    assert rung_days(clock) == DAYS
    check_everything_once(case, clock)
    told = [event.data["day"] for event in case.events.filter(verb="reminded").order_by("seq")]
    assert told == [day for day, _rung in DAYS]
    assert world.get(case).touched_at == case.touched_at, "the system's reminders are no work on the case"


@pytest.mark.django_db
def test_after_a_stop_of_twenty_days_all_that_was_missed_comes_in_order(late):
    case, clock = late
    for morning in TWO_MONTHS:
        if not date(2026, 9, 24) <= morning.date() < date(2026, 10, 14):
            sweep(morning)
    made_up = [("2026-10-14", name) for name in ("overdue", "urge", "supervise")]
    assert rung_days(clock) == [*DAYS[:2], *made_up, *DAYS[5:]]
    days = [event.data["day"] for event in case.events.filter(verb="reminded").order_by("seq")]
    assert days == [day for day, _rung in DAYS], "the trail says when each should have come"
    check_everything_once(case, clock)


@pytest.mark.django_db
def test_after_a_stop_of_two_months_one_sweep_brings_everything(late):
    case, clock = late
    assert sweep(TWO_MONTHS[-1]) == {"reminders": 6, "rungs": 8, "expired": 1, "ended": 0, "chased": 0}
    assert [name for _day, name in rung_days(clock)] == [name for _day, name in DAYS]
    check_everything_once(case, clock)


def test_four_sweeps_at_once_day_by_day(committed_world, settings):
    make_rule(settings)
    case, clock = late_case(committed_world)
    other, other_clock = late_case(committed_world)
    total: Counter[str] = Counter()
    for morning in TWO_MONTHS:
        results, refused = parted(race(*[partial(sweep, morning)] * 4))
        assert refused == []
        for result in results:
            total.update(result)
    assert total == {"reminders": 12, "rungs": 16, "expired": 2, "ended": 0, "chased": 0}
    assert rung_days(clock) == rung_days(other_clock) == DAYS
    check_everything_once(case, clock)
    check_everything_once(other, other_clock)


@pytest.mark.django_db
def test_the_paper_of_a_rung(late):
    case, _clock = late
    sweep(TWO_MONTHS[-1])
    urge = Document.objects.filter(case=case, paper__code="ladder_urge").earliest("pk")
    number, unit = case.number, case.lead_unit.full_name
    assert (urge.addressee, urge.content["paragraphs"]) == (
        unit,
        [f"{number}“决定是否受理”期限为2026年9月24日，已逾期1个工作日，请抓紧办理。"],
    )
    assert (urge.issued_by, urge.for_filer, urge.number) == (None, False, "西信发测催〔2026〕1号")
    criticism = Recommendation.objects.get(measure__code="public_criticism")
    assert criticism.document.addressee == criticism.decider == "本级人民政府或者其行政首长"
    assert criticism.document.content["paragraphs"] == [f"{number}“决定是否受理”逾期10个工作日。建议：通报批评。"]
    assert Recommendation.objects.get(measure__code="accountability_referral").document is None
    events = list(case.events.filter(actor_role="system").order_by("seq").values_list("verb", flat=True))
    award, referral = ["reminded", "issued", "recommended"], ["reminded", "recommended"]
    assert events[-5:] == [*award, *referral]


def change_calendar(off: Sequence[date] = (), makeup: Sequence[date] = ()) -> None:
    """A version of this year's calendar with more days off or worked, and what recompute_clocks does with it."""
    year = CalendarYear.objects.filter(year=2026).latest("version")
    year.pk, year.version = None, year.version + 1
    year.off, year.makeup = [*year.off, *off], [*year.makeup, *makeup]
    year.save()
    for moved, _due in list(clocks.moved(clocks.calendar())):
        actions.move_clock(moved.pk, at=BEGUN)


def extend(case: Case, clock: Clock, at: datetime, days: int) -> None:
    """Extend the clock as a move of the kind would."""
    with locked(pk=case.pk) as held:
        ctx = desk.context(held, Actor.machine("test"), at)
        extensions.extend(Clock.objects.select_related("rule").get(pk=clock.pk), ctx, Limit(days, Unit.WORKDAY), "")
        clocks.refresh_due(held)


CAP = {"allowed": True, "cap_type": "extension", "cap": {"value": 10, "unit": "workday"}, "max_times": None}


@pytest.mark.django_db
def test_an_extension_moves_what_is_still_to_come(world, settings):
    """D-5 had warned of the old date; the new one has warnings of its own, and the rungs of the old one never come."""
    make_rule(settings, extension=CAP)
    case, clock = late_case(world)
    for morning in TWO_MONTHS:
        sweep(morning)
        if morning.date() == date(2026, 9, 21):
            extend(case, clock, morning, 5)  # 28, 29, 30 September, 8 and 9 October
    assert rung_days(clock)[:6] == [
        ("2026-09-18", "warn_5"),
        ("2026-09-24", "warn_5"),
        ("2026-10-08", "warn_1"),
        ("2026-10-10", "overdue"),
        ("2026-10-10", "urge"),
        ("2026-10-13", "supervise"),
    ]
    dates = {(row.name, timezone.localdate(row.due_at)) for row in Rung.objects.filter(clock=clock)}
    assert [name for name, due in dates if due == DUE] == ["warn_5"]
    clean()


@pytest.mark.django_db
def test_a_warning_whose_day_is_over_when_the_time_is_extended_is_left_out(world, settings):
    make_rule(settings, extension=CAP)
    case, clock = late_case(world)
    for morning in mornings(BEGUN.date(), 20):
        sweep(morning)
        if morning.date() == date(2026, 9, 24):
            extend(case, clock, morning, 1)  # until the 28th: five working days before it is the 20th
    assert rung_days(clock) == [
        ("2026-09-18", "warn_5"),
        ("2026-09-23", "warn_1"),
        ("2026-09-25", "warn_1"),
        ("2026-09-29", "overdue"),
        ("2026-09-29", "urge"),
    ]


@pytest.mark.django_db
def test_an_extension_that_comes_too_late_begins_a_new_count(world, settings):
    """Where the rule allows it: the new date has its own rungs; what waits for a decision is not proposed again."""
    make_rule(settings, extension={**CAP, "before_expiry": False})
    case, clock = late_case(world)
    late = datetime(2026, 10, 16, 9, tzinfo=CHINA)
    sweep(late)
    extend(case, clock, late, 10)  # until 15 October
    assert sweep(late) == {
        "reminders": 2,
        "rungs": 2,
        "expired": 1,
        "ended": 0,
        "chased": 0,
    }  # its warnings are over, its time too
    sweep(late + timedelta(days=60))
    names = Counter(name for _day, name in rung_days(clock))
    assert names == {
        **dict.fromkeys(("warn_5", "warn_1"), 1),
        **dict.fromkeys(("overdue", "urge", "supervise", "criticism"), 2),
        **dict.fromkeys(("award", "referral"), 1),
    }
    assert Recommendation.objects.filter(case=case, measure__code="public_criticism").count() == 1
    clean()


@pytest.mark.django_db
def test_what_was_done_ends_the_ladder(late, world):
    case, clock = late
    sweep(datetime(2026, 9, 29, 9, tzinfo=CHINA))
    world.at = datetime(2026, 9, 29, 10, tzinfo=CHINA)
    world.agreed(case, "accept")
    for morning in mornings(date(2026, 9, 30), 60):
        sweep(morning)
    assert [name for _day, name in rung_days(clock)] == ["warn_5", "warn_1", "overdue", "urge"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"status": "approved"},
        {"status": "approved", "decided_by": "区政府", "decided_on": date(2026, 11, 1), "recorded_at": BEGUN},
        {"decided_by": "区政府"},
    ],
    ids=["nobody", "no person", "still waiting"],
)
def test_the_database_takes_no_decision_without_body_day_and_person(late, changes):
    sweep(TWO_MONTHS[-1])
    made = Recommendation.objects.first()
    with opened(), pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(pk=made.pk).update(**changes)


@pytest.mark.django_db
def test_a_newer_calendar_moves_the_rungs_that_are_still_to_come(late):
    """The due date stays, the tenth working day after it does not: a storm closes the offices on two days."""
    case, clock = late
    sweep(datetime(2026, 10, 9, 9, tzinfo=CHINA))
    change_calendar(off=[date(2026, 10, 12), date(2026, 10, 13)])
    assert Clock.objects.get(pk=clock.pk).due_at == clock.due_at
    assert not case.events.filter(verb="clock_moved").exists()
    for morning in mornings(date(2026, 10, 9), 40):
        sweep(morning)
    assert rung_days(clock)[5:] == [("2026-10-19", "criticism"), ("2026-11-02", "award"), ("2026-11-02", "referral")]
    clean()


@pytest.mark.django_db
def test_a_newer_calendar_brings_a_rung_forward(late):
    """A weekend is worked: what was due on Thursday the 29th is due on Tuesday the 27th."""
    _case, clock = late
    sweep(datetime(2026, 10, 16, 9, tzinfo=CHINA))
    change_calendar(makeup=[date(2026, 10, 17), date(2026, 10, 18)])
    for morning in mornings(date(2026, 10, 17), 20):
        sweep(morning)
    assert rung_days(clock)[6:] == [("2026-10-27", "award"), ("2026-10-27", "referral")]
    clean()
