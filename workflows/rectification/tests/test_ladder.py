"""The ladder of a real rectification over sixty days: every rung once, its paper written, nothing decided by the system."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from casework.models import Document, Recommendation, Rung
from casework.rules.deadlines import CHINA
from casework.sweep import sweep
from notifications.models import Message
from tests.engine.racing import clean, parted, race
from workflows.rectification.tests.playing import Play

# Served on Monday 9 November 2026, due on Wednesday 9 December. Working days counted by hand; 1 January is a holiday.
DAYS = [
    ("2026-12-02", "warn_5"),
    ("2026-12-08", "warn_1"),
    ("2026-12-10", "urge"),
    ("2026-12-14", "supervise"),
    ("2026-12-23", "talk"),
    ("2026-12-23", "propose_criticism"),
    ("2027-01-07", "propose_award"),
    ("2027-01-07", "refer_accountability"),
]
PAPERS = ("urge", "supervise", "talk", "criticism_proposal", "award_proposal", "referral")
MEASURES = ("talk", "public_criticism", "award_disqualification", "accountability_referral")
SIXTY = [datetime(2026, 11, 10, 8, 0, tzinfo=CHINA) + timedelta(days=n) for n in range(60)]


def late(world) -> Play:
    """Served and explained, and then nothing."""
    play = Play(world).served(designation="")
    play.unit("explain")
    return play


def swept(at: datetime) -> dict[str, int]:
    """One sweep as an operator runs it."""
    out = StringIO()
    call_command("sweep", "--at", at.isoformat(), "--json", stdout=out)
    return json.loads(out.getvalue())


def rungs(play: Play) -> list[tuple[str, str]]:
    rows = Rung.objects.filter(clock__case=play.case, clock__name="rectify").order_by("pk")
    return [(timezone.localdate(row.at).isoformat(), row.name) for row in rows]


def check_once(play: Play) -> None:
    """Each rung, paper and proposal once; the proposals wait for those who decide; the unit is told."""
    assert Counter(name for _day, name in rungs(play)) == Counter(name for _day, name in DAYS)
    codes = [f"rectification_{name}" for name in PAPERS]
    issued = Document.objects.filter(case=play.case, paper__code__in=codes)
    assert Counter(issued.values_list("paper__code", flat=True)) == Counter(codes)
    assert set(issued.values_list("issued_by", flat=True)) == {None}
    proposed = Recommendation.objects.filter(case=play.case)
    assert Counter(proposed.values_list("measure__code", "status")) == Counter((m, "waiting") for m in MEASURES)
    assert not proposed.exclude(decided_by="", recorded_by=None).exists()
    told = Counter(Message.objects.filter(case=play.case).values_list("event", "recipient__username"))
    their = {event: n for (event, who), n in told.items() if who == "caizheng_handler"}
    assert {event: their.get(event) for event in ("clock_amber", "clock_late")} == {"clock_amber": 2, "clock_late": 3}
    assert told["clock_late", "fagai_leader"] == 4
    assert play.now().state == "rectifying"
    clean()


@pytest.mark.django_db
def test_day_by_day_over_sixty_days(world):
    play = late(world)
    assert play.due("rectify") == "2026-12-09"
    for morning in SIXTY:
        swept(morning)
        assert not any(swept(morning).values())
    assert rungs(play) == DAYS
    check_once(play)


@pytest.mark.django_db
def test_after_a_stop_of_twenty_days_what_was_missed_comes_and_says_how_late_it_is(world):
    play = late(world)
    for morning in SIXTY:
        if not date(2026, 12, 5) <= morning.date() < date(2026, 12, 25):
            swept(morning)
    missed = [("2026-12-25", name) for _day, name in DAYS[1:6]]
    assert rungs(play) == [DAYS[0], *missed, *DAYS[6:]]
    urge = Document.objects.get(case=play.case, paper__code="rectification_urge")
    assert "已逾期12个工作日" in "".join(urge.content["paragraphs"]), "counted on the day on which it is issued"
    check_once(play)


def test_four_sweeps_at_once(committed_world):
    play = late(committed_world)
    days = sorted({day for day, _name in DAYS})
    for morning in (moment for moment in SIXTY if moment.date().isoformat() in days):
        _results, refused = parted(race(*[partial(sweep, morning)] * 4))
        assert refused == []
    assert rungs(play) == DAYS
    check_once(play)


@pytest.mark.django_db
def test_the_report_ends_the_ladder_and_a_second_round_has_its_own(world):
    play = late(world)
    sweep(play.on("2026-12-11").world.at)
    play.unit("record_measures", done_on_1="2026-12-10", done_on_2="2026-12-10")
    play.unit("report")
    for morning in SIXTY:
        sweep(morning)
    assert [name for _day, name in rungs(play)] == ["warn_5", "warn_1", "urge"]
    play.on("2027-01-11").lead("fail_inspection", days=10)
    assert play.due("rectify") == "2027-01-21"
    sweep(datetime(2027, 3, 8, 8, tzinfo=CHINA))
    second = [name for day, name in rungs(play) if day >= "2027-01"]
    assert second == ["warn_5", "warn_1", *(name for _day, name in DAYS[2:])]
    clean()


@pytest.mark.django_db
def test_the_unit_reads_what_is_addressed_to_it(world):
    play = late(world)
    sweep(SIXTY[-1])
    for document in Document.objects.filter(case=play.case):
        assert document.for_respondent == (document.addressee == "大连市西岗区财政局")
        assert document.for_filer is False
    words = {d.paper.code: "".join(d.content["paragraphs"]) for d in Document.objects.filter(case=play.case)}
    assert "已建议" in words["rectification_talk"], "the talk is proposed, not held"
    for code, measure in zip(PAPERS[3:], ("通报批评", "荣誉评选", "问题线索"), strict=True):
        assert measure in words[f"rectification_{code}"]
        assert "建议" in words[f"rectification_{code}"]
