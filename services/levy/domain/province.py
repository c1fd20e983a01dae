"""All employers of a region assessed as one job: runs, their slices, and the sums of what they come to. Pure.

A run lists its employers in slices; a slice is assessed at once. What an employer's levy is computed from is kept in a
slice's `Block`, as columns, so that it can be computed again: for an explanation, or with other rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from math import lcm
from typing import Any, Final

import numpy as np
from bihuan.levy.v1 import events_pb2
from numpy.typing import NDArray

from services.levy.domain import vector
from services.levy.domain.formula import Facts, Outcome
from services.levy.domain.rules import Held, Rulebook, RuleMissing, YearRules, layers_above
from shared.address import region_words
from shared.aggregate import Aggregate
from shared.errors import InvalidField, WrongState

Ints = NDArray[np.int64]
LARGEST: Final = 2**62  # what int64 holds, with room for one addition


class RunUnderWay(WrongState):
    """FAILED_PRECONDITION: a run of the same year and of some of the same employers has not ended."""

    reason = "RUN_UNDER_WAY"


class RunEnded(WrongState):
    """FAILED_PRECONDITION: the run has ended by itself."""

    reason = "RUN_ENDED"


class RunState(Enum):
    """Names of the contract's AssessmentRunState."""

    PLANNING = 1
    RUNNING = 2
    DONE = 3
    CANCELLED = 4


class Skipped(Enum):
    """Why an employer is left out; names of the contract's SkipReason."""

    DECLARATION_MISSING = 1
    RULE_MISSING = 2
    ASSESSED_TOO_EARLY = 3
    REVIEW_OPEN = 4


@dataclass
class Sums:
    """What slices have done: employers by what became of them, and what the levy of those assessed comes to."""

    issued: int = 0
    unchanged: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    due_fen: int = 0
    payable_fen: int = 0

    def add(self, other: "Sums") -> None:
        """Take another's in."""
        self.issued += other.issued
        self.unchanged += other.unchanged
        for reason, count in other.skipped.items():
            self.skipped[reason] = self.skipped.get(reason, 0) + count
        self.due_fen += other.due_fen
        self.payable_fen += other.payable_fen


@dataclass(kw_only=True)
class AssessmentRun(Aggregate):
    """The assessment of all employers of a region as a job. `rule_set`: the hash of the rules that it uses."""

    region_code: str
    levy_year: int
    assessed_on: date
    dry_run: bool
    reissue_unchanged: bool
    rule_set: str
    started_at: datetime
    state: RunState = RunState.PLANNING
    # The last employer's code that was listed.
    cursor: str = ""
    slices: int = 0
    employers: int = 0
    ended_at: datetime | None = None
    slices_done: int = 0
    sums: Sums = field(default_factory=Sums)

    @property
    def open(self) -> bool:
        """Whether it has not ended."""
        return self.state in (RunState.PLANNING, RunState.RUNNING)

    @classmethod
    def start(
        cls,
        id: str,
        region_code: str,
        levy_year: int,
        assessed_on: date,
        *,
        dry_run: bool,
        reissue_unchanged: bool,
        rule_set: str,
        at: datetime,
    ) -> "AssessmentRun":
        """A new run; raises `InvalidField`."""
        if assessed_on.year < levy_year:
            raise InvalidField("assessed_on", "must not lie before the levy year")
        run = cls(
            id=id,
            region_code=region_code,
            levy_year=levy_year,
            assessed_on=assessed_on,
            dry_run=dry_run,
            reissue_unchanged=reissue_unchanged,
            rule_set=rule_set,
            started_at=at,
        )
        run.record(
            events_pb2.AssessmentRunStarted(
                assessment_run_id=id, region_code=region_code, levy_year=levy_year, dry_run=dry_run
            )
        )
        return run

    def planned(self, slices: int, employers: int, cursor: str, *, complete: bool) -> None:
        """So many more slices with so many employers are listed, up to and including `cursor`."""
        self.slices += slices
        self.employers += employers
        self.cursor = cursor
        if complete:
            self.state = RunState.RUNNING
        self.record(
            events_pb2.AssessmentRunPlanned(
                assessment_run_id=self.id,
                region_code=self.region_code,
                levy_year=self.levy_year,
                slices=self.slices,
                employers=self.employers,
                complete=complete,
            )
        )

    def cancel(self, at: datetime) -> None:
        """End it before its time; raises `RunEnded`. A second time changes nothing."""
        if self.state is RunState.DONE:
            raise RunEnded("assessment_run_id", "the run has ended by itself")
        if self.open:
            self._end(RunState.CANCELLED, at)

    def finish(self, at: datetime, slices_done: int, sums: Sums) -> None:
        """All slices are done, and come to this."""
        self.slices_done, self.sums = slices_done, sums
        self._end(RunState.DONE, at)

    def _end(self, state: RunState, at: datetime) -> None:
        self.state, self.ended_at = state, at
        self.record(
            events_pb2.AssessmentRunEnded(
                assessment_run_id=self.id,
                region_code=self.region_code,
                levy_year=self.levy_year,
                state=f"ASSESSMENT_RUN_STATE_{state.name}",
                employers=self.sums.issued + self.sums.unchanged,
                due_fen=self.sums.due_fen,
                payable_fen=self.sums.payable_fen,
            )
        )


@dataclass(kw_only=True)
class AssessmentSlice(Aggregate):
    """Some employers of a run, assessed together."""

    run_id: str
    region_code: str
    employers: int
    done: bool = False
    sums: Sums = field(default_factory=Sums)

    @classmethod
    def plan(cls, id: str, run: AssessmentRun, employers: int) -> "AssessmentSlice":
        """Employers that wait to be assessed."""
        planned = cls(id=id, run_id=run.id, region_code=run.region_code, employers=employers)
        planned.record(
            events_pb2.AssessmentSlicePlanned(
                assessment_slice_id=id, region_code=run.region_code, assessment_run_id=run.id
            )
        )
        return planned


def overlap(region_code: str, other: str) -> bool:
    """Whether one region lies within the other."""
    one, two = region_words(region_code), region_words(other)
    shorter = min(len(one), len(two))
    return one[:shorter] == two[:shorter]


# A block's columns as stored. Heads are bounded by the contract (10,000,000); a placed person counts for two at most.
COLUMNS: Final = {
    "region": "<i4", "kind": "<i1", "founded": "<i4", "months": "<i4", "wage_bill_fen": "<i8", "placed": "<i4",
    "seasonal": "<i4",
}  # fmt: skip
KINDS: Final = ("ENTERPRISE", "STATE_ORGAN", "INSTITUTION", "SOCIAL_ORGANISATION", "PRIVATE_NON_ENTERPRISE_UNIT")
UNDECLARED: Final = -1


@dataclass
class Block:
    """What the levy of many employers is computed from, a row each.

    `kind`: place in `KINDS`; `founded`: proleptic ordinal; `months`: staff of the twelve months; `placed`: sum of the
    twelve months' weighted persons, or `UNDECLARED`; `seasonal`: months worked by seasonal workers; `region`: place in
    `regions`.
    """

    codes: list[str]
    regions: list[str]
    region: Ints
    kind: Ints
    founded: Ints
    months: Ints  # n × 12
    wage_bill_fen: Ints
    placed: Ints
    seasonal: Ints

    def __len__(self) -> int:
        return len(self.codes)

    @classmethod
    def of(cls, rows: Sequence[tuple[str, str, Facts]]) -> "Block":
        """From employers' codes, regions and facts."""
        regions = sorted({region for _, region, _ in rows})
        place = {region: number for number, region in enumerate(regions)}
        kinds = {kind: number for number, kind in enumerate(KINDS)}
        facts = [facts for _, _, facts in rows]
        return cls(
            codes=[code for code, _, _ in rows],
            regions=regions,
            region=_ints(place[region] for _, region, _ in rows),
            kind=_ints(kinds[each.kind] for each in facts),
            founded=_ints(each.founded_on.toordinal() for each in facts),
            months=np.array([each.monthly_staff for each in facts], dtype=np.int64).reshape(len(rows), 12),
            wage_bill_fen=_ints(each.wage_bill_fen for each in facts),
            placed=_ints(UNDECLARED if each.placed is None else int(each.placed * 12) for each in facts),
            seasonal=_ints(each.seasonal_person_months for each in facts),
        )

    def facts(self, row: int) -> Facts:
        """Of one employer, for the formula that explains itself."""
        placed = int(self.placed[row])
        return Facts(
            KINDS[int(self.kind[row])],
            date.fromordinal(int(self.founded[row])),
            tuple(int(month) for month in self.months[row]),
            int(self.wage_bill_fen[row]),
            None if placed == UNDECLARED else Fraction(placed, 12),
            int(self.seasonal[row]),
        )

    def columns(self) -> vector.Columns:
        """For the formula of many."""
        return vector.Columns(
            kind=self.kind + 1,  # the contract's numbers begin with 1
            founded=self.founded - vector.EPOCH.toordinal(),
            staff_sum=self.months.sum(axis=1) + self.seasonal,
            wage_bill_fen=self.wage_bill_fen,
            placed_sum=self.placed,
        )

    def pack(self) -> dict[str, Any]:
        """As it is stored: codes and regions as text, columns as little-endian bytes."""
        packed: dict[str, Any] = {"codes": "".join(self.codes), "regions": self.regions}
        for name, kind in COLUMNS.items():
            column = getattr(self, name)
            stored = column.astype(kind)
            if not np.array_equal(stored, column):
                raise OverflowError(f"{name}: a value that the column cannot hold")
            packed[name] = stored.tobytes()
        return packed

    @classmethod
    def unpack(cls, packed: Mapping[str, Any]) -> "Block":
        """As it was packed."""
        codes: str = packed["codes"]
        columns = {name: np.frombuffer(packed[name], kind).astype(np.int64) for name, kind in COLUMNS.items()}
        columns["months"] = columns["months"].reshape(-1, 12)
        return cls(codes=[codes[at : at + 18] for at in range(0, len(codes), 18)], regions=packed["regions"], **columns)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


@dataclass
class Outcomes:
    """What each row of a block comes to. Heads (`staff`, `placed`, `required`) are numerators over `scale`.

    `outcome`: value of `Outcome`; `share`: place in `shares`, the part of the due that is paid.
    """

    outcome: Ints
    due_fen: Ints
    payable_fen: Ints
    staff: Ints
    placed: Ints
    required: Ints
    wage_applied_fen: Ints
    share: Ints
    scale: int
    shares: list[Fraction]


class RulesOfRegions:
    """The rules of a levy year for any region, looked up once for all regions that have the same layers."""

    def __init__(self, book: Rulebook, levy_year: int, changes: Mapping[str, Any] | None = None) -> None:
        """`changes`: other values of some parameters, for what-if."""
        self.book = book
        self._levy_year = levy_year
        self._changes = changes
        self._found: dict[tuple[str, ...], YearRules] = {}
        self._of_region: dict[str, YearRules] = {}

    def of(self, region_code: str) -> YearRules:
        """Raises `RuleMissing`, also when only the ratio or the rounding is missing."""
        known = self._of_region.get(region_code)
        if known is not None:
            return known
        key = tuple(region for region in layers_above(region_code) if region in self.book.regions)
        found = self._found.get(key)
        if found is None:
            found = self.book.of_year(self._levy_year, region_code)
            if self._changes:
                found = ChangedRules(**vars(found), changes=self._changes)
            found.get("ratio")
            found.get("rounding")
            self._found[key] = found
        self._of_region[region_code] = found
        return found

    def has(self, region_code: str) -> bool:
        """Whether a levy can be computed there."""
        try:
            self.of(region_code)
        except RuleMissing:
            return False
        return True


@dataclass(frozen=True)
class ChangedRules(YearRules):
    """The rules of a year with other values of some parameters."""

    changes: Mapping[str, Any]

    def find(self, parameter: str) -> Held[Any] | None:
        """As the year's own, but for the value."""
        held = super().find(parameter)
        return None if held is None else self._changed(held)

    def get(self, parameter: str) -> Held[Any]:
        """As the year's own, but for the value."""
        return self._changed(super().get(parameter))

    def _changed(self, held: Held[Any]) -> Held[Any]:
        if held.parameter not in self.changes:
            return held
        return replace(held, period=held.period.model_copy(update={"value": self.changes[held.parameter]}))


def assess(block: Block, rules: RulesOfRegions) -> Outcomes:
    """The levy of each row, the same to the fen as `formula.assess`. Raises `RuleMissing`."""
    of_region = [rules.of(region) for region in block.regions]
    distinct = list({id(each): each for each in of_region}.values())
    place = {id(each): number for number, each in enumerate(distinct)}
    of_row = _ints(place[id(each)] for each in of_region)[block.region]
    columns = block.columns()
    parts = []
    for number, each in enumerate(distinct):
        rows = np.flatnonzero(of_row == number)
        if len(rows):
            parts.append((rows, each, vector.assess_many(columns.part(rows), each)))
    scale = lcm(
        1, *(it for _, _, found in parts for it in (found.staff_scale, found.placed_scale, found.required_scale))
    )
    shares = sorted({share for _, each, _ in parts for share in _shares(each)})
    found = {name: np.zeros(len(block), dtype=np.int64) for name in OUTCOMES}
    for rows, each, many in parts:
        for name in ("outcome", "due_fen", "payable_fen", "wage_applied_fen"):
            found[name][rows] = getattr(many, name)
        for name in ("staff", "placed", "required"):
            found[name][rows] = _scaled(getattr(many, name), scale // getattr(many, f"{name}_scale"))
        of_tier = [shares.index(share) for share in _shares(each)]  # the last: no tier was applied
        found["share"][rows] = np.array(of_tier, dtype=np.int64)[many.tier]
    return Outcomes(**found, scale=scale, shares=shares)


OUTCOMES: Final = ("outcome", "due_fen", "payable_fen", "staff", "placed", "required", "wage_applied_fen", "share")


def _shares(rules: YearRules) -> list[Fraction]:
    """What is paid of the due in each tier, and at the end where none applies (place −1)."""
    held = rules.find("tiers")
    return [*(Fraction(tier.pay) for tier in (held.value if held else ())), Fraction(1)]


def _scaled(numbers: Ints, factor: int) -> Ints:
    if int(numbers.max(initial=0)) > LARGEST // factor:
        raise OverflowError("heads over a common denominator that do not fit 64 bits")
    return numbers * factor


# The upper bounds of the size classes; what is above the last is in one of its own.
SIZES: Final = (30, 100, 500, 1000)


@dataclass
class Totals:
    """Sums of a slice's employers by region, kind, size, outcome and share: a row for each that there is."""

    regions: list[str]
    shares: list[Fraction]
    scale: int
    keys: Ints  # n × 5: places in `regions`, `KINDS`, the size classes, value of Outcome, place in `shares`
    sums: Ints  # n × 7: units, staff, required, placed, short (over `scale`), due, net

    @classmethod
    def of(cls, block: Block, outcomes: Outcomes) -> "Totals":
        """Of assessed employers. Raises `OverflowError` instead of a wrong sum."""
        size = np.searchsorted(np.array(SIZES, dtype=np.int64) * outcomes.scale, outcomes.staff, side="left")
        # The share tells something only where the levy is due.
        share = np.where(outcomes.outcome == Outcome.DUE.value, outcomes.share, -1)
        keys = np.stack([block.region, block.kind, size, outcomes.outcome, share], axis=1).astype(np.int64)
        short = np.maximum(outcomes.required - outcomes.placed, 0)
        columns = [np.ones(len(block), dtype=np.int64), outcomes.staff, outcomes.required, outcomes.placed, short]
        columns += [outcomes.due_fen, outcomes.payable_fen]
        distinct, sums = grouped(keys, np.stack(columns, axis=1))
        return cls(block.regions, outcomes.shares, outcomes.scale, distinct, sums)

    def pack(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "regions": self.regions,
            "shares": [str(share) for share in self.shares],
            "scale": str(self.scale),
            "keys": self.keys.astype("<i4").tobytes(),
            "sums": self.sums.astype("<i8").tobytes(),
        }

    @classmethod
    def unpack(cls, packed: Mapping[str, Any]) -> "Totals":
        """As it was packed."""
        return cls(
            packed["regions"],
            [Fraction(share) for share in packed["shares"]],
            int(packed["scale"]),
            np.frombuffer(packed["keys"], "<i4").astype(np.int64).reshape(-1, 5),
            np.frombuffer(packed["sums"], "<i8").astype(np.int64).reshape(-1, 7),
        )


def grouped(keys: Ints, values: Ints) -> tuple[Ints, Ints]:
    """The distinct keys, and for each the sums of its rows' values. Raises `OverflowError` instead of a wrong sum."""
    if len(keys) == 0:
        return keys, values
    if any(int(np.abs(column).max()) > LARGEST // len(values) for column in values.T):
        raise OverflowError("sums that do not fit 64 bits")
    distinct, place = np.unique(keys, axis=0, return_inverse=True)
    sums = np.zeros((len(distinct), values.shape[1]), dtype=np.int64)
    np.add.at(sums, place.reshape(-1), values)
    return distinct, sums


# What a report's row is about: region code, kind, size class (1–5), outcome, share; "" or 0 where not asked for.
Key = tuple[str, int, int, int, str]


@dataclass
class ReportRow:
    """The sums of a row; heads are exact."""

    units: int = 0
    staff: Fraction = Fraction(0)
    required: Fraction = Fraction(0)
    placed: Fraction = Fraction(0)
    short: Fraction = Fraction(0)
    due_fen: int = 0
    net_fen: int = 0

    def add(self, sums: Sequence[int], scale: int) -> None:
        """Take a row of `Totals.sums` in."""
        self.units += sums[0]
        self.staff += Fraction(sums[1], scale)
        self.required += Fraction(sums[2], scale)
        self.placed += Fraction(sums[3], scale)
        self.short += Fraction(sums[4], scale)
        self.due_fen += sums[5]
        self.net_fen += sums[6]


class Report:
    """Sums of many slices, kept apart by what was asked for: any of region, kind, size, tier."""

    def __init__(self, by: Iterable[str], region_code: str, prefixes: Sequence[str]) -> None:
        """Of the regions with one of these prefixes; told as the region directly below `region_code`, or the prefix."""
        self._by = frozenset(by)
        self._prefixes = tuple(prefixes)
        self._depth = len(region_words(region_code)) + 1
        self.rows: dict[Key, ReportRow] = {}
        self.total = ReportRow()

    def add(self, totals: Totals) -> None:
        """Take a slice in."""
        mine = [region.startswith(self._prefixes) for region in totals.regions]
        names = [self._rolled(region) for region in totals.regions]
        order = {name: number for number, name in enumerate(sorted(set(names)))}
        place = np.array([order[name] for name in names], dtype=np.int64)
        rows = np.array(mine, dtype=bool)[totals.keys[:, 0]] if len(totals.keys) else np.zeros(0, dtype=bool)
        keys = totals.keys[rows].copy()
        if len(keys) == 0:
            return
        keys[:, 0] = place[keys[:, 0]]
        columns = {"REGION": [0], "KIND": [1], "SIZE": [2], "TIER": [3, 4]}
        for dimension, numbers in columns.items():
            if dimension not in self._by:
                keys[:, numbers] = -1
        listed = sorted(order)
        for key, sums in zip(*(each.tolist() for each in grouped(keys, totals.sums[rows])), strict=True):
            region, kind, size, outcome, share = key
            named: Key = (
                listed[region] if region >= 0 else "",
                kind + 1,
                size + 1,
                max(outcome, 0),
                str(totals.shares[share]) if share >= 0 else "",
            )
            self.rows.setdefault(named, ReportRow()).add(sums, totals.scale)
            self.total.add(sums, totals.scale)

    def _rolled(self, region_code: str) -> str:
        own = max((prefix for prefix in self._prefixes if region_code.startswith(prefix)), key=len, default="")
        # Never above the caller's own region: that would be a row of another's.
        depth = max(self._depth, len(region_words(own.ljust(6, "0"))) if own else 0)
        return "".join(region_words(region_code)[:depth]).ljust(6, "0")
