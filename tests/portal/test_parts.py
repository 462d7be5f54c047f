"""The parts every page is made of: lights, dates, masks, form fields."""

import re
from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from casework.templatetags import casework_ui


class Form(forms.Form):
    """One field of each look."""

    kind = forms.ChoiceField(
        label="类型", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect, help_text="选一项"
    )
    text = forms.CharField(label="说明", max_length=20, widget=forms.Textarea)
    phone = forms.CharField(label="电话", help_text="手机")
    unit = forms.ChoiceField(label="单位", choices=[("", "请选择"), ("1", "甲")], required=False)
    sure = forms.BooleanField(label="确认")
    photo = forms.FileField(label="照片", required=False)
    token = forms.CharField(widget=forms.HiddenInput)


def drawn(source: str, **values) -> str:
    return Template("{% load casework_ui casework_forms %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("kind", "word"),
    [("red", "超期"), ("amber", "临期"), ("green", "正常"), ("grey", "暂停计时"), ("none", "无期限")],
)
def test_a_light_is_a_shape_and_words(kind, word):
    html = drawn("{% light kind text %}{% lamp kind %}", kind=kind, text="剩 <2> 日")
    assert html.count(word) == 2
    assert "&lt;2&gt;" in html
    assert len({body for _word, body in casework_ui.LIGHTS.values()}) == len(casework_ui.LIGHTS)


@pytest.mark.parametrize(
    ("language", "style", "words"),
    [
        ("zh-hans", "day", "2026年11月24日（周二）"),
        ("zh-hans", "short", "11月24日"),
        ("zh-hans", "time", "2026年11月24日 00:30"),
        ("en", "day", "24 Nov 2026 (Tue)"),
        ("en", "plain", "24 Nov 2026"),
        ("en", "time", "24 Nov 2026 00:30"),
    ],
)
def test_dates_in_local_time_and_in_the_readers_language(language, style, words):
    with translation.override(language):
        assert casework_ui.cn_date(datetime(2026, 11, 23, 16, 30, tzinfo=UTC), style) == words


def test_dates_without_a_date():
    assert [casework_ui.cn_date(None), casework_ui.cn_date("")] == ["", ""]
    assert casework_ui.cn_date(date(2026, 1, 1), "time") == "2026年1月1日"


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("name", "王建国", "王**"),
        ("phone", "13800138000", "138****8000"),
        ("email", "wang@example.com", "w***@example.com"),
        ("code", "91210203MA0Q2X7KX2", "91210203MA0Q2X7KX2"),
        ("name", None, ""),
    ],
)
def test_masks(kind, value, shown):
    assert casework_ui.mask(value, kind) == shown


def test_icons_are_silent_unless_named():
    assert 'aria-hidden="true"' in drawn('{% icon "bell" %}')
    assert 'role="img" aria-label="&lt;提醒&gt;"' in drawn('{% icon "bell" name %}', name="<提醒>")
    with pytest.raises(FileNotFoundError):
        drawn('{% icon "no-such-icon" %}')


def test_every_error_leads_to_its_control():
    html = drawn("{% form_body form %}", form=Form({}))
    targets = re.findall(r'href="#([^"]+)"', html)
    assert targets == ["id_kind_0", "id_text", "id_phone", "id_sure"]
    assert all(f'id="{target}"' in html for target in targets)


def test_described_by_names_what_is_there():
    html = drawn("{% form_body form %}", form=Form({}))
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        assert all(f'id="{part}"' in html for part in described.split()), described


def test_choices_stand_in_a_fieldset_with_a_legend():
    html = drawn("{% field form.kind %}", form=Form())
    assert html.count("<fieldset") == html.count("<legend>") == 1
    assert html.count('type="radio"') == 2


def test_what_was_typed_stays():
    html = drawn("{% form_body form %}", form=Form({"kind": "b", "text": "<b>", "phone": "1"}))
    assert 'value="b" checked' in html
    assert "&lt;b&gt;</textarea>" in html
