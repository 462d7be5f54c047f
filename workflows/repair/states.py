"""The legal states of a repair, the law its moves rest on, and whom they tell."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.registry import Notice

PLAN = "西岗区加强政务诚信建设实施方案 四(四)"
MEASURES = "信用修复管理办法（国家发展改革委令第36号）"
LAW = f"{MEASURES}；发改财金〔2023〕1103号 三；{PLAN}"  # market subjects; public bodies; civil servants
EXTENSION = f"{MEASURES}；本区拟定的默认期限（待确认）"
DEFAULTS = "本区拟定的默认期限（待确认）"
OWN = "本区拟定的办理规程（待确认）"

TELL_FILER = Notice("progress", "filer")
TELL_RESULT = Notice("result", "filer")
TELL_HANDLER = Notice("case_moved", "lead")


class S(models.TextChoices):
    """The legal states."""

    SUBMITTED = "submitted", _("Waiting for acceptance")
    SUPPLEMENTING = "supplementing", _("Waiting for material")
    VERIFYING = "verifying", _("Being verified")
    CONSULTING = "consulting", _("Units confirm")
    DECIDING = "deciding", _("Drafting the decision")
    DECIDED = "decided", _("To be carried out")
    NOTIFYING = "notifying", _("Waiting for confirmations")
    CLOSED = "closed", _("Repaired")
    REFUSED = "refused", _("Not accepted")
    DENIED = "denied", _("Not granted")
    POINTLESS = "pointless", _("Nothing left to repair")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REVOKED = "revoked", _("Repair revoked")


OPEN = (S.SUBMITTED, S.SUPPLEMENTING, S.VERIFYING, S.CONSULTING, S.DECIDING)  # nothing is decided yet
CLOSED = frozenset(
    {S.CLOSED.value, S.REFUSED.value, S.DENIED.value, S.POINTLESS.value, S.WITHDRAWN.value, S.REVOKED.value}
)
