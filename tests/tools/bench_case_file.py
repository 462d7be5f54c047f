"""How long a case file of 60 papers and 40 files takes, and how much memory: `python -m tests.tools.bench case-file`."""

from __future__ import annotations

import io
import os
import resource
import shutil
import tempfile
import time
from pathlib import Path

PAPERS, PICTURES, SCANS, OTHERS = 60, 15, 20, 5
SCAN_PAGES = 10
MOST_SECONDS, MOST_MEGABYTES = 120, 1024


def figures() -> bool:
    """Bind one large case in a database of its own. Whether it stays within the bounds."""
    folder = Path(tempfile.mkdtemp(prefix="casework-bench-", dir="/tmp"))
    folder.chmod(0o755)
    os.environ |= {"CASEWORK_ENV": "local", "CASEWORK_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    os.environ.pop("DATABASE_URL", None)
    import django
    from django.core.management import call_command

    from config import embedded

    django.setup()
    embedded.ensure_running()
    try:
        call_command("migrate", verbosity=0)
        return _measure()
    finally:
        embedded.release()
        shutil.rmtree(folder, ignore_errors=True)


def _measure() -> bool:
    from casework import actions
    from casework.archive import work
    from casework.models import CaseFile
    from casework.papers.files import pdf_of
    from tests.world import World

    World.load()
    world = World.ready()
    matter = _large_case(world)
    began = time.monotonic()
    papers = list(matter.now.documents.all())
    for paper in papers:
        pdf_of(paper, world.at)
    printed = time.monotonic() - began
    asked = actions.ask_case_file(matter.now, by=world.actor(matter.lead()), at=world.at)
    began = time.monotonic()
    work.carry_out(world.at)
    bound = time.monotonic() - began
    row = CaseFile.objects.get(pk=asked.pk)
    own, child = (resource.getrusage(who).ru_maxrss >> 10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{len(papers)} papers printed beforehand in {printed:.1f} s")
    print(f"{row.parts} pieces, {row.pages} pages bound and packed in {bound:.1f} s: {row.get_status_display()}")
    print(f"PDF {row.pdf_size >> 20} MB, ZIP {row.bundle_size >> 20} MB; at most {own} MB, programs beside {child} MB")
    return row.status == CaseFile.Status.READY and bound <= MOST_SECONDS and own <= MOST_MEGABYTES


def _large_case(world):  # type: ignore[no-untyped-def]  # the models cannot be imported before Django is set up
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import transaction
    from PIL import Image

    from casework import actions, documents
    from casework.models import Document, Paper
    from casework.models.guard import opened
    from tests.papers import hostile
    from workflows.complaint.tests.matter import Matter

    matter = Matter.file(world).accept()
    case, by = matter.now, world.actor(matter.lead())
    with transaction.atomic(), opened():
        paper = Paper.objects.get(code="complaint_inquiry")
        for _n in range(PAPERS - case.documents.count()):
            row = Document(case_id=case.pk, issued_at=world.at, issued_by=by.user)
            documents.write(row, paper, case.lead_unit, "区审计局", ["请核查工程款的支付凭证。" * 12] * 8)
    out = io.BytesIO()
    Image.effect_noise((2400, 3200), 60).convert("RGB").save(out, "JPEG", quality=80)
    picture, scan = out.getvalue(), hostile.sound("scan", SCAN_PAGES)
    files = [(f"照片{n}.jpg", picture) for n in range(PICTURES)] + [(f"扫描{n}.pdf", scan) for n in range(SCANS)]
    files += [(f"加密{n}.pdf", hostile.encrypted()) for n in range(OTHERS)]
    for name, content in files:
        actions.add_evidence(SimpleUploadedFile(name, content), by=by, case=matter.now, at=world.at)
    return matter
