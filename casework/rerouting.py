"""A case goes to another subject area (调整领域): it is routed anew, recusal first, and says so."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from casework import recusals, registry, routing
from casework.context import Context
from casework.errors import InvalidData
from casework.models import Area, Case, Unit
from casework.rule_messages import rule_words
from casework.rules.errors import MissingStreet, RuleError
from casework.visibility import search_terms


def reroute(ctx: Context, area: str, street: Unit | None) -> None:
    """Part of a move: the case belongs to this area and street. Raises InvalidData when nobody leads there."""
    case = ctx.case
    if (area, street and street.pk) == (case.area, case.street_id):
        return
    _retitle(case, area)
    case.area, case.street = area, street
    try:
        found, decision = routing.anew(case, ctx.on)
    except MissingStreet as error:
        raise InvalidData({"street": [rule_words(error)]}) from error
    except RuleError as error:
        words = _("No unit can be found for this matter: %(why)s") % {"why": rule_words(error)}
        raise InvalidData({"area": [words]}) from error
    case.route = decision | {"changes": case.route.get("changes", [])}
    lead = routing.unit(found.lead)
    if lead.pk != case.lead_unit_id:
        recusals.change_lead(ctx, lead, "调整所属领域")  # files are kept in Chinese
    routing.set_joint_leads(case, list(found.joint_leads))


def _retitle(case: Case, area: str) -> None:
    """A title that says the area, as intake makes it, says the new one; a title that somebody gave stays."""
    names = dict(Area.objects.filter(code__in=(case.area, area)).values_list("code", "zh"))
    with translation.override("zh-hans"):  # files are kept in Chinese
        said = names.get(case.area, str(registry.get(case.kind).label))
    if case.title.endswith(said):
        case.title = (case.title.removesuffix(said) + names.get(area, said))[:200]
        case.search = sorted({*case.search, *search_terms(case.title)})
