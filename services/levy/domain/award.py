"""Awards for persons placed beyond the ratio (超比例奖励): counted in person-months, exact to the fen. Pure.

    over = weighted months placed − 12 × required          no award at zero or below
    amount = sum of (award of the person × months counted ÷ 12) × over ÷ weighted months placed

Which of the persons are those beyond the ratio, no text says; each counts by the share that is beyond it, so that the
order of names decides nothing. Persons of levels that count as two have one award, for one person is employed.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction

from bihuan.levy.v1.events_pb2 import AwardGranted

from services.levy.domain.account import Account
from services.levy.domain.counting import Month, Person
from services.levy.domain.relief import DecidedAlready, SamePerson
from services.levy.domain.rules import AwardProgramme, Held
from services.levy.domain.trace import half_up
from shared import dates
from shared.aggregate import Aggregate
from shared.errors import InvalidField, WrongState


class NotBeyondTheRatio(WrongState):
    """FAILED_PRECONDITION: no more persons were placed than are required."""

    reason = "NOT_BEYOND_THE_RATIO"


class AssessmentStale(WrongState):
    """FAILED_PRECONDITION: what is counted now is not what was assessed; assess the year anew first."""

    reason = "ASSESSMENT_STALE"


class NotReviewed(WrongState):
    """FAILED_PRECONDITION: an award is granted after a review."""

    reason = "NOT_REVIEWED"


class Status(Enum):
    """Names of the contract's AwardState."""

    APPLIED = 1
    REVIEWED = 2
    GRANTED = 3
    REFUSED = 4


@dataclass(frozen=True)
class Rate:
    """Persons of one award: how much a year, and for how many months they were counted."""

    fen_a_year: int
    person_months: int


@dataclass(frozen=True)
class Reckoning:
    """What an award comes to, and from what. Months are weighted: levels 1–2 count as two."""

    weighted_months: int
    required_months: Fraction
    rates: tuple[Rate, ...]

    @property
    def over_months(self) -> Fraction:
        """Beyond the ratio."""
        return max(self.weighted_months - self.required_months, Fraction(0))

    @property
    def whole_fen(self) -> Fraction:
        """If all who are counted were beyond the ratio; exact."""
        return sum((Fraction(rate.fen_a_year * rate.person_months, 12) for rate in self.rates), Fraction(0))

    @property
    def fen(self) -> int:
        """The award, rounded once, half-up."""
        if not self.weighted_months:
            return 0
        return int(half_up(self.whole_fen * self.over_months / self.weighted_months, 0))


def reckon(
    months: Sequence[Month],
    persons: Mapping[str, Person],
    certificates_on: date,
    required: Fraction,
    programme: AwardProgramme,
) -> Reckoning:
    """What a programme gives for the twelve months of an employer. `required`: heads, average of the year."""
    counted = Counter(line.person_id for month in months for line in month.lines if line.counted)
    rates: Counter[int] = Counter()
    for person_id, heads in counted.items():
        rates[_fen_a_year(persons.get(person_id, Person()), certificates_on, programme)] += heads
    return Reckoning(
        sum(month.weighted for month in months),
        required * 12,
        tuple(Rate(fen, rates[fen]) for fen in sorted(rates)),
    )


def _fen_a_year(person: Person, on: date, programme: AwardProgramme) -> int:
    """For who holds several certificates the highest; a veteran's has levels of its own, so the programme's general."""
    valid = [each for each in person.certificates_on(on) if each.valid_until >= on and each.kind == "DISABILITY"]
    return max([programme.fen_for(each.category, each.level) for each in valid] or [programme.fen_for("", 0)])


@dataclass(kw_only=True)
class Award(Aggregate):
    """An application for an award: recorded, reviewed and granted by three persons."""

    employer_code: str
    region_code: str
    levy_year: int
    assessment_id: str
    programme_id: str
    label_zh: str
    label_en: str
    basis: str
    reckoning: Reckoning
    applied_on: date
    recorded_by: str
    status: Status = Status.APPLIED
    reviewed_on: date | None = None
    reviewed_by: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    reasons: str = ""

    @classmethod
    def apply(
        cls,
        id: str,
        account: Account,
        held: Held[AwardProgramme],
        reckoning: Reckoning,
        applied_on: date,
        by: str,
    ) -> "Award":
        """Apply for what was reckoned."""
        if applied_on < account.assessed_on:
            raise InvalidField("applied_on", "must not lie before the assessment")
        if not reckoning.fen:
            raise NotBeyondTheRatio("levy_year", "no more persons were placed in the year than are required")
        return cls(
            id=id,
            employer_code=account.employer_code,
            region_code=account.region_code,
            levy_year=account.levy_year,
            assessment_id=account.assessment_id,
            programme_id=held.value.id,
            label_zh=held.label_zh,
            label_en=held.label_en,
            basis=f"{held.act}{held.period.source.article}",
            reckoning=reckoning,
            applied_on=applied_on,
            recorded_by=by,
        )

    def review(self, account: Account, *, passed: bool, reasons: str, reviewed_on: date, by: str) -> None:
        """Pass it on to be granted, or refuse it."""
        self._check(Status.APPLIED, account, reviewed_on, "reviewed_on", {self.recorded_by}, by)
        if not passed:
            self._refuse(reasons, reviewed_on, by)
            return
        self.status, self.reviewed_on, self.reviewed_by, self.reasons = Status.REVIEWED, reviewed_on, by, reasons

    def decide(self, account: Account, *, granted: bool, reasons: str, decided_on: date, by: str) -> None:
        """Grant what was reviewed, or refuse it."""
        self._check(Status.REVIEWED, account, decided_on, "decided_on", {self.recorded_by, self.reviewed_by}, by)
        if not granted:
            self._refuse(reasons, decided_on, by)
            return
        self.status, self.decided_on, self.decided_by, self.reasons = Status.GRANTED, decided_on, by, reasons
        self.record(
            AwardGranted(
                award_id=self.id,
                region_code=self.region_code,
                employer_code=self.employer_code,
                levy_year=self.levy_year,
                programme_id=self.programme_id,
                amount_fen=self.reckoning.fen,
                granted_on=dates.to_wire(decided_on),
            )
        )

    def _refuse(self, reasons: str, on: date, by: str) -> None:
        self.status, self.decided_on, self.decided_by, self.reasons = Status.REFUSED, on, by, reasons

    def _check(self, needed: Status, account: Account, on: date, field: str, others: set[str], by: str) -> None:
        if self.status is Status.APPLIED and needed is Status.REVIEWED:
            raise NotReviewed("award_id", "this application is not reviewed yet")
        if self.status is not needed:
            raise DecidedAlready("award_id", f"this application is {self.status.name}")
        if by in others:
            raise SamePerson("award_id", "applications are recorded, reviewed and granted by three persons")
        if on < (self.reviewed_on or self.applied_on):
            raise InvalidField(field, "must not lie before the application or its review")
        if account.assessment_id != self.assessment_id:
            raise AssessmentStale("award_id", "the year was assessed anew; apply again")
