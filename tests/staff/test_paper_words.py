"""Words of papers on the screens: previewed, worded anew, nothing lost on error, compared for the supervisor."""

from io import BytesIO

from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from casework.models import Case, Proposal
from tests.staff.test_moves import EXPLANATION, move_page, sent, words
from tests.world import World

FIELD, BASE = "papers.objection_refuse", "standard.objection_refuse"
RIGHTS = "对本决定不服的"


def previewed(world: World, client: Client, case: Case) -> dict[str, str]:
    """The refusal with the words that its page offers to edit."""
    form = sent(world, case, reason="not_subject", explanation=EXPLANATION)
    offered = client.post(move_page(case, "refuse"), form | {"preview": "1"}).context["words"]
    return form | {FIELD: offered[FIELD].value(), BASE: offered[BASE].value()}


def test_the_handler_words_a_paper_anew_and_the_supervisor_sees_where(
    world: World, handler: Client, supervisor: Client
) -> None:
    case = world.submitted()
    form = previewed(world, handler, case)
    changed = form[FIELD].replace("经审查", "经审查和核实") + "\r\n请知悉。"
    without = "\n".join(line for line in changed.splitlines() if RIGHTS not in line)
    refused = handler.post(move_page(case, "refuse"), form | {FIELD: without})
    page = words(refused)
    assert refused.status_code == 422
    assert f'id="id_{FIELD}_error"' in page
    assert "经审查和核实" in page
    assert "须原文保留" in page

    assert handler.post(move_page(case, "refuse"), form | {FIELD: changed}).status_code == 302
    proposal = Proposal.objects.get(case=case)
    shown = supervisor.get(reverse("staff:approval", args=[proposal.pk]))
    page = words(shown)
    assert "和核实</ins>" in page
    assert "增：" in page
    assert "对标准文字的改动 2 处" in page
    decision = {"decision": "approve", "reason": "", "content_hash": proposal.content_hash}
    stale = supervisor.post(reverse("staff:approval", args=[proposal.pk]), decision | {"words": "0" * 64})
    assert stale.status_code == 409
    done = supervisor.post(reverse("staff:approval", args=[proposal.pk]), decision | {"words": shown.context["words"]})
    assert done.status_code == 302
    issued = case.documents.get(paper__code="objection_refuse")
    assert issued.content["paragraphs"][-1] == "请知悉。"
    assert issued.number in words(supervisor.get(reverse("staff:approval", args=[proposal.pk])))


def test_words_that_came_back_are_filled_in_again(world: World, handler: Client, supervisor: Client) -> None:
    case = world.submitted()
    form = previewed(world, handler, case)
    handler.post(move_page(case, "refuse"), form | {FIELD: form[FIELD] + "\n请知悉。"})
    proposal = Proposal.objects.get(case=case)
    back = {"decision": "return", "reason": "请改。", "content_hash": proposal.content_hash}
    assert supervisor.post(reverse("staff:approval", args=[proposal.pk]), back).status_code == 302
    assert "请知悉。" in handler.get(move_page(case, "refuse")).context["words"][FIELD].value()


def test_the_supervisor_reads_the_draft_as_a_pdf(
    world: World, handler: Client, supervisor: Client, paper_fonts: None
) -> None:
    case = world.submitted()
    form = previewed(world, handler, case)
    handler.post(move_page(case, "refuse"), form | {FIELD: form[FIELD] + "\n请知悉。"})
    proposal = Proposal.objects.get(case=case)
    answer = supervisor.get(reverse("staff:draft_pdf", args=[proposal.pk, 1]))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert answer["Content-Type"] == "application/pdf"
    assert all(words in text for words in ("样稿", "文号待编", "请知悉。"))
    assert supervisor.get(reverse("staff:draft_pdf", args=[proposal.pk, 2])).status_code == 404
