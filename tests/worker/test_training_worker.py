"""Training's worker and relay as programs: what the service hears, and the timer that finishes long work."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bihuan.registry.v1.events_pb2 import NeedRecorded, PersonRegistered
from bihuan.training.v1.events_pb2 import ClassOpened

from deploy.local.processes import Process, wait_until
from deploy.local.stack import Stack
from services.training import commands, store
from services.training.commands.enrolling import BATCH
from services.training.domain.person import Person
from shared import broker, topology
from shared.store import Database, Transaction, outbox_entry
from tests.conftest import RabbitVhost
from tests.training_samples import OPENED, Applicant, open_class, plan, standing

ROOT = Path(__file__).parents[2]
Run = Callable[[str, str, str], Process]


@pytest.fixture
def run(stack: Stack, rabbit: RabbitVhost, tmp_path: Path) -> Iterator[Run]:
    """`run(module, service, database name)`: a program on the test's own database and virtual host."""
    heard = [
        topology.subscription("training", "follow_persons", [PersonRegistered, NeedRecorded]),
        topology.subscription("training", "follow_classes", [ClassOpened]),
        *(each for each in topology.load() if each.service != "training"),  # the relays ask for all queues
    ]
    connection = broker.connect(rabbit.amqp_url)
    topology.declare(connection.channel(), heard)
    broker.close(connection)
    started: list[Process] = []

    def start(module: str, service: str, database: str) -> Process:
        env = {
            "PATH": os.environ["PATH"],
            "BIHUAN_SERVICE": service,
            "BIHUAN_MONGO_URL": stack.admin_mongo_url(database),
            "BIHUAN_AMQP_URL": rabbit.amqp_url,
        }
        log = tmp_path / f"{module}-{service}.log"
        process = Process(module, [sys.executable, "-m", module], env=env, log=log, directory=tmp_path, cwd=ROOT)
        process.start()
        started.append(process)
        return process

    yield start
    for process in started:
        process.stop()


def test_a_new_class_reaches_all_persons_known_also_those_beyond_the_first_batch(database: Database, run: Run) -> None:
    database.ensure_indexes(store.INDEXES)
    applicants = [Applicant() for _ in range(BATCH + 20)]

    def know(tx: Transaction) -> None:
        for each in applicants:
            person = Person.registered(each.registered())
            person.follow(each.certified())
            person.follow(each.need())
            store.save_person(tx, person)

    database.transact(know)
    opened = database.transact(lambda tx: commands.open_class(tx, plan(capacity=500), OPENED))
    worker = run("services.training.worker", "training", database.mongo.name)
    run("shared.relay", "training", database.mongo.name)

    def confirmed() -> int:
        return database.collection("enrolments").count_documents({"class_id": opened.id, "status": "CONFIRMED"})

    assert wait_until(lambda: confirmed() == len(applicants), seconds=60), worker.tail()
    assert wait_until(lambda: database.collection("sweeps").count_documents({"done": True}) == 1, seconds=20)
    assert worker.stop(), "the worker ends by itself after SIGTERM"


def test_the_registrys_events_reach_an_open_class(database: Database, run: Run) -> None:
    """The registry's relay publishes; training's worker, in the same database only for this test, hears."""
    database.ensure_indexes(store.INDEXES)
    class_id = open_class(database)
    applicant = Applicant()
    database.collection("outbox").delete_many({})
    for version, event in enumerate(applicant.stream(), start=1):
        database.transact(
            lambda tx, event=event, version=version: tx.insert(  # type: ignore[misc]
                "outbox", outbox_entry(event, aggregate_version=version, recorded_at=tx.now)
            )
        )
    worker = run("services.training.worker", "training", database.mongo.name)
    run("shared.relay", "registry", database.mongo.name)
    expected: tuple[str, list[str]] = ("CONFIRMED", [])
    assert wait_until(lambda: standing(database, class_id, applicant) == expected, seconds=60), worker.tail()
