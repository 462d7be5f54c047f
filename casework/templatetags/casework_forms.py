"""Form parts in the project's look: a field with label, hint and error beside it; the summary of all errors."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField

from casework.forms import Group, MoveForm, files_of

register = template.Library()

TEMPLATE_OF_WIDGET = (
    (forms.HiddenInput, "hidden"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.Select, "select"),
)


def widget_kind(bound: BoundField) -> str:
    """Which look a field has: hidden, choices, checkbox, textarea, file, select or input."""
    for widget, kind in TEMPLATE_OF_WIDGET:
        if isinstance(bound.field.widget, widget):
            return kind
    return "input"


def first_control_id(bound: BoundField) -> str:
    """The id an error link leads to: the control itself, the first of a group of choices, or where files are added."""
    if widget_kind(bound) != "choices":
        return str(bound.auto_id)
    return f"{bound.auto_id}_0" if getattr(bound.field, "choices", ()) else files_of(str(bound.auto_id))


def _choices(bound: BoundField) -> list[dict[str, Any]]:
    hints = getattr(bound.field, "choice_hints", {})
    options = [sub.data for sub in bound.subwidgets]
    return [
        {
            "id": option["attrs"].get("id", ""),
            "value": option["value"],
            "label": option["label"],
            "hint": hints.get(str(option["value"]), ""),
            "selected": option["selected"],
            "type": option["type"],
        }
        for option in options
    ]


def _control(bound: BoundField, kind: str) -> str:
    classes = {"select": "form-select", "checkbox": "form-check-input", "file": ""}.get(kind, "form-control")
    own = bound.field.widget.attrs.get("class", "")
    css = " ".join(filter(None, (classes, own, "is-invalid" if bound.errors else "")))
    attrs: dict[str, Any] = {"class": css, "required": False}
    described = bound.aria_describedby or ""
    if kind == "textarea" and getattr(bound.field, "max_length", None):
        attrs |= {"data-count": f"{bound.auto_id}_n", "maxlength": False}
        described = f"{described} {bound.auto_id}_count".strip()
    if kind == "file":
        attrs["data-chosen"] = f"{bound.auto_id}_chosen"
    if described:
        attrs["aria-describedby"] = described
    return bound.as_widget(attrs=attrs)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, phrases: Any = ()) -> dict[str, Any]:
    """Any bound field in the project's look.

    A choice field may carry ``choice_hints = {value: text}`` (a line under each choice). ``phrases``: ready-made texts
    a click puts into a text area.
    """
    kind = widget_kind(bound)
    return {
        "bound": bound,
        "kind": kind,
        "control": "" if kind == "choices" else _control(bound, kind),
        "choices": _choices(bound) if kind == "choices" else (),
        "required": bound.field.required,
        "hint_id": f"{bound.auto_id}_helptext",
        "error_id": f"{bound.auto_id}_error",
        "max_length": getattr(bound.field, "max_length", None),
        "length": len(str(bound.value() or "").replace("\r\n", "\n")),
        "photos": ".jp" in str(bound.field.widget.attrs.get("accept", "")),
        "phrases": phrases,
        "nothing": getattr(bound.field, "nothing", ""),
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """All errors of a form in one box that takes the focus; each line leads to its field."""
    shown = [bound for bound in form if not bound.is_hidden]
    links = [
        (first_control_id(bound), str(bound.label).rstrip("?？"), error) for bound in shown for error in bound.errors
    ]
    general = [*form.non_field_errors(), *(error for bound in form.hidden_fields() for error in bound.errors)]
    return {"links": links, "general": general, "count": len(links) + len(general)}


@register.inclusion_tag("components/form_body.html")
def form_body(form: forms.BaseForm) -> dict[str, Any]:
    """The error summary and every field of a form, in order, in groups where the form has them."""
    plain = [Group("", form.visible_fields())]
    return {
        "form": form,
        "hidden": form.hidden_fields(),
        "groups": form.groups() if isinstance(form, MoveForm) else plain,
    }


@register.simple_tag
def search_input(bound: BoundField) -> str:
    """The input of a search box alone; its label stands elsewhere."""
    return _control(bound, "input")
