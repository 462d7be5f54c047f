"""Records as tests need them: collected by one person, verified by another, disputed, with measures on them."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework import actions
from casework.models import CreditRecord, Measure, Sanction, Unit
from casework.register.collecting import Given
from tests.world import World

COLLECTOR, VERIFIER = "caizheng_handler", "fagai_supervisor"
DECIDED = date(2026, 10, 20)
GOVERNMENT = "西岗区人民政府"


def given(about: str = "区住建局", **changes: Any) -> Given:
    """A breach of a public body, as its provider enters it."""
    unit = Unit.objects.get(name=about, valid_to=None)
    said = {
        "subject_type": "unit",
        "subject_name": unit.full_name,
        "subject_unit": unit,
        "source_unit": Unit.objects.get(name="区财政局", valid_to=None),
        "rule_version": "1103号",
        "title": "逾期支付工程款",
        "facts": "合同约定的工程款逾期九十日未付。",
        "basis": "西财函〔2026〕12号",
        "severity": "ordinary",
        "decided_on": DECIDED,
        "determined_on": DECIDED,
    }
    return Given(**said | changes)


def collected(world: World, about: str = "区住建局", **changes: Any) -> CreditRecord:
    """Taken in, not verified yet."""
    return actions.collect_record(given(about, **changes), by=world.actor(COLLECTOR), at=world.at)


def verified(
    world: World, about: str = "区住建局", *, publish: bool = True, verifier: str = VERIFIER, **changes: Any
) -> CreditRecord:
    """Verified by a second person."""
    why = "" if publish else "依规定不公示"
    row = collected(world, about, **changes)
    return actions.verify_record(row, by=world.actor(verifier), at=world.at, publish=publish, withheld=why)


def measured(**changes: Any) -> dict[str, Any]:
    """A measure as the district government decided it."""
    said = {
        "measure": "通报批评",
        "kind": Measure.objects.get(code="public_criticism"),
        "decided_by": GOVERNMENT,
        "decided_on": date(2026, 11, 5),
        "first_day": date(2026, 11, 5),
        "basis": "西政发〔2026〕9号",
    }
    return said | changes


def sanctioned(world: World, record: CreditRecord, who: str = COLLECTOR, **changes: Any) -> Sanction:
    """A measure entered on the record."""
    return actions.impose_sanction(record, by=world.actor(who), at=world.at, **measured(**changes))
