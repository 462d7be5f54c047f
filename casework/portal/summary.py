"""What was entered, for the page before sending."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from casework.models import Draft
from casework.portal import steps
from casework.portal.questionnaire import EVIDENCE, Forms, Questionnaire


def groups(pages: Questionnaire, draft: Draft, forms: Forms, files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers of each step with the step's name and address, ready to be read through."""
    found = [(step, step.rows(draft, forms[step.slug])) for step in steps.asked(pages, draft) if step.rows]
    names = "\n".join(file["name"] for file in files) or _("none yet; you can add them later")
    found.append((EVIDENCE, [(_("Files"), names)]))
    return [{"slug": s.slug, "title": s.name, "rows": rows, "url": steps.url(draft, s.slug)} for s, rows in found]
