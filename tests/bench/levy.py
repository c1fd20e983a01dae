"""The levy of a million employers: the vectorised formula beside OpenFisca-core's on the same rules.

Other: OpenFisca's variables in float64 (its default is float32), inputs set and every result of ours calculated;
building its system and simulation is not counted. Ours writes anew the arrays of an earlier call. Beside OpenFisca: how
many employers it would bill otherwise than ours, which is exact, in float64 and in float32, by how many fen at most.
"""

import statistics
import time
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core.entities import Entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from services.levy.domain.formula import Outcome, assess
from services.levy.domain.rules import YearRules
from services.levy.domain.vector import Columns, Outcomes, assess_many
from tests.bench.framework import Bench, Figure, Servers
from tests.levy_samples import with_social_average

EMPLOYERS = 1_000_000
LEVY_YEAR = 2024
THREADS = 2  # the cores of the machine that the goals were set on
TIMES = 5  # a call takes hundredths of a second: of so many the median
CHECKED = 500  # of ours are compared with the formula that explains itself
Array = npt.NDArray[Any]


@cache
def rules() -> YearRules:
    """Of Tianqiao, with a social average wage: the cap is computed."""
    return with_social_average().of_year(LEVY_YEAR, "370105")


@cache
def columns(count: int) -> Columns:
    """Employers as they are in size and wages: most are small, some are large, a sixth did not declare."""
    draw = np.random.default_rng(20240229)
    staff = np.minimum(draw.lognormal(6.5, 1.2, count), 1_000_000).astype(np.int64)
    placed = np.where(draw.random(count) < 1 / 6, -1, (staff * draw.random(count) * 0.03).astype(np.int64))
    return Columns(
        kind=draw.choice(np.array([1, 1, 1, 1, 1, 1, 2, 3, 4, 5]), count).astype(np.int64),
        founded=draw.integers(0, 19_000, count),
        staff_sum=staff,
        wage_bill_fen=staff * draw.integers(150_000, 1_500_000, count),
        placed_sum=placed,
    )


@cache
def earlier(count: int) -> Outcomes:
    """Outcomes that are no longer needed, as a job has them that assesses part after part."""
    return assess_many(columns(count), rules())


def ours(servers: Servers) -> Figure:
    """The vectorised formula, all results."""
    employers = columns(servers.many(EMPLOYERS))
    room = earlier(len(employers))

    def once() -> float:
        begun = time.perf_counter()
        assess_many(employers, rules(), threads=THREADS, out=room)
        return time.perf_counter() - begun

    seconds = statistics.median(once() for _ in range(TIMES))
    _check(employers, room)
    return Figure(len(employers) / seconds)


def _check(employers: Columns, found: Outcomes) -> None:
    for row in range(0, len(employers), max(1, len(employers) // CHECKED)):
        one = assess(employers.facts(row), rules())
        assert (found.due_fen[row], found.payable_fen[row]) == (one.due_fen, one.payable_fen)


EMPLOYER = Entity("employer", "employers", "an employer", "")
INPUTS = ("kind", "founded", "staff_sum", "wage_bill_fen", "placed_sum")


def _variable(name: str, formula: Callable[..., Array] | None, kind: type) -> type[Variable]:
    members: dict[str, Any] = {"value_type": kind, "entity": EMPLOYER, "definition_period": DateUnit.YEAR}
    if formula is not None:
        members["formula"] = formula
    return type(name, (Variable,), members)


def _half_up(numbers: Array, scale: int = 1) -> Array:
    return np.floor(numbers * scale + 0.5) / scale


def staff(employer: Any, period: Any) -> Array:
    return _half_up(employer("staff_sum", period) / 12)


def placed(employer: Any, period: Any) -> Array:
    return _half_up(np.maximum(employer("placed_sum", period), 0) / 12, 100)


def required(employer: Any, period: Any, parameters: Any) -> Array:
    ratio: Array = employer("staff", period) * parameters(period).ratio
    return ratio


def short(employer: Any, period: Any) -> Array:
    found: Array = np.maximum(employer("required", period) - employer("placed", period), 0)
    return found


def wage(employer: Any, period: Any, parameters: Any) -> Array:
    """In fen, capped."""
    heads = employer("staff", period)
    average = _half_up(employer("wage_bill_fen", period) / np.maximum(heads, 1)) * (heads > 0)
    found: Array = np.minimum(average, parameters(period).wage_limit)
    return found


def due(employer: Any, period: Any) -> Array:
    return _half_up(employer("short", period) * employer("wage", period))


def exempt(employer: Any, period: Any, parameters: Any) -> Array:
    found: Array = (employer("kind", period) == parameters(period).small_kind) * (
        employer("staff", period) <= parameters(period).small_staff
    )
    return found


def outcome(employer: Any, period: Any) -> Array:
    owes, is_exempt = employer("short", period) > 0, employer("exempt", period)
    return np.where(owes, np.where(is_exempt, Outcome.EXEMPT.value, Outcome.DUE.value), Outcome.RATIO_MET.value)


def share(employer: Any, period: Any, parameters: Any) -> Array:
    """Of the due that is paid, by tier."""
    tiers = parameters(period)
    reached = employer("placed", period) / np.maximum(employer("staff", period), 1) >= tiers.tier_at_least
    return np.where(reached, tiers.tier_pay, tiers.tier_below)


def payable(employer: Any, period: Any) -> Array:
    paid = employer("outcome", period) == Outcome.DUE.value
    return _half_up(employer("due", period) * employer("share", period)) * paid


FORMULAS = (staff, placed, required, short, wage, due, exempt, outcome, share, payable)
RESULTS = ("outcome", "due", "payable", "staff", "placed", "required", "wage", "share")


@cache
def system(precision: str) -> TaxBenefitSystem:
    """The rules of `rules()` as OpenFisca's parameters and variables, which compute in `precision`."""
    held = rules()
    cap, social = held.get("wage_cap").value, held.social_average_wage()
    assert social is not None
    size, (higher, lower) = held.get("small_employers").value, held.get("tiers").value
    values = {
        "ratio": held.get("ratio").value, "wage_limit": cap.times * social.value.yuan * 100,
        "small_staff": size.staff_at_most, "small_kind": 1, "tier_at_least": higher.at_least, "tier_pay": higher.pay,
        "tier_below": lower.pay,
    }  # fmt: skip
    made = TaxBenefitSystem([EMPLOYER])
    first = date(LEVY_YEAR, 1, 1).isoformat()
    made.parameters = ParameterNode(
        "", data={name: {"values": {first: {"value": float(value)}}} for name, value in values.items()}
    )
    whole = {"kind", "founded", "staff_sum", "placed_sum", "outcome"}
    formulas = {formula.__name__: formula for formula in FORMULAS}
    for name in (*INPUTS, *formulas):
        kind = int if name in whole else bool if name == "exempt" else float
        variable = made.add_variable(_variable(name, formulas.get(name), kind))
        if kind is float:
            variable.dtype = np.dtype(precision)
    return made


def calculated(employers: Columns, precision: str) -> tuple[Simulation, float]:
    """The simulation with all results, and the seconds of setting the inputs and calculating."""
    simulation = SimulationBuilder().build_default_simulation(system(precision), len(employers))
    given = {name: getattr(employers, name) for name in INPUTS}
    begun = time.perf_counter()
    for name, values in given.items():
        simulation.set_input(name, str(LEVY_YEAR), values)
    for name in RESULTS:
        simulation.calculate(name, str(LEVY_YEAR))
    return simulation, time.perf_counter() - begun


def openfisca(servers: Servers) -> Figure:
    """Its speed in float64, and how far its amounts are from ours in float64 and in its own float32."""
    employers = columns(servers.many(EMPLOYERS))
    exact = assess_many(employers, rules()).payable_fen
    seconds = statistics.median(calculated(employers, "float64")[1] for _ in range(TIMES))
    beside: dict[str, float] = {}
    for precision in ("float64", "float32"):
        simulation, _ = calculated(employers, precision)
        amounts = simulation.calculate("payable", str(LEVY_YEAR)).astype(np.float64)
        off = np.abs(amounts - exact)
        beside |= {f"{precision} wrong": float((off > 0).sum()), f"{precision} fen off": float(off.max())}
    return Figure(len(employers) / seconds, beside)


BENCHES = [Bench("levy-formula", ours, openfisca, goal=8, unit="employers/s")]
CURVES: list[Any] = []
