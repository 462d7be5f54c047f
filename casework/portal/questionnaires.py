"""The questionnaires that people find on the public site, by the kind of case they lead to."""

from __future__ import annotations

from casework.models import Draft
from casework.portal.complaint.questionnaire import QUESTIONNAIRE as COMPLAINT
from casework.portal.objection.questionnaire import QUESTIONNAIRE as OBJECTION
from casework.portal.questionnaire import Questionnaire
from casework.portal.repair.questionnaire import QUESTIONNAIRE as REPAIR

ALL = {row.kind: row for row in (COMPLAINT, OBJECTION, REPAIR)}


def of(draft: Draft) -> Questionnaire:
    """The questionnaire that a draft belongs to."""
    return ALL[draft.kind]
