"""Whom an employer had placed, month by month (按月计算). Pure: from what was heard, in whatever order.

A claim is a hold on one person: a line of an employer's declaration, or, where the employer declared no lines, a
placement heard from recruitment. It is good in a month when the person was on post (a placement: as the rule
`month_counting` asks; a line: in the months that it names), in a form and under a contract that count, of working age,
holds a certificate valid on the day of submission, and, as far as the employer declared it, was paid the minimum wage
and insured (财税〔2015〕72号第七条). One person counts once in one month: of several good claims the one for which a
reviewer settled the conflict counts, else the one begun first, and each employer sees which others claim the person.
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
    WAGE_BELOW_MINIMUM = 10
    NOT_INSURED = 11
    SETTLED_FOR_ANOTHER_EMPLOYER = 12


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

    # A placement is no line of a declaration.
    number = 0

    @property
    def last_day(self) -> date:
        """The last day at work; without an end, the last day there is."""
        return self.ended_on or date.max

    def touches(self, first: date, last: date) -> bool:
        """Whether it has a day in the month."""
        return self.started_on <= last and self.last_day >= first

    def faults(self, first: date, last: date, contract: Contract, counting: MonthCounting) -> tuple[Reason, ...]:
        """What is wrong with the claim itself in a month."""
        reasons = []
        if not on_post(self, first, last, counting):
            reasons.append(Reason.NOT_ON_POST)
        if self.form not in contract.forms:
            reasons.append(Reason.FORM_NOT_COUNTED)
        if _too_short(self.contract_from, self.contract_until, contract):
            reasons.append(Reason.CONTRACT_TOO_SHORT)
        return tuple(reasons)

    @property
    def rank(self) -> tuple[date, str]:
        """Which of two claims was first: by the day that work began, never by which event was heard first."""
        return self.started_on, self.id


@dataclass(frozen=True)
class PaidMonth:
    """A month as declared: the wage, whether insurance was paid in full, and the minimum wage (None: not on file)."""

    wage_fen: int
    insured: bool
    minimum_fen: Fraction | None = None


@dataclass(frozen=True)
class DeclaredLine:
    """A line of a declaration, of the year that is counted. `months`: 1–12 → what was paid."""

    number: int
    person_id: str
    employer_code: str
    contract_from: date
    contract_until: date | None
    months: Mapping[int, PaidMonth]

    @property
    def id(self) -> str:
        """The same however often it is filed: a declaration names a person once."""
        return f"{self.employer_code}/{self.person_id}"

    @property
    def rank(self) -> tuple[date, str]:
        """Which of two claims was first: by the contract, never by which was filed first."""
        return self.contract_from, self.id

    def touches(self, first: date, last: date) -> bool:
        """Whether the month is declared."""
        return first.month in self.months

    def faults(self, first: date, last: date, contract: Contract, counting: MonthCounting) -> tuple[Reason, ...]:
        """What is wrong with the claim itself in a month."""
        paid = self.months[first.month]
        reasons = []
        if self.contract_from > last or (self.contract_until is not None and self.contract_until < first):
            reasons.append(Reason.NOT_ON_POST)
        if _too_short(self.contract_from, self.contract_until, contract):
            reasons.append(Reason.CONTRACT_TOO_SHORT)
        if paid.minimum_fen is not None and paid.wage_fen < paid.minimum_fen:
            reasons.append(Reason.WAGE_BELOW_MINIMUM)
        if not paid.insured:
            reasons.append(Reason.NOT_INSURED)
        return tuple(reasons)


Claim = Placement | DeclaredLine
# Who a person and month were settled for (conflicts): person and month → the employer's code.
Settled = Mapping[tuple[str, int], str]


@dataclass(frozen=True)
class Certificate:
    """A certificate heard from the registry."""

    id: str
    level: int
    valid_from: date
    valid_until: date
    kind: Literal["DISABILITY", "VETERAN"] = "DISABILITY"
    # A name of the registry's DisabilityCategory; only awards ask for it. Empty: a veteran's, or not told.
    category: str = ""


@dataclass(frozen=True)
class Person:
    """A person heard of: first days of the first and last month of working age (None: not heard), and certificates."""

    working_age: tuple[date, date] | None = None
    certificates: tuple[Certificate, ...] = ()

    def certificates_on(self, day: date) -> list[Certificate]:
        """Of each kind the certificate that is current on a day, valid or run out: of those begun, the one begun last.

        A re-graded certificate replaces the one before it even where the older one's dates reach further. A veteran's
        and a disability certificate do not replace one another.
        """
        begun = [certificate for certificate in self.certificates if certificate.valid_from <= day]
        begun.sort(key=lambda it: (it.valid_from, it.valid_until, it.id))
        return list({certificate.kind: certificate for certificate in begun}.values())


@dataclass(frozen=True)
class Line:
    """One claim in one month."""

    person_id: str
    placement_id: str
    weight: int
    reasons: tuple[Reason, ...]
    contested_by: tuple[str, ...]
    # The number of the declaration's line; 0: it is a placement.
    number: int = 0

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
    claims: Iterable[Claim],
    persons: Mapping[str, Person],
    settled: Settled | None = None,
) -> list[Month]:
    """The twelve months of an employer.

    `claims` are all of the employer's and all other employers' to the same persons (anything beyond is ignored), each
    employer's either its lines or its placements; `persons` by id; `settled`: conflicts that were decided.
    `certificates_on`: the day on which certificates must be valid.
    """
    of_person: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=lambda it: it.rank):
        of_person.setdefault(claim.person_id, []).append(claim)
    claimed = [
        (person_id, claims)
        for person_id, claims in sorted(of_person.items())
        if any(claim.employer_code == employer_code for claim in claims)
    ]
    weights: Weights = rules.get("weights").value
    contract: Contract = rules.get("contract").value
    counting: MonthCounting = rules.get("month_counting").value
    heads = {id: _weight(persons.get(id, Person()), certificates_on, weights) for id, _ in claimed}
    months = []
    for month in range(1, 13):
        first, last = month_bounds(base_year, month)
        lines: list[Line] = []
        for person_id, claims in claimed:
            touching = [claim for claim in claims if claim.touches(first, last)]
            if not touching:
                continue
            weight = heads[person_id]
            personal = _personal(persons.get(person_id, Person()), first, weight)
            # Not by `claim.id`: two records of one person that are merged may stand in two lines of one declaration.
            faults = {id(claim): claim.faults(first, last, contract, counting) + personal for claim in touching}
            good = [claim for claim in touching if not faults[id(claim)]]
            winner = (settled or {}).get((person_id, month))
            good.sort(key=lambda claim: claim.employer_code != winner)
            own = [claim for claim in touching if claim.employer_code == employer_code]
            lines += [_line(claim, faults[id(claim)], good, weight, winner) for claim in own]
        months.append(Month(month, tuple(lines)))
    return months


def contested(
    base_year: int,
    certificates_on: date,
    rules: YearRules,
    claims: Iterable[Claim],
    persons: Mapping[str, Person],
) -> dict[str, dict[int, set[str]]]:
    """Persons and months with good claims of several employers, and these. `claims`: all to each of the persons."""
    of_person: dict[str, list[Claim]] = {}
    for claim in claims:
        of_person.setdefault(claim.person_id, []).append(claim)
    found: dict[str, dict[int, set[str]]] = {}
    for person_id, theirs in of_person.items():
        employers = {claim.employer_code for claim in theirs}
        for code in employers if len(employers) > 1 else ():
            for month in count(code, base_year, certificates_on, rules, theirs, persons):
                for line in month.lines:
                    if line.contested_by:
                        of_month = found.setdefault(person_id, {}).setdefault(month.month, set())
                        of_month.update((code, *line.contested_by))
    return found


def _line(claim: Claim, faults: tuple[Reason, ...], good: list[Claim], weight: int, winner: str | None) -> Line:
    """`good`: the good claims to the person and month, the first of which counts."""
    placement_id = "" if claim.number else claim.id
    others = tuple(sorted({other.employer_code for other in good} - {claim.employer_code}))
    if faults:
        # A claim with a fault of its own is no conflict: it would not count anyway.
        return Line(claim.person_id, placement_id, 0, faults, (), claim.number)
    if claim is good[0]:
        return Line(claim.person_id, placement_id, weight, (), others, claim.number)
    if claim.employer_code == good[0].employer_code:
        reason = Reason.CLAIMED_TWICE_HERE
    elif winner == good[0].employer_code:
        reason = Reason.SETTLED_FOR_ANOTHER_EMPLOYER
    else:
        reason = Reason.CLAIMED_BY_ANOTHER_EMPLOYER
    return Line(claim.person_id, placement_id, 0, (reason,), others, claim.number)


def _too_short(contract_from: date, contract_until: date | None, contract: Contract) -> bool:
    return contract_until is not None and contract_until < last_day_of_span(contract_from, contract.minimum_years)


def on_post(claim: Placement, first: date, last: date, counting: MonthCounting) -> bool:
    """Whether a placement's month counts as one on post, as the rule `month_counting` says."""
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


def _weight(person: Person, certificates_on: date, weights: Weights) -> int:
    """The heads that a person stands for; 0: no certificate is valid.

    Who holds both kinds stands for as many heads as the weightier valid one says.
    """
    valid = [each for each in person.certificates_on(certificates_on) if each.valid_until >= certificates_on]
    return max((weights.of(each.kind, each.level) for each in valid), default=0)


def _personal(person: Person, first: date, weight: int) -> tuple[Reason, ...]:
    """What is wrong with the person in the month that begins on `first`."""
    reasons = []
    if person.working_age is None:
        reasons.append(Reason.PERSON_NOT_YET_HEARD)
    elif not person.working_age[0] <= first <= person.working_age[1]:
        reasons.append(Reason.OUTSIDE_WORKING_AGE)
    if not person.certificates:
        reasons.append(Reason.CERTIFICATE_MISSING)
    elif weight == 0:
        reasons.append(Reason.CERTIFICATE_NOT_VALID)
    return tuple(reasons)
