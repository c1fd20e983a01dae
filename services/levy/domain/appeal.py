"""An appeal (复核申请) against an assessment, decided with reasons; upheld, it leads to another assessment. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from bihuan.levy.v1.events_pb2 import AppealDecided, AppealFiled

from services.levy.domain.account import Account
from services.levy.domain.assessment import Assessment
from services.levy.domain.relief import DecidedAlready, SamePerson
from shared import dates
from shared.aggregate import Aggregate
from shared.errors import InvalidField, WrongState


class NotInForce(WrongState):
    """FAILED_PRECONDITION: the assessment was superseded; appeal against the one in force."""

    reason = "NOT_IN_FORCE"


class IsAppealed(WrongState):
    """FAILED_PRECONDITION: an appeal against this assessment is open."""

    reason = "IS_APPEALED"


class NothingCorrected(WrongState):
    """FAILED_PRECONDITION: the year comes to what it came to before, so there is nothing that was upheld."""

    reason = "NOTHING_CORRECTED"


class Verdict(Enum):
    """Names of the contract's AppealState."""

    FILED = 1
    UPHELD = 2
    DISMISSED = 3


@dataclass(kw_only=True)
class Appeal(Aggregate):
    """What an employer holds against an assessment, and what was decided."""

    employer_code: str
    region_code: str
    levy_year: int
    assessment_id: str
    grounds: str
    filed_on: date
    recorded_by: str
    verdict: Verdict = Verdict.FILED
    decided_on: date | None = None
    decided_by: str = ""
    reasons: str = ""
    new_assessment_id: str = ""

    @classmethod
    def file(cls, id: str, account: Account, assessment_id: str, grounds: str, filed_on: date, by: str) -> "Appeal":
        """File an appeal against the assessment in force; the account shows it until it is decided."""
        if assessment_id != account.assessment_id:
            raise NotInForce("assessment_id", "is not the assessment in force of this employer and year")
        if account.appeal_id:
            raise IsAppealed("assessment_id", "an appeal against this assessment is open")
        if filed_on < account.assessed_on:
            raise InvalidField("filed_on", "must not lie before the assessment")
        account.appeal_id = id
        appeal = cls(
            id=id,
            employer_code=account.employer_code,
            region_code=account.region_code,
            levy_year=account.levy_year,
            assessment_id=assessment_id,
            grounds=grounds,
            filed_on=filed_on,
            recorded_by=by,
        )
        appeal.record(
            AppealFiled(
                appeal_id=appeal.id,
                region_code=appeal.region_code,
                employer_code=appeal.employer_code,
                levy_year=appeal.levy_year,
                assessment_id=assessment_id,
                filed_on=dates.to_wire(filed_on),
            )
        )
        return appeal

    def check_decidable(self, decided_on: date, by: str) -> None:
        """Raise unless it is open, and `by` and the day may decide it."""
        if self.verdict is not Verdict.FILED:
            raise DecidedAlready("appeal_id", f"this appeal is {self.verdict.name}")
        if by == self.recorded_by:
            raise SamePerson("appeal_id", "who recorded an appeal does not decide on it: another person must")
        if decided_on < self.filed_on:
            raise InvalidField("decided_on", "must not lie before the appeal")

    def uphold(self, before: Assessment, after: Assessment, reasons: str, decided_on: date, by: str) -> None:
        """The employer was right, at least in part: `after` is the assessment from the facts as corrected."""
        old, new = before.computed.result, after.computed.result
        if (old.outcome, old.due_fen, old.payable_fen) == (
            new.outcome, new.due_fen, new.payable_fen,
        ):  # fmt: skip
            raise NothingCorrected("appeal_id", "the year comes to the same as before: correct the declaration first")
        self.new_assessment_id = after.id
        self._decide(Verdict.UPHELD, reasons, decided_on, by)

    def dismiss(self, reasons: str, decided_on: date, by: str) -> None:
        """The assessment stands."""
        self._decide(Verdict.DISMISSED, reasons, decided_on, by)

    def _decide(self, verdict: Verdict, reasons: str, decided_on: date, by: str) -> None:
        self.check_decidable(decided_on, by)
        self.verdict, self.reasons, self.decided_on, self.decided_by = verdict, reasons, decided_on, by
        self.record(
            AppealDecided(
                appeal_id=self.id,
                region_code=self.region_code,
                employer_code=self.employer_code,
                levy_year=self.levy_year,
                assessment_id=self.assessment_id,
                upheld=verdict is Verdict.UPHELD,
                new_assessment_id=self.new_assessment_id,
                decided_on=dates.to_wire(decided_on),
            )
        )
