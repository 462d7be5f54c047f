"""What is wrong with the words of a paper: holes, punctuation of another script, and laws that the pack does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from casework import registry
from casework.models import Clause, DeadlineRule, Document, Measure, Paper, Reason
from casework.models.rule import Regime
from casework.paper_words import CITABLE, FULL_WIDTH

PLAN = "西岗区加强政务诚信建设实施方案"
HOLES = ("None", "{", "}", "“”", "（）", "由“”", "《》", "，，", "。。", "，。", "：。", "、。", "内内")
ASCII = re.compile(r"[,;:!?()\"'&<>\[\]]")
ARTICLE = r"第[一二三四五六七八九十百]+条(?:第[一二三四五六七八九十]+[款项])*"
CITED = re.compile(rf"《([^》]+)》(?:（[^（）]*(?:号|年)）)?((?:{ARTICLE}[、至和]?)*)")
NUMBERED = re.compile(r"([\u4e00-\u9fff]{2,4}〔\d{4}〕\d+号)文件((?:[一二三四五六七八](?:（[一二三四五六七八]）)?)?)")
OF_PLAN = re.compile(rf"《{PLAN}》([一二三四五六](?:（[一二三四五六七八]）)?)?")


def faults(document: Document) -> list[str]:
    """Everything wrong with an issued paper."""
    text = re.sub(r"https?://[A-Za-z0-9.:/_-]+", "", "\n".join((document.addressee, *document.content["paragraphs"])))
    found = [f"{document.paper.code}: hole {hole}" for hole in HOLES if hole in text]
    found += [
        f"{document.paper.code}: {sign.group()} in {text[sign.start() - 9 :][:20]}" for sign in ASCII.finditer(text)
    ]
    found += [f"{document.paper.code}: {words}" for words in uncovered(text)]
    return found if document.addressee and len(document.content["paragraphs"]) > 1 else [*found, "empty"]


def uncovered(text: str) -> Iterator[str]:
    """Laws, articles and clauses that a text cites and nobody can vouch for."""
    known, papers = sources(), set(Paper.objects.values_list("title", flat=True))
    for title, articles in CITED.findall(text):
        if title in papers or title == PLAN or "{{" in title:
            continue
        if title.removeprefix("中华人民共和国") not in known:
            yield f"《{title}》"
        found = known.get(title.removeprefix("中华人民共和国"), set())
        yield from (f"《{title}》{one}" for one in re.findall(ARTICLE, articles) if one not in found)
    for number, part in NUMBERED.findall(text):
        if part not in known.get(number, set()) | {""} or number not in known:
            yield f"{number}{part}"
    clauses = {code.translate(FULL_WIDTH) for code in Clause.objects.values_list("code", flat=True)}
    yield from (f"{PLAN} {part}" for part in OF_PLAN.findall(text) if part not in clauses)


@cache
def sources() -> dict[str, set[str]]:
    """The articles that rules, regimes and measures of the pack, and the moves of all kinds, name; by title."""
    known: dict[str, set[str]] = {}
    rows: list[tuple[str, str]] = []
    for model in (DeadlineRule, Measure, Regime):
        rows += model._default_manager.filter(attestation__in=CITABLE).values_list("source", "article")
    for kind in registry.all_kinds():
        for move in kind.moves.values():
            rows += _parts(str(move.law))
    for title, article in rows:
        name = re.sub(r"（[^（）]*(?:号|年)）$", "", title)
        known.setdefault(name, set()).update(re.findall(ARTICLE, article), [article.translate(FULL_WIDTH)])
    known.setdefault("个人信息保护法", set()).add("第二十五条")  # read: regulations, 7.4
    return known


def _parts(said: str) -> Iterable[tuple[str, str]]:
    """The laws that a move names: title and article, parted by ；."""
    for one in said.split("；"):
        title, _, article = one.strip().partition(" ")
        yield title, article


def cited_by_reasons() -> list[str]:
    """Laws in the reasons of the pack that nobody can vouch for: they are printed in refusals."""
    return [
        f"{row.group} {row.code}: {one}"
        for row in Reason.objects.all()
        for one in uncovered(f"{row.zh}{row.advice_zh}")
    ]
