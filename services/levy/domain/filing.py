"""What is written on a declaration: figures, and lines of disabled staff. Pure.

A draft's `Content` may be incomplete or wrong: it is kept as typed, and `review.findings` names each fault with its
line and field. What was filed is a `Filing`, of a content without errors.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from services.levy.domain.counting import DeclaredLine, PaidMonth
from shared.errors import InvalidField

CNY = "CNY"


@dataclass(frozen=True)
class Figures:
    """On-post staff of the twelve months, the year's wage bill in fen, and months worked by seasonal workers."""

    monthly_staff: tuple[int, ...]
    wage_bill_fen: int
    seasonal_person_months: int = 0

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
class DraftMonth:
    """A month on a line as typed; `month` should be 1–12."""

    month: int
    wage_fen: int
    insured: bool


@dataclass(frozen=True)
class DraftLine:
    """A disabled colleague as typed. `person_id` empty: not named, or not known yet."""

    person_id: str
    contract_from: date | None
    contract_until: date | None
    months: tuple[DraftMonth, ...]
    # A certificate's number was given that the registry does not know.
    certificate_unknown: bool = False


@dataclass(frozen=True)
class Content:
    """What stands on the form, as typed."""

    employer_code: str = ""
    wage_currency: str = CNY
    monthly_staff: tuple[int, ...] = ()
    wage_bill_fen: int = 0
    seasonal_person_months: int = 0
    lines: tuple[DraftLine, ...] = ()

    @property
    def figures(self) -> Figures:
        """Its figures, of a content without errors."""
        return Figures(self.monthly_staff, self.wage_bill_fen, self.seasonal_person_months)


# The minimum wage of a month in fen; None: not on file.
MinimumWage = Callable[[int], Fraction | None]


def claims(employer_code: str, lines: Sequence[DraftLine], minimum_wage: MinimumWage) -> list[DeclaredLine]:
    """The lines as claims to be counted; what is not complete claims nothing. The first of two for a person claims."""
    found: dict[str, DeclaredLine] = {}
    for number, line in enumerate(lines, start=1):
        if not line.person_id or line.contract_from is None or line.person_id in found:
            continue
        months: Mapping[int, PaidMonth] = {
            each.month: PaidMonth(each.wage_fen, each.insured, minimum_wage(each.month))
            for each in line.months
            if 1 <= each.month <= 12
        }
        found[line.person_id] = DeclaredLine(
            number, line.person_id, employer_code, line.contract_from, line.contract_until, months
        )
    return list(found.values())


@dataclass(frozen=True)
class Filing:
    """Figures and lines as filed on a day. `lines` None: filed the short way, so that its placements count."""

    figures: Figures
    filed_on: date
    lines: tuple[DraftLine, ...] | None = None
