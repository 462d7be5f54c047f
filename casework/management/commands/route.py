"""Who leads and who cooperates in a matter, and who is excluded from it."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.db.models import Q
from django.utils import timezone

from casework import routing
from casework.management.base import Answer, AnswerCommand, BadArguments
from casework.models import Clause, Unit
from casework.rules.errors import NobodyLeft, RuleError
from casework.rules.routing import Route


class Command(AnswerCommand):
    help = "Find the units for a matter by the clause table of the pack; recusal comes first."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", required=True, help="area id such as procurement, or clause id such as 五(一)")
        parser.add_argument("--kind", help="kind of case, such as complaint")
        parser.add_argument("--respondent", help="unit complained about, by its short name")
        parser.add_argument("--street", help="street of the case, where the streets lead")
        parser.add_argument("--recused", action="append", default=[], help="another unit that must stay out")
        parser.add_argument("--person", help="person named in the matter, who must stay out")
        parser.add_argument("--on", help="the day whose streets count, such as 2026-11-20; today without it")

    def answer(self, **options: Any) -> Answer:
        on = _day(options["on"]) or timezone.localdate()
        _check_kind(options["kind"])
        try:
            question = routing.Question(
                area=options["area"],
                kind=options["kind"],
                respondent=_unit(options["respondent"]),
                street=_unit(options["street"]),
                recused=tuple(name for name in map(_unit, options["recused"]) if name),
                person=options["person"],
            )
            found, decision = routing.answer(question, on)
        except NobodyLeft as error:
            self.stderr.write(str(error))
            return Answer({"lead": None, "refused": {"code": error.code, "message": str(error)}}, ok=False)
        except RuleError as error:
            raise BadArguments(error) from None
        document = {name: value for name, value in decision.items() if name not in ("inputs", "title")}
        return Answer(document, _lines(found))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadArguments(f"{text!r} is not a day like 2026-11-20") from None


def _unit(name: str | None) -> str | None:
    """The short name of a unit given by its short or full name: a misspelt name would defeat the recusal."""
    if not name:
        return None
    unit = Unit.objects.filter(Q(name=name) | Q(full_name=name)).order_by("-pk").first()
    if unit is None:
        raise BadArguments(f"there is no unit {name}")
    return unit.name


def _check_kind(kind: str | None) -> None:
    """Refuse a kind of case that no clause knows."""
    known = sorted({name for kinds in Clause.objects.values_list("kinds", flat=True) for name in kinds})
    if kind is not None and kind not in known:
        raise BadArguments(f"there is no kind {kind} (there are: {', '.join(known)})")


def _lines(found: Route) -> list[str]:
    """The answer for people."""
    return [
        f"{found.clause}: {found.lead}",
        f"  joint leads: {'、'.join(found.joint_leads) or '-'}",
        f"  cooperating: {'、'.join(found.cooperating) or '-'}{' …' if found.open_class else ''}",
        *(f"  excluded: {name} ({why})" for name, why in found.excluded),
        f"  because: {', '.join(found.reasons)}",
    ]
