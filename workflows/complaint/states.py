"""The legal states of a complaint, the law its moves rest on, and whom they tell."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.registry import Notice

PLAN = "西岗区加强政务诚信建设实施方案 三"
OWN = "本区拟定的办理规程（待确认）"
RECEIPT = f"{PLAN}；信访工作条例 第二十三条"
ACCEPTANCE = f"{RECEIPT}；发改财金〔2023〕1103号 二（二）；保障中小企业款项支付条例 第二十五条"
NOT_OURS = "信访工作条例 第二十三条第三款；国办发〔2020〕53号"
AGAINST_PERSONS = "纪检监察机关处理检举控告工作规则 第十四条至第十七条"
SEVERAL_BODIES = f"{PLAN}；信访工作条例 第二十四条"
HANDLING = "信访工作条例 第三十四条；发改财金〔2023〕1103号 二（二）；保障中小企业款项支付条例 第二十五条第二款"
REVIEW = "信访工作条例 第三十五条"

TELL_FILER = Notice("progress", "filer")
TELL_RESULT = Notice("result", "filer")
TELL_LEAD = Notice("case_moved", "lead")
TELL_REGISTRY = Notice("case_moved", "registry")


class S(models.TextChoices):
    """The legal states."""

    SUBMITTED = "submitted", _("Waiting for acceptance")
    SUPPLEMENTING = "supplementing", _("Waiting for material")
    HANDLING = "handling", _("Being handled")
    CONSULTING = "consulting", _("Units contribute")
    COUNTERSIGNING = "countersigning", _("Joint leads countersign")
    CONCLUDED = "concluded", _("Concluded, to be served")
    REPLIED = "replied", _("Answered")
    REOPENING = "reopening", _("Asked to be handled again")
    REVIEWING = "reviewing", _("Under review")
    CLOSED = "closed", _("Closed")
    REFUSED = "refused", _("Not accepted")
    TRANSFERRED = "transferred", _("Handed to another body")
    MERGED = "merged", _("Merged")
    WITHDRAWN = "withdrawn", _("Withdrawn")


CLOSED = frozenset(s.value for s in (S.CLOSED, S.REFUSED, S.TRANSFERRED, S.MERGED, S.WITHDRAWN))
OPEN = tuple(s for s in S if s.value not in CLOSED)
