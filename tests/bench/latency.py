"""One event at a time: committed in one service → its effect committed in another, beside raw kombu and pymongo.

Ours goes its whole way: outbox, relay and worker as processes of their own. The other publishes (confirmed, to a quorum
queue) and consumes in a process of its own that inserts one document and acks. Both sides find the effect in the same
way, by a change stream that the measuring process waits on; the figures are milliseconds.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import kombu
from pymongo.collection import Collection

from services.recruitment import store
from shared import topology
from shared.aggregate import Aggregate
from shared.store import Database, Document, Transaction, new_id
from tests.bench import raw_consumer
from tests.bench.framework import Bench, Curve, Figure, Program, Servers, program
from tests.recruitment_samples import graduation

EVENTS = 300
WARM = 20
WAIT_SECONDS = 30
# Between one effect and the next event: light load, nothing waits for anything.
PAUSE_SECONDS = (0.002, 0.02)


@dataclass(frozen=True)
class Sent:
    """An event on its way: fields of the row that is its effect, and the moment at which its time began."""

    effect: Document
    start: float


def _timed(
    servers: Servers, programs: Sequence[Program], rows: Collection[Document], send: Callable[[], Sent]
) -> Figure:
    """The median of the times until the effect is seen. Beside it: how long it takes to see what is committed."""
    count = servers.many(EVENTS)
    with rows.watch([{"$match": {"operationType": "insert"}}], max_await_time_ms=1_000) as changes:

        def took(sent: Sent) -> float:
            while time.perf_counter() < sent.start + WAIT_SECONDS:
                change = changes.try_next()
                if change is not None and sent.effect.items() <= change["fullDocument"].items():
                    return (time.perf_counter() - sent.start) * 1000
            states = "\n".join(each.told() for each in programs)
            raise TimeoutError(f"no effect after {WAIT_SECONDS} s; the programs:\n{states}")

        def once(way: Callable[[], Sent]) -> float:
            time.sleep(random.uniform(*PAUSE_SECONDS))  # the load's own rhythm; it waits for nothing
            return took(way())

        def insert() -> Sent:
            person_id = new_id()
            rows.insert_one({"_id": new_id(), "person_id": person_id})
            return Sent({"person_id": person_id}, time.perf_counter())

        for _ in range(WARM):
            once(send)
        seeing = [once(insert) for _ in range(WARM)]
        times = sorted(once(send) for _ in range(count))
    return Figure(
        statistics.median(times), {"p99 ms": times[int(count * 0.99)], "seeing ms": statistics.median(seeing)}
    )


def ours(servers: Servers) -> Figure:
    """Training's outbox → its relay → recruitment's worker, which registers a graduate as a seeker."""
    training, url = servers.fresh(topology.load())
    recruitment, _ = servers.fresh()
    rows = recruitment.mongo.create_collection(store.SEEKERS)

    def environment(service: str, database: Database) -> dict[str, str]:
        return {
            "BIHUAN_SERVICE": service,
            "BIHUAN_MONGO_URL": servers.mongo_url(database),
            "BIHUAN_AMQP_URL": url,
            "BIHUAN_METRICS_PORT": "0",
        }

    def graduate(tx: Transaction) -> str:
        graduated = graduation()
        aggregate = Aggregate(id=graduated.enrolment_id)
        aggregate.record(graduated)
        tx.save("enrolments", aggregate, {"status": "GRADUATED"})
        return graduated.person_id

    def send() -> Sent:
        person_id = training.transact(graduate)
        return Sent({"person_id": person_id}, time.perf_counter())

    with ExitStack() as stack:
        relay = [sys.executable, "-m", "shared.relay"]
        worker = [sys.executable, "-m", "services.recruitment.worker"]
        programs = [
            stack.enter_context(program(relay, environment("training", training))),
            stack.enter_context(program(worker, environment("recruitment", recruitment))),
        ]
        return _timed(servers, programs, rows, send)


def raw(servers: Servers) -> Figure:
    """Kombu's Producer, confirmed → a consumer that inserts and acks."""
    database, url = servers.fresh()
    rows = database.mongo.create_collection("stock")
    consumer = [sys.executable, "-m", "tests.bench.raw_consumer", url, servers.mongo_url(database), database.mongo.name]
    with ExitStack() as stack:
        connection = stack.enter_context(kombu.Connection(url, transport_options={"confirm_publish": True}))
        queue = raw_consumer.QUEUE(connection)
        queue.declare()
        producer = kombu.Producer(connection, auto_declare=False)
        programs = [stack.enter_context(program(consumer))]

        def send() -> Sent:
            person_id, start = new_id(), time.perf_counter()
            body = {"id": new_id(), "person_id": person_id, "loop_id": new_id(), "region_code": "370105003"}
            producer.publish(body, routing_key=queue.name, serializer="json", delivery_mode=2)
            return Sent({"person_id": person_id}, start)

        return _timed(servers, programs, rows, send)


BENCHES = [Bench("latency", ours, raw, goal=3, unit="ms", lower_is_better=True)]
CURVES: list[Curve] = []
