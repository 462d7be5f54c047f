"""Approvals one after another: the list, and one proposal with everything needed to decide it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from casework import actions, queries, registry
from casework.approval import check_may_decide
from casework.context import Context
from casework.errors import Conflict, InvalidData, NotAllowed, NotFound
from casework.keyset import page_of
from casework.models import Case, Proposal
from casework.papers.render import draft_pdf as render_draft
from casework.queries import BY_RISK, light_of
from casework.staff import drafts, review
from casework.staff.case_page import filer_facts, read
from casework.staff.context import working_calendar
from casework.staff.forms import APPROVE, DECISIONS, DecisionForm
from casework.staff.moves import add_errors
from casework.staff.pages import done, load_case, staff_page
from casework.staff.request import StaffRequest
from casework.staff.rows import row_of, time_left
from casework.staff.work import with_query

LONGEST_ROUND = 200  # proposals that the previous and next buttons reach


@staff_page()
def approvals(request: StaffRequest) -> HttpResponse:
    """What waits for my approval, and what I proposed myself."""
    page = page_of(queries.for_rows(queries.approval_tasks(request.actor)), BY_RISK, request.GET.get("cursor", ""))
    calendar = working_calendar(request)
    context = {
        "rows": [_listed(row_of(task, request.actor, request.now, calendar)) for task in page.rows],
        "mine": [_listed_mine(proposal) for proposal in queries.proposals(request.actor, mine=True)[:25]],
        "before": with_query("staff:approvals", {"cursor": page.before}) if page.before else "",
        "after": with_query("staff:approvals", {"cursor": page.after}) if page.after else "",
    }
    return render(request, "staff/approvals.html", context)


@staff_page("GET", "POST")
def approval(request: StaffRequest, pk: int) -> HttpResponse:
    """Read one proposal and decide it; then comes the next."""
    proposal = load_proposal(request, pk)
    case = load_case(request, proposal.case.number)
    if request.method == "GET":
        read(request, case)
        start = {"decision": APPROVE, "content_hash": proposal.content_hash}
        return _page(request, case, proposal, DecisionForm(initial=start))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, case, proposal, form, status=422)
    following = _neighbours(request, proposal)["then"]
    try:
        decided = _decide(request, proposal, form)
    except InvalidData as error:
        add_errors(form, error)
        return _page(request, case, proposal, form, status=error.status)
    except Conflict as error:
        return _page(request, case, load_proposal(request, pk), form, trouble=error, status=error.status)
    return done(request, _words(decided, case), following or reverse("staff:approvals"))


@staff_page()
def draft_pdf(request: StaffRequest, pk: int, n: int) -> HttpResponse:
    """A paper of a proposal as the PDF of a draft, marked as one."""
    papers, _words_seen = drafts.of_proposal(request, load_proposal(request, pk), None)
    if not 0 < n <= len(papers) or papers[n - 1].paper.issued:
        raise NotFound(_("There is no such draft."))
    response = HttpResponse(render_draft(papers[n - 1].paper), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{papers[n - 1].paper.title}-样稿.pdf")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@staff_page("POST")
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    """The proposer takes a proposal back to change it."""
    proposal = load_proposal(request, pk)
    actions.take_back(proposal.pk, by=request.actor, at=request.now)
    words = _("You have taken the proposal back. Change it and send it again.")
    return done(request, words, reverse("staff:case", args=[proposal.case.number]))


def load_proposal(request: StaffRequest, pk: int) -> Proposal:
    """A proposal of a case this person may see. Raises NotFound."""
    visible = Case.objects.visible_to(request.actor)
    shown = Proposal.objects.filter(pk=pk, case__in=visible).seen_by(request.actor)
    proposal = shown.select_related("case", "unit", "proposer", "decided_by").first()
    if proposal is None:
        raise NotFound(_("There is no such proposal, or you may not see it."))
    return proposal


def _decide(request: StaffRequest, proposal: Proposal, form: DecisionForm) -> Proposal:
    given = form.cleaned_data
    return actions.decide(
        proposal.pk,
        by=request.actor,
        at=request.now,
        approve=given["decision"] == APPROVE,
        reason=given["reason"],
        content_hash=given["content_hash"],
        words=given["words"],
    )


def _page(
    request: StaffRequest,
    case: Case,
    proposal: Proposal,
    form: DecisionForm,
    *,
    trouble: Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    earlier = review.earlier_proposal(proposal)
    papers, words = drafts.of_proposal(request, proposal, earlier)
    pending = proposal.status == Proposal.Status.PENDING
    checks = review.checks(case, proposal, request.actor, request.now) if pending else []
    context: dict[str, Any] = {
        "case": case,
        "kind": registry.get(case.kind),
        "proposal": proposal,
        "move": registry.get(case.kind).moves[proposal.move],
        "light": light_of(case.due_at, case.amber_at, request.now),
        "left": time_left(case.due_at, request.now, working_calendar(request)),
        "filer": filer_facts(case),
        "lines": review.proposed(case, proposal, earlier, request.now),
        "earlier": earlier,
        "papers": papers,
        "words": words,
        "checks": checks,
        "attention": sum(not check.ok for check in checks),
        "chain": review.chain(case, proposal),
        "form": form,
        "choices": _choices(form),
        "phrases": [_("Agreed."), _("Please check the facts once more."), _("Please add evidence.")],
        "may_take_back": pending and proposal.proposer_id == request.user.pk,
        "trouble": trouble,
        "why_not": _why_not(request, case, proposal) if pending else "",
        "pending": pending,
        **_neighbours(request, proposal),
    }
    return render(request, "staff/approval.html", context, status=status)


def _why_not(request: StaffRequest, case: Case, proposal: Proposal) -> str:
    """Why this person may not decide, in words; empty when they may."""
    move = registry.get(case.kind).moves[proposal.move]
    try:
        check_may_decide(
            Context(case=case, move=move, actor=request.actor, at=request.now, proposal=proposal), proposal
        )
    except NotAllowed as error:
        return str(error)
    return ""


def _neighbours(request: StaffRequest, proposal: Proposal) -> dict[str, Any]:
    """Where this proposal stands among those waiting, and the addresses before and after it."""
    tasks = queries.approval_tasks(request.actor).order_by(*BY_RISK.by(backwards=False))
    waiting = list(tasks.values_list("proposal_id", flat=True)[:LONGEST_ROUND])
    if proposal.pk not in waiting:
        return {"position": 0, "total": len(waiting), "previous": "", "next": "", "then": _address(waiting[:1])}
    here = waiting.index(proposal.pk)
    onward = waiting[here + 1 : here + 2]
    return {
        "position": here + 1,
        "total": len(waiting),
        "previous": _address(waiting[here - 1 : here]) if here else "",
        "next": _address(onward),
        "then": _address(onward or waiting[: min(here, 1)]),
    }


def _choices(form: DecisionForm) -> list[dict[str, Any]]:
    """The two decisions with what each of them does."""
    chosen = form["decision"].value()
    return [{"value": v, "label": words, "hint": does, "checked": v == chosen} for v, words, does in DECISIONS]


def _address(found: list[int]) -> str:
    return reverse("staff:approval", args=found) if found else ""


def _listed(row: Any) -> dict[str, Any]:
    move = registry.get(row.case.kind).moves[row.task.proposal.move]
    return {"row": row, "step": move.label, "proposal": row.task.proposal}


def _listed_mine(proposal: Proposal) -> dict[str, Any]:
    return {"proposal": proposal, "step": registry.get(proposal.case.kind).moves[proposal.move].label}


def _words(proposal: Proposal, case: Case) -> str:
    if proposal.status == Proposal.Status.APPROVED:
        return _("Approved: %(number)s.") % {"number": case.number}
    return _("Returned to %(name)s: %(number)s.") % {"name": proposal.proposer, "number": case.number}
