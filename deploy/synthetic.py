"""Synthetic persons for the demo and the tests: numbers that hold by every rule and can be nobody's.

GB 11643-1999 builds a resident ID on the code of the *county* in which it was first issued. Numbers made here have the
code of a *prefecture* instead (370100, Jinan as a whole; never a county's), so none of them can have been issued to
anyone. The register takes them all the same: it judges the check digit and the date, and only warns of areas.
Phone numbers begin with 100, which no mobile network uses. Names begin with 样本 ("sample").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

from stdnum.cn import ric

Sex = Literal["M", "F"]

_NAME_SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


@dataclass(frozen=True)
class SyntheticIdentity:
    """The numbers of a person who does not exist."""

    resident_id: str
    certificate_number: str


@dataclass(frozen=True)
class SyntheticPerson(SyntheticIdentity):
    """A person who does not exist, as the register would have them."""

    name: str
    phone: str
    region_code: str
    birth_date: date
    sex: Sex
    category: int
    level: int


def synthetic_identity(
    *, number: int, region_code: str, born_on: date, sex: str, category: int, level: int
) -> SyntheticIdentity:
    """The numbers of synthetic person `number` (0 to 499) who lives in `region_code` (six or nine digits).

    `sex` is "M" or "F". Of the same prefecture, birth date and sex, two numbers give two resident IDs.
    """
    if not 0 <= number < 500:
        raise ValueError("number must be 0 to 499")
    # GB 11643: the sequence code is odd for men, even for women.
    stem = f"{region_code[:4]}00{born_on:%Y%m%d}{2 * number + {'M': 1, 'F': 0}[sex]:03d}"
    resident_id = stem + ric.calc_check_digit(stem + "0")
    return SyntheticIdentity(resident_id, f"{resident_id}{category}{level}")


def synthetic_person(
    rng: Random, region_code: str, birth_date: date, sex: Sex, category: int, level: int, number: int | None = None
) -> SyntheticPerson:
    """A person with a name and a phone number. Without `number`, two of them may get the same resident ID."""
    identity = synthetic_identity(
        number=rng.randrange(500) if number is None else number,
        region_code=region_code,
        born_on=birth_date,
        sex=sex,
        category=category,
        level=level,
    )
    return SyntheticPerson(
        resident_id=identity.resident_id,
        certificate_number=identity.certificate_number,
        name="样本" + "".join(rng.choice(_NAME_SIGNS) for _ in range(2)),
        phone=f"100{rng.randrange(10**8):08d}",
        region_code=region_code,
        birth_date=birth_date,
        sex=sex,
        category=category,
        level=level,
    )


def synthetic_persons(rng: Random, region_code: str, born_from: date, born_until: date) -> Iterator[SyntheticPerson]:
    """Persons of every sex, category and level, all with different resident IDs.

    Ends when every number of the birth dates is used: 1,000 for each day.
    """
    days = (born_until - born_from).days + 1
    keys: list[tuple[date, Sex]] = [(born_from + timedelta(days=day), sex) for day in range(days) for sex in ("M", "F")]
    used = dict.fromkeys(keys, 0)
    while keys:
        place = rng.randrange(len(keys))
        key = keys[place]
        yield synthetic_person(rng, region_code, *key, rng.randint(1, 7), rng.randint(1, 4), used[key])
        used[key] += 1
        if used[key] == 500:
            keys[place] = keys[-1]
            keys.pop()
