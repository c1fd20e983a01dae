"""Relief of what is due (减免) and its deferral (缓缴): applied for, and decided by a second person. Pure.

A programme is a row of the rule `relief_programmes`; what it asks for beyond what the figures tell is judged by whoever
decides. How far it may go is tested again at the decision: the year may have been assessed anew meanwhile.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction

from bihuan.levy.v1.events_pb2 import DeferralGranted, ReliefGranted

from services.levy.domain.account import Account
from services.levy.domain.calendar import months_after
from services.levy.domain.employer import Employer
from services.levy.domain.formula import Result
from services.levy.domain.rules import Held, ReliefProgramme
from shared import dates
from shared.aggregate import Aggregate
from shared.errors import InvalidField, WrongState


class ConditionsNotMet(WrongState):
    """FAILED_PRECONDITION: the programme is not for an employer like this."""

    reason = "CONDITIONS_NOT_MET"


class DecidedAlready(WrongState):
    """FAILED_PRECONDITION: what was applied for is decided."""

    reason = "DECIDED_ALREADY"


class SamePerson(WrongState):
    """FAILED_PRECONDITION: who recorded an application does not decide on it."""

    reason = "SAME_PERSON"


class Status(Enum):
    """Names of the contract's ApplicationState."""

    APPLIED = 1
    GRANTED = 2
    REFUSED = 3


def check_conditions(programme: ReliefProgramme, employer: Employer, result: Result, field: str) -> None:
    """Raise `ConditionsNotMet` for the first condition of the programme that the employer and its year do not meet."""
    asked = programme.conditions
    achieved = result.placed / result.staff if result.staff else Fraction(0)
    faults = {
        f"is for {', '.join(asked.kinds or ())} only": asked.kinds is not None and employer.kind not in asked.kinds,
        f"is for employers of {asked.staff_at_least} staff or more": asked.staff_at_least is not None
        and result.staff < asked.staff_at_least,
        f"is for employers of {asked.staff_at_most} staff or fewer": asked.staff_at_most is not None
        and result.staff > asked.staff_at_most,
        f"is for a ratio achieved of {asked.achieved_at_least} or more": asked.achieved_at_least is not None
        and achieved < Fraction(asked.achieved_at_least),
    }
    for description, fails in faults.items():
        if fails:
            raise ConditionsNotMet(field, f"the programme {description}")


def reducible_fen(programme: ReliefProgramme, account: Account) -> int:
    """How much may still be waived: the programme's share of what is billed, less what is waived, in whole fen."""
    limits = programme.limits
    most = int(Fraction(limits.share_of_due or 0) * account.billed_fen)
    if limits.yuan_at_most is not None:
        most = min(most, int(Fraction(limits.yuan_at_most) * 100))
    return max(min(most, account.billed_fen) - account.relieved_fen, 0)


def deferrable_until(programme: ReliefProgramme, due_on: date) -> date:
    """The last day to which what was due on a day may be deferred: the corresponding day some months later."""
    return months_after(due_on, programme.limits.months or 0)


@dataclass(kw_only=True)
class Relief(Aggregate):
    """An application of an employer and levy year, and what was decided on it."""

    employer_code: str
    employer_name: str
    region_code: str
    levy_year: int
    programme_id: str
    label_zh: str
    label_en: str
    basis: str
    published: bool
    # A reduction has an amount, a deferral a day: as applied for, and from the decision on as granted.
    fen: int
    until: date | None
    grounds: str
    applied_on: date
    recorded_by: str
    status: Status = Status.APPLIED
    decided_on: date | None = None
    decided_by: str = ""
    reasons: str = ""

    @classmethod
    def apply(
        cls,
        id: str,
        employer: Employer,
        account: Account,
        held: Held[ReliefProgramme],
        *,
        fen: int,
        until: date | None,
        due_on: date,
        grounds: str,
        applied_on: date,
        by: str,
    ) -> "Relief":
        """Apply for a programme. `due_on`: of the first assessment, without any deferral."""
        programme = held.value
        relief = cls(
            id=id,
            employer_code=employer.code,
            employer_name=employer.name,
            region_code=account.region_code,
            levy_year=account.levy_year,
            programme_id=programme.id,
            label_zh=programme.label_zh,
            label_en=programme.label_en,
            basis=f"{held.act}{held.period.source.article}",
            published=programme.published,
            fen=fen,
            until=until,
            grounds=grounds,
            applied_on=applied_on,
            recorded_by=by,
        )
        if applied_on < account.opened_on:
            raise InvalidField("applied_on", "must not lie before the first assessment of the year")
        relief._check_limits(programme, account, due_on)
        return relief

    def _check_limits(self, programme: ReliefProgramme, account: Account, due_on: date) -> None:
        if programme.kind == "REDUCTION":
            if self.until is not None or not self.fen:
                raise InvalidField("amount_fen", "a reduction needs an amount, and no day")
            most = reducible_fen(programme, account)
            if self.fen > most:
                raise InvalidField("amount_fen", f"is more than the programme allows here: {most} fen")
            return
        if self.until is None or self.fen:
            raise InvalidField("until", "a deferral needs the day to which it goes, and no amount")
        last = deferrable_until(programme, due_on)
        if not due_on < self.until <= last:
            raise InvalidField("until", f"must lie after {due_on}, when it is due, and not after {last}")

    def grant(
        self,
        account: Account,
        programme: ReliefProgramme,
        *,
        fen: int,
        until: date | None,
        due_on: date,
        reasons: str,
        decided_on: date,
        by: str,
    ) -> None:
        """Grant what was applied for, or less of it (`fen` above zero, `until`), and enter it into the account."""
        self._decide(Status.GRANTED, reasons, decided_on, by)
        if fen > self.fen:
            raise InvalidField("amount_fen", "must not be more than was applied for")
        if until is not None and (self.until is None or until > self.until):
            raise InvalidField("until", "must not lie after the day that was applied for")
        self.fen, self.until = fen or self.fen, until or self.until
        self._check_limits(programme, account, due_on)
        if self.until is None:
            account.relieve(self.fen, self.id, decided_on, self.basis, by)
            self.record(
                ReliefGranted(
                    relief_id=self.id,
                    region_code=self.region_code,
                    employer_code=self.employer_code,
                    levy_year=self.levy_year,
                    programme_id=self.programme_id,
                    amount_fen=self.fen,
                    granted_on=dates.to_wire(decided_on),
                )
            )
        else:
            account.defer(self.until, self.id, decided_on, self.basis, by)
            self.record(
                DeferralGranted(
                    relief_id=self.id,
                    region_code=self.region_code,
                    employer_code=self.employer_code,
                    levy_year=self.levy_year,
                    programme_id=self.programme_id,
                    until=dates.to_wire(self.until),
                    granted_on=dates.to_wire(decided_on),
                )
            )

    def refuse(self, reasons: str, decided_on: date, by: str) -> None:
        """Refuse it, with reasons."""
        self._decide(Status.REFUSED, reasons, decided_on, by)

    def _decide(self, status: Status, reasons: str, decided_on: date, by: str) -> None:
        if self.status is not Status.APPLIED:
            raise DecidedAlready("relief_id", f"this application is {self.status.name}")
        if by == self.recorded_by:
            raise SamePerson("relief_id", "who recorded an application does not decide on it: another person must")
        if decided_on < self.applied_on:
            raise InvalidField("decided_on", "must not lie before the application")
        self.status, self.reasons, self.decided_on, self.decided_by = status, reasons, decided_on, by
