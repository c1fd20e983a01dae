"""Synthetic persons in any number, drawn by published ratios: for benches, imports and statistics.

    for person in persons(1_000_000, seed=7): …      # the same seed gives the same persons; fewer are the first of more

Their numbers hold by every rule and are nobody's: see deploy/synthetic.py (codes of prefectures, where none is issued).

Published and taken from there:
- category, sex, age: Second National Sample Survey on Disability of 2006 (第二次全国残疾人抽样调查主要数据公报),
  bulletins no. 1 (1 December 2006) and no. 2 (28 May 2007) of its leading group and the National Bureau of Statistics;
- level: China Disabled Persons' Federation, numbers of disabled persons at the end of 2010 (severe, levels 1 and 2:
  25.18 of 85.02 million = 29.62 %; levels 3 and 4: 59.84 million);
- prefecture: usual residents of Shandong by the Seventh National Population Census of 1 November 2020.

Not published, and chosen here: that levels 1 and 2 are equally many, and 3 and 4; that ages are spread evenly inside a
band, and persons over the districts of a prefecture (and the sub-districts of a district that has any in the tree);
that all these are independent of one another; and what `Chosen` says of certificates, needs and work. The survey is of
all disabled persons; holders of certificates are younger.
"""

from array import array
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random
from typing import Final, Generic, TypeVar

from deploy.synthetic import synthetic_identity
from services.registry.data import REGIONS

T = TypeVar("T")

AS_OF: Final = date(2020, 6, 30)  # the day on which they are as old as published

# Per cent of the persons with a disability, by category 1–7 of GB/T 26341.
CATEGORIES: Final = {1: 14.86, 2: 24.16, 3: 1.53, 4: 29.07, 5: 6.68, 6: 7.40, 7: 16.30}
LEVELS: Final = {1: 29.62 / 2, 2: 29.62 / 2, 3: 70.38 / 2, 4: 70.38 / 2}
SEXES: Final = {"M": 51.55, "F": 48.45}
# Ages in whole years, both included; of the oldest band 95 is our choice.
AGES: Final = {(0, 14): 4.66, (15, 59): 42.10, (60, 64): 7.98, (65, 95): 45.26}
PREFECTURES: Final = {
    "3701": 9_202_432,
    "3702": 10_071_722,
    "3703": 4_704_138,
    "3704": 3_855_601,
    "3705": 2_193_518,
    "3706": 7_102_116,
    "3707": 9_386_705,
    "3708": 8_357_897,
    "3709": 5_472_217,
    "3710": 2_906_548,
    "3711": 2_968_365,
    "3713": 11_018_365,
    "3714": 5_611_194,
    "3715": 5_952_128,
    "3716": 3_928_568,
    "3717": 8_795_939,
}


class Chosen:
    """Shares that no figure stands behind, so that every case is there."""

    WITHOUT_CERTIFICATE = 0.02
    REISSUED = 0.06  # under a number with a suffix; the one before stays in the history
    EXPIRED = 0.08
    PHONE, ADDRESS = 0.9, 0.95
    NEEDS = 0.12  # who has told a need: training, employment or support, sometimes two
    EMPLOYED = 0.45  # of those from 18 to 59


YEARS: Final = 10  # of a certificate's validity
_FIRST_DAY: Final = date(AS_OF.year - 96, 1, 1).toordinal()
_SIGNS: Final = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_KINDS: Final = (("TRAINING",), ("EMPLOYMENT",), ("SUPPORT",), ("TRAINING", "EMPLOYMENT"))


@dataclass(frozen=True, slots=True)
class CertificateDrawn:
    """One issue of a certificate."""

    number: str
    category: int
    level: int
    issued_on: date
    expires_on: date


@dataclass(frozen=True, slots=True)
class PersonDrawn:
    """A person who does not exist. `certificates` in the order issued; `needs` as NeedKind's names, without prefix."""

    number: int
    resident_id: str
    name: str
    phone: str
    address: str
    region_code: str
    birth_date: date
    sex: str
    registered_on: date
    certificates: tuple[CertificateDrawn, ...]
    needs: tuple[str, ...]
    employed_since: date | None


class _Drawing(Generic[T]):
    """Draws one of several by their weights, with one random number."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._what = list(weights)
        total = sum(weights.values())
        self._up_to = [each / total for each in accumulate(weights.values())][:-1]

    def of(self, random: float) -> T:
        return self._what[bisect(self._up_to, random)]


def regions_of(prefecture: str) -> list[str]:
    """The districts of a prefecture, or the sub-districts of those that have any in the tree."""
    found = []
    for district in REGIONS.below(f"{prefecture}00", AS_OF):
        found += [each.code for each in REGIONS.below(district.code, AS_OF)] or [district.code]
    return found


def persons(count: int, seed: int = 1) -> Iterator[PersonDrawn]:
    """So many persons of a seed, with different resident IDs; some 40 µs each."""
    rng = Random(seed)
    draw = rng.random
    categories, levels, sexes = _Drawing(CATEGORIES), _Drawing(LEVELS), _Drawing(SEXES)
    ages, prefectures = _Drawing(AGES), _Drawing(PREFECTURES)
    regions: dict[str, Sequence[str]] = {prefecture: regions_of(prefecture) for prefecture in PREFECTURES}
    days = AS_OF.toordinal() - _FIRST_DAY + 1
    # How many there are of each prefecture, sex and birth date: two of them must not have the same number.
    used = {(prefecture, sex): array("H", bytes(2 * days)) for prefecture in PREFECTURES for sex in SEXES}
    for number in range(count):
        prefecture, sex = prefectures.of(draw()), sexes.of(draw())
        born_on = _birth_date(ages.of(draw()), draw())
        taken = used[prefecture, sex]
        place = born_on.toordinal() - _FIRST_DAY
        sequence = taken[place]
        taken[place] += 1
        among = regions[prefecture]
        region_code = among[int(draw() * len(among))]
        yield _person(rng, number, sequence, region_code, born_on, sex, categories.of(draw()), levels.of(draw()))


def _birth_date(band: tuple[int, int], place: float) -> date:
    youngest, oldest = band
    # From the day after the birthday at which one would be too old, to the birthday itself of the youngest.
    first = AS_OF.replace(year=AS_OF.year - oldest - 1).toordinal() + 1
    last = AS_OF.replace(year=AS_OF.year - youngest).toordinal()
    return date.fromordinal(first + int(place * (last - first + 1)))


def _person(
    rng: Random, number: int, sequence: int, region_code: str, born_on: date, sex: str, category: int, level: int
) -> PersonDrawn:
    draw = rng.random
    identity = synthetic_identity(
        number=sequence, region_code=region_code, born_on=born_on, sex=sex, category=category, level=level
    )
    born, today = born_on.toordinal(), AS_OF.toordinal()
    registered = max(born, today - int(draw() * 3_650))
    age = (today - born) // 365
    needs: tuple[str, ...] = ()
    if 16 <= age < 60 and draw() < Chosen.NEEDS:
        needs = _KINDS[int(draw() * len(_KINDS))]
    employed = None
    if 18 <= age < 60 and draw() < Chosen.EMPLOYED:
        employed = date.fromordinal(min(today, max(born + 18 * 366, today - int(draw() * 3_000))))
    return PersonDrawn(
        number=number,
        resident_id=identity.resident_id,
        name="样本" + "".join(_SIGNS[int(draw() * 22)] for _ in range(1 + int(draw() * 3))),
        phone=f"100{int(draw() * 10**8):08d}" if draw() < Chosen.PHONE else "",
        address=f"样本路{int(draw() * 999) + 1}号" if draw() < Chosen.ADDRESS else "",
        region_code=region_code,
        birth_date=born_on,
        sex=sex,
        registered_on=date.fromordinal(registered),
        certificates=_certificates(rng, identity.certificate_number, category, level, born, today),
        needs=needs,
        employed_since=employed,
    )


def _certificates(
    rng: Random, number: str, category: int, level: int, born: int, today: int
) -> tuple[CertificateDrawn, ...]:
    draw = rng.random
    if draw() < Chosen.WITHOUT_CERTIFICATE:
        return ()
    old = draw() < Chosen.EXPIRED
    issued = today - int(draw() * 3_600) - (3_660 if old else 0)
    if issued < born:
        issued = born + int(draw() * (today - born))
    found = []
    if draw() < Chosen.REISSUED and issued - born > 400:
        # Lost, and issued again: the same person, another number.
        found.append(_issued(number, category, level, issued - 30 - int(draw() * 360)))
        number += "B1" if draw() < 0.9 else "B2"
    found.append(_issued(number, category, level, issued))
    return tuple(found)


def _issued(number: str, category: int, level: int, day: int) -> CertificateDrawn:
    issued_on = date.fromordinal(day)
    # A whole number of years; 29 February ends on the 28th.
    ends = issued_on.replace(year=issued_on.year + YEARS, day=min(issued_on.day, 28))
    return CertificateDrawn(number, category, level, issued_on, ends)
