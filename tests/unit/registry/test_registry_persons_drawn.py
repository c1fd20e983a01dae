"""The generator of synthetic persons: what it draws holds by the register's rules and has the published ratios."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import Any

import pytest

from services.registry.data import REGIONS
from services.registry.domain.identifiers import read_certificate_number, read_resident_id
from services.registry.domain.working_age import birthday
from tests.persons import AGES, AS_OF, CATEGORIES, LEVELS, PREFECTURES, SEXES, PersonDrawn, persons

DRAWN = list(persons(10_000, seed=3))


def test_every_person_drawn_is_one_that_the_register_takes() -> None:
    for person in DRAWN:
        read = read_resident_id(person.resident_id, person.registered_on)
        assert (read.birth_date, read.sex) == (person.birth_date, {"M": 1, "F": 2}[person.sex])
        REGIONS.require_in_force(person.region_code, AS_OF)
        assert person.birth_date <= person.registered_on <= AS_OF
        for certificate in person.certificates:
            number = read_certificate_number(certificate.number, "number")
            assert number.resident_id == person.resident_id
            assert (number.category, number.level) == (certificate.category, certificate.level)
            assert person.birth_date <= certificate.issued_on < certificate.expires_on
        issues = [certificate.issued_on for certificate in person.certificates]
        assert issues == sorted(issues) and (not issues or issues[-1] <= AS_OF)


def test_no_two_persons_drawn_are_the_same_and_none_can_be_real() -> None:
    assert len({person.resident_id for person in DRAWN}) == len(DRAWN)
    # No resident ID was ever issued on the code of a whole prefecture.
    assert all(person.resident_id[4:6] == "00" for person in DRAWN)
    assert all(person.phone == "" or person.phone.startswith("100") for person in DRAWN)


def test_the_same_seed_draws_the_same_persons_and_fewer_are_the_first_of_more() -> None:
    assert list(persons(200, seed=3)) == DRAWN[:200]
    assert list(islice(persons(10_000, seed=3), 200)) == DRAWN[:200]
    assert list(persons(200, seed=4)) != DRAWN[:200]


def age(person: PersonDrawn) -> int:
    """In whole years."""
    years = AS_OF.year - person.birth_date.year
    return years - 1 if birthday(person.birth_date, years) > AS_OF else years


def band(person: PersonDrawn) -> Any:
    return next(band for band in AGES if band[0] <= age(person) <= band[1])


@pytest.mark.parametrize(
    ("published", "drawn"),
    [
        (CATEGORIES, [p.certificates[-1].category for p in DRAWN if p.certificates]),
        (LEVELS, [p.certificates[-1].level for p in DRAWN if p.certificates]),
        (SEXES, [p.sex for p in DRAWN]),
        (AGES, [band(p) for p in DRAWN]),
        (PREFECTURES, [p.region_code[:4] for p in DRAWN]),
    ],
    ids=["category", "level", "sex", "age", "prefecture"],
)
def test_what_is_drawn_has_the_published_ratios(published: dict[Any, float], drawn: Iterable[Any]) -> None:
    counts, whole = Counter(drawn), sum(published.values())
    total = sum(counts.values())

    for what, share in published.items():
        # Three standard deviations of the least exact of them: half of ten thousand, ± 1.5 %.
        assert counts[what] / total == pytest.approx(share / whole, abs=0.015), what


def test_every_case_is_drawn() -> None:
    ended = [p for p in DRAWN if p.certificates and p.certificates[-1].expires_on < AS_OF]
    again = [p for p in DRAWN if p.certificates and "B" in p.certificates[-1].number]

    assert 0.05 < len(ended) / len(DRAWN) < 0.12 and 0.03 < len(again) / len(DRAWN) < 0.08
    assert all(len(p.certificates) == 2 for p in again)
    assert any(not p.certificates for p in DRAWN) and any(p.needs for p in DRAWN)
    assert any(p.region_code.startswith("370105") and len(p.region_code) == 9 for p in DRAWN)
    assert all(p.employed_since is None or date(2010, 1, 1) < p.employed_since <= AS_OF for p in DRAWN)
