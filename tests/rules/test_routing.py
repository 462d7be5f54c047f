"""Every clause of the plan against every kind of respondent, and the refusals."""

from datetime import date

import pytest

from casework.rules import errors
from casework.rules.routing import Route, RoutingTable, Street, route

STREET = "白云街道"
CLAUSES = {
    "二(一)": (["区司法局"], []),
    "二(二)": (["区司法局", "区营商局"], []),
    "二(三)": (["区政府办"], []),
    "三": (["区政府办", "区发改局"], []),
    "四(一)": (["区委组织部"], []),
    "四(二)": (["区发改局"], ["区纪委监委", "区公安分局", "区司法局", "区人社局", "区法院"]),
    "四(三)": (["区发改局"], []),
    "四(四)": (["区发改局"], ["区委组织部", "区人社局", "区法院"]),
    "五(一)": (["区财政局"], []),
    "五(二)": (["区发改局", "区财政局"], []),
    "五(三)": (["区发改局", "区住建局"], []),
    "五(四)": (["区商务局"], []),
    "五(五)": (["区财政局"], []),
    "五(六)": (["区科工局", "区财政局", "区审计局"], []),
    "五(七)": (["区统计局"], []),
    "五(八)": ([STREET], ["区发改局", "区人社局", "区教育局", "区卫健局", "区民政局"]),
    "六(一)": (["区发改局"], []),
    "六(二)": (["区发改局"], []),
    "六(三)": (["区发改局", "区政府办"], []),
}
OUTSIDER = "区教育局"
RESERVE = ["区政府办", "区发改局", "区司法局"]
LEADS = [(clause, unit) for clause, (leads, _) in CLAUSES.items() for unit in leads]
HELPERS = [(clause, unit) for clause, (_, helpers) in CLAUSES.items() for unit in helpers]


def ask(table: RoutingTable, clause: str, **given: object) -> Route:
    return route(table, area=clause, street=STREET if clause == "五(八)" else None, **given)  # type: ignore[arg-type]


def test_the_plan_has_nineteen_clauses(table: RoutingTable) -> None:
    assert list(table.clauses) == list(CLAUSES)


@pytest.mark.parametrize("clause", CLAUSES)
def test_no_respondent(table: RoutingTable, clause: str) -> None:
    leads, helpers = CLAUSES[clause]
    found = ask(table, clause)
    assert [found.lead, *found.joint_leads] == leads
    assert list(found.cooperating) == helpers
    assert (found.open_class, found.excluded) == (True, ())
    assert found.reasons == (("street_of_case" if clause == "五(八)" else "first_named"),)


@pytest.mark.parametrize(("clause", "unit"), LEADS)
def test_a_lead_as_respondent_is_replaced(table: RoutingTable, clause: str, unit: str) -> None:
    leads, helpers = CLAUSES[clause]
    left = [each for each in leads if each != unit] or [next(each for each in RESERVE if each != unit)]
    found = ask(table, clause, respondent=unit)
    assert [found.lead, *found.joint_leads] == left
    assert list(found.cooperating) == [each for each in helpers if each not in left]
    assert found.excluded == ((unit, "respondent"),)
    assert "lead_excluded" in found.reasons


@pytest.mark.parametrize(("clause", "unit"), HELPERS)
def test_a_cooperating_unit_as_respondent_is_left_out(table: RoutingTable, clause: str, unit: str) -> None:
    leads, helpers = CLAUSES[clause]
    found = ask(table, clause, respondent=unit)
    assert [found.lead, *found.joint_leads] == leads
    assert list(found.cooperating) == [each for each in helpers if each != unit]
    assert found.excluded == ((unit, "respondent"),)


@pytest.mark.parametrize("clause", [clause for clause in CLAUSES if clause != "五(八)"])
def test_a_respondent_without_a_part_is_still_recorded(table: RoutingTable, clause: str) -> None:
    leads, helpers = CLAUSES[clause]
    found = ask(table, clause, respondent=OUTSIDER)
    assert ([found.lead, *found.joint_leads], list(found.cooperating)) == (leads, helpers)
    assert found.excluded == ((OUTSIDER, "respondent"),)


@pytest.mark.parametrize("clause", CLAUSES)
@pytest.mark.parametrize("respondent", [None, *RESERVE, "区财政局", "区人社局", STREET])
def test_what_is_excluded_never_appears_and_nobody_twice(
    table: RoutingTable, clause: str, respondent: str | None
) -> None:
    found = ask(table, clause, respondent=respondent, recused=["区审计局"])
    units = [found.lead, *found.joint_leads, *found.cooperating]
    assert len(units) == len(set(units))
    assert not {respondent, "区审计局"} & set(units)
    assert not {"各相关单位", "各街道", "等相关单位"} & set(units)


def test_the_reserve_list_is_walked_in_order(table: RoutingTable) -> None:
    found = route(table, area="credit_objection", respondent="区发改局", recused=["区政府办"])
    assert (found.clause, found.lead) == ("四(四)", "区司法局")
    assert found.reasons == ("lead_excluded", "reserve_lead")
    assert found.excluded == (("区发改局", "respondent"), ("区政府办", "recused"))


def test_a_reserve_lead_does_not_also_cooperate(table: RoutingTable) -> None:
    found = ask(table, "五(八)", respondent=STREET, recused=["区政府办"])
    assert found.lead == "区发改局"
    assert "区发改局" not in found.cooperating


def test_nobody_left(table: RoutingTable) -> None:
    with pytest.raises(errors.NobodyLeft):
        route(table, area="六(一)", respondent="区发改局", recused=["区政府办", "区司法局"])


def test_bodies_outside_the_government_are_only_asked(table: RoutingTable) -> None:
    assert route(table, area="四(四)").outside == ("区委组织部", "区法院")
    assert route(table, area="四(一)").outside == ("区委组织部",)


def test_an_area_and_its_clause_give_the_same(table: RoutingTable) -> None:
    assert route(table, area="procurement") == route(table, area="五(一)") == route(table, area="五（一）")


@pytest.mark.parametrize("area", ["", "五(九)", "nothing"])
def test_unknown_area(table: RoutingTable, area: str) -> None:
    with pytest.raises(errors.UnknownArea):
        route(table, area=area)


def test_the_street_of_the_case(table: RoutingTable) -> None:
    with pytest.raises(errors.MissingStreet):
        route(table, area="五(八)")
    with pytest.raises(errors.UnknownStreet):
        route(table, area="五(八)", street="站北街道")
    assert route(table, area="五(八)", street="日新街道").lead == "日新街道"


def test_a_street_complained_about_needs_no_second_naming(table: RoutingTable) -> None:
    assert route(table, area="五(八)", respondent="日新街道").lead == "区政府办"


@pytest.mark.parametrize(("on", "exists"), [(date(2019, 12, 31), True), (date(2020, 1, 1), False), (None, False)])
def test_streets_have_dates(on: date | None, exists: bool) -> None:
    street = Street("站北街道", None, date(2019, 12, 31))
    assert street.exists(on) is exists


def test_a_kind_the_clause_does_not_name_is_pointed_out(table: RoutingTable) -> None:
    assert "kind_not_named" in route(table, area="五(一)", kind="repair").reasons
    assert "kind_not_named" not in route(table, area="五(一)", kind="complaint").reasons


def test_a_person_is_excluded_by_name(table: RoutingTable) -> None:
    found = route(table, area="五(一)", person="王建国")
    assert found.excluded == (("王建国", "person_named"),)
    assert found.lead == "区财政局"
