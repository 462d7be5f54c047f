"""Exchange files: one CSV a batch in the folder of a subscriber, and the confirmations that it puts there.

    <PUSH_ROOT>/<folder>/out/   ours: changes-<moment>-<first>.csv, there at once and whole (written aside, then renamed)
    <PUSH_ROOT>/<folder>/in/    theirs: confirmations; read ones go to in/done/, those with a fault to in/refused/

The heads and words are Chinese and fixed: they are read by the systems of the city. docs/push.md lists them.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from casework.models import Delivery, Subscriber

LARGEST = 10 * 1024 * 1024  # bytes of a file of confirmations
FOLDER = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
KEY, REFERENCE = "变更标识", "回执编号"  # what a file of confirmations needs; more columns do no harm
HEADS = (
    (KEY, "key"),
    ("变更序号", "seq"),
    ("记录编号", "record"),
    ("版本号", "version"),
    ("变更类型", "change"),
    ("变更时间", "queued_at"),
    ("记录状态", "status"),
    ("异议标注", "in_dispute"),
    ("主体类别", "subject_type"),
    ("主体名称", "subject"),
    ("统一社会信用代码", "subject_code"),
    ("信息提供单位", "source_unit"),
    ("适用规则版本", "rule_version"),
    ("事项名称", "title"),
    ("事实", "facts"),
    ("依据文书", "basis"),
    ("金额（元）", "amount"),
    ("失信程度", "severity"),
    ("决定日期", "decided_on"),
    ("认定日期", "determined_on"),
    ("义务履行日期", "obligations_done_on"),
    ("公示截止日期", "ends_on"),
)
WORDS: dict[str, dict[Any, str]] = {
    "change": {
        "published": "公示",
        "marked": "异议标注",
        "unmarked": "解除异议标注",
        "corrected": "更正",
        "performed": "义务履行",
        "revoked": "撤销",
        "expired": "公示期满",
        "repaired": "信用修复",
        "resumed": "恢复公示",
    },
    "status": {
        "verified": "已核验",
        "published": "公示中",
        "expired": "公示期满",
        "repaired": "已修复",
        "revoked": "已撤销",
    },
    "in_dispute": {True: "是", False: "否"},
    "subject_type": {"person": "自然人", "enterprise": "企业", "unit": "政府机构"},
    "severity": {"minor": "轻微", "ordinary": "一般", "serious": "严重"},
}


class Confirmation(NamedTuple):
    """A line of a file of confirmations."""

    line: int
    key: UUID | None  # None: not a key
    reference: str


class UnreadableFile(Exception):
    """The file as a whole cannot be read."""


def write(subscriber: Subscriber, batch: list[Delivery], at: datetime) -> Path:
    """Put a batch into the folder of a subscriber, whole or not at all. Raises OSError."""
    folder = _folder(subscriber, "out")
    moment = timezone.localtime(at)
    final = folder / f"changes-{moment:%Y%m%dT%H%M%S}-{batch[0].pk}-{batch[0].attempts}.csv"
    aside = folder / f".{final.name}.{os.getpid()}"
    try:
        with aside.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(lines(batch))
            file.flush()
            os.fsync(file.fileno())
        aside.rename(final)
    finally:
        aside.unlink(missing_ok=True)
    return final


def lines(batch: list[Delivery]) -> Iterator[list[str]]:
    """The heads, then a line for each change."""
    yield [head for head, _name in HEADS]
    for one in batch:
        moment = timezone.localtime(one.queued_at).isoformat(timespec="seconds")
        said = one.body | {"key": one.key, "seq": one.seq, "queued_at": moment}
        yield [_text(name, said[name]) for _head, name in HEADS]


def _text(name: str, value: Any) -> str:
    text = WORDS.get(name, {}).get(value, value)
    return "" if text is None else str(text)


def handed_in(subscriber: Subscriber) -> list[Path]:
    """The files of confirmations that wait, the oldest name first. Hidden and unfinished ones are left alone."""
    return sorted(path for path in _folder(subscriber, "in").glob("*.csv") if path.is_file() and path.name[0] != ".")


def read(path: Path) -> list[Confirmation]:
    """The confirmations in a file. Raises UnreadableFile, or OSError when it is gone."""
    if path.stat().st_size > LARGEST:
        raise UnreadableFile("文件过大")
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile("不是 UTF-8 编码的 CSV 文件") from error
    if not rows or not {KEY, REFERENCE} <= set(rows[0]):
        raise UnreadableFile(f"缺少“{KEY}”或“{REFERENCE}”列")
    return [
        Confirmation(number, _key(row[KEY]), (row[REFERENCE] or "").replace("\0", "").strip()[:80])
        for number, row in enumerate(rows, start=2)
    ]


def put_away(path: Path, faults: list[str]) -> None:
    """Move a file that was read out of the way; one with faults with a note of them beside it."""
    target = path.parent / ("refused" if faults else "done") / path.name
    target.parent.mkdir(exist_ok=True)
    if faults:
        target.with_name(f"{path.name}.txt").write_text("\n".join(faults) + "\n", encoding="utf-8")
    path.replace(target)


def _key(text: str | None) -> UUID | None:
    try:
        return UUID((text or "").strip())
    except ValueError:
        return None


def _folder(subscriber: Subscriber, part: str) -> Path:
    if not FOLDER.fullmatch(subscriber.folder):
        raise OSError(f"{subscriber.folder!r} is no name of a folder")
    folder: Path = settings.PUSH_ROOT / subscriber.folder / part
    folder.mkdir(parents=True, exist_ok=True)
    return folder
