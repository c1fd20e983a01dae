"""The registry's figures: GetStatistics, and the gauges of loops."""

import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

import pymongo
from bihuan.recruitment.v1.events_pb2 import EmploymentForm
from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.registry.v1.events_pb2 import LoopOutcome, NeedKind
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from pymongo.errors import PyMongoError

from services.registry import counts
from services.registry.data import PROGRAMMES, REGIONS
from services.registry.domain.statistics import AGE_BANDS, percent, rounded, until_age
from services.registry.store import LOOPS, enum_number
from shared import access, dates
from shared.store import Database, Document

EXACT: Final = counts.EXACT
CLOSING_OUTCOMES: Final = ("SUCCESS", "WITHDRAWN", "LOST", "DIED")
_KINDS: Final = ("TRAINING", "EMPLOYMENT", "SUPPORT")
_SEXES: Final = ("MALE", "FEMALE")


def get_statistics(database: Database, region_code: str, as_of: date) -> pb.GetStatisticsResponse:
    """The figures of a region's subtree at the end of a day, all of one moment of the database.

    Raises `RegionDenied` for a region that is not all the caller's: a part's figures would pass for the whole's.
    """
    access.require_region(region_code, "region_code")
    counted = counts.counts(database, region_code, as_of)
    return _figures(region_code, as_of, counted[access.prefix(region_code)])


def get_statistics_table(database: Database, region_code: str, as_of: date) -> pb.GetStatisticsTableResponse:
    """The figures of a region, and of each region directly below it, all of one moment. Raises as `get_statistics`."""
    access.require_region(region_code, "region_code")
    counted = counts.counts(database, region_code, as_of)
    below = [
        region
        for region in REGIONS.below(region_code, None)
        if region.in_force(as_of) or any(counted.get(access.prefix(region.code), {}).values())
    ]
    return pb.GetStatisticsTableResponse(
        total=_figures(region_code, as_of, counted[access.prefix(region_code)]),
        regions=[_figures(region.code, as_of, counted.get(access.prefix(region.code), Counter())) for region in below],
    )


def _figures(region_code: str, as_of: date, exact: Mapping[str, int]) -> pb.GetStatisticsResponse:
    """The message of what was counted in a region, by cell; rounded for callers who may not know small figures."""
    is_rounded = not access.holds(EXACT)

    def count(cell: str) -> int:
        return rounded(exact.get(cell, 0)) if is_rounded else exact.get(cell, 0)

    def total(beginning: str) -> int:
        number = sum(value for cell, value in exact.items() if cell.startswith(beginning))
        return rounded(number) if is_rounded else number

    forms = [EmploymentForm.Name(number).removeprefix("EMPLOYMENT_FORM_") for number in EmploymentForm.values()]
    not_employed = exact.get("persons", 0) - exact.get("employed", 0)
    return pb.GetStatisticsResponse(
        region_code=region_code,
        as_of=dates.to_wire(as_of),
        rounded=is_rounded,
        persons=count("persons"),
        certified=[
            pb.CertifiedCount(
                category=category,  # type: ignore[arg-type]  # 1–7, the enum's numbers
                level=level,
                persons=total(f"certified:{category}:{level}:"),
                valid=count(f"certified:{category}:{level}:valid"),
            )
            for category in range(1, 8)
            for level in range(1, 5)
            if total(f"certified:{category}:{level}:")
        ],
        without_certificate=count("uncertified"),
        by_sex=[
            pb.SexCount(sex=enum_number(pb.Sex, sex), persons=count(f"sex:{sex}"))
            for sex in _SEXES
            if count(f"sex:{sex}")
        ],
        by_age=[
            pb.AgeCount(from_age=age, until_age=until_age(age), persons=count(f"age:{age}"))
            for age in AGE_BANDS
            if count(f"age:{age}")
        ],
        needs=[
            pb.NeedCount(
                kind=enum_number(NeedKind, kind),
                recorded=count(f"need:{kind}"),
                fulfilled=count(f"fulfilled:{kind}"),
                withdrawn=count(f"withdrawn:{kind}"),
            )
            for kind in _KINDS
            if count(f"need:{kind}")
        ],
        employed=count("employed"),
        not_employed=rounded(not_employed) if is_rounded else not_employed,
        by_form=[
            pb.FormCount(form=enum_number(EmploymentForm, form), persons=count(f"form:{form}"))
            for form in forms
            if count(f"form:{form}")
        ],
        employment_rate=_rate(count("employed_of_working_age"), count("working_age")),
        training=pb.TrainingCount(
            enrolled=count("enrolled"),
            graduated=count("graduated"),
            graduated_in_year=count("graduated_in_year"),
        ),
        programmes=[
            pb.ProgrammeCount(programme_code=programme.code, persons=count(f"programme:{programme.code}"))
            for programme in PROGRAMMES.all()
            if count(f"programme:{programme.code}")
        ],
        loops_opened=count("loops"),
        loops_closed=[
            pb.OutcomeCount(outcome=enum_number(LoopOutcome, outcome), loops=count(f"closed:{outcome}"))
            for outcome in CLOSING_OUTCOMES
            if count(f"closed:{outcome}")
        ],
        loops_closed_rate=_rate(total("closed:"), count("loops")),
        loops_success_rate=_rate(count("closed:SUCCESS"), count("loops")),
    )


def _rate(numerator: int, denominator: int) -> pb.Rate:
    return pb.Rate(numerator=numerator, denominator=denominator, percent=percent(numerator, denominator))


class LoopGauges(Collector):
    """`bihuan_loops_opened`, `bihuan_loops_closed{outcome}`: loops ever opened, and those closed now, in the register.

    Counted in the database when Prometheus asks, not in the process: every api process tells the same figure, whichever
    process did the work and however often any was restarted. So take `max by (outcome)`, not a sum. They are gauges,
    not counters: a loop that opens again leaves `bihuan_loops_closed`. Missing while MongoDB does not answer.

    Counting reads one index and nothing else, but all of it (a million loops: a second or two). So that scrapes
    cost a process at most 1/`REST` of the time, a count is told again for `REST` times as long as it took, at most
    `OLDEST_SECONDS`: at once true while loops are few, seconds old when they are many.
    """

    REST: Final = 20
    OLDEST_SECONDS: Final = 60.0

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._counts: dict[str | None, int] | None = None
        self._count_again_at = -math.inf

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """The names, without asking the database."""
        return self._families()

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """The figures of this moment, or of a short while ago."""
        opened, closed = self._families()
        # Scrapes at the same time share one count.
        with self._lock:
            begun = self._clock()
            if begun >= self._count_again_at:
                self._counts = self._count()
                ended = self._clock()
                self._count_again_at = ended + min(self.REST * (ended - begun), self.OLDEST_SECONDS)
            counts = self._counts
        if counts is None:
            return
        opened.add_metric([], sum(counts.values()))
        for outcome in CLOSING_OUTCOMES:
            closed.add_metric([outcome.lower()], counts.get(outcome, 0))
        yield opened
        yield closed

    def _count(self) -> dict[str | None, int] | None:
        loops: Any = self._database.collection(LOOPS)
        try:
            with pymongo.timeout(5):
                return {row["_id"]: row["loops"] for row in loops.aggregate(BY_OUTCOME)}
        except PyMongoError:
            return None

    @staticmethod
    def _families() -> tuple[GaugeMetricFamily, GaugeMetricFamily]:
        return (
            GaugeMetricFamily("bihuan_loops_opened", "Loops ever opened, counted in the database."),
            GaugeMetricFamily("bihuan_loops_closed", "Loops closed now, by outcome.", labels=["outcome"]),
        )


# In the order of an index on `outcome`, which serves the whole of it: no document is read.
BY_OUTCOME: Final[list[Document]] = [
    {"$sort": {"outcome": 1}},
    {"$group": {"_id": "$outcome", "loops": {"$sum": 1}}},
]
