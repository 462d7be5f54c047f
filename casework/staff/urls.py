"""Addresses of the staff screens (namespace staff) and of signing in."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.generic import RedirectView

from casework.staff import (
    absences,
    accounts,
    approvals,
    assignments,
    cases,
    files,
    hotline,
    identity,
    inbox,
    keeping_out,
    linking,
    load,
    moves,
    recommendations,
    records,
    register,
    route,
    rulings,
    tasks,
    watch,
    work,
)
from casework.staff.rules import changes as rule_changes
from casework.staff.rules import drafting
from casework.staff.rules import lists as rule_lists
from casework.staff.rules import pages as rule_pages

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
    path("route", route.route, name="route"),
    path("register", register.register, name="register"),
    path("unsealings", identity.unsealings, name="unsealings"),
    path("unsealings/<int:pk>", identity.unsealing, name="unsealing"),
    path("cases/<str:number>/evidence", files.add_evidence, name="add_evidence"),
    path("assignments/<int:pk>/answer", assignments.answer, name="answer"),
    path("assignments/<int:pk>/return", assignments.give_back, name="give_back"),
    path("assignments/<int:pk>/recall", keeping_out.recall, name="recall"),
    path("assignments/<int:pk>/ruling", rulings.ruling, name="ruling"),
    path("evidence/<int:pk>", files.evidence, name="evidence"),
    path("papers/<int:pk>", files.paper, name="paper"),
    path("watch", watch.watch, name="watch"),
    path("recommendations", recommendations.recommendations, name="recommendations"),
    path("recommendations/<int:pk>", recommendations.recommendation, name="recommendation"),
    path("load", load.load, name="load"),
    path("load/tasks", load.tasks, name="load_tasks"),
    path("absences", absences.absences, name="absences"),
    path("absences/new", absences.enter, name="enter_absence"),
    path("absences/<int:pk>/end", absences.end, name="end_absence"),
    path("hotline", hotline.hotline, name="hotline"),
    path("messages", inbox.inbox, name="messages"),
    path("messages/read", inbox.read_all, name="read_all"),
    path("messages/<int:pk>/open", inbox.open_message, name="open_message"),
    path("rules", rule_lists.rules, name="rules"),
    path("rules/changes/<int:pk>", rule_changes.change, name="rule_change"),
    path("rules/changes/<int:pk>/withdraw", rule_changes.withdraw, name="withdraw_rule_change"),
    path("rules/year/new", drafting.new_year, name="new_year"),
    path("rules/<slug:what>/<str:code>", rule_pages.rule, name="rule"),
    path("rules/<slug:what>/<str:code>/change", drafting.draft, name="draft_rule"),
    path("rules/<slug:what>/<str:code>/roll-back", drafting.roll_back, name="roll_back_rule"),
    path("records/", records.records, name="records"),
    path("records/<str:number>", records.record, name="record"),
]

urlpatterns = [
    path("accounts/login/", accounts.SignIn.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("staff/", include((staff, "staff"))),
]
