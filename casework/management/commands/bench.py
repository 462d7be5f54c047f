"""`bench`: how long things take on this machine. The figures go to the screen and to var/bench.json."""

from __future__ import annotations

import json
import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework.documents import PaperView
from casework.papers import certificate, render
from casework.papers.render import CannotPrint

LINE = "依据《大连市西岗区加强政务诚信建设实施方案》的规定，现将有关事项告知如下，请按照要求在规定的期限内办理。"
PARAGRAPHS = (
    "一、事项",
    *[LINE * 3] * 6,
    "二、清单",
    "序号｜内容｜期限",
    *[f"{n}｜按约履行｜30日" for n in range(1, 9)],
)


class Command(BaseCommand):
    help = "Measure how long papers take to be printed and sealed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=30, help="how often each thing is done")

    def handle(self, *args: Any, count: int, **options: Any) -> None:
        at = timezone.now()
        unit = "大连市西岗区发展和改革局"
        made = [
            PaperView(
                "限期整改通知书", unit, "某单位", (*PARAGRAPHS, f"第{n}件。"), f"西信〔2026〕{n}号", at, code=f"YZ-{n}"
            )
            for n in range(max(count, 2))
        ]
        try:
            render.paper_pdf(made[0])  # fonts are read once by each worker
        except CannotPrint as error:
            raise CommandError(str(error)) from error
        printed = [_timed(lambda paper=paper: render.paper_pdf(paper)) for paper in made]
        sealed = [_timed(lambda pdf=pdf: certificate.seal(pdf, "西信〔2026〕1号")) for pdf, _seconds in printed]
        figures = {
            "paper printed": _figures([seconds for _pdf, seconds in printed]),
            "paper sealed": _figures([seconds for _pdf, seconds in sealed]),
        }
        figures["paper printed"]["kilobytes"] = round(statistics.mean(len(pdf) for pdf, _ in printed) / 1024)
        (settings.VAR_DIR / "bench.json").write_text(json.dumps(figures, indent=1))
        for name, values in figures.items():
            self.stdout.write(f"{name}: " + ", ".join(f"{key} {value}" for key, value in values.items()))


def _timed(call: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    return call(), time.perf_counter() - start


def _figures(seconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=20, method="inclusive")
    return {"count": len(seconds), "median s": round(statistics.median(seconds), 3), "p95 s": round(cuts[-1], 3)}
