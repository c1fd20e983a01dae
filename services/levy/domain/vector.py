"""The levy of very many employers at once: what `formula.assess` gives, to the fen, without the explanation. Pure.

All is int64: a fraction is a whole number over a scale that the rules fix, products come before quotients, and half-up
is `(n + m // 2) // m`. Before a chunk is computed, the largest number that could occur in it is computed in Python's
unbounded integers; the rows for which one could leave int64 go through `formula.assess` instead.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from datetime import date, timedelta
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np
import numpy.typing as npt
from bihuan.levy.v1.levy_service_pb2 import EmployerKind

from services.levy.domain.calendar import anniversary
from services.levy.domain.formula import Facts, Outcome, assess
from services.levy.domain.rules import YearRules
from services.levy.domain.schema import ReliefProgramme, Rounding, SmallEmployers, Tier

Whole = npt.NDArray[np.int64]
EPOCH = date(1970, 1, 1)
MOST = int(np.iinfo(np.int64).max)
CHUNK = 131_072  # rows: fewer would have threads wait for one another, more would leave the processor's cache
NOT_DECLARED = -1


@dataclass(frozen=True)
class Columns:
    """Employers of one region, a row each; arrays of int64 of one length.

    `kind`: EmployerKind's numbers. `founded`: days since 1970-01-01. `staff_sum`: of the twelve months, with
    the months worked by seasonal staff. `placed_sum`: of the twelve weighted months; −1: did not declare.
    """

    kind: Whole
    founded: Whole
    staff_sum: Whole
    wage_bill_fen: Whole
    placed_sum: Whole

    def __post_init__(self) -> None:
        for each in fields(self):
            column = getattr(self, each.name)
            if column.dtype != np.int64 or column.shape != self.kind.shape or column.ndim != 1:
                raise ValueError(f"{each.name} must be int64, one-dimensional, and as long as the others")
        if len(self) and (
            min(self.staff_sum.min(), self.wage_bill_fen.min()) < 0 or self.placed_sum.min() < NOT_DECLARED
        ):
            raise ValueError("staff, wages and placed persons must not be negative")

    def __len__(self) -> int:
        return len(self.kind)

    @classmethod
    def of(cls, facts: Iterable[Facts]) -> "Columns":
        """From facts one by one. Facts with reliefs that were granted are refused: they go through `formula.assess`."""
        rows = list(facts)
        if any(row.reliefs for row in rows):
            raise ValueError("who was granted a relief is assessed by formula.assess")
        columns = [
            [int(EmployerKind.Value(f"EMPLOYER_KIND_{row.kind}")) for row in rows],
            [days(row.founded_on) for row in rows],
            [sum(row.monthly_staff) + row.seasonal_person_months for row in rows],
            [row.wage_bill_fen for row in rows],
            [NOT_DECLARED if row.placed is None else int(row.placed * 12) for row in rows],
        ]
        return cls(*(np.array(column, dtype=np.int64) for column in columns))

    def facts(self, row: int) -> Facts:
        """One row as the formula's facts; the months are not known, their sum stands for them."""
        kind = EmployerKind.Name(int(self.kind[row])).removeprefix("EMPLOYER_KIND_")
        placed = int(self.placed_sum[row])
        return Facts(
            kind,
            EPOCH + timedelta(days=int(self.founded[row])),
            (int(self.staff_sum[row]),),
            int(self.wage_bill_fen[row]),
            None if placed == NOT_DECLARED else Fraction(placed, 12),
        )

    def part(self, rows: slice | Whole) -> "Columns":
        """Some rows."""
        return Columns(*(getattr(self, each.name)[rows] for each in fields(self)))


@dataclass(frozen=True)
class Outcomes:
    """A row for each employer. `staff`, `placed`, `required`: whole numbers over `…_scale`; 60.5 heads are 121 over 2.

    `outcome`: numbers of `formula.Outcome`. `tier`: place in the rules' list of tiers, −1 where none was applied.
    """

    outcome: Whole
    due_fen: Whole
    payable_fen: Whole
    staff: Whole
    placed: Whole
    required: Whole
    wage_applied_fen: Whole
    tier: Whole
    staff_scale: int
    placed_scale: int
    required_scale: int

    def __len__(self) -> int:
        return len(self.outcome)


COLUMNS_OUT = ("outcome", "due_fen", "payable_fen", "staff", "placed", "required", "wage_applied_fen", "tier")


def days(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def assess_many(columns: Columns, rules: YearRules, *, threads: int = 1, out: Outcomes | None = None) -> Outcomes:
    """The levy of every row, as `formula.assess`. Raises `RuleMissing`; `OverflowError` where a result exceeds int64.

    `threads`: share the chunks among so many (numpy computes without the interpreter's lock). `out`: an earlier call's
    outcomes of as many rows, which are no longer needed: their arrays are written anew. To be given new memory by the
    kernel takes about as long as to compute what fills it.
    """
    plan = Plan.of(rules)
    count = len(columns)
    if out is not None and len(out) != count:
        raise ValueError(f"out has {len(out)} rows, not {count}")
    arrays = {name: np.empty(count, dtype=np.int64) if out is None else getattr(out, name) for name in COLUMNS_OUT}
    outcomes = Outcomes(
        **arrays,
        staff_scale=plan.staff.scale,
        placed_scale=plan.placed.scale,
        required_scale=plan.required.scale,
    )

    def some(part: slice) -> None:
        for first in range(part.start, part.stop, CHUNK):
            _chunk(columns, outcomes, plan, slice(first, min(first + CHUNK, part.stop)))

    share = -(-count // threads)
    parts = [slice(first, min(first + share, count)) for first in range(0, count, share or 1)]
    if len(parts) < 2:
        for part in parts:
            some(part)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(some, parts))
    return outcomes


@dataclass(frozen=True)
class Quotient:
    """A number times `times` over `over`, rounded half-up to a whole number over `scale`."""

    times: int
    over: int
    scale: int

    @classmethod
    def of(cls, factor: Fraction, decimals: int | None) -> "Quotient":
        """`decimals` None: not rounded."""
        if decimals is None:
            return cls(factor.numerator, 1, factor.denominator)
        scaled = factor * 10**decimals
        return cls(scaled.numerator, scaled.denominator, 10**decimals)

    def most(self, number: int, bounds: list[int]) -> int:
        """The result for a number; what occurs on the way is added to `bounds`."""
        bounds.append(number * self.times + self.over // 2)
        return bounds[-1] // self.over

    def into(self, numbers: Whole, out: Whole) -> Whole:
        """The results, in `out`, which may be the numbers themselves."""
        found = _times(numbers, self.times, out)
        if self.over != 1:
            found = _quotient(np.add(found, self.over // 2, out=out), np.uint64(self.over), out)
        if found is not out:
            out[:] = found
        return out


@dataclass(frozen=True)
class Automatic:
    """A relief for all that meet its conditions; None: no such condition. Staff over the plan's scale."""

    kinds: frozenset[int] | None
    staff_at_least: int | None
    staff_at_most: int | None
    achieved: tuple[int, int] | None
    # In units of the rounding of amounts, as the payable.
    limit: Quotient
    at_most: int | None


@dataclass(frozen=True)
class Plan:
    """The rules of one region and year as whole numbers."""

    rules: YearRules
    staff: Quotient
    placed: Quotient
    required: Quotient
    # Required and placed, brought to one scale.
    required_times: int
    placed_times: int
    # Wage in units of the rounding: wage bill × times ÷ (staff × staff_times).
    wage_times: int
    wage_staff_times: int
    wage_limit: int | None
    wage_fen: int
    due: Quotient
    amount_fen: int
    small_kinds: frozenset[int]
    small_staff: int
    small_founded: int | None
    # placed × first ≥ staff × second: the tiers from the highest; and their shares over `share_over`.
    tiers: tuple[tuple[int, int], ...]
    shares: tuple[int, ...]
    share_over: int
    automatic: tuple[Automatic, ...]

    @classmethod
    def of(cls, rules: YearRules) -> "Plan":
        """Raises `RuleMissing`."""
        rounding: Rounding = rules.get("rounding").value
        wage_scale, amount_scale = 10**rounding.average_wage_yuan, 10**rounding.amount_yuan
        staff = Quotient.of(Fraction(1, 12), rounding.staff)
        placed = Quotient.of(Fraction(1, 12), rounding.placed)
        required = Quotient.of(Fraction(rules.get("ratio").value) / staff.scale, rounding.required)
        heads = lcm(required.scale, placed.scale)
        wage = Fraction(wage_scale * staff.scale, 100)
        small = rules.find("small_employers")
        size: SmallEmployers | None = small.value if small else None
        years = size.within_years_of_founding if size else None
        held = rules.find("tiers")
        tiers: list[Tier] = held.value if held else []
        share_over = lcm(*(Fraction(tier.pay).denominator for tier in tiers))
        return cls(
            rules=rules,
            staff=staff,
            placed=placed,
            required=required,
            required_times=heads // required.scale,
            placed_times=heads // placed.scale,
            wage_times=wage.numerator,
            wage_staff_times=wage.denominator,
            wage_limit=_wage_limit(rules, rounding),
            wage_fen=100 // wage_scale,
            due=Quotient.of(Fraction(1, heads * wage_scale), rounding.amount_yuan),
            amount_fen=100 // amount_scale,
            small_kinds=_kinds(size.kinds) if size else frozenset(),
            small_staff=size.staff_at_most * staff.scale if size else 0,
            small_founded=None if years is None else _founded_since(rules.day, years),
            tiers=tuple(_achieved(Fraction(tier.at_least), staff, placed) for tier in tiers),
            shares=tuple(int(Fraction(tier.pay) * share_over) for tier in tiers) or (1,),
            share_over=share_over,
            automatic=tuple(
                _automatic(held.value, rounding, staff, placed) for held in rules.reliefs() if held.value.automatic
            ),
        )

    def most(self, staff_sum: int, wage_bill_fen: int, placed_sum: int, wage: int | None = None) -> int:
        """A bound of all numbers that occur for rows up to these. `wage`: one of the wage, in units of the rounding."""
        bounds: list[int] = [staff_sum, wage_bill_fen]
        staff = self.staff.most(staff_sum, bounds)
        placed = self.placed.most(placed_sum, bounds)
        short = self.required.most(staff, bounds) * self.required_times
        divisor = staff * self.wage_staff_times
        bounds += [short, placed * self.placed_times, divisor, wage_bill_fen * self.wage_times + divisor]
        highest = wage_bill_fen * self.wage_times + 1 if wage is None else wage
        if self.wage_limit is not None:
            bounds.append(self.wage_limit)
            highest = min(highest, self.wage_limit)
        due = self.due.most(short * highest, bounds)
        bounds += [highest * self.wage_fen, due * self.amount_fen, due * max(self.shares) + self.share_over]
        for first, second in (*self.tiers, *(each.achieved for each in self.automatic if each.achieved)):
            bounds += [placed * first, staff * second]
        for each in self.automatic:
            each.limit.most(due, bounds)
        return max(bounds)


def _wage_limit(rules: YearRules, rounding: Rounding) -> int | None:
    """The cap in units of the rounding, as the formula rounds it."""
    cap, social = rules.find("wage_cap"), rules.social_average_wage()
    if cap is None or social is None:
        return None
    limit = Fraction(cap.value.times) * Fraction(social.value.yuan) * 10**rounding.average_wage_yuan
    return int(limit + Fraction(1, 2))


def _kinds(names: Iterable[str]) -> frozenset[int]:
    return frozenset(int(EmployerKind.Value(f"EMPLOYER_KIND_{name}")) for name in names)


def _founded_since(rule_day: date, years: int) -> int:
    """The first founding day, in days since 1970, of an employer that is still young: its anniversary is not before."""
    day = anniversary(rule_day, -years) + timedelta(days=1)
    while anniversary(day - timedelta(days=1), years) >= rule_day:
        day -= timedelta(days=1)
    return days(day)


def _achieved(at_least: Fraction, staff: Quotient, placed: Quotient) -> tuple[int, int]:
    """placed ÷ staff ≥ at_least, without a quotient."""
    first, second = staff.scale * at_least.denominator, placed.scale * at_least.numerator
    return first // gcd(first, second), second // gcd(first, second)


def _automatic(programme: ReliefProgramme, rounding: Rounding, staff: Quotient, placed: Quotient) -> Automatic:
    conditions, limits = programme.conditions, programme.limits
    amount_scale = 10**rounding.amount_yuan
    assert limits.share_of_due is not None  # noqa: S101  # the schema: a REDUCTION has one
    share = Fraction(limits.share_of_due)
    at_most = None if limits.yuan_at_most is None else Fraction(limits.yuan_at_most) * amount_scale
    least, most = conditions.staff_at_least, conditions.staff_at_most
    achieved = conditions.achieved_at_least
    return Automatic(
        kinds=None if conditions.kinds is None else _kinds(conditions.kinds),
        staff_at_least=None if least is None else least * staff.scale,
        staff_at_most=None if most is None else most * staff.scale,
        achieved=None if achieved is None else _achieved(Fraction(achieved), staff, placed),
        limit=Quotient(share.numerator, share.denominator, amount_scale),
        at_most=None if at_most is None else int(at_most + Fraction(1, 2)),
    )


def _chunk(columns: Columns, outcomes: Outcomes, plan: Plan, rows: slice) -> None:
    """Assess some rows, and put them into the outcomes."""
    part = [getattr(columns, each.name)[rows] for each in fields(columns)]
    staff, bill, placed = part[2:]
    if plan.most(int(staff.max()), int(bill.max()), max(int(placed.max()), 0)) <= MOST:
        _compute(part, plan, [getattr(outcomes, name)[rows] for name in COLUMNS_OUT])
        return
    # Too large all together, which says little of each: most staff and highest wages are seldom one employer's.
    fits = np.fromiter(
        (
            plan.most(one, two, max(three, 0), _wage(plan, one, two)) <= MOST
            for one, two, three in zip(staff.tolist(), bill.tolist(), placed.tolist(), strict=True)
        ),
        dtype=np.bool_,
        count=len(staff),
    )
    found = [np.empty(int(fits.sum()), dtype=np.int64) for _ in COLUMNS_OUT]
    if len(found[0]):
        _compute([column[fits] for column in part], plan, found)
    for name, column in zip(COLUMNS_OUT, found, strict=True):
        getattr(outcomes, name)[rows][fits] = column
    for row in np.flatnonzero(~fits).tolist():
        _scalar(columns, outcomes, plan, rows.start + row)


def _wage(plan: Plan, staff_sum: int, wage_bill_fen: int) -> int:
    """One employer's wage in units of the rounding, before the cap."""
    divisor = plan.staff.most(staff_sum, []) * plan.wage_staff_times
    return (wage_bill_fen * plan.wage_times + divisor // 2) // divisor if divisor else 0


def _scalar(columns: Columns, outcomes: Outcomes, plan: Plan, row: int) -> None:
    """One row by the formula; raises `OverflowError` (numpy's) where the result itself exceeds int64."""
    result = assess(columns.facts(row), plan.rules)
    tier = -1
    if result.outcome is Outcome.DUE and plan.tiers:
        staff, placed = int(result.staff * plan.staff.scale), int(result.placed * plan.placed.scale)
        tier = next(at for at, (first, second) in enumerate(plan.tiers) if placed * first >= staff * second)
    values = (
        result.outcome.value, result.due_fen, result.payable_fen, int(result.staff * plan.staff.scale),
        int(result.placed * plan.placed.scale), int(result.required * plan.required.scale), result.wage_applied_fen,
        tier,
    )  # fmt: skip
    for name, value in zip(COLUMNS_OUT, values, strict=True):
        getattr(outcomes, name)[row] = value


def _compute(part: list[Whole], plan: Plan, out: list[Whole]) -> None:
    """Some rows, each step into an array that is there already: new memory would take longer than the step."""
    kind, founded, staff_sum, bill, placed_sum = part
    outcome, due, payable, staff, placed, required, wage, tier = out
    plan.staff.into(staff_sum, staff)
    plan.placed.into(np.maximum(placed_sum, 0, out=placed), placed)
    plan.required.into(staff, required)
    short = _times(placed, plan.placed_times, payable)
    short = np.subtract(_times(required, plan.required_times, due), short, out=tier)
    np.maximum(short, 0, out=short)
    divisor = _times(staff, plan.wage_staff_times, payable)
    np.right_shift(divisor, 1, out=due)
    due += _times(bill, plan.wage_times, outcome)
    with np.errstate(divide="ignore"):  # no staff, no wage: numpy's quotient of whole numbers by zero is zero
        _quotient(due, divisor.view(np.uint64), wage)
    if plan.wage_limit is not None:
        np.minimum(wage, plan.wage_limit, out=wage)
    plan.due.into(np.multiply(short, wage, out=due), due)
    if plan.wage_fen != 1:
        wage *= plan.wage_fen
    # Yes and no as 1 and 0.
    owes = (short > 0).view(np.int8)
    exempt = (_is_kind(kind, plan.small_kinds) & (staff <= plan.small_staff)).view(np.int8)
    if plan.small_founded is not None:
        exempt &= (founded >= plan.small_founded).view(np.int8)
    exempt &= owes
    pays = owes ^ exempt
    met, owed, none = Outcome.RATIO_MET.value, Outcome.DUE.value, Outcome.EXEMPT.value
    outcome[:] = met + owes * np.int8(owed - met) + exempt * np.int8(none - owed)
    # Who reached a tier has reached all below it.
    lowest = len(plan.tiers) - 1
    reached = [_reached(placed, staff, achieved, payable).view(np.int8) for achieved in plan.tiers[:lowest]]
    place = np.full(len(kind), lowest + 1, dtype=np.int8)
    for each in reached:
        place -= each
    tier[:] = place * pays - np.int8(1)
    narrow = np.int16 if plan.share_over < 2**15 else np.int64
    share: npt.NDArray[Any] = np.full(len(kind), plan.shares[-1], dtype=narrow)
    for each, higher, lower in zip(reached, plan.shares, plan.shares[1:], strict=False):
        share += np.multiply(each, higher - lower, dtype=narrow)
    share *= pays
    Quotient(1, plan.share_over, 1).into(np.multiply(due, share, out=payable), payable)
    if plan.automatic:
        _relieve(kind, staff, placed, payable, plan)
    if plan.amount_fen != 1:
        due *= plan.amount_fen
        payable *= plan.amount_fen


def _quotient(numbers: Whole, divisor: np.uint64 | npt.NDArray[np.uint64], out: Whole) -> Whole:
    """Whole quotients of numbers that are not negative: unsigned, which takes half as long."""
    np.floor_divide(numbers.view(np.uint64), divisor, out=out.view(np.uint64))
    return out


def _times(numbers: Whole, factor: int, room: Whole) -> Whole:
    """The product, in `room` where there is one to compute."""
    return numbers if factor == 1 else np.multiply(numbers, factor, out=room)


def _relieve(kind: Whole, staff: Whole, placed: Whole, payable: Whole, plan: Plan) -> None:
    """Take off what holds for all who meet the conditions."""
    before = payable.copy()
    for relief in plan.automatic:
        given = relief.limit.into(before, np.empty_like(before))
        np.minimum(given, payable, out=given)
        if relief.at_most is not None:
            np.minimum(given, relief.at_most, out=given)
        payable -= given * _meets(relief, kind, staff, placed)


def _is_kind(kind: Whole, kinds: frozenset[int]) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = np.zeros(len(kind), dtype=np.bool_)
    for each in kinds:
        found |= kind == each
    return found


def _meets(relief: Automatic, kind: Whole, staff: Whole, placed: Whole) -> npt.NDArray[np.bool_]:
    meets = np.ones(len(kind), dtype=np.bool_) if relief.kinds is None else _is_kind(kind, relief.kinds)
    if relief.staff_at_least is not None:
        meets &= staff >= relief.staff_at_least
    if relief.staff_at_most is not None:
        meets &= staff <= relief.staff_at_most
    if relief.achieved is not None:
        meets &= _reached(placed, staff, relief.achieved, np.empty_like(staff))
    return meets


def _reached(placed: Whole, staff: Whole, achieved: tuple[int, int], room: Whole) -> npt.NDArray[np.bool_]:
    first, second = achieved
    found: npt.NDArray[np.bool_] = (placed if first == 1 else placed * first) >= _times(staff, second, room)
    return found
