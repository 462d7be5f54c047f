"""The legal states of a rectification, the grounds its moves rest on, and whom they tell."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.registry import Notice

PLAN = "西岗区加强政务诚信建设实施方案 四(三)"
LENIENCY = "西岗区加强政务诚信建设实施方案 四(四)"
REFUSAL = "发改财金〔2023〕1103号；西岗区加强政务诚信建设实施方案 四(三)"
CHECKING = "政府督查工作条例 第十八条"
ORDER_REVIEW = "政府督查工作条例 第十七条"
REVIEW = "参照政府督查工作条例第十七条（本区拟定的默认期限，待确认）"
DEFAULTS = "本区拟定的默认期限（待确认）"

TELL_LEAD = Notice("case_moved", "lead")
TELL_RESPONDENT = Notice("case_moved", "respondent")
TELL_RESULT = Notice("result", "respondent")


class S(models.TextChoices):
    """The legal states."""

    DRAFTING = "drafting", _("Drafting the order")
    ORDERED = "ordered", _("To be served")
    EXPLAINING = "explaining", _("Explaining in writing")
    RECTIFYING = "rectifying", _("Putting right")
    REPORTED = "reported", _("Waiting for inspection")
    PASSED = "passed", _("Inspection passed")
    REFUSED = "refused", _("Found to refuse")
    CLOSED = "closed", _("Closed")
    REVIEWING = "reviewing", _("Under review")
    REVOKED = "revoked", _("Order revoked")
    CANCELLED = "cancelled", _("Not ordered")


CLOSED = frozenset({S.CLOSED.value, S.REVOKED.value, S.CANCELLED.value})
