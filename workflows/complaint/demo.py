"""Believable complaints in every state, walked there through real moves: what `make demo` shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from casework.models import Case
from workflows.base.stage import Stage
from workflows.complaint.play import Play, unit
from workflows.complaint.stories import STORIES, Story, file

APPROVAL_TAKES = timedelta(hours=1)
CLERKS = ("政务服务科马科长", "工程科刘科长")  # named in accusations; nobody of the demo district


@dataclass
class Telling(Play):
    """One complaint of a story on its way."""

    story: Story = STORIES[0]
    random: Random = Random(0)  # noqa: RUF009, S311  (each telling brings its own; nothing secret)

    def agree(self, finding: str, text: str) -> None:
        """Joint leads first, where there are some."""
        if self.now.joint_leads.exists():
            self.send_round(finding, text)


def tell(stage: Stage, end: str, random: Random, story: Story, now: datetime) -> Case:
    """One complaint on its way to `end`; time passes on the stage, and where it reaches `now` the story stands."""
    case = file(stage, random, story, report=end == "handed_over" or random.random() < 0.2)
    telling = Telling(stage, case, APPROVAL_TAKES, story, random)
    for step in PATHS[end]:
        stage.later(hours=random.choice((2, 5, 20, 24)))
        if stage.at > now - 2 * APPROVAL_TAKES:
            break
        step(telling)
    return case


def _propose_accept(t: Telling) -> None:
    t.stage.submit(t.case, "accept", t.registrar(), **t.accepted())


def _accept(t: Telling) -> None:
    t.by_registrar("accept", cooperating=[unit(t.story.asked).pk], **t.accepted())


def _supplement_asked(t: Telling) -> None:
    t.by_registrar("ask_supplement", items="合同、验收单或者相关文件的复印件。", days=5)


def _supplement(t: Telling) -> None:
    t.by_filer("supplement", text="合同和验收单已经上传。")


def _refuse(t: Telling) -> None:
    reason = t.random.choice(("legal_route", "in_petition", "no_facts", "repeated"))
    t.by_registrar("refuse", reason=reason, explanation="经审查，不属于本渠道受理范围。")


def _transfer(t: Telling) -> None:
    t.by_registrar("transfer", to="city_department", explanation="该事项属市级部门职权。")


def _hand_over(t: Telling) -> None:
    t.by_registrar("hand_over_accusation", summary=f"反映{t.random.choice(CLERKS)}在办理中索要好处。")


def _merge(t: Telling) -> None:
    earlier = Case.objects.filter(kind="complaint", respondent=t.now.respondent_id, closed_at=None, pk__lt=t.case.pk)
    found = earlier.filter(opened_at__lte=t.stage.at).order_by("-pk").first()
    if found is not None:
        t.by_registrar("merge", into=found.number, note="同一单位、同一合同，内容相同。")


def _ask(t: Telling) -> None:
    days = t.random.choice((3, 5))
    t.ask(t.story.asked, question=f"请核查{t.now.respondent.name}有关承诺、合同的履行情况并附依据。", days=days)


def _answer(t: Telling) -> None:
    words = {
        "confirms": "调取的凭证与反映的情况一致。",
        "partly": "部分款项已经支付，其余情况属实。",
        "contradicts": "凭证显示已经履行。",
    }
    for assignment in t.now.assignments.filter(status="open").select_related("unit").order_by("pk"):
        found = t.random.choice(list(words))
        t.answer(assignment, found, words[found])


def _extend(t: Telling) -> None:
    if any(t.now.clocks.filter(name="handle", status="running", rule__code="XF-34")):
        t.by_lead("extend", days=15, reason="需要调取历年凭证并现场核对。")


def _countersign(t: Telling) -> None:
    if t.now.joint_leads.exists():
        t.by_lead("countersign", finding="substantiated", text=TRUE, days=3)


TRUE = "经核查合同、凭证并听取有关单位说明，反映的情况属实，被投诉单位未按约定履行。"
FOUND = {
    "substantiated": TRUE,
    "partly": "经核查，部分款项已经支付，其余逾期未付，部分属实。",
    "unfounded": "经核查，约定的条件尚未成就，有关单位没有违反承诺，不属实。",
    "unclear": "双方对约定内容说法不一，现有材料不足以认定。",
}


def _propose_conclusion(t: Telling) -> None:
    t.agree("unfounded", FOUND["unfounded"])
    data = t.concluded("unfounded", FOUND["unfounded"])
    t.stage.submit(t.case, "conclude_unfounded", t.lead(), **data)


def _conclude(t: Telling) -> None:
    finding = t.random.choice(("substantiated", "partly", "unfounded", "unfounded", "unclear"))
    t.agree(finding, FOUND[finding])
    data: dict[str, Any] = t.concluded(finding, FOUND[finding])
    if "facts" in data:
        data |= {"facts": "未按约定履行，且未书面说明理由。", "loss": t.story.amount, "demands": t.story.wish}
    t.by_lead(f"conclude_{finding}", **data)


def _reply(t: Telling) -> None:
    t.reply()


def _satisfied(t: Telling) -> None:
    t.by_filer("rate_satisfied")


def _dissatisfied(t: Telling) -> None:
    t.by_filer("rate_dissatisfied", reason="没有说明具体的解决时间。")


def _ask_reopen(t: Telling) -> None:
    t.by_filer("ask_reopen", grounds="请核查付款计划并答复。")


def _reopen(t: Telling) -> None:
    t.by_lead("reopen", answer="同意重新办理，将进一步核实。", **t.restated())


def _ask_review(t: Telling) -> None:
    t.by_filer("ask_review", grounds="对认定的事实有异议，请复查。")


def _uphold(t: Telling) -> None:
    t.by_reviewer("decide_review_uphold", opinion="经复查，事实清楚，处理适当。")


def _withdraw(t: Telling) -> None:
    t.by_filer("withdraw", reason="双方已经协商解决。")


def _continue(t: Telling) -> None:
    facts = "有关单位的承诺履行情况涉及多家企业，需要核查。"
    t.by_registrar("continue_ex_officio", facts=facts, title="承诺履行情况核查")


Step = Callable[[Telling], None]
HANDLED: tuple[Step, ...] = (_accept, _ask, _answer)
ANSWERED: tuple[Step, ...] = (*HANDLED, _conclude, _reply)
PATHS: dict[str, tuple[Step, ...]] = {
    "submitted": (),
    "accept_proposed": (_propose_accept,),
    "supplementing": (_supplement_asked,),
    "supplemented": (_supplement_asked, _supplement),
    "handling": (_accept,),
    "consulting": (_accept, _ask),
    "extended": (*HANDLED, _extend),
    "countersigning": (*HANDLED, _countersign),
    "conclusion_proposed": (*HANDLED, _propose_conclusion),
    "concluded": (*HANDLED, _conclude),
    "replied": ANSWERED,
    "dissatisfied": (*ANSWERED, _dissatisfied),
    "reopening": (*ANSWERED, _dissatisfied, _ask_reopen),
    "reopened": (*ANSWERED, _dissatisfied, _ask_reopen, _reopen),
    "reviewing": (*ANSWERED, _ask_review),
    "reviewed": (*ANSWERED, _ask_review, _uphold),
    "closed": (*ANSWERED, _satisfied),
    "refused": (_refuse,),
    "transferred": (_accept, _transfer),
    "handed_over": (_hand_over,),
    "merged": (_merge,),
    "withdrawn": (_accept, _withdraw),
    "taken_up": (_withdraw, _continue),
}
FINISHED = frozenset({"closed", "refused", "transferred", "handed_over", "merged", "withdrawn", "taken_up", "reviewed"})


def fill(begin: Callable[[int], datetime], now: datetime, cases: int, random: Random) -> int:
    """Tell `cases` stories that begin at moments given by `begin(days ago at most)`. Returns how many."""
    ends = list(PATHS)
    for number in range(cases):
        end, story = ends[number % len(ends)], STORIES[(number + number // len(ends)) % len(STORIES)]
        days = 40 if end in FINISHED else 2 + 2 * len(PATHS[end])  # what is still open began lately
        with transaction.atomic():  # the sweep of a running system never meets a half-told story
            tell(Stage(at=begin(days)), end, random, story, now)
    return cases
