"""Plans so many cases and writes them in batches, each batch one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from casework import approval, clocks
from casework.management.seeding.copies import PARTS, Copy, Original, Wanted, details_of, take_ids
from casework.management.seeding.finish import Numbers, Reckoning, finished
from casework.management.seeding.subjects import make_records
from casework.management.seeding.walks import WALKS, Walk, Walker
from casework.models import Case, CaseTask, CreditRecord, Proposal, RecordVersion
from casework.models.guard import opened

BATCH = 200
BEFORE = timedelta(days=1)  # the originals are filed a day ago, so that their last step is not in the future
CASES_A_RECORD = 5


@dataclass(frozen=True)
class Job:
    """What was asked for."""

    kind: str
    count: int
    seed: int
    at: datetime


def seed_cases(job: Job) -> dict[str, int]:
    """Make the cases. Returns how many stand in which state. Raises NobodyThere when units lack people."""
    random = Random(job.seed)  # noqa: S311 -- invented data, the same for the same seed
    with transaction.atomic(), opened():
        records = make_records(max(8, job.count // CASES_A_RECORD), f"SEED-{job.seed}", random, job.at)
        walked = _originals(job, records, random)
    versions = {v.record_id: v for v in RecordVersion.objects.filter(record__in=records, to_at=None)}
    wanted = sorted(_plan(job, walked, records, versions, random), key=lambda one: -one.days)
    reckoning = Reckoning(clocks.calendar())
    for start in range(0, len(wanted), BATCH):
        _write(wanted[start : start + BATCH], reckoning)
    return _states(walked, wanted)


def _originals(job: Job, records: list[CreditRecord], random: Random) -> list[tuple[Walk, Original]]:
    """One case of each walk, made through the door; fewer when fewer cases are wanted."""
    found = []
    for walk in WALKS[job.kind][: job.count]:
        case = Walker(job.kind, job.at - BEFORE).walk(walk, random.choice(records))
        found.append((walk, Original.read(Case.objects.select_related("record").get(pk=case.pk))))
    return found


def _plan(
    job: Job,
    walked: list[tuple[Walk, Original]],
    records: list[CreditRecord],
    versions: dict[int, RecordVersion],
    random: Random,
) -> Iterator[Wanted]:
    """Which copies to make: shares of the walks, days back and subjects by the seed."""
    shares = [walk.share for walk, _original in walked]
    for walk, original in random.choices(walked, weights=shares, k=job.count - len(walked)):
        record = random.choice(records)
        yield Wanted(original, random.randrange(walk.oldest + 1), record, versions[record.pk])


def _write(wanted: list[Wanted], reckoning: Reckoning) -> None:
    with transaction.atomic(), opened():
        numbers = Numbers()
        copies = [Copy(one, ids) for one, ids in zip(wanted, take_ids(wanted), strict=True)]
        made = [finished(copy, numbers, reckoning) for copy in copies]
        Case.objects.bulk_create([case for case, _rows in made], batch_size=500)
        for model in (*details_of(Case), *PARTS):
            rows = [row for _case, parts in made for row in parts.get(model, [])]
            model._default_manager.bulk_create(rows, batch_size=1000)
        _link_tasks(copies)
        numbers.save()
        _sign_proposals([row for _case, parts in made for row in parts[Proposal]])


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


def _states(walked: list[tuple[Walk, Original]], wanted: list[Wanted]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for case in (*(original.case for _walk, original in walked), *(one.original.case for one in wanted)):
        counts[case.state] = counts.get(case.state, 0) + 1
    return counts
