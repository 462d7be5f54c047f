"""The case file: in order, with true page numbers, harmless, complete, signed, and without the identity of anybody sealed."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from casework.archive import bundle
from casework.archive.order import Section
from casework.models import CaseFile
from tests.papers.file_scene import FILES, IDENTITY, NAME, Scene, make
from tests.papers.hostile import PAYLOAD, SCRIPT
from tests.world import World

pytestmark = pytest.mark.django_db
HEAD = "顺序号文号责任者题名日期页号备注"
ACTIVE = {"/AA", "/OpenAction", "/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/AF", "/Annots", "/URI", "/AcroForm"}


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One case, walked, bound and rolled back."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        with transaction.atomic():
            made = make(World.ready())
            transaction.set_rollback(True)
        yield made


@pytest.fixture(scope="module")
def pages(scene: Scene) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in scene.reader.pages]


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_it_is_made_once_and_says_what_it_is(scene: Scene) -> None:
    assert (scene.made, scene.row.status) == (1, CaseFile.Status.READY)
    assert scene.row.pdf_sha256 == hashlib.sha256(scene.pdf).hexdigest()
    assert scene.row.bundle_sha256 == hashlib.sha256(scene.bundle).hexdigest()
    assert (scene.row.pages, scene.row.parts) == (scene.manifest["volume"]["pages"], len(scene.manifest["pieces"]))
    assert scene.queries <= 45


def test_the_pieces_lie_in_order(scene: Scene) -> None:
    pieces = scene.manifest["pieces"]
    sections = [Section[piece["section"].upper()] for piece in pieces]
    assert sections == sorted(sections)
    assert set(sections) == set(Section)
    assert [piece["serial"] for piece in pieces] == list(range(1, len(pieces) + 1))
    assert pieces[0]["title"] == "处理结果告知书"
    papers = [piece["number"] for piece in pieces if piece["number"]]
    assert papers == scene.papers
    files = [piece["registered"] for piece in pieces if piece["section"] == "material"]
    assert files == scene.digests
    listed = [number for _n, sort, _title, number, _day in (line.split("｜") for line in scene.order) if sort == "文书"]
    assert listed == papers, "the paper 案卷目录 has the same order"


def test_the_pages_are_numbered_as_the_index_says(scene: Scene, pages: list[str]) -> None:
    labels = scene.reader.page_labels
    pieces, first = scene.manifest["pieces"], labels.index("1")
    assert lines_of_the_index(scene, pages) == [*map(line_of, pieces)]
    expected = 1
    for piece in pieces:
        begin, end = piece["pages"]
        assert begin == expected
        expected = end + 1
        for number in range(begin, end + 1):
            assert labels[first + number - 1] == str(number)
            assert pages[first + number - 1].split()[-1] == str(number), "the number on the page itself"
        words = squeezed(pages[first + begin - 1])
        if piece["section"] != "material":
            assert squeezed(piece["number"] or piece["title"].strip("[]").split("：")[0]) in words
    assert labels[0].startswith("封面")
    assert labels[-1].startswith("备考表")
    assert f"{expected - 1}页" in squeezed(pages[0])


def lines_of_the_index(scene: Scene, pages: list[str]) -> list[str]:
    """The printed index, cut before each line by what the list says of the line."""
    index = [text for text, label in zip(pages, scene.reader.page_labels, strict=True) if label.startswith("目录")]
    printed = squeezed("".join(index)).replace(HEAD, "").removeprefix(f"卷内目录案号：{scene.case.number}")
    lines = []
    for piece in scene.manifest["pieces"]:
        length = len(line_of(piece))
        lines.append(printed[:length])
        printed = printed[length:]
    assert printed == ""
    return lines


def line_of(piece: dict[str, Any]) -> str:
    """A line as it has to be printed; the last one says where the file ends."""
    begin, end = piece["pages"]
    pages = f"{begin}—{end}" if piece["section"] == "course" and end > begin else str(begin)
    day = piece["date"].replace("-", "")
    return squeezed(
        "".join([str(piece["serial"]), piece["number"], piece["author"], piece["title"], day, pages, piece["note"]])
    )


def test_each_piece_has_a_bookmark(scene: Scene) -> None:
    reader = scene.reader
    marks = {mark.title: reader.get_destination_page_number(mark) for mark in flat(reader.outline)}
    first = reader.page_labels.index("1")
    for piece in scene.manifest["pieces"]:
        words = " ".join(filter(None, [str(piece["serial"]), piece["title"], piece["number"]]))
        assert marks[words] == first + piece["pages"][0] - 1
    assert {"案卷封面", "卷内目录", "结论性文书", "证据材料", "卷内备考表"} <= set(marks)


def flat(outline: list[Any]) -> Iterator[Any]:
    for one in outline:
        if isinstance(one, list):
            yield from flat(one)
        else:
            yield one


def test_material_is_bound_or_stands_as_a_slip(scene: Scene, pages: list[str]) -> None:
    first = scene.reader.page_labels.index("1")
    found = {}
    for piece in scene.manifest["pieces"]:
        if piece["section"] == "material":
            text = pages[first + piece["pages"][0] - 1]
            found[piece["title"]] = "slip" if "代用页" in text else "pages" if piece["title"] not in text else "picture"
    assert list(found.values()) == list(FILES.values())
    shown = next(piece for piece in scene.manifest["pieces"] if found.get(piece["title"]) == "picture")
    assert len(scene.reader.pages[first + shown["pages"][0] - 1].images) == 1
    assert "设有密码" in "".join(pages)
    assert "已损坏" in "".join(pages)
    contract = next(piece for piece in scene.manifest["pieces"] if piece["title"] == "合同 扫描.pdf")
    assert contract["pages"][1] - contract["pages"][0] == 2
    assert [f"contract {n + 1}" in pages[first + contract["pages"][0] - 1 + n] for n in range(3)] == [True] * 3
    side = next(piece for piece in scene.manifest["pieces"] if piece["title"] == "横放的图.pdf")
    page = scene.reader.pages[first + side["pages"][0] - 1]
    assert page.mediabox.height > page.mediabox.width, "turned as it is read, and no larger than A4"


def test_nothing_in_it_acts(scene: Scene) -> None:
    keys, texts = set(), []
    for value in everything(scene.reader):
        if isinstance(value, DictionaryObject):
            keys |= set(value)
        if isinstance(value, StreamObject):
            texts.append(value.get_data())
    assert keys & ACTIVE == set()
    assert not any(PAYLOAD in data or SCRIPT.encode() in data for data in [scene.pdf, *texts])
    assert "hostile" in "".join(page.extract_text() for page in scene.reader.pages)


def everything(reader: PdfReader) -> Iterator[Any]:
    """Every object that can be reached."""
    waiting, seen = [reader.trailer], set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in seen:
                continue
            seen.add(value.idnum)
            value = value.get_object()
        yield value
        if isinstance(value, DictionaryObject):
            waiting.extend(value.raw_get(key) for key in value)
        elif isinstance(value, ArrayObject):
            waiting.extend(value)


def test_every_original_is_in_the_bundle(scene: Scene, tmp_path: Path) -> None:
    names = scene.archive.namelist()
    assert all(re.fullmatch(r"(文书/|材料/)?[^/\\:*?\"<>|]+", name) for name in names), names
    scene.archive.extractall(tmp_path)
    done = subprocess.run(
        ["sha256sum", "-c", "manifest.sha256"], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(names) - 2, "all but the list itself and its signature"
    for piece in scene.manifest["pieces"]:
        if piece["number"] or piece["section"] == "material":
            original = tmp_path / piece["original"]["path"]
            assert hashlib.sha256(original.read_bytes()).hexdigest() == piece["original"]["sha256"]
        if piece["section"] == "material":
            assert piece["original"]["sha256"] == piece["registered"]
            assert piece["matches"]
    assert (tmp_path / "案卷.pdf").read_bytes() == scene.pdf


def test_the_list_is_signed(scene: Scene) -> None:
    sums, signature = scene.archive.read("manifest.sha256"), scene.archive.read("manifest.sig").decode()
    assert bundle.is_genuine(sums, signature)
    assert not bundle.is_genuine(sums.replace(b"a", b"b", 1), signature)


def test_a_sealed_identity_is_nowhere(scene: Scene, pages: list[str]) -> None:
    archive = scene.archive
    texts = {
        name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".json", ".txt", "256"))
    }
    texts |= {f"page {n}": squeezed(text) for n, text in enumerate(pages)}
    texts |= {"names": " ".join(archive.namelist()), "marks": " ".join(m.title for m in flat(scene.reader.outline))}
    texts |= {
        name: "".join(squeezed(page.extract_text()) for page in PdfReader(archive.open(name)).pages)
        for name in archive.namelist()
        if name.startswith("文书/")
    }
    assert [f"{where}: {word}" for where, text in texts.items() for word in IDENTITY if word in text] == []
    assert NAME.encode() not in scene.pdf


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("../../etc/passwd", "材料/007-passwd"),
        ("..\\..\\系统.pdf", "材料/007-系统.pdf"),
        ('a:b*c?"<d>|%.png', "材料/007-a_b_c___d___.png"),
        ("合同\n\u202e扫描.pdf", "材料/007-合同扫描.pdf"),
        (". .", "材料/007-file"),
        ("很" * 200 + ".docx", "材料/007-" + "很" * 60 + ".docx"),
    ],
)
def test_names_in_the_bundle_are_safe(name: str, entry: str) -> None:
    assert bundle.entry_name("材料", 7, name) == entry
