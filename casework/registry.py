"""How the core reaches a kind of case without importing it, and the row that declares a move."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.functional import Promise

from casework.models.unit import Role

if TYPE_CHECKING:
    from django.db.models import Model

    from casework.context import Context
    from casework.forms import DetailsForm, MoveForm
    from casework.models import Assignment, Case, CaseTask, Proposal, Service, User

type_str = str | Promise


@dataclass(frozen=True)
class Guard:
    """A condition of a move. `why` tells a person what is missing and what to do."""

    name: str
    check: Callable[[Context], bool]
    why: type_str


@dataclass(frozen=True)
class Notice:
    """A message that a move puts into the outbox: which event, and to whom.

    filer; unit (every unit that is asked); or a part of casework.permissions.PARTS.
    """

    event: str
    to: str


@dataclass(frozen=True)
class Move:
    """One legal move. Buttons, API, permissions, diagram, documentation and tests all read this row."""

    name: str
    label: type_str
    source: tuple[str, ...]
    target: str
    by: tuple[Role, ...]
    law: str
    unit: str = "lead"  # whose members, a part of casework.permissions.PARTS
    serves: str = ""  # the paper whose service the move records
    asks: str = ""  # the purpose of the assignments it opens (Assignment.Purpose), if it asks units
    approval: Role | None = None
    guards: tuple[Guard, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    fresh_eyes: bool = False  # only people who took no part before
    for_filer: bool = True  # the filer sees that it happened
    primary: bool = False  # the ordinary next step
    grave: bool = False  # ends the matter or cannot be undone: ask before sending

    @property
    def by_system(self) -> bool:
        """Whether only the system makes this move."""
        return self.by == (Role.SYSTEM,)


@dataclass(frozen=True)
class ClockSpec:
    """A clock of a kind: the rule it runs by, whose duty it is, and its name for people.

    Where the rule depends on the case (its channel, its class), `choose` names it and `rules` lists what it may name;
    an empty name means that no rule sets a time.
    """

    name: str
    rule: str
    duty: str
    label: type_str
    choose: Callable[[Case], str] | None = None
    rules: tuple[str, ...] = ()
    served_with: tuple[str, ...] = ()  # papers from whose service it counts, where its rule says so

    def rule_of(self, case: Case) -> str:
        """The code of the rule that this clock runs by in a case."""
        return self.choose(case) if self.choose else self.rule

    @property
    def possible_rules(self) -> tuple[str, ...]:
        """Every rule it may run by."""
        return self.rules if self.choose else (self.rule,)


class Engine(Protocol):
    """What the core needs of the flow engine. workflows.base implements it over viewflow."""

    def start(self, case: Case) -> None: ...
    def tasks(self, case: Case, known: list[CaseTask] | None = None) -> dict[str, CaseTask]: ...
    def task_for(self, case: Case, move: Move) -> CaseTask | None: ...
    def advance(self, case: Case, move: Move, task: CaseTask | None, user: User | None) -> None: ...
    def add_branch(self, case: Case, assignment: Assignment) -> None: ...
    def finish_branch(self, case: Case, assignment: Assignment, user: User | None) -> None: ...
    def claim(self, case: Case, task: CaseTask, user: User) -> None: ...
    def release(self, case: Case, task: CaseTask) -> None: ...
    def hand_over(self, case: Case, task: CaseTask, to: User) -> None: ...
    def start_approval(self, case: Case, proposal: Proposal) -> None: ...
    def finish_approval(self, case: Case, proposal: Proposal, user: User | None) -> None: ...
    def cancel_approval(self, case: Case, proposal: Proposal) -> None: ...
    def start_ruling(self, case: Case, assignment: Assignment, unit_id: int, role: str) -> None: ...
    def start_difference(self, case: Case, refused: Assignment, unit_id: int) -> None: ...
    def finish_ruling(self, case: Case, assignment: Assignment, user: User | None) -> None: ...
    def move_tasks(self, case: Case, before: int, after: int) -> None: ...
    def cancel_all(self, case: Case) -> None: ...
    def expected_nodes(self, case: Case) -> frozenset[str]: ...


@dataclass(frozen=True)
class CaseKind:
    """The manifest of a kind of case."""

    code: str
    label: type_str
    word: str  # the character of the kind in case numbers, e.g. 异
    model: type[Case]
    states: Any  # TextChoices
    initial: str
    closed_states: frozenset[str]
    moves: dict[str, Move]
    clocks: dict[str, ClockSpec]
    engine: Engine
    open: Callable[..., None]  # (ctx) fills the details of a new case
    area: str = ""  # the one area of the kind; where it is empty, the filing names it
    forms: dict[str, type[MoveForm]] = field(default_factory=dict)
    flow: Any = None
    layout: dict[str, tuple[int, int]] = field(default_factory=dict)  # state -> (column, row) of the diagram
    next_steps: dict[str, type_str] = field(default_factory=dict)  # state -> what happens next, for the filer
    plain_states: dict[str, type_str] = field(default_factory=dict)  # state -> plain words for the filer
    paper_facts: Callable[[Context], dict[str, Any]] | None = None  # the kind's own words for papers
    facts: Callable[[Case], list[tuple[type_str, Any]]] | None = None  # the kind's own facts for pages
    panel: str = ""  # the kind's own card on the page of a case: a template
    panel_facts: Callable[[Case, datetime], dict[str, Any]] | None = (
        None  # what it shows at a moment, all of it for both sides of a case
    )
    conclusions: tuple[str, ...] = ()  # the papers that end the matter: they lie first in the case file
    summary: Callable[[Case], dict[str, Any]] | None = None  # the kind's own facts for the API
    result: Callable[[Case], tuple[type_str, str]] | None = (
        None  # what came out, and the answer, for who sent the matter
    )
    findings: dict[str, tuple[tuple[str, type_str], ...]] = field(default_factory=dict)  # purpose -> what may be found
    answer_papers: dict[tuple[str, str], str] = field(
        default_factory=dict
    )  # (purpose, status) -> paper of the unit asked
    return_rule: Callable[[Case], str] | None = None  # (case) the rule of the time in which an assignment may come back
    filed: tuple[str, ...] = ()  # columns of the details that hold what was filed: receipts digest them
    amended: tuple[str, ...] = ()  # those of them that a supplement may overwrite
    details_form: type[DetailsForm] | None = None  # what a filing of the kind says beside the common fields
    about_record: bool = False  # a filing names a credit record
    about_respondent: bool = False  # a filing names a unit complained about
    on_expiry: dict[str, str] = field(
        default_factory=dict
    )  # clock of the filer -> the system's move when it has run out
    overtaken: tuple[str, Callable[[], Iterable[int]]] | None = (
        None  # the system's move that ends a case which has become pointless, and the ids of such cases
    )
    confirms: str = ""  # the move that notes the confirmation of a subscriber, which the system makes too
    checks: tuple[Callable[[], Iterator[str]], ...] = ()  # the kind's own part of check_consistency
    tables: dict[type[Model], str] = field(
        default_factory=dict
    )  # more tables of the kind, each with its way to the case
    seals: bool = False  # filers may have their identity sealed, or stay anonymous
    respondent_takes_part: bool = False  # the respondent is a party and acts, instead of keeping out
    served: Callable[[Case, Service], None] | None = None  # the kind's own particulars of a service (送达)
    demo: Callable[..., int] | None = None  # (begin, now, cases, random) plays believable cases

    @property
    def by_office(self) -> bool:
        """Whether only the office itself opens such cases, on nobody's behalf."""
        return Role.FILER not in self.moves["file"].by

    def form_for(self, move: str) -> type[MoveForm] | None:
        """The form that asks for the data of a move, if it needs any."""
        return self.forms.get(move)

    def asking(self, purpose: str = "contribute") -> Move:
        """The move that asks units for this purpose. Raises LookupError when the kind asks none."""
        for move in self.moves.values():
            if move.asks == purpose:
                return move
        raise LookupError(f"{self.code} asks nobody to {purpose}")

    def finding_label(self, purpose: str, finding: str) -> str:
        """What a unit found, in words."""
        return str(dict(self.findings.get(purpose, ())).get(finding, finding))

    def state_label(self, state: str) -> str:
        """The state in words."""
        return str(dict(self.states.choices).get(state, state))


_kinds: dict[str, CaseKind] = {}


def register(kind: CaseKind) -> None:
    """Make a kind known. Called once by the kind's application when it is ready."""
    if kind.code in _kinds:
        raise ValueError(f"kind {kind.code} is registered twice")
    _kinds[kind.code] = kind


def get(code: str) -> CaseKind:
    """The kind with this code. Raises KeyError when it is not installed."""
    return _kinds[code]


def all_kinds() -> list[CaseKind]:
    """All installed kinds, in the order of their codes."""
    return [_kinds[code] for code in sorted(_kinds)]
