"""Numbers that name people and bodies: tidied, checked, and masked for reading."""

import re
import unicodedata
from datetime import date

import phonenumbers
from phonenumbers import shortnumberinfo
from stdnum.cn import ric, uscc

from .errors import InvalidIdentifier

USCC_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
STATE_LEVEL = "10"  # bodies registered with the state itself carry 100000 in place of a county
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LOCAL = re.compile(r"[2-8]\d{6,7}")
MOBILE = re.compile(r"1[3-9]\d{9}")
EXTENSION = re.compile(r"^(?P<number>.*\d.*?)(?:转|分机|ext\.?|x|#)(?P<extension>\d{1,6})$", re.IGNORECASE)
DASHED_EXTENSION = re.compile(r"^(?P<number>0\d{2,3}-\d{7,8})-(?P<extension>\d{1,6})$")
LENGTH = 18
CHINA_CODE = phonenumbers.country_code_for_region("CN")
HOT_LINE_DIGITS = 6


_DROPPED = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"})


def tidy(text: str) -> str:
    """Full-width to half-width, no spaces, hyphens or invisible marks, capitals."""
    text = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in text if sign.isalnum() or unicodedata.category(sign) not in _DROPPED)


def credit_code(text: str) -> str:
    """A 统一社会信用代码 (GB 32100-2015), tidied; InvalidIdentifier("length" | "format" | "region" | "checksum").

    Codes that start with a letter are checked by the same sum. The organisation code inside is not insisted on:
    see organisation_code_matches.
    """
    code = tidy(text)
    if len(code) != LENGTH:
        raise InvalidIdentifier("length")
    region = code[2:8]
    if not USCC_ALPHABET.issuperset(code) or not region.isdigit():
        raise InvalidIdentifier("format")
    if region[:2] not in PROVINCES | {STATE_LEVEL}:
        raise InvalidIdentifier("region")
    if code[-1] != uscc.calc_check_digit(code):
        raise InvalidIdentifier("checksum")
    return code


def organisation_code_matches(code: str) -> bool:
    """Whether the organisation code within a credit code (9th to 17th sign) has its own right check sign.

    Old registers hold codes where it has not, so this is a hint for the reader and no reason to refuse.
    """
    body = code[8:17]
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, ORGANISATION_WEIGHTS, strict=False))
    return body[-1] == "0123456789X0"[11 - total % 11]


def citizen_id(text: str, on: date) -> str:
    """A 公民身份号码 (GB 11643-1999), tidied; InvalidIdentifier("length"|"format"|"region"|"checksum"|"birth_date").

    `on` is the day of checking: nobody is born after it. Only the province is checked, since many counties that stand
    in valid numbers are long abolished. Residence permits (81, 82, 83) and foreigners' permits (9) have the same form.
    """
    number = tidy(text)
    if len(number) != LENGTH:
        raise InvalidIdentifier("length")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise InvalidIdentifier("format")
    if number[0] != "9" and number[:2] not in PROVINCES:
        raise InvalidIdentifier("region")
    if number[-1] != ric.calc_check_digit(number):
        raise InvalidIdentifier("checksum")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise InvalidIdentifier("birth_date") from None
    if born > on:
        raise InvalidIdentifier("birth_date")
    return number


def telephone(text: str, area_code: str = "") -> str:
    """A telephone number as `13800138000`, `0411-83676999`, `0411-83676999-801`, `12345` or `+85223456789`.

    `area_code` (such as 0411) completes a number written without one. InvalidIdentifier("format" | "telephone").
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).strip("-")
    extension = ""
    match = EXTENSION.match(plain) or DASHED_EXTENSION.match(plain)
    if match:
        plain, extension = match["number"], match["extension"]
    if not re.fullmatch(r"\+?[\d()\-./]{3,24}", plain):
        raise InvalidIdentifier("format")
    number = _number(area_code + plain if LOCAL.fullmatch(plain) else plain)
    return f"{number}-{extension}" if extension else number


def _number(plain: str) -> str:
    """The number without its extension, in its usual written form."""
    try:
        parsed = phonenumbers.parse(plain, "CN")
    except phonenumbers.NumberParseException:
        raise InvalidIdentifier("telephone") from None
    national = phonenumbers.national_significant_number(parsed)
    at_home = parsed.country_code == CHINA_CODE
    if at_home and (MOBILE.fullmatch(national) or shortnumberinfo.is_valid_short_number_for_region(parsed, "CN")):
        return national
    if not phonenumbers.is_valid_number(parsed):
        raise InvalidIdentifier("telephone")
    if not at_home:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if phonenumbers.number_type(parsed) is not phonenumbers.PhoneNumberType.FIXED_LINE:
        return national
    area = phonenumbers.length_of_national_destination_code(parsed)
    return f"0{national[:area]}-{national[area:]}"


def mask_name(name: str) -> str:
    """`王建国` becomes `王**`."""
    name = name.strip()
    return name[:1] + "*" * (len(name) - 1)


def mask_id(number: str) -> str:
    """First four and last two signs of an identity number; a short one is hidden whole."""
    return _mask(number.strip(), 4, 2)


def mask_phone(number: str) -> str:
    """`138****8000`, `0411-****6999`; hot lines of five or six digits name nobody and stay."""
    number = number.strip()
    prefix, _, rest = number.partition("-")
    if rest:
        return f"{prefix}-{_mask(rest.partition('-')[0], 0, 4)}"
    return number if len(number) <= HOT_LINE_DIGITS else _mask(number, 3, 4)


def mask_code(code: str) -> str:
    """Credit codes are public, except those of one person's own business (个体工商户, 92...), which are masked."""
    return _mask(code, 4, 2) if code.startswith("92") else code


def _mask(text: str, head: int, tail: int) -> str:
    """Keep so many signs at each end."""
    hidden = len(text) - head - tail
    return text[:head] + "*" * hidden + text[-tail:] if hidden > 0 else "*" * len(text)
