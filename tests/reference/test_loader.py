"""Loading the pack: once, again, changed, refused, and with its demo part."""

import shutil
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from casework import clocks
from casework.models import (
    Area,
    CalendarYear,
    Clause,
    CreditRecord,
    DeadlineRule,
    Measure,
    Membership,
    Pack,
    Paper,
    Reason,
    RecordVersion,
    Regime,
    ReserveList,
    Subscriber,
    Unit,
    User,
)
from casework.models.guard import opened
from reference.loader import load
from reference.pack import PackError

pytestmark = pytest.mark.django_db
XIGANG = Path(__file__).parents[2] / "reference" / "xigang"
AT = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
TABLES = (Unit, Clause, Area, DeadlineRule, Regime, CalendarYear, ReserveList, Reason, Paper, Measure, Pack)


@pytest.fixture(autouse=True)
def nothing_loaded() -> None:
    names = ", ".join(table._meta.db_table for table in (*TABLES, User, Subscriber))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names} CASCADE")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(XIGANG, tmp_path / "xigang"))


def edit(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / f"{name}.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def counts() -> list[int]:
    return [table._default_manager.count() for table in TABLES]


def test_a_fresh_load_and_the_same_again() -> None:
    first = load(XIGANG, AT)
    assert counts()[:2] == [23, 19]
    assert len([each for each in first.made if each.what == "new"]) == sum(counts())
    before = counts()
    assert load(XIGANG, AT).made == []
    assert counts() == before


def test_a_dry_run_says_the_same_and_changes_nothing() -> None:
    said = load(XIGANG, AT, dry_run=True, demo=True).made
    assert counts() == [0] * len(TABLES)
    assert load(XIGANG, AT, demo=True).made == said


def test_what_was_loaded_computes() -> None:
    load(XIGANG, AT)
    rule = clocks.as_rule(clocks.rule_in_force("SME-25b", AT))
    assert (rule.version, str(rule.limit), rule.extension is not None) == (2, "natural_day:30", True)
    older = clocks.rule_in_force("SME-25b", datetime(2024, 1, 1, tzinfo=AT.tzinfo))
    assert older.spec["limit"] is None
    assert clocks.calendar().is_workday(date(2026, 2, 14))
    assert Unit.objects.get(name="区发改局").superior == Unit.objects.get(name="区政府办")


def test_a_changed_rule_becomes_a_version_and_the_old_row_stays(copy: Path) -> None:
    load(copy, AT)
    old = DeadlineRule.objects.get(code="OB-XG-DECIDE")
    edit(copy, "rules", "title: '作出异议处理决定并告知'", "title: '作出决定并告知'")
    made = load(copy, AT).made
    assert [str(each) for each in made] == [
        "new deadlinerule OB-XG-DECIDE 2",
        "changed pack xigang (digest)",
    ]
    assert clocks.rule_in_force("OB-XG-DECIDE", AT).title == "作出决定并告知"
    assert DeadlineRule.objects.get(pk=old.pk).title == "作出异议处理决定并告知"
    assert load(copy, AT).made == []


def test_the_districts_confirmation_survives_a_load() -> None:
    load(XIGANG, AT)
    DeadlineRule.objects.filter(code="OB-XG-MARK").update(confirmed_by_district=True)
    assert load(XIGANG, AT).made == []
    assert DeadlineRule.objects.get(code="OB-XG-MARK").confirmed_by_district


def test_the_notice_of_a_year_becomes_a_version(copy: Path) -> None:
    load(copy, AT)
    assert clocks.calendar().provisional(date(2027, 5, 1))
    edit(copy, "calendars", "status: provisional", "status: official")
    load(copy, AT)
    assert not clocks.calendar().provisional(date(2027, 5, 1))
    assert list(CalendarYear.objects.filter(year=2027).values_list("version", flat=True)) == [2, 1]


def test_clauses_are_versions_and_areas_and_reasons_follow_the_pack(copy: Path) -> None:
    load(copy, AT)
    edit(copy, "clauses", "leads: ['区政府办', '区发改局']", "leads: ['区发改局', '区政府办']")
    edit(copy, "areas", "zh: '政府采购'", "zh: '政府采购履约'")
    edit(copy, "reasons", "code: no_such_record", "code: unknown_record")
    said = {str(each) for each in load(copy, AT).made}
    assert {"new clause 三 2", "changed area procurement (zh)"} <= said
    assert {"new reason refusal unknown_record", "removed reason no_such_record"} <= said


def test_a_refused_pack_changes_nothing(copy: Path) -> None:
    edit(copy, "demo/records", "source_unit: '区财政局'", "source_unit: '区财政厅'")
    with pytest.raises(PackError, match="区财政厅"):
        load(copy, AT, demo=True)
    assert counts() == [0] * len(TABLES)


def test_demo_people_sign_in_and_keep_their_password() -> None:
    load(XIGANG, AT, demo=True, password="first-password")
    assert Membership.objects.filter(role="supervisor").count() == 23
    handler = User.objects.get(username="fagai_handler")
    assert handler.check_password("first-password")
    assert not handler.is_staff
    administrator = User.objects.get(username="sysadmin")
    assert administrator.has_perm("casework.change_user")
    assert not administrator.has_perm("casework.change_membership")
    assert not administrator.memberships.exists()
    assert load(XIGANG, AT, demo=True, password="other-password").made == []
    assert User.objects.get(username="fagai_handler").check_password("first-password")


def test_without_a_password_nobody_can_sign_in() -> None:
    load(XIGANG, AT, demo=True)
    assert not User.objects.get(username="registrar").has_usable_password()


def test_demo_records_are_published_and_found() -> None:
    load(XIGANG, AT, demo=True)
    record = CreditRecord.objects.public().matching("海韵商贸有限").get()
    version = record.versions.get()
    assert (record.number, record.source_unit.name, version.number) == ("XG-2025-0003", "区财政局", 1)
    assert version.to_at is None
    unit_record = CreditRecord.objects.get(number="XG-2026-0017")
    assert unit_record.subject_unit == Unit.objects.get(name="区住建局")
    assert Subscriber.objects.filter(active=True).count() == 2


def test_a_record_with_a_history_is_left_alone() -> None:
    load(XIGANG, AT, demo=True)
    with opened():
        CreditRecord.objects.filter(number="XG-2025-0003").update(status="revoked")
    assert load(XIGANG, AT, demo=True).made == []
    assert CreditRecord.objects.get(number="XG-2025-0003").status == "revoked"
    assert RecordVersion.objects.filter(record__number="XG-2025-0003").count() == 1
