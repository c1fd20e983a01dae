"""Resident IDs (GB 11643-1999) and disability certificate numbers. Pure: no I/O.

No error text repeats the number: both are personal data.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bihuan.registry.v1.registry_service_pb2 import SEX_FEMALE, SEX_MALE, RegistrationWarning, Sex
from stdnum import numdb
from stdnum.cn import ric

from shared.errors import InvalidField

# [0-9], not \d: a full-width digit is a digit to Python, but not in a number on a card.
_RESIDENT_ID: Final = re.compile(r"[0-9]{17}[0-9Xx]")
_CERTIFICATE: Final = re.compile(
    r"(?P<resident_id>[0-9]{17}[0-9Xx])(?P<category>.)(?P<level>.)(?P<reissue>B[1-9][0-9]?)?"
)


@dataclass(frozen=True)
class ResidentId:
    """A resident ID that holds: `number` with an upper-case X, and what can be read from it."""

    number: str = field(repr=False)
    birth_date: date = field(repr=False)
    sex: Sex

    @property
    def area(self) -> str:
        """The region code of first issue, six digits; it may have ended long ago."""
        return self.number[:6]


@dataclass(frozen=True)
class CertificateNumber:
    """A certificate number that holds: `number` in its normal form, category 1–7 (GB/T 26341), level 1–4."""

    number: str = field(repr=False)
    resident_id: str = field(repr=False)
    category: int
    level: int


def read_resident_id(text: str, on: date, named: str = "resident_id") -> ResidentId:
    """Read a resident ID on a business date. Raises `InvalidField` naming the field `named`.

    Not `stdnum.cn.ric.validate`: release 2.2 compares the birth year with the year in which the area code began, and so
    refuses everyone born before 1983 in 370105; and it takes birth dates in the future.
    """
    if not _RESIDENT_ID.fullmatch(text):
        raise InvalidField(named, "must be 17 half-width digits and a check digit (0–9 or X)")
    number = text.upper()
    try:
        birth_date = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise InvalidField(named, "digits 7 to 14 are no calendar date; compare them with the card") from None
    if number[-1] != ric.calc_check_digit(number):
        raise InvalidField(named, "the check digit does not match; compare the number with the card")
    if birth_date > on:
        raise InvalidField(named, "the birth date lies in the future of the day of the record")
    if birth_date.year < 1900:
        raise InvalidField(named, "the birth date lies before 1900; compare digits 7 to 14 with the card")
    return ResidentId(number, birth_date, SEX_MALE if int(number[16]) % 2 else SEX_FEMALE)


def read_certificate_number(text: str, named: str) -> CertificateNumber:
    """Read a certificate number: resident ID, category digit, level digit, reissue suffix (B1, …) if any.

    Raises `InvalidField` naming the field `named`.
    """
    match = _CERTIFICATE.fullmatch(text)
    if match is None:
        raise InvalidField(
            named, "must be the resident ID, a category digit, a level digit, and a suffix like B1 if any"
        )
    if match["category"] not in "1234567":
        raise InvalidField(named, "digit 19, the category, must be 1 to 7 (GB/T 26341)")
    if match["level"] not in "1234":
        raise InvalidField(named, "digit 20, the level, must be 1 to 4 (GB/T 26341)")
    return CertificateNumber(text.upper(), match["resident_id"].upper(), int(match["category"]), int(match["level"]))


def resident_id_warnings(resident_id: ResidentId, region_code: str) -> list[RegistrationWarning]:
    """What a worker should look at once more: people move and codes change, so none of it refuses a person."""
    area = resident_id.area
    known = numdb.get("cn/loc").info(area)
    if not any("county" in properties for _, properties in known):
        return [RegistrationWarning.REGISTRATION_WARNING_RESIDENT_ID_REGION_UNKNOWN]
    # An area of a whole city (370100) or province covers every district in it.
    covered = re.sub(r"(00)+$", "", area)
    if not region_code.startswith(covered):
        return [RegistrationWarning.REGISTRATION_WARNING_RESIDENT_ID_REGION_DIFFERS]
    return []
