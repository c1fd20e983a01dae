"""Which rules hold, for a region, on a day, for a levy year. Pure.

A layer is a region's file of rules (`schema`); the rulebook finds for a region the rule of the nearest layer above it.
Refused at the start: two layers of one region, a national layer without a rule it must have.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar

from services.levy.domain.calendar import month_bounds
from services.levy.domain.schema import (
    PARAMETERS,
    PROGRAMMES,
    REQUIRED,
    AwardProgramme,
    AwardRate,
    Contract,
    Layer,
    MinimumWage,
    MonthCounting,
    Parameter,
    Period,
    Programme,
    ReliefConditions,
    ReliefProgramme,
    Rounding,
    SmallEmployers,
    Surcharge,
    Tier,
    Weights,
    Window,
)
from shared.address import region_words
from shared.errors import WrongState

# `schema` and this module are one subject in two files: callers find its names here.
__all__ = [
    "NATIONAL",
    "PARAMETERS",
    "REQUIRED",
    "AwardProgramme",
    "AwardRate",
    "Contract",
    "Held",
    "MinimumWage",
    "MonthCounting",
    "ReliefConditions",
    "ReliefProgramme",
    "Rounding",
    "RuleMissing",
    "Rulebook",
    "SmallEmployers",
    "Surcharge",
    "Tier",
    "Weights",
    "Window",
    "YearRules",
]

NATIONAL = "000000"
Value = TypeVar("Value")


class RuleMissing(WrongState):
    """FAILED_PRECONDITION: no rule of this kind is on file for the region and day, so nothing can be computed."""

    reason = "RULE_MISSING"


@dataclass(frozen=True)
class Held(Generic[Value]):
    """A rule that holds for a region on a day, and whose it is."""

    parameter: str
    label_zh: str
    label_en: str
    layer: str
    period: Period[Value]

    @property
    def value(self) -> Value:
        """The rule itself."""
        return self.period.value

    @property
    def act(self) -> str:
        """The act, marked where nobody has confirmed what it says."""
        return self.period.source.act + ("" if self.period.confirmed else "（待核实）")


class Rulebook:
    """All layers. `Rulebook.of(mappings)` checks them; raises `ValueError` that names the rule and the fault."""

    def __init__(self, layers: Iterable[Layer]) -> None:
        self._layers: dict[str, Layer] = {}
        for layer in layers:
            if layer.region in self._layers:
                raise ValueError(f"two layers for region {layer.region}")
            self._layers[layer.region] = layer
        national = self._layers.get(NATIONAL)
        if national is None:
            raise ValueError("the national layer is missing")
        for name in REQUIRED:
            parameter = getattr(national, name)
            if parameter is None or parameter.periods[-1].until is not None:
                raise ValueError(f"national layer: {name} must be given, without an end")

    @classmethod
    def of(cls, layers: Iterable[Mapping[str, Any]]) -> "Rulebook":
        """From parsed files."""
        return cls(Layer.model_validate(layer) for layer in layers)

    @property
    def regions(self) -> frozenset[str]:
        """The regions that have a layer of their own."""
        return frozenset(self._layers)

    @cached_property
    def text(self) -> str:
        """All layers as JSON, by region: what `from_text` makes the same rulebook of."""
        layers = (self._layers[region].model_dump(mode="json", by_alias=True) for region in sorted(self._layers))
        return json.dumps(list(layers), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> "Rulebook":
        """From the text of a rulebook."""
        return cls(Layer.model_validate_json(json.dumps(layer)) for layer in json.loads(text))

    def find(self, parameter: str, on: date, region_code: str) -> Held[Any] | None:
        """The rule of the nearest layer that has one for this day.

        For a list of programmes: all rows that hold (`programmes`), under layer, days and source of the nearest list.
        """
        nearest = next(self._holding(parameter, on, region_code), None)
        if nearest is None or parameter not in PROGRAMMES:
            return nearest
        rows = [row.value for row in self.programmes(parameter, on, region_code)]
        period = nearest.period.model_copy(update={"value": rows})
        return Held(parameter, nearest.label_zh, nearest.label_en, nearest.layer, period)

    def programmes(self, parameter: str, on: date, region_code: str) -> list[Held[Any]]:
        """The rows of a list of programmes that hold on a day, by id; each with its own layer, days and source."""
        found: dict[str, Held[Any]] = {}
        for held in self._holding(parameter, on, region_code):
            for row in held.value:
                if row.holds(on) and row.id not in found:
                    found[row.id] = _row(held, row)
        return [found[id] for id in sorted(found)]

    def _holding(self, parameter: str, on: date, region_code: str) -> Iterator[Held[Any]]:
        """What each layer has for this day, the nearest first."""
        for region in layers_above(region_code):
            layer = self._layers.get(region)
            rule: Parameter[Any] | None = getattr(layer, parameter) if layer else None
            period = rule.on(on) if rule else None
            if rule is not None and period is not None:
                yield Held(parameter, rule.label_zh, rule.label_en, region, period)

    def get(self, parameter: str, on: date, region_code: str, field: str) -> Held[Any]:
        """As `find`; raises `RuleMissing` that names the request's `field`."""
        held = self.find(parameter, on, region_code)
        if held is None:
            raise RuleMissing(field, f"no rule «{parameter}» is on file for region {region_code} on {on}")
        return held

    def all_on(self, on: date, region_code: str) -> list[Held[Any]]:
        """Every rule that holds, by parameter; of a list of programmes each row, as `relief_programmes.<id>`."""
        all_held: list[Held[Any]] = []
        for name in sorted(PARAMETERS):
            if name in PROGRAMMES:
                all_held += self.programmes(name, on, region_code)
            elif (held := self.find(name, on, region_code)) is not None:
                all_held.append(held)
        return all_held

    def compare(self, before: date, after: date, region_code: str) -> list[tuple[Held[Any] | None, Held[Any] | None]]:
        """Every rule that holds on one of two days, as it holds on each, by parameter."""
        first, second = ({held.parameter: held for held in self.all_on(day, region_code)} for day in (before, after))
        return [(first.get(name), second.get(name)) for name in sorted(first.keys() | second.keys())]

    def of_year(self, levy_year: int, region_code: str, field: str = "levy_year") -> "YearRules":
        """The rules for the levy of a year: those of its `rule_day`, which is itself chosen by the year's last day."""
        rule_day = self.get("rule_day", date(levy_year, 12, 31), region_code, field)
        return YearRules(self, levy_year, region_code, rule_day.value.of(levy_year), field)


def _row(held: Held[list[Any]], row: Programme) -> Held[Any]:
    """A row as a rule of its own, with the days on which both it and its list hold."""
    of_list = held.period
    changes = {
        "start": max(row.start or date.min, of_list.start),
        "until": min((day for day in (row.until, of_list.until) if day), default=None),
        "value": row,
        "source": row.source or of_list.source,
        "confirmed": of_list.confirmed if row.confirmed is None else row.confirmed,
        "note": row.note or of_list.note,
    }
    return Held(
        f"{held.parameter}.{row.id}", row.label_zh, row.label_en, held.layer, of_list.model_copy(update=changes)
    )


@dataclass(frozen=True)
class YearRules:
    """The rules for the levy of one year in one region."""

    book: Rulebook
    levy_year: int
    region_code: str
    day: date
    field: str

    def find(self, parameter: str) -> Held[Any] | None:
        """A rule that may be missing: a relief."""
        return self.book.find(parameter, self.day, self.region_code)

    def get(self, parameter: str) -> Held[Any]:
        """A rule without which nothing can be computed; raises `RuleMissing`."""
        return self.book.get(parameter, self.day, self.region_code, self.field)

    def social_average_wage(self) -> Held[Any] | None:
        """The figure of the base year (上年度): the base year chooses it and the minimum wage, nothing else."""
        return self.book.find("social_average_wage", date(self.levy_year - 1, 12, 31), self.region_code)

    def minimum_wage(self, month: int) -> Held[MinimumWage] | None:
        """The minimum wage of a month (1–12) of the base year: the one that holds on the month's last day."""
        return self.book.find("minimum_wage", month_bounds(self.levy_year - 1, month)[1], self.region_code)

    def reliefs(self) -> list[Held[ReliefProgramme]]:
        """The relief programmes of the levy year, by id."""
        return self.book.programmes("relief_programmes", self.day, self.region_code)

    def awards(self) -> list[Held[AwardProgramme]]:
        """The award programmes of the levy year, by id."""
        return self.book.programmes("award_programmes", self.day, self.region_code)


def layers_above(region_code: str) -> list[str]:
    """A region and those above it, nearest first: 370105003 → 370105003, 370105, 370100, 370000, 000000."""
    words = region_words(region_code)
    above = ["".join(words[:count]).ljust(6, "0") for count in range(len(words), 0, -1)]
    return [*above, NATIONAL]
