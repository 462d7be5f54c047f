"""Who: the person behind an action, with the roles they hold in which unit on that day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from casework.errors import NotAllowed
from casework.held import once
from casework.models.unit import Absence, Membership, Role

if TYPE_CHECKING:
    from casework.models import Case, Unit, User


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: a member of staff, the filer of one case, or the system itself.

    `roles` holds (unit id, role) pairs that are valid on the day, those taken over as a deputy included.
    """

    user: User | None = None
    roles: frozenset[tuple[int, str]] = field(default_factory=frozenset)
    case_id: int | None = None
    system: str = ""

    @classmethod
    def person(cls, user: User, on: date) -> Actor:
        """A signed-in person with the roles of that day."""
        if not user.is_active:
            return cls(user=user)
        valid = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
        own = Membership.objects.filter(valid, user=user).values_list("unit_id", "role")
        away = Absence.objects.filter(deputy=user, first_day__lte=on, last_day__gte=on).filter(
            Q(membership__valid_from__lte=on) & (Q(membership__valid_to__isnull=True) | Q(membership__valid_to__gte=on))
        )
        deputising = away.values_list("membership__unit_id", "membership__role")
        return cls(user=user, roles=frozenset(own.union(deputising)))

    @classmethod
    def filer(cls, case: Case) -> Actor:
        """The citizen or firm that filed this case, known by its number and receipt code."""
        return cls(case_id=case.pk)

    @classmethod
    def machine(cls, name: str) -> Actor:
        """The system itself: a sweep, an import."""
        return cls(system=name)

    def units(self, *roles: str) -> frozenset[int]:
        """Units in which this person holds one of the roles; any role when none is named."""
        return frozenset(unit for unit, role in self.roles if not roles or role in roles)

    def has_role(self, role: str) -> bool:
        """Whether this person holds the role in any unit."""
        return any(held == role for _unit, held in self.roles)

    def holds(self, unit_id: int | None, *roles: str) -> bool:
        """Whether this person holds one of the roles in the unit."""
        return any((unit_id, role) in self.roles for role in roles)

    @property
    def is_filer(self) -> bool:
        """Whether this is the filer of a case."""
        return self.case_id is not None


PARTS = {  # the units of a case, by the part they play in it
    "lead": "lead_unit",
    "review": "review_unit",
    "registry": "registry_unit",
    "respondent": "respondent",
}


def unit_of(case: Case, part: str) -> Unit | None:
    """The unit that plays this part in the case: lead, review, registry or respondent."""
    found: Unit | None = getattr(case, PARTS[part])
    return found


def unit_id_of(case: Case, part: str) -> int | None:
    """Its id, without a query."""
    found: int | None = getattr(case, f"{PARTS[part]}_id")
    return found


def excluded_units(case: Case) -> frozenset[int]:
    """Units that may not touch or see the case (回避).

    The respondent where it is not a party to the case, the public body whose record it is about, and whoever was
    ordered to keep out.
    """
    record_unit = case.record.subject_unit_id if case.record else None
    respondent = case.respondent_id if case.respondent_barred else None
    ordered = (unit for _user, unit in case.kept_out())
    return frozenset(u for u in (respondent, record_unit, *ordered) if u is not None)


def recused_people(case: Case) -> frozenset[int]:
    """Ids of the people who keep out of the case: who declared a conflict, who is named in it, who was ordered to."""
    return frozenset(user for user, _unit in case.kept_out() if user is not None)


def is_recused(actor: Actor, case: Case) -> bool:
    """Whether this person keeps out of the case, in person or with one of their units."""
    if actor.user is None:
        return False
    return bool(actor.units() & excluded_units(case)) or actor.user.pk in recused_people(case)


def is_party(actor: Actor, case: Case) -> bool:
    """Whether this person belongs to the unit that the case is about and that takes part in it (限期整改).

    They act for that unit only, whatever else they are, and see of the case what is meant for it.
    """
    return not case.respondent_barred and case.respondent_id in actor.units()


def check_not_recused(actor: Actor, case: Case, unit_id: int | None = None) -> None:
    """Raise NotAllowed for somebody who must keep out of this case, or may not act for this unit in it."""
    if is_recused(actor, case) or (unit_id is not None and unit_id != case.respondent_id and is_party(actor, case)):
        raise NotAllowed()


def took_part(case: Case) -> frozenset[int]:
    """People who acted before the case came into its present state: they may not decide its review (复核回避)."""
    entered = (
        case.events.filter(verb="move", to_state=case.state).exclude(from_state=case.state).order_by("-seq").first()
    )
    return acted_before(case, entered.seq if entered else None)


def acted_before(case: Case, seq: int | None) -> frozenset[int]:
    """People who worked on the case before this event of it; at any time when none is named."""
    acted = case.events.filter(actor__isnull=False, verb__in=("move", "proposed", "decided", "claimed", "answered"))
    if seq is not None:
        acted = acted.filter(seq__lt=seq)
    return frozenset(acted.order_by().values_list("actor_id", flat=True).distinct())


def acted_before_referral(case: Case, assignment_id: int) -> frozenset[int]:
    """People who worked on the case before a difference about this assignment went up: they may not decide it."""
    referred = case.events.filter(verb="difference_referred", data__assignment=assignment_id).order_by("-seq").first()
    return acted_before(case, referred.seq if referred else None)


def unit_members(unit_id: int, role: str, on: date, case: Case | None = None) -> list[int]:
    """Ids of the people who hold the role in the unit on the day, deputies of absent members included.

    With a case, those who keep out of it are left out, and those who belong to its respondent act for that one only.
    """
    ids = set(_holders(unit_id, role, on))
    if case is not None and not case.respondent_barred and case.respondent_id not in (None, unit_id):
        ids.difference_update(
            Membership.objects.filter(_valid(on), unit=case.respondent_id).values_list("user_id", flat=True)
        )
    return sorted(ids - recused_people(case) if case is not None else ids)


def _valid(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


@once
def _holders(unit_id: int, role: str, on: date) -> frozenset[int]:
    members = Membership.objects.filter(_valid(on), unit_id=unit_id, role=role, user__is_active=True)
    away = Absence.objects.filter(membership__in=members, deputy__is_active=True, first_day__lte=on, last_day__gte=on)
    return frozenset((*members.values_list("user_id", flat=True), *away.values_list("deputy_id", flat=True)))


STAFF_ROLES = (Role.HANDLER, Role.SUPERVISOR, Role.REGISTRAR, Role.LEADER, Role.AUDITOR)
