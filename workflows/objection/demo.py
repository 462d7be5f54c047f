"""Believable objections in every state, walked there through real moves: what `make demo` shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from casework import actions
from casework.filing import Filing, PartyInput
from casework.models import Case, CreditRecord
from casework.permissions import Actor
from workflows.base.stage import Stage

PUSH = Actor.machine("push")
LEAD, LEAD_2, CHIEF = "fagai_handler", "fagai_handler2", "fagai_supervisor"
STORIES = (
    ("wrong_amount", "amount", "公示的金额与决定书不一致，多写了一个零。", "请更正金额。"),
    ("wrong_date", "decided_on", "公示的决定日期早于决定书落款日期。", "请按决定书更正日期。"),
    ("wrong_facts", "facts", "检查当天我单位已经整改完毕，现场记录可以证明。", "请更正事实描述。"),
    ("already_performed", "facts", "罚款已经缴清，缴款凭证随附，公示内容没有更新。", "请补充履行情况。"),
    ("act_changed", "basis", "原决定经行政复议已被变更，复议决定书随附。", "请撤销该条信息。"),
    ("not_mine", "title", "该决定的当事人与我单位同名，统一社会信用代码不同。", "请核实后撤销。"),
)
APPROVAL_TAKES = timedelta(hours=1)
PHONES = ("13842600718", "13942678102", "15542633109", "18640911276")


def play(stage: Stage, end: str, random: Random, record: CreditRecord, now: datetime) -> Case:
    """One objection on its way to `end`; time passes on the stage, and where it reaches `now` the story stands."""
    case = _file(stage, random, record)
    handler = random.choice((LEAD, LEAD, LEAD_2))
    if end == "claimed":
        actions.claim(case.tasks.get(finished=None).pk, by=stage.actor(handler), at=stage.at)
    for step in PATHS[end]:
        stage.later(hours=random.choice((2, 5, 22, 26)))
        if stage.at > now - APPROVAL_TAKES:
            break
        step(stage, case, handler, random)
    return case


def _file(stage: Stage, random: Random, record: CreditRecord) -> Case:
    reason, field, content, wish = random.choice(STORIES)
    filing = Filing(
        content=content,
        record=record,
        filer=PartyInput(record.subject_type, record.subject_name, record.subject_code, random.choice(PHONES)),
        details={"reason": reason, "field": field, "claim": "", "wish": wish},
    )
    return actions.open_case("objection", filing, by=Actor(), at=stage.at).case


def _agreed(stage: Stage, case: Case, move: str, who: str, chief: str = CHIEF, **data: Any) -> None:
    proposal = stage.submit(case, move, who, **data)
    stage.at += APPROVAL_TAKES
    stage.approve(proposal, chief)


def _accept(stage: Stage, case: Case, who: str, random: Random) -> None:
    _agreed(stage, case, "accept", who)
    _seen(stage, case)


def _seen(stage: Stage, case: Case) -> None:
    """The subscribers confirm that they show the mark, or show it no more."""
    for delivery in case.deliveries.filter(acknowledged_at=None).order_by("pk"):
        actions.acknowledge_delivery(delivery.key, by=PUSH, at=stage.at, reference=f"HZ-{delivery.pk}")


def _propose_accept(stage: Stage, case: Case, who: str, random: Random) -> None:
    stage.submit(case, "accept", who)


def _refuse(stage: Stage, case: Case, who: str, random: Random) -> None:
    words = "异议针对处罚决定本身，应当依法申请行政复议或者提起诉讼。"
    _agreed(stage, case, "refuse", who, reason="basis_disputed", explanation=words)


def _transfer(stage: Stage, case: Case, who: str, random: Random) -> None:
    words = "该信息由市级平台产生，已转送办理。"
    _agreed(stage, case, "transfer", who, to="city_credit_centre", explanation=words)


def _ask_supplement(stage: Stage, case: Case, who: str, random: Random) -> None:
    stage.submit(case, "ask_supplement", who, items="请补交营业执照复印件和缴款凭证。", days="5")


def _supplement(stage: Stage, case: Case, who: str, random: Random) -> None:
    stage.as_filer(case, "supplement", text="营业执照复印件和缴款凭证已经上传。")


def _ask(stage: Stage, case: Case, who: str, random: Random) -> None:
    record = stage.get(case).record
    if record.source_unit_id == case.lead_unit_id:
        stage.submit(case, "own_check", who, finding="correct", own_check="本单位提供的信息与原决定书一致。")
        return
    stage.ask(case, record.source_unit.name, who, f"请核对{record.number}号信息与原决定书是否一致。")


def _answer(stage: Stage, case: Case, who: str, random: Random) -> None:
    for assignment in case.assignments.filter(status="open").select_related("unit"):
        finding = random.choice(("wrong", "wrong", "correct", "unknown"))
        words = {
            "wrong": "信息录入有误，应予更正。",
            "correct": "与原决定书一致。",
            "unknown": "原始材料不全，无法核实。",
        }
        stage.answer(assignment, stage.member(assignment.unit), finding, words[finding])


def _propose_decision(stage: Stage, case: Case, who: str, random: Random) -> None:
    stage.submit(case, "decide_uphold", who, explanation="经核查，公示内容与原决定书一致。")


def _decide(stage: Stage, case: Case, who: str, random: Random) -> None:
    if random.random() < 0.5:
        _agreed(stage, case, "decide_uphold", who, explanation="经核查，公示内容与原决定书一致。")
        return
    words = "经核查原决定书，公示内容有误，予以更正。"
    facts = f"{stage.get(case).record.versions.get(to_at=None).facts[:120]}（{case.number}更正）"
    _agreed(stage, case, "decide_correct", who, facts=facts, explanation=words)


def _execute(stage: Stage, case: Case, who: str, random: Random) -> None:
    stage.submit(case, "execute", who)


def _confirm(stage: Stage, case: Case, who: str, random: Random) -> None:
    waiting = case.deliveries.filter(acknowledged_at=None).values_list("subscriber__code", flat=True)
    for code in sorted(set(waiting)):
        stage.submit(case, "acknowledge", who, subscriber=code, reference=f"HZ-{case.pk}-{code}")


def _ask_review(stage: Stage, case: Case, who: str, random: Random) -> None:
    stage.as_filer(case, "ask_review", grounds="更正后的内容仍与决定书不符，请再核对。")


def _withdraw(stage: Stage, case: Case, who: str, random: Random) -> None:
    stage.as_filer(case, "withdraw", reason="问题已经解决。")
    _seen(stage, case)


Step = Callable[[Stage, Case, str, Random], None]
DECIDED: tuple[Step, ...] = (_accept, _ask, _answer, _decide)
PATHS: dict[str, tuple[Step, ...]] = {
    "submitted": (),
    "claimed": (),
    "accept_proposed": (_propose_accept,),
    "supplementing": (_ask_supplement,),
    "supplemented": (_ask_supplement, _supplement),
    "verifying": (_accept,),
    "consulting": (_accept, _ask),
    "deciding": (_accept, _ask, _answer),
    "decision_proposed": (_accept, _ask, _answer, _propose_decision),
    "decided": DECIDED,
    "notifying": (*DECIDED, _execute),
    "closed": (*DECIDED, _execute, _confirm),
    "reviewing": (*DECIDED, _execute, _confirm, _ask_review),
    "refused": (_refuse,),
    "transferred": (_accept, _transfer),
    "withdrawn": (_accept, _withdraw),
}


FINISHED = frozenset({"closed", "refused", "transferred", "withdrawn"})


def fill(begin: Callable[[int], datetime], now: datetime, cases: int, random: Random) -> int:
    """Play `cases` stories that begin at moments given by `begin(days ago at most)`. Returns how many."""
    ends = list(PATHS)
    records = CreditRecord.objects.public().select_related("source_unit").order_by("number")
    for number in range(cases):
        record = random.choice(list(records.all()))  # read anew: a story may revoke one
        end = ends[number % len(ends)]
        days = 25 if end in FINISHED else 2 + len(PATHS[end])  # what is still open began lately, or is late
        with transaction.atomic():  # the sweep of a running system never meets a half-told story
            play(Stage(at=begin(days)), end, random, record, now)
    return cases
