"""The legal states of an objection, the grounds its moves rest on, and whom they tell."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.registry import Notice

PLAN = "西岗区加强政务诚信建设实施方案 四(四)"
DEFAULTS = "本区拟定的默认期限（待确认）"
TELL_FILER = Notice("progress", "filer")
TELL_RESULT = Notice("result", "filer")
TELL_HANDLER = Notice("case_moved", "lead")


class S(models.TextChoices):
    """The legal states."""

    SUBMITTED = "submitted", _("Waiting for acceptance")
    SUPPLEMENTING = "supplementing", _("Waiting for material")
    VERIFYING = "verifying", _("Own check")
    CONSULTING = "consulting", _("Provider checks")
    DECIDING = "deciding", _("Drafting the decision")
    DECIDED = "decided", _("To be carried out")
    NOTIFYING = "notifying", _("Waiting for confirmations")
    CLOSED = "closed", _("Closed")
    REFUSED = "refused", _("Not accepted")
    TRANSFERRED = "transferred", _("Handed to another body")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REVIEWING = "reviewing", _("Under review")


CLOSED = frozenset({S.CLOSED.value, S.REFUSED.value, S.TRANSFERRED.value, S.WITHDRAWN.value})
