"""What a scene's publisher commits: small transactions over a few aggregates with several versions each."""

import hashlib
import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bihuan.training.v1.events_pb2 import EnrolmentConfirmed, TraineeGraduated
from pymongo.errors import PyMongoError

from shared.aggregate import Aggregate
from shared.errors import ConcurrentChange
from shared.store import Database, Transaction

REGION = "370105003"
SEVERAL_VERSIONS = 6  # after so many an aggregate is done and another begins
AGGREGATES = 5  # at a time


def digest_of(payload: bytes) -> str:
    """What tells an event from all others; the hearer makes it of the event that it got."""
    return hashlib.sha256(payload).hexdigest()


class Workload:
    """Commits by the product's own transaction; one at a time, from whatever thread."""

    def __init__(self, publisher: Database, rng: random.Random, name: str) -> None:
        """`name` stands in every event, so that no two are equal."""
        self.publisher = publisher
        self.random = rng
        self.name = name
        self.acknowledged: set[tuple[str, int]] = set()  # aggregate and version, as the commit was answered
        self.commits_failed = 0
        self._aggregates: dict[str, tuple[int, int]] = {}  # id: version, revision
        self._commits: list[tuple[int, str]] = []  # when each event's commit began (monotonic ns), and its digest
        self._made = 0
        self._committing = threading.Lock()

    def enrolment(self, what: str = "") -> EnrolmentConfirmed | TraineeGraduated:
        """An event like no other, whose handler does `what` (tests.faults.hearer)."""
        self._made += 1
        event = self.random.choice((EnrolmentConfirmed, TraineeGraduated))
        return event(region_code=REGION, loop_id="l", person_id=f"{self.name}-{self._made}", class_id=what)

    def load(self, events: int, what: str = "") -> str:
        """Commit so many events in small transactions over a few aggregates; the last one's `person_id`."""
        last = ""
        while events > 0:
            batch = [self.enrolment(what) for _ in range(min(events, self.random.randint(1, 3)))]
            self.commit(*batch)
            events -= len(batch)
            last = batch[-1].person_id
        return last

    def commit(self, *events: Any, aggregate_id: str = "") -> str | None:
        """Commit events of one aggregate by the product's own transaction; its id, or None when MongoDB failed."""
        with self._committing:
            if not aggregate_id:
                while len(self._aggregates) < AGGREGATES:
                    self._aggregates[str(uuid.UUID(int=self.random.getrandbits(128), version=4))] = (0, 0)
                aggregate_id = self.random.choice(sorted(self._aggregates))
            version, revision = self._aggregates.get(aggregate_id, (0, 0))
            for event in events:
                setattr(event, event.DESCRIPTOR.fields_by_number[1].name, aggregate_id)

            def work(tx: Transaction) -> None:
                aggregate = Aggregate(id=aggregate_id, version=version, revision=revision)
                for event in events:
                    aggregate.record(event)
                tx.save("things", aggregate, {})

            begun = time.monotonic_ns()
            try:
                self.publisher.transact(work)
            except (PyMongoError, ConcurrentChange):
                # Committed or not: the outbox knows. Another aggregate goes on, for this one's version is not known.
                self._aggregates.pop(aggregate_id, None)
                self.commits_failed += 1
                return None
            self._commits += [(begun, digest_of(event.SerializeToString(deterministic=True))) for event in events]
            reached = version + len(events)
            self.acknowledged.update((aggregate_id, number) for number in range(version + 1, reached + 1))
            self._aggregates[aggregate_id] = (reached, revision + 1)
            if reached >= SEVERAL_VERSIONS:
                del self._aggregates[aggregate_id]
            return aggregate_id

    @contextmanager
    def loading(self, events_per_second: float = 40) -> Iterator[None]:
        """Commit steadily beside what is done inside."""
        ended = threading.Event()

        def commit() -> None:
            while not ended.wait(1 / events_per_second):
                self.load(1)

        thread = threading.Thread(target=commit, name="load")
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def committed_since(self, since_ns: int) -> list[str]:
        """The digests of the events whose commit began then or later, and was answered."""
        return [digest for begun, digest in list(self._commits) if begun >= since_ns]
