"""Opening a case: number, routing, parties, evidence, receipt code, first clocks, papers and messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework import audit, clocks, documents, filing, messages, registry, routing
from casework.context import Context
from casework.errors import InvalidData, NotAllowed
from casework.filing import Filing, Opened
from casework.models import Case, Draft, Role, Unit
from casework.permissions import Actor
from casework.registry import CaseKind
from casework.rule_messages import rule_words
from casework.rules.errors import RuleError
from casework.rules.routing import route
from casework.visibility import search_terms

WORD = "西信"  # 机关代字 of the district's credit office; for the district to fix


def open_case(code: str, given: Filing, by: Actor, at: datetime) -> Opened:
    """The whole of filing, in the running transaction."""
    kind = registry.get(code)
    _check_may_file(kind, by)
    key = str(given.draft.key) if given.draft else given.idempotency_key
    earlier = _filed_before(given, key)
    if earlier is not None:
        return Opened(kind.model._default_manager.get(pk=earlier.pk), "")
    receipt_code = filing.new_receipt_code()
    receipt_hash = filing.hash_code(receipt_code)  # slow on purpose, so before the numbers are locked
    case = _new_case(kind, given, key, receipt_hash, at)
    _add_parties(case, given)
    actor = by if by.user or by.system else Actor.filer(case)
    ctx = Context(case=case, move=kind.moves["file"], actor=actor, at=at, data=given.details)
    kind.open(ctx)
    _take_evidence(case, given)
    audit.record(ctx, "move", move="file", from_state="", data={"channel": given.channel}, for_filer=True)
    clocks.apply(ctx)
    documents.issue_all(ctx)
    messages.send_all(ctx)
    kind.engine.start(case)
    clocks.refresh_due(case)
    return Opened(case, receipt_code)


def _check_may_file(kind: CaseKind, by: Actor) -> None:
    """Anybody may file for themselves; on behalf of somebody only a registrar or a handler of the lead."""
    if by.user is not None and not (by.has_role(Role.REGISTRAR) or by.has_role(Role.HANDLER)):
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
    year = timezone.localdate(at).year
    number = documents.written_number(WORD + kind.word, year, documents.next_number(f"case:{kind.code}", year))
    lead, decision = _route(kind, given, at)
    title = given.title or _title(kind, given)
    return kind.model._default_manager.create(
        number=number,
        kind=kind.code,
        state=kind.initial,
        title=title[:200],
        content=given.content,
        channel=given.channel,
        language=given.language,
        area=kind.area,
        route=decision,
        lead_unit=lead,
        respondent=given.respondent,
        record=given.record,
        receipt_hash=receipt_hash,
        idempotency_key=key or None,
        external_id=given.external_id,
        opened_at=at,
        touched_at=at,
        search=search_terms(number, title, given.filer.name, given.record.number if given.record else ""),
    )


def _route(kind: CaseKind, given: Filing, at: datetime) -> tuple[Unit, dict[str, Any]]:
    """Who leads, by the clause table; recusal first. The whole decision is kept with the case."""
    on = timezone.localdate(at)
    party = given.respondent or (given.record.subject_unit if given.record else None)
    name = party.name if party else None
    inputs = {"area": kind.area, "kind": kind.code, "respondent": name}
    try:
        found = route(routing.table(on), on=on, area=kind.area, kind=kind.code, respondent=name)
    except RuleError as error:
        raise InvalidData(
            {"area": [_("No unit can be found for this matter: %(why)s") % {"why": rule_words(error)}]}
        ) from error
    return routing.unit(found.lead), routing.decision(found, inputs)


def _title(kind: CaseKind, given: Filing) -> str:
    subject = given.record.subject_name if given.record else given.filer.name
    with translation.override("zh-hans"):  # files are kept in Chinese, whatever language the filer reads
        return f"{subject}：{kind.label}"


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
