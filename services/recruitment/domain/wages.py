"""The local minimum wage (最低工资标准), and which forms of employment need it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from bihuan.recruitment.v1.events_pb2 import EmploymentForm

from shared.errors import InvalidField


class WageCheck(StrEnum):
    """Names as in the contract's WageCheck."""

    MET = "MET"
    BELOW = "BELOW"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, kw_only=True)
class MinimumWage:
    """The minimum wage of some areas from one day to another, both included. `regions` are GB/T 2260 codes."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}  # a misspelt key in the data must not pass

    regions: tuple[str, ...]
    valid_from: date
    valid_until: date
    monthly_fen: int
    source: str


@dataclass(frozen=True, kw_only=True)
class WageRules:
    """All that is on file. `forms_that_need_it` are names of EmploymentForm without prefix."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    forms_that_need_it: frozenset[str]
    forms_source: str
    minimum_wages: Sequence[MinimumWage]

    def minimum_fen(self, region_code: str, on: date) -> int | None:
        """Minimum wage per month in fen at a place on a day; None when none is on file."""
        for row in self.minimum_wages:
            if row.valid_from <= on <= row.valid_until and any(region_code.startswith(area) for area in row.regions):
                return row.monthly_fen
        return None

    def check(self, monthly_wage_fen: int, region_code: str, on: date, form: EmploymentForm) -> WageCheck:
        """Compare a wage with the minimum. Raises `InvalidField` when it is below in a form that needs it."""
        minimum = self.minimum_fen(region_code, on)
        if minimum is None:
            return WageCheck.UNKNOWN
        if monthly_wage_fen >= minimum:
            return WageCheck.MET
        if EmploymentForm.Name(form).removeprefix("EMPLOYMENT_FORM_") in self.forms_that_need_it:
            raise InvalidField(
                "monthly_wage_fen", f"this form of employment needs the local minimum wage, {minimum} fen a month"
            )
        return WageCheck.BELOW
