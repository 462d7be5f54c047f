"""How papers (文书) write days, lengths of time, laws, and the periods that they set or grant. Chinese only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from casework import clocks
from casework.models import Clock, DeadlineRule
from casework.models.rule import Attestation
from casework.rules import deadlines
from casework.rules.deadlines import CHINA, CapType, ClockEvent, EventKind, Limit, Roll, Unit
from casework.rules.publication import Source

UNITS = {Unit.WORKDAY: "个工作日", Unit.NATURAL_DAY: "日", Unit.HOUR: "小时", Unit.MONTH: "个月", Unit.YEAR: "年"}
CITABLE = (Attestation.READ, Attestation.SECOND_HAND)  # what is from memory, or our own proposal, is cited as no law
FULL_WIDTH = str.maketrans("()", "（）")
BESIDE_TITLE = re.compile(r"^(?P<title>.+?)(?P<rest>（[^（）]*(?:号|年)）)?$")  # （……令第36号） stands outside 《》
NUMBER_ONLY = re.compile(r"〔\d{4}〕\d+号$")
ROLLS = "末日为非工作日的，顺延至其后第一个工作日"
PROVISIONAL = "按现行放假安排推算，国家另行公布的，以重新计算的日期为准"
STOPS = "。；;，,. "


def day(moment: date | datetime) -> str:
    """2026年12月9日."""
    on = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return f"{on.year}年{on.month}月{on.day}日"


def moment(at: datetime) -> str:
    """The day, and the time too where it is not the end of the day."""
    local = timezone.localtime(at, CHINA)
    return day(at) if (local.hour, local.minute) == (23, 59) else f"{day(at)}{local.hour}时{local.minute:02}分"


def length(limit: Limit) -> str:
    """30日, 5个工作日."""
    return f"{limit.value}{UNITS[limit.unit]}"


def law(title: str, article: str = "") -> str:
    """《信访工作条例》第三十四条; what is known by its number alone stands without 《》."""
    title, article = title.translate(FULL_WIDTH).strip(), article.translate(FULL_WIDTH).strip()
    if NUMBER_ONLY.search(title):
        return f"{title}文件{article}"
    found = BESIDE_TITLE.match(title)
    name, rest = (found["title"], found["rest"] or "") if found else (title, "")
    return f"《{name}》{rest}{article}"


def law_of(row: Any) -> str:
    """The law behind a rule or a regime as a paper cites it; nothing where the text is not attested well enough."""
    return law(row.source, row.article) if row.attestation in CITABLE else ""


def law_of_source(source: Source) -> str:
    """The same of a source that the rules of publication and repair name."""
    return law(source.title, source.article) if source.attestation in CITABLE else ""


def bare(text: str) -> str:
    """Words in one line without the stop at their end, to stand within a sentence."""
    return " ".join(text.split()).rstrip(STOPS)


@dataclass(frozen=True)
class Period:
    """A time limit as a paper states it: its length, its law, and its last moment where the start is known."""

    words: str = ""
    law: str = ""
    due: datetime | None = None
    rolls: bool = False
    provisional: bool = False
    longest: str = ""

    def __bool__(self) -> bool:
        return bool(self.words or self.due)

    @property
    def by(self) -> str:
        """，即于2026年12月9日前（含当日）; to stand after "自……之日起30日内"."""
        if self.due is None:
            return ""
        last = moment(self.due)
        notes = [note for note in ("含当日" if last.endswith("日") else "", self.doubt) if note]
        return f"，即于{last}前" + (f"（{'；'.join(notes)}）" if notes else "")

    @property
    def until(self) -> str:
        """，至2026年12月9日止; to stand after the length."""
        return f"，至{moment(self.due)}止{self._in_doubt}" if self.due else ""

    @property
    def last(self) -> str:
        """The last day alone, as a cell of a table; empty where the start is not known."""
        return f"{moment(self.due)}{self._in_doubt}" if self.due else ""

    @property
    def _in_doubt(self) -> str:
        return f"（{self.doubt}）" if self.doubt else ""

    @property
    def doubt(self) -> str:
        """What to add while the days off of that year are not published."""
        return PROVISIONAL if self.provisional else ""

    @property
    def counting(self) -> str:
        """How the days are counted, as a clause."""
        return "自收到之日的次日起计算" + (f"，{ROLLS}" if self.rolls else "")

    @property
    def cited(self) -> str:
        """（《信访工作条例》第三十四条）, or nothing."""
        return f"（{self.law}）" if self.law else ""


def period(code: str, start: datetime, stated: Limit | None = None, begun: bool = True) -> Period:
    """The period of a rule, of the length that the paper itself states where the rule names none.

    Its last day is computed from `start`, unless it has not begun and the paper can but say how it is counted.
    """
    row = clocks.rule_in_force(code, start)
    rule = clocks.as_rule(row)
    limit = rule.limit or stated
    if limit is None:
        return Period()
    if not begun:
        return _of(row, length(limit))
    events = [ClockEvent(EventKind.STARTED, start, stated if rule.limit is None else None)]
    found = deadlines.due(rule, clocks.calendar(), events)
    return _of(row, length(limit), found.at, found.provisional)


def of_clock(clock: Clock) -> Period:
    """The period of a clock as it stands, with its extensions."""
    return _of(clock.rule, _length(clock), clock.due_at, clock.provisional)


def _length(clock: Clock) -> str:
    limit = clocks.as_rule(clock.rule).limit or _stated(clock)
    return length(limit) if limit else ""


def _stated(clock: Clock) -> Limit | None:
    """The length that the notice stated when the clock began."""
    first = clock.events.filter(kind=EventKind.STARTED).order_by("seq").first()
    return clocks.pure(first).amount if first else None


def _of(row: DeadlineRule, words: str, due: datetime | None = None, provisional: bool = False) -> Period:
    rule = clocks.as_rule(row)
    rolls = rule.roll is Roll.NEXT_WORKDAY
    source = law_of(row) if rule.limit is not None else ""  # a length that the paper itself states is not the law's
    return Period(words, source, due, rolls, provisional and due is not None, _longest(rule))


def _longest(rule: deadlines.DeadlineRule) -> str:
    """How far a rule lets itself be extended: by so much, or up to so much in all."""
    if rule.extension is None:
        return ""
    words = length(rule.extension.cap)
    return f"总期限最长不超过{words}" if rule.extension.cap_type is CapType.TOTAL else f"延长期限不超过{words}"


def yuan(amount: Decimal | None) -> str:
    """64000元, 6400.50元; nothing where no amount is known."""
    if amount is None:
        return ""
    return f"{amount:.0f}元" if amount == amount.to_integral_value() else f"{amount:.2f}元"


def laws(codes: Iterable[str], at: datetime) -> list[str]:
    """The laws behind rules in force at a moment, each once and in this order; what is not attested is left out."""
    on = timezone.localdate(at)
    newest = DeadlineRule.objects.filter(code__in=list(codes)).order_by("version")
    rows = {row.code: row for row in newest if row.in_force(on)}
    return listed_once(law_of(rows[code]) for code in codes if code in rows)


def listed_once(words: Iterable[str]) -> list[str]:
    """What is not empty, each once and in its order."""
    return [each for each in dict.fromkeys(words) if each]


def enumerated(cited: Iterable[str]) -> str:
    """甲、乙和丙; titles that follow each other directly stand without 、 (GB/T 15834)."""
    *before, last = list(cited) or [""]
    text = "、".join(before).replace("》、《", "》《")
    return f"{text}和{last}" if text else last
