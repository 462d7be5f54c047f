"""The lists and pages of rules: who reads them, what is marked, found, and told of every version."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import DeadlineRule
from tests.engine.drafting import applied, confirmed, days, draft, new_version, new_year, reaching
from tests.staff.conftest import SignIn
from tests.staff.test_moves import words
from tests.world import World

LIST, CODE = "/staff/rules", "OB-XG-PROVIDER"
TABS = ("limits", "years", "routing", "ladder", "changes")


def page_of(what: str, code: str) -> str:
    """The address of a rule."""
    return reverse("staff:rule", args=[what, code])


@pytest.mark.parametrize("who", ["fagai_handler", "fagai_supervisor", "registrar", "leader", "auditor"])
def test_everybody_with_a_role_reads_every_list(sign_in: SignIn, who: str) -> None:
    client = sign_in(who)
    for tab in TABS:
        assert client.get(f"{LIST}?tab={tab}").status_code == 200
    for what, code in (("rule", CODE), ("year", "2027"), ("clause", "五(一)"), ("reserve", "xigang")):
        assert client.get(page_of(what, code)).status_code == 200


@pytest.mark.parametrize("who", ["sysadmin", "secadmin"])
def test_an_account_without_a_role_reads_none(world: World, sign_in: SignIn, who: str) -> None:
    change = draft(world, reaching(world, 3))
    addresses = [LIST, page_of("rule", CODE), reverse("staff:rule_change", args=[change.pk])]
    assert [sign_in(who).get(address).status_code for address in addresses] == [403] * 3


def test_a_stranger_is_asked_to_sign_in(world: World, client: Client) -> None:
    assert client.get(LIST).headers["Location"].startswith("/accounts/login/")


def test_the_navigation_leads_here(handler: Client) -> None:
    assert f'href="{LIST}"' in words(handler.get("/staff/"))


def test_what_the_district_has_not_confirmed_is_marked(handler: Client) -> None:
    assert "待确认" in words(handler.get(f"{LIST}?q=OB-XG-MARK"))
    attested = words(handler.get(f"{LIST}?q=GK-33"))
    assert "政府信息公开条例" in attested
    assert "chip-amber" not in attested


def test_the_district_confirms_a_figure_by_a_version(world: World, handler: Client) -> None:
    applied(world, new_version(world, "rule", "OB-XG-MARK", confirms=True, valid_from=world.at.date()))
    page = words(handler.get(f"{LIST}?q=OB-XG-MARK"))
    assert "已经本区确认" in page
    assert "chip-amber" not in page


@pytest.mark.parametrize(
    ("query", "found", "not_found"),
    [
        ("q=OB-XG-DECIDE", "作出异议处理决定并告知", "OB-XG-MARK"),
        ("q=异议处理决定", "OB-XG-DECIDE", "OB-XG-MARK"),
        ("q=信访工作条例", "XF-34", "OB-XG-MARK"),
        ("kind=objection&q=XG", "OB-XG-MARK", "ZG-XG-EXPLAIN"),
        ("standing=open&q=GK", "没有符合条件", "GK-33"),
        ("q=nothing-like-that", "没有符合条件", "OB-XG-MARK"),
        ("tab=routing&q=区财政局", "五(一)", "五(七)"),
        ("tab=routing&q=政府采购", "五(一)", "五(七)"),
        ("tab=ladder&q=轻微", "ZG-XG-RECTIFY-MINOR", "ZG-XG-RECTIFY-SERIOUS"),
        ("tab=years&standing=open", "2026", "没有符合条件"),
        ("tab=nonsense&kind=nonsense&standing=nonsense&cursor=nonsense", "GK-30", "没有符合条件"),
        ("q=%00'\"%3Ci%3Ezz", "没有符合条件", "<i>zz"),
    ],
)
def test_lists_are_narrowed(handler: Client, query: str, found: str, not_found: str) -> None:
    page = words(handler.get(f"{LIST}?{query}"))
    assert found in page
    assert not_found not in page


def test_every_rule_stands_on_exactly_one_page(handler: Client) -> None:
    address, codes = LIST, []
    while address:
        answer = handler.get(address)
        codes += [line["row"].code for line in answer.context["rows"]]
        address = answer.context["after"]
    assert codes == sorted(codes)
    assert len(codes) == DeadlineRule.objects.order_by().values("code").distinct().count()
    last = handler.get(f"{LIST}?cursor=n~{codes[49]}").context["before"]
    assert [line["row"].code for line in handler.get(last).context["rows"]] == codes[25:50]


def test_the_list_shows_what_is_in_force_and_that_more_is_to_come(world: World, handler: Client) -> None:
    later = world.at.date() + timedelta(days=30)
    confirmed(world, new_version(world, "rule", CODE, {"limit": days(9)}, valid_from=later))
    (line,) = handler.get(f"{LIST}?q={CODE}").context["rows"]
    assert (line["row"].version, line["row"].coming, line["limit"]) == (1, True, "5 个工作日")
    page = words(handler.get(page_of("rule", CODE)))
    assert "2026年12月9日" in page
    assert page.count("现行") == 2


def test_a_rule_that_has_ended_says_so(world: World, handler: Client) -> None:
    DeadlineRule.objects.filter(code=CODE).update(valid_to=world.at.date() - timedelta(days=1))
    assert "目前不适用" in words(handler.get(page_of("rule", CODE)))
    assert "目前不适用" in words(handler.get(f"{LIST}?q={CODE}"))


def test_the_ladders_say_when_whom_and_what(handler: Client) -> None:
    page = words(handler.get(f"{LIST}?tab=ladder"))
    assert "默认阶梯" in page
    assert "超期第 3 个工作日；告知经办人、审批人、被整改单位；出具《" in page
    assert "建议通报批评" in page
    assert "进入预警时；告知经办人" in page


def test_a_page_tells_every_version_who_made_it_and_what_differs(world: World, sign_in: SignIn) -> None:
    world.consulting()
    applied(world, new_version(world, "rule", CODE, {"limit": days(9)}))
    world.consulting()
    page = words(sign_in("auditor").get(page_of("rule", CODE)))
    assert "丁兰起草，郑国平于2026年11月9日审定" in page
    assert "<del" in page
    assert "9 个工作日" in page
    running = sign_in("auditor").get(page_of("rule", CODE)).context["versions"]
    assert [(line["row"].version, line["running"]) for line in running] == [(2, 1), (1, 1)]
    assert "起草恢复到" not in page  # an auditor changes nothing


def test_a_year_tells_how_much_reaches_into_it(world: World, handler: Client) -> None:
    world.consulting()
    assert handler.get(page_of("year", "2027")).context["reach"] == 0
    assert handler.get(page_of("year", "2026")).context["reach"] == 1
    applied(world, new_year(world, ["2027-01-01", "2027-02-05"]))
    page = words(handler.get(page_of("year", "2027")))
    assert "2027-02-06/2027-02-08" in page  # a day off no longer


def test_a_clause_tells_how_many_open_cases_each_version_leads(world: World, handler: Client) -> None:
    world.consulting()
    applied(world, new_version(world, "clause", "四(四)", {"cooperating": []}))
    world.consulting()
    world.closed()
    running = handler.get(page_of("clause", "四(四)")).context["versions"]
    assert [(line["row"].version, line["running"]) for line in running] == [(2, 1), (1, 1)]


@pytest.mark.parametrize(
    ("what", "code"),
    [("rule", "NOPE"), ("year", "1999"), ("year", "x"), ("clause", "九"), ("else", CODE), ("year", "２０２７")],
)
def test_what_does_not_exist_is_not_found(handler: Client, what: str, code: str) -> None:
    assert handler.get(page_of(what, code)).status_code == 404
