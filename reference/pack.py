"""Reading a jurisdiction pack from its YAML files, and refusing one that contradicts itself."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from casework.rules import ladder, records
from casework.rules.calendars import Calendar
from casework.rules.errors import RuleError
from casework.rules.regimes import Regime
from casework.rules.repair import strange
from casework.rules.routing import RoutingTable
from casework.rules.terms import DeadlineRule
from reference.wording import doubles, listed

FILES = ("clauses", "units", "areas", "rules", "calendars", "reasons", "papers", "measures", "regimes")
DEMO_FILES = ("people", "records", "subscribers")


class PackError(Exception):
    """The pack cannot be used. The message names the file and what is wrong, in one line."""


@dataclass(frozen=True)
class Pack:
    """The plain records of a pack, as its files state them."""

    path: Path
    files: Mapping[str, Mapping[str, Any]]
    digest: str

    @property
    def code(self) -> str:
        """The name of its folder."""
        return self.path.name

    @property
    def title(self) -> str:
        """The title of the plan it carries out."""
        return str(self.files["clauses"]["document"]["title"])

    @property
    def units(self) -> list[dict[str, Any]]:
        """Units, streets among them."""
        return list(self.files["units"]["units"])

    @property
    def clauses(self) -> list[dict[str, Any]]:
        """Clauses of the plan in its order; each cites the plan, as well attested as the plan is."""
        document = self.files["clauses"]["document"]
        return [
            {
                "source": {"title": document["title"], "article": record["id"]},
                "attestation": document["attestation"],
                **record,
            }
            for record in self.files["clauses"]["clauses"]
        ]

    @property
    def areas(self) -> list[dict[str, Any]]:
        """Subject areas."""
        return list(self.files["areas"]["areas"])

    @property
    def reserve(self) -> dict[str, Any]:
        """Units that lead when every lead is excluded, in order, and where that order comes from."""
        return dict(self.files["clauses"]["reserve"])

    @property
    def registry(self) -> list[str]:
        """Units whose registrars take in and sort what arrives, in order: the next one when the first is excluded."""
        return list(self.files["clauses"]["registry"])

    @property
    def default_ladder(self) -> dict[str, Any]:
        """The rungs of a rule that has no ladder of its own, and where they come from."""
        return dict(self.files["rules"]["default_ladder"])

    @property
    def rule_records(self) -> list[dict[str, Any]]:
        """Deadline rules, one record a version, each with its ladder: its own or the default one."""
        return [_with_ladder(record, self.default_ladder) for record in self.files["rules"]["rules"]]

    @property
    def years(self) -> list[dict[str, Any]]:
        """Calendar years."""
        return list(self.files["calendars"]["years"])

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """Reasons with their group and their position in it."""
        groups = self.files["reasons"]["groups"]
        return [
            {"group": group, "position": position, **reason}
            for group, reasons in groups.items()
            for position, reason in enumerate(reasons, start=1)
        ]

    @property
    def papers(self) -> list[dict[str, Any]]:
        """Kinds of official papers."""
        return list(self.files["papers"]["papers"])

    @property
    def measures(self) -> list[dict[str, Any]]:
        """Measures that bodies outside decide."""
        return list(self.files["measures"]["measures"])

    @property
    def regime_records(self) -> list[dict[str, Any]]:
        """Rule versions of publication and repair."""
        return list(self.files["regimes"]["regimes"])

    def demo(self, name: str) -> list[dict[str, Any]]:
        """People, records or subscribers of the demo part."""
        return list(_read(self.path / "demo" / f"{name}.yaml")[name])

    @cached_property
    def rules(self) -> list[DeadlineRule]:
        """Deadline rules as the rules compute with them."""
        return [records.deadline_rule(record) for record in self.rule_records]

    @cached_property
    def regimes(self) -> list[Regime]:
        """Rule versions of publication and repair as the rules compute with them."""
        return [records.regime(record) for record in self.regime_records]

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar, from the newest version of each year."""
        newest = {record["year"]: record for record in sorted(self.years, key=lambda record: record.get("version", 1))}
        return Calendar(records.calendar_year(record) for record in newest.values())

    @cached_property
    def routing_table(self) -> RoutingTable:
        """The clause table with areas, reserve list, outside bodies and streets."""
        return RoutingTable(
            clauses={record["id"]: records.clause(record) for record in self.clauses},
            areas={record["id"]: record["clause"] for record in self.areas},
            reserve=tuple(self.reserve["units"]),
            outside_bodies=frozenset(unit["name"] for unit in self.units if unit["outside"]),
            streets=tuple(records.street(unit) for unit in self.units if unit["kind"] == "street"),
            rule_id=f"{self.code}/clauses",
            version=str(max(record.get("version", 1) for record in self.clauses)),
        )


def read(path: Path | str) -> Pack:
    """Read and check the pack in a folder. Raises PackError."""
    folder = Path(path)
    if not folder.is_dir():
        raise PackError(f"{folder}: no such folder")
    digest = hashlib.sha256()
    files = {}
    for name in FILES:
        file = folder / f"{name}.yaml"
        files[name] = _read(file)
        digest.update(file.read_bytes())
    pack = Pack(folder, files, digest.hexdigest())
    for name, check in CHECKS.items():
        _run(folder / f"{name}.yaml", check, pack)
    return pack


def _with_ladder(record: dict[str, Any], default: dict[str, Any]) -> dict[str, Any]:
    """The record with the rungs that its version has, so that a running clock keeps those it started under."""
    if "ladder" in record or not record.get("applies_to_district", True):
        return record
    basis = {"source": default["source"], "attestation": default["attestation"]}
    return {**record, "ladder": default["rungs"], "ladder_basis": basis}


def _read(file: Path) -> Mapping[str, Any]:
    """The mapping that a YAML file holds."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PackError(f"{file}: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict):
        raise PackError(f"{file}: must hold names and values")
    return content


def _run(file: Path, check: Callable[[Pack], str], pack: Pack) -> None:
    """Run one check; whatever the records lack or garble is said with the name of the file."""
    try:
        problem = check(pack)
    except KeyError as error:
        problem = f"{error} is missing"
    except (RuleError, TypeError, ValueError, AttributeError) as error:
        problem = str(error)
    if problem:
        raise PackError(f"{file}: {problem}")


def _check_clauses(pack: Pack) -> str:
    """Every unit that leads, cooperates or stands in reserve is a unit of the pack."""
    known = {unit["name"] for unit in pack.units}
    named = {name for record in pack.clauses for name in (*record["leads"], *record["cooperating"])}
    named |= {*pack.registry, *pack.files["clauses"]["personnel"]}
    leaderless = [record["id"] for record in pack.clauses if not record["leads"] and not record["lead_class"]]
    return (
        doubles(record["id"] for record in pack.clauses)
        or listed("unknown units", (named | set(pack.reserve["units"])) - known)
        or listed("clauses without a lead", leaderless)
    )


def _check_units(pack: Pack) -> str:
    """Names and words are unique, every unit has a word, and every superior is a unit."""
    names = [unit["name"] for unit in pack.units]
    superiors = {unit["superior"] for unit in pack.units if unit["superior"]}
    doubled = doubles(names) or doubles(unit["word"] for unit in pack.units)
    return doubled or listed("unknown superiors", superiors - set(names))


def _check_areas(pack: Pack) -> str:
    """Every area leads to a clause, and every clause has an area."""
    clauses = {record["id"] for record in pack.clauses}
    reached = {record["clause"] for record in pack.areas}
    return (
        doubles(record["id"] for record in pack.areas)
        or listed("unknown clauses", reached - clauses)
        or listed("clauses without an area", clauses - reached)
    )


def _check_rules(pack: Pack) -> str:
    """Every rule can be computed with, each version stands once, and the versions of a rule never overlap."""
    seen: dict[str, DeadlineRule] = {}
    for rule in sorted(pack.rules, key=lambda rule: (rule.id, rule.version)):
        before = seen.get(rule.id)
        if before and before.version == rule.version:
            return f"{rule.id} version {rule.version} stands twice"
        if before and (before.valid_to is None or rule.valid_from is None or rule.valid_from <= before.valid_to):
            return f"{rule.id} versions {before.version} and {rule.version} overlap"
        seen[rule.id] = rule
    return _check_ladders(pack)


def _check_ladders(pack: Pack) -> str:
    """Every rung can be read, and issues and proposes only what the pack knows; its papers are not for the filer."""
    papers = [paper["code"] for paper in pack.papers if not paper.get("for_filer", True)]
    measures = [measure["code"] for measure in pack.measures]
    for record in pack.rule_records:
        rungs = ladder.read(record.get("ladder", ()))
        if strange := ladder.unknown(rungs, papers, measures):
            return listed(f"{record['rule_id']} names unknown measures or papers that are not for rungs", strange)
    return ""


def _check_calendars(pack: Pack) -> str:
    """Every year can be read and says how well it is attested; no day is both off and worked."""
    unsaid = listed("years without an attestation", (str(y["year"]) for y in pack.years if not y.get("attestation")))
    both = (str(y.year) for y in pack.calendar.years if y.off & y.makeup)
    return unsaid or listed("years with a day both off and worked", both)


def _check_reasons(pack: Pack) -> str:
    """No code stands twice in its group."""
    return doubles(f"{reason['group']}.{reason['code']}" for reason in pack.reasons)


def _check_papers(pack: Pack) -> str:
    """Codes and series words are unique: two papers in one series would share numbers; every form is known."""
    unknown = {paper.get("form", "red_head") for paper in pack.papers} - {"red_head", "letter", "form"}
    doubled = doubles(paper["code"] for paper in pack.papers) or doubles(paper["series"] for paper in pack.papers)
    return doubled or listed("unknown forms", unknown)


def _check_measures(pack: Pack) -> str:
    """Codes are unique, and each says who decides and on which text that rests."""
    groundless = [m["code"] for m in pack.measures if not (m["decider"] and m["source"]["title"] and m["attestation"])]
    return doubles(measure["code"] for measure in pack.measures) or listed("without a decider or a source", groundless)


def _check_regimes(pack: Pack) -> str:
    """Each rests on rules of the pack and asks units of the pack, and no day has none or two of them."""
    units, rules = (unit["name"] for unit in pack.units), (rule.id for rule in pack.rules)
    return doubles(regime.code for regime in pack.regimes) or listed("unusable", strange(pack.regimes, rules, units))


CHECKS: dict[str, Callable[[Pack], str]] = {
    "units": _check_units,
    "clauses": _check_clauses,
    "areas": _check_areas,
    "papers": _check_papers,
    "measures": _check_measures,
    "rules": _check_rules,
    "calendars": _check_calendars,
    "reasons": _check_reasons,
    "regimes": _check_regimes,
}
