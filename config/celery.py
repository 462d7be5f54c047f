"""Background work: the Celery application and when what runs."""

import os
import warnings

from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import beat_init, celeryd_init, worker_shutting_down
from django.conf import settings
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("casework")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["casework.portal"])


def _every(seconds: int, task: str) -> dict[str, object]:
    """Return a line of the schedule; what nobody fetched before the next one is due, is dropped."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


app.conf.beat_scheduler = "config.signs:Scheduler"
app.steps["worker"].add("config.signs:WorkerSign")
app.conf.beat_schedule = {
    "sweep_deadlines": _every(60, "casework.tasks.sweep_deadlines"),
    "deliver_messages": _every(10, "notifications.tasks.deliver_messages"),
    "carry_out_rule_changes": _every(10, "casework.tasks.carry_out_rule_changes"),
    "push_changes": _every(10, "casework.tasks.push_changes"),
    "carry_out_imports": _every(3, "casework.tasks.carry_out_imports"),
    "keep_pdfs": _every(60, "casework.tasks.keep_pdfs"),
    "follow_up_returned": _every(60, "casework.tasks.follow_up_returned"),
    "make_case_files": _every(5, "casework.tasks.make_case_files"),
    "purge_drafts": _every(3600, "casework.portal.tasks.purge_drafts"),
    "prune_broker": _every(3600, "config.celery.prune_broker"),
}


@celeryd_init.connect
@beat_init.connect
def before_work(**kwargs: object) -> None:
    """Start the embedded server before the broker in it is asked for work."""
    if not settings.PRODUCTION:
        warnings.simplefilter("ignore", SecurityWarning)  # trying it out as root in a container is foreseen
    connection.ensure_connection()
    connection.close()


@worker_shutting_down.connect
def give_back(**kwargs: object) -> None:
    """Asked to end: what was taken to be sent and is not begun goes back at once (of the threads of this process)."""
    from notifications import sender

    sender.stopping.set()


@app.task(name="config.celery.prune_broker")
def prune_broker() -> int:
    """Delete the messages the database broker has handed out; it keeps them for ever. Return how many."""
    if settings.REDIS_URL:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kombu_message WHERE NOT visible")
        return cursor.rowcount
