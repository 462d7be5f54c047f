"""Plans so many cases and writes them in batches, each batch one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from casework import approval, clocks, registry
from casework.held import held
from casework.management.seeding.copies import PARTS, Copy, Original, Subject, Wanted, details_of, take_ids
from casework.management.seeding.finish import Numbers, Reckoning, finished
from casework.management.seeding.subjects import make_subjects
from casework.models import Case, CaseTask, CreditRecord, Proposal, RecordStatus, RecordVersion
from casework.models.guard import opened

BATCH = 200
ORIGINALS = 16
BEGUN = timedelta(days=12)  # long enough ago for the longest story
OPEN_DAYS, CLOSED_DAYS = 12, 330  # how long ago the last thing happened in a case, at most
CASES_A_SUBJECT = 4


@dataclass(frozen=True)
class Job:
    """What was asked for."""

    kind: str
    count: int
    seed: int
    at: datetime


def seed_cases(job: Job) -> dict[str, int]:
    """Make the cases. Returns how many stand in which state."""
    random = Random(job.seed)  # noqa: S311 -- invented data, the same for the same seed
    made = _play(job, min(job.count, ORIGINALS), random)
    originals = [Original.read(case) for case in made]
    with transaction.atomic(), opened():
        subjects = make_subjects(max(8, job.count // CASES_A_SUBJECT), f"SEED-{job.seed}", random, job.at)
    wanted = sorted(_plan(job, originals, subjects, random), key=lambda one: one.opened_at)
    reckoning = Reckoning(clocks.calendar())
    for start in range(0, len(wanted), BATCH):
        _write(wanted[start : start + BATCH], reckoning)
    return dict(Counter(case.state for case in (*made, *(one.original.case for one in wanted))))


def _play(job: Job, count: int, random: Random) -> list[Case]:
    """Cases of the kind's own stories, walked through real moves."""
    play = registry.get(job.kind).demo
    if play is None:
        raise LookupError(f"the kind {job.kind} has no stories")
    last = Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    play(lambda *_days: job.at - BEGUN, job.at, count, random)
    return list(Case.objects.filter(pk__gt=last, kind=job.kind).select_related("record").order_by("pk"))


def _plan(job: Job, originals: list[Original], subjects: list[Subject], random: Random) -> Iterator[Wanted]:
    """Which copies to make: stories, days and subjects by the seed."""
    others = [original for original in originals if not original.corrects]
    to_correct = random.sample(subjects, k=len(subjects))  # each record is corrected once at most
    for original in random.choices(originals, k=job.count - len(originals)):
        chosen = original if to_correct or not original.corrects else random.choice(others)
        subject = to_correct.pop() if chosen.corrects else random.choice(subjects)
        longest = CLOSED_DAYS if chosen.case.closed_at else OPEN_DAYS
        idle = (job.at - chosen.last_at).days
        yield Wanted(chosen, random.randrange(longest + 1) - idle, subject)


def _write(wanted: list[Wanted], reckoning: Reckoning) -> None:
    with transaction.atomic(), opened(), held():
        numbers = Numbers()
        copies = [Copy(one, ids) for one, ids in zip(wanted, take_ids(wanted), strict=True)]
        made = [finished(copy, numbers, reckoning) for copy in copies]
        corrected = [one.subject.version for one in wanted if one.original.corrects]
        RecordVersion.objects.bulk_update(corrected, ["to_at"], batch_size=500)
        Case.objects.bulk_create([case for case, _rows in made], batch_size=500)
        for model in (*details_of(Case), *PARTS, *registry.get(wanted[0].original.case.kind).tables):
            rows = [row for _case, parts in made for row in parts.get(model, [])]
            model._default_manager.bulk_create(rows, batch_size=1000)
        _stand([version for _case, parts in made for version in parts.get(RecordVersion, [])])
        _link_tasks(copies)
        numbers.save()
        _sign_proposals([row for _case, parts in made for row in parts[Proposal]])


def _stand(made: list[RecordVersion]) -> None:
    """A record stands as its newest version says, and is public no longer than that."""
    records = CreditRecord.objects.in_bulk([version.record_id for version in made])
    for version in sorted(made, key=lambda one: one.number):
        row = records[version.record_id]
        row.status = version.status
        row.public_until = None if row.status == RecordStatus.PUBLISHED else version.from_at
    CreditRecord.objects.bulk_update(records.values(), ["status", "public_until"], batch_size=500)


def _link_tasks(copies: list[Copy]) -> None:
    through = CaseTask.previous.through
    links = [
        through(from_casetask_id=copy.ids[CaseTask][after], to_casetask_id=copy.ids[CaseTask][before])
        for copy in copies
        for after, before in copy.wanted.original.before
    ]
    through.objects.bulk_create(links, batch_size=2000)


def _sign_proposals(proposals: list[Proposal]) -> None:
    """A waiting proposal is about the copy's content, not the original's."""
    waiting = [proposal for proposal in proposals if proposal.status == Proposal.Status.PENDING]
    cases = Case.objects.select_related("record").in_bulk([proposal.case_id for proposal in waiting])
    for proposal in waiting:
        case = cases[proposal.case_id]
        proposal.content_hash = approval.content_hash(case, proposal.move, proposal.payload)
    Proposal.objects.bulk_update(waiting, ["content_hash"], batch_size=500)
