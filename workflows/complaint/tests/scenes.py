"""Where a complaint can stand, as the steps that lead there, and what a person enters for each move."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from casework import actions
from casework.filing import Filing, PartyInput
from casework.models import Assignment, Case, Unit
from casework.permissions import Actor
from tests.world import World
from workflows.complaint.models import Finding

RESPONDENT, AREA = "区住建局", "arrears"  # three units lead 五(六) together: 区科工局, 区财政局, 区审计局
ASKED, ANOTHER, THIRD = "区营商局", "区商务局", "区统计局"
TEXT = "经核查，合同价款48万元逾期未付，情况属实。"

ROUND = ("countersign", "answer")
AGREED = ("accept", *ROUND)
CONCLUDED = (*AGREED, "conclude_substantiated")
REPLIED = (*CONCLUDED, "reply")
REOPENING = (*REPLIED, "rate_dissatisfied", "ask_reopen")
REVIEWING = (*REPLIED, "ask_review")
Step = str | timedelta

# Every state, and a state again where a guard says something else.
SCENES: dict[str, tuple[Step, ...]] = {
    "submitted": (),
    "classified": ("classify",),
    "supplementing": ("ask_supplement",),
    "supplement is overdue": ("ask_supplement", timedelta(days=30)),
    "supplemented": ("ask_supplement", "supplement"),
    "handling": ("accept",),
    "handling too long": ("accept", timedelta(days=61)),
    "consulting": ("accept", "ask_units"),
    "second round": ("accept", "ask_units", "answer", "ask_units"),
    "countersigning": ("accept", "countersign"),
    "agreed": AGREED,
    "concluded": CONCLUDED,
    "replied": REPLIED,
    "replied long ago": (*REPLIED, timedelta(days=60)),
    "dissatisfied": (*REPLIED, "rate_dissatisfied"),
    "reopening": REOPENING,
    "reopened": (*REOPENING, "reopen"),
    "not reopened": (*REOPENING, "decline_reopen"),
    "reviewing": REVIEWING,
    "reviewed": (*REVIEWING, "decide_review_uphold"),
    "sent back": (*REVIEWING, "decide_review_change"),
    "closed": (*REPLIED, "rate_satisfied"),
    "refused": ("refuse",),
    "transferred": ("accept", "transfer"),
    "handed over": ("hand_over_accusation",),
    "merged": ("merge",),
    "withdrawn": ("withdraw",),
    "taken up": ("withdraw", "continue_ex_officio"),
}
# Ways that together make every move, and issue every paper.
WAYS: tuple[tuple[Step, ...], ...] = (
    ("classify", "ask_supplement", "supplement", "accept", "ask_units", "extend_consulting", "answer", "extend"),
    ("accept", "countersign", "extend_countersigning", "answer", "conclude_substantiated", "reply", "rate_satisfied"),
    (*REOPENING, "reopen", *ROUND, "conclude_partly", "reply", timedelta(days=60), "close"),
    (*REOPENING, "decline_reopen", "ask_review", "decide_review_uphold"),
    (*REVIEWING, "decide_review_change"),
    ("refuse",),
    ("accept", "transfer"),
    ("hand_over_accusation",),
    ("merge",),
    ("withdraw", "continue_ex_officio"),
    ("accept", *ROUND * 2, "conclude_partly"),
    ("accept", "ask_units", "give_back"),
    ("accept", *ROUND * 3, "conclude_unfounded"),
    ("accept", *ROUND * 4, "conclude_unclear"),
)
MORE_TIME = {"days": 5, "reason": "需要调取原始凭证。"}
WORDS = {"explanation": "经审查，说明如下。"}


def filing(
    world: World, content: str = "2024年签订办公楼维修合同，完工验收后48万元至今未付。", **changes: Any
) -> Filing:
    """A believable complaint of a firm about a payment that does not come."""
    given = {
        "filer": PartyInput(
            "enterprise", "大连锦恒装饰有限公司", "91210203MA0UX5EM25", "13842600718", "office@example.com"
        ),
        "area": AREA,
        "respondent": Unit.objects.get(name=RESPONDENT),
        "details": {"matter": "payment", "promised": "验收后30日内付清。", "amount": "480000.00", "consent": True},
    }
    return Filing(content=content, **given | changes)


def file(world: World, **changes: Any) -> Any:
    """File a complaint online."""
    return world.get(actions.open_case("complaint", filing(world, **changes), by=Actor(), at=world.at).case)


def open_case(world: World) -> Case:
    """File the complaint that all scenes begin with; an earlier one of the same firm is there already."""
    file(world, content="贵区住建局拖欠维修合同款48万元。")
    return file(world)


def drafted(case: Case) -> Finding:
    """What the joint leads are sent: another finding in each round."""
    rounds = case.events.filter(verb="move", move="countersign").count()
    return list(Finding)[rounds % len(Finding)]


def entered(move: str, case: Case) -> dict[str, Any]:
    """What a person would type for a move, whether it is possible now or not."""
    asked = case.assignments.filter(status=Assignment.Status.OPEN).count()
    unit = Unit.objects.get(name=(ASKED, ANOTHER, THIRD)[asked % 3])
    earlier = Case.objects.filter(kind="complaint", pk__lt=case.pk, closed_at=None, respondent=case.respondent).first()
    today = timezone.localdate(Case.objects.get(pk=case.pk).touched_at).isoformat()
    conclusion = {"text": TEXT}
    order = conclusion | {
        "facts": "合同价款逾期未付。",
        "loss": "48万元",
        "demands": "付清价款。",
        "severity": "ordinary",
    }
    typed: dict[str, dict[str, Any]] = {
        "classify": {"category": "petition", "area": case.area, "street": ""},
        "ask_supplement": {"items": "合同复印件、验收单", "days": 5},
        "supplement": {"text": "合同和验收单见附件。"},
        "accept": {"lead": case.lead_unit_id, "cooperating": [unit.pk]},
        "refuse": WORDS | {"reason": "legal_route"},
        "transfer": WORDS | {"to": "city_department"},
        "hand_over_accusation": {"summary": "反映有关人员在验收付款中索要好处。"},
        "merge": {"into": earlier.number if earlier else "", "note": "同一合同、同一款项。"},
        "ask_units": {"units": [unit.pk], "question": "请核查合同履行情况。", "days": 5},
        "countersign": {"finding": drafted(case), "text": TEXT, "days": 3},
        **dict.fromkeys(("extend", "extend_consulting", "extend_countersigning"), MORE_TIME),
        "conclude_substantiated": order,
        "conclude_partly": order,
        "conclude_unfounded": conclusion,
        "conclude_unclear": conclusion,
        "reply": {"how": "portal", "served_on": today},
        "rate_dissatisfied": {"reason": "没有说明何时付款。"},
        "ask_reopen": {"grounds": "请核查付款计划。"},
        "reopen": {"answer": "同意重新办理。"},
        "decline_reopen": {"answer": "付款计划已在答复中写明。"},
        "ask_review": {"grounds": "认定的金额不对。"},
        "decide_review_uphold": {"opinion": "经复查，原处理意见正确。"},
        "decide_review_change": {"opinion": "经复查，金额未查清。"},
        "withdraw": {"reason": "款项已经付清。"},
        "continue_ex_officio": {"facts": "反映的付款问题涉及多家企业。", "title": "工程款支付情况核查"},
    }
    return typed.get(move, {})


def give_back(world: World, case: Any) -> None:
    """The unit that was asked says that it is not theirs."""
    asked = case.assignments.get(status=Assignment.Status.OPEN)
    by = world.actor(world.member(asked.unit))
    actions.return_assignment(asked.pk, reason="合同由住建部门保管。", belongs_to=None, by=by, at=world.at)


HAPPENINGS = {"give_back": give_back}
