"""What the figures count, kept counted: of today, and of the last days of months, for every region (ADR 9).

One rule says which cells a person or a loop is counted in on a day: `_persons`, `_loops`, pipelines over documents. It
is run over whole collections (`scan`) and, signed, over what has changed since (`count_changes`: a row for a document
as it was, -1, and one as it is, +1, written in the transaction of the change). The sum of both is exact at any moment,
whatever day the change is about.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Final

from pymongo import InsertOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern

from services.registry.domain.statistics import AGE_BANDS, born_by, kept_days, rounded
from services.registry.store import COUNT_CHANGES, LOOPS, PERSONS
from shared import access
from shared.lease import Lease
from shared.store import MAJORITY, Database, Document

EXACT: Final = "registry.exact_statistics.read"  # without this scope, figures are rounded
COUNTS: Final = "counts"
FOLDED: Final = 5_000  # rows of changes in one transaction
ATTEMPTS: Final = 5
# Longer than counting a day anew can take: MongoDB forgets a snapshot after 300 s.
HELD_SECONDS: Final = 330.0
_STATE: Final = {"_id": "kept"}
# The digits of a province, a city, a district and a sub-district.
LENGTHS: Final = (2, 4, 6, 9)
# Counts by cell (`persons`, `sex:MALE`, `need:TRAINING`, …), by the digits of a region.
ByRegion = dict[str, Counter[str]]


def teller() -> Callable[[int], int]:
    """How counts are told to the caller: exact, or `rounded`."""
    return _exact if access.holds(EXACT) else rounded


def _exact(count: int) -> int:
    return count


class Disturbed(Exception):
    """Others changed what is kept while it was counted anew; try again."""


def counts(database: Database, region_code: str, day: date) -> ByRegion:
    """The counts of a region, and of the regions directly below it, at the end of a day, all of one moment.

    Keys are the digits that the codes of a region's subtree begin with (`access.prefix`).
    """
    region = access.prefix(region_code)
    with database.client.start_session(snapshot=True) as session:
        state = _collection(database, COUNTS).find_one(_STATE, session=session)
        length = next((length for length in LENGTHS if length > len(region)), len(region))
        if state is None or day.isoformat() not in state["days"]:
            return _with_sum(scan(database, day, session, region, length), region)
        found = _kept(database, day, session, region, length)
        _add(found, _with_sum(_changes(database, day, session, region, length, _of_region(region)), region))
    return found


def _of_region(region: str) -> Document:
    """The condition on documents that they may belong to a region's subtree; `region` are its digits, none: everywhere.

    A person may have lived there on the day, and elsewhere since.
    """
    span = access.span(region)
    return {"$or": [{"region_code": span}, {"residences.region_code": span}]} if region else {}


def _with_sum(rows: ByRegion, region: str) -> ByRegion:
    """The rows, and their sum for the region."""
    total: Counter[str] = Counter()
    for each in rows.values():
        total.update(each)
    return rows | {region: total}


def _kept(database: Database, day: date, session: ClientSession, region: str, length: int) -> ByRegion:
    first, after = f"{day}/{region}", f"{day}/{region}:"
    rows = _collection(database, COUNTS).find(
        {"_id": {"$gte": first, "$lt": after}, "length": {"$in": [len(region), length]}}, session=session
    )
    found = {str(row["_id"]).partition("/")[2]: Counter[str](row["counts"]) for row in rows}
    return {region: Counter()} | found


def scan(database: Database, day: date, session: ClientSession, region: str = "", length: int = 9) -> ByRegion:
    """Counted anew, from all persons and loops, by the first `length` digits of where they live."""
    found: ByRegion = {}
    for collection, rule in ((PERSONS, _persons(day)), (LOOPS, _loops(day))):
        stages = [{"$match": _of_region(region)}, *rule, *_summed(region, length)]
        for row in _collection(database, collection).aggregate(stages, session=session, allowDiskUse=True):
            _add_row(found, row)
    return found


def _changes(
    database: Database,
    day: date,
    session: ClientSession,
    region: str = "",
    length: int = LENGTHS[-1],
    which: Document | None = None,
) -> ByRegion:
    found: ByRegion = {}
    for of, rule in ((PERSONS, _persons(day)), (LOOPS, _loops(day))):
        stages = [{"$match": {**(which or {}), "of": of}}, *rule, *_summed(region, length)]
        for row in _collection(database, COUNT_CHANGES).aggregate(stages, session=session):
            _add_row(found, row)
    return found


def keep(database: Database, today: date) -> None:
    """Keep today's counts, and bring into what is kept what has changed. For a timer.

    Any number may call it; one works and the others leave it to it, or each would disturb what another counts.
    """
    lease = Lease(database, "counts", HELD_SECONDS)
    if not lease.acquire():
        return
    try:
        state = _collection(database, COUNTS).find_one(_STATE) or {"days": []}
        if not any(day >= today.isoformat() for day in state["days"]):
            _build_at_last(database, lease, today)
        while fold(database) == FOLDED:
            pass
    finally:
        lease.release()


def fold(database: Database) -> int:
    """Bring some of what has changed into all that is kept; how many rows. None, while nothing is kept."""
    with database.client.start_session() as session:
        return session.with_transaction(
            lambda session: _fold(database, session), read_concern=ReadConcern("snapshot"), write_concern=MAJORITY
        )


def _fold(database: Database, session: ClientSession, ids: list[str] | None = None) -> int:
    changes = _collection(database, COUNT_CHANGES)
    if ids is None:
        state = _collection(database, COUNTS).find_one(_STATE, session=session)
        if state is None or not state["days"]:
            # Whoever counts a day anew meanwhile has a use for them.
            return 0
        ids = [row["_id"] for row in changes.find({}, {"_id": 1}, session=session).limit(FOLDED)]
    if not ids:
        return 0
    state = _collection(database, COUNTS).find_one_and_update(_STATE, {"$inc": {"revision": 1}}, session=session)
    for day in [] if state is None else state["days"]:
        by_region = _changes(database, date.fromisoformat(day), session, which={"_id": {"$in": ids}})
        updates = [
            UpdateOne(
                {"_id": f"{day}/{region}"},
                {
                    "$inc": {f"counts.{cell}": number for cell, number in counted.items()},
                    "$setOnInsert": {"length": len(region)},
                },
                upsert=True,
            )
            for region, counted in _rolled_up(by_region).items()
            if any(counted.values())
        ]
        if updates:
            _collection(database, COUNTS).bulk_write(updates, ordered=False, session=session)
    changes.delete_many({"_id": {"$in": ids}}, session=session)
    return len(ids)


def _build_at_last(database: Database, lease: Lease, day: date) -> None:
    """Count a day anew, all of one moment, and keep it up from then on. Raises `Disturbed`, `LeaseLost`."""
    for _ in range(ATTEMPTS):
        try:
            return _build(database, lease, day)
        except (Disturbed, DuplicateKeyError):
            if not lease.acquire():
                break
    raise Disturbed


def _build(database: Database, lease: Lease, day: date) -> None:
    state = _collection(database, COUNTS).find_one(_STATE)
    if state is None or not state["days"]:
        _drop_changes(database, lease)
    else:
        while fold(database) == FOLDED:
            pass
    with database.client.start_session(snapshot=True) as session:
        state = _collection(database, COUNTS).find_one(_STATE, session=session) or {"days": [], "revision": 0}
        seen = [row["_id"] for row in _collection(database, COUNT_CHANGES).find({}, {"_id": 1}, session=session)]
        counted = _rolled_up(scan(database, day, session))
    with database.client.start_session() as session:
        session.with_transaction(
            lambda session: _keep_from_now(database, lease, session, state, seen, day, counted),
            read_concern=ReadConcern("snapshot"),
            write_concern=MAJORITY,
        )


def _drop_changes(database: Database, lease: Lease) -> None:
    """Nothing is kept that they could be brought into, and what is counted next has them all.

    Under the lease, each time: of another, who has counted meanwhile, it would take what came after that count.
    """

    def drop(session: ClientSession) -> int:
        lease.check(session)
        changes = _collection(database, COUNT_CHANGES)
        ids = [row["_id"] for row in changes.find({}, {"_id": 1}, session=session).limit(FOLDED)]
        return changes.delete_many({"_id": {"$in": ids}}, session=session).deleted_count

    with database.client.start_session() as session:
        while session.with_transaction(drop, read_concern=ReadConcern("snapshot"), write_concern=MAJORITY) == FOLDED:
            pass


def _keep_from_now(
    database: Database,
    lease: Lease,
    session: ClientSession,
    state: Document,
    seen: list[str],
    day: date,
    counted: ByRegion,
) -> None:
    """`seen` are the changes that are in what was counted: they go, the days kept before take them in."""
    lease.check(session)
    kept = _collection(database, COUNTS)
    _fold(database, session, seen)
    before = [date.fromisoformat(each) for each in state["days"]]
    days = kept_days(day, before)
    revision = state["revision"] + (1 if seen and state["revision"] else 0)
    changed = kept.update_one(
        _STATE | {"revision": revision},
        {"$set": {"days": [each.isoformat() for each in days]}, "$inc": {"revision": 1}},
        upsert=state["revision"] == 0,
        session=session,
    )
    if changed.matched_count == 0 and changed.upserted_id is None:
        raise Disturbed
    for gone in {*before, day} - ({*days} - {day}):
        kept.delete_many({"_id": {"$gte": f"{gone}/", "$lt": f"{gone}0"}}, session=session)
    rows = [
        InsertOne({"_id": f"{day}/{region}", "length": len(region), "counts": dict(counts)})
        for region, counts in counted.items()
    ]
    if rows:
        kept.bulk_write(rows, ordered=False, session=session)


def forget(database: Database) -> None:
    """Keep nothing any more, until the worker's timer counts anew; figures are counted from all persons meanwhile."""
    _collection(database, COUNTS).update_one(_STATE, {"$set": {"days": []}, "$inc": {"revision": 1}})


def compare(database: Database) -> list[tuple[str, str, str, int, int]]:
    """Where what is kept differs from what is counted anew: day, region, cell, kept, counted. Empty: nowhere."""
    differing = []
    with database.client.start_session(snapshot=True) as session:
        state = _collection(database, COUNTS).find_one(_STATE, session=session) or {"days": []}
        for day in state["days"]:
            on = date.fromisoformat(day)
            kept: ByRegion = {}
            for row in _collection(database, COUNTS).find(
                {"_id": {"$gte": f"{day}/", "$lt": f"{day}0"}}, session=session
            ):
                kept[str(row["_id"]).partition("/")[2]] = Counter(row["counts"])
            _add(kept, _rolled_up(_changes(database, on, session)))
            counted = _rolled_up(scan(database, on, session))
            for region in sorted({*kept, *counted}):
                ours, theirs = kept.get(region, Counter()), counted.get(region, Counter())
                differing += [
                    (day, region, cell, ours[cell], theirs[cell])
                    for cell in sorted({*ours, *theirs})
                    if ours[cell] != theirs[cell]
                ]
    return differing


def kept_days_of(database: Database) -> list[str]:
    """Of which days counts are kept."""
    state = _collection(database, COUNTS).find_one(_STATE)
    return [] if state is None else list(state["days"])


def _collection(database: Database, name: str) -> Collection[Document]:
    # A session says what it reads; the collection must not ask for another read concern.
    return database.client[database.mongo.name][name]


def _rolled_up(by_region: ByRegion) -> ByRegion:
    """By all regions above too: a sub-district's counts are its district's, its city's and its province's."""
    found: ByRegion = {}
    for region, counted in by_region.items():
        for prefix in {region[:length] for length in LENGTHS}:
            found.setdefault(prefix, Counter()).update(counted)
    return found


def _add_row(found: ByRegion, row: Document) -> None:
    found.setdefault(row["_id"]["region"], Counter())[row["_id"]["cell"]] += row["number"]


def _add(found: ByRegion, more: ByRegion) -> None:
    for region, counted in more.items():
        found.setdefault(region, Counter()).update(counted)


def _summed(region: str, length: int) -> list[Document]:
    return [
        {"$match": {"region_code": access.span(region)} if region else {}},
        {"$unwind": "$cells"},
        {
            "$group": {
                "_id": {"region": {"$substrCP": ["$region_code", 0, length]}, "cell": "$cells"},
                "number": {"$sum": {"$ifNull": ["$sign", 1]}},
            }
        },
    ]


def running(spans: str, day: str) -> Document:
    """Those of a document's spans (started_on, ended_on) that hold the day; the last day at work counts."""
    return {
        "$filter": {
            "input": f"${spans}",
            "as": "span",
            "cond": {
                "$and": [
                    {"$gt": ["$$span.started_on", None]},
                    {"$lte": ["$$span.started_on", day]},
                    {"$or": [{"$not": [{"$gt": ["$$span.ended_on", None]}]}, {"$gte": ["$$span.ended_on", day]}]},
                ]
            },
        }
    }


def _up_to(day: str, value: str) -> Document:
    """Whether a date is known, and not after the day."""
    return {"$and": [{"$gt": [value, None]}, {"$lte": [value, day]}]}


def _if(condition: Document, *cells: str | Document) -> Document:
    return {"$cond": [condition, list(cells), []]}


def _each(rows: str, condition: Document, cell: Document) -> Document:
    """A cell for each of a document's rows (`$$row`) that fulfil the condition."""
    chosen = {"$filter": {"input": {"$ifNull": [f"${rows}", []]}, "as": "row", "cond": condition}}
    return {"$map": {"input": chosen, "as": "row", "in": cell}}


def _any(rows: str, condition: Document) -> Document:
    return {"$gt": [{"$size": _each(rows, condition, {"$literal": 1})}, 0]}


def _persons(on: date) -> list[Document]:
    day, year = on.isoformat(), f"{on.year}-01-01"
    issued = {"$filter": {"input": "$certificates", "as": "c", "cond": {"$lte": ["$$c.valid_from", day]}}}
    valid = {"$and": [{"$gte": ["$certificate.valid_until", day]}, {"$not": [_up_to(day, "$certificate.revoked_on")]}]}
    certificate = {
        "$concat": [
            "certified:",
            {"$toString": "$certificate.category"},
            ":",
            {"$toString": "$certificate.level"},
            {"$cond": [valid, ":valid", ":ended"]},
        ]
    }
    bands = [{"case": {"$lte": ["$birth_date", born_by(on, age)]}, "then": f"age:{age}"} for age in reversed(AGE_BANDS)]
    employed, working_age = {"$gt": ["$employment", None]}, {"$eq": ["$working_age", True]}
    graduated = _up_to(day, "$$row.graduated_on")
    in_programme = {
        "$and": [
            {"$lte": ["$$row.entered_on", day]},
            {"$or": [{"$not": [{"$gt": ["$$row.left_on", None]}]}, {"$gte": ["$$row.left_on", day]}]},
        ]
    }
    counted_alive = {
        "$concatArrays": [
            [
                "persons",
                {"$concat": ["sex:", "$sex"]},
                {"$switch": {"branches": bands, "default": f"age:{AGE_BANDS[0]}"}},
            ],
            {"$cond": [{"$gt": ["$certificate", None]}, [certificate], ["uncertified"]]},
            _if(working_age, "working_age"),
            _if(employed, "employed", {"$concat": ["form:", {"$ifNull": ["$employment.form", "UNSPECIFIED"]}]}),
            _if({"$and": [employed, working_age]}, "employed_of_working_age"),
            _each("programmes", in_programme, {"$concat": ["programme:", "$$row.programme_code"]}),
            _if(_any("trainings", _up_to(day, "$$row.confirmed_on")), "enrolled"),
            _if(_any("trainings", graduated), "graduated"),
            _if(_any("trainings", {"$and": [graduated, {"$gte": ["$$row.graduated_on", year]}]}), "graduated_in_year"),
        ]
    }
    here = "$region_code"
    # A merged record was the survivor's person on any day.
    gone = {"$or": [_up_to(day, "$died_on"), _up_to(day, "$deregistered_on"), {"$gt": ["$merged_into", None]}]}
    lived = {"$filter": {"input": {"$ifNull": ["$residences", []]}, "as": "r", "cond": {"$lte": ["$$r.since", day]}}}
    return [
        {"$match": {"registered_on": {"$lte": day}}},
        {
            "$set": {
                # Where the person lived on the day.
                "region_code": {"$ifNull": [{"$last": {"$map": {"input": lived, "in": "$$this.region_code"}}}, here]},
                "certificate": {"$last": issued},
                # Of several that run, the one that began last.
                "employment": {
                    "$max": {
                        "$map": {
                            "input": running("employments", day),
                            "as": "span",
                            "in": {"from": "$$span.started_on", "form": "$$span.form"},
                        }
                    }
                },
                "working_age": {"$and": [{"$lte": ["$working_age_first", day]}, {"$gte": ["$working_age_last", day]}]},
            }
        },
        {
            "$project": {
                "region_code": 1,
                "sign": 1,
                "cells": {
                    "$concatArrays": [
                        # Who has died or left by the day is counted neither among the persons nor under any rate.
                        {"$cond": [gone, [], counted_alive]},
                        _each("needs", _up_to(day, "$$row.recorded_on"), {"$concat": ["need:", "$$row.kind"]}),
                        _each("needs", _up_to(day, "$$row.fulfilled_on"), {"$concat": ["fulfilled:", "$$row.kind"]}),
                        _each("needs", _up_to(day, "$$row.withdrawn_on"), {"$concat": ["withdrawn:", "$$row.kind"]}),
                    ]
                },
            }
        },
    ]


def _loops(on: date) -> list[Document]:
    day = on.isoformat()
    closed = {
        "$switch": {
            "branches": [
                {
                    "case": _up_to(day, "$closed_by_hand.closed_on"),
                    "then": [{"$concat": ["closed:", "$closed_by_hand.outcome"]}],
                },
                {"case": {"$gt": [{"$size": running("placements", day)}, 0]}, "then": ["closed:SUCCESS"]},
            ],
            "default": [],
        }
    }
    return [
        {"$match": {"opened_on": {"$lte": day}}},
        {"$project": {"region_code": 1, "sign": 1, "cells": {"$concatArrays": [["loops"], closed]}}},
    ]
