"""Papers before and after their issue in a real browser: no barrier, no sideways scroll, in both widths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from casework import actions
from casework.models import Document, Membership, Proposal
from casework.paper_edits import Edit
from casework.serving import Served
from tests.engine.cast import FIRST_DAY
from tests.staff.test_files_look import signed_in
from tests.staff.test_look import hang_up, look
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REFUSAL = {"reason": "not_subject", "explanation": "申请人不是该信用信息的主体。"}


@pytest.fixture
def scene(committed_world: World) -> Iterator[tuple[World, Document, Proposal]]:
    """A paper that was served, and whose service was corrected; one that was cancelled; a draft that was worded anew."""
    world = committed_world
    with time_machine.travel(world.at, tick=True):
        case = world.agreed(world.submitted(), "accept")
        second = world.people["fagai_leader"]
        Membership.objects.create(user=second, unit=case.lead_unit, role="supervisor", valid_from=FIRST_DAY)
        served, void = (case.documents.get(paper__code=f"objection_{name}") for name in ("accept", "receipt"))
        handed = Served("in_person", date(2026, 11, 9), "办公室 王丽", note="当面交付")
        actions.serve_paper(served.pk, handed, by=world.actor("fagai_handler"), at=world.at)
        posted = Served("post", date(2026, 11, 9), "收发室 李强", "1098765432109", reason="回证记载为邮寄。")
        actions.serve_paper(served.pk, posted, by=world.actor("fagai_leader"), at=world.at)
        actions.cancel_paper(
            void.pk, reason="主送名称有误。", replaced_by=served, by=world.actor("fagai_leader"), at=world.at
        )
        other, by = world.submitted(), world.actor("fagai_handler")
        draft = actions.draft_papers(other, "refuse", by=by, at=world.at, data=REFUSAL)[0]
        words = [draft.standard[0].replace("经审查", "经审查和核实"), *draft.standard[1:], "如有疑问，请与经办人联系。"]
        proposal = actions.submit(
            other.number,
            "refuse",
            by=by,
            at=world.at,
            data=REFUSAL,
            papers={draft.code: Edit("\n".join(words))},
        )
        yield world, served, proposal
        hang_up()


@pytest.mark.parametrize("width", [1440, 390])
def test_papers_have_no_barriers(
    scene: tuple[World, Document, Proposal], live_server: LiveServer, browser: Browser, axe: str, width: int
) -> None:
    world, served, proposal = scene
    void = Document.objects.get(cancellation__isnull=False)
    pages = {
        "fagai_supervisor": [reverse("staff:approval", args=[proposal.pk]), reverse("staff:papers")],
        "fagai_leader": [
            reverse("staff:paper", args=[served.pk]),
            reverse("staff:paper", args=[void.pk]),
            reverse("staff:cancel_paper", args=[served.pk]),
        ],
        "fagai_handler": [
            reverse("staff:serve_paper", args=[served.pk]),
            reverse("staff:case", args=[served.case.number]),
        ],
    }
    found = []
    for who, addresses in pages.items():
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = signed_in(world, live_server, context, who)
        for address in addresses:
            found += [f"{address}: {trouble}" for trouble in look(page, axe, live_server.url + address)]
        context.close()
    assert found == []
