"""Addresses: the public site at the root, staff under /staff/, machines under /api/v1."""

from django.contrib import admin
from django.urls import include, path

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("", include("casework.portal.urls")),
    path("", include("casework.staff.urls")),
    path("", include("notifications.urls")),
    path("api/v1/", include("casework.api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
