"""The rules as data: their schema, their layers, and which of them hold. Pure: the files are read by `store.rulebook`.

A rule (`Parameter`) has periods; a layer is a region's file of rules; the rulebook finds for a region the rule of the
nearest layer above it. What the schema refuses keeps the service from starting: an unknown name, a number that is not
decimal text, periods of one rule that overlap or leave a gap, two layers of one region, a national layer without a rule
it must have.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, Generic, Literal, TypeVar

from bihuan.levy.v1.levy_service_pb2 import EmployerKind
from bihuan.recruitment.v1.events_pb2 import EmploymentForm
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from shared.address import region_words
from shared.errors import WrongState

NATIONAL = "000000"
REGION_PATTERN = r"^[0-9]{6}([0-9]{3})?$"


class RuleMissing(WrongState):
    """FAILED_PRECONDITION: no rule of this kind is on file for the region and day, so nothing can be computed."""

    reason = "RULE_MISSING"


def _decimal_text(value: object) -> Decimal:
    if not isinstance(value, str):
        raise ValueError('must be decimal text in quotes, e.g. "0.015"')  # pydantic reports ValueError
    try:
        number = Decimal(value)
    except ArithmeticError:
        raise ValueError('must be decimal text in quotes, e.g. "0.015"') from None
    if not number.is_finite() or number < 0:
        raise ValueError("must be a finite number, zero or more")
    return number


def _none_text(value: object) -> object:
    return None if value == "none" else value


def _form_name(name: str) -> str:
    return _known(name, EmploymentForm.keys(), "EMPLOYMENT_FORM_")


def _kind_name(name: str) -> str:
    return _known(name, EmployerKind.keys(), "EMPLOYER_KIND_")


def _known(name: str, members: Iterable[str], prefix: str) -> str:
    names = {member.removeprefix(prefix) for member in members} - {"UNSPECIFIED"}
    if name not in names:
        raise ValueError(f"must be one of {', '.join(sorted(names))}")
    return name


FormName = Annotated[str, AfterValidator(_form_name)]
KindName = Annotated[str, AfterValidator(_kind_name)]
Heads = Annotated[int, Field(ge=1, le=2, strict=True)]
Number = Annotated[Decimal, BeforeValidator(_decimal_text)]
Decimals = Annotated[Annotated[int, Field(ge=0, le=6, strict=True)] | None, BeforeValidator(_none_text)]
Value = TypeVar("Value")


class Model(BaseModel):
    """Strict and frozen: a misspelt key in a file of rules is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Citation(Model):
    """Where a rule stands in law."""

    act: str = Field(min_length=1, max_length=200)
    article: str = Field(default="", max_length=100)


class Period(Model, Generic[Value]):
    """What holds from one day to another, both included."""

    start: date = Field(alias="from")
    until: date | None = None
    value: Value
    source: Citation
    note: str = ""

    def holds(self, on: date) -> bool:
        """Whether the period includes a day."""
        return self.start <= on and (self.until is None or on <= self.until)


class Parameter(Model, Generic[Value]):
    """One rule with its periods, in the order of time."""

    label_zh: str = Field(min_length=1)
    label_en: str = Field(min_length=1)
    periods: list[Period[Value]] = Field(min_length=1)

    @model_validator(mode="after")
    def _periods_follow_one_another(self) -> "Parameter[Value]":
        for period in self.periods:
            if period.until is not None and period.until < period.start:
                raise ValueError(f"the period from {period.start} ends before it begins")
        for earlier, later in pairwise(self.periods):
            if earlier.until is None or later.start <= earlier.until:
                raise ValueError(f"the periods from {earlier.start} and from {later.start} overlap")
            if later.start != earlier.until + timedelta(days=1):
                raise ValueError(f"a gap after {earlier.until}: the next period begins on {later.start}")
        return self

    def on(self, day: date) -> Period[Value] | None:
        """The period that holds on a day."""
        return next((period for period in self.periods if period.holds(day)), None)


class RuleDay(Model):
    """Month and day of the levy year whose rules apply; 29 February is refused, as most years lack it."""

    month: int = Field(ge=1, le=12, strict=True)
    day: int = Field(ge=1, le=31, strict=True)

    @model_validator(mode="after")
    def _exists_every_year(self) -> "RuleDay":
        self.of(2019)
        return self

    def of(self, year: int) -> date:
        """The day in a year."""
        return date(year, self.month, self.day)


class Weights(Model):
    """Heads that a person counts as, by certificate and level; a level that is not named is not accepted."""

    disability_certificate: dict[Annotated[int, Field(ge=1, le=4, strict=True)], Heads]
    veteran_certificate: dict[Annotated[int, Field(ge=1, le=10, strict=True)], Heads]

    def of(self, kind: Literal["DISABILITY", "VETERAN"], level: int) -> int:
        """Heads; 0 for a level that is not accepted."""
        return (self.disability_certificate if kind == "DISABILITY" else self.veteran_certificate).get(level, 0)


class Formula(Model):
    """How the levy is computed, in words; the code of it is `formula.assess`."""

    due: str


class MonthCounting(Model):
    """On which day or days of a month a person must be on post for the month to count."""

    on_post: Literal["last_day", "first_day", "any_day", "whole_month"]


class Contract(Model):
    """What contract a counted person must have; `forms` are names of recruitment's EmploymentForm."""

    minimum_years: int = Field(ge=0, le=10, strict=True)
    forms: list[FormName] = Field(min_length=1)


class WorkingAge(Model):
    """Whose working age holds: the register gives the months of each person."""

    months_from: Literal["register"]


class SmallEmployers(Model):
    """Which employers are exempt for their size; `kinds` are names of EmployerKind."""

    kinds: list[KindName] = Field(min_length=1)
    staff_at_most: int = Field(ge=0, strict=True)
    within_years_of_founding: int | None = Field(default=None, ge=1, strict=True)


class Tier(Model):
    """From a ratio achieved upwards, the share of the due that is paid."""

    at_least: Number
    pay: Number = Field(le=1)


class Times(Model):
    """A multiple."""

    times: Number


class Yuan(Model):
    """An amount of money."""

    yuan: Number

    @property
    def fen(self) -> Fraction:
        """In fen."""
        return Fraction(self.yuan) * 100


class Rounding(Model):
    """Decimals kept, half-up; None: unrounded."""

    staff: Decimals
    placed: Decimals
    required: Decimals
    average_wage_yuan: int = Field(ge=0, le=2, strict=True)
    amount_yuan: int = Field(ge=0, le=2, strict=True)


def _descending(tiers: list[Tier]) -> list[Tier]:
    if not tiers or tiers[-1].at_least != 0:
        raise ValueError("the last tier must start at 0, so that one always fits")
    if any(higher.at_least <= lower.at_least or higher.pay > lower.pay for higher, lower in pairwise(tiers)):
        raise ValueError("tiers must go from the highest ratio down, and a lower ratio may not pay a smaller share")
    return tiers


class Layer(Model):
    """One region's file of rules."""

    region: str = Field(pattern=REGION_PATTERN)
    name_zh: str
    name_en: str
    rule_day: Parameter[RuleDay] | None = None
    ratio: Parameter[Number] | None = None
    weights: Parameter[Weights] | None = None
    formula: Parameter[Formula] | None = None
    month_counting: Parameter[MonthCounting] | None = None
    contract: Parameter[Contract] | None = None
    working_age: Parameter[WorkingAge] | None = None
    small_employers: Parameter[SmallEmployers] | None = None
    tiers: Parameter[list[Tier]] | None = None
    wage_cap: Parameter[Times] | None = None
    social_average_wage: Parameter[Yuan] | None = None
    rounding: Parameter[Rounding] | None = None

    @model_validator(mode="after")
    def _values_make_sense(self) -> "Layer":
        for tiers in self.tiers.periods if self.tiers else ():
            _descending(tiers.value)
        for ratio in self.ratio.periods if self.ratio else ():
            if not MINIMUM_RATIO <= ratio.value <= 1:
                raise ValueError(f"ratio from {ratio.start}: between {MINIMUM_RATIO} (残疾人就业条例第八条) and 1")
        return self


MINIMUM_RATIO = Decimal("0.015")
PARAMETERS = tuple(name for name in Layer.model_fields if name not in ("region", "name_zh", "name_en"))
# Without these nothing can be computed; the nation has no ratio, and size, tiers and cap are reliefs that may lapse.
REQUIRED = ("rule_day", "formula", "weights", "month_counting", "contract", "working_age", "rounding")


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

    def find(self, parameter: str, on: date, region_code: str) -> Held[Any] | None:
        """The rule of the nearest layer that has one for this day."""
        for region in layers_above(region_code):
            layer = self._layers.get(region)
            rule: Parameter[Any] | None = getattr(layer, parameter) if layer else None
            period = rule.on(on) if rule else None
            if rule is not None and period is not None:
                return Held(parameter, rule.label_zh, rule.label_en, region, period)
        return None

    def get(self, parameter: str, on: date, region_code: str, field: str) -> Held[Any]:
        """As `find`; raises `RuleMissing` that names the request's `field`."""
        held = self.find(parameter, on, region_code)
        if held is None:
            raise RuleMissing(field, f"no rule «{parameter}» is on file for region {region_code} on {on}")
        return held

    def all_on(self, on: date, region_code: str) -> list[Held[Any]]:
        """Every rule that holds, by parameter."""
        found = (self.find(name, on, region_code) for name in sorted(PARAMETERS))
        return [held for held in found if held is not None]

    def of_year(self, levy_year: int, region_code: str, field: str = "levy_year") -> "YearRules":
        """The rules for the levy of a year: those of its `rule_day`, which is itself chosen by the year's last day."""
        rule_day = self.get("rule_day", date(levy_year, 12, 31), region_code, field)
        return YearRules(self, levy_year, region_code, rule_day.value.of(levy_year), field)


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
        """The figure of the base year (上年度): the only rule that the levy year's date does not choose."""
        return self.book.find("social_average_wage", date(self.levy_year - 1, 12, 31), self.region_code)


def layers_above(region_code: str) -> list[str]:
    """A region and those above it, nearest first: 370105003 → 370105003, 370105, 370100, 370000, 000000."""
    words = region_words(region_code)
    above = ["".join(words[:count]).ljust(6, "0") for count in range(len(words), 0, -1)]
    return [*above, NATIONAL]
