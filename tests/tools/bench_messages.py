"""Ten thousand e-mails: how long two workers take, and what is left of them when everything is killed on the way."""

from __future__ import annotations

import random
import time
from collections import Counter

from tests.tools.bench_stage import Stage, stage

MESSAGES, FEW = 10_000, 200
LONGEST = 180  # seconds for all of them, with two workers
PATIENCE = 900  # seconds until nothing waits any more, with faults
FAULTS, FAULT_EVERY = 20, 4.0  # so often something is killed, and seconds between: a worker needs some to come up


def throughput() -> bool:
    """The time from the moment they are written to the moment the last one is noted as delivered."""
    with stage() as here:
        here.write(MESSAGES)
        seconds = _until_nothing_waits(here, faults=False)
        arrived = here.arrived()
        states = _states()
    rate = MESSAGES / seconds
    print(f"messages: {MESSAGES} in {seconds:.1f} s with 2 workers ({rate:.0f} a second); at most {LONGEST} s")
    return seconds <= LONGEST and states == {"delivered": MESSAGES} and set(arrived.values()) == {1}


def faults() -> bool:
    """Workers, Redis and the mail server are killed again and again: nothing is lost, nothing doubles."""
    with stage() as here:
        here.write(MESSAGES)
        seconds = _until_nothing_waits(here, faults=True)
        return _report(here, seconds)


def broker() -> bool:
    """Redis is killed while messages wait, and comes back empty: all arrive all the same, each once."""
    with stage(1) as here:
        here.redis.kill()
        here.write(FEW)
        time.sleep(1)  # long enough for beat to find nobody there
        here.redis.start()
        return _report(here, _until_nothing_waits(here, faults=False), FEW)


def _until_nothing_waits(here: Stage, *, faults: bool) -> float:
    from notifications.models import Message

    began, dice = time.monotonic(), random.Random(7)
    killed: Counter[str] = Counter()
    while Message.objects.filter(status__in=("queued", "sending")).exists():
        if time.monotonic() - began > PATIENCE:
            print("some still wait")
            break
        if faults and killed.total() < FAULTS:
            killed[_break_something(here, dice)] += 1
        time.sleep(FAULT_EVERY if faults else 0.2)
    if faults:
        print("killed -9 and started again:", ", ".join(f"{what} {times} times" for what, times in killed.items()))
    return time.monotonic() - began


def _break_something(here: Stage, dice: random.Random) -> str:
    name = dice.choice(("worker", "worker", "worker", "Redis", "mail server"))
    program = {"worker": dice.choice(here.workers), "Redis": here.redis, "mail server": here.mail}[name]
    program.kill()
    time.sleep(dice.random())
    program.start()
    return name


def _states() -> Counter[str]:
    from notifications.models import Message

    return Counter(Message.objects.values_list("status", flat=True))


def _report(here: Stage, seconds: float, wanted: int = MESSAGES) -> bool:
    from notifications.models import Message

    arrived, states = here.arrived(), _states()
    seen = [(status, arrived[str(key)]) for key, status in Message.objects.values_list("key", "status")]
    lost = sum(status == "delivered" and times == 0 for status, times in seen)
    doubled = sum(times > 1 for _status, times in seen)
    unsure = [times for status, times in seen if status == "unconfirmed"]
    silent = sum(status not in ("delivered", "unconfirmed") for status, _times in seen)
    print(f"faults: {len(seen)} messages, nothing waited any more after {seconds:.0f} s")
    print(f"  delivered    {states['delivered']:>6}")
    print(f"  unconfirmed  {len(unsure):>6}   of which had arrived {sum(unsure)}")
    print(f"  other        {silent:>6}   {dict(states)}")
    print(f"  lost         {lost:>6}\n  doubled      {doubled:>6}")
    return (len(seen), lost, doubled, silent) == (wanted, 0, 0, 0)
