"""What is signed can be told from what was changed, and a signature of one sort is no signature of another."""

from __future__ import annotations

import pytest

from casework import documents, signatures
from casework.crypto import key_ring
from casework.models import Document
from config.secrets import new_key


def test_a_signature_holds_for_its_content_and_purpose_only() -> None:
    signature = signatures.sign("paper", b"words")
    assert signatures.is_genuine("paper", b"words", signature)
    assert not signatures.is_genuine("paper", b"Words", signature)
    assert not signatures.is_genuine("receipt", b"words", signature)


@pytest.mark.parametrize("garbled", ["", "nonsense", "s1:", "s1:???", "s1:AAAA", "unknown:AAAA"])
def test_garbage_is_no_signature(garbled: str, settings) -> None:
    settings.SIGNING_KEYS = f"s1:{new_key()}"
    assert not signatures.is_genuine("paper", b"words", garbled)


def test_what_an_older_key_signed_stays_genuine_while_it_is_in_the_ring(settings) -> None:
    old, new = f"a:{new_key()}", f"b:{new_key()}"
    settings.SIGNING_KEYS = old
    signature = signatures.sign("paper", b"words")
    settings.SIGNING_KEYS = f"{new},{old}"
    assert signatures.is_genuine("paper", b"words", signature)
    assert signatures.sign("paper", b"words").startswith("b:")
    assert list(signatures.public_keys()) == list(key_ring(settings.SIGNING_KEYS)) == ["b", "a"]
    settings.SIGNING_KEYS = new
    assert not signatures.is_genuine("paper", b"words", signature)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("YZ-7K3M-2P9W-Q4RT", "YZ-7K3M-2P9W-Q4RT"),
        (" yz7k3m 2p9w q4rt ", "YZ-7K3M-2P9W-Q4RT"),
        ("ＹＺ－7K3M－2P9W－Q4RT", "YZ-7K3M-2P9W-Q4RT"),  # full-width, as a phone's keyboard may give it
        ("7K3M2P9WQ4RT", "YZ-7K3M-2P9W-Q4RT"),
        ("YZ-7K3M-2P9W", ""),
        ("YZ-7K3M-2P9W-Q4R1", ""),
        ("", ""),
    ],
)
def test_codes_are_read_as_people_type_them(typed: str, code: str) -> None:
    assert signatures.written_code(typed) == code


@pytest.mark.django_db
def test_every_issued_paper_is_signed_and_says_its_unit(world) -> None:
    case = world.verifying()
    papers = list(Document.objects.filter(case_id=case.pk).select_related("unit", "paper"))
    assert papers
    for paper in papers:
        assert documents.is_genuine(paper)
        assert signatures.written_code(paper.code) == paper.code
        assert paper.number.startswith(f"西信{paper.unit.word}异")
    assert len({paper.code for paper in papers}) == len(papers)
    changed = papers[0]
    changed.content["paragraphs"][0] += "。"
    assert not documents.is_genuine(changed)
