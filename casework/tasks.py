"""The worker's part of casework: small, idempotent, safe on any number of workers."""

from celery import shared_task
from django.utils import timezone

from casework import returned
from casework.archive import work as case_files
from casework.models import Heartbeat
from casework.papers.files import make_missing
from casework.push import sender
from casework.recordsheets import work as imports
from casework.rule_work import carry_out
from casework.sweep import sweep


@shared_task
def sweep_deadlines() -> dict[str, int]:
    """Set off the reminders that are due now. Leaves a sign when it has come through."""
    counts = sweep(timezone.now())
    Heartbeat.objects.update_or_create(name="sweep", defaults={"at": timezone.now()})
    return counts


@shared_task
def carry_out_rule_changes() -> int:
    """Move the clocks that a confirmed change of a rule or a calendar reaches."""
    return carry_out(timezone.now())


@shared_task
def push_changes() -> dict[str, int]:
    """Send changes of records to their subscribers, and take in what they confirm."""
    return sender.push(timezone.now)


@shared_task
def carry_out_imports() -> int:
    """Try out and take over the sheets of records that people have sent."""
    return imports.carry_out(timezone.now())


@shared_task
def keep_pdfs() -> int:
    """Print the papers that were issued and have no PDF yet."""
    return make_missing(timezone.now())


@shared_task
def follow_up_returned() -> int:
    """Look after messages that came back."""
    return returned.follow_up(timezone.now())


@shared_task
def make_case_files() -> int:
    """Make the case files that people have asked for, and purge those whose time is over."""
    return case_files.carry_out(timezone.now())
