"""What the database refuses to everybody, the door open or not; and what is refused outside the door."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from casework import actions
from casework.models import (
    Case,
    CaseProcess,
    CaseTask,
    Clock,
    CreditRecord,
    DisputeMark,
    Document,
    Event,
    Evidence,
    KindState,
    Proposal,
    Reading,
    RecordVersion,
    Rung,
    Sanction,
)
from casework.models.guard import DoorClosed, GuardedModel, opened

KEPT = "Cannot (update or )?delete rows"  # the words of the trigger
pytestmark = pytest.mark.django_db
GUARDED = [model for model in apps.get_models() if issubclass(model, GuardedModel) and not model._meta.proxy]


@contextmanager
def refused(by: str) -> Iterator[None]:
    """The database refuses the block, by the constraint of this name or the trigger with these words."""
    with pytest.raises(DatabaseError, match=by), transaction.atomic(), opened():
        yield


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def again(row: Any, **changes: Any) -> None:
    """Insert a row once more."""
    row.pk, row._state.adding = None, True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


# The database ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["nonsense", "elsewhere", ""])
def test_a_state_belongs_to_the_kind(world, state):
    KindState.objects.create(kind="another", state="elsewhere")
    case = world.submitted()
    with refused("case_state_of_kind"):
        sql("UPDATE casework_case SET state = %s WHERE id = %s", state, case.pk)
    with refused("case_state_of_kind"):
        sql("UPDATE casework_case SET kind = 'another' WHERE id = %s", case.pk)


def test_who_proposes_never_decides(world):
    proposal = world.submit(world.submitted(), "accept", "fagai_handler")
    with refused("proposer_never_decides"):
        Proposal.objects.update(status="approved", decided_by=proposal.proposer, decided_at=world.at)


def test_a_decision_has_a_person_and_a_return_a_reason(world):
    world.submit(world.submitted(), "accept", "fagai_handler")
    supervisor = world.people["fagai_supervisor"]
    with refused("decision_has_a_person"):
        Proposal.objects.update(status="approved")
    with refused("return_has_a_reason"):
        Proposal.objects.update(status="returned", decided_by=supervisor, decided_at=world.at)


def test_one_open_proposal_of_a_move(world):
    proposal = world.submit(world.submitted(), "accept", "fagai_handler")
    with refused("one_open_proposal_per_move"):
        again(proposal)


def test_one_live_task_of_an_assignment_and_of_a_proposal(world):
    case, _assignment = world.consulting()
    world.submit(world.submitted(), "accept", "fagai_handler")
    with refused("one_live_task_per_assignment"):
        again(CaseTask.objects.open().get(case=case, assignment__isnull=False))
    with refused("one_live_task_per_proposal"):
        again(CaseTask.objects.open().get(proposal__isnull=False))


def test_work_belongs_to_a_role(world):
    world.submitted()
    with refused("human_task_has_a_role"):
        CaseTask.objects.open().update(role="")


def test_one_running_flow_of_a_case(world):
    world.submitted()
    with refused("one_running_main_process"):
        again(CaseProcess.objects.get(main=True))


def test_one_open_question_to_a_unit(world):
    _case, assignment = world.consulting()
    with refused("one_open_assignment_per_unit"):
        again(assignment, round=2)
    with refused("assignment_answer_has_time"):
        type(assignment).objects.update(status="answered")


def test_one_live_clock_of_a_name(world):
    case = world.submitted()
    with refused("one_live_clock_per_name"):
        again(case.clocks.get())
    with refused("clock_stopped_has_time"):
        case.clocks.update(status=Clock.Status.STOPPED)


def test_a_rung_is_set_off_once(world):
    clock = world.submitted().clocks.get()
    with opened():
        rung = Rung.objects.create(clock=clock, name="red", due_at=clock.due_at, at=world.at)
    with refused("each_rung_once"):
        again(rung, at=world.at + timedelta(days=1))


def test_events_are_never_changed_removed_or_left_out(world):
    case = world.submitted()
    with refused(KEPT):
        Event.objects.filter(case=case).update(for_filer=False)
    with refused(KEPT):
        sql("DELETE FROM casework_event WHERE case_id = %s AND seq = %s", case.pk, case.last_seq)
    for seq in (case.last_seq + 2, case.last_seq, 0):
        with refused("out of sequence"):
            again(case.events.last(), seq=seq)


def test_readings_are_kept(world):
    case = world.submitted()
    actions.log_reading(case, by=world.actor("fagai_handler"), at=world.at)
    with refused(KEPT):
        Reading.objects.update(actor=None)
    with refused(KEPT):
        Reading.objects.all().delete()


def test_papers_stay_as_they_were_issued(world):
    world.submitted()
    with refused(KEPT):
        Document.objects.update(content={"paragraphs": ["另有决定。"]})
    with refused(KEPT):
        Document.objects.all().delete()
    with refused("one_paper_number|number"):
        again(Document.objects.get())


def test_a_paper_belongs_to_a_case_or_to_a_record(world):
    paper = world.submitted().documents.get()
    for record, case in ((None, None), (CreditRecord.objects.first(), paper.case)):
        with refused("paper_of_a_case_or_a_record"):
            again(Document.objects.get(), record=record, case=case, serial=99, number="另一号")


def test_no_sanction_is_built_on_a_disputed_record(world):
    case = world.verifying()
    days = {"decided_on": world.at.date(), "first_day": world.at.date()}
    with refused("in dispute"):
        Sanction.objects.create(record=case.record, measure="限制参加政府采购", decided_by="区财政局", **days)
    with refused("in dispute"):
        Sanction.objects.bulk_create([Sanction(record=case.record, measure="取消评优", decided_by="区财政局", **days)])


def test_a_record_says_one_thing_at_a_time_and_keeps_what_it_said(world):
    version = RecordVersion.objects.filter(to_at=None).first()
    with refused("one_current_record_version"):
        again(version, number=version.number + 1)
    with refused(KEPT):
        RecordVersion.objects.all().delete()


def test_people_are_never_published(world):
    with refused("persons_are_not_published"):
        CreditRecord.objects.filter(status="published").update(subject_type="person")


def test_one_mark_of_a_case(world):
    world.verifying()
    with refused("one_mark_per_case"):
        again(DisputeMark.objects.get(), placed_at=world.at)


def test_one_filer_one_number_one_key(world):
    case, other = world.get(world.file(idempotency_key="a key").case), world.submitted()
    with refused("one_filer_per_case"):
        again(case.parties.get())
    with refused("number"):
        again(world.get(case), idempotency_key=None)
    with refused("idempotency_key"):
        again(other, number="西信异〔2026〕999号", idempotency_key="a key")


def test_a_file_belongs_to_something(world):
    with refused("evidence_belongs_somewhere"):
        Evidence.objects.create(name="照片.jpg", content_type="image/jpeg", size=1, uploaded_at=world.at)


def test_nobody_leads_a_case_about_themselves_and_time_runs_forward(world):
    case = world.submitted()
    with refused("respondent_never_leads"):
        Case.objects.update(respondent=case.lead_unit)
    with refused("case_closed_after_opened"):
        Case.objects.update(closed_at=case.opened_at - timedelta(seconds=1))


# The door --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", GUARDED, ids=lambda model: model.__name__)
def test_nothing_is_written_outside_the_door(world, model):
    rows = model._default_manager.all()
    field = next(f.name for f in model._meta.concrete_fields if not f.primary_key)
    attempts = (
        lambda: model().save(),
        lambda: model(pk=1).delete(),
        lambda: rows.update(**{field: None}),
        lambda: rows.delete(),
        lambda: rows.create(),
        lambda: rows.bulk_create([model()]),
        lambda: rows.bulk_update([model(pk=1)], [field]),
    )
    for attempt in attempts:
        with pytest.raises(DoorClosed, match=model.__name__):
            attempt()


def test_the_door_closes_behind_everybody(world):
    case = world.submitted()
    with pytest.raises(ZeroDivisionError), opened():
        raise ZeroDivisionError
    with pytest.raises(DoorClosed):
        case.save()
