"""The rules as data: what a file of rules may say. Pure: the files are read by `store.rulebook`, looked up by `rules`.

A rule (`Parameter`) has periods, each with a value and a source. What this schema refuses keeps the service from
starting: an unknown name, a number that is not decimal text, periods of one rule that overlap or leave a gap, two rows
of one programme that hold on the same day.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Annotated, Any, Generic, Literal, TypeVar

from bihuan.levy.v1.levy_service_pb2 import EmployerKind
from bihuan.recruitment.v1.events_pb2 import EmploymentForm
from bihuan.registry.v1.events_pb2 import DisabilityCategory
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

REGION_PATTERN = r"^[0-9]{6}([0-9]{3})?$"


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


def _category_name(name: str) -> str:
    return _known(name, DisabilityCategory.keys(), "DISABILITY_CATEGORY_")


def _known(name: str, members: Iterable[str], prefix: str) -> str:
    names = {member.removeprefix(prefix) for member in members} - {"UNSPECIFIED"}
    if name not in names:
        raise ValueError(f"must be one of {', '.join(sorted(names))}")
    return name


FormName = Annotated[str, AfterValidator(_form_name)]
KindName = Annotated[str, AfterValidator(_kind_name)]
CategoryName = Annotated[str, AfterValidator(_category_name)]
Heads = Annotated[int, Field(ge=1, le=2, strict=True)]
Level = Annotated[int, Field(ge=1, le=4, strict=True)]
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
    """What holds from one day to another, both included.

    `confirmed` false: the value is remembered, not read in its source; whoever sees it is told (`Cited`, GetRules).
    """

    start: date = Field(alias="from")
    until: date | None = None
    value: Value
    source: Citation
    confirmed: bool = Field(default=True, strict=True)
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
    """Month and day of a year; 29 February is refused, as most years lack it."""

    month: int = Field(ge=1, le=12, strict=True)
    day: int = Field(ge=1, le=31, strict=True)

    @model_validator(mode="after")
    def _exists_every_year(self) -> "RuleDay":
        self.of(2019)
        return self

    def of(self, year: int) -> date:
        """The day in a year."""
        return date(year, self.month, self.day)


class Window(Model):
    """From one day of the levy year to another, both included."""

    opens: RuleDay
    closes: RuleDay

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "Window":
        if self.closes.of(2019) < self.opens.of(2019):
            raise ValueError("a window must open before it closes, within one year")
        return self

    def of(self, levy_year: int) -> tuple[date, date]:
        """First and last day in a levy year."""
        return self.opens.of(levy_year), self.closes.of(levy_year)


class Weights(Model):
    """Heads that a person counts as, by certificate and level; a level that is not named is not accepted."""

    disability_certificate: dict[Level, Heads]
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


class MinimumWage(Model):
    """What a full month's work must at least be paid (最低工资标准)."""

    yuan_per_month: Number

    @property
    def fen(self) -> Fraction:
        """In fen a month."""
        return Fraction(self.yuan_per_month) * 100


class Surcharge(Model):
    """What is added for each day of arrears, once the deadline that the finance authority ordered has lapsed."""

    per_day: Number = Field(le=1)
    after_ordered_deadline: Literal[True]


class Rounding(Model):
    """Decimals kept, half-up; None: unrounded."""

    staff: Decimals
    placed: Decimals
    required: Decimals
    average_wage_yuan: int = Field(ge=0, le=2, strict=True)
    amount_yuan: int = Field(ge=0, le=2, strict=True)


class Programme(Model):
    """A row of a list of programmes. `from`, `until`: narrower than the list's period; `source`: instead of its.

    A nearer layer's row with the same id replaces this one while it holds. Two rows of one layer may have one id, for
    different days: a programme that changed, or came back.
    """

    id: str = Field(pattern="^[a-z][a-z0-9_]{2,49}$")
    label_zh: str = Field(min_length=1)
    label_en: str = Field(min_length=1)
    start: date | None = Field(default=None, alias="from")
    until: date | None = None
    source: Citation | None = None
    confirmed: bool | None = Field(default=None, strict=True)
    note: str = ""

    def holds(self, on: date) -> bool:
        """Whether the row holds on a day on which its list does."""
        return (self.start is None or self.start <= on) and (self.until is None or on <= self.until)


class ReliefLimits(Model):
    """How far a programme may go: of what the year comes to, in yuan, in months."""

    share_of_due: Number | None = Field(default=None, gt=0, le=1)
    yuan_at_most: Number | None = None
    months: int | None = Field(default=None, ge=1, le=60, strict=True)


class ReliefConditions(Model):
    """Who may have it: what the formula itself tests, and in words what a reviewer decides."""

    kinds: list[KindName] | None = None
    staff_at_least: int | None = Field(default=None, ge=0, strict=True)
    staff_at_most: int | None = Field(default=None, ge=0, strict=True)
    achieved_at_least: Number | None = None
    reviewer_zh: str = ""
    reviewer_en: str = ""


class ReliefProgramme(Programme):
    """A reduction (减征) or deferral (缓缴). `automatic`: for all that meet the conditions, without being granted."""

    kind: Literal["REDUCTION", "DEFERRAL"]
    automatic: bool = Field(default=False, strict=True)
    # Whether the list of those who got it must be published every year.
    published: bool = Field(default=False, strict=True)
    limits: ReliefLimits
    conditions: ReliefConditions = ReliefConditions()

    @model_validator(mode="after")
    def _limits_fit_the_kind(self) -> "ReliefProgramme":
        limits = self.limits
        if self.kind == "REDUCTION":
            if limits.share_of_due is None or limits.months is not None:
                raise ValueError("a REDUCTION has limits.share_of_due and no months")
        elif limits.months is None or limits.share_of_due is not None or limits.yuan_at_most is not None:
            raise ValueError("a DEFERRAL has limits.months and no share_of_due or yuan_at_most")
        if self.automatic and (self.kind != "REDUCTION" or self.conditions.reviewer_zh or self.conditions.reviewer_en):
            raise ValueError("automatic is only for a REDUCTION whose conditions need no reviewer")
        return self


class AwardRate(Model):
    """Another amount for persons of these categories (names of the registry's DisabilityCategory) and levels."""

    categories: list[CategoryName] | None = Field(default=None, min_length=1)
    levels: list[Level] | None = Field(default=None, min_length=1)
    yuan_per_person: Number


class AwardProgramme(Programme):
    """What an employer gets for each person placed beyond the ratio (超比例奖励), a year."""

    yuan_per_person: Number
    # The first that fits a person's category and level holds instead of `yuan_per_person`.
    rates: list[AwardRate] = []

    def fen_for(self, category: str, level: int) -> int:
        """Fen for one person over the ratio; `category` is a name of DisabilityCategory."""
        for rate in self.rates:
            if (rate.categories is None or category in rate.categories) and (
                rate.levels is None or level in rate.levels
            ):
                return int(rate.yuan_per_person * 100)
        return int(self.yuan_per_person * 100)


def falling(tiers: list[Tier]) -> list[Tier]:
    """Tiers in their order; raises `ValueError`."""
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
    minimum_wage: Parameter[MinimumWage] | None = None
    small_employers: Parameter[SmallEmployers] | None = None
    tiers: Parameter[list[Tier]] | None = None
    wage_cap: Parameter[Times] | None = None
    social_average_wage: Parameter[Yuan] | None = None
    rounding: Parameter[Rounding] | None = None
    review_window: Parameter[Window] | None = None
    payment_window: Parameter[Window] | None = None
    surcharge: Parameter[Surcharge] | None = None
    relief_programmes: Parameter[list[ReliefProgramme]] | None = None
    award_programmes: Parameter[list[AwardProgramme]] | None = None

    @model_validator(mode="after")
    def _values_make_sense(self) -> "Layer":
        for tiers in self.tiers.periods if self.tiers else ():
            falling(tiers.value)
        for ratio in self.ratio.periods if self.ratio else ():
            if not MINIMUM_RATIO <= ratio.value <= 1:
                raise ValueError(f"ratio from {ratio.start}: between {MINIMUM_RATIO} (残疾人就业条例第八条) and 1")
        for name in PROGRAMMES:
            for period in parameter.periods if (parameter := getattr(self, name)) else ():
                _rows_apart(name, period)
        return self


def _rows_apart(name: str, period: Period[list[Any]]) -> None:
    """Raise `ValueError` where rows lie outside their list's period, end before they begin, or overlap."""
    for row in period.value:
        first, last = row.start or period.start, row.until or period.until or date.max
        if last < first:
            raise ValueError(f"{name}: {row.id} from {first} ends before it begins")
        if first < period.start or last > (period.until or date.max):
            raise ValueError(f"{name}: {row.id} lies outside the period from {period.start} of its list")
    for one, other in combinations(period.value, 2):
        apart = (one.until or date.max) < (other.start or date.min) or (other.until or date.max) < (
            one.start or date.min
        )
        if one.id == other.id and not apart:
            raise ValueError(f"{name}: two rows of {one.id} overlap")


MINIMUM_RATIO = Decimal("0.015")
# Lists of programmes: every layer's rows count, a nearer layer's row instead of a farther one's with the same id.
PROGRAMMES = ("relief_programmes", "award_programmes")
PARAMETERS = tuple(name for name in Layer.model_fields if name not in ("region", "name_zh", "name_en"))
# Without these nothing can be computed; the nation has no ratio, and size, tiers and cap are reliefs that may lapse.
REQUIRED = ("rule_day", "formula", "weights", "month_counting", "contract", "working_age", "rounding")
