"""Every kind of case against its own table: who may do what when, and whether the table is complete."""

from __future__ import annotations

import inspect

import pytest
from django.template.loader import get_template

from casework import registry
from casework.context import Context
from casework.forms import MoveForm
from casework.models import Case, Clock, DeadlineRule, Paper, Role
from casework.permissions import PARTS, Actor, is_party, is_recused, unit_id_of
from casework.registry import CaseKind, Move
from notifications.events import EVENTS
from tests.engine.cast import Cast, fingerprint, scenes, undone
from tests.papers.citing import faults
from workflows.base.engine import human_nodes

pytestmark = pytest.mark.django_db
KINDS = registry.all_kinds()
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
each_scene = pytest.mark.parametrize(
    ("kind", "scene"), [pytest.param(k, s, id=f"{k.code}: {s}") for k in KINDS for s in scenes(k.code).SCENES]
)


# Every cell of state x move x role -------------------------------------------------------------------------------


def held(cast: Cast, case: Case) -> dict[str, set[tuple[int | None, str]]]:
    """Which roles, in which unit, the people of the cast have towards the case.

    Who has to keep out has none; who belongs to a respondent that takes part has those of that unit.
    """
    roles = {who: set() if is_recused(a, case) else set(a.roles) for who, a in cast.people.items()}
    for who in (who for who, a in cast.people.items() if is_party(a, case)):
        roles[who] = {held for held in roles[who] if held[0] == case.respondent_id}
    for who, role in (("filer", Role.FILER), ("machine", Role.SYSTEM)):
        roles[who] = {(unit_id_of(case, part), role) for part in PARTS}
    return roles


def said(row: Move, case: Case, roles: set[tuple[int | None, str]], took_part: bool, met: bool) -> str:
    """What the row of the table says of somebody with these roles: a refusal, or nothing."""
    unit = unit_id_of(case, row.unit)
    if not roles & {(unit, role) for role in row.by} or (row.fresh_eyes and took_part):
        return "NotAllowed"
    if case.state not in row.source:
        return "Conflict"
    return "" if met else "GuardFailed"


@each_scene
def test_every_cell_of_state_move_and_role(world, kind: CaseKind, scene: str) -> None:
    cast = Cast.of(world, kind.code).walk(scenes(kind.code).SCENES[scene])
    case = cast.now()
    roles, acted, wrong = held(cast, case), set(case.events.values_list("actor_id", flat=True)), []
    for row in kind.moves.values():
        met = all(guard.check(Context(case=case, move=row, actor=Actor(), at=world.at)) for guard in row.guards)
        for who, actor in cast.people.items():
            refusal = said(row, case, roles[who], bool(actor.user and actor.user.pk in acted), met)
            right = cast.refusal(row, actor) == refusal if refusal else cast.makes(row, actor)
            wrong += [] if right else [f"{who}: {row.name}, not {refusal or 'made'}"]
        assert fingerprint(cast.now()) == fingerprint(case), f"{row.name} was refused and changed the case"
    assert wrong == []


@each_kind
def test_every_move_can_be_made_and_every_paper_is_issued(world, kind: CaseKind) -> None:
    made, papers, wrong = set(), set(), set()
    cast = Cast.of(world, kind.code)
    for way in scenes(kind.code).WAYS:
        with undone():
            cast.walk(way)
            made |= set(cast.case.events.filter(verb="move").values_list("move", flat=True))
            papers |= set(cast.case.documents.values_list("paper__code", flat=True))
            wrong |= {fault for d in cast.case.documents.select_related("paper") for fault in faults(d)}
    assert sorted(wrong) == []
    assert made == set(kind.moves)
    assert papers == set(Paper.objects.filter(kind=kind.code).values_list("code", flat=True))


# The table itself ------------------------------------------------------------------------------------------------


@each_kind
def test_every_move_cites_its_law_and_names_what_exists(kind: CaseKind) -> None:
    rules = set(DeadlineRule.objects.values_list("code", flat=True))
    papers = set(Paper.objects.filter(kind=kind.code).values_list("code", flat=True))
    assert {rule for spec in kind.clocks.values() for rule in spec.possible_rules} <= rules
    for row in kind.moves.values():
        assert str(row.law).strip(), f"{row.name} cites no law"
        assert str(row.label).strip()
        assert row.by, f"nobody can make {row.name}"
        assert {*row.starts, *row.stops} <= set(kind.clocks), row.name
        assert set(row.papers) <= papers, row.name
        assert {notice.event for notice in row.notices} <= set(EVENTS), row.name
        assert {notice.to for notice in row.notices} <= {"filer", "unit", *PARTS}
        assert all(str(guard.why).strip() for guard in row.guards)


@each_kind
def test_what_ends_a_matter_is_a_paper_of_the_kind(kind: CaseKind) -> None:
    assert kind.conclusions
    assert set(kind.conclusions) <= set(Paper.objects.filter(kind=kind.code).values_list("code", flat=True))


@each_kind
def test_every_paper_of_the_pack_has_a_template(kind: CaseKind) -> None:
    for code in Paper.objects.filter(kind=kind.code).values_list("code", flat=True):
        assert get_template(f"{kind.code}/papers/{code}.txt")


@each_kind
def test_every_clock_is_started_and_stopped_by_moves(kind: CaseKind) -> None:
    moves = kind.moves.values()
    assert {name for row in moves for name in row.starts} == set(kind.clocks)
    ends = {name for row in moves for name in row.stops} | {
        name
        for name, spec in kind.clocks.items()
        if spec.duty == Clock.Duty.UNIT  # ends with the answer
    }
    fulfilled = {name for row in moves for name in kind.clocks if f'stop_after.append("{name}")' in source(kind, row)}
    assert ends | fulfilled == set(kind.clocks)


@each_kind
def test_every_move_that_takes_data_has_a_form(kind: CaseKind) -> None:
    assert set(kind.forms) <= set(kind.moves)
    assert all(issubclass(form, MoveForm) for form in kind.forms.values())
    asks = {row.name for row in kind.moves.values() if "ctx.data[" in source(kind, row)}
    assert asks <= set(kind.forms)


def source(kind: CaseKind, row: Move) -> str:
    """The text of the method of a move; filing has none."""
    return inspect.getsource(getattr(kind.model, row.name)) if row.source else ""


@each_kind
def test_every_state_is_drawn_named_and_reached(kind: CaseKind) -> None:
    states = set(kind.states.values)
    moves = kind.moves.values()
    assert set(kind.layout) == states
    assert len(set(kind.layout.values())) == len(states), "two states in one place"
    assert set(kind.plain_states) == states
    assert {s for row in moves for s in (*row.source, row.target)} == states
    reached, more = set(), {kind.initial}
    while more:
        reached |= more
        more = {row.target for row in moves if set(row.source) & reached} - reached
    assert reached == states
    ends = {state for state in states if not any(state in row.source for row in moves)}
    assert ends <= kind.closed_states, "an open state without a way out"
    assert states - ends <= set(kind.next_steps), "what comes next is not said"


@each_kind
def test_every_state_has_its_desk_and_every_desk_its_moves(kind: CaseKind) -> None:
    desks = kind.flow.nodes_of_state
    assert set(desks) == set(kind.states.values) - kind.closed_states
    nodes = human_nodes(kind.flow)
    assert set(nodes) == {name for names in desks.values() for name in names}
    for state, names in desks.items():
        for node in (nodes[name] for name in names):
            assert all(state in kind.moves[move].source for move in node.moves), f"{node.name} in {state}"
            assert all(kind.moves[move].source == (kind.moves[move].target,) for move in node.during), node.name
        onward = {
            m.name for m in kind.moves.values() if m.target not in {state, *kind.closed_states}
        }  # ends cancel all
        leave = {name for name in onward if state in kind.moves[name].source}
        by_staff = {name for name in leave if {Role.HANDLER, Role.REGISTRAR} & set(kind.moves[name].by)}
        assert by_staff <= {move for name in names for move in nodes[name].moves}, f"{state} is left without its task"
