"""A command (state and event, majority, journaled) beside bare pymongo doing the same write in the cheapest safe way.

That way is one document with its events inside: no transaction. Where callers wait at the same time, one of them
inserts the documents of all in one call (group commit).
"""

import itertools
import queue
import random
import threading
import time
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any, Self

from pymongo import ReplaceOne

from shared import address
from shared.aggregate import Aggregate
from shared.clock import utc_now
from shared.store import Database, Document, Transaction, new_id
from tests.bench.framework import Bench, Curve, Servers, measured_with
from tests.bench.samples import event

COMMANDS = {1: 1_500, 16: 8_000, 64: 12_000}
ENROLMENTS = "enrolments"
STORED = 2_000  # aggregates that the updates choose among


def hammered(threads: int, total: int, one: Callable[[], object]) -> float:
    """`one()` so often by so many threads; calls per second. What a call raises is raised here."""
    share = total // threads
    errors: list[BaseException] = []
    ready = threading.Barrier(threads + 1)

    def call() -> None:
        try:
            for _ in range(5):  # connections, caches
                one()
            ready.wait(60)
            for _ in range(share):
                one()
        except BaseException as error:
            errors.append(error)
            ready.abort()

    workers = [threading.Thread(target=call) for _ in range(threads)]
    for worker in workers:
        worker.start()
    try:
        ready.wait(60)
    except threading.BrokenBarrierError:
        raise errors[0] if errors else TimeoutError("the threads did not all get to work") from None
    start = time.perf_counter()
    for worker in workers:
        worker.join()
    took = time.perf_counter() - start
    if errors:
        raise errors[0]
    return share * threads / took


def fields(enrolment_id: str) -> Document:
    """An enrolment's state as a service would store it."""
    return {
        "region_code": "370105003",
        "loop_id": enrolment_id,
        "person_id": enrolment_id,
        "class_id": enrolment_id,
        "status": "CONFIRMED",
        "confirmed_on": "2020-06-01",
    }


# Ours


def ours(threads: int, servers: Servers) -> float:
    """New aggregates by `Database.transact`."""
    database, _ = servers.fresh()

    def command(tx: Transaction) -> None:
        confirmed = event()
        aggregate = Aggregate(id=confirmed.enrolment_id)
        aggregate.record(confirmed)
        tx.save(ENROLMENTS, aggregate, fields(aggregate.id))

    return hammered(threads, servers.many(COMMANDS[threads]), lambda: database.transact(command))


def ours_changing(threads: int, servers: Servers, stored: int = STORED) -> float:
    """Stored aggregates: loaded, changed, saved."""
    database, _ = servers.fresh()
    ids = _stored(database, stored)

    def command(id: str, tx: Transaction) -> None:
        row = tx.find_one(ENROLMENTS, {"_id": id})
        assert row is not None
        confirmed = event()
        confirmed.enrolment_id = id
        aggregate = Aggregate(id=id, version=row["version"], revision=row["revision"])
        aggregate.record(confirmed)
        tx.save(ENROLMENTS, aggregate, {**row, "status": "CONFIRMED"})

    total = servers.many(COMMANDS[threads])
    return hammered(threads, total, lambda: database.transact(partial(command, random.choice(ids))))


def _stored(database: Database, count: int = STORED) -> list[str]:
    ids = [new_id() for _ in range(count)]
    rows = ({"_id": id, "version": 0, "revision": 1, **fields(id), "events": []} for id in ids)
    while chunk := list(itertools.islice(rows, 10_000)):
        database.mongo[ENROLMENTS].insert_many(chunk, ordered=False)
    return ids


# Bare pymongo


class Committer:
    """One thread that writes whatever waits, in one unordered call, and wakes those whose it was."""

    def __init__(self, write: Callable[[list[Any]], object]) -> None:
        self._write = write
        self._waiting: queue.SimpleQueue[tuple[Any, threading.Event] | None] = queue.SimpleQueue()
        self._refused: Exception | None = None
        self._thread = threading.Thread(target=self._run)

    def write(self, request: Any) -> None:
        """Return when it is journaled on a majority. Raises what refused this committer's writes."""
        written = threading.Event()
        self._waiting.put((request, written))
        written.wait()
        if self._refused is not None:
            raise self._refused

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch = [first]
            while not self._waiting.empty() and (another := self._waiting.get()) is not None:
                batch.append(another)
            try:
                self._write([request for request, _ in batch])
            except Exception as error:
                self._refused = error
            for _, written in batch:
                written.set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._waiting.put(None)
        self._thread.join()


def with_event(id: str) -> Document:
    """An enrolment's document with the event inside."""
    confirmed = event()
    confirmed.enrolment_id = id
    inside = {
        "_id": str(uuid.uuid4()),
        "type": address.type_name(type(confirmed)),
        "payload": confirmed.SerializeToString(),
        "recorded_at": utc_now(),
        "sent": False,
    }
    return {"_id": id, "version": 1, "revision": 1, **fields(id), "events": [inside]}


def bare_alone(servers: Servers) -> float:
    """One caller: insert_one."""
    enrolments = servers.fresh()[0].mongo[ENROLMENTS]
    return hammered(1, servers.many(COMMANDS[1]), lambda: enrolments.insert_one(with_event(str(uuid.uuid4()))))


def bare(threads: int, servers: Servers) -> float:
    """Several callers: one insert_many of those that wait."""
    enrolments = servers.fresh()[0].mongo[ENROLMENTS]
    with Committer(lambda documents: enrolments.insert_many(documents, ordered=False)) as committer:
        total = servers.many(COMMANDS[threads])
        return hammered(threads, total, lambda: committer.write(with_event(str(uuid.uuid4()))))


def bare_changing(threads: int, servers: Servers) -> float:
    """find_one, then one bulk_write of those that wait; each replaces the revision it has read.

    The rare change that meets another's is lost, where ours runs again.
    """
    database = servers.fresh()[0]
    enrolments = database.mongo[ENROLMENTS]
    ids = _stored(database)

    def change(committer: Committer) -> None:
        row = enrolments.find_one({"_id": random.choice(ids)})
        assert row is not None
        changed = {**row, "revision": row["revision"] + 1, "status": "CONFIRMED"}
        changed["events"] = [*row["events"], *with_event(row["_id"])["events"]]
        committer.write(ReplaceOne({"_id": row["_id"], "revision": row["revision"]}, changed))

    with Committer(lambda requests: enrolments.bulk_write(requests, ordered=False)) as committer:
        return hammered(threads, servers.many(COMMANDS[threads]), lambda: change(committer))


def growing(servers: Servers, stored: int) -> float:
    """Sixteen threads that change aggregates, with so many stored."""
    return ours_changing(16, servers, stored)


BENCHES = [
    Bench("command-1", measured_with(ours, 1), bare_alone, goal=0.8, unit="commands/s"),
    Bench("command-16", measured_with(ours, 16), measured_with(bare, 16), goal=0.8, unit="commands/s"),
    Bench("command-64", measured_with(ours, 64), measured_with(bare, 64), goal=0.8, unit="commands/s"),
    Bench("command-update-16", measured_with(ours_changing, 16), measured_with(bare_changing, 16), unit="commands/s"),
]
CURVES = [Curve("command-update-16", "aggregates stored", (STORED, 10 * STORED, 100 * STORED), growing, "commands/s")]
