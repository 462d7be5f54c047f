"""Exchange files: written whole and in order, confirmed by files that are put back; what is wrong is said, not lost."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from casework import actions
from casework.errors import Busy
from casework.models import Delivery, Subscriber
from casework.push import exchange
from tests.push.conftest import open_ones, push, told
from tests.world import RECORD, World

pytestmark = pytest.mark.django_db
OTHER = "XG-2026-0017"


@pytest.fixture
def folder(world: World, settings: Any) -> Path:
    """The folder of 信用大连."""
    told(world, way="file", folder="xinyong-dalian")
    return settings.PUSH_ROOT / "xinyong-dalian"


def written(folder: Path) -> list[dict[str, str]]:
    """The lines of all files, in the order of their names."""
    rows = []
    for path in sorted((folder / "out").iterdir()):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows += list(csv.DictReader(file))
    return rows


def hand_in(folder: Path, text: str | bytes, name: str = "hz-1.csv") -> None:
    (folder / "in").mkdir(parents=True, exist_ok=True)
    (folder / "in" / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8-sig"))


def confirmations(rows: Any) -> str:
    return "变更标识,回执编号\r\n" + "".join(f"{row['变更标识']},HZ-{n}\r\n" for n, row in enumerate(rows))


def test_there_and_back(world: World, folder: Path, change: Any) -> None:
    change(RECORD, OTHER, times=2)
    assert push(world) == {"sent": 4, "failed": 0, "confirmed": 0}
    (path,) = (folder / "out").iterdir()
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = written(folder)
    assert list(rows[0]) == [head for head, _name in exchange.HEADS]
    assert [(row["记录编号"], row["变更序号"], row["变更类型"]) for row in rows] == [
        (RECORD, "1", "更正"),
        (OTHER, "1", "更正"),
        (RECORD, "2", "更正"),
        (OTHER, "2", "更正"),
    ]
    assert {row["记录状态"] for row in rows} == {"公示中"}
    hand_in(folder, confirmations(reversed(rows)))
    assert push(world) == {"sent": 0, "failed": 0, "confirmed": 4}
    assert not open_ones().exists()
    assert [path.name for path in (folder / "in").iterdir()] == ["done"]
    assert len(written(folder)) == 4


def test_a_case_closes_with_the_file(world: World, folder: Path) -> None:
    case = world.notifying()
    push(world)
    hand_in(folder, confirmations(written(folder)))
    push(world)
    assert world.get(case).state == "closed"


def test_everything_that_is_told_has_its_words(world: World) -> None:
    assert set(exchange.WORDS["change"]) == set(Delivery.Change.values)
    for name, words in exchange.WORDS.items():
        assert all(words.values()), name


def test_a_folder_that_cannot_be_written_is_seen_and_tried_again(world: World, folder: Path, change: Any) -> None:
    change(RECORD, times=2)
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way")
    assert push(world)["failed"] == 2
    assert {one.last_error.partition(":")[0] for one in open_ones()} == {"folder"}
    folder.unlink()
    change(RECORD)
    assert push(world)["sent"] == 0, "the third does not overtake the first"
    world.later(minutes=1)
    assert push(world)["sent"] == 3
    assert [row["变更序号"] for row in written(folder)] == ["1", "2", "3"]


def test_a_disk_that_fills_up_leaves_no_half_file(world: World, folder: Path, change: Any, monkeypatch: Any) -> None:
    change(RECORD)
    with monkeypatch.context() as patch:
        patch.setattr(exchange, "lines", _breaks_off)
        assert push(world)["failed"] == 1
    assert list((folder / "out").iterdir()) == []
    world.later(minutes=1)
    assert push(world)["sent"] == 1


def _breaks_off(batch: Any) -> Any:
    yield ["变更标识"]
    raise OSError


def test_killed_between_writing_and_noting(world: World, folder: Path, change: Any, monkeypatch: Any) -> None:
    change(RECORD)
    with monkeypatch.context() as patch:
        patch.setattr(actions, "note_received", _killed)
        with pytest.raises(KeyboardInterrupt):
            push(world)
    world.later(minutes=3)
    push(world)
    rows = written(folder)
    assert len(rows) == 2
    assert len({row["变更标识"] for row in rows}) == 1, "the same change under the same key"


def _killed(*args: Any, **kwargs: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("变更标识,别的\r\nx,y\r\n", "缺少"),
        ("", "缺少"),
        ("变更标识,回执编号\r\n".encode("gbk"), "UTF-8"),
        (b"\xff\xfe\x00", "UTF-8"),
        ('变更标识,回执编号\r\n"x,y\r\n', "CSV"),
        ("变更标识,回执编号\r\n不是标识,HZ\r\n", "第2行"),
        ("变更标识,回执编号\r\n00000000-0000-4000-8000-000000000000,HZ\r\n", "第2行"),
        ("变更标识,回执编号\r\n,\r\n", "第2行"),
    ],
)
def test_a_file_with_a_fault_is_put_aside_with_the_reason(
    world: World, folder: Path, change: Any, text: str | bytes, why: str
) -> None:
    change(RECORD)
    hand_in(folder, text)
    push(world)
    assert why in (folder / "in" / "refused" / "hz-1.csv.txt").read_text()
    assert (folder / "in" / "refused" / "hz-1.csv").exists()
    assert open_ones().exists()


def test_a_file_too_large(world: World, folder: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(exchange, "LARGEST", 10)
    hand_in(folder, confirmations([]))
    push(world)
    assert "过大" in (folder / "in" / "refused" / "hz-1.csv.txt").read_text()


def test_good_lines_count_beside_bad_ones(world: World, folder: Path, change: Any) -> None:
    change(RECORD)
    push(world)
    hand_in(folder, confirmations(written(folder)) + "x,y\r\n")
    assert push(world)["confirmed"] == 1
    assert not open_ones().exists()


def test_a_line_of_another_subscriber(world: World, folder: Path, change: Any) -> None:
    actions.save_subscriber(Subscriber(code="another", name="x"), at=world.at)
    change(RECORD)
    theirs = Delivery.objects.get(subscriber__code="another")
    hand_in(folder, f"变更标识,回执编号\r\n{theirs.key},HZ\r\n")
    push(world)
    assert Delivery.objects.get(pk=theirs.pk).acknowledged_at is None


def test_unfinished_files_are_left_alone(world: World, folder: Path, change: Any) -> None:
    change(RECORD)
    push(world)
    for name in (".hz.csv", "hz.csv.part", "hz.txt"):
        hand_in(folder, confirmations(written(folder)), name)
    push(world)
    assert open_ones().count() == 1


def test_a_busy_case_leaves_the_file_for_the_next_pass(
    world: World, folder: Path, change: Any, monkeypatch: Any
) -> None:
    change(RECORD)
    push(world)
    hand_in(folder, confirmations(written(folder)))
    with monkeypatch.context() as patch:
        patch.setattr(actions, "acknowledge_delivery", _busy)
        push(world)
    assert (folder / "in" / "hz-1.csv").exists()
    assert push(world)["confirmed"] == 1


def _busy(*args: Any, **kwargs: Any) -> None:
    raise Busy()
