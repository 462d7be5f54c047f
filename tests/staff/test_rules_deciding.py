"""The page of a change: what it would move, who may decide it, and how far it is carried out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from casework import rule_work
from casework.models import Case, Clock, DeadlineRule, RuleChange, Unit
from casework.models.guard import opened
from casework.rules.deadlines import CHINA
from casework.tasks import carry_out_rule_changes
from tests.engine.drafting import (
    PROVIDER,
    confirmed,
    decide,
    draft,
    due,
    new_version,
    new_year,
    reaching,
)
from tests.engine.racing import clean
from tests.staff.conftest import SignIn
from tests.staff.test_moves import words
from tests.world import World

LEADER = "fagai_leader"


def page_of(change: RuleChange) -> str:
    """The address of a change."""
    return reverse("staff:rule_change", args=[change.pk])


def sent(change: RuleChange, decision: str = "confirm", **given: str) -> dict[str, str]:
    """What the page sends."""
    return {"decision": decision, "opinion": "", "seen": change.content_hash} | given


def status(change: RuleChange) -> str:
    return RuleChange.objects.get(pk=change.pk).status


def test_confirming_writes_the_version_and_the_worker_does_the_rest(world: World, sign_in: SignIn) -> None:
    case = world.consulting()[0]
    change = draft(world, reaching(world, 9, valid_from=world.at.date()))
    leader = sign_in(LEADER)
    assert "将变更 1 个期限" in words(leader.get(page_of(change)))
    answer = leader.post(page_of(change), sent(change), follow=True)
    assert "正在执行" in words(answer)
    assert answer.context["left"] == 1
    assert carry_out_rule_changes() == 1
    page = words(leader.get(page_of(change)))
    assert "执行结果" in page
    assert "正在执行" not in page
    assert Clock.objects.get(case_id=case.pk, name="provider").rule.version == 2
    clean()


def test_a_change_that_waits_for_its_day_says_so(world: World, sign_in: SignIn) -> None:
    world.consulting()
    change = confirmed(world, reaching(world, 9, valid_from=world.at.date() + timedelta(days=3)))
    assert carry_out_rule_changes() == 0
    assert "自2026年11月12日（周四）起逐批重算" in words(sign_in(LEADER).get(page_of(change)))


def test_not_confirming_needs_a_reason(world: World, sign_in: SignIn) -> None:
    change, leader = draft(world, reaching(world, 9)), sign_in(LEADER)
    answer = leader.post(page_of(change), sent(change, "reject"))
    assert answer.status_code == 422
    assert 'id="id_opinion_error"' in words(answer)
    assert status(change) == "draft"
    leader.post(page_of(change), sent(change, "reject", opinion="依据不足。"))
    assert status(change) == "rejected"
    assert "依据不足。" in words(sign_in("registrar").get(page_of(change)))


@pytest.mark.parametrize("who", ["registrar", "fagai_handler", "leader", "caizheng_supervisor", "auditor"])
def test_who_may_not_decide_reads_why(world: World, sign_in: SignIn, who: str) -> None:
    change, client = draft(world, reaching(world, 9)), sign_in(who)
    page = words(client.get(page_of(change)))
    assert 'name="decision"' not in page
    assert "只有区发改局的领导或审批人" in page
    assert client.post(page_of(change), sent(change)).status_code == 403
    assert status(change) == "draft"


def test_the_drafter_who_leads_reads_that_another_has_to(world: World, sign_in: SignIn) -> None:
    unit = Unit.objects.get(name="区发改局")
    world.people["registrar"].memberships.create(unit=unit, role="leader", valid_from=world.at.date())
    change, client = draft(world, reaching(world, 9)), sign_in("registrar")
    assert "须由他人审定" in words(client.get(page_of(change)))
    assert client.post(page_of(change), sent(change)).status_code == 403


def test_a_stale_and_a_second_decision_are_refused_on_the_page(world: World, sign_in: SignIn) -> None:
    change, leader = draft(world, reaching(world, 9)), sign_in(LEADER)
    answer = leader.post(page_of(change), sent(change, seen="0" * 64, opinion="这句话还在。"))
    assert answer.status_code == 409
    assert "与您看到的草案不一致" in words(answer)
    assert "这句话还在。" in words(answer)
    decide(world, change, "fagai_supervisor")
    answer = leader.post(page_of(change), sent(change))
    assert answer.status_code == 409
    assert "陈静" in words(answer)
    assert DeadlineRule.objects.filter(code=PROVIDER).count() == 2


@pytest.mark.parametrize("data", [{}, {"decision": "maybe"}, {"decision": "confirm"}, {"seen": "x" * 99}])
def test_nonsense_is_no_decision(world: World, sign_in: SignIn, data: dict[str, str]) -> None:
    change = draft(world, reaching(world, 9))
    assert sign_in(LEADER).post(page_of(change), data).status_code == 422
    assert status(change) == "draft"


def test_the_drafter_withdraws(world: World, sign_in: SignIn) -> None:
    change = draft(world, reaching(world, 9))
    address = reverse("staff:withdraw_rule_change", args=[change.pk])
    assert "撤回草案" in words(sign_in("registrar").get(page_of(change)))
    assert "撤回草案" not in words(sign_in(LEADER).get(page_of(change)))
    assert sign_in(LEADER).post(address).status_code == 403
    assert sign_in("registrar").post(address).status_code == 302
    assert status(change) == "withdrawn"
    assert sign_in("registrar").post(address).status_code == 409
    assert "已撤回" in words(sign_in("registrar").get(page_of(change)))


def test_what_does_not_exist_is_not_found(sign_in: SignIn) -> None:
    client = sign_in("registrar")
    assert client.get(reverse("staff:rule_change", args=[999])).status_code == 404
    assert client.post(reverse("staff:withdraw_rule_change", args=[999])).status_code == 404


def test_the_sidebar_counts_what_waits_for_this_person(world: World, sign_in: SignIn) -> None:
    draft(world, reaching(world, 9))
    counts = {who: sign_in(who).get("/staff/").context["nav"]["rules"] for who in (LEADER, "registrar", "leader")}
    assert counts == {LEADER: 1, "registrar": 0, "leader": 0}
    rows = sign_in(LEADER).get("/staff/rules?tab=changes").context["rows"]
    assert [line["mine"] for line in rows] == [True]
    assert not sign_in("registrar").get("/staff/rules?tab=changes").context["rows"][0]["mine"]


def test_a_year_settles_the_dates_over_it(world: World, sign_in: SignIn) -> None:
    world.at = datetime(2026, 12, 31, 10, 0, tzinfo=CHINA)
    case = world.consulting()[0]
    change = draft(world, new_year(world, ["2027-01-01", "2027-01-04"]))
    page = words(sign_in(LEADER).get(page_of(change)))
    assert "将变更 1 个期限" in page
    assert "2027年1月8日" in page
    assert "2027年1月11日" in page
    decide(world, change)
    rule_work.carry_out(world.at)
    assert str(due(case)) == "2027-01-11"


def test_cases_one_may_not_see_are_counted_and_not_listed(world: World, sign_in: SignIn) -> None:
    seen, hidden = world.consulting()[0], world.consulting()[0]
    with opened():
        Case.objects.filter(pk=hidden.pk).update(lead_unit=Unit.objects.get(name="区司法局"), registry_unit=None)
        hidden.assignments.update(unit=Unit.objects.get(name="区统计局"))
    change = draft(world, reaching(world, 1))
    answer = sign_in(LEADER).get(page_of(change))
    page = words(answer)
    assert "将变更 2 个期限" in page
    assert answer.context["hidden"] == 1
    assert seen.number in page
    assert hidden.number not in page


def test_a_clause_lists_who_would_lead_and_says_that_nobody_is_moved(world: World, sign_in: SignIn) -> None:
    case = world.consulting()[0]
    change = draft(world, new_version(world, "clause", "四(四)", {"leads": ["区司法局"]}))
    page = words(sign_in(LEADER).get(page_of(change)))
    assert "会由另一单位牵头" in page
    assert "都不会自动移交" in page
    assert case.number in page
    decide(world, change)
    assert world.get(case).lead_unit.name == "区发改局"


def test_a_clock_that_stays_says_why(world: World, sign_in: SignIn) -> None:
    case, assignment = world.consulting()
    world.agreed(case, "extend_provider", assignment=assignment.pk, days=2, reason="原始档案在库房。")
    change = draft(world, new_version(world, "rule", PROVIDER, {"extension": None}, applies_to_open=True))
    page = words(sign_in(LEADER).get(page_of(change)))
    assert f"规则 {PROVIDER}" in page
    assert "1 个因新版本不允许已发生的情形而沿用原版本" in page
