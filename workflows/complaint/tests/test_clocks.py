"""Which clock runs by which rule, by channel, class and day; how far it can be extended; where no rule has a number."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from casework import actions
from casework.errors import GuardFailed, InvalidData
from casework.permissions import Actor
from casework.rules.deadlines import CHINA
from casework.unnumbered import unnumbered
from tests.engine.racing import clean
from workflows.complaint.tests.matter import Matter, ticket_filing

pytestmark = pytest.mark.django_db
IMPORTER = Actor.machine("import_12345")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def named(matter: Matter) -> set[str]:
    """The codes of the open duties that have no number."""
    case = matter.now
    clocked = case.clocks.values_list("name", flat=True)
    return {duty.rule.code for duty in unnumbered(case, list(case.events.all()), clocked)}


@pytest.mark.parametrize(
    ("channel", "filed", "received", "accept"),
    [
        ("web", "2026-09-18T10:00", None, "XF-23a 2026-10-03"),  # natural days: no holiday counts
        ("window", "2026-12-24T16:00", None, "XF-23a 2027-01-08"),
        ("letter", "2026-09-18T10:00", "2026-09-10", "XF-23a 2026-09-25"),
        ("petition", "2026-02-10T09:00", None, "XF-23b 2026-02-25"),
        ("credit_site", "2026-09-18T10:00", None, ""),  # 第一时间
        ("sme_arrears", "2026-09-18T10:00", None, ""),
    ],
)
def test_acceptance_counts_from_the_receipt(world, channel, filed, received, accept):
    world.at = moment(filed)
    matter = Matter.file(world, channel=channel, details={"received_on": received} if received else {})
    assert matter.due("accept") == accept
    clean()


def test_a_petition_is_handled_within_sixty_days_of_its_acceptance(world):
    world.at = moment("2026-08-03T10:00")
    matter = Matter.file(world)
    world.at = moment("2026-08-04T10:00")
    assert matter.accept().due("handle") == "XF-34 2026-10-03"  # in the holidays: an authority's duty does not roll


@pytest.mark.parametrize(
    ("sort", "accept", "settle"),
    [
        ("consult", "HL-XG-SIGN 2026-10-08", "HL-XG-CONSULT 2026-10-09"),
        ("general", "HL-XG-SIGN 2026-10-08", "HL-XG-GENERAL 2026-10-13"),
        ("complaint", "HL-XG-SIGN 2026-10-08", "HL-XG-COMPLAINT 2026-10-13"),
        ("hard", "HL-XG-SIGN 2026-10-08", "HL-XG-HARD 2026-10-27"),
        ("urgent", "HL-XG-URGENT 2026-09-30", "HL-XG-URGENT-RESULT 2026-10-01"),
    ],
)
def test_a_ticket_counts_from_its_dispatch_by_its_sort(world, sort, accept, settle):
    """Over National Day, with the make-up Saturday of 10 October."""
    sent = moment("2026-09-30T11:00")
    world.at = sent + timedelta(hours=1)
    ticket = ticket_filing("DL1", sort=sort, dispatched_at=sent, due_at=None)
    matter = Matter.file(world, by=IMPORTER, **ticket)
    assert (matter.due("accept"), matter.due("settle")) == (accept, settle)
    assert matter.clock("settle").started_at == sent
    assert matter.accept().due("handle") == ""  # the ticket's own time is the only one
    clean()


def test_the_due_time_of_the_platform_wins_and_nobody_here_extends_it(world):
    until = world.at + timedelta(days=9, hours=3)
    ticket = ticket_filing("DL2", sort="complaint", dispatched_at=world.at, due_at=until)
    matter = Matter.file(world, by=IMPORTER, **ticket).accept()
    clock = matter.clock("settle")
    assert (clock.rule.code, clock.due_at, matter.now.due_at) == ("HL-PLATFORM", until, until)
    with pytest.raises(GuardFailed):
        matter.by_lead("extend", days=1, reason="复杂。")


@pytest.mark.parametrize(
    ("received", "settle"),
    [("2025-05-31", ""), ("2025-06-01", "SME-25b 2025-07-01"), ("2025-06-02", "SME-25b 2025-07-02")],
)
def test_arrears_have_a_number_since_june_2025(world, received, settle):
    world.at = moment("2025-06-03T10:00")
    matter = Matter.file(world, channel="sme_arrears", area="arrears", details={"received_on": received})
    assert matter.due("settle") == settle
    assert ("SME-25b" in named(matter)) == (settle == "")
    clean()


def test_where_the_rule_has_no_number_the_acceptance_states_the_days(world):
    matter = Matter.file(world, channel="credit_site")
    assert named(matter) == {"HT-1"}
    with pytest.raises(InvalidData) as refusal:
        matter.accept()
    assert list(refusal.value.errors) == ["days"]
    entered = {"lead": matter.now.lead_unit_id, "days": 20, "cooperating": []}
    by = world.actor(matter.registrar())
    draft = actions.draft_papers(matter.now, "accept", by=by, at=world.at, data=entered)[0]
    assert "20个工作日" in "".join(draft.words)
    matter.accept(days=20)
    assert matter.due("handle") == "HT-2 2026-12-07"
    letter = matter.now.documents.get(paper__code="complaint_accept")
    assert "20个工作日" in "".join(letter.content["paragraphs"])
    matter.conclude(window=10)
    assert named(matter) == {"TS-XG-REPLY"}
    matter.reply()
    assert matter.due("ask_review") == "TS-XG-FEEDBACK 2026-11-23"
    clean()


@pytest.mark.parametrize(
    ("channel", "days", "refused"),
    [
        ("web", [30], []),
        ("web", [20, 10], []),
        ("web", [], [31]),
        ("web", [30], [1]),
        ("sme_arrears", [60], [1]),
        ("sme_arrears", [30, 30], [1]),
        ("sme_arrears", [], [61]),
    ],
)
def test_extension_within_the_cap_of_the_rule(world, channel, days, refused):
    """XF-34: 30 days on top; SME-25b: 90 days in all."""
    matter = Matter.file(world, channel=channel, area="procurement").accept()
    clock = "handle" if channel == "web" else "settle"
    before = matter.clock(clock).due_at
    for more in days:
        matter.by_lead("extend", days=more, reason="需要调取原始凭证。")
    assert matter.clock(clock).due_at - before == timedelta(days=sum(days))
    for more in refused:
        with pytest.raises((InvalidData, GuardFailed)):
            matter.by_lead("extend", days=more, reason="仍未查清。")
    clean()


def test_a_ticket_without_a_due_time_is_extended_once(world):
    ticket = ticket_filing("DL3", sort="complaint", dispatched_at=world.at, due_at=None)
    matter = Matter.file(world, by=IMPORTER, **ticket).accept()
    matter.by_lead("extend", days=5, reason="需要现场核实。")
    assert matter.due("settle") == "HL-XG-COMPLAINT 2026-11-23"
    with pytest.raises(GuardFailed):
        matter.by_lead("extend", days=1, reason="仍需核实。")


def test_no_extension_once_the_time_is_over(world):
    matter = Matter.file(world).accept()
    world.later(days=61)
    with pytest.raises(GuardFailed):
        matter.by_lead("extend", days=1, reason="遗漏。")


def test_time_is_extended_while_units_still_answer(world):
    matter = Matter.file(world).accept()
    matter.ask("区营商局")
    matter.by_lead("extend_consulting", days=10, reason="配合单位尚在核查。")
    assert matter.due("handle") == "XF-34 2027-01-18"
    assert matter.now.state == "consulting"
    assert matter.now.documents.get(paper__code="complaint_extension").for_filer


def test_supplementing_does_not_stop_the_clock(world):
    matter = Matter.file(world)
    before = matter.due("accept")
    matter.by_registrar("ask_supplement", items="合同复印件", days=5)
    world.later(days=4)
    matter.by_filer("supplement", text="见附件。")
    assert matter.due("accept") == before
    assert matter.now.clocks.filter(name="accept").count() == 1
    clean()


def test_a_new_class_counts_from_the_receipt(world):
    matter = Matter.file(world)
    world.later(days=10)
    matter.by_registrar("classify", category="contract", area="procurement", street="")
    assert matter.clock("accept").stopped_at == world.at
    assert named(matter) == set()  # it had a clock; HT-1 gives it no other
    matter.by_registrar("classify", category="petition", area="procurement", street="")
    assert matter.due("accept") == "XF-23a 2026-11-24"
    clean()


def test_the_same_class_leaves_the_clock_alone(world):
    matter = Matter.file(world)
    clock = matter.clock("accept").pk
    world.later(days=3)
    matter.by_registrar("classify", category="petition", area="procurement", street="")
    assert (matter.clock("accept").pk, matter.now.clocks.filter(name="accept").count()) == (clock, 1)


def test_assignments_have_the_days_their_letter_states(world):
    matter = Matter.file(world).accept()
    (first,) = matter.ask("区营商局", days=7)
    assert matter.due("contribute") == "TS-XG-COOPERATE 2026-11-18"
    letter = first.case.documents.get(paper__code="complaint_inquiry")
    assert "7个工作日" in "".join(letter.content["paragraphs"])
    assert not letter.for_filer
    with pytest.raises(InvalidData) as refusal:
        matter.ask("区商务局", days="")
    assert "days" in refusal.value.errors
    clean()


def test_a_body_outside_the_government_is_asked_without_a_deadline(world):
    matter = Matter.file(world).accept()
    (asked,) = matter.ask("区法院", days="", wished_by="2026-11-20")
    assert (asked.asked_only, asked.clocks.count()) == (True, 0)
    assert "尽可能于2026年11月20日前" in "".join(asked.case.documents.last().content["paragraphs"])
    clean()
