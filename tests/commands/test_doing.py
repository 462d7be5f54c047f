"""Commands that change something: create_token, sweep, recompute_clocks, draw_states."""

from datetime import timedelta

import pytest
from django.test import Client

from casework import registry
from casework.models import ApiToken, CalendarYear, Clock, Event, Rung


def test_the_token_works_once_it_is_made(run, world):
    ended = run("create_token", "fagai_handler")
    token = ended.out.strip()
    assert ended.code == 0
    assert Client().get("/api/v1/queue", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert ApiToken.objects.get().expires_at is None


def test_a_token_for_some_days(run, world):
    document = run("create_token", "fagai_handler", "--days", "30", "--json").document
    row = ApiToken.objects.get()
    assert (document["username"], document["expires_at"]) == ("fagai_handler", row.expires_at.isoformat())
    assert row.expires_at - row.created_at == timedelta(days=30)
    assert document["token"] not in row.digest


@pytest.mark.parametrize("days", ["0", "-1", "99999", "x"])
def test_no_token_for_absurd_days(run, world, days):
    assert run("create_token", "fagai_handler", "--days", days).code == 2
    assert not ApiToken.objects.exists()


def test_no_token_for_an_account_that_is_switched_off(run, world):
    world.people["fagai_handler"].is_active = False
    world.people["fagai_handler"].save()
    assert run("create_token", "fagai_handler").code == 2


def test_a_sweep_counts_and_a_second_finds_nothing(run, world):
    world.submitted()
    later = (world.at + timedelta(days=10)).isoformat()
    first = run("sweep", "--at", later, "--json").document
    assert first == {"reminders": 3, "rungs": 3, "expired": 1, "ended": 0, "chased": 0}
    assert run("sweep", "--at", later, "--json").document == {
        "reminders": 0,
        "rungs": 0,
        "expired": 0,
        "ended": 0,
        "chased": 0,
    }
    assert list(Rung.objects.order_by("pk").values_list("name", flat=True)) == ["amber", "red", "late_3"]


def test_nothing_moves_by_itself(run, world):
    world.submitted()
    assert run("recompute_clocks", "--json").document == {"checked": 1, "moved": []}


def test_a_new_day_off_moves_what_runs_over_it(run, world):
    case = world.submitted()
    before = Clock.objects.get().due_at
    year = CalendarYear.objects.filter(year=2026).latest("version")
    off = [*year.off, (world.at + timedelta(days=1)).date()]
    CalendarYear.objects.create(
        year=2026, version=year.version + 1, status=year.status, source_notice="台风停工", off=off, makeup=year.makeup
    )
    tried = run("recompute_clocks", "--dry-run", "--json").document
    assert [(row["case"], row["clock"]) for row in tried["moved"]] == [(case.number, "accept")]
    assert tried["moved"][0]["from"] < tried["moved"][0]["to"]
    assert Clock.objects.get().due_at == before
    assert run("recompute_clocks", "--json").document["moved"] == tried["moved"]
    assert Clock.objects.get().due_at > before
    assert Event.objects.filter(case=case, verb="clock_moved").count() == 1
    assert run("recompute_clocks", "--json").document["moved"] == []
    assert run("check_consistency").code == 0


def test_the_diagrams_of_the_repository_are_current(run):
    ended = run("draw_states", "--check", "--json")
    assert (ended.code, ended.document["stale"], ended.document["left_over"]) == (0, [], [])


def test_stale_diagrams_are_told_and_drawn(run, tmp_path):
    (tmp_path / "objection.svg").write_text("old", encoding="utf-8")
    (tmp_path / "gone.svg").write_text("old", encoding="utf-8")
    told = run("draw_states", "--check", "--folder", tmp_path, "--json")
    every = [f"{kind.code}.svg" for kind in registry.all_kinds()]
    assert (told.code, told.document["stale"], told.document["left_over"]) == (1, every, ["gone.svg"])
    assert (tmp_path / "objection.svg").read_text(encoding="utf-8") == "old"
    assert run("draw_states", "--folder", tmp_path).code == 0
    drawn = (tmp_path / "objection.svg").read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert "待受理" in drawn
    assert not (tmp_path / "gone.svg").exists()
    assert run("draw_states", "--check", "--folder", tmp_path).code == 0
