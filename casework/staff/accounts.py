"""Signing in and out. Wrong passwords are counted by axes; a demo installation shows its accounts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.db.models import Count, F
from django.utils import timezone

from casework.models import Membership, Unit

SHOWN = 12


class SignIn(LoginView):
    """The page at which staff sign in."""

    template_name = "staff/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the accounts of a demo installation, never those of a real one."""
        return super().get_context_data(**kwargs) | {"demo_accounts": demo_accounts() if settings.DEMO else []}


def demo_accounts() -> list[Membership]:
    """Who can be tried out: the units with most to do in the demo first."""
    today = timezone.localdate()
    units = Unit.objects.annotate(
        people=Count("memberships", distinct=True), records=Count("provided_records", distinct=True)
    ).order_by(-(F("people") + F("records")), "pk")
    members = Membership.objects.filter(valid_from__lte=today, valid_to__isnull=True, user__is_active=True)
    rank = {pk: place for place, pk in enumerate(units.values_list("pk", flat=True))}
    found = members.select_related("user", "unit").order_by("pk")
    return sorted(found, key=lambda member: rank[member.unit_id])[:SHOWN]
