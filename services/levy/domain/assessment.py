"""An assessment (核定) as it was issued. Pure."""

from dataclasses import dataclass
from datetime import date

from bihuan.levy.v1 import events_pb2

from services.levy.domain.formula import Outcome, Result
from shared.aggregate import Aggregate
from shared.errors import InvalidField, WrongState


class DeclarationMissing(WrongState):
    """FAILED_PRECONDITION: staff and wages of the year are not known."""

    reason = "DECLARATION_MISSING"


class AlreadyDeclared(WrongState):
    """FAILED_PRECONDITION: a payroll is only for employers that have not declared."""

    reason = "ALREADY_DECLARED"


class ReviewOpen(WrongState):
    """FAILED_PRECONDITION: the review has not approved the declaration yet."""

    reason = "REVIEW_OPEN"


@dataclass(frozen=True)
class Computed:
    """A result with what it was computed for and from."""

    employer_code: str
    region_code: str
    levy_year: int
    rules_of: date
    # None: the employer has not declared.
    declared_on: date | None
    # None: nobody was counted, for want of a declaration.
    certificates_valid_on: date | None
    result: Result
    # Of a job's: slice and row that hold the facts, from which the explanation is computed when it is asked for.
    facts_in: tuple[str, int] | None = None


@dataclass(kw_only=True)
class Assessment(Aggregate):
    """The levy of an employer and year. It never changes but for being superseded."""

    computed: Computed
    assessed_on: date
    # 1, 2, 3, … among the assessments of the same employer and year.
    sequence: int = 1
    superseded_by: str = ""

    @classmethod
    def issue(
        cls, id: str, computed: Computed, assessed_on: date, last_filing: date | None, earlier: "Assessment | None"
    ) -> "Assessment":
        """Issue what was computed, superseding the `earlier` assessment of the year, if there is one.

        `last_filing`: day of the declaration's last filing; None: not declared.
        """
        if assessed_on.year < computed.levy_year:
            raise InvalidField("assessed_on", "must not lie before the levy year")
        if last_filing is not None and assessed_on < last_filing:
            raise InvalidField("assessed_on", "must not lie before the last filing of the declaration")
        sequence = 1
        if earlier is not None:
            earlier._supersede(id, assessed_on)
            sequence = earlier.sequence + 1
        assessment = cls(id=id, computed=computed, assessed_on=assessed_on, sequence=sequence)
        result = computed.result
        assessment.record(
            events_pb2.AssessmentIssued(
                assessment_id=assessment.id,
                region_code=computed.region_code,
                employer_code=computed.employer_code,
                levy_year=computed.levy_year,
                outcome=_OUTCOMES[result.outcome],
                due_fen=result.due_fen,
                payable_fen=result.payable_fen,
            )
        )
        return assessment

    def _supersede(self, later_id: str, assessed_on: date) -> None:
        if assessed_on < self.assessed_on:
            raise InvalidField("assessed_on", "must not lie before the assessment that it would supersede")
        self.superseded_by = later_id
        self.record(
            events_pb2.AssessmentSuperseded(
                assessment_id=self.id,
                region_code=self.computed.region_code,
                employer_code=self.computed.employer_code,
                levy_year=self.computed.levy_year,
                superseded_by=later_id,
            )
        )


_OUTCOMES = {
    Outcome.DUE: events_pb2.ASSESSMENT_OUTCOME_DUE,
    Outcome.RATIO_MET: events_pb2.ASSESSMENT_OUTCOME_RATIO_MET,
    Outcome.EXEMPT: events_pb2.ASSESSMENT_OUTCOME_EXEMPT,
}
