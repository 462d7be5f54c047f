"""Addresses that the other sides of the channels call."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [path("gateway/sms/reports", views.sms_reports, name="sms_reports")]
