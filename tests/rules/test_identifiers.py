"""Numbers of people and bodies: what passes, what does not, what is shown."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from casework.rules import identifiers
from casework.rules.errors import InvalidIdentifier

TODAY = date(2026, 11, 23)
ALPHABET = sorted(identifiers.USCC_ALPHABET)


def code(body: str) -> str:
    return body + uscc.calc_check_digit(body)


def number(body: str) -> str:
    return body + ric.calc_check_digit(body + "0")


def problem(check: object, *given_: object) -> str:
    with pytest.raises(InvalidIdentifier) as refused:
        check(*given_)  # type: ignore[operator]  # one of the checks
    return refused.value.problem


@pytest.mark.parametrize(
    "text", ["91110000600037341L", "91110000600037341l", " 9111 0000-6000 37341L ", "９１１１００００６０００３７３４１Ｌ", "9111\u200b0000600037341L"]
)  # fmt: skip
def test_credit_codes_are_tidied(text: str) -> None:
    assert identifiers.credit_code(text) == "91110000600037341L"


@pytest.mark.parametrize("lead", ["N2", "Y1", "A1", "11", "52", "92"])
def test_credit_codes_may_start_with_a_letter(lead: str) -> None:
    made = code(lead + "210203" + "MA0ABCDE7")
    assert identifiers.credit_code(made) == made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "length"),
        ("9111000060003734", "length"),
        ("91110000600037341I", "format"),
        ("9111000060003734é1", "format"),
        ("N2A10203MA0ABCDE70", "format"),
        (code("91990203MA0ABCDE7"), "region"),
        ("911100006000373419", "checksum"),
        ("N2210203MA0ABCDE70", "checksum"),
    ],
)
def test_wrong_credit_codes(text: str, expected: str) -> None:
    assert problem(identifiers.credit_code, text) == expected


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=ALPHABET, min_size=9, max_size=9), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_always_found(body: str, place: int, sign: str) -> None:
    right = code("91210203" + body)
    wrong = right[:place] + sign + right[place + 1 :]
    if wrong != right:
        assert problem(identifiers.credit_code, wrong) in {"checksum", "format", "region"}


def test_the_organisation_code_inside() -> None:
    assert identifiers.organisation_code_matches("91110000600037341L")
    assert not identifiers.organisation_code_matches("91110000600037342X")


@pytest.mark.parametrize(
    "body",
    ["21020319900101001", "21020220000229003", "81000019900101001", "83000019900101001", "91115619800101001", "22999919550101001"],
)  # fmt: skip
def test_citizen_numbers_with_old_counties_and_permits(body: str) -> None:
    assert identifiers.citizen_id(number(body).lower(), TODAY) == number(body)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("210203900101001", "length"),
        ("21020319900101001Y", "format"),
        ("²10203199001010012", "checksum"),
        (number("99020319900101001")[:17] + "x0", "length"),
        (number("16020319900101001"), "region"),
        (number("21020319900229001"), "birth_date"),
        (number("21020320990101001"), "birth_date"),
        (number("21020320261124001"), "birth_date"),
    ],
)
def test_wrong_citizen_numbers(text: str, expected: str) -> None:
    assert problem(identifiers.citizen_id, text, TODAY) == expected


def test_born_today_is_possible() -> None:
    assert identifiers.citizen_id(number("21020320261123001"), TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("138 0013 8000", "13800138000"),
        ("+86-138-0013-8000", "13800138000"),
        ("１９９１２３４５６７８", "19912345678"),
        ("0411-83676999", "0411-83676999"),
        ("(0411) 8367 6999", "0411-83676999"),
        ("041183676999", "0411-83676999"),
        ("83676999", "0411-83676999"),
        ("0411-83676999转801", "0411-83676999-801"),
        ("0411-83676999 ext. 12", "0411-83676999-12"),
        ("0411-83676999-801", "0411-83676999-801"),
        ("12345", "12345"),
        ("95588", "95588"),
        ("400-123-4567", "4001234567"),
        ("+852 2345 6789", "+85223456789"),
    ],
)
def test_telephones(text: str, expected: str) -> None:
    assert identifiers.telephone(text, area_code="0411") == expected
    assert identifiers.telephone(expected, area_code="0411") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "format"),
        ("电话", "format"),
        ("1380013800a", "format"),
        ("138001380", "telephone"),
        ("0411-8367", "telephone"),
        ("00000000000", "telephone"),
        ("83676999", "telephone"),
        ("1" * 24, "telephone"),
    ],
)
def test_wrong_telephones(text: str, expected: str) -> None:
    assert problem(identifiers.telephone, text) == expected


@pytest.mark.parametrize(
    ("mask", "text", "expected"),
    [
        (identifiers.mask_name, "王建国", "王**"),
        (identifiers.mask_name, " 李静 ", "李*"),
        (identifiers.mask_name, "", ""),
        (identifiers.mask_id, "210203199001010017", "2102************17"),
        (identifiers.mask_id, "12345", "*****"),
        (identifiers.mask_phone, "13800138000", "138****8000"),
        (identifiers.mask_phone, "0411-83676999", "0411-****6999"),
        (identifiers.mask_phone, "0411-83676999-801", "0411-****6999"),
        (identifiers.mask_phone, "12345", "12345"),
        (identifiers.mask_code, "91110000600037341L", "91110000600037341L"),
        (identifiers.mask_code, "92210203MA0ABCDE7X", "9221************7X"),
    ],
)
def test_masks(mask: object, text: str, expected: str) -> None:
    assert mask(text) == expected  # type: ignore[operator]  # one of the masks


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_anything_typed_is_answered_or_refused_by_name(text: str) -> None:
    for check in (identifiers.credit_code, identifiers.telephone, lambda typed: identifiers.citizen_id(typed, TODAY)):
        with suppress(InvalidIdentifier):
            check(text)
    assert len(identifiers.mask_id(text)) <= len(text)
