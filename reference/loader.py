"""Loading a jurisdiction pack into the database: in one transaction, and as often as one likes."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from casework.models import (
    Area,
    CalendarYear,
    Clause,
    DeadlineRule,
    Measure,
    Pack,
    Paper,
    Reason,
    Regime,
    ReserveList,
    Unit,
)
from casework.rule_versions import What, columns, regime_columns
from casework.rules import records
from reference import demo as demo_part
from reference import pack as packs
from reference.changes import Changes

VERSION_KEY = "version"


@dataclass(frozen=True)
class Loading:
    """One run of the loader."""

    pack: packs.Pack
    at: datetime
    changes: Changes = field(default_factory=Changes)


def load(path: Path | str, at: datetime, *, dry_run: bool = False, demo: bool = False, password: str = "") -> Changes:
    """Bring the database to what the pack says and return what changed; with dry_run nothing stays changed.

    Rules, clauses and calendar years that differ become new versions, since cases keep the version they started
    under. A version that the district made on screen stands: what the pack says otherwise is kept out, and said.
    `demo` adds people (new ones get `password`), records and subscribers. Raises PackError.
    """
    run = Loading(packs.read(path), at)
    with transaction.atomic():
        for part in (_units, _clauses, _areas, _rules, _regimes, _years, _reasons, _papers, _measures, _pack):
            part(run)
        if demo:
            demo_part.load(run.pack, run.changes, at, password)
        if dry_run:
            transaction.set_rollback(True)
    return run.changes


def _units(run: Loading) -> None:
    """Units by their current short name; superiors in a second pass, when all are there."""
    for record in run.pack.units:
        values = {name: record[name] for name in ("full_name", "kind", "outside", "word")}
        values |= {name: records.day(record[name]) for name in ("valid_from", "valid_to")}
        values["code"] = record.get("code", "")
        run.changes.put(Unit, {"name": record["name"]}, values)
    by_name = dict(Unit.objects.order_by("pk").values_list("name", "pk"))
    for record in run.pack.units:
        run.changes.put(Unit, {"name": record["name"]}, {"superior_id": by_name.get(record["superior"])})


def _clauses(run: Loading) -> None:
    """Clauses and the reserve list: a new version when the newest row says something else."""
    for record in run.pack.clauses:
        run.changes.put_version(Clause, {"code": record["id"]}, columns(What.CLAUSE, record))
    run.changes.put_version(ReserveList, {"code": run.pack.code}, columns(What.RESERVE, run.pack.reserve))


def _areas(run: Loading) -> None:
    """Subject areas; those the pack no longer has are removed."""
    for record in run.pack.areas:
        values = {name: record[name] for name in ("clause", "zh", "en")}
        run.changes.put(Area, {"code": record["id"]}, values)
    run.changes.drop(Area.objects.exclude(code__in=[record["id"] for record in run.pack.areas]))


def _rules(run: Loading) -> None:
    """Deadline rules: a row is never changed; a record that reads differently becomes a row with a higher version."""
    for record in run.pack.rule_records:
        code, version = record["rule_id"], record.get(VERSION_KEY, 1)
        rows = list(DeadlineRule.objects.filter(code=code).order_by("version"))
        same = [row for row in rows if row.change_id is None and row.spec.get(VERSION_KEY, 1) == version]
        if same and same[-1].spec == record:
            continue
        if rows and rows[-1].change_id is not None:
            run.changes.keep(rows[-1], {"code": code})
            continue
        used = {row.version for row in rows}
        number = version if version not in used else max(used) + 1
        run.changes.create(DeadlineRule, {"code": code, "version": number}, columns(What.RULE, record))


def _regimes(run: Loading) -> None:
    """Rule versions of publication and repair, in the order of the pack; a record keeps the code of its own."""
    for record in run.pack.regime_records:
        run.changes.put_version(Regime, {"code": record["code"]}, regime_columns(record))


def _years(run: Loading) -> None:
    """Calendar years: a new version when the newest row has other days, another status or another notice."""
    for record in run.pack.years:
        run.changes.put_version(CalendarYear, {"year": record["year"]}, columns(What.YEAR, record))


def _reasons(run: Loading) -> None:
    """Reasons by group and code; those the pack no longer has are removed."""
    kept: list[Any] = []
    for record in run.pack.reasons:
        values = {name: record.get(name, "") for name in ("zh", "en", "advice_zh", "advice_en")}
        values["position"] = record["position"]
        kept.append(run.changes.put(Reason, {"group": record["group"], "code": record["code"]}, values).pk)
    run.changes.drop(Reason.objects.exclude(pk__in=kept))


def _papers(run: Loading) -> None:
    """Kinds of papers. None is ever removed: issued papers point to it."""
    for record in run.pack.papers:
        values = {name: record[name] for name in ("title", "series", "kind")}
        values |= {"for_filer": record.get("for_filer", True), "for_respondent": record.get("for_respondent", False)}
        values["form"] = record.get("form", Paper.Form.RED_HEAD)
        run.changes.put(Paper, {"code": record["code"]}, values)


def _measures(run: Loading) -> None:
    """Measures that bodies outside decide. None is ever removed: proposals point to it."""
    for record in run.pack.measures:
        values = {name: record.get(name, "") for name in ("zh", "en", "decider", "decider_en", "note", "attestation")}
        values |= {"source": record["source"]["title"], "article": record["source"].get("article", "")}
        run.changes.put(Measure, {"code": record["code"]}, values)


def _pack(run: Loading) -> None:
    """Note which pack is loaded, and when its content last changed."""
    pack = run.pack
    values = {"title": pack.title, "registry": pack.registry, "digest": pack.digest}
    values["personnel"] = pack.files["clauses"]["personnel"]
    known = Pack.objects.filter(code=pack.code).first()
    if known is None or any(getattr(known, name) != value for name, value in values.items()):
        run.changes.put(Pack, {"code": pack.code}, {**values, "loaded_at": run.at})
