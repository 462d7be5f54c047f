"""Believable repairs in every state, walked there through real moves: what `make demo` shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from casework import actions, regimes
from casework.filing import Filing, PartyInput
from casework.management.seeding.subjects import NAMES, PLACES, TRADES, credit_code
from casework.models import Case, CreditRecord, SubjectType, Unit
from casework.permissions import Actor
from casework.register.changing import Draft
from casework.register.collecting import Given
from workflows.base.stage import Stage
from workflows.repair import eligible
from workflows.repair.stories import BODIES, MARKET, SERVANTS, Story

LEAD, LEAD_2, CHIEF = "fagai_handler", "fagai_handler2", "fagai_supervisor"
APPROVAL_TAKES = timedelta(hours=1)
LONG_AGO, LATELY = (130, 300), (8, 25)  # days before the application at which the record was published
GRANT = {"explanation": "失信行为已经纠正，义务已经履行完毕，已达最短公示期，并作出信用承诺。"}


@dataclass
class Telling:
    """One repair of a story on its way."""

    stage: Stage
    story: Story
    random: Random
    record: CreditRecord
    case: Case
    who: str

    def agreed(self, move: str, **data: Any) -> None:
        """A step that needs approval, and has it."""
        proposal = self.stage.submit(self.case, move, self.who, **data)
        self.stage.at += APPROVAL_TAKES
        self.stage.approve(proposal, CHIEF)


def tell(stage: Stage, end: str, random: Random, story: Story, now: datetime) -> Case:
    """One repair on its way to `end`; where time reaches `now` the story stands."""
    record = _record(stage, random, story, LATELY if end == "refused" else LONG_AGO)
    case = _apply(stage, random, story, record, promised=end not in ("supplementing", "supplemented"))
    telling = Telling(stage, story, random, record, case, random.choice((LEAD, LEAD, LEAD_2)))
    if end == "claimed":
        actions.claim(case.tasks.get(finished=None).pk, by=stage.actor(telling.who), at=stage.at)
    for step in PATHS[end]:
        stage.later(hours=random.choice((2, 5, 20, 24)))
        if stage.at > now - 2 * APPROVAL_TAKES:
            break
        step(telling)
    return case


def _record(stage: Stage, random: Random, story: Story, published: tuple[int, int]) -> CreditRecord:
    """A record of the story, collected by its provider and verified by a second person in good time."""
    at = stage.at - timedelta(days=random.randint(*published))
    source = Unit.objects.get(name=story.source, valid_to=None)
    given = _given(story, source, random, timezone.localdate(at) - timedelta(days=3))
    row = actions.collect_record(given, by=stage.actor(stage.member(source)), at=at)
    public = not given.of_person
    words = "" if public else "个人信息，不予公示。"
    row = actions.verify_record(row, by=stage.actor(CHIEF), at=at + timedelta(hours=2), publish=public, withheld=words)
    if story.measure:
        day = given.decided_on
        by = stage.actor(stage.member(source))
        what = {"measure": story.measure, "decided_by": source.full_name, "decided_on": day, "first_day": day}
        actions.impose_sanction(row, by=by, at=at + timedelta(hours=3), **what)  # type: ignore[arg-type]  # of several types
    return row


def _given(story: Story, source: Unit, random: Random, on: date) -> Given:
    kind, name, code = _subject(story, random)
    return Given(
        subject_type=kind,
        subject_name=name,
        subject_code=code,
        subject_unit=Unit.objects.get(name=story.subject_unit, valid_to=None) if story.subject_unit else None,
        source_unit=source,
        rule_version=regimes.propose(on, on, kind).code,
        title=story.title,
        facts=story.facts,
        basis=story.basis.format(year=on.year, n=random.randint(1, 80)),
        severity="ordinary",
        decided_on=on,
        determined_on=on,
    )


def _subject(story: Story, random: Random) -> tuple[str, str, str]:
    if story.person:
        return SubjectType.PERSON, story.person, story.person_id
    if story.subject_unit:
        return SubjectType.UNIT, Unit.objects.get(name=story.subject_unit, valid_to=None).full_name, ""
    name = f"{random.choice(PLACES)}{''.join(random.sample(NAMES, 2))}{random.choice(TRADES)}有限公司"
    return SubjectType.ENTERPRISE, name, credit_code(random)


def _apply(stage: Stage, random: Random, story: Story, record: CreditRecord, *, promised: bool) -> Case:
    done = timezone.localdate(stage.at) - timedelta(days=random.randint(3, 7))
    code = story.person_id or record.subject_code
    filing = Filing(
        content=story.put_right,
        record=record,
        filer=PartyInput(record.subject_type, record.full_name, code, "13842600718"),
        details={"performed_on": done, "promised": promised, "promised_by": story.person or "王建国"},
    )
    return actions.open_case("repair", filing, by=Actor(), at=stage.at).case


def _accept(t: Telling) -> None:
    t.agreed("accept")


def _propose_accept(t: Telling) -> None:
    t.stage.submit(t.case, "accept", t.who)


def _refuse(t: Telling) -> None:
    t.agreed("refuse", reason="min_not_reached", explanation="该信息公示未满三个月。")


def _ask_supplement(t: Telling) -> None:
    t.stage.submit(t.case, "ask_supplement", t.who, items="请补交信用承诺书和缴款凭证。", days="5")


def _supplement(t: Telling) -> None:
    t.stage.as_filer(t.case, "supplement", text="信用承诺书和缴款凭证见附件。", promised="on")


def _ask(t: Telling) -> None:
    units = [unit.pk for unit in eligible.to_ask(t.stage.get(t.case), timezone.localdate(t.stage.at))]
    t.stage.submit(t.case, "ask_units", t.who, units=units, question="请确认是否已经纠正、履行完毕。")


def _answered(t: Telling, finding: str, words: str) -> None:
    for assignment in t.case.assignments.filter(status="open").select_related("unit"):
        t.stage.answer(assignment, t.stage.member(assignment.unit), finding, words)


def _confirm(t: Telling) -> None:
    _answered(t, "confirmed", t.story.answer)


def _contradict(t: Telling) -> None:
    _answered(t, "not_done", "经核查，仍有部分义务没有履行完毕。")


def _extend(t: Telling) -> None:
    clock = t.case.clocks.filter(name="decide", status="running").first()
    if clock is not None and clock.rule.spec.get("extension"):
        t.agreed("extend_consulting", days="3", reason="需要到现场核查。")


def _propose_grant(t: Telling) -> None:
    t.stage.submit(t.case, "decide_grant", t.who, **GRANT)


def _grant(t: Telling) -> None:
    t.agreed("decide_grant", **GRANT)


def _deny(t: Telling) -> None:
    t.agreed("decide_refuse", reason="not_fulfilled", explanation="经认定单位核查，仍有部分义务没有履行完毕。")


def _execute(t: Telling) -> None:
    t.stage.submit(t.case, "execute", t.who)


def _all_acknowledge(t: Telling) -> None:
    waiting = t.case.deliveries.filter(acknowledged_at=None).values_list("subscriber__code", flat=True)
    for code in sorted(set(waiting)):
        t.stage.submit(t.case, "acknowledge", t.who, subscriber=code, reference=f"HZ-{t.case.pk}-{code}")


def _revoke(t: Telling) -> None:
    last = timezone.localdate(t.stage.at) + timedelta(days=730)
    words = "经复查，提交的缴款凭证系伪造，罚款实际没有缴纳。"
    t.agreed("revoke", explanation=words, no_repair_until=last.isoformat())


def _withdraw(t: Telling) -> None:
    t.stage.as_filer(t.case, "withdraw", reason="材料还要补齐，以后再申请。")


def _record_revoked(t: Telling) -> None:
    """The provider withdraws the record, because the decision behind it was changed."""
    words = "原处罚决定经行政复议撤销。"
    draft = Draft("revoke", words, basis="西政复决〔2026〕9号")
    by = t.stage.actor(t.stage.member(t.record.source_unit))
    change = actions.draft_record_change(t.record, draft, by=by, at=t.stage.at)
    actions.decide_record_change(change, by=t.stage.actor(CHIEF), at=t.stage.at, confirm=True, answer="")


def _end(t: Telling) -> None:
    t.stage.submit(t.case, "end_pointless", t.who)


Step = Callable[[Telling], None]
CONFIRMED: tuple[Step, ...] = (_accept, _ask, _confirm)
GRANTED: tuple[Step, ...] = (*CONFIRMED, _grant)
CLOSED: tuple[Step, ...] = (*GRANTED, _execute, _all_acknowledge)
PATHS: dict[str, tuple[Step, ...]] = {
    "submitted": (),
    "claimed": (),
    "accept_proposed": (_propose_accept,),
    "supplementing": (_ask_supplement,),
    "supplemented": (_ask_supplement, _supplement),
    "verifying": (_accept,),
    "consulting": (_accept, _ask),
    "extended": (_accept, _ask, _extend),
    "deciding": CONFIRMED,
    "decision_proposed": (*CONFIRMED, _propose_grant),
    "decided": GRANTED,
    "notifying": (*GRANTED, _execute),
    "closed": CLOSED,
    "denied": (_accept, _ask, _contradict, _deny),
    "refused": (_refuse,),
    "withdrawn": (_accept, _withdraw),
    "pointless": (_accept, _ask, _record_revoked, _end),
    "revoked": (*CLOSED, _revoke, _all_acknowledge),
}
FINISHED = frozenset({"closed", "denied", "refused", "withdrawn", "pointless", "revoked"})
EVERY_BODY, EVERY_SERVANT = 7, 13  # of so many stories one is about a public body, or about a civil servant


def fill(begin: Callable[[int], datetime], now: datetime, cases: int, random: Random) -> int:
    """Play `cases` stories that begin at moments given by `begin(days ago at most)`. Returns how many."""
    ends = list(PATHS)
    for number in range(cases):
        end = ends[number % len(ends)]
        days = 25 if end in FINISHED else 2 + len(PATHS[end])  # what is still open began lately, or is late
        tell(Stage(at=begin(days)), end, random, _story(number, end, random), now)
    return cases


def _story(number: int, end: str, random: Random) -> Story:
    if end != "refused" and number % EVERY_SERVANT == EVERY_SERVANT - 1:  # no shortest period, so nothing to refuse
        return SERVANTS[0]
    if end != "refused" and number % EVERY_BODY == EVERY_BODY - 1:
        return random.choice(BODIES)
    return random.choice(MARKET)
