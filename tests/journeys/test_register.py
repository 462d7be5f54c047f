"""The register in a real browser: entered on a phone, verified on a phone by another person, changed, and taken from a sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from casework.checks import problems
from casework.models import CreditRecord, RecordChange
from casework.recordsheets import work
from tests.journeys.conftest import Staff, Start
from tests.journeys.walker import Walker
from tests.register import scene, sheet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEND = "main form.card-x button[type=submit].btn-primary"


def refused(walker: Walker) -> None:
    """Send what cannot be used: the browser notes the 422, and the page that comes back is checked like any other."""
    walker.page.locator(SEND).first.click()
    walker.page.wait_for_selector("main .err-sum")
    walker.page.wait_for_load_state("networkidle")
    walker.complaints.clear()
    walker.check()


def test_entered_and_verified_on_a_phone(start: Start, clock) -> None:
    provider = start("phone").sign_in(scene.COLLECTOR)
    provider.go("/staff/records/")
    provider.press("main a[href$='/records/new']")
    provider.press("main a[href$='about=enterprise']")
    day = timezone.localdate().isoformat()
    provider.fill(subject_name="大连海韵商贸有限公司", subject_code="91210203MA0Q2X7KX3", title="逾期未供货")
    provider.fill(facts="中标后逾期未供货。", basis="西财采罚〔2026〕7号", decided_on=day, determined_on=day)
    provider.choose("severity", "ordinary")
    refused(provider)
    assert provider.page.locator("#id_subject_code_error").count() == 1
    assert provider.page.locator("[name=facts]").input_value() == "中标后逾期未供货。"
    provider.fill(subject_code=scene.CODE)
    provider.press(SEND)
    row = CreditRecord.objects.latest("pk")
    assert row.number in provider.text()

    verifier = start("phone").sign_in(scene.VERIFIER)
    row = verified(verifier, row)
    provider.go(f"/staff/records/{row.number}/change/performed")
    provider.fill(done_on=day, reason="罚款已缴清。")
    provider.press(SEND)
    change = RecordChange.objects.get(record=row)
    verifier.go("/staff/records/changes")
    verifier.press(f"main a[href$='/changes/{change.pk}']")
    verifier.choose("decision", "confirm")
    verifier.press(SEND)
    assert str(row.versions.get(to_at=None).obligations_done_on) == day

    citizen = start("phone")
    citizen.go(f"/records/{row.number}")
    assert "修复" in citizen.text()
    verifier.go("/staff/records/ending")
    assert list(problems()) == []


def verified(verifier: Walker, row: CreditRecord) -> CreditRecord:
    """From the queue, first without the reason that is asked for."""
    verifier.go("/staff/records/verify")
    verifier.press(f"main a[href$='/verify/{row.number}']")
    verifier.choose("decision", "withhold")
    refused(verifier)
    assert verifier.page.locator("#id_reason_error").count() == 1
    verifier.choose("decision", "publish")
    verifier.press(SEND)
    row = scene.again(row)
    assert row.status == "published"
    return row


@pytest.mark.parametrize("script", [True, False])
def test_a_sheet_is_taken_over(start: Start, staff: Staff, clock, tmp_path: Path, script: bool) -> None:
    """With and without scripts; several are verified together once each was opened."""
    rows = sheet.rows(6)
    rows[2] |= {"失信等级": "很重"}
    provider = start("phone", script=script).sign_in(scene.COLLECTOR)
    provider.go("/staff/records/import")
    provider.page.locator("main [name=file]").set_input_files(sheet.as_xlsx(tmp_path / "记录.xlsx", {"一": rows}))
    provider.press(SEND)
    provider.press("main button[value=try]")
    work.carry_out(timezone.now())
    if script:
        provider.page.wait_for_selector("#import-result")
        provider.check()
    else:
        provider.press("#progress a")
    assert "失信等级" in provider.text()
    provider.press("main button[value=take]")
    work.carry_out(timezone.now())
    provider.go(provider.page.url.removeprefix(provider.base))
    assert CreditRecord.objects.filter(origin="import").count() == 5

    verifier = staff(scene.VERIFIER)
    chosen = list(CreditRecord.objects.filter(origin="import", versions__severity__in=("ordinary", "serious"))[:2])
    for row in chosen:
        verifier.go(f"/staff/records/verify/{row.number}")
    verifier.go("/staff/records/verify")
    for row in chosen:
        verifier.page.locator(f"main [name=chosen][value='{row.pk}']").check()
    verifier.press("main form button[type=submit].btn-primary")
    assert {scene.again(row).status for row in chosen} == {"published"}
