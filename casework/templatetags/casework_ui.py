"""Small visual parts: icons, deadline lights, bars, masked data, dates in Chinese and English."""

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy

from casework import registry
from casework.models import Assignment
from casework.papers.layout import Block, blocks
from casework.templatetags.masks import masked

register = template.Library()

ICONS = Path(__file__).resolve().parent.parent / "icons"
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)

# Colour is never the only carrier of a deadline: each light has its own shape and its own word.
LIGHTS = {
    "red": (
        gettext_lazy("Overdue"),
        (
            '<path d="M5 .9h6L15.1 5v6L11 15.1H5L.9 11V5z"/>'
            '<path class="ink" d="M7.1 4h1.8l-.25 5h-1.3zM8 10.3a1 1 0 1 1 0 2 1 1 0 0 1 0-2z"/>'
        ),
    ),
    "amber": (
        gettext_lazy("Due soon"),
        (
            '<path d="M8 1.2 15.4 14H.6z"/>'
            '<path class="ink" d="M7.2 5.6h1.6l-.22 4H7.42zM8 10.6a.9.9 0 1 1 0 1.8.9.9 0 0 1 0-1.8z"/>'
        ),
    ),
    "green": (
        gettext_lazy("On time"),
        '<circle cx="8" cy="8" r="7.2"/><path class="ink" d="m7 11.2-3-3 1.1-1.1L7 9l4-4 1.1 1.1z"/>',
    ),
    "grey": (
        gettext_lazy("Clock paused"),
        '<circle cx="8" cy="8" r="7.2"/><path class="ink" d="M5.6 4.8h1.6v6.4H5.6zm3.2 0h1.6v6.4H8.8z"/>',
    ),
    "none": (
        gettext_lazy("No time limit"),
        '<circle cx="8" cy="8" r="7.2"/><path class="ink" d="M4.5 7.1h7v1.8h-7z"/>',
    ),
}


@register.filter
def paper_blocks(paragraphs: Iterable[str]) -> list[Block]:
    """Headings, paragraphs and tables of a paper, as they are printed."""
    return blocks(paragraphs)


@register.filter
def finding_label(assignment: Assignment) -> str:
    """What a unit found, in the words of the kind of case."""
    return registry.get(assignment.case.kind).finding_label(assignment.purpose, assignment.finding)


@lru_cache(maxsize=256)
def icon_body(name: str) -> str:
    """The drawing inside an icon file of casework/icons. A wrong name fails loudly (FileNotFoundError)."""
    svg = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    return re.sub(r"^.*?<svg[^>]*>|</svg>.*$", "", svg, flags=re.DOTALL).strip()


@register.simple_tag
def icon(name: str, label: str = "", cls: str = "") -> SafeString:
    """An icon drawn in the page. With a label it speaks; without one it is decoration and stays silent."""
    spoken = (
        format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true" focusable="false"')
    )
    return format_html(
        '<svg class="ic {}" viewBox="0 0 16 16" {}>{}</svg>',
        cls,
        spoken,
        mark_safe(icon_body(name)),  # noqa: S308  drawing from our own file
    )


def _lamp_svg(kind: str) -> SafeString:
    body = mark_safe(LIGHTS[kind][1])  # noqa: S308  constant above
    return format_html('<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>', body)


def _css(kind: str) -> str:
    return "grey" if kind == "none" else kind


@register.simple_tag
def light(kind: str, text: str, sub: str = "") -> SafeString:
    """A deadline light with words. kind: red, amber, green, grey (paused) or none; sub is a second, smaller line."""
    html = format_html(
        '<span class="light light-{}">{}<span class="light-t"><span class="visually-hidden">{}：</span>{}</span></span>',
        _css(kind),
        _lamp_svg(kind),
        LIGHTS[kind][0],
        text,
    )
    if sub:
        html += format_html('<span class="light-sub num">{}</span>', sub)
    return html


@register.simple_tag
def lamp(kind: str) -> SafeString:
    """The light alone, its meaning said to screen readers only."""
    return format_html(
        '<span class="lamp light-{}">{}<span class="visually-hidden">{}</span></span>',
        _css(kind),
        _lamp_svg(kind),
        LIGHTS[kind][0],
    )


@register.simple_tag
def bar(kind: str, percent: float) -> SafeString:
    """How much of a time limit is used up, as a thin bar. Decoration: the words stand beside it."""
    width = max(0, min(100, round(percent)))
    return format_html(
        '<svg class="barsvg" viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="b-{}" width="{}" height="5"/></svg>',
        _css(kind),
        width,
    )


@register.simple_tag
def statechart(svg: str) -> SafeString:
    """The state diagram. The view hands over SVG drawn by the workflow's own renderer, which escapes its labels."""
    return mark_safe(svg)  # noqa: S308  drawn by the project's renderer, labels escaped there


@register.filter
def mask(value: object, kind: str) -> str:
    """Personal data with the middle hidden: {{ phone|mask:"phone" }}. Kinds: name, phone, id, code, email."""
    return masked(str(value or ""), kind)


@register.filter
def cn_date(value: Any, style: str = "day") -> str:
    """A date in the reader's language, local time; empty for none.

    Styles: day 2026年11月24日（周二） / 24 Nov 2026 (Tue); plain without the weekday; short without the year;
    time with hours and minutes.
    """
    if not value:
        return ""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    text = _date_words(value, style)
    if style == "time" and isinstance(value, dt.datetime):
        text += value.strftime(" %H:%M")
    return text


def _date_words(value: dt.date, style: str) -> str:
    english = (get_language() or "").startswith("en")
    if english:
        year = "" if style == "short" else f" {value.year}"
        text = f"{value.day} {MONTHS_EN[value.month - 1]}{year}"
        return f"{text} ({WEEKDAYS_EN[value.weekday()]})" if style == "day" else text
    year = "" if style == "short" else f"{value.year}年"
    text = f"{year}{value.month}月{value.day}日"
    return f"{text}（周{WEEKDAYS_ZH[value.weekday()]}）" if style == "day" else text


@register.simple_tag
def source_url() -> str:
    """Where this running version's source code can be had (AGPL, section 13)."""
    return str(settings.SOURCE_URL)


@register.inclusion_tag("components/nav_item.html", takes_context=True)
def nav_item(
    context: Context,
    viewname: str,
    icon_name: str,
    label: str,
    count: int = 0,
    hot: bool = False,
) -> dict:
    """One entry of a navigation, marked when it is the page shown; nothing at all when the address does not exist."""
    try:
        url = reverse(viewname)
    except NoReverseMatch:
        url = ""
    match = getattr(context.get("request"), "resolver_match", None)
    current = bool(match and match.view_name == viewname)
    return {
        "url": url,
        "icon": icon_name,
        "label": label,
        "count": count,
        "hot": hot,
        "current": current,
    }
