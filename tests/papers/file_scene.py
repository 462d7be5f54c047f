"""A sealed report with everything that a case file can hold, asked for and made: walked once for many assertions."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from casework import actions
from casework.archive import order, work
from casework.filing import PartyInput
from casework.models import CaseFile
from casework.papers.files import pdf_of
from tests.engine.files import photo
from tests.papers import hostile
from tests.world import World
from workflows.base.papers import contents
from workflows.complaint.tests.matter import Matter

NAME, PHONE, EMAIL, NUMBER = "欧阳听雨", "13998412345", "tingyu@example.com", "210203197803153512"
IDENTITY = (NAME, PHONE, EMAIL, NUMBER, NAME[:3], PHONE[3:])
REPORTER = PartyInput("person", NAME, NUMBER, PHONE, EMAIL, sealed=True)
FILES = {
    "现场照片.png": "picture",
    "合同 扫描.pdf": "pages",
    "横放的图.pdf": "pages",
    "加密的.pdf": "slip",
    "残缺的.pdf": "slip",
    "带脚本的.pdf": "pages",
    "清单.docx": "slip",
    f"{NAME}的说明.pdf": "pages",
}


@dataclass
class Scene:
    """What came out, as plain data: the transaction in which the case lived is gone."""

    row: CaseFile
    case: Any
    pdf: bytes
    bundle: bytes
    papers: list[str]
    digests: list[str]
    order: list[str]
    events: int
    queries: int
    made: int

    @property
    def reader(self) -> PdfReader:
        """The bound file."""
        return PdfReader(io.BytesIO(self.pdf))

    @property
    def archive(self) -> zipfile.ZipFile:
        """The bundle."""
        return zipfile.ZipFile(io.BytesIO(self.bundle))

    @property
    def manifest(self) -> dict[str, Any]:
        """The list in it."""
        found: dict[str, Any] = json.loads(self.archive.read("manifest.json"))
        return found


def walk(world: World) -> Matter:
    """A report about 区住建局: accepted, two units asked, found true, answered; with files of every sort."""
    details = {"nature": "report", "consent": False}
    matter = Matter.file(world, filer=REPORTER, title="工程款久拖不付", details=details)
    matter.accept()
    for upload in uploads():
        actions.add_evidence(upload, by=world.actor(matter.lead()), case=matter.now, at=world.at)
    for asked in matter.ask("区审计局", "区司法局", question="请核查工程款的支付凭证。"):
        matter.answer(asked, text="经查，工程款尚未支付。")
    matter.conclude("substantiated").reply()
    return matter


def uploads() -> list[SimpleUploadedFile]:
    """The files of FILES, in their order."""
    docx = io.BytesIO()
    with zipfile.ZipFile(docx, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    contents = (
        hostile.sound("contract", 3),
        hostile.turned(),
        hostile.encrypted(),
        hostile.broken(),
        hostile.hostile(),
        docx.getvalue(),
        hostile.sound("statement"),
    )
    picture, *rest = FILES
    return [photo(picture), *(SimpleUploadedFile(name, one) for name, one in zip(rest, contents, strict=True))]


def make(world: World) -> Scene:
    """Walk it, ask for its file, and have it made."""
    matter = walk(world)
    case, lead = matter.now, world.actor(matter.lead())
    for paper in order.papers(case):
        pdf_of(paper, world.at)
    asked = actions.ask_case_file(case, by=lead, at=world.at)
    with CaptureQueriesContext(connection) as queries:
        made = work.carry_out(world.at)
    row = CaseFile.objects.get(pk=asked.pk)
    return Scene(
        row=row,
        case=case,
        pdf=content(row.volume),
        bundle=content(row.bundle),
        papers=[paper.number for paper in order.papers(case)],
        digests=[file.sha256 for file in order.material(case)],
        order=contents(case),
        events=case.last_seq,
        queries=len(queries),
        made=made,
    )


def content(stored: Any) -> bytes:
    """What is kept."""
    with stored.open("rb") as stream:
        read: bytes = stream.read()
        return read
