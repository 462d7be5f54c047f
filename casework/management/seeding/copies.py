"""Copies of a case with everything that hangs on it: new ids, another time, another subject, its own hash chain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import connection
from django.db.models import Field, ForeignKey, Model, OneToOneField

from casework import registry, telling
from casework.models import (
    Assignment,
    Case,
    CaseLink,
    CaseProcess,
    CaseTask,
    Clock,
    ClockEvent,
    CreditRecord,
    Delivery,
    DisputeMark,
    Document,
    Event,
    EventPrivate,
    Evidence,
    JointLead,
    Party,
    Proposal,
    RecordVersion,
    Service,
)

# What hangs on a case, in an order in which rows may be written, and how each row finds its case.
PARTS: dict[type[Model], str] = {
    Party: "case",
    JointLead: "case",
    CaseLink: "case",
    Assignment: "case",
    Clock: "case",
    ClockEvent: "clock__case",
    CaseProcess: "case",
    CaseTask: "process__case",  # gateways carry no case of their own
    Proposal: "case",
    Document: "case",
    Service: "document__case",
    Event: "case",
    EventPrivate: "event__case",
    Evidence: "case",
    DisputeMark: "case",
    RecordVersion: "case",
    Delivery: "case",
}
NAMED_IN_EVENTS = {"task": CaseTask, "proposal": Proposal, "assignment": Assignment, "evidence": Evidence}
Rows = dict[type[Model], list[Any]]
Ids = dict[type[Model], dict[int, int]]


@dataclass(frozen=True)
class Original:
    """A case and all its rows, read once."""

    case: Case
    rows: Rows
    before: list[tuple[int, int]]  # which task follows which
    said: RecordVersion | None  # what the record said when the case was filed

    @property
    def corrects(self) -> bool:
        """Whether the case gave its record a new version."""
        return bool(self.rows[RecordVersion])

    @property
    def last_at(self) -> datetime:
        """When the last thing happened."""
        return max(event.at for event in self.rows[Event])

    @classmethod
    def read(cls, case: Case) -> Original:
        """Everything that hangs on the case."""
        parts = {**PARTS, **dict.fromkeys(details_of(Case), "case"), **registry.get(case.kind).tables}
        rows = {
            model: list(model._default_manager.filter(**{path: case.pk}).order_by("pk"))  # type: ignore[attr-defined]  # any model
            for model, path in parts.items()
        }
        links = CaseTask.previous.through.objects.filter(from_casetask__process__case=case.pk)
        before = list(links.values_list("from_casetask_id", "to_casetask_id"))
        return cls(case, rows, before, _said(case, rows[RecordVersion]))


@dataclass(frozen=True)
class Subject:
    """A record that copies are about, with what it says."""

    record: CreditRecord
    version: RecordVersion
    told: Counter[int] = field(default_factory=Counter)  # how many changes each subscriber was told of

    def number(self, delivery: Delivery) -> Delivery:
        """Let the delivery follow those that other copies about the same record have made."""
        self.told[delivery.subscriber_id] += 1
        delivery.seq = self.told[delivery.subscriber_id]
        delivery.due_at = telling.due_at(delivery.queued_at)  # working days do not simply move along
        return delivery


@dataclass(frozen=True)
class Wanted:
    """One copy to be made: how many days earlier (negative: later), and about whom."""

    original: Original
    days: int
    subject: Subject

    @property
    def opened_at(self) -> datetime:
        """When the copy was filed."""
        return self.original.case.opened_at - timedelta(days=self.days)


@dataclass
class Copy:
    """One copy while it is made."""

    wanted: Wanted
    ids: Ids
    days: dict[date, date] = field(default_factory=dict)  # last days of clocks, which do not simply move along
    words: dict[str, str] = field(default_factory=dict)  # old texts and what stands in their place
    _pattern: re.Pattern[str] | None = None

    def say(self, words: dict[str, str]) -> None:
        """From now on these texts are replaced too."""
        self.words |= words
        longest_first = sorted(self.words, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def of(self, row: Any) -> Any:
        """The row with its ids, moments and texts changed."""
        model = type(row)._meta.concrete_model
        made = model(**{f.attname: self._value(f, getattr(row, f.attname)) for f in model._meta.concrete_fields})
        return self.wanted.subject.number(made) if isinstance(made, Delivery) else made

    def _value(self, column: Field[Any, Any], value: Any) -> Any:
        if value is None:
            return None
        if column.primary_key or isinstance(column, ForeignKey):
            return self._reference(column, value)
        if isinstance(value, UUID):
            return uuid5(value, str(self.ids[Case][self.wanted.original.case.pk]))  # its own, the same at every run
        return self.changed(value)

    def _reference(self, column: Field[Any, Any], value: int) -> int:
        if column.primary_key and not isinstance(column, OneToOneField):
            return self.ids[column.model._meta.concrete_model][value]  # type: ignore[index]  # a real model
        model = column.related_model._meta.concrete_model  # type: ignore[union-attr]  # a real model
        if model is CreditRecord and value == self.wanted.original.case.record_id:
            return self.wanted.subject.record.pk
        if model is RecordVersion:
            return self.ids[model].get(value, self.wanted.subject.version.pk)
        return self.ids.get(model, {}).get(value, value)  # type: ignore[arg-type]  # a real model

    def changed(self, value: Any) -> Any:
        """A moment or day that much earlier, a text with the names of this copy, and both within JSON."""
        earlier = timedelta(days=self.wanted.days)
        if isinstance(value, datetime):
            return value - earlier
        if isinstance(value, date):
            return self.days.get(value, value - earlier)
        if isinstance(value, str):
            return self._pattern.sub(lambda found: self.words[found[0]], value) if self._pattern else value
        if isinstance(value, dict):
            return {key: self._named(key, item) for key, item in value.items()}
        return [self.changed(item) for item in value] if isinstance(value, list) else value

    def _named(self, key: str, value: Any) -> Any:
        model = NAMED_IN_EVENTS.get(key)
        return self.ids[model].get(value, value) if model and isinstance(value, int) else self.changed(value)


def _said(case: Case, made: list[RecordVersion]) -> RecordVersion | None:
    if case.record is None:
        return None
    before = case.record.versions.exclude(pk__in=[version.pk for version in made]).order_by("-number")
    return next((version for version in before if not made or version.number < made[0].number), None)


def details_of(model: type[Model]) -> Iterator[type[Model]]:
    """The tables with the particulars of the kinds: one-to-one with the case."""
    for relation in model._meta.related_objects:
        if relation.one_to_one:
            yield relation.related_model  # type: ignore[misc]  # never the string "self" here


def take_ids(wanted: list[Wanted]) -> list[Ids]:
    """New ids for every row of every copy, from the sequences of the tables, a query a table."""
    found: list[Ids] = [{} for _ in wanted]
    models = {model for one in wanted for model in one.original.rows} | {Case}
    for model in sorted(models, key=lambda m: m._meta.label):
        olds = [[one.original.case.pk] if model is Case else _pks(one.original.rows.get(model, [])) for one in wanted]
        fresh = iter(_next_ids(model, sum(map(len, olds))))
        for ids, old in zip(found, olds, strict=True):
            ids[model] = {pk: next(fresh) for pk in old}
    return found


def _pks(rows: Iterable[Model]) -> list[int]:
    return [row.pk for row in rows]


def _next_ids(model: type[Model], count: int) -> list[int]:
    table, column = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]  # a real model
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [f'"{table}"', column, count]
        )
        return [row[0] for row in cursor.fetchall()]
