"""Published records: search, paging, dispute mark, versions, and what must not be seen."""

from datetime import timedelta

import pytest

from casework.models import CreditRecord, RecordVersion
from casework.models.guard import opened
from casework.sweep import sweep
from casework.visibility import search_terms
from tests.register import scene
from tests.world import RECORD

pytestmark = pytest.mark.django_db


def numbers(page) -> list[str]:
    return [record.number for record in page.context["records"]]


def more_records(count: int) -> None:
    with opened():
        source = CreditRecord.objects.get(number=RECORD)
        for i in range(count):
            name = f"大连第{i:03d}商行"
            record = CreditRecord.objects.create(
                number=f"XG-T-{i:03d}",
                subject_type="enterprise",
                subject_name=name,
                source_unit=source.source_unit,
                rule_version="36号令",
                status="published",
                published_at=source.published_at,
                search=search_terms(name),
            )
            old = source.versions.get()
            RecordVersion.objects.create(
                record=record,
                number=1,
                change="published",
                status="published",
                title="逾期",
                facts="逾期",
                basis="甲",
                severity="minor",
                decided_on=old.decided_on,
                determined_on=old.determined_on,
                from_at=old.from_at,
            )


def test_found_by_name_code_and_number(citizen):
    for text in ("海韵商贸有限", "91210203MA0Q2X7KX2", RECORD, " 海韵 商贸有限 "):
        assert RECORD in numbers(citizen.get("/records", q=text)), text


def test_nothing_found_says_what_to_do(citizen):
    page = citizen.get("/records", q="没有这家公司")
    assert numbers(page) == []
    assert "/objections/new" in page.content.decode()


def test_paging_shows_every_record_once(citizen):
    more_records(60)
    seen, cursor = [], ""
    while True:
        page = citizen.get("/records" + cursor)
        seen += numbers(page)
        if not page.context["older_url"]:
            break
        cursor = page.context["older_url"].removeprefix("/records")
    assert len(seen) == len(set(seen)) == CreditRecord.objects.public().count()


def test_queries_do_not_grow_with_rows(citizen, django_assert_num_queries):
    citizen.get("/records")
    with django_assert_num_queries(2):
        citizen.get("/records")
    more_records(30)
    with django_assert_num_queries(2):
        citizen.get("/records")


def test_detail_page_queries(citizen, django_assert_num_queries):
    with django_assert_num_queries(4):
        citizen.get(f"/records/{RECORD}")


def test_codes_of_one_persons_business_are_masked(citizen):
    record = CreditRecord.objects.filter(subject_code__startswith="92", status="published").first()
    html = citizen.get(f"/records/{record.number}").content.decode()
    assert record.subject_code not in html
    assert record.subject_code[:4] in html


def test_mark_is_seen_by_every_reader(citizen, district):
    district.verifying()
    assert citizen.get(f"/records/{RECORD}").context["mark"] is True
    assert [r.in_dispute for r in citizen.get("/records", q=RECORD).context["records"]] == [True]


def test_corrected_version_is_shown_and_the_old_one_on_its_day(citizen, district):
    district.later(days=3)
    district.notifying()
    district.later(days=1)
    district.traveller.move_to(district.at)
    page = citizen.get(f"/records/{RECORD}")
    assert page.context["version"].amount == 6400
    assert page.context["mark"] is False
    assert len(page.context["versions"]) == 2
    before = citizen.get(f"/records/{RECORD}", on="2026-11-10")
    assert before.context["version"].amount == 64000


def test_mark_of_a_day(citizen, district):
    case = district.verifying()
    district.later(days=2)
    district.as_filer(case, "withdraw", reason="")
    district.later(days=2)
    district.traveller.move_to(district.at)
    assert citizen.get(f"/records/{RECORD}").context["mark"] is False
    assert citizen.get(f"/records/{RECORD}", on="2026-11-10").context["mark"] is True
    assert citizen.get(f"/records/{RECORD}", on="2026-11-08").context["mark"] is False


def test_before_it_was_published(citizen):
    page = citizen.get(f"/records/{RECORD}", on="2020-01-01")
    assert page.status_code == 200
    assert page.context["version"] is None


@pytest.mark.parametrize("on", ["", "yesterday", "2026-13-40", "9999-12-31", "0001-01-01", "'; --"])
def test_any_day_can_be_asked_for(citizen, on):
    assert citizen.get(f"/records/{RECORD}", on=on).status_code == 200


@pytest.mark.parametrize("status", ["collected", "verified", "declined"])
def test_what_is_not_published_is_not_there(citizen, status):
    with opened():
        CreditRecord.objects.filter(number=RECORD).update(status=status)
    assert citizen.get(f"/records/{RECORD}").status_code == 404
    assert RECORD not in numbers(citizen.get("/records", q="海韵"))


def test_revoked_record_says_so_and_nothing_more(citizen):
    with opened():
        CreditRecord.objects.filter(number=RECORD).update(status="revoked")
    page = citizen.get(f"/records/{RECORD}")
    html = page.content.decode()
    assert page.status_code == 200
    assert "海韵" not in html
    assert "64000" not in html
    assert RECORD not in numbers(citizen.get("/records"))


def put_away(district, status):
    """A record that was public and is no more."""
    row = scene.statuses(district)[status]()
    district.traveller.move_to(district.at)
    return row


@pytest.mark.parametrize(("status", "said"), [("expired", "公示期"), ("repaired", "修复"), ("revoked", "撤销")])
@pytest.mark.parametrize("on", ["", "2026-11-09"])
def test_what_is_no_longer_public_is_answered_plainly(citizen, district, status, said, on):
    row = put_away(district, status)
    page = citizen.get(f"/records/{row.number}", on=on)
    html = page.content.decode()
    assert page.status_code == 200
    assert said in html
    for secret in ("海韵", "未供货", scene.CODE, "西财采罚"):
        assert secret not in html
    assert row.number not in numbers(citizen.get("/records"))


def test_why_it_was_withdrawn_is_said_in_public(citizen, district):
    row = put_away(district, "revoked")
    assert "原处罚决定已变更" in citizen.get(f"/records/{row.number}").content.decode()


def test_what_was_never_public_is_not_there_whatever_became_of_it(citizen, district):
    row = scene.with_repair(district, scene.verified(district))
    assert citizen.get(f"/records/{row.number}").status_code == 404


def test_ended_while_in_dispute_says_so(citizen, district):
    row = scene.over(district)
    district.at -= timedelta(hours=20)
    district.agreed(district.file(record=row).case, "accept")
    district.at += timedelta(hours=20)
    sweep(district.at)
    html = citizen.get(f"/records/{row.number}").content.decode()
    assert "异议" in html
    assert "海韵" not in html


def test_versions_from_before_it_was_public_are_not_shown(citizen, district):
    row = scene.published(district)
    page = citizen.get(f"/records/{row.number}")
    assert [v.change for v in page.context["versions"]] == ["published"]
    district.later(days=3)
    district.traveller.move_to(district.at)
    assert citizen.get(f"/records/{row.number}", on="2026-11-08").context["version"] is None


@pytest.mark.parametrize(
    ("bring", "said"),
    [
        (lambda district: scene.published(district), "2027年10月12日"),
        (lambda district: scene.over(district, by_itself=False), "正在决定|待决定|由有关部门决定"),
        (
            lambda district: scene.changed(district, scene.over(district, by_itself=False), "keep", until="2027-03-31"),
            "2027年3月31日",
        ),
    ],
)
def test_how_long_it_is_public_in_words(citizen, district, bring, said):
    row = bring(district)
    html = citizen.get(f"/records/{row.number}").content.decode()
    assert any(part in html for part in said.split("|"))
    assert f"/repairs/new?record={row.number}" in html
