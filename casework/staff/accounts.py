"""Signing in and out. Wrong passwords are counted by axes; a demo installation shows its accounts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.utils import timezone

from casework.models import Membership


class SignIn(LoginView):
    """The page at which staff sign in."""

    template_name = "staff/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the accounts of a demo installation, never those of a real one."""
        return super().get_context_data(**kwargs) | {"demo_accounts": demo_accounts() if settings.DEMO else []}


def demo_accounts() -> list[Membership]:
    """Who can be tried out: one line a role and unit."""
    today = timezone.localdate()
    members = Membership.objects.filter(valid_from__lte=today, valid_to__isnull=True, user__is_active=True)
    return list(members.select_related("user", "unit").order_by("unit_id", "pk")[:12])
