"""`make bench`: our delivery beside others', in rounds, on real servers; ratios, not absolute figures, are what counts.

    python -m tests.bench [--rounds 3] [--events 4000]      ONLY=relay-vs-nameko chooses one

Writes docs/bench/report.json: a list of {name, ours, other, ratio, goal, met}, events per second, median of the rounds.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import amqp
from bihuan.training.v1.events_pb2 import EnrolmentConfirmed
from pymongo import MongoClient
from rich.console import Console
from rich.table import Table

from deploy.local.stack import Stack
from shared import broker, topology
from shared.broker import Publisher
from shared.clock import utc_now
from shared.envelope import encode
from shared.relay import Relay
from shared.store import OUTBOX, Database, Document, outbox_entry

ROOT = Path(__file__).parent.parent.parent
REPORT = ROOT / "docs" / "bench" / "report.json"
SUBSCRIPTION = topology.subscription("recruitment", "follow_enrolments", [EnrolmentConfirmed])
QUEUE = SUBSCRIPTION.queue


def entries(count: int) -> list[Document]:
    """Outbox rows of as many aggregates, first versions."""
    made = []
    for _ in range(count):
        event = EnrolmentConfirmed(
            enrolment_id=str(uuid.uuid4()), region_code="370105003", loop_id="l", person_id="p", class_id="c"
        )
        made.append(outbox_entry(event, aggregate_version=1, recorded_at=utc_now()))
    return made


class Bench:
    """The servers and one fresh database and virtual host per measurement."""

    def __init__(self, stack: Stack, events: int) -> None:
        self.stack = stack
        self.events = events
        self.client = MongoClient[Document](stack.admin_mongo_url(), tz_aware=True)

    def fresh(self) -> tuple[Database, str]:
        """An empty database, and the URL of a virtual host with the topology declared."""
        name = f"bench-{uuid.uuid4().hex[:8]}"
        self.stack.management.add_vhost(name)
        url = self.stack.amqp_url("admin", name)
        with broker.waiting_connection(url, 10) as connection:
            topology.declare(connection.channel(), [SUBSCRIPTION])
        database = Database(self.client, name)
        database.ensure_indexes([])
        return database, url

    def mongo_url(self, database: Database) -> str:
        """The admin's URL of that database."""
        parts = urlsplit(self.stack.admin_mongo_url())
        query = parts.query if "authSource" in parts.query else f"{parts.query}&authSource=admin"
        return urlunsplit(parts._replace(path=f"/{database.mongo.name}", query=query.lstrip("&")))

    def relay(self) -> float:
        """Committed outbox → confirmed and marked."""
        database, url = self.fresh()
        database.mongo[OUTBOX].insert_many(entries(self.events))
        relay = Relay(database, url, threading.Event(), [SUBSCRIPTION])
        connection = broker.connect(url)
        relay.use(Publisher(connection))
        relay.lease.acquire()
        start = time.perf_counter()
        while batch := relay.waiting():
            relay.send(batch)
            relay.lease.acquire()
        took = time.perf_counter() - start
        broker.close(connection)
        return self.events / took

    def raw_amqp(self) -> float:
        """Raw py-amqp with a window of a thousand confirms; messages made beforehand, nothing read or marked."""
        _, url = self.fresh()
        messages = [broker.outgoing(encode(entry)) for entry in entries(self.events)]
        connection = broker.connect(url)
        channel = connection.channel()
        channel.confirm_select()
        open_tags: set[int] = set()

        def acked(tag: int, multiple: bool) -> None:
            open_tags.difference_update([each for each in open_tags if each <= tag] if multiple else [tag])

        channel.events["basic_ack"].add(acked)
        start = time.perf_counter()
        for tag, each in enumerate(messages, start=1):
            while len(open_tags) >= 1_000:
                connection.drain_events(timeout=10)
            open_tags.add(tag)
            amqp.Channel.basic_publish(channel, each.message, each.exchange, each.routing_key, mandatory=True)
        while open_tags:
            connection.drain_events(timeout=10)
        took = time.perf_counter() - start
        broker.close(connection)
        return self.events / took

    def nameko_dispatch(self) -> float:
        """Nameko's dispatcher into the same kind of queue."""
        _, url = self.fresh()
        count = max(200, self.events // 10)
        script = [sys.executable, "-m", "tests.bench.nameko_side", "dispatch", url, str(count)]
        output = subprocess.run(script, cwd=ROOT, check=True, capture_output=True).stdout
        return count / float(output)

    def _drain(self, program: list[str], url: str, queue: str, count: Callable[[], int], **environment: str) -> float:
        """Fill the queue while nobody hears it, then start the program; events per second between 10 % and all."""
        connection = broker.connect(url)
        messages = [broker.outgoing(encode(entry)) for entry in entries(self.events)]
        assert len(Publisher(connection).publish(messages).routed) == self.events, f"{queue} did not get all"
        broker.close(connection)
        with tempfile.TemporaryFile() as log:
            process = subprocess.Popen(program, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log)
            try:
                first = self.events // 10
                started, at_start = _reach(count, first)
                ended, at_end = _reach(count, self.events)
            finally:
                process.kill()
                process.wait()
        return (at_end - at_start) / (ended - started)

    def subscription(self) -> float:
        """Inbox, position and state change per event."""
        database, url = self.fresh()
        environment = {
            "BIHUAN_MONGO_URL": self.mongo_url(database),
            "BIHUAN_AMQP_URL": url,
            "BIHUAN_METRICS_PORT": "0",
        }
        program = [sys.executable, "-m", "tests.bench.hearer"]
        states = database.mongo["states"]
        return self._drain(program, url, QUEUE, lambda: states.count_documents({}), **environment)

    def nameko_handler(self) -> float:
        """A stock event_handler that inserts each message once."""
        database, url = self.fresh()
        program = [sys.executable, "-m", "tests.bench.nameko_side", "hear", url]
        program += [self.mongo_url(database), database.mongo.name]
        with broker.waiting_connection(url, 10) as connection:  # Nameko's own queue, as it would declare it
            channel = connection.channel()
            queue = "evt-training-enrolment_confirmed.v1.37.01.05.003--stock.hear"
            channel.queue_declare(queue, durable=True, auto_delete=False)
            channel.queue_bind(queue, "training.events", "enrolment_confirmed.v1.37.01.05.003")
        rows = database.mongo["stock"]
        return self._drain(program, url, queue, lambda: rows.count_documents({}))


def _reach(count: Callable[[], int], wanted: int) -> tuple[float, int]:
    end = time.perf_counter() + 300
    while (found := count()) < wanted:
        if time.perf_counter() > end:
            raise TimeoutError(f"{found} of {wanted} after 300 s")
        time.sleep(0.01)
    return time.perf_counter(), found


def main() -> None:
    """Run the benches and write the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--events", type=int, default=4_000)
    arguments = parser.parse_args()
    console = Console()
    report: list[dict[str, Any]] = []
    table = Table("bench", "ours/s", "other/s", "ratio", "min–max", "goal", "met", title="median of the rounds")
    with tempfile.TemporaryDirectory() as directory, Stack(Path(directory), private_ports=True) as stack:
        bench = Bench(stack, arguments.events)
        pairs: dict[str, tuple[Callable[[], float], Callable[[], float], float]] = {
            "relay-vs-nameko": (bench.relay, bench.nameko_dispatch, 12),
            "relay-vs-pyamqp": (bench.relay, bench.raw_amqp, 0.6),
            "subscription-vs-nameko": (bench.subscription, bench.nameko_handler, 4),
        }
        for name, (ours, other, goal) in pairs.items():
            if os.environ.get("ONLY", name) != name:
                continue
            rounds = []
            for number in range(arguments.rounds):
                rounds.append((ours(), other()))
                console.print(f"{name}, round {number + 1}: {rounds[-1][0]:,.0f}/s against {rounds[-1][1]:,.0f}/s")
            ratios = [a / b for a, b in rounds]
            ratio = statistics.median(ratios)
            row: dict[str, Any] = {
                "name": name,
                "ours": round(statistics.median(a for a, _ in rounds)),
                "other": round(statistics.median(b for _, b in rounds)),
                "ratio": round(ratio, 2),
                "goal": goal,
                "met": ratio >= goal,
            }
            report.append(row)
            spread = f"{min(ratios):.2f}–{max(ratios):.2f}"
            table.add_row(
                name, f"{row['ours']:,}", f"{row['other']:,}", f"{ratio:.2f}", spread, f"≥ {goal}", str(row["met"])
            )
    console.print(table)
    if "ONLY" not in os.environ:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
