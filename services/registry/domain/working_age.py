"""Working age (劳动年龄) as dated data. Pure: no I/O (services/registry/data has the rows and their source)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bihuan.registry.v1.registry_service_pb2 import SEX_MALE, Sex

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingAgeRule:
    """Ages in whole years, both included ("16–59": from the 16th birthday to the day before the 60th)."""

    valid_from: date
    valid_until: date | None
    male: tuple[int, int]
    female: tuple[int, int]


@dataclass(frozen=True)
class WorkingAge:
    """The first and last day on which a person is of working age."""

    first: date
    last: date

    def months(self) -> tuple[date, date]:
        """The first and last month (as their first day) in which the person is of working age on every day."""
        first = self.first if self.first.day == 1 else _next_month(self.first)
        last = self.last.replace(day=1) if (self.last + _DAY).day == 1 else _month_before(self.last)
        return first, last


def working_age(birth_date: date, sex: Sex, rules: Iterable[WorkingAgeRule]) -> WorkingAge:
    """When a person is of working age: on each day the rule in force that day decides."""
    spans = []
    for rule in rules:
        youngest, oldest = rule.male if sex == SEX_MALE else rule.female
        first = max(rule.valid_from, birthday(birth_date, youngest))
        last = min(rule.valid_until or date.max, birthday(birth_date, oldest + 1) - _DAY)
        if first <= last:
            spans.append((first, last))
    if not spans:
        raise ValueError("the rules of working age leave a gap: no day of this life is covered")
    return WorkingAge(min(first for first, _ in spans), max(last for _, last in spans))


def rules_from(rows: Iterable[Mapping[str, Any]]) -> tuple[WorkingAgeRule, ...]:
    """The rows of working_age.yaml: valid_from, valid_until (dates), male, female ([youngest, oldest])."""
    return tuple(
        WorkingAgeRule(row["valid_from"], row.get("valid_until"), tuple(row["male"]), tuple(row["female"]))
        for row in rows
    )


def birthday(birth_date: date, age: int) -> date:
    """The day on which a person reaches an age; born on 29 February: 1 March in a common year."""
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:
        return date(birth_date.year + age, 3, 1)


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _month_before(day: date) -> date:
    return (day.replace(day=1) - _DAY).replace(day=1)
