"""Addresses of the staff screens (namespace staff) and of signing in."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.generic import RedirectView

from casework.staff import (
    accounts,
    approvals,
    assignments,
    cases,
    files,
    identity,
    inbox,
    keeping_out,
    linking,
    moves,
    records,
    rulings,
    tasks,
    work,
)

staff = [
    path("", work.home, name="home"),
    path("queue", work.queue, name="queue"),
    path("search", RedirectView.as_view(pattern_name="staff:cases", query_string=True), name="search"),
    path("queue/claim", tasks.claim_many, name="claim_many"),
    path("tasks/<int:pk>/claim", tasks.claim, name="claim"),
    path("tasks/<int:pk>/release", tasks.release, name="release"),
    path("tasks/<int:pk>/hand-over", tasks.hand_over, name="hand_over"),
    path("approvals", approvals.approvals, name="approvals"),
    path("approvals/<int:pk>", approvals.approval, name="approval"),
    path("approvals/<int:pk>/take-back", approvals.take_back, name="take_back"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:number>", cases.case, name="case"),
    path("cases/<str:number>/moves/<slug:move>", moves.move, name="move"),
    path("cases/<str:number>/declare", keeping_out.declare, name="declare"),
    path("cases/<str:number>/order-out", keeping_out.order_out, name="order_out"),
    path("cases/<str:number>/lead", keeping_out.relead, name="relead"),
    path("cases/<str:number>/identity", identity.identity, name="identity"),
    path("cases/<str:number>/link", linking.link, name="link"),
    path("cases/<str:number>/compare/<str:other>", linking.compare, name="compare"),
    path("unsealings", identity.unsealings, name="unsealings"),
    path("unsealings/<int:pk>", identity.unsealing, name="unsealing"),
    path("cases/<str:number>/evidence", files.add_evidence, name="add_evidence"),
    path("assignments/<int:pk>/answer", assignments.answer, name="answer"),
    path("assignments/<int:pk>/return", assignments.give_back, name="give_back"),
    path("assignments/<int:pk>/recall", keeping_out.recall, name="recall"),
    path("assignments/<int:pk>/ruling", rulings.ruling, name="ruling"),
    path("evidence/<int:pk>", files.evidence, name="evidence"),
    path("papers/<int:pk>", files.paper, name="paper"),
    path("messages", inbox.inbox, name="messages"),
    path("messages/read", inbox.read_all, name="read_all"),
    path("messages/<int:pk>/open", inbox.open_message, name="open_message"),
    path("records/", records.records, name="records"),
    path("records/<str:number>", records.record, name="record"),
]

urlpatterns = [
    path("accounts/login/", accounts.SignIn.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("staff/", include((staff, "staff"))),
]
