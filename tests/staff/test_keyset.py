"""Paging by key: every row once, forwards and backwards, with and without a due date."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from casework.keyset import Order, page_of
from casework.models import CaseTask
from casework.models.guard import opened
from tests.staff.conftest import Open
from tests.staff.test_moves import words
from tests.world import World

ORDER = Order("due_at")


def all_ids(size: int) -> list[int]:
    """Every id, page by page."""
    found, cursor = [], ""
    while True:
        page = page_of(CaseTask.objects.open(), ORDER, cursor, size)
        found += [row.pk for row in page.rows]
        cursor = page.after
        if not cursor:
            return found


@pytest.mark.parametrize("size", [1, 2, 7, 50])
def test_each_row_once_the_most_urgent_first_and_those_without_a_date_last(many: Open, size: int) -> None:
    many(20)
    undated = list(CaseTask.objects.open().order_by("pk")[:5])
    with opened():
        CaseTask.objects.filter(pk__in=[task.pk for task in undated]).update(due_at=None)
    in_order = sorted(CaseTask.objects.open(), key=lambda t: (t.due_at is None, t.due_at or 0, t.pk))
    assert all_ids(size) == [task.pk for task in in_order]


def test_back_again(many: Open) -> None:
    many(20)
    first = page_of(CaseTask.objects.open(), ORDER, "", 6)
    second = page_of(CaseTask.objects.open(), ORDER, first.after, 6)
    third = page_of(CaseTask.objects.open(), ORDER, second.after, 6)
    assert page_of(CaseTask.objects.open(), ORDER, third.before, 6).rows == second.rows
    assert page_of(CaseTask.objects.open(), ORDER, second.before, 6).rows == first.rows
    assert first.before == ""


def test_rows_that_share_a_moment_are_not_lost(many: Open, world: World) -> None:
    many(12)
    with opened():
        CaseTask.objects.all().update(due_at=world.at + timedelta(days=1))
    assert len(set(all_ids(5))) == 12


@given(st.text(max_size=60))
def test_a_cursor_that_nobody_wrote_shows_the_first_page(text: str) -> None:
    from casework import keyset

    assert keyset._read(text) is None or keyset.SEPARATOR in text


@pytest.mark.parametrize("name", ["queue", "cases"])
def test_the_screens_page(many: Open, handler: Client, name: str) -> None:
    many(30)
    page = words(handler.get(reverse(f"staff:{name}")))
    assert page.count('<tr role="row" class="r-') == 25
    following = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    rest = words(handler.get(following))
    assert rest.count('<tr role="row" class="r-') == 5
    assert 'rel="prev"' in rest
