"""Administration: accounts and memberships can be changed, reference data only read. Cases are not here at all."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from casework import (
    actions,
    endpoint_admin,  # noqa: F401 -- registers what stands beside
)
from casework.errors import InvalidData
from casework.models import (
    Absence,
    Area,
    CalendarYear,
    Clause,
    DeadlineRule,
    Measure,
    Membership,
    Paper,
    Reason,
    Regime,
    ReserveList,
    RuleChange,
    Subscriber,
    Unit,
    User,
)
from casework.push import subscribers
from notifications.wire import signing

admin.site.site_header = admin.site.site_title = _("Accounts and reference data")


class MembershipInline(admin.TabularInline[Membership, User]):
    """Roles of a person."""

    model = Membership
    extra = 0
    autocomplete_fields = ("unit",)


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    """Accounts. Whoever leaves is made inactive: their history stays."""

    list_display = ("username", "name", "is_active", "last_login")
    list_filter = ("is_active", "memberships__unit")
    search_fields = ("username", "name")
    inlines = (MembershipInline,)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("person"), {"fields": ("name", "email", "language")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "user_permissions")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "name", "usable_password", "password1", "password2")}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """People are never deleted."""
        return False


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    """Who has which role where, and from when to when."""

    list_display = ("user", "unit", "role", "valid_from", "valid_to")
    list_filter = ("role", "unit")
    autocomplete_fields = ("user", "unit")
    list_select_related = ("user", "unit")


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Reference data come from the pack; here they are looked at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the loader adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the loader changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted: cases refer to the version they started under."""
        return False


@admin.register(Absence)
class AbsenceAdmin(ReadOnlyAdmin):
    """Who stands in for whom; entered on the staff pages by the member or a supervisor."""

    list_display = ("membership", "deputy", "first_day", "last_day", "entered_by")
    list_select_related = ("membership__user", "membership__unit", "deputy", "entered_by")


@admin.register(Unit)
class UnitAdmin(ReadOnlyAdmin):
    """Units with the dates between which they exist."""

    list_display = ("name", "full_name", "kind", "outside", "valid_from", "valid_to")
    list_filter = ("kind", "outside")
    search_fields = ("name", "full_name")


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(ReadOnlyAdmin):
    """Time limits with their source; what is not read in the source is marked 待确认."""

    list_display = ("code", "version", "title", "length", "source", "article", "attestation", "standing")
    list_filter = ("attestation", "kind")
    search_fields = ("code", "title", "source")

    @admin.display(description=_("length"))
    def length(self, rule: DeadlineRule) -> str:
        """The limit as the pack writes it."""
        limit = rule.spec.get("limit")
        return f"{limit['value']} {limit['unit']}" if limit else "—"

    @admin.display(description=_("standing"))
    def standing(self, rule: DeadlineRule) -> Any:
        """Whether administrators may rely on the figure."""
        return format_html("<b>{}</b>", _("to be confirmed")) if rule.unconfirmed else _("attested")


class VersionedAdmin(ReadOnlyAdmin):
    """Rows that are found by their code."""

    search_fields: ClassVar[Any] = ("code",)


@admin.register(CalendarYear)
class CalendarYearAdmin(ReadOnlyAdmin):
    """Calendar years; a provisional one has no notice yet."""

    list_display = ("year", "version", "status", "source_notice")


@admin.register(Regime)
class RegimeAdmin(VersionedAdmin):
    """Rule versions of publication and repair, with the days whose records come under them."""

    list_display = ("code", "version", "title", "valid_from", "valid_to", "attestation")


@admin.register(Clause)
class ClauseAdmin(VersionedAdmin):
    """The clauses of the plan."""

    list_display = ("code", "version", "title", "leads", "cooperating")


@admin.register(ReserveList)
class ReserveListAdmin(VersionedAdmin):
    """Who leads when every lead is excluded."""

    list_display = ("code", "version", "units", "source", "valid_from")


@admin.register(RuleChange)
class RuleChangeAdmin(VersionedAdmin):
    """Who drafted which change of a rule, and who decided it."""

    list_display = ("what", "code", "status", "valid_from", "drafted_by", "decided_by")
    list_filter = ("status", "what")
    list_select_related = ("drafted_by", "decided_by")


@admin.register(Area)
class AreaAdmin(VersionedAdmin):
    """Subject areas."""

    list_display = ("code", "clause", "zh", "en")


@admin.register(Reason)
class ReasonAdmin(VersionedAdmin):
    """Reasons by group."""

    list_display = ("group", "code", "zh", "en")
    list_filter = ("group",)


@admin.register(Paper)
class PaperAdmin(VersionedAdmin):
    """Official papers and the words of their numbers."""

    list_display = ("code", "title", "series", "kind")


@admin.register(Measure)
class MeasureAdmin(VersionedAdmin):
    """Measures that bodies outside decide."""

    list_display = ("code", "zh", "decider", "source", "article", "attestation")


class SubscriberForm(forms.ModelForm[Subscriber]):
    """A subscriber. Its secret can be set, never read."""

    url = forms.CharField(label=_("address"), max_length=400, required=False, widget=forms.URLInput)
    new_secret = forms.CharField(
        label=_("New signing secret"),
        required=False,
        widget=forms.PasswordInput,
        help_text=_("Left empty, the old one stays; a webhook without one is given a secret that is shown once."),
    )
    made = ""

    class Meta:
        model = Subscriber
        fields = ("code", "name", "active", "way", "url", "new_secret", "folder", "account")
        labels = {"code": _("code"), "account": _("account that fetches and confirms")}

    def clean(self) -> dict[str, Any]:
        """What the way of telling needs, field by field."""
        data: dict[str, Any] = super().clean() or {}
        row, secret = self.instance, data.get("new_secret")
        for name in ("way", "url", "folder", "account"):
            setattr(row, name, data.get(name, getattr(row, name)))
        if row.way == Subscriber.Way.WEBHOOK and not secret and not row.secret:
            self.made = secret = signing.new_secret()
        row.secret = secret or row.secret
        try:
            subscribers.check(row)
        except InvalidData as error:
            for field, words in error.errors.items():
                self.add_error("new_secret" if field == "secret" else field, words)
        return data


@admin.register(Subscriber)
class SubscriberAdmin(admin.ModelAdmin[Subscriber]):
    """Who is told of changed records, and how. Whoever is no longer told is switched off: what it was told stays."""

    form = SubscriberForm
    list_display = ("code", "name", "active", "way")
    autocomplete_fields = ("account",)

    def save_model(self, request: HttpRequest, obj: Subscriber, form: Any, change: bool) -> None:
        """What is not confirmed yet goes the new way; a secret that was made here is shown this once."""
        actions.save_subscriber(obj, at=request.now)  # type: ignore[attr-defined]  # set by ActorMiddleware
        if form.made:
            messages.warning(request, _("The signing secret, shown only now: %(secret)s") % {"secret": form.made})

    def has_delete_permission(self, request: HttpRequest, obj: Subscriber | None = None) -> bool:
        """Subscribers are never deleted."""
        return False
