"""Opening a case: number, routing, parties, evidence, receipt code, first clocks, papers and messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework import audit, clocks, documents, filing, messages, receipts, registry, routing, tickets
from casework.context import Child, Context
from casework.errors import InvalidData, NotAllowed
from casework.filing import Filing, Opened
from casework.models import Area, Case, CaseLink, Draft, Recusal, Role, Unit, User
from casework.permissions import Actor
from casework.registry import CaseKind
from casework.rule_messages import rule_words
from casework.rules.errors import MissingStreet, RuleError
from casework.visibility import search_terms


def open_case(code: str, given: Filing, by: Actor, at: datetime) -> Opened:
    """The whole of filing, in the running transaction."""
    kind = registry.get(code)
    _check_may_file(kind, by)
    key = str(given.draft.key) if given.draft else given.idempotency_key  # a ticket has its own number
    earlier = _filed_before(given, key)
    if earlier is not None:
        return Opened(kind.model._default_manager.get(pk=earlier.pk), "")
    receipt_code = "" if given.ticket else filing.new_receipt_code()
    # slow on purpose, so before the numbers are locked
    receipt_hash = filing.hash_code(receipt_code) if receipt_code else ""
    case = _new_case(kind, given, key, receipt_hash, at)
    _add_parties(case, given)
    actor = by if by.user or by.system else Actor.filer(case)
    _begin(case, kind, given, actor, at)
    return Opened(case, receipt_code)


def open_child(parent: Context, child: Child) -> Case:
    """A case that a move of another case opens, linked to it; nobody holds a receipt code for it."""
    kind, at = registry.get(child.kind), parent.at
    case = _new_case(kind, child.filing, "", "", at)
    _add_parties(case, child.filing)
    _begin(case, kind, child.filing, parent.actor, at)
    CaseLink.objects.create(case_id=case.pk, other_id=parent.case.pk, nature=child.nature, at=at)
    audit.record(parent, "linked", data={"nature": child.nature, "case": case.number})
    return case


def _begin(case: Case, kind: CaseKind, given: Filing, actor: Actor, at: datetime) -> None:
    """What follows once the row is there: recusals, details, event, clocks, papers, messages, flow."""
    _keep_out_named(case, at)
    ctx = Context(case=case, move=kind.moves["file"], actor=actor, at=at, data=given.details)
    if given.ticket is not None:
        tickets.attach(case, given.ticket, at)
    else:
        case.comes_from(None)
    kind.open(ctx)
    _take_evidence(case, given)
    data: dict[str, Any] = {"channel": given.channel}
    data |= {"begun": ctx.counted_from} if ctx.counted_from else {}
    audit.record(ctx, "move", move="file", from_state="", data=data, for_filer=True)
    clocks.apply(ctx)
    if given.ticket is None:
        ctx.receipt = receipts.issue(ctx, documents.issuing_unit(ctx))
        documents.issue_all(ctx)
        messages.send_all(ctx)
    kind.engine.start(case)
    clocks.refresh_due(case)
    if given.ticket is not None:  # no paper, no message: who called hears from the platform
        _number_last(case, kind, given, at)
        receipts.issue(ctx, documents.issuing_unit(ctx))


def _check_may_file(kind: CaseKind, by: Actor) -> None:
    """Anybody may file for themselves where the kind lets filers; on behalf of somebody a registrar or a handler."""
    if by.user is not None and not (by.has_role(Role.REGISTRAR) or by.has_role(Role.HANDLER)):
        raise NotAllowed()
    if by.user is None and not by.system and kind.by_office:
        raise NotAllowed()


def _filed_before(given: Filing, key: str) -> Case | None:
    """The case that was filed with this key. Filings with one key wait for each other."""
    if given.draft is not None:
        Draft.objects.select_for_update().get(pk=given.draft.pk)
    if not key:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"filing:{key}"])
    return Case.objects.filter(idempotency_key=key).first()


def _new_case(kind: CaseKind, given: Filing, key: str, receipt_hash: str, at: datetime) -> Case:
    number = uuid4().hex if given.ticket else _number(kind, at)
    area = kind.area or given.area
    lead, decision = _route(kind, given, area, at)
    title = given.title or _title(kind, given)
    case = kind.model._default_manager.create(
        number=number,
        kind=kind.code,
        state=kind.initial,
        title=title[:200],
        content=given.content,
        channel=given.channel,
        language=given.language,
        area=area,
        route=decision,
        lead_unit=lead,
        registry_unit=_registry(kind, given, at),
        street=given.street,
        respondent=given.respondent,
        respondent_barred=not kind.respondent_takes_part,
        named_person=given.named_person,
        sealed=given.filer.sealed,
        record=given.record,
        receipt_hash=receipt_hash,
        idempotency_key=key or None,
        external_id=given.external_id,
        opened_at=at,
        touched_at=at,
        search=[] if given.ticket else _search(number, title, given),
    )
    if decision["joint_leads"]:
        routing.set_joint_leads(case, decision["joint_leads"])
    return case


def _number(kind: CaseKind, at: datetime) -> str:
    year = timezone.localdate(at).year
    return documents.written_number(
        documents.DISTRICT_WORD + kind.word, year, documents.next_number(f"case:{kind.code}", year)
    )


def _search(number: str, title: str, given: Filing) -> list[str]:
    """What the case is found by; never the name of somebody whose identity is sealed."""
    name = "" if given.filer.sealed else given.filer.name
    return search_terms(number, title, name, given.record.number if given.record else "")


def _number_last(case: Case, kind: CaseKind, given: Filing, at: datetime) -> None:
    """Number a case at the very end: whoever takes a number holds up all others that want one until the commit.

    Only for cases whose number stands nowhere yet: those from tickets, of which thousands come at once.
    """
    case.number = _number(kind, at)
    case.search = _search(case.number, case.title, given)
    Case.objects.filter(pk=case.pk).update(number=case.number, search=case.search)


def _route(kind: CaseKind, given: Filing, area: str, at: datetime) -> tuple[Unit, dict[str, Any]]:
    """Who leads, by the clause table; recusal first. The whole decision is kept with the case."""
    on = timezone.localdate(at)
    party = _keeps_out(given)
    question = routing.Question(
        area=area,
        kind=kind.code,
        respondent=party.name if party else None,
        street=given.street.name if given.street else None,
        person=given.named_person or None,
    )
    try:
        _found, decision = routing.answer(question, on)
    except MissingStreet as error:
        raise InvalidData({"street": [rule_words(error)]}) from error
    except RuleError as error:
        raise InvalidData(
            {"area": [_("No unit can be found for this matter: %(why)s") % {"why": rule_words(error)}]}
        ) from error
    if given.lead is not None:
        decision |= {"lead": given.lead.name, "joint_leads": [], "reasons": [*decision["reasons"], "lead_given"]}
    return routing.unit(decision["lead"]), decision


def _keep_out_named(case: Case, at: datetime) -> None:
    """Whoever has the name of the person complained about keeps out; a namesake does too, to be on the safe side."""
    if not case.named_person:
        case.nobody_kept_out()
        return
    for user in User.objects.filter(name=case.named_person, is_active=True):
        Recusal.objects.create(case_id=case.pk, user=user, why=Recusal.Why.NAMED, at=at)
    case.kept_out(anew=True)


def _registry(kind: CaseKind, given: Filing, at: datetime) -> Unit:
    """The unit whose registrars take the matter in; one that is complained about never does."""
    party = _keeps_out(given)
    return routing.registry_unit(timezone.localdate(at), frozenset([party.pk] if party else []))


def _keeps_out(given: Filing) -> Unit | None:
    """The body complained about, or whose record it is about."""
    return given.respondent or (given.record.subject_unit if given.record else None)


def _title(kind: CaseKind, given: Filing) -> str:
    party = given.respondent.name if given.respondent else "" if given.filer.sealed else given.filer.name
    subject = given.record.subject_name if given.record else party
    area = None if kind.area else Area.objects.filter(code=given.area).first()  # tells the cases about one unit apart
    with translation.override("zh-hans"):  # files are kept in Chinese, whatever language the filer reads
        matter = str(area or kind.label)
    return f"{subject}：{matter}" if subject else matter


def _add_parties(case: Case, given: Filing) -> None:
    filing.party(case, "filer", given.filer).save()
    if given.agent is not None:
        filing.party(case, "agent", given.agent).save()


def _take_evidence(case: Case, given: Filing) -> None:
    if given.draft is None:
        return
    given.draft.evidence.update(case_id=case.pk)
    given.draft.case = Case.objects.get(pk=case.pk)
    given.draft.data = {}  # what was typed now lives with the case
    given.draft.save()
