"""What an employer declares for a year (申报): staff and wage bill. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bihuan.levy.v1.events_pb2 import DeclarationCorrected, DeclarationSubmitted

from services.levy.domain.employer import Employer
from shared.aggregate import Aggregate
from shared.errors import InvalidField


@dataclass(frozen=True)
class Figures:
    """On-post staff of the twelve months and the year's wage bill in fen."""

    monthly_staff: tuple[int, ...]
    wage_bill_fen: int

    @classmethod
    def of(cls, monthly_staff: Sequence[int], wage_bill_fen: int, prefix: str = "") -> "Figures":
        """Checked figures; raises `InvalidField` (`prefix` stands before the field's name)."""
        if len(monthly_staff) != 12:
            raise InvalidField(f"{prefix}monthly_staff", "must be twelve numbers, January to December")
        if min(monthly_staff) < 0:
            raise InvalidField(f"{prefix}monthly_staff", "must not be negative")
        if wage_bill_fen < 0:
            raise InvalidField(f"{prefix}wage_bill_fen", "must not be negative")
        if any(monthly_staff) != (wage_bill_fen > 0):
            raise InvalidField(f"{prefix}wage_bill_fen", "must be above zero exactly when there were staff in the year")
        return cls(tuple(monthly_staff), wage_bill_fen)


@dataclass(frozen=True)
class Filing:
    """Figures as filed on a day."""

    figures: Figures
    filed_on: date


@dataclass(kw_only=True)
class Declaration(Aggregate):
    """Every filing of an employer for a year; the last one holds."""

    employer_code: str
    region_code: str
    base_year: int
    filings: list[Filing] = field(default_factory=list)

    @property
    def current(self) -> Filing:
        """The filing that holds."""
        return self.filings[-1]

    @property
    def submitted_on(self) -> date:
        """The day of the first filing. Certificates must be valid on it: a correction is no new submission."""
        return self.filings[0].filed_on

    @classmethod
    def submit(cls, id: str, employer: Employer, base_year: int, figures: Figures, submitted_on: date) -> "Declaration":
        """File a year for the first time."""
        if submitted_on.year <= base_year:
            raise InvalidField("submitted_on", "must lie after the base year: its facts are complete only then")
        declaration = cls(
            id=id,
            employer_code=employer.code,
            region_code=employer.region_code,
            base_year=base_year,
            filings=[Filing(figures, submitted_on)],
        )
        declaration.record(
            DeclarationSubmitted(
                declaration_id=declaration.id,
                region_code=declaration.region_code,
                employer_code=declaration.employer_code,
                base_year=base_year,
            )
        )
        return declaration

    def correct(self, figures: Figures, corrected_on: date) -> None:
        """Replace the figures; the earlier filing is kept."""
        if corrected_on < self.current.filed_on:
            raise InvalidField("corrected_on", "must not lie before the last filing")
        self.filings.append(Filing(figures, corrected_on))
        self.record(
            DeclarationCorrected(
                declaration_id=self.id,
                region_code=self.region_code,
                employer_code=self.employer_code,
                base_year=self.base_year,
            )
        )
