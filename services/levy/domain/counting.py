"""Whom an employer had placed, month by month (按月计算). Pure: from what was heard, in whatever order.

A claim is one placement's hold on one person. It is good in a month when the person was on post as the rule
`month_counting` asks, in a form and under a contract that count, of working age, and holds a certificate valid on the
day of submission (财税〔2015〕72号第七条). One person counts once in one month: of several good claims the one whose
placement began first counts, and each employer sees which others claim the same person and month.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Literal

from services.levy.domain.calendar import last_day_of_span, month_bounds
from services.levy.domain.rules import Contract, MonthCounting, Weights, YearRules


class Reason(Enum):
    """Why a claim does not count; names of the contract's NotCountedReason."""

    NOT_ON_POST = 1
    FORM_NOT_COUNTED = 2
    CONTRACT_TOO_SHORT = 3
    PERSON_NOT_YET_HEARD = 4
    OUTSIDE_WORKING_AGE = 5
    CERTIFICATE_MISSING = 6
    CERTIFICATE_NOT_VALID = 7
    CLAIMED_TWICE_HERE = 8
    CLAIMED_BY_ANOTHER_EMPLOYER = 9


@dataclass(frozen=True)
class Placement:
    """A placement heard from recruitment. `form` is a name of EmploymentForm; `contract_until` None: no fixed term."""

    id: str
    person_id: str
    employer_code: str
    form: str
    started_on: date
    ended_on: date | None
    contract_from: date
    contract_until: date | None

    @property
    def last_day(self) -> date:
        """The last day at work; without an end, the last day there is."""
        return self.ended_on or date.max

    @property
    def rank(self) -> tuple[date, str]:
        """Which of two claims was first: by the day that work began, never by which event was heard first."""
        return self.started_on, self.id


@dataclass(frozen=True)
class Certificate:
    """A certificate heard from the registry."""

    id: str
    level: int
    valid_from: date
    valid_until: date
    kind: Literal["DISABILITY", "VETERAN"] = "DISABILITY"


@dataclass(frozen=True)
class Person:
    """A person heard of: first days of the first and last month of working age (None: not heard), and certificates."""

    working_age: tuple[date, date] | None = None
    certificates: tuple[Certificate, ...] = ()

    def certificate_on(self, day: date) -> Certificate | None:
        """The certificate that is current on a day, valid or run out: of those begun, the one begun last.

        A re-graded certificate replaces the one before it even where the older one's dates reach further.
        """
        begun = [certificate for certificate in self.certificates if certificate.valid_from <= day]
        return max(begun, key=lambda it: (it.valid_from, it.valid_until, it.id), default=None)


@dataclass(frozen=True)
class Line:
    """One claim in one month."""

    person_id: str
    placement_id: str
    weight: int
    reasons: tuple[Reason, ...]
    contested_by: tuple[str, ...]

    @property
    def counted(self) -> bool:
        """Whether it counts."""
        return not self.reasons


@dataclass(frozen=True)
class Month:
    """What counts in one month (1–12)."""

    month: int
    lines: tuple[Line, ...]

    @property
    def heads(self) -> int:
        """Persons counted."""
        return sum(line.counted for line in self.lines)

    @property
    def weighted(self) -> int:
        """Persons counted, levels 1–2 double."""
        return sum(line.weight for line in self.lines)


def placed_average(months: Sequence[Month]) -> Fraction:
    """Average over the year of the weighted persons; unrounded."""
    return Fraction(sum(month.weighted for month in months), 12)


def count(
    employer_code: str,
    base_year: int,
    certificates_on: date,
    rules: YearRules,
    placements: Iterable[Placement],
    persons: Mapping[str, Person],
) -> list[Month]:
    """The twelve months of an employer.

    `placements` are all of the employer's and all other placements of the same persons (anything beyond is ignored);
    `persons` by id. `certificates_on`: the day on which certificates must be valid.
    """
    of_person: dict[str, list[Placement]] = {}
    for placement in sorted(placements, key=lambda it: it.rank):
        of_person.setdefault(placement.person_id, []).append(placement)
    claimed = [
        (person_id, claims)
        for person_id, claims in sorted(of_person.items())
        if any(claim.employer_code == employer_code for claim in claims)
    ]
    weights: Weights = rules.get("weights").value
    contract: Contract = rules.get("contract").value
    counting: MonthCounting = rules.get("month_counting").value
    months = []
    for month in range(1, 13):
        first, last = month_bounds(base_year, month)
        lines: list[Line] = []
        for person_id, claims in claimed:
            person = persons.get(person_id, Person())
            personal, weight = _personal(person, first, certificates_on, weights)
            touching = [claim for claim in claims if claim.started_on <= last and claim.last_day >= first]
            faults = {claim.id: _of_claim(claim, first, last, contract, counting) + personal for claim in touching}
            good = [claim for claim in touching if not faults[claim.id]]
            own = [claim for claim in touching if claim.employer_code == employer_code]
            lines += [_line(claim, faults[claim.id], good, weight) for claim in own]
        months.append(Month(month, tuple(lines)))
    return months


def _line(claim: Placement, faults: tuple[Reason, ...], good: list[Placement], weight: int) -> Line:
    """`good`: the good claims to the person and month, the first of which counts."""
    others = tuple(sorted({other.employer_code for other in good} - {claim.employer_code}))
    if faults:
        # A claim with a fault of its own is no conflict: it would not count anyway.
        return Line(claim.person_id, claim.id, 0, faults, ())
    if claim is good[0]:
        return Line(claim.person_id, claim.id, weight, (), others)
    here = claim.employer_code == good[0].employer_code
    reason = Reason.CLAIMED_TWICE_HERE if here else Reason.CLAIMED_BY_ANOTHER_EMPLOYER
    return Line(claim.person_id, claim.id, 0, (reason,), others)


def _of_claim(
    claim: Placement, first: date, last: date, contract: Contract, counting: MonthCounting
) -> tuple[Reason, ...]:
    """What is wrong with the claim itself in a month."""
    reasons = []
    if not _on_post(claim, first, last, counting):
        reasons.append(Reason.NOT_ON_POST)
    if claim.form not in contract.forms:
        reasons.append(Reason.FORM_NOT_COUNTED)
    least = last_day_of_span(claim.contract_from, contract.minimum_years)
    if claim.contract_until is not None and claim.contract_until < least:
        reasons.append(Reason.CONTRACT_TOO_SHORT)
    return tuple(reasons)


def _on_post(claim: Placement, first: date, last: date, counting: MonthCounting) -> bool:
    start, end = claim.started_on, claim.last_day
    match counting.on_post:
        case "last_day":
            return start <= last <= end
        case "first_day":
            return start <= first <= end
        case "any_day":
            return start <= last and end >= first
        case "whole_month":
            return start <= first and end >= last


def _personal(person: Person, first: date, certificates_on: date, weights: Weights) -> tuple[tuple[Reason, ...], int]:
    """What is wrong with the person in the month that begins on `first`, and the heads the person stands for."""
    reasons = []
    if person.working_age is None:
        reasons.append(Reason.PERSON_NOT_YET_HEARD)
    elif not person.working_age[0] <= first <= person.working_age[1]:
        reasons.append(Reason.OUTSIDE_WORKING_AGE)
    certificate = person.certificate_on(certificates_on)
    weight = weights.of(certificate.kind, certificate.level) if certificate else 0
    if not person.certificates:
        reasons.append(Reason.CERTIFICATE_MISSING)
    elif certificate is None or certificate.valid_until < certificates_on or weight == 0:
        reasons.append(Reason.CERTIFICATE_NOT_VALID)
    return tuple(reasons), weight
