"""Draft papers: shown as they will be issued, worded anew by the handler, issued exactly as they were approved."""

from datetime import timedelta

import pytest

from casework import actions
from casework.documents import edited
from casework.errors import Conflict, InvalidData
from casework.models import Document
from casework.paper_edits import Edit, is_protected, lines, merged, problems
from tests.world import World

RIGHTS = "对本决定不服的，可以在查询页面申请复核一次，由未参与本次办理的单位和人员复核。"
REFUSAL = {"reason": "not_subject", "explanation": "申请人不是信息主体。"}


def draft(world, case, move="refuse", **data):
    """The first paper of a move as the handler sees it."""
    by = world.actor("fagai_handler")
    return actions.draft_papers(world.get(case), move, by=by, at=world.at, data=REFUSAL | data)[0]


def propose(world, case, words, standard=None):
    """The refusal, with its paper worded so."""
    return actions.submit(
        case.number,
        "refuse",
        by=world.actor("fagai_handler"),
        at=world.at,
        data=REFUSAL,
        papers={"objection_refuse": Edit("\n".join(words), standard)},
    )


def approve(world, proposal, words=""):
    """The supervisor agrees."""
    by = world.actor("fagai_supervisor")
    return actions.decide(proposal.pk, by=by, at=world.at, approve=True, words=words)


@pytest.mark.parametrize(
    ("then", "words", "now", "result"),
    [
        ("甲。乙。", "甲。乙丙。", "甲。乙。", "甲。乙丙。"),
        (
            "于11月9日收悉。请补正。",
            "于11月9日收悉。请尽快补正。",
            "于11月10日收悉。请补正。",
            "于11月10日收悉。请尽快补正。",
        ),
        ("于11月9日收悉。", "于11月8日收悉。", "于11月10日收悉。", None),
        ("甲\n乙\n丙", "甲\n丙", "甲1\n乙\n丙", "甲1\n丙"),
        ("甲\n乙", "甲\n乙改", "甲\n乙改", "甲\n乙改"),
    ],
    ids=["nothing moved", "another day", "the same place", "another paragraph", "the same change"],
)
def test_edits_and_later_standard_words_are_joined_where_they_do_not_touch(then, words, now, result):
    joined = merged(lines(then), lines(words), lines(now))
    assert joined == (None if result is None else lines(result))


def test_what_is_wrong_with_words_is_said():
    assert list(problems([RIGHTS, "另，请携带证件。"], [RIGHTS])) == []
    assert len(list(problems([], []))) == 1
    assert any(RIGHTS in words for words in problems(["改了。"], [RIGHTS]))
    assert len(list(problems(["甲\u202e乙"], []))) == 1
    assert len(list(problems(["长" * 8001], []))) == 1


@pytest.mark.parametrize(
    "line",
    [
        RIGHTS,
        "对本处理意见不服的，可以自收到本告知书之日起30日内，请求我单位的上一级机关、单位复查。",
        "对本决定有异议的，可以提出信用信息异议；依法可以通过其他途径主张权利的，不受影响。",
        "你（单位）有权进行陈述和申辩。",
    ],
)
def test_what_tells_of_rights_is_protected(line):
    assert is_protected(line)
    assert not is_protected("你（单位）提出的信用信息异议申请（编号西信异〔2026〕1号）收悉，已有异议申请被受理。")


def test_a_draft_says_what_is_issued_and_leaves_nothing_behind(world: World) -> None:
    case = world.submitted()
    before = (world.get(case).version, world.get(case).last_seq, Document.objects.count())
    shown = draft(world, case)
    assert (world.get(case).version, world.get(case).last_seq, Document.objects.count()) == before
    world.agreed(case, "refuse", **REFUSAL)
    issued = case.documents.get(paper__code="objection_refuse")
    assert (issued.addressee, issued.content["paragraphs"]) == (shown.addressee, shown.words)


def test_edited_words_are_approved_and_issued_word_for_word(world: World) -> None:
    case = world.submitted()
    words = [*draft(world, case).standard, "如有疑问，请与经办人联系。"]
    proposal = propose(world, case, words)
    assert proposal.payload["papers"]["objection_refuse"]["words"] == words
    assert case.events.get(verb="words_edited").data["papers"] == ["objection_refuse"]
    shown = actions.proposed_papers(proposal, by=world.actor("fagai_supervisor"), at=world.at)
    assert shown[0].words == words
    assert shown[0].edited
    approve(world, proposal)
    assert case.documents.get(paper__code="objection_refuse").content["paragraphs"] == words


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda words: [line for line in words if not is_protected(line)], "对本决定不服的"),
        (lambda words: [], "空"),
        (lambda words: [*words, "甲\u200b乙"], "控制字符"),
    ],
    ids=["a right left out", "nothing", "control characters"],
)
def test_words_that_cannot_be_are_refused_beside_their_paper(world: World, change, said) -> None:
    case = world.submitted()
    with pytest.raises(InvalidData) as refusal:
        propose(world, case, change(draft(world, case).standard))
    assert list(refusal.value.errors) == ["papers.objection_refuse"]
    assert said in "".join(refusal.value.errors["papers.objection_refuse"])
    assert not case.proposals.exists()


def test_words_begun_from_other_standard_words_are_carried_over(world: World) -> None:
    case = world.submitted()
    other = draft(world, case, explanation="申请人并非信息主体，也未获授权。").standard
    standard = draft(world, case).standard
    proposal = propose(world, case, [*other, "请知悉。"], "\n".join(other))
    assert proposal.payload["papers"]["objection_refuse"]["words"] == [*standard, "请知悉。"]


def test_nothing_is_issued_that_the_approver_did_not_read(world: World) -> None:
    case = world.submitted()
    standard = draft(world, case).standard
    first = next(i for i, line in enumerate(standard) if REFUSAL["explanation"] in line)
    words = [*standard]
    words[first] = words[first].replace("申请人不是", "申请人并非")
    proposal = propose(world, case, words)
    with pytest.raises(Conflict):
        approve(world, proposal, "0" * 64)
    proposal.refresh_from_db()
    assert (proposal.status, world.get(case).state) == ("pending", "submitted")
    payload = proposal.payload["papers"]["objection_refuse"]
    payload["standard"][first] = payload["standard"][first].replace("不是", "未必是")  # as if the template had said so
    assert edited(payload, standard) is None
    world.at += timedelta(days=1)
    approve(world, proposal)
    assert "并非" in "".join(case.documents.get(paper__code="objection_refuse").content["paragraphs"])


def test_a_step_without_approval_takes_no_words(world: World) -> None:
    case = world.submitted()
    with pytest.raises(InvalidData):
        actions.submit(
            case.number, "ask_supplement", by=world.actor("fagai_handler"), at=world.at, papers={"x": Edit("甲")}
        )
