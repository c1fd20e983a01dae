"""A publisher's outbox, a real relay and a real worker around a test's own databases and virtual host."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import amqp
import pytest
from bihuan.training.v1.events_pb2 import ClassOpened, EnrolmentConfirmed, TraineeGraduated
from google.protobuf.message import Message
from pymongo import MongoClient

from shared import broker, topology
from shared.aggregate import Aggregate
from shared.store import Database
from tests.ring import RING

Document = dict[str, Any]
ROOT = Path(__file__).parent.parent.parent
RETRIES = ("recruitment.retry.200", "recruitment.retry.1000", "recruitment.retry.5000", "recruitment.retry.30000")
SUBSCRIPTIONS = (
    topology.subscription("recruitment", "follow_enrolments", [EnrolmentConfirmed, TraineeGraduated]),
    topology.subscription("recruitment", "count_graduates", [TraineeGraduated]),
    topology.subscription("recruitment", "follow_classes", [ClassOpened]),
)
# Those of other services too: the relay asks for every queue of deploy/topology.json that hears training.
HEARERS = SUBSCRIPTIONS + tuple(
    each for each in topology.load() if each.publisher == "training" and each.service != "recruitment"
)


def until(condition: Callable[[], Any], what: str, seconds: float = 30) -> Any:
    """Wait for something to become true; the failure says what did not."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            pytest.fail(f"not within {seconds} s: {what}")
        time.sleep(0.02)  # between two looks at the condition


def has_effects(delivery: "Delivery", aggregate_id: str, count: int = 1) -> Callable[[], bool]:
    """For `until`."""
    return lambda: len(delivery.effects(aggregate_id)) >= count


@dataclass
class Program:
    """A child process with its log and its /healthz."""

    process: subprocess.Popen[bytes]
    log: Path
    port: int = 0

    def address(self) -> str:
        """Where its metrics are, as it has logged it."""
        for line in self.log.read_text().splitlines():
            if '"metrics_port"' in line:
                return f"http://127.0.0.1:{json.loads(line)['metrics_port']}"
        return ""

    def healthy(self) -> bool:
        if self.process.poll() is not None:
            pytest.fail(f"ended with {self.process.returncode}: {self.log.read_text()[-3000:]}")
        address = self.address()
        if not address:
            return False
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def metric(self, name: str) -> float:
        """The sum of a metric over its labels; `name` may hold labels to match."""
        with urllib.request.urlopen(f"{self.address()}/metrics", timeout=5) as response:
            lines = response.read().decode().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name))

    def kill(self, number: int = signal.SIGKILL) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


@dataclass
class Delivery:
    """What the tests hold in hand."""

    publisher: Database
    hearer: Database
    amqp_url: str
    mongo_url: Callable[[str], str]
    directory: Path
    programs: list[Program] = field(default_factory=list)

    def commit(self, *events: Message, version: int = 0, id: str = "") -> str:
        """Commit events of one aggregate as a command would; the aggregate's id."""
        aggregate = Aggregate(id=id or str(uuid.uuid4()), version=version, revision=0)
        collection = f"things_{uuid.uuid4().hex[:8]}" if version else "things"
        for event in events:
            setattr(event, event.DESCRIPTOR.fields_by_number[1].name, aggregate.id)
            aggregate.record(event)
        self.publisher.transact(lambda tx: self._save(tx, collection, aggregate))
        return aggregate.id

    @staticmethod
    def _save(tx: Any, collection: str, aggregate: Aggregate) -> None:
        events, version = list(aggregate.events), aggregate.version
        try:
            tx.save(collection, aggregate, {})
        finally:  # so that the transaction may run again
            aggregate.events[:] = events
            aggregate.version, aggregate.revision = version, 0

    def enrolment(self, what: str = "", **fields: Any) -> EnrolmentConfirmed:
        return EnrolmentConfirmed(region_code="370105003", loop_id="l", person_id="p", class_id=what, **fields)

    def graduation(self, what: str = "") -> TraineeGraduated:
        return TraineeGraduated(region_code="370105003", loop_id="l", person_id="p", class_id=what)

    def effects(self, aggregate_id: str, handler: str = "follow_enrolments") -> list[str]:
        rows = self.hearer.mongo["effects"].find({"aggregate_id": aggregate_id, "handler": handler}).sort("place")
        return [row["note"] for row in rows]

    def _start(self, name: str, arguments: list[str], service: str, database: str, **environment: str) -> Program:
        log = self.directory / f"{name}-{len(self.programs)}.log"
        settings = {
            "BIHUAN_SERVICE": service,
            "BIHUAN_MONGO_URL": self.mongo_url(database),
            "BIHUAN_AMQP_URL": self.amqp_url,
            "BIHUAN_METRICS_PORT": "0",
            "BIHUAN_HEALTH_CHECK_SECONDS": "0.2",
            "HEARER_DIRECTORY": str(self.directory),
        }
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env={**os.environ, **settings, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        program = Program(process, log)
        self.programs.append(program)
        return program

    def relay(self, **environment: str) -> Program:
        return self._start("relay", ["-m", "shared.relay"], "training", self.publisher.mongo.name, **environment)

    def worker(self, **environment: str) -> Program:
        arguments = ["-m", "tests.worker.hearer"]
        return self._start("worker", arguments, "recruitment", self.hearer.mongo.name, **environment)

    def started(self, *programs: Program) -> None:
        for program in programs:
            until(program.healthy, f"{program.log.name} healthy")

    def depth(self, queue: str) -> int:
        """Messages ready in a queue."""
        connection = broker.connect(self.amqp_url)
        try:
            return int(connection.channel().queue_declare(queue, passive=True).message_count)
        finally:
            broker.close(connection)

    def take(self, queue: str) -> amqp.Message | None:
        """Take one message out of a queue."""
        connection = broker.connect(self.amqp_url)
        try:
            message = connection.channel().basic_get(queue, no_ack=True)
            return message
        finally:
            broker.close(connection)

    def publisher_idle(self) -> bool:
        """Everything committed was sent."""
        return self.publisher.mongo["outbox"].count_documents({"sent": False}) == 0

    def drained(self) -> bool:
        """Nothing waits to be sent, to be handled or to be tried again."""
        if self.publisher.mongo["outbox"].count_documents({"sent": False}):
            return False
        return not any(self.depth(queue) for queue in (*(each.queue for each in SUBSCRIPTIONS), *RETRIES))


@pytest.fixture
def delivery(stack: Any, rabbit: Any, mongo: MongoClient[Document], tmp_path: Path) -> Iterator[Delivery]:
    """Topology declared; nothing running yet. All programs are killed and both databases dropped afterwards."""
    publisher, hearer = (Database(mongo, f"test_{uuid.uuid4().hex}", ring=lambda: RING) for _ in range(2))
    publisher.mongo.create_collection("things")

    def mongo_url(database: str) -> str:
        parts = urlsplit(stack.admin_mongo_url())
        query = parts.query if "authSource" in parts.query else f"{parts.query}&authSource=admin"
        return urlunsplit(parts._replace(path=f"/{database}", query=query.lstrip("&")))

    with broker.waiting_connection(rabbit.amqp_url, 10) as connection:
        topology.declare(connection.channel(), HEARERS)
    running = Delivery(publisher, hearer, rabbit.amqp_url, mongo_url, tmp_path)
    publisher.ensure_indexes([])
    yield running
    for program in running.programs:
        if program.process.poll() is None:
            program.kill()
    for database in (publisher, hearer):
        mongo.drop_database(database.mongo.name)
