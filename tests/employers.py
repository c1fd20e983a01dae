"""Synthetic employers in any number, with declarations, placed persons and certificates: for benches and tests of runs.

    seed(database, 1_000_000, levy_year=2021)      # the same seed gives the same employers; fewer are the first of more

The organisations and persons are invented. Shares of the sizes: what the National Bureau of Statistics said of
enterprises at the end of 2018, after the fourth economic census (micro 85.3 %, small 13.2 %, medium 1.3 %, the rest
large), quoted from memory and not looked up again. All else is assumed, so that every case is there: staff within a
size (skewed so that the mean is near twenty), wages, kinds, founding days, who has placed how many from when to when,
who has not declared or is under review; regions are Shandong's districts, equally many in each.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from operator import mul
from random import Random
from typing import Any, Final

from services.levy import filed, store
from services.levy.domain.declaration import Declaration, Figures, Filing, State, Step
from services.levy.domain.employer import Employer
from services.levy.domain.province import KINDS
from services.registry.data import REGIONS
from shared.store import MAJORITY, Database, Document

# Share of the employers, their staff from and to, and how much the smaller ones prevail.
SIZES: Final = ((0.853, 1, 19, 3), (0.132, 20, 299, 8), (0.013, 300, 999, 3), (0.002, 1_000, 6_000, 4))
UNDECLARED: Final = 0.02
UNDER_REVIEW: Final = 0.02
DISTRICTS: Final = [
    district.code
    for city in REGIONS.below("370000", date(2021, 1, 1))
    for district in REGIONS.below(city.code, date(2021, 1, 1))
    if len(district.code) == 6
]
TOGETHER: Final = 5_000


@dataclass
class Drawn:
    """The documents of one employer."""

    employer: Document
    declaration: Document | None
    placements: list[Document]
    certificates: list[Document]
    persons: list[Document]


# GB 32100: the characters by value, and each place's weight (python-stdnum is slower, and tests compare).
_VALUES: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS: Final = tuple(3**place % 31 for place in range(17))


def employer_code(number: int, district: str) -> str:
    """A code that passes the check."""
    body = f"91{district}MA{number:07d}"
    return body + _VALUES[-sum(map(mul, _WEIGHTS, map(_VALUES.index, body))) % 31]


def employers(count: int, levy_year: int, seed: int = 7) -> Iterator[Drawn]:
    """The first so many."""
    random = Random(seed)
    for number in range(count):
        yield _drawn(random, number, levy_year)


def _id(number: int, kind: int, of_kind: int = 0) -> str:
    return f"{number:08x}-{of_kind:04x}-4000-8000-{kind:012x}"


def _drawn(random: Random, number: int, levy_year: int) -> Drawn:
    base = levy_year - 1
    district = DISTRICTS[number % len(DISTRICTS)]
    founded = date(base - random.randrange(1, 25), random.randrange(1, 13), random.randrange(1, 29))
    kind = "ENTERPRISE" if random.random() < 0.9 else random.choice(KINDS[1:])
    employer = Employer(
        id=_id(number, 1), version=1, revision=1, code=employer_code(number, district), name=f"合成单位{number}",
        kind=kind, founded_on=founded, region_code=district,
    )  # fmt: skip
    draw, low, high, skew = random.random(), 0, 0, 1
    for share, low, high, skew in SIZES:  # noqa: B007  # the size that the draw falls into; of what is left over the last
        if draw < share:
            break
        draw -= share
    staff = low + int(random.random() ** skew * (high + 1 - low))
    months = tuple(int(staff * (0.95 + random.random() / 10)) for _ in range(12))
    bill = int(sum(months) * (3_000_00 + random.random() * 10_000_00))
    declared_on = date(levy_year, 3, 1) + timedelta(days=random.randrange(120))
    drawn = Drawn(_stored(store.employer_document(employer), employer.id), None, [], [], [])
    if random.random() >= UNDECLARED:
        declaration = Declaration(
            id=_id(number, 2), employer_code=employer.code, region_code=district, base_year=base,
            filings=[Filing(Figures(months, bill if any(months) else 0), declared_on)],
            steps=[Step(state, "synthetic", datetime.combine(declared_on, time(), UTC)) for state in _reviewed(random)],
        )  # fmt: skip
        drawn.declaration = _stored(filed.declaration_document(declaration, district), declaration.id)
    expected = staff * random.choice((0, 0, 0.005, 0.01, 0.015, 0.02))
    for placed in range(int(expected) + (random.random() < expected % 1)):
        _place(random, drawn, number, placed, base)
    return drawn


def _reviewed(random: Random) -> tuple[State, ...]:
    passed = (State.SUBMITTED, State.FIRST_REVIEWED, State.APPROVED)
    return passed if random.random() >= UNDER_REVIEW else passed[:2]


def _place(random: Random, drawn: Drawn, number: int, placed: int, base: int) -> None:
    person, started = _id(number, 3, placed), date(base - 2, 1, 1) + timedelta(days=random.randrange(1_000))
    ended = started + timedelta(days=random.randrange(100, 900)) if random.random() < 0.2 else None
    drawn.placements.append(
        {
            "_id": _id(number, 4, placed), "person_id": person, "employer_code": drawn.employer["code"],
            "form": random.choice(("PROPORTIONAL", "PROPORTIONAL", "PROPORTIONAL", "ASSISTED")),
            "started_on": started.isoformat(), "contract_from": started.isoformat(), "contract_until": None,
            **({"ended_on": ended.isoformat()} if ended else {}),
        }
    )  # fmt: skip
    drawn.certificates.append(
        {
            "_id": _id(number, 5, placed), "person_id": person, "kind": "DISABILITY", "level": random.randint(1, 4),
            "valid_from": f"{base - 5}-01-01", "valid_until": f"{base + random.randint(0, 5)}-12-31",
        }
    )  # fmt: skip
    drawn.persons.append({"_id": person, "working_age_from": "2005-01-01", "working_age_until": f"{base + 20}-12-01"})


def _stored(document: Document, id: str) -> Document:
    return {**document, "_id": id, "version": 1, "revision": 1}


def seed(database: Database, count: int, levy_year: int, seed: int = 7) -> None:
    """Store them; bounded in memory."""
    drawn = employers(count, levy_year, seed)
    while part := list(islice(drawn, TOGETHER)):
        rows: dict[str, list[Any]] = {
            store.EMPLOYERS: [each.employer for each in part],
            store.DECLARATIONS: [each.declaration for each in part if each.declaration],
            store.PLACEMENTS: [row for each in part for row in each.placements],
            store.CERTIFICATES: [row for each in part for row in each.certificates],
            store.PERSONS: [row for each in part for row in each.persons],
        }
        for collection, documents in rows.items():
            if documents:
                database.mongo[collection].with_options(write_concern=MAJORITY).insert_many(documents, ordered=False)
