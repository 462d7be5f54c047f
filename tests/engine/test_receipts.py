"""Signed receipts: one with every filing, over what was filed, naming nobody; and that tampering is found."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import DatabaseError, connection, transaction

from casework import actions, receipts, registry, signatures
from casework.checks import check_consistency
from casework.filing import Filing, PartyInput
from casework.models import Case, Channel, CreditRecord, Document, Evidence, Receipt, Unit
from casework.permissions import Actor
from tests.engine.cast import undone
from tests.engine.racing import clean
from tests.engine.test_filing import draft  # noqa: F401  (a fixture)
from tests.world import RECORD

pytestmark = pytest.mark.django_db
NAMED = PartyInput("person", "欧阳慧敏", "210203198502123517", "13842600718", "ouyang@example.com")
SECRETS = ("欧阳慧敏", "210203198502123517", "13842600718", "ouyang@example.com")
FILERS = {
    "named": NAMED,
    "sealed": PartyInput("person", *SECRETS, sealed=True),
    "anonymous": PartyInput("person"),
}


def complaint(**changes) -> Filing:
    respondent = Unit.objects.get(name="区商务局", valid_to=None)
    given = {
        "content": "答应的奖补没有到账。",
        "filer": NAMED,
        "area": "investment_promotion",
        "respondent": respondent,
    }
    return Filing(**given | changes)


def file(world, kind: str, channel: str) -> Case:
    """A case of the kind that came in by the channel."""
    by = (
        world.actor("registrar")
        if registry.get(kind).by_office or channel in ("window", "phone", "letter")
        else Actor()
    )
    given = {
        "complaint": lambda: complaint(channel=channel),
        "objection": lambda: world.filing(channel=channel),
        "repair": lambda: world.filing(channel=channel, details={"promised": True, "promised_by": "周海"}),
        "rectification": lambda: complaint(channel=channel),
    }[kind]()
    return actions.open_case(kind, given, by=by, at=world.at).case


@pytest.mark.parametrize("kind", [kind.code for kind in registry.all_kinds()])
def test_every_kind_by_every_channel(world, kind):
    for channel in Channel.values:
        with undone():
            case = file(world, kind, channel)
            said = case.receipt.payload
            assert (said["number"], said["kind"], said["code"]) == (case.number, kind, case.receipt.code)
            assert said["received_at"] == "2026-11-09T10:00:00+08:00"
            started = {clock.name: clock for clock in case.clocks.all()}
            assert {one["step"] for one in said["promised"]} == set(started)
            for one in said["promised"]:
                clock = started[one["step"]]
                assert one["by"] == receipts.moment(clock.due_at)
                assert (one["rule"], one["source"].split()[0]) == (clock.rule.code, clock.rule.source.split()[0])
            papers = {paper.code for paper in case.documents.filter(paper__series__endswith="收")}
            assert papers == ({case.receipt.code} if registry.get(kind).moves["file"].papers else set())
            clean()


@pytest.mark.parametrize("how", FILERS)
def test_a_receipt_names_nobody(world, how):
    case = actions.open_case("complaint", complaint(filer=FILERS[how]), by=Actor(), at=world.at).case
    row = Receipt.objects.values().get(case=case)
    given = json.dumps([row["payload"], receipts.for_holder(case)], ensure_ascii=False)
    assert not [secret for secret in SECRETS if secret in given]
    assert bool(row["filer_salt"]) == (how == "named")
    filed = receipts.for_holder(case)["filed"]
    assert bool(filed["filer"]) == (how == "named")
    assert row["filer_salt"] == "" or row["filer_salt"] not in given
    clean()


def test_equal_filings_have_unequal_digests(world):
    digests = {world.file().case.receipt.payload["digest"] for _n in range(2)}
    assert len(digests) == 2


def test_anybody_recomputes_it_from_the_file_and_the_public_key(world, draft):  # noqa: F811
    """With nothing of ours: as docs/receipts.md says."""
    case = world.file(draft=draft).case
    file = json.loads(json.dumps(receipts.for_holder(case)))

    def canonical(value: object) -> bytes:
        return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    assert hashlib.sha256(canonical(file["filed"])).hexdigest() == file["receipt"]["digest"]
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(signatures.public_keys()[file["signature"]["key"]]))
    key.verify(base64.b64decode(file["signature"]["value"]), b"casework:receipt\n" + canonical(file["receipt"]))
    assert file["filed"]["evidence"] == [Evidence.objects.get().sha256]
    assert file["filed"]["content"] == case.content


def test_the_paper_carries_it(world):
    case = world.file().case
    words = "\n".join(Document.objects.get(case=case).content["paragraphs"])
    said = case.receipt.payload
    for text in (case.number, "2026年11月9日10时00分", said["digest"], case.receipt.code, "最迟2026年11月11日"):
        assert text in words


def test_what_is_added_later_is_no_part_of_it(world, draft):  # noqa: F811
    from tests.engine.files import photo

    case = world.file(draft=draft).case
    actions.add_evidence(photo(), by=world.filer(case), at=world.at + timedelta(days=1), case=case)
    clean()


def test_a_party_sealed_afterwards_keeps_its_receipt(world):
    from casework.models.guard import opened
    from casework.seals import seal

    case = actions.open_case("complaint", complaint(), by=Actor(), at=world.at).case
    with opened():
        seal(case)
        case.save()
    assert not list(receipts.faults())


TAMPERED = {
    "what was filed": "UPDATE casework_case SET content = '别的话。'",
    "a particular": "UPDATE objection_objection SET claim = '64000元'",
    "the number": "UPDATE casework_case SET number = '西信异〔2026〕99号'",
    "an identity": "UPDATE casework_party SET name = '别人'",
    "evidence": "UPDATE casework_evidence SET sha256 = repeat('0', 64)",
    "the payload": """UPDATE casework_receipt SET payload = jsonb_set(payload, '{received_at}', '"2026-11-01"')""",
    "the signature": "UPDATE casework_receipt SET signature = 's1:' || repeat('A', 86) || '=='",
    "a foreign key": "UPDATE casework_receipt SET signature = replace(signature, 's1:', 's9:')",
    "the code": "UPDATE casework_receipt SET code = 'YZ-2222-2222-2222'",
    "the whole row": "DELETE FROM casework_receipt",
}


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_is_found(world, draft, what):  # noqa: F811
    world.file(draft=draft)
    assert check_consistency()["receipts_agree"] == 0
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # as who owns the server could
        cursor.execute(TAMPERED[what])
    assert check_consistency()["receipts_agree"] == 1


@pytest.mark.parametrize("change", ["UPDATE casework_receipt SET code = code", "DELETE FROM casework_receipt"])
def test_the_database_refuses_any_change(world, change):
    world.file()
    with (
        pytest.raises(DatabaseError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_a_filing_that_fails_leaves_no_receipt(world):
    record = CreditRecord.objects.get(number=RECORD)
    with undone():
        world.file(record=record)
    assert not Receipt.objects.exists()
