"""Papers about a record: its notice and that of its repair, issued together (两书同达), and who decided measures is told.

Numbered, hashed and kept as the papers of cases. Of a person a paper holds the masked name only.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone, translation

from casework import documents, paper_rows, regime_words, regimes, routing
from casework.models import CreditRecord, Document, Paper, RecordVersion, Regime, Sanction, SubjectType, Unit
from casework.paper_words import bare, enumerated, law, law_of, laws, period, yuan
from casework.register.hand import Hand

NOTICE, REPAIR_NOTICE, BASIS_CHANGED = "record_notice", "record_repair_notice", "record_basis_changed"
TOGETHER = (NOTICE, REPAIR_NOTICE)
PLAN = "西岗区加强政务诚信建设实施方案"
STARTS = ("starts_decided_on", "starts_determined_on")
PUBLICATION = (*STARTS, "maximum", "ends_automatically", "ends_on_decision", "no_maximum")
SHORTEST = (*STARTS, "no_minimum", "minimum", "special_field", "discipline", "longest_governs", "class_governs")
DOCUMENTS = {"performance_proof": "纠正失信行为、履行义务的证明材料", "commitment": "信用承诺书"}


def issue_notices(record: CreditRecord, hand: Hand) -> list[Document]:
    """失信记录告知书 and 信用修复告知书, in one transaction with the change that they tell of."""
    said = record.said()
    return [_issue(record, hand, code, _facts(record, said, hand)) for code in TOGETHER]


def tell_deciders(record: CreditRecord, hand: Hand, before: RecordVersion) -> list[Document]:
    """惩戒措施依据变更告知函: a correction lifts no measure; whoever decided it is told to look at it again."""
    said = record.said()
    with translation.override("zh-hans"):
        values = _facts(record, said, hand) | {"corrections": paper_rows.differences(before, said)}
    standing = Sanction.objects.filter(record=record, lifted_at__isnull=True).order_by("pk")
    return [_issue(record, hand, BASIS_CHANGED, values | {"sanction": one}) for one in standing]


def issuing_unit(record: CreditRecord, hand: Hand) -> Unit:
    """The registering unit, or the next one where the record is about the first (回避)."""
    about = record.subject_unit_id if record.subject_type == SubjectType.UNIT else None
    return routing.registry_unit(hand.on, frozenset([about] if about is not None else []))


def _issue(record: CreditRecord, hand: Hand, code: str, values: dict[str, Any]) -> Document:
    unit = issuing_unit(record, hand)
    with translation.override("zh-hans"):
        values = values | _reckoned(record, values["said"], unit)
        text = documents.rendered(f"documents/record/{code}.txt", values | {"unit": unit, "issuing": unit})
    addressee, paragraphs = documents.lines_of(text)
    blank = Document(record=record, issued_at=hand.at, issued_by=hand.user)
    return documents.write(blank, Paper.objects.get(code=code), unit, addressee, paragraphs)


def _facts(record: CreditRecord, said: RecordVersion, hand: Hand) -> dict[str, Any]:
    """What the words of these papers need; days come from the window of the record's own rule version."""
    regime = regimes.get(record.rule_version)
    person, market = record.subject_type == SubjectType.PERSON, record.subject_type == SubjectType.ENTERPRISE
    taken_up = record.versions.filter(change=RecordVersion.Change.VERIFIED).order_by("number").first()
    row = Regime.objects.filter(code=record.rule_version).order_by("version").last()
    own = law_of(row) if row is not None else ""
    return {
        "record": record,
        "said": said,
        "at": timezone.localtime(hand.at),
        "taken_up": timezone.localtime(taken_up.from_at if taken_up else hand.at),
        "withheld": bare(record.withheld),
        "you": "你" if person else "你单位",
        "own_law": own,
        "regime": regime,
        "recording": "" if market else law(PLAN, "四（二）"),
        "repairing": own or law(PLAN, "四（四）"),
        "free": enumerated(laws(["XX-20"], hand.at)) if market else "",
        "unpublished": enumerated(laws(["PI-25"], hand.at)),
        "accepting": period("OB-XG-ACCEPT", hand.at, begun=False),
        "published_on": timezone.localdate(record.published_at) if record.shared else None,
        "open_now": record.repair_from is not None and record.repair_from <= hand.on,
        "person": person,
        "documents": [DOCUMENTS[name] for name in regime.documents],
    }


def _reckoned(record: CreditRecord, said: RecordVersion, unit: Unit) -> dict[str, Any]:
    """What the record says in words, and how its dates come about, step by step. Whatever is asked, no dispute counts."""
    found = regimes.window_of(regimes.facts_of(record, said, disputed=False))
    steps = {one.code: regime_words.step(one).replace(" ", "") for one in found.why}
    return {
        "severity": paper_rows.written(said, "severity"),
        "amount": yuan(said.amount),
        "minimum": "minimum" in steps or "special_field" in steps,
        "discipline": "discipline" in steps,
        "publication": "".join(words for code, words in steps.items() if code in PUBLICATION),
        "shortest": "".join(words for code, words in steps.items() if code in SHORTEST),
    }
