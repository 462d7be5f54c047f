"""Drafting on screen: what is typed becomes a draft, every mistake stands beside its field, and nothing is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import CalendarYear, DeadlineRule, RuleChange
from casework.rule_versions import record_of, versions
from tests.engine.drafting import NOTICE, applied, confirmed, days, draft, new_version, reaching
from tests.staff.conftest import SignIn
from tests.staff.test_moves import words
from tests.world import World

CODE = "OB-XG-PROVIDER"
NEW_YEAR = "/staff/rules/year/new"
REASON = "区政府常务会议议定。"


@pytest.fixture
def registrar(sign_in: SignIn) -> Client:
    """Who drafts."""
    return sign_in("registrar")


def form_of(what: str, code: str) -> str:
    """The address of the form."""
    return reverse("staff:draft_rule", args=[what, code])


def typed(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """What the form sends when it is left as it is, with some fields changed."""
    context = client.get(address).context
    sent: dict[str, Any] = {}
    for form in (context["form"], *(context.get("rungs") or ())):
        for bound in form:
            value = bound.value()
            if value is not None and value is not False and value != "" and value != []:
                sent[bound.html_name] = "on" if value is True else value
    rungs = context.get("rungs")
    if rungs is not None:
        sent |= {bound.html_name: bound.value() for bound in rungs.management_form}
    sent |= {"reason": REASON} | changes
    return {name: value for name, value in sent.items() if value is not None}


def year(**changes: Any) -> dict[str, Any]:
    """A notice as it is typed."""
    return {
        "year": "2027",
        "off": "2027-01-01\n2027-02-05/2027-02-11\n",
        "makeup": "2027-02-13",
        "source": NOTICE,
        "attestation": "V",
        "reason": REASON,
    } | changes


@pytest.mark.parametrize("who", ["fagai_handler", "fagai_supervisor", "fagai_leader", "auditor", "sysadmin"])
def test_only_a_registrar_opens_a_form(sign_in: SignIn, who: str) -> None:
    client = sign_in(who)
    addresses = [form_of("rule", CODE), NEW_YEAR]
    assert [client.get(address).status_code for address in addresses] == [403, 403]
    assert [client.post(address, year()).status_code for address in addresses] == [403, 403]
    assert not RuleChange.objects.exists()


def test_the_form_as_it_stands_changes_nothing(registrar: Client) -> None:
    for what, code in (
        ("rule", CODE),
        ("rule", "XF-34"),
        ("rule", "GK-33"),
        ("clause", "四(二)"),
        ("reserve", "xigang"),
    ):
        answer = registrar.post(form_of(what, code), typed(registrar, form_of(what, code)))
        assert answer.status_code == 422
        assert "与现行版本没有任何不同" in words(answer), code
    assert not RuleChange.objects.exists()


def test_every_rule_of_the_pack_comes_through_the_form_word_for_word(registrar: Client, world: World) -> None:
    for row in DeadlineRule.objects.filter(code__in=["XF-34", "GK-33", "SME-25b", "HL-PLATFORM", "ZG-XG-RECTIFY"]):
        if row != versions("rule", row.code)[0]:
            continue
        address = form_of("rule", row.code)
        answer = registrar.post(address, typed(registrar, address, confirms="on"))
        assert answer.status_code == 302, row.code
        assert RuleChange.objects.get(code=row.code).record == record_of("rule", row)


def test_a_rule_is_drafted_and_its_rehearsal_shown(registrar: Client, world: World) -> None:
    world.consulting()
    sent = typed(registrar, form_of("rule", CODE), limit_value="1", applies_to_open="on")
    answer = registrar.post(form_of("rule", CODE), sent)
    change = RuleChange.objects.get()
    assert answer.headers["Location"] == reverse("staff:rule_change", args=[change.pk])
    assert (change.record["limit"], change.applies_to_open) == (days(1), True)
    assert change.valid_from == world.at.date() + timedelta(days=1)
    assert change.record | {"limit": days(5)} == record_of("rule", DeadlineRule.objects.get(code=CODE))
    page = words(registrar.get(answer.headers["Location"]))
    assert "将变更 1 个期限，其中 0 个因此超期。" in page
    assert not DeadlineRule.objects.filter(code=CODE, version=2).exists()


def test_extension_pauses_warning_and_ladder_are_drafted(registrar: Client) -> None:
    sent = typed(
        registrar,
        form_of("rule", CODE),
        extension="extension",
        cap_value="3",
        max_times="1",
        pauses=["hearing"],
        roll="next_workday",
        **{"warn_value": "2", "ladder-3-rung": "late_9", "ladder-3-workdays": "9", "ladder-3-tell": ["leader"]},
        **{"ladder-0-DELETE": "on", "outside_due": "on", "note": "依会议纪要。"},
    )
    assert registrar.post(form_of("rule", CODE), sent).status_code == 302
    record = RuleChange.objects.get().record
    assert record["extension"]["cap_type"] == "extension"
    assert (record["extension"]["cap"], record["extension"]["notify"]) == (days(3), ["filer"])
    assert (record["pause_events"], record["roll_last_day"], record["warn"]) == (["hearing"], "next_workday", days(2))
    assert [(step["rung"], step["workdays"]) for step in record["ladder"]] == [("red", 0), ("late_3", 3), ("late_9", 9)]
    assert "ladder_basis" not in record
    assert record["outside_due"] is True


def test_an_extension_and_a_warning_are_taken_away(registrar: Client) -> None:
    sent = typed(registrar, form_of("rule", CODE), extension="", warn_value=None, warn_unit="")
    assert registrar.post(form_of("rule", CODE), sent).status_code == 302
    record = RuleChange.objects.get().record
    assert (record["extension"], record["warn"]) == (None, None)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("limit_value", {"limit_value": None}),
        ("limit_value", {"limit_value": "many"}),
        ("limit_unit", {"limit_unit": None}),
        ("limit_value", {"limit_value": "9999", "limit_unit": "year", "extension": ""}),
        ("cap_value", {"cap_value": None}),
        ("cap_value", {"cap_value": "5"}),
        ("warn_unit", {"warn_unit": None}),
        ("pauses", {"pauses": ["nonsense"]}),
        ("title", {"title": " "}),
        ("source", {"source": ""}),
        ("reason", {"reason": ""}),
        ("reason", {"reason": "字" * 2001}),
        ("attestation", {"attestation": "X"}),
        ("valid_from", {"valid_from": "2026-11-08"}),
        ("valid_from", {"valid_from": "31.12.2026"}),
        ("valid_to", {"valid_to": "2026-11-09"}),
    ],
)
def test_a_mistake_stands_beside_its_field(registrar: Client, field: str, changed: dict[str, Any]) -> None:
    sent = typed(registrar, form_of("rule", CODE), note="这句话还在。", **({"reason": REASON} | changed))
    answer = registrar.post(form_of("rule", CODE), sent)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in words(answer)
    assert "这句话还在。" in words(answer)
    assert not RuleChange.objects.exists()


@pytest.mark.parametrize(
    "rung", [{"rung": "UPPER!"}, {"rung": "late_3"}, {"workdays": "999"}, {"tell": ["mayor"]}, {"tell": []}]
)
def test_a_rung_that_cannot_stand(registrar: Client, rung: dict[str, Any]) -> None:
    given = {"rung": "late_9", "workdays": "9", "tell": ["leader"]} | rung
    sent = typed(registrar, form_of("rule", CODE), **{f"ladder-3-{name}": value for name, value in given.items()})
    answer = registrar.post(form_of("rule", CODE), sent)
    assert answer.status_code == 422
    assert "err" in words(answer)
    assert not RuleChange.objects.exists()


def test_a_second_draft_is_refused_and_what_was_typed_stays(world: World, registrar: Client) -> None:
    sent = typed(registrar, form_of("rule", CODE), limit_value="9", note="这句话还在。", cap_value="20")
    draft(world, reaching(world, 3))
    answer = registrar.post(form_of("rule", CODE), sent)
    assert answer.status_code == 409
    assert "已有一份变更待审定" in words(answer)
    assert "这句话还在。" in words(answer)


def test_clauses_and_the_reserve_list_are_drafted(registrar: Client) -> None:
    sent = typed(registrar, form_of("clause", "五(一)"), leads="区审计局\r\n 区财政局 \r\n\r\n", cooperating="区司法局")
    assert registrar.post(form_of("clause", "五(一)"), sent).status_code == 302
    record = RuleChange.objects.get().record
    assert (record["leads"], record["cooperating"], record["open_class"]) == (
        ["区审计局", "区财政局"],
        ["区司法局"],
        True,
    )
    sent = typed(registrar, form_of("reserve", "xigang"), units="区司法局")
    assert registrar.post(form_of("reserve", "xigang"), sent).status_code == 302
    wrong = registrar.post(form_of("clause", "五(二)"), typed(registrar, form_of("clause", "五(二)"), leads="区财政厅"))
    assert 'id="id_leads_error"' in words(wrong)


def test_a_notice_is_entered_as_dates_and_spans(world: World, registrar: Client) -> None:
    answer = registrar.post(NEW_YEAR, year())
    change = RuleChange.objects.get()
    assert answer.headers["Location"] == reverse("staff:rule_change", args=[change.pk])
    assert change.record["days_off"] == ["2027-01-01", *(f"2027-02-{n:02}" for n in range(5, 12))]
    assert (change.record["makeup_days"], change.record["status"]) == (["2027-02-13"], "official")
    assert (change.code, change.base_version, change.valid_from) == ("2027", 1, world.at.date())
    assert CalendarYear.objects.filter(year=2027).count() == 1


def test_a_year_nobody_knows_of_yet_is_entered_too(registrar: Client) -> None:
    assert registrar.post(NEW_YEAR, year(year="2028", off="2028-01-01", makeup="")).status_code == 302
    change = RuleChange.objects.get()
    assert (change.code, change.base_version) == ("2028", 0)
    assert "2028-01-01" in words(registrar.get(reverse("staff:rule_change", args=[change.pk])))


def test_full_width_digits_are_read(registrar: Client) -> None:
    assert registrar.post(NEW_YEAR, year(off="２０２７－０１－０１／２０２７－０１－０３")).status_code == 302
    assert len(RuleChange.objects.get().record["days_off"]) == 3


@pytest.mark.parametrize(
    ("field", "changed", "says"),
    [
        ("off", {"off": "2027-01-01\n2027-13-01"}, "第 2 行“2027-13-01”"),
        ("off", {"off": "元旦"}, "第 1 行“元旦”"),
        ("off", {"off": "2027-02-11/2027-02-05"}, "结束日期早于开始日期"),
        ("off", {"off": "2027-01-01/2027-12-31"}, "最多 31 天"),
        ("off", {"off": "  "}, "必填"),
        ("off", {"off": "2026-11-30"}, "不在2027年"),
        ("off", {"off": "2027-01-01\n" * 300}, "2000"),
        ("makeup", {"makeup": "2027-02-05"}, "既放假又上班"),
        ("makeup", {"makeup": "2027-03-01"}, "周六或周日"),
        ("year", {"year": "27"}, "2000"),
        ("year", {"year": ""}, "必填"),
        ("source", {"source": ""}, "必填"),
    ],
)
def test_a_notice_that_cannot_be_read(registrar: Client, field: str, changed: dict[str, str], says: str) -> None:
    answer = registrar.post(NEW_YEAR, year(**changed))
    assert answer.status_code == 422
    page = words(answer)
    assert f'id="id_{field}_error"' in page
    assert says in page
    assert REASON in page
    assert not RuleChange.objects.exists()


def test_a_year_is_corrected_from_what_stands(world: World, registrar: Client) -> None:
    applied(world, new_year_of(world))
    address = form_of("year", "2027")
    sent = typed(registrar, address, off="2027-01-01\n2027-01-04", year="2031")
    assert registrar.post(address, sent).status_code == 302
    change = RuleChange.objects.get(status="draft")
    assert (change.code, change.base_version, change.record["year"]) == ("2027", 2, 2027)


def new_year_of(world: World):
    record = {"year": 2027, "status": "official", "days_off": ["2027-01-01"], "makeup_days": []}
    return new_version(world, "year", "2027", record, source=NOTICE, valid_from=world.at.date())


def roll_back(client: Client, what: str, code: str, version: Any) -> Any:
    """Press the button of an older version."""
    return client.post(reverse("staff:roll_back_rule", args=[what, code]), {"version": version})


def test_one_button_drafts_the_way_back(world: World, registrar: Client, sign_in: SignIn) -> None:
    old = DeadlineRule.objects.get(code=CODE)
    applied(world, reaching(world, 9))
    assert "起草恢复到第 1 版" in words(registrar.get(reverse("staff:rule", args=["rule", CODE])))
    answer = roll_back(registrar, "rule", CODE, 1)
    change = RuleChange.objects.get(status="draft")
    assert answer.headers["Location"] == reverse("staff:rule_change", args=[change.pk])
    assert change.record == record_of("rule", old)
    assert (change.base_version, change.applies_to_open, change.reason) == (2, True, "恢复为第 1 版的内容。")
    assert roll_back(sign_in("fagai_handler"), "rule", CODE, 1).status_code == 403
    assert roll_back(registrar, "rule", CODE, 1).status_code == 409


def test_the_way_back_from_what_is_not_in_force_yet_begins_with_it(world: World, registrar: Client) -> None:
    day = date(2027, 3, 1)
    confirmed(world, new_version(world, "rule", CODE, {"limit": days(9)}, valid_from=day))
    roll_back(registrar, "rule", CODE, 1)
    assert RuleChange.objects.get(status="draft").valid_from == day


@pytest.mark.parametrize("version", ["1", "2", "0", "", "x"])
def test_there_is_no_way_back_to_what_is_no_older_version(world: World, registrar: Client, version: str) -> None:
    assert roll_back(registrar, "rule", CODE, version).status_code == 404
    assert not RuleChange.objects.exists()
