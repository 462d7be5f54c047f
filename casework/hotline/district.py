"""The units, streets and subject areas by the names that sheets use, read once for a whole file."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from casework import routing
from casework.models import Area, Unit
from casework.rules.routing import RoutingTable


class District:
    """Names of the district on a day."""

    def __init__(self, on: date) -> None:
        current = Unit.objects.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on)
        )
        units = list(current.order_by("pk"))
        self._units = {name: unit for unit in units for name in (unit.name, unit.full_name) if name}
        self._streets = {name: unit for name, unit in self._units.items() if unit.kind == Unit.Kind.STREET}
        areas = list(Area.objects.order_by("pk"))
        self._areas = {area.zh: area.code for area in areas} | {area.code: area.code for area in areas}
        self._table: RoutingTable = routing.table(on)

    def unit(self, name: str) -> Unit | None:
        """A unit by its short or full name."""
        return self._units.get(name)

    def street(self, name: str) -> Unit | None:
        """A street office by its short or full name."""
        return self._streets.get(name)

    def area(self, name: str) -> str:
        """The code of a subject area by its Chinese name or its code; empty when there is none."""
        return self._areas.get(name, "")

    def area_name(self, code: str) -> str:
        """The Chinese name of an area."""
        return next((name for name, known in self._areas.items() if known == code), code)

    def has_lead(self, area: str, street: Unit | None, respondent: Unit) -> bool:
        """Whether it is known who leads: where the streets lead, one has to be named, or be the respondent."""
        clause = self._table.clauses[self._table.areas[area]]
        return not clause.lead_class or street is not None or respondent.kind == Unit.Kind.STREET
