"""check_consistency finds what it is there for: one thing is broken at a time, and the right check says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from casework import actions
from casework.checks import CHECKS, check_consistency
from casework.models import (
    Assignment,
    Case,
    CaseProcess,
    CaseTask,
    Clock,
    DeadlineRule,
    Delivery,
    DisputeMark,
    Document,
    Event,
    NumberSeries,
    Proposal,
    Receipt,
    RecordVersion,
    Recusal,
)
from casework.models.guard import opened
from notifications import checks as outbox_checks
from notifications.models import Message
from tests.engine.cast import undone
from tests.engine.drafting import applied, days, new_version
from tests.engine.record_scene import verified

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FAULTS = {
    "tasks_match_state": [
        lambda world: CaseTask.objects.open().filter(process__main=True).update(finished=world.at, status="DONE"),
        lambda world: sql("UPDATE casework_case SET state = 'notifying' WHERE state = 'submitted'"),
    ],
    "process_runs_while_open": [
        lambda world: CaseProcess.objects.filter(main=True, case__closed_at=None).update(status="DONE"),
        lambda world: CaseProcess.objects.filter(main=True, case__state="closed").update(status="NEW"),
    ],
    "closed_matches_state": [
        lambda world: Case.objects.filter(state="submitted").update(closed_at=world.at),
        lambda world: Case.objects.filter(state="closed").update(closed_at=None),
    ],
    "assignments_have_tasks": [
        lambda world: Assignment.objects.filter(status="open").update(status="answered", answered_at=world.at),
        lambda world: CaseTask.objects.open().filter(assignment__isnull=False).update(finished=world.at),
    ],
    "rulings_have_tasks": [
        lambda world: Assignment.objects.filter(ruling="pending").update(ruling="dropped", ruled_at=world.at),
        lambda world: CaseTask.objects.open().filter(process__main=False, assignment__isnull=False).delete(),
    ],
    "nobody_recused_is_at_work": [
        lambda world: recused(world, user=CaseTask.objects.open().filter(owner__isnull=False).first()),
        lambda world: recused(world, unit=Assignment.objects.filter(status="open").first()),
    ],
    "proposals_have_tasks": [
        lambda world: Proposal.objects.filter(status="pending").update(status="void"),
        lambda world: CaseTask.objects.open().filter(proposal__isnull=False).update(finished=world.at),
    ],
    "clocks_match_rules": [
        lambda world: Clock.objects.exclude(status="stopped").update(due_at=F("due_at") + DAY),
        lambda world: Clock.objects.exclude(status="stopped").update(provisional=True),
    ],
    "no_clock_runs_in_closed_cases": [
        lambda world: Clock.objects.filter(case__state="closed", name="decide").update(
            status="running", stopped_at=None
        ),
    ],
    "due_dates_cached": [
        lambda world: CaseTask.objects.open().filter(assignment__isnull=False).update(due_at=None),
        lambda world: CaseTask.objects.open().filter(proposal__isnull=False).update(due_at=None),
        lambda world: CaseTask.objects.open().filter(role="filer").update(due_at=world.at),
        lambda world: CaseTask.objects.open().filter(role="handler", assignment=None).update(due_at=world.at),
        lambda world: Case.objects.filter(state="submitted").update(due_at=world.at),
    ],
    "marks_match_cases": [
        lambda world: DisputeMark.objects.filter(case__state="verifying").update(removed_at=world.at),
        lambda world: DisputeMark.objects.filter(case__state="decided").update(removed_at=world.at),
        lambda world: DisputeMark.objects.filter(case__state="closed").update(removed_at=None),
    ],
    "papers_were_recorded": [
        lambda world: past_triggers("document", Document.objects.all()[:1].get(), addressee="另一人"),
        lambda world: past_triggers("event", Event.objects.filter(verb="issued").first(), verb="noted"),
    ],
    "papers_are_numbered": [
        lambda world: NumberSeries.objects.filter(series__startswith="paper:").update(last=F("last") + 1),
        lambda world: past_triggers("document", Document.objects.filter(serial=1).first(), serial=9),
    ],
    "receipts_agree": [
        lambda world: Case.objects.filter(state="submitted").update(content="别的话。"),
        lambda world: past_triggers("receipt", Receipt.objects.all()[:1].get(), code="YZ-2222-2222-2222"),
    ],
    "notices_went_together": [
        lambda world: past_triggers("document", notice("record_notice"), issued_at=world.at - 9 * DAY),
        lambda world: past_triggers("document", notice("record_repair_notice"), issued_at=world.at - 9 * DAY),
    ],
    "versions_do_not_overlap": [
        lambda world: RecordVersion.objects.filter(record__number="XG-2025-0007").update(to_at=world.at),
    ],
    "changes_made_their_version": [
        lambda world: DeadlineRule.objects.filter(change__isnull=False).update(title="另一个"),
        lambda world: DeadlineRule.objects.filter(change__isnull=False).update(change=None),
        lambda world: sql(
            "UPDATE casework_rulechange SET status = 'withdrawn', applied_at = NULL, decided_by_id = NULL,"
            " decided_at = NULL"
        ),
    ],
    "messages_are_delivered": [
        lambda world: Message.objects.update(status="dead", last_error="refused"),
        lambda world: Message.objects.update(status="unconfirmed", last_error="cut", channel="email"),
    ],
    "leases_end": [lambda world: Message.objects.update(status="sending", channel="sms", lease_until="2026-01-01T00Z")],
    "messages_reach_somebody": [
        lambda world: Message.objects.update(recipient=None, case=None),
        lambda world: Message.objects.update(status="sending", lease_until="2999-01-01T00Z"),
    ],
    "messages_in_time": [
        lambda world: Message.objects.update(not_before="2020-01-01T00Z"),
        lambda world: Message.objects.update(status="delivered", delivered_at=world.at),
    ],
    "deliveries_are_in_order": [
        lambda world: Delivery.objects.filter(acknowledged_at=None).update(due_at=world.at),
        lambda world: Delivery.objects.filter(acknowledged_at__isnull=False).update(next_try=world.at),
    ],
    "nodes_exist": [
        lambda world: sql(
            "UPDATE casework_casetask SET flow_task = replace(flow_task, '.triage', '.gone') WHERE finished IS NULL"
        ),
    ],
}


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def notice(code: str) -> Document:
    return Document.objects.get(record__isnull=False, paper__code=code)


def recused(world, user=None, unit=None) -> None:
    """Somebody keeps out who still has work of the case."""
    row = user or unit
    who = {"user": user.owner} if user else {"unit": unit.unit}
    Recusal.objects.create(case_id=row.case_id, why="ordered", reason="x", at=world.at, **who)


def past_triggers(table: str, row, **changes) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(f"ALTER TABLE casework_{table} DISABLE TRIGGER USER")
    type(row).objects.filter(pk=row.pk).update(**changes)


@pytest.fixture
def district(world):
    """A case for each thing that can be broken."""
    world.decided()
    world.closed()
    world.consulting()
    _case, returned = world.consulting()
    by = world.actor("caizheng_handler")
    actions.return_assignment(returned.pk, reason="不属我单位。", belongs_to=None, by=by, at=world.at)
    world.verifying()
    world.submit(world.submitted(), "ask_supplement", "fagai_handler", items="营业执照", days=5)
    world.submit(world.submitted(), "accept", "fagai_handler")
    verified(world)
    applied(world, new_version(world, "rule", "OB-XG-DECIDE", {"limit": days(3)}))
    assert set(check_consistency().values()) == {0}
    return world


def test_there_is_a_fault_for_every_check():
    assert set(FAULTS) == set(CHECKS | outbox_checks.CHECKS)


def test_every_fault_is_found(district):
    missed = []
    for check, faults in FAULTS.items():
        for number, fault in enumerate(faults):
            with undone(), opened():
                fault(district)
                missed += [] if check_consistency()[check] else [f"{check}, fault {number}"]
    assert missed == []
    assert set(check_consistency().values()) == {0}
