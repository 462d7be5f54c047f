"""Verifying: codes, PDFs and receipts, genuine, altered and foreign; the answers say nothing of the matter."""

from __future__ import annotations

import hashlib
import io
import json
import random
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from pypdf import PdfReader, PdfWriter
from weasyprint import HTML

from casework import actions, receipts, signatures
from casework.filing import Filing, PartyInput
from casework.models import Case, Document, PaperCancellation, PaperFile, Unit
from casework.models.guard import opened
from casework.papers import reading, verifying
from casework.papers.addresses import verify_url
from casework.permissions import Actor

pytestmark = pytest.mark.django_db
NAME, NUMBER, SECRET = "欧阳慧敏", "210203198502123517", "三楼东头那间会议室"


@pytest.fixture
def case(world) -> Case:
    """A sealed report; its receipt is a paper."""
    filing = Filing(
        content=f"答应的奖补没有到账，是在{SECRET}说的。",
        filer=PartyInput("person", NAME, NUMBER, sealed=True),
        area="investment_promotion",
        respondent=Unit.objects.get(name="区商务局", valid_to=None),
    )
    return actions.open_case("complaint", filing, by=Actor(), at=world.at).case


@pytest.fixture
def paper(case) -> Document:
    return Document.objects.get(case=case, paper__code="complaint_receipt")


def pdf(text: str) -> bytes:
    """A page with this text."""
    return bytes(HTML(string=f"<p>{text}</p>").write_pdf())


@pytest.fixture
def file(paper, world) -> bytes:
    """The PDF of the paper, as it is kept."""
    content = pdf(f"{SECRET} {paper.code}")
    row = PaperFile(
        document=paper, sha256=hashlib.sha256(content).hexdigest(), size=len(content), pages=1, made_at=world.at
    )
    with opened():
        row.file.save("x.pdf", ContentFile(content), save=False)
        row.save()
    return content


def as_owner(statement: str) -> None:
    """What somebody could do who owns the database server."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


WAYS = {
    "as printed": lambda code: code,
    "small letters": str.lower,
    "without dashes": lambda code: code.replace("-", ""),
    "with spaces": lambda code: f"  {code.replace('-', ' ')} ",
    "full width": lambda code: "".join(chr(ord(c) + 0xFEE0) for c in code),
    "long dashes": lambda code: code.replace("-", "—"),
    "without the prefix": lambda code: code.removeprefix("YZ-"),
    "the address": verify_url,
    "the address with a slash": lambda code: verify_url(code) + "/",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_code_typed_in_odd_ways(paper, way):
    found = verifying.by_code(WAYS[way](paper.code))
    assert (found.verdict, found.code) == ("genuine", paper.code)
    assert found.issued == verifying.Issued(
        "投诉举报接收回执", paper.number, paper.unit.full_name, paper.issued_at.date()
    )


@pytest.mark.parametrize(
    "typed", ["", "YZ", "YZ-0000-0000-0000", "YZ-2222-2222-2222", "x" * 10_000, "\0", "😀", "../keys"]
)
def test_an_unknown_code_is_unknown(paper, typed):
    assert verifying.by_code(typed) == verifying.Answer("unknown")


def test_known_and_unknown_ask_the_same_of_the_database(paper, django_assert_num_queries):
    for code in (paper.code, "YZ-2222-2222-2222"):
        with django_assert_num_queries(2):
            verifying.by_code(code)


def test_no_answer_says_anything_of_the_matter(case, paper, file):
    given = json.dumps(receipts.for_holder(case)).encode()
    answers = [verifying.by_code(paper.code), *map(verifying.by_file, (file, file + b"\n", given, given + b" "))]
    assert [one.verdict for one in answers if one] == ["genuine", "genuine", "altered", "genuine", "genuine"]
    said = repr(answers)
    assert not [word for word in (NAME, NUMBER, SECRET, "举报人", "sealed", "submitted", case.title) if word in said]


TAMPERED = {
    "the words": "UPDATE casework_document SET content = jsonb_set(content, '{paragraphs,0}', '\"别的话。\"')",
    "the number": "UPDATE casework_document SET number = '西信诉收〔2026〕99号' WHERE number LIKE '%收〔%'",
    "the signature": "UPDATE casework_document SET signature = 's1:' || repeat('A', 86) || '=='",
    "the receipt": """UPDATE casework_receipt SET payload = jsonb_set(payload, '{number}', '"西信诉〔2026〕9号"')""",
    "the receipt's signature": "UPDATE casework_receipt SET signature = 's1:' || repeat('A', 86) || '=='",
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_tampered_row_is_said_and_logged_without_content(paper, what, caplog):
    as_owner(TAMPERED[what])
    found = verifying.by_code(paper.code)
    assert (found.verdict, found.why) == ("altered", "row")
    assert "no longer agrees with its signature" in caplog.text
    assert not [word for word in (NAME, SECRET, paper.code, "别的话") if word in caplog.text]


def test_a_cancelled_paper_is_void_and_names_its_successor(paper, world):
    row = PaperCancellation(
        document=paper, reason="打印错误。", cancelled_by=world.people["leader"], cancelled_at=world.at
    )
    with opened():
        row.save()
    found = verifying.by_code(paper.code)
    assert (found.verdict, found.issued.cancelled, found.issued.replaced_by) == ("genuine", True, "")
    assert "打印错误" not in repr(found)


def changed(content: bytes) -> bytes:
    """The paper written anew by another program."""
    out = io.BytesIO()
    PdfWriter(clone_from=PdfReader(io.BytesIO(content))).write(out)
    return out.getvalue()


FILES: dict[str, tuple[Any, tuple[str, str]]] = {
    "as issued": (lambda file: file, ("genuine", "")),
    "saved anew": (changed, ("altered", "file")),
    "one byte behind": (lambda file: file + b"\n", ("altered", "added")),
    "one byte changed": (lambda file: file.replace(b"\xf0\x9f\x96\xa4", b"\xf0\x9f\x96\xa5", 1), ("altered", "file")),
    "cut off": (lambda file: file[:300], ("unknown", "")),
    "of somebody else": (lambda file: pdf("房屋租赁合同"), ("unknown", "")),
    "with a code of nobody": (lambda file: pdf("YZ-2222-3333-4444"), ("unknown", "")),
    "an empty one": (lambda file: b"%PDF-1.7\n%%EOF", ("unknown", "")),
}


def test_files(paper, file):
    found = {name: verifying.by_file(make(file)) for name, (make, _expected) in FILES.items()}
    assert {name: (one.verdict, one.why) for name, one in found.items()} == {
        name: expected for name, (_make, expected) in FILES.items()
    }
    assert found["saved anew"].issued == found["as issued"].issued


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"[]",
        b"{}",
        b"null",
        b"[" * 100_000,
        b'{"receipt": 1, "signature": {}}',
        b"\xff\xfe",
        b"1e999999",
        b"9" * 5000,
    ],
)
def test_what_is_neither_is_neither(db, content):
    assert verifying.by_file(content) is None


def test_hostile_pdfs_hurt_nobody(paper, file):
    """Bytes thrown about at random, a page tree without end, a stream that unpacks to gigabytes."""
    dice = random.Random(7)
    spoiled = bytearray(file)
    for _n in range(60):
        spoiled[dice.randrange(8, len(spoiled))] = dice.randrange(256)
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids["
    endless = head + b"2 0 R]>>endobj\ntrailer<</Root 1 0 R>>"
    packed = zlib.compress(b"BT (x) Tj ET " * 20_000_000, 1)
    page = b"3 0 R]>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    stream = b"4 0 obj<</Filter/FlateDecode/Length " + str(len(packed)).encode() + b">>stream\n" + packed
    bomb = head + page + stream + b"\nendstream endobj\ntrailer<</Root 1 0 R>>"
    for content in (bytes(spoiled), endless, bomb):
        found = verifying.by_file(content)
        assert found is not None
        assert found.verdict in ("unknown", "altered")


def test_reading_ends_when_it_takes_too_long(monkeypatch):
    monkeypatch.setattr(reading, "PATIENCE", 0.001)
    assert reading.codes_in(b"%PDF-1.7 YZ-2222-3333-4444") == []


def test_reading_knows_no_keys_and_no_settings():
    """The program that opens strangers' files gets an empty environment and imports nothing of ours."""
    source = Path(reading.__file__).read_text()
    assert "env={}" in source
    assert "import casework" not in source
    assert "from casework" not in source


def altered(file: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A receipt that says something else."""
    part, _, name = path.rpartition(".")
    copy = json.loads(json.dumps(file))
    (copy[part] if part else copy)[name] = value
    return copy


RECEIPTS = {
    "as given": (lambda file: file, ("genuine", "")),
    "without what was filed": (lambda file: {k: v for k, v in file.items() if k != "filed"}, ("genuine", "")),
    "another moment": (
        lambda file: altered(file, "receipt.received_at", "2026-11-01T00:00:00+08:00"),
        ("altered", "receipt"),
    ),
    "another promise": (lambda file: altered(file, "receipt.promised", []), ("altered", "receipt")),
    "another content": (lambda file: altered(file, "filed.content", "别的话。"), ("altered", "receipt")),
    "another signature": (lambda file: altered(file, "signature.value", "A" * 86 + "=="), ("altered", "receipt")),
    "no base64": (lambda file: altered(file, "signature.value", "字"), ("altered", "receipt")),
    "another key": (lambda file: altered(file, "signature.key", "s9"), ("altered", "receipt")),
    "half a character": (lambda file: altered(file, "filed.content", "\ud800"), ("altered", "receipt")),
    "a code of nobody": (lambda file: altered(file, "receipt.code", "YZ-2222-2222-2222"), ("unknown", "")),
    "no code": (lambda file: altered(file, "receipt.code", None), ("unknown", "")),
}


@pytest.mark.parametrize("what", RECEIPTS)
def test_files_of_receipts(case, what):
    make, expected = RECEIPTS[what]
    found = verifying.by_file(json.dumps(make(receipts.for_holder(case))).encode())
    assert (found.verdict, found.why) == expected


@pytest.mark.parametrize("change", ["DELETE FROM casework_receipt", TAMPERED["the receipt"]])
def test_a_receipt_outlives_what_the_office_does_to_its_row(case, paper, change, caplog):
    """What bears our signature stays genuine, and the operators are told."""
    given = json.dumps(receipts.for_holder(case)).encode()
    as_owner("DELETE FROM casework_document" if change.startswith("DELETE") else "SELECT 1")
    as_owner(change)
    found = verifying.by_file(given)
    assert (found.verdict, found.issued.number) == ("genuine", case.number)
    assert "bears our signature" in caplog.text


def test_the_paper_and_its_receipt_share_a_code(case, paper):
    assert paper.code == case.receipt.code == signatures.written_code(paper.code)
