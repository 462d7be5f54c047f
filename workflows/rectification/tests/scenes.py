"""Where a rectification can stand, as the steps that lead there, and what a person enters for each move."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from casework import actions
from casework.filing import Filing, PartyInput
from casework.models import Case, Unit
from tests.engine.files import photo
from tests.world import World
from workflows.rectification import items
from workflows.rectification.flow import REVIEWS

RESPONDENT = "区财政局"
Step = str | timedelta
LATE = timedelta(days=95)  # longer than any time that was given

SERVED = ("order", "serve", "file")
RECTIFYING = (*SERVED, "explain")
MEASURED = (*RECTIFYING, "record_measures")
REPORTED = (*MEASURED, "report")
SECOND = (*REPORTED, "fail_inspection", "record_measures", "report")
PASSED = (*REPORTED, "pass_inspection")
REFUSED = (*RECTIFYING, LATE, "find_refusal")

# Every state, and a state again where a guard says something else.
SCENES: dict[str, tuple[Step, ...]] = {
    "drafting": (),
    "ordered": ("order",),
    "explaining": SERVED,
    "explanation is overdue": (*SERVED, timedelta(days=20)),
    "rectifying": RECTIFYING,
    "everything answered": MEASURED,
    "more time asked for": (*MEASURED, "ask_extension"),
    "more time given": (*MEASURED, "ask_extension", "extend"),
    "the time is over": (*MEASURED, LATE),
    "reported": REPORTED,
    "second round": (*REPORTED, "fail_inspection"),
    "reported again": SECOND,
    "passed": PASSED,
    "leniency asked for": (*PASSED, "ask_leniency"),
    "leniency decided": (*PASSED, "ask_leniency", "decide_leniency"),
    "accepted": (*PASSED, "accept_conclusion"),
    "time for a review is over": (*PASSED, LATE),
    "refused": REFUSED,
    "order under review": (*RECTIFYING, "ask_order_review"),
    "conclusion under review": (*PASSED, "ask_review"),
    "closed": (*PASSED, "accept_conclusion", "close"),
    "revoked": (*SERVED, "revoke"),
    "cancelled": ("cancel",),
}
# Ways that together make every move, and issue every paper.
WAYS: tuple[tuple[Step, ...], ...] = (
    ("cancel",),
    ("order", "revoke"),
    (*SERVED, timedelta(days=10), "note_silence", LATE, "sweep", "find_refusal", LATE, "close"),
    (*MEASURED, "ask_extension", "extend", "report", "fail_inspection", "record_measures", "report", "fail_again"),
    (*MEASURED, "ask_extension", "decline_extension", "report", "pass_inspection", "ask_leniency", "decide_leniency"),
    (*RECTIFYING, "ask_order_review", "uphold_order", "record_measures", "report", "pass_inspection"),
    (*PASSED, "accept_conclusion", "close"),
    (*PASSED, "ask_review", "change_conclusion", "pass_inspection", "close"),
    (*PASSED, "ask_review", "uphold_conclusion"),
    (*REFUSED, "ask_review", "revoke_on_review"),
)
ORDER = {
    "facts": "与企业签订的采购合同约定三十日内付款，至今未付。",
    "loss": "企业垫付资金四十万元。",
    "influence": "企业多次反映，影响本区政务诚信。",
    "demands": "按合同支付拖欠的货款\n完善合同付款审批制度",
    "severity": "ordinary",
    "designation": "西政督〔2026〕3号",
}


def filing(world: World, **changes: Any) -> Filing:
    """A rectification as the registrar opens it."""
    respondent = Unit.objects.get(name=RESPONDENT, valid_to=None)
    lead = PartyInput("unit", "大连市西岗区发展和改革局")
    details = {name: ORDER[name] for name in ("facts", "loss", "influence", "demands", "severity")}
    given = {"content": "经核实，该单位存在政务失信行为。", "filer": lead, "respondent": respondent, "details": details}
    return Filing(**{"area": "integrity_sanction", "channel": "office"} | given | changes)


def open_case(world: World) -> Case:
    """Open the rectification that all scenes begin with; the receipt of service lies in the file already."""
    case = actions.open_case("rectification", filing(world), by=world.actor("registrar"), at=world.at).case
    actions.add_evidence(photo("送达回证.png"), by=world.actor("fagai_handler"), case=case, at=world.at)
    return case


def entered(move: str, case: Case) -> dict[str, Any]:
    """What a person would type for a move, whether it is possible now or not."""
    served = case.events.order_by("-seq").values_list("at", flat=True).first()
    typed: dict[str, dict[str, Any]] = {
        "order": ORDER,
        "cancel": {"reason": "经核实，问题已经解决。"},
        "serve": {
            "served_on": timezone.localdate(served).isoformat(),
            "service": "in_person",
            "recipient": "孙倩（办公室）",
            "proof": files(case, "lead"),
        },
        "explain": {"explanation": "因年度预算调整，付款审批迟延。", "proof": []},
        "ask_extension": {"days": 10, "reason": "财政支付系统年终关账。"},
        "extend": {"days": 10, "reason": "情况属实。"},
        "decline_extension": {"reason": "理由不充分。"},
        "report": {"report": "全部事项已经整改。"},
        "find_refusal": {"refusal": "逾期未报送整改报告，经催办、督办仍未整改。"},
        "revoke": {"reason": "据以作出通知的事实有变化。"},
        "ask_leniency": {"ground": "recovered", "plea": "已主动支付利息损失。", "proof": files(case, "respondent")},
        "decide_leniency": {"leniency": "lenient", "reasons": "主动挽回损失，情况属实。"},
        "ask_order_review": {"grounds": "付款条件尚未成就。"},
        "ask_review": {"grounds": "验收意见与事实不符。"},
        "close": {"conclusion": "整改事项全部落实。"},
    }
    typed |= {name: {"opinion": OPINION} for name in REVIEWS}
    typed |= {name: by_item(name, case) for name in ("record_measures", "pass_inspection", *FAILING)}
    return typed.get(move, {})


FAILING = ("fail_inspection", "fail_again")
OPINION = "经复核，意见如下。"


def by_item(move: str, case: Case) -> dict[str, Any]:
    """The fields of each item that is open."""
    day = timezone.localdate(case.opened_at).isoformat()
    typed: dict[str, Any] = {} if move == "record_measures" else {"opinion": "逐项核对了付款凭证和制度文件。"}
    typed |= {"days": 15} if move in FAILING else {}
    for row in items.pending(case.rectification):
        n = row.item.position
        if move == "record_measures":
            typed |= {f"measure_{n}": "已支付货款。", f"done_on_{n}": day, f"proof_{n}": files(case, "respondent")}
        else:
            typed[f"words_{n}"] = "核对了付款凭证。"
        if move in FAILING:
            typed[f"result_{n}"] = "failed"
    return typed


def files(case: Case, source: str) -> list[int]:
    """The files that somebody has handed in."""
    return list(case.evidence.filter(source=source).values_list("pk", flat=True))
