"""May a record be repaired on a day, what is missing, and on which texts that rests."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from casework import regime_documents, regime_words, regimes
from casework.management.base import Answer, AnswerCommand, BadArguments
from casework.models import Case, CreditRecord, DisputeMark, SubjectType
from casework.rules.errors import RuleError
from casework.rules.publication import Penalty, RecordFacts
from casework.rules.regimes import Severity
from casework.rules.repair import Eligibility

DAYS = ("decided", "determined", "published", "done", "promised", "confirmed", "no_repair_until", "on")


class Command(AnswerCommand):
    help = "Say whether a record can be repaired, with every condition, its date and its source."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("record", nargs="?", help="number of a record; without it, describe one by the options")
        parser.add_argument("--regime", help="rule version: 527号, 58号令, 36号令, 1103号, local; proposed without it")
        parser.add_argument("--subject", choices=list(SubjectType.values), default="enterprise")
        parser.add_argument("--class", choices=[each.value for each in Severity], help="轻微, 一般 or 严重")
        parser.add_argument("--decided", help="作出之日, such as 2026-05-12")
        parser.add_argument("--determined", help="认定之日; the day of the decision without it")
        parser.add_argument("--published", help="the day it was published")
        parser.add_argument("--done", help="the day every duty was fulfilled")
        parser.add_argument("--promised", help="the day of the credit commitment")
        parser.add_argument("--confirmed", help="the day those asked confirmed")
        parser.add_argument(
            "--penalty",
            action="append",
            default=[],
            help="one penalty of several: a kind such as warning or demerit, or a field such as fire_safety",
        )
        parser.add_argument("--field", action="append", default=[], help="special_equipment, work_safety, fire_safety")
        parser.add_argument("--disputed", action="store_true", help="an objection is open")
        parser.add_argument("--pending", action="store_true", help="a repair is under way")
        parser.add_argument("--excluded", action="store_true", help="law or policy excludes repair")
        parser.add_argument("--no-repair-until", help="last day of a term without repair")
        parser.add_argument("--on", help="the day asked about; today without it")

    def answer(self, **options: Any) -> Answer:
        days = {name: _day(options[name]) for name in DAYS}
        on = days["on"] or timezone.localdate()
        try:
            facts = _of_record(options["record"], days) if options["record"] else _described(options, days)
            found = regimes.eligibility_of(facts, on)
        except RuleError as error:
            raise BadArguments(error) from None
        return Answer(regime_documents.document(facts, found), _lines(facts, found), ok=found.eligible)


def _of_record(number: str, days: dict[str, date | None]) -> RecordFacts:
    """The record as it stands, with what the options add to it."""
    record = CreditRecord.objects.filter(number=number).first()
    if record is None:
        raise BadArguments(f"there is no record {number}")
    facts = regimes.facts_of(
        record,
        record.versions.get(to_at=None),
        disputed=DisputeMark.objects.filter(record=record, removed_at=None).exists(),
        pending=Case.objects.open().filter(record=record, kind="repair").exists(),
    )
    return replace(
        facts,
        obligations_done_on=days["done"] or facts.obligations_done_on,
        promised_on=days["promised"],
        confirmed_on=days["confirmed"],
    )


def _described(options: dict[str, Any], days: dict[str, date | None]) -> RecordFacts:
    """A record that is only described."""
    decided = days["decided"]
    if decided is None or not options["class"]:
        raise BadArguments("name a record, or give at least --class and --decided")
    determined = days["determined"] or decided
    code = options["regime"] or regimes.propose(determined, days["published"], options["subject"]).code
    special = regimes.get(code).special_fields
    return RecordFacts(
        regime=code,
        subject_type=options["subject"],
        severity=Severity(options["class"]),
        decided_on=decided,
        determined_on=determined,
        published_on=days["published"],
        fields=frozenset(options["field"]),
        penalties=tuple(
            Penalty(fields=frozenset({word})) if word in special else Penalty(word) for word in options["penalty"]
        ),
        obligations_done_on=days["done"],
        promised_on=days["promised"],
        confirmed_on=days["confirmed"],
        in_dispute=options["disputed"],
        not_repairable=options["excluded"],
        no_repair_until=days["no_repair_until"],
        pending_repair=options["pending"],
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadArguments(f"{text!r} is not a day like 2026-05-12") from None


def _lines(facts: RecordFacts, found: Eligibility) -> list[str]:
    """The answer for people."""
    why = [f"  {regime_words.step(each)} ({each.params['rule']})" for each in found.window.why]
    asked = [
        f"  {'+' if each.met else '-'} {regime_words.condition(each)} "
        f"({each.source.rule} v{each.source.version}, {each.source.attestation}) {regime_words.todo(each)}".rstrip()
        for each in found.conditions
    ]
    answer = "eligible" if found.eligible else f"not eligible, {_when(found)}"
    return [*why, *asked, f"{facts.regime} {facts.severity} on {found.on}: {answer}"]


def _when(found: Eligibility) -> str:
    return f"from {found.eligible_from}" if found.eligible_from else "and no date alone changes that"
