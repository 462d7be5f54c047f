"""Papers (文书): the words of a paper, its number, and its row; the same words serve as draft."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.template import Context as Values
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework import audit, filing, paper_edits, receipts, registry, signatures
from casework.context import Context
from casework.errors import Conflict
from casework.models import Assignment, Document, NumberSeries, Paper, Party, Unit
from casework.models.guard import require_open
from casework.permissions import unit_of

DISTRICT_WORD = "西信"  # 机关代字 of the district's credit work, before that of the unit; for the district to fix
PRINTING = "casework.tasks.keep_pdfs"
PURPOSE = "paper"  # what the signature of a paper is good for, and for nothing else


@dataclass(frozen=True)
class PaperView:
    """A paper as a page shows it; number and date are empty while it is a draft."""

    title: str
    unit: str
    addressee: str
    paragraphs: tuple[str, ...]
    number: str = ""
    date: datetime | None = None
    form: str = Paper.Form.RED_HEAD
    code: str = ""

    @property
    def issued(self) -> bool:
        """Whether this is an issued paper and no draft."""
        return bool(self.number)


def next_number(series: str, year: int, count: int = 1) -> int:
    """The next number of a series of that year, the last of so many. Its row stays locked: no gaps, no doubles."""
    require_open("NumberSeries")
    rows = NumberSeries.objects.select_for_update().filter(series=series, year=year)
    row = rows.first()
    if row is None:
        NumberSeries.objects.get_or_create(series=series, year=year)
        row = rows.get()
    row.last += count
    row.save()
    return row.last


def written_number(word: str, year: int, serial: int) -> str:
    """文号 as GB/T 9704 writes it: word, year in 〔〕, serial without leading zeros."""
    return f"{word}〔{year}〕{serial}号"


def series_of(paper: Paper, unit: Unit) -> str:
    """The series that counts the papers of one sort and one unit."""
    return f"paper:{paper.series}:{unit.pk}"


def word_of(paper: Paper, unit: Unit) -> str:
    """机关代字 of a paper of a unit: the word of the unit stands after that of the district, as in 西信发异受."""
    return DISTRICT_WORD + unit.word + paper.series.removeprefix(DISTRICT_WORD)


def issue_all(ctx: Context) -> None:
    """Issue the papers that the move declares, and those that follow from what was decided.

    A move that asks units writes to each of them.
    """
    for code in letters(ctx):
        ctx.documents.append(issue(ctx, code))


def letters(ctx: Context) -> Iterator[str]:
    """The papers of a move one after another; meanwhile ctx.assignment is the one each of them is about."""
    units: list[Assignment | None] = [*ctx.asked] or [ctx.assignment]
    for asked in units:
        ctx.assignment = asked
        yield from (*ctx.move.papers, *ctx.papers)


def issue(ctx: Context, code: str) -> Document:
    """Number, write and hash one paper in the running transaction."""
    paper = Paper.objects.get(code=code)
    addressee, standard = compose(ctx, code)
    paragraphs = edited(edit_of(ctx, code), standard)
    if paragraphs is None:
        raise Conflict(_("The standard words of “%(title)s” are no longer those that were edited.") % {"title": paper})
    document = write(
        Document(case_id=ctx.case.pk, assignment=ctx.assignment, issued_at=ctx.at, issued_by=ctx.user, code=_code(ctx)),
        paper,
        issuing_unit(ctx),
        addressee,
        paragraphs,
    )
    data = {"paper": code, "number": document.number, "sha256": document.sha256}
    audit.record(ctx, "issued", data=data | ({"for_respondent": True} if paper.for_respondent else {}))
    return document


def edit_of(ctx: Context, code: str) -> dict[str, list[str]] | None:
    """What the handler made of the words of a paper: {"standard": [...], "words": [...]}."""
    found: dict[str, list[str]] | None = ctx.data.get(paper_edits.FIELD, {}).get(code)
    return found


def edited(edit: dict[str, list[str]] | None, standard: list[str]) -> list[str] | None:
    """The standard words with the edit; None when it no longer fits them, or what is protected would be lost."""
    if edit is None:
        return standard
    words = paper_edits.merged(edit["standard"], edit["words"], standard)
    return None if words is None or paper_edits.missing(words, standard) else words


def _code(ctx: Context) -> str:
    """The paper of a receipt (回执) bears its code; every other paper gets one of its own."""
    return ctx.receipt.code if ctx.receipt and not ctx.documents else ""


def write(document: Document, paper: Paper, unit: Unit, addressee: str, paragraphs: list[str]) -> Document:
    """Number and hash a paper of a case or of a record, and save it."""
    require_open("Document")
    document.paper, document.unit, document.title, document.addressee = paper, unit, paper.title, addressee
    document.content = {"unit": unit.full_name, "paragraphs": paragraphs}
    document.year = timezone.localdate(document.issued_at).year
    document.serial = next_number(series_of(paper, unit), document.year)
    document.number = written_number(word_of(paper, unit), document.year, document.serial)
    document.for_filer = document.assignment_id is None and document.case_id is not None and paper.for_filer
    document.for_respondent = paper.for_respondent
    sign(document)
    document.save(force_insert=True)
    _have_it_printed()
    return document


def _have_it_printed() -> None:
    """Have a worker print what was issued once this is committed; if that fails, one looks by itself every minute."""
    if settings.PAPERS_AT_ONCE and not any(waiting[1] is _print_now for waiting in connection.run_on_commit):
        transaction.on_commit(_print_now, robust=True)


def _print_now() -> None:
    current_app.signature(PRINTING).delay()


def sign(document: Document) -> None:
    """Give a finished paper its digest, its verification code (验证码) and the signature over them."""
    document.code = document.code or signatures.new_code()
    document.sha256 = digest_of(document)
    document.signature = signatures.sign(PURPOSE, signed_bytes(document))


def is_genuine(document: Document) -> bool:
    """Whether the row still says what was signed when the paper was issued."""
    whole = document.sha256 == digest_of(document)
    return whole and signatures.is_genuine(PURPOSE, signed_bytes(document), document.signature)


def signed_bytes(document: Document) -> bytes:
    """What the signature is over."""
    return f"{document.code} {document.sha256}".encode()


def lines_of(text: str) -> tuple[str, list[str]]:
    """Addressee and paragraphs of a written paper: the first line is the addressee."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0], lines[1:]


def digest_of(document: Document) -> str:
    """The digest of the words of a paper."""
    words = [document.number, document.title, document.addressee, document.content]
    return hashlib.sha256(audit.canonical(words)).hexdigest()


def view(document: Document) -> PaperView:
    """An issued paper for a page."""
    return PaperView(
        title=document.title,
        unit=document.content["unit"],
        addressee=document.addressee,
        paragraphs=tuple(document.content["paragraphs"]),
        number=document.number,
        date=document.issued_at,
        form=document.paper.form,
        code=document.code,
    )


def compose(ctx: Context, code: str) -> tuple[str, list[str]]:
    """Addressee and paragraphs from the kind's template: the first line is the addressee. Papers are Chinese."""
    filer = ctx.case.parties.filter(role=Party.Role.FILER).first()
    addressee = filing.shown_name(filer) if filer else ""
    values: dict[str, Any] = {
        "case": ctx.case,
        "data": ctx.data,
        "at": timezone.localtime(ctx.at),
        "filer": filer,
        "addressee": addressee,
        "issuing": issuing_unit(ctx),
        "ctx": ctx,
        "receipt": receipts.facts(ctx.receipt) if ctx.receipt else None,
    }
    with translation.override("zh-hans"):
        values |= (registry.get(ctx.case.kind).paper_facts or _no_facts)(ctx)
        return lines_of(rendered(f"{ctx.case.kind}/papers/{code}.txt", values))


def rendered(template: str, values: dict[str, Any]) -> str:
    """The words of a template. A paper is text, not HTML: an & in the name of a firm stays an &."""
    text: str = get_template(template).template.render(Values(values, autoescape=False))  # type: ignore[attr-defined]  # Django's own
    return text


def _no_facts(ctx: Context) -> dict[str, Any]:
    return {}


def issuing_unit(ctx: Context) -> Unit:
    """The unit that signs: whose move it is; for the moves of a respondent or a filer, the lead; the one that answers."""
    if ctx.assignment is not None and ctx.assignment.answered_at is not None:
        return ctx.assignment.unit
    part = "lead" if ctx.move.unit == "respondent" else ctx.move.unit
    return unit_of(ctx.case, part) or ctx.case.lead_unit
