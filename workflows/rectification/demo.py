"""Believable rectifications in every state, walked there through real moves: what `make demo` shows."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from casework import actions
from casework.filing import Filing, PartyInput
from casework.models import Case, Channel, Evidence, Role, SubjectType, Unit
from workflows.base.stage import Stage
from workflows.rectification import items
from workflows.rectification.stories import STORIES, Story

APPROVAL_TAKES = timedelta(hours=1)


@dataclass
class Telling:
    """One rectification of a story on its way, played by those who have the parts in it."""

    stage: Stage
    case: Case
    story: Story
    random: Random

    @property
    def now(self) -> Any:
        """The case as it is in the database."""
        return self.stage.get(self.case)

    def lead(self, move: str, **data: Any) -> None:
        """A step of the lead, approved where it has to be."""
        self._do(self.now.lead_unit, move, data)

    def unit(self, move: str, **data: Any) -> None:
        """A step of the unit that puts things right."""
        self._do(self.now.respondent, move, data)

    def review(self, move: str, **data: Any) -> None:
        """A step of the review."""
        self._do(self.now.review_unit, move, data)

    def propose(self, move: str, **data: Any) -> None:
        """A step of the lead that still waits for its approval."""
        self.stage.submit(self.case, move, self.stage.member(self.now.lead_unit), **data)

    def file(self, by: Unit, name: str) -> int:
        """A picture of a paper, added by a handler of the unit."""
        who = self.stage.actor(self.stage.member(by))
        return actions.add_evidence(picture(name), by=who, case=self.case, at=self.stage.at).pk

    def proofs(self) -> list[int]:
        """The files of the unit."""
        theirs = self.now.evidence.filter(source=Evidence.Source.RESPONDENT)
        return list(theirs.order_by("pk").values_list("pk", flat=True))

    def _do(self, by: Unit, move: str, data: dict[str, Any]) -> None:
        done = self.stage.submit(self.case, move, self.stage.member(by), **data)
        if not isinstance(done, Case):
            self.stage.at += APPROVAL_TAKES
            self.stage.approve(done, self.stage.member(by, Role.SUPERVISOR))


def picture(name: str) -> SimpleUploadedFile:
    """A small white page."""
    out = io.BytesIO()
    Image.new("RGB", (210, 297), "white").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def tell(stage: Stage, end: str, random: Random, story: Story, now: datetime) -> Case:
    """One rectification on its way to `end`; where time reaches `now` the story stands."""
    telling = Telling(stage, _open(stage, story), story, random)
    for step in PATHS[end]:
        stage.later(hours=random.choice((2, 5, 20, 24)))
        if stage.at > now - 2 * APPROVAL_TAKES:
            break
        step(telling)
        if stage.at > now:
            break
    return telling.case


def _open(stage: Stage, story: Story) -> Case:
    office = Unit.objects.get(name="区发改局", valid_to=None)
    filing = Filing(
        content=story.facts,
        filer=PartyInput(SubjectType.UNIT, office.full_name),
        area=story.area,
        channel=Channel.OFFICE,
        respondent=Unit.objects.get(name=story.respondent, valid_to=None),
        details=story.draft(),
    )
    by = stage.actor(stage.member(office, Role.REGISTRAR))
    return actions.open_case("rectification", filing, by=by, at=stage.at).case


def _order(t: Telling) -> None:
    t.lead("order", **t.story.draft(), designation=t.story.designation)


def _propose_order(t: Telling) -> None:
    t.propose("order", **t.story.draft(), designation="")


def _cancel(t: Telling) -> None:
    t.lead("cancel", reason="经核实，有关问题在立案前已经解决。")


def _serve(t: Telling) -> None:
    receipt = t.file(t.now.lead_unit, "送达回证.jpg")
    day = timezone.localdate(t.stage.at).isoformat()
    t.lead("serve", served_on=day, service="exchange", recipient=f"{t.now.respondent}办公室", proof=[receipt])


def _explain(t: Telling) -> None:
    letter = t.file(t.now.respondent, "情况说明书.jpg")
    t.unit("explain", explanation=t.story.explanation, proof=[letter])


def _record(t: Telling, share: int) -> None:
    """The unit writes down what it did about the first items, or about all of them."""
    proof, day = t.file(t.now.respondent, "落实情况证明.jpg"), timezone.localdate(t.stage.at).isoformat()
    typed: dict[str, Any] = {}
    for row in items.pending(t.now.rectification)[:share]:
        n = row.item.position
        typed |= {f"measure_{n}": t.story.measure, f"done_on_{n}": day, f"proof_{n}": [proof]}
    t.unit("record_measures", **typed)


def _half(t: Telling) -> None:
    _record(t, 1)


def _all(t: Telling) -> None:
    _record(t, items.MOST_ITEMS)


def _report(t: Telling) -> None:
    t.unit("report", report="已按通知书要求逐项整改，证明材料随附。")


def _ask_extension(t: Telling) -> None:
    t.unit("ask_extension", days=10, reason="须履行财政评审程序，预计本月底前完成。")


def _extend(t: Telling) -> None:
    t.lead("extend", days=10, reason="理由充分，请抓紧完成。")


def _words(t: Telling, failing: bool) -> dict[str, Any]:
    typed: dict[str, Any] = {"opinion": "现场查看并核对了有关凭证和文件。"}
    for row in items.pending(t.now.rectification):
        n = row.item.position
        typed[f"words_{n}"] = "核对了凭证，与报告一致。"
        if failing:
            typed[f"result_{n}"] = "failed" if n == 1 else "passed"
    return typed


def _fail(t: Telling) -> None:
    t.lead("fail_inspection", days=15, **_words(t, failing=True))


def _pass(t: Telling) -> None:
    t.lead("pass_inspection", **_words(t, failing=False))


def _propose_pass(t: Telling) -> None:
    t.propose("pass_inspection", **_words(t, failing=False))


def _ask_leniency(t: Telling) -> None:
    t.unit("ask_leniency", ground="recovered", plea="已主动补偿企业的利息损失。", proof=t.proofs()[:1])


def _decide_leniency(t: Telling) -> None:
    t.lead("decide_leniency", leniency="lenient", reasons="主动挽回损失，情况属实。")


def _accept(t: Telling) -> None:
    t.unit("accept_conclusion")


def _close(t: Telling) -> None:
    t.lead("close", conclusion="通知书所列事项均已整改到位。")


def _review(t: Telling) -> None:
    t.unit("ask_review", grounds="验收意见对第一项的表述与事实不符，请予更正。")


def _revoke(t: Telling) -> None:
    t.lead("revoke", reason="据以作出通知的合同已由双方协商变更。")


def _wait(t: Telling) -> None:
    """Nothing is done until the time is over."""
    t.stage.at = t.now.clocks.get(name="rectify", status="running").due_at + timedelta(hours=34)


def _refuse(t: Telling) -> None:
    t.lead("find_refusal", refusal="期限届满后经催办、督办仍未报送整改报告。")


Step = Callable[[Telling], None]
SERVED: tuple[Step, ...] = (_order, _serve)
REPORTED: tuple[Step, ...] = (*SERVED, _explain, _all, _report)
PASSED: tuple[Step, ...] = (*REPORTED, _pass)
PATHS: dict[str, tuple[Step, ...]] = {
    "drafting": (),
    "order_proposed": (_propose_order,),
    "ordered": (_order,),
    "explaining": SERVED,
    "rectifying": (*SERVED, _explain),
    "half_done": (*SERVED, _explain, _half),
    "extension_asked": (*SERVED, _explain, _half, _ask_extension),
    "extended": (*SERVED, _explain, _half, _ask_extension, _extend),
    "reported": REPORTED,
    "pass_proposed": (*REPORTED, _propose_pass),
    "second_round": (*REPORTED, _fail),
    "passed": PASSED,
    "leniency_asked": (*PASSED, _ask_leniency),
    "leniency_decided": (*PASSED, _ask_leniency, _decide_leniency),
    "reviewing": (*PASSED, _review),
    "closed": (*PASSED, _accept, _close),
    "revoked": (*SERVED, _revoke),
    "cancelled": (_cancel,),
    "late": (*SERVED, _explain, _half, _wait),
    "refused": (*SERVED, _explain, _wait, _refuse),
}
LONG_AGO = frozenset({"closed", "revoked", "cancelled", "late", "refused", "second_round"})


def fill(begin: Callable[[int], datetime], now: datetime, cases: int, random: Random) -> int:
    """Play `cases` stories that begin at moments given by `begin(days ago at most)`. Returns how many."""
    ends = list(PATHS)
    for number in range(cases):
        end = ends[number % len(ends)]
        with transaction.atomic():  # the sweep of a running system never meets a half-told story
            tell(Stage(at=_begun(begin, end)), end, random, random.choice(STORIES), now)
    return cases


def _begun(begin: Callable[[int], datetime], end: str) -> datetime:
    """What takes its time began weeks ago; what is still open began lately, or is late."""
    if end in LONG_AGO:
        return min(begin(45) for _draw in range(3))
    return begin(2 + len(PATHS[end]))
