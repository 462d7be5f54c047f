"""Addresses of the public site."""

from django.urls import path
from django.views.decorators.debug import sensitive_post_parameters

from casework.portal.views import health, home, objection, pages, records, resume, track

app_name = "portal"

private = sensitive_post_parameters()  # what people type never reaches an error report

urlpatterns = [
    path("", home.home, name="home"),
    path("records", records.search, name="records"),
    path("records/<str:number>", records.detail, name="record"),
    path("objections/new", objection.begin, name="objection_begin"),
    path("objections/new/<uuid:key>/done", resume.gone(objection.done), name="objection_done"),
    path("objections/new/<uuid:key>/<slug:slug>", private(resume.gone(objection.step)), name="objection_step"),
    path("objections/resume", resume.enter, name="resume_enter"),
    path("objections/resume/<str:token>", resume.gone(resume.resume), name="resume"),
    path("track", private(track.enter), name="track"),
    path("track/leave", track.leave, name="track_leave"),
    path("track/papers/<int:pk>", track.paper, name="track_paper"),
    path("track/<str:number>", track.show, name="track_case"),
    path("track/<str:number>/<slug:move>", private(track.act), name="track_act"),
    path("privacy", pages.privacy, name="privacy"),
    path("accessibility", pages.accessibility, name="accessibility"),
    path("source", pages.source_page, name="source"),
    path("source/archive", pages.source_archive, name="source_archive"),
    path("size", pages.size, name="size"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
