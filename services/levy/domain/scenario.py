"""What an employer's levy would come to if something were otherwise (试算). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from typing import Any, Literal

from services.levy.domain.formula import Facts, Result
from services.levy.domain.rules import Held, Weights, YearRules
from services.levy.domain.schema import Period
from services.levy.domain.trace import Line
from shared.errors import InvalidField

ASSUMPTION = "试算假设 · assumed for a what-if"


@dataclass(frozen=True)
class More:
    """Persons placed beside those that count, from one month of the base year to another, both included.

    `hired_fen`: what each newly hired one is paid a month; None: they are among the staff already.
    """

    certificate: Literal["DISABILITY", "VETERAN"]
    level: int
    from_month: int
    until_month: int
    persons: int
    hired_fen: int | None = None

    @property
    def months(self) -> range:
        """The months, 1–12."""
        return range(self.from_month, self.until_month + 1)


@dataclass(frozen=True)
class AnotherRatio(YearRules):
    """The rules of a year with another ratio, which is cited as supposed."""

    supposed: Held[Decimal]

    @classmethod
    def of(cls, rules: YearRules, ratio: Decimal) -> "AnotherRatio":
        """`rules` with `ratio`."""
        on_file = rules.find("ratio")
        labels = (on_file.label_zh, on_file.label_en) if on_file else ("规定安排比例", "ratio")
        first, last = date(rules.levy_year, 1, 1), date(rules.levy_year, 12, 31)
        period = Period[Decimal].model_validate(
            {"from": first, "until": last, "value": ratio, "source": {"act": ASSUMPTION}}
        )
        held = Held("ratio", *labels, rules.region_code, period)
        return cls(rules.book, rules.levy_year, rules.region_code, rules.day, rules.field, held)

    def find(self, parameter: str) -> Held[Any] | None:
        """As the year's own, but for the ratio."""
        return self.supposed if parameter == "ratio" else super().find(parameter)

    def get(self, parameter: str) -> Held[Any]:
        """As the year's own, but for the ratio."""
        return self.supposed if parameter == "ratio" else super().get(parameter)


@dataclass(frozen=True)
class Scenario:
    """What would be otherwise; None: as it is."""

    more: Sequence[More] = ()
    ratio: Decimal | None = None
    monthly_staff: tuple[int, ...] | None = None
    wage_bill_fen: int | None = None

    def apply(self, facts: Facts, rules: YearRules, name: str) -> tuple[Facts, YearRules]:
        """Facts and rules as they would be; raises `InvalidField` under the scenario's `name`."""
        if self == Scenario():
            raise InvalidField(name, "must change something")
        if self.ratio is not None:
            if not 0 < self.ratio <= 1:
                raise InvalidField(f"{name}.ratio", "must be above 0 and at most 1")
            rules = AnotherRatio.of(rules, self.ratio)
        staff = list(facts.monthly_staff if self.monthly_staff is None else self.monthly_staff)
        bill = facts.wage_bill_fen if self.wage_bill_fen is None else self.wage_bill_fen
        weights: Weights = rules.get("weights").value
        placed = facts.placed
        for at, more in enumerate(self.more):
            weight = weights.of(more.certificate, more.level)
            if not weight:
                raise InvalidField(f"{name}.more_placed[{at}].level", "is not accepted by the rule «weights»")
            if not more.months:
                raise InvalidField(f"{name}.more_placed[{at}].until_month", "must not lie before from_month")
            placed = (placed or Fraction(0)) + Fraction(weight * more.persons * len(more.months), 12)
            if more.hired_fen is not None:
                for month in more.months:
                    staff[month - 1] += more.persons
                bill += more.hired_fen * more.persons * len(more.months)
        if any(staff) != (bill > 0):
            raise InvalidField(
                f"{name}.payroll.wage_bill_fen", "must be above zero exactly when there were staff in the year"
            )
        return replace(facts, monthly_staff=tuple(staff), wage_bill_fen=bill, placed=placed), rules


@dataclass(frozen=True)
class Difference:
    """A line of the explanation as it is and as it would be; None: it is not there. `fen`: for amounts."""

    before: Line | None
    after: Line | None
    fen: int


def differences(before: Result, after: Result) -> list[Difference]:
    """The lines whose result differs, in the order of computation of `after`, then those that went."""
    first, second = ({line.key: line for line in result.lines} for result in (before, after))
    keys = dict.fromkeys(chain(second, first))
    return [
        Difference(first.get(key), second.get(key), _fen(second.get(key)) - _fen(first.get(key)))
        for key in keys
        if (first[key].result if key in first else None) != (second[key].result if key in second else None)
    ]


def _fen(line: Line | None) -> int:
    """A line's amount; amounts have two decimals at most."""
    return int(Fraction(line.result) * 100) if line is not None and line.unit == "yuan" else 0
