"""A scene: one publisher with its relay, one hearer with two subscriptions, in databases and a virtual host of its own.

    with Scene(servers, directory, random) as scene:
        scene.start("relay", "worker")
        hit = scene.fault("relay", "confirmed", "exit")     # commits until it has happened
        seconds = scene.recovered(hit.at_ns)
        verdict = judge(scene)                              # drains first (tests.faults.judge)

`training` publishes, `recruitment` hears. Programs are the real ones (tests.faults.programs) and live on between the
faults; whichever ends is started again at once.
"""

import random
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from bihuan.training.v1.events_pb2 import ClassCancelled, ClassOpened, EnrolmentConfirmed, TraineeGraduated
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.local.places import TEST_PORTS
from deploy.local.processes import port_is_free
from deploy.local.stack import Stack
from shared import broker, topology
from shared.store import OUTBOX, Database
from shared.unit_of_work import Document
from tests.faults.checker import Effect, Fact
from tests.faults.moments import Action, Hit
from tests.faults.priority import FIRST
from tests.faults.supervisor import Supervised
from tests.faults.workload import Workload, digest_of

EFFECTS = "effects"
HEARERS = {
    "enrolments": ("follow_enrolments", "count_enrolments"),
    "classes": ("follow_classes", "count_classes"),
}
_TYPES = {"enrolments": (EnrolmentConfirmed, TraineeGraduated), "classes": (ClassOpened, ClassCancelled)}
QUICK, SLOW_SECONDS = 12, 0.15  # while a planned moment is awaited: so many commits at once, then one in so long
HIT_SECONDS = 30.0
PATIENCE_SECONDS = 60.0  # for a new effect to come


class FellShort(Exception):
    """A row cannot go on: what should have happened did not, within its bound."""


def until(condition: Callable[[], Any], what: str, seconds: float = 30.0, every: float = 0.05) -> Any:
    """What `condition` gives once it is true. Raises `FellShort` after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise FellShort(f"not within {seconds:.0f} s: {what}")
        time.sleep(every)  # between two looks at the condition


class Scene(Workload):
    """See the module. `hears` is `enrolments` or `classes`; `mutant` is planted in the programs it belongs to.

    The programs of a scene that is `first` go before those of others when processors are short.
    """

    def __init__(
        self,
        servers: Stack,
        directory: Path,
        rng: random.Random,
        *,
        hears: str = "enrolments",
        mutant: str = "",
        first: bool = False,
    ) -> None:
        name = f"faults-{uuid.uuid4().hex[:10]}"
        self.servers = servers
        self.directory = directory / name
        self.directory.mkdir(parents=True)
        self.closing = ExitStack()
        self.client: MongoClient[Document] = self.closing.enter_context(
            MongoClient(servers.admin_mongo_url(), tz_aware=True)
        )
        super().__init__(Database(self.client, f"{name}-training"), rng, name)
        self.hearer = Database(self.client, f"{name}-recruitment")
        self.amqp_url = servers.amqp_url("admin", name)
        self.subscribers = HEARERS[hears]
        self.subscriptions = tuple(
            topology.subscription("recruitment", method, list(_TYPES[hears])) for method in self.subscribers
        )
        self.programs: dict[str, Supervised] = {}
        self.environment: dict[str, dict[str, str]] = {}  # more settings for a program, by its name: links by a proxy
        self.without_effect: set[str] = set()  # ids of events that must be parked in the end
        self.parked = 0  # messages that must be parked in the end, at both subscribers together
        self.wrong: list[str] = []  # what a row has seen to be wrong by itself
        self.patience_seconds = PATIENCE_SECONDS
        self._hears, self._mutant, self._first = hears, mutant, first

    # Life

    def __enter__(self) -> Self:
        self.servers.management.add_vhost(self.name)
        with broker.waiting_connection(self.amqp_url, 60) as connection:  # on a cold cluster a vhost comes slowly
            topology.declare(connection.channel(), self.subscriptions, ("training", "recruitment"))
        (self.directory / "topology.json").write_text(topology.text(self.subscriptions))
        self.publisher.ensure_indexes([])
        self.publisher.mongo.create_collection("things")
        self.hearer.mongo.create_collection(EFFECTS)
        return self

    def __exit__(self, *error: object) -> None:
        for program in self.programs.values():
            program.close()
        try:
            for database in (self.publisher, self.hearer):
                self.client.drop_database(database.mongo.name)
            self.servers.management.drop_vhost(self.name)
        finally:
            self.closing.close()

    def start(self, *names: str) -> None:
        """Start programs (`relay`, `relay-2`, `worker`, `api`) and see two events through them to both subscribers."""
        for name in names:
            self.program(name).start()
        if {"relay", "worker"} <= set(self.programs) and self._hears == "enrolments":
            begun = time.monotonic_ns()
            self.load(2)
            self.recovered(begun)

    def program(self, name: str) -> Supervised:
        """A program of the scene; made, not started, when it is asked for first."""
        if name not in self.programs:
            kind = name.partition("-")[0]
            database = self.hearer if kind == "worker" else self.publisher
            settings = {
                "BIHUAN_SERVICE": "recruitment" if kind == "worker" else "training",
                "BIHUAN_MONGO_URL": self.mongo_url(database),
                "BIHUAN_AMQP_URL": self.amqp_url,
                "BIHUAN_METRICS_PORT": "0",
                "BIHUAN_HEALTH_CHECK_SECONDS": "0.5",
                "FAULTS_HEARS": self._hears,
                "FAULTS_MUTANT": self._mutant,
                "FAULTS_TOPOLOGY": str(self.directory / "topology.json"),
            }
            environment = {**settings, **self.environment.get(name, {})}
            self.programs[name] = Supervised(
                name, environment, self.directory, self.servers.directory, niceness=FIRST if self._first else 0
            )
        return self.programs[name]

    def mongo_url(self, database: Database) -> str:
        """As a program of the scene gets it."""
        return self.servers.admin_mongo_url(database.mongo.name)

    def free_port(self) -> int:
        """One that a program can keep over its restarts."""
        return next(port for port in iter(lambda: random.choice(TEST_PORTS), 0) if port_is_free(port))

    # Faults

    def fault(self, names: str | tuple[str, ...], moment: str, action: Action, *, events: int = 14) -> Hit:
        """Plan it, and commit before, during and after it; the first of the programs that gets there is hit."""
        programs = [self.program(name) for name in ((names,) if isinstance(names, str) else names)]
        self.load(events // 3)
        nth = self.random.randint(1, 2)
        for program in programs:
            program.plan.arm(moment, action, nth)
        end = time.monotonic() + HIT_SECONDS
        committed = 0
        while not (hit := next((found for each in programs if (found := each.plan.hit())), None)):
            if time.monotonic() > end:
                raise FellShort(f"{names} did not reach {moment}")
            self.load(1)
            committed += 1
            if committed > QUICK:
                time.sleep(SLOW_SECONDS)  # a rate of commands, not a wait: the loop ends with the hit
        for program in programs:
            program.plan.disarm()
        self.load(max(4, events - events // 3 - committed))
        return hit

    def recovered(self, since_ns: int) -> float:
        """Seconds from `since_ns` until both subscribers have an effect of an event committed since; or `FellShort`.

        Events on their way at `since_ns` do not count: their effects could tell nothing of a publisher that is down.
        """

        def committed_since() -> Document:
            return {"digest": {"$in": self.committed_since(since_ns)}}

        return self.first_effect(since_ns, committed_since)

    def first_effect(self, since_ns: int, match: Callable[[], Document]) -> float:
        """Seconds from `since_ns` until both subscribers have an effect that matches. Raises `FellShort`."""
        rows = self.hearer.mongo[EFFECTS]

        def there() -> bool:
            wanted = match()
            try:
                return all(rows.find_one({"handler": each, **wanted}, {"_id": 1}) for each in self.subscribers)
            except PyMongoError:  # the fault is MongoDB's
                return False

        until(there, "a new effect at both subscribers", self.patience_seconds, every=0.1)
        return (time.monotonic_ns() - since_ns) / 1e9

    # What there is, for the checker

    def facts(self) -> list[Fact]:
        """What was committed: the outbox."""
        return [
            Fact(row["_id"], row["aggregate_id"], row["aggregate_version"], digest_of(row["payload"]))
            for row in self.publisher.mongo[OUTBOX].find()
        ]

    def effects(self) -> dict[str, list[Effect]]:
        """What took effect, per subscriber."""
        found: dict[str, list[Effect]] = {subscriber: [] for subscriber in self.subscribers}
        for row in self.hearer.mongo[EFFECTS].find():
            found[row["handler"]].append(Effect(row["digest"], row["at_ns"]))
        return found

    @property
    def queues(self) -> list[str]:
        """Every queue of the scene: of subscriptions, of what is parked, of what waits to be tried again."""
        own = [each.queue for each in self.subscriptions]
        retries = (f"recruitment.retry.{wait}" for wait in topology.RETRY_WAITS_MS)
        return [*own, *(f"{queue}.parked" for queue in own), *retries]

    def depths(self) -> dict[str, int]:
        """Messages ready in each queue."""
        with broker.waiting_connection(self.amqp_url, 60) as connection:  # on a cold cluster a vhost comes slowly
            channel = connection.channel()
            return {name: int(channel.queue_declare(name, passive=True).message_count) for name in self.queues}

    def waiting(self) -> dict[str, set[str]]:
        """Ids of the events that wait for each subscriber, in the outbox or in a queue, parked or not; looked at only.

        While workers run, what they have in hand is not seen.
        """
        unsent = {row["_id"] for row in self.publisher.mongo[OUTBOX].find({"sent": False}, {"_id": 1})}
        found = {subscriber: set(unsent) for subscriber in self.subscribers}
        with broker.waiting_connection(self.amqp_url, 60) as connection:  # on a cold cluster a vhost comes slowly
            channel = connection.channel()
            for queue in self.queues:
                while (message := channel.basic_get(queue)) is not None:  # not acked: it comes back to its queue
                    # To a subscriber's own queue by the event's key; on every further way by the queue's name.
                    heard_by = queue if ".retry." not in queue else message.delivery_info["routing_key"]
                    found[heard_by.split(".")[1]].add(str(message.properties.get("message_id", "")))
        return found
