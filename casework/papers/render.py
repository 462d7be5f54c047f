"""The PDF of a paper: its words in the layout of GB/T 9704-2012, printed by WeasyPrint as PDF/A-1b."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from casework.documents import PaperView
from casework.errors import ActionError
from casework.papers import archival, fonts, layout, seals
from casework.papers.addresses import verify_url

_one_at_a_time = threading.Lock()  # Pango's fonts are not for several threads at once


class CannotPrint(ActionError):
    """Papers cannot be printed on this machine, or not now."""

    code, status = "cannot_print", 503
    default = _("The PDF cannot be made at the moment. The paper itself is in force; please try again later.")


@dataclass(frozen=True)
class Style:
    """A style sheet with the fonts it names, read once."""

    sheet: Any
    fonts: Any


class LocalFiles(URLFetcher):
    """Serves the fonts of papers, the pictures of seals and what the address itself holds (data:), and nothing else."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file, if it is one of ours. Raises ValueError for any other address."""
        if url.startswith("data:image/"):  # a photograph in a case file
            return super().fetch(url, headers)
        for file in (*fonts.faces().values(), *seals.pictures()):
            if file.resolve().as_uri() == url:
                return URLFetcherResponse(url, file.read_bytes())
        raise ValueError("papers refer to nothing outside")


def paper_pdf(paper: PaperView) -> bytes:
    """An issued paper, ready to be sealed."""
    return sheet(_html(paper), style_of("paper"))


def draft_pdf(paper: PaperView) -> bytes:
    """A paper as it would be issued now, marked 样稿 on every page; without number, date, seal and code."""
    return sheet(_html(paper), style_of("paper"))


def style_of(name: str) -> str:
    """The CSS of templates/documents/pdf/<name>.css."""
    return render_to_string(f"documents/pdf/{name}.css")


def sheet(html: str, css: str) -> bytes:
    """Print a page of our own as PDF/A. Whatever people wrote must stand in it escaped."""
    if not fonts.usable():
        raise CannotPrint(_("There is no font with Chinese characters on this machine: no PDF can be made."))
    with _one_at_a_time:
        style = _style(fonts.rules() + css)
        page = HTML(string=html, url_fetcher=LocalFiles())
        printed = page.render(stylesheets=[style.sheet], font_config=style.fonts, pdf_variant=archival.VARIANT)
        made: bytes = printed.write_pdf(finisher=archival.finish, pdf_variant=archival.VARIANT)
        return made


@cache
def _style(css: str) -> Style:
    known = FontConfiguration()
    return Style(CSS(string=css, font_config=known, url_fetcher=LocalFiles()), known)


def _html(paper: PaperView) -> str:
    head = layout.head_of(paper)
    values: dict[str, Any] = {
        "paper": paper,
        "blocks": layout.blocks(paper.paragraphs),
        "head": head,
        "size": layout.head_size(head, letter=paper.form == "letter"),
        "number": paper.number or "（文号待编）",
        "date": date_format(timezone.localtime(paper.date), "Y年n月j日") if paper.date else "（待签发）",
        "code": paper.code,
    }
    if paper.issued:
        picture = seals.picture(paper.unit)
        values["seal_url"] = picture.as_uri() if picture else ""
        values["seal"] = "" if picture else seals.drawn(paper.unit)
    if paper.code:
        values["address"] = verify_url()
        values["qr"] = mark_safe(layout.qr_code(paper.code))  # noqa: S308 -- drawn by us, from our own address
    return render_to_string("documents/pdf/paper.html", values)
