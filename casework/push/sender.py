"""The sender: takes what waits, sends it, notes what came of it. Any number of them may run; none waits for another.

At least once, in the order of the changes of each record, and never given up. The moment is asked for at each step
because sending takes time; nothing here reads the clock itself.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from casework import actions
from casework.errors import ActionError, Busy, NotFound
from casework.models import Delivery, Subscriber
from casework.permissions import Actor
from casework.push import exchange, webhook
from casework.push.waiting import next_try
from notifications.wire import signing

BUDGET = timedelta(seconds=20)  # of one pass: the worker has other things to do
ACTOR = Actor.machine("push")
Clock = Callable[[], datetime]
logger = logging.getLogger(__name__)


def push(now: Clock) -> dict[str, int]:
    """One pass: webhooks, exchange files, confirmations. A subscriber that fails is left alone until the next pass."""
    counts = {"sent": 0, "failed": 0, "confirmed": 0}
    begun, beside = now(), set[int]()
    while now() - begun < BUDGET:
        delivery = actions.claim_delivery(at=now(), beside=beside)
        if delivery is None:
            break
        sent = _try(partial(send, delivery, now, counts), [delivery], now)
        counts["sent" if sent else "failed"] += 1
        if not sent:
            beside.add(delivery.subscriber_id)
    for subscriber in Subscriber.objects.filter(way=Subscriber.Way.FILE, active=True).order_by("pk"):
        _exchange(subscriber, now, counts)
    return counts


def send(delivery: Delivery, now: Clock, counts: dict[str, int]) -> None:
    """Send one change to its webhook. Raises webhook.Failed, or ActionError when a confirmation could not be noted."""
    subscriber, at, body = delivery.subscriber, now(), message(delivery)
    headers = signing.headers(str(subscriber.secret), str(delivery.key), at, body)
    answer = webhook.post(subscriber.url, headers, body)
    if answer.acknowledged:
        actions.acknowledge_delivery(delivery.key, by=ACTOR, at=now(), reference=answer.reference)
        counts["confirmed"] += 1
    actions.note_received([delivery.pk], at=now())


def message(delivery: Delivery) -> bytes:
    """The body of a webhook: the same bytes at every attempt."""
    return json.dumps(as_json(delivery), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def as_json(delivery: Delivery) -> dict[str, Any]:
    """A change as webhooks and the API tell it."""
    return {
        "id": str(delivery.key),
        "type": f"record.{delivery.change}",
        "timestamp": delivery.queued_at.isoformat(),
        "data": delivery.body | {"seq": delivery.seq},
    }


def _try(act: Callable[[], None], batch: list[Delivery], now: Clock) -> bool:
    """Whether it could be done; if not, it is noted why and when it is tried again."""
    try:
        act()
        return True
    except webhook.Failed as error:
        why = error.code
    except ActionError as error:  # the case was busy, say: the change is sent again, and confirmed again
        why = f"case:{error.code}"
    except OSError as error:
        why = f"folder:{type(error).__name__}"
    except Exception:
        logger.exception("delivery %s could not be sent", batch[0].key)
        why = "internal"
    first = batch[0]
    actions.note_failed([one.pk for one in batch], error=why, next_try=next_try(now(), first.attempts, first.key))
    return False


def _exchange(subscriber: Subscriber, now: Clock, counts: dict[str, int]) -> None:
    """Write one file with what waits for a subscriber, and take in what it has confirmed."""
    batch = actions.claim_batch(subscriber.pk, at=now())
    if batch:
        sent = _try(partial(_write, subscriber, batch, now), batch, now)
        counts["sent" if sent else "failed"] += len(batch)
    try:
        for path in exchange.handed_in(subscriber):
            counts["confirmed"] += _take_in(subscriber, path, now)
    except OSError:
        logger.exception("the folder of %s cannot be read", subscriber.code)


def _write(subscriber: Subscriber, batch: list[Delivery], now: Clock) -> None:
    exchange.write(subscriber, batch, now())
    actions.note_received([one.pk for one in batch], at=now())


def _take_in(subscriber: Subscriber, path: Path, now: Clock) -> int:
    """The confirmations of one file. Another sender may read it at the same moment: a second time changes nothing."""
    try:
        rows = exchange.read(path)
    except FileNotFoundError:  # the other one has put it away
        return 0
    except exchange.UnreadableFile as error:
        exchange.put_away(path, [str(error)])
        return 0
    faults = []
    try:
        for row in rows:
            fault = _confirm(subscriber, row, now)
            faults += [f"第{row.line}行：{fault}"] if fault else []
        exchange.put_away(path, faults)
    except (Busy, FileNotFoundError):  # a case was in use: the whole file once more in the next pass
        return 0
    return len(rows) - len(faults)


def _confirm(subscriber: Subscriber, row: exchange.Confirmation, now: Clock) -> str:
    if row.key is None:
        return "变更标识无法识别"
    whose, reference = subscriber.pk, row.reference
    try:
        actions.acknowledge_delivery(row.key, by=ACTOR, at=now(), reference=reference, subscriber_id=whose)
    except NotFound as error:
        return str(error)
    return ""
