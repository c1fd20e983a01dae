"""The registry's figures: GetStatistics, and the gauges of loops."""

import math
import threading
import time
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

import pymongo
from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.registry.v1.events_pb2 import LoopOutcome, NeedKind
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError

from services.registry.domain.statistics import percent
from services.registry.store import LOOPS, PERSONS, enum_number
from shared import access, dates
from shared.store import Database, Document

CLOSING_OUTCOMES: Final = ("SUCCESS", "WITHDRAWN", "LOST", "DIED")


def get_statistics(database: Database, region_code: str, as_of: date) -> pb.GetStatisticsResponse:
    """The figures of a region's subtree at the end of a day, all of one moment of the database.

    Raises `RegionDenied` for a region that is not all the caller's: a part's figures would pass for the whole's.
    """
    access.require_region(region_code, "region_code")
    day, region = as_of.isoformat(), access.rows("region_code", region_code)
    with database.client.start_session(snapshot=True) as session:
        persons = _rows(database, PERSONS, session, _persons(region, day))
        needs = _rows(database, PERSONS, session, _needs(region, day))
        loops = _rows(database, LOOPS, session, _loops(region, day))
    certified: dict[tuple[int, int], list[int]] = {}
    for row in persons:
        if row["_id"]["category"] is not None:
            cell = certified.setdefault((row["_id"]["category"], row["_id"]["level"]), [0, 0])
            cell[0] += row["persons"]
            cell[1] += row["persons"] if row["_id"]["valid"] else 0
    closed = {row["_id"]: row["loops"] for row in loops if row["_id"] is not None}
    opened = sum(row["loops"] for row in loops)
    return pb.GetStatisticsResponse(
        region_code=region_code,
        as_of=dates.to_wire(as_of),
        persons=_sum(persons),
        certified=[
            pb.CertifiedCount(category=category, level=level, persons=cell[0], valid=cell[1])  # type: ignore[arg-type]
            for (category, level), cell in sorted(certified.items())
        ],
        without_certificate=_sum(row for row in persons if row["_id"]["category"] is None),
        needs=[
            pb.NeedCount(kind=enum_number(NeedKind, row["_id"]), recorded=row["recorded"], fulfilled=row["fulfilled"])
            for row in sorted(needs, key=lambda row: int(enum_number(NeedKind, row["_id"])))
        ],
        employed=_sum(row for row in persons if row["_id"]["employed"]),
        employment_rate=_rate(
            _sum(row for row in persons if row["_id"]["employed"] and row["_id"]["working_age"]),
            _sum(row for row in persons if row["_id"]["working_age"]),
        ),
        loops_opened=opened,
        loops_closed=[
            pb.OutcomeCount(outcome=enum_number(LoopOutcome, outcome), loops=closed[outcome])
            for outcome in CLOSING_OUTCOMES
            if outcome in closed
        ],
        loops_closed_rate=_rate(sum(closed.values()), opened),
        loops_success_rate=_rate(closed.get("SUCCESS", 0), opened),
    )


def _rows(database: Database, collection: str, session: ClientSession, pipeline: list[Document]) -> list[Document]:
    # The session reads one snapshot; the collection must not ask for another read concern.
    return list(
        database.client[database.mongo.name][collection].aggregate(pipeline, session=session, allowDiskUse=True)
    )


def _running(spans: str, day: str) -> Document:
    """Whether one of the spans (started_on, ended_on) of a document holds the day; the last day at work counts."""
    span = "$$span"
    return {
        "$anyElementTrue": {
            "$map": {
                "input": f"${spans}",
                "as": "span",
                "in": {
                    "$and": [
                        {"$ne": [f"{span}.started_on", None]},
                        {"$lte": [f"{span}.started_on", day]},
                        {"$or": [{"$eq": [f"{span}.ended_on", None]}, {"$gte": [f"{span}.ended_on", day]}]},
                    ]
                },
            }
        }
    }


def _persons(region: Document, day: str) -> list[Document]:
    issued = {"$filter": {"input": "$certificates", "as": "c", "cond": {"$lte": ["$$c.valid_from", day]}}}
    return [
        # Who has died or left by the day is no longer counted: neither among the persons nor under any rate.
        {
            "$match": {
                **region,
                "registered_on": {"$lte": day},
                "$nor": [{"died_on": {"$lte": day}}, {"deregistered_on": {"$lte": day}}],
            }
        },
        {
            "$project": {
                "certificate": {"$last": issued},
                "employed": _running("employments", day),
                "working_age": {"$and": [{"$lte": ["$working_age_first", day]}, {"$gte": ["$working_age_last", day]}]},
            }
        },
        {
            "$group": {
                "_id": {
                    "category": {"$ifNull": ["$certificate.category", None]},
                    "level": {"$ifNull": ["$certificate.level", None]},
                    "valid": {"$gte": ["$certificate.valid_until", day]},
                    "employed": "$employed",
                    "working_age": "$working_age",
                },
                "persons": {"$sum": 1},
            }
        },
    ]


def _needs(region: Document, day: str) -> list[Document]:
    fulfilled = {"$and": [{"$ne": ["$needs.fulfilled_on", None]}, {"$lte": ["$needs.fulfilled_on", day]}]}
    return [
        {"$match": {**region, "needs.recorded_on": {"$lte": day}}},
        {"$unwind": "$needs"},
        {"$match": {"needs.recorded_on": {"$lte": day}}},
        {
            "$group": {
                "_id": "$needs.kind",
                "recorded": {"$sum": 1},
                "fulfilled": {"$sum": {"$cond": [fulfilled, 1, 0]}},
            }
        },
    ]


def _loops(region: Document, day: str) -> list[Document]:
    by_hand = {
        "$and": [{"$ne": ["$closed_by_hand", None]}, {"$lte": [{"$ifNull": ["$closed_by_hand.closed_on", "9"]}, day]}]
    }
    return [
        {"$match": {**region, "opened_on": {"$lte": day}}},
        {
            "$group": {
                "_id": {
                    "$switch": {
                        "branches": [
                            {"case": by_hand, "then": "$closed_by_hand.outcome"},
                            {"case": _running("placements", day), "then": "SUCCESS"},
                        ],
                        "default": None,
                    }
                },
                "loops": {"$sum": 1},
            }
        },
    ]


def _sum(rows: Iterable[Document]) -> int:
    return sum(int(row["persons"]) for row in rows)


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
