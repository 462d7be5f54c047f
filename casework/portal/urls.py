"""Addresses of the public site."""

from django.urls import URLPattern, path
from django.views.decorators.debug import sensitive_post_parameters

from casework.portal.views import (
    acting,
    health,
    home,
    metrics,
    pages,
    questions,
    records,
    resume,
    telling,
    track,
    verify,
)

app_name = "portal"

private = sensitive_post_parameters()  # what people type never reaches an error report


def _questionnaire(kind: str, folder: str) -> list[URLPattern]:
    """The addresses of a questionnaire: its first page, its receipt, its steps."""
    given = {"kind": kind}
    done, step = resume.gone(questions.done), private(resume.gone(questions.step))
    return [
        path(f"{folder}/new", questions.begin, given, name=f"{kind}_begin"),
        path(f"{folder}/new/<uuid:key>/done", done, given, name=f"{kind}_done"),
        path(f"{folder}/new/<uuid:key>/<slug:slug>", step, given, name=f"{kind}_step"),
    ]


urlpatterns = [
    path("", home.home, name="home"),
    path("records", records.search, name="records"),
    path("records/<str:number>", records.detail, name="record"),
    *_questionnaire("objection", "objections"),
    *_questionnaire("complaint", "complaints"),
    *_questionnaire("repair", "repairs"),
    path("drafts/resume", resume.enter, name="resume_enter"),
    path("drafts/resume/<str:token>", resume.gone(resume.resume), name="resume"),
    path("track", private(track.enter), name="track"),
    path("track/leave", track.leave, name="track_leave"),
    path("track/papers/<int:pk>", track.paper, name="track_paper"),
    path("track/papers/<int:pk>/pdf", track.paper_pdf, name="track_paper_pdf"),
    path("track/<str:number>/receipt.json", track.receipt_file, name="track_receipt_file"),
    path("track/<str:number>", track.show, name="track_case"),
    path("track/<str:number>/files", acting.files, name="track_files"),
    path("track/<str:number>/told", telling.told, name="track_told"),
    path("stop/<str:token>", telling.stop, name="stop"),
    path("track/<str:number>/<slug:move>", private(acting.act), name="track_act"),
    path("verify", verify.verify, name="verify"),
    path("verify/keys", verify.keys, name="verify_keys"),
    path("verify/<str:typed>", verify.verify, name="verify_code"),
    path("privacy", pages.privacy, name="privacy"),
    path("accessibility", pages.accessibility, name="accessibility"),
    path("source", pages.source_page, name="source"),
    path("source/archive", pages.source_archive, name="source_archive"),
    path("size", pages.size, name="size"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]
