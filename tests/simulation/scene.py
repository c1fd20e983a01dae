"""One scenario: two services, their programs over the real code, what is published and heard, and what goes wrong."""

import random
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

from bihuan.training.v1 import events_pb2 as training
from google.protobuf.message import Message
from pymongo.errors import PyMongoError

from shared import address, replays, topology
from shared.errors import CallError
from shared.reader import Reader
from shared.relay import Relay
from shared.store import OUTBOX, Database, Transaction
from shared.subscribe import Subscribe
from shared.topology import Subscription
from tests.simulation import stand_ins
from tests.simulation.broker import BrokerServer
from tests.simulation.handlers import Handler, Handlers, loaded, plans
from tests.simulation.link import Link
from tests.simulation.mongo_client import Client
from tests.simulation.mongo_server import MongoServer
from tests.simulation.promises import Promises, mark
from tests.simulation.world import Process, Rates, World

THINGS = "things"  # the publisher's aggregates
COPIES = 2  # processes of each program
BATCH = 4
RESTART_MS = (20, 200, 2_500)
TYPES = (
    training.EnrolmentWaitlisted,
    training.EnrolmentConfirmed,
    training.TraineeGraduated,
    training.EnrolmentWithdrawn,
)
CLASSES = {address.type_name(each): each for each in TYPES}
EVERYTHING = topology.subscription("recruitment", "follow_enrolments", TYPES)
SOME = topology.subscription("recruitment", "count_graduates", (training.TraineeGraduated,))


class _Url:
    @staticmethod
    def get_secret_value() -> str:
        return ""


SETTINGS = SimpleNamespace(
    service="recruitment", amqp_url=_Url, prefetch=10, gap_wait_seconds=900.0, not_yet_wait_seconds=600.0
)


class Scene:
    """The scenario of a seed, with at most so many crashes."""

    def __init__(self, seed: int, crashes: int, *, keep_trace: bool = False) -> None:
        dice = random.Random(seed ^ 0x5EED)
        rates = Rates(
            crash=dice.choice((0.03, 0.1, 0.2, 0.4)),
            switch=dice.choice((0.02, 0.1, 0.4)),
            stop=dice.choice((0, 0.01, 0.04)),
            trouble=dice.choice((0, 0.01, 0.04)),
        )
        self.world = World(seed, rates, crashes, keep_trace=keep_trace)
        self.broker = BrokerServer(self.world)
        stand_ins.enter(self.world, self.broker)
        self.publisher, self.hearer = MongoServer(self.world, "training"), MongoServer(self.world, "recruitment")
        # Where bindings go and come back, there is one hearer: what another has counts as sent.
        bindings_stay = dice.random() < 0.7
        self.subscriptions = [EVERYTHING, SOME] if bindings_stay else [EVERYTHING]
        self.goals = {aggregate: dice.randint(1, 4) for aggregate in "abc"[: dice.randint(1, 3)]}
        self.promises = Promises(self.world, self.broker, self.publisher, self.hearer, self.subscriptions, self.goals)
        self.handlers = Handlers(self.world, plans(dice, self.goals))
        self.publisher.on_commit, self.hearer.on_commit = self.promises.published, self.promises.heard
        self.world.busy, self.world.serve = self.broker.busy, self.broker.serve
        self.world.polled_work = self._polled_work
        self.broker.copy_topology(_declared(bindings_stay))
        self._plan_disasters(dice)
        if bindings_stay:
            self._plan_deletions(dice)
        else:
            self._plan_unbinding(dice)
        for number in range(COPIES):
            self._keep("api", number, self._api)
            self._keep("relay", number, self._relay)
            self._keep("worker", number, self._worker)

    def _plan_disasters(self, dice: random.Random) -> None:
        disasters = [self.publisher.fail_over, self.hearer.fail_over, self.broker.restart]
        for _ in range(dice.choice((0, 0, 1, 3))):
            self.world.after(_some_time(dice), dice.choice(disasters), needed=False)

    def _plan_deletions(self, dice: random.Random) -> None:
        for _ in range(dice.choice((0, 0, 0, 1, 2))):
            delete = self._deletion_of(dice.choice(self.subscriptions))
            self.world.after(_some_time(dice), delete, needed=False)

    def _plan_unbinding(self, dice: random.Random) -> None:
        def unbind() -> None:
            self.broker.unbind(address.exchange_name("training"))
            # Workers bind again when they connect.
            self.world.after(dice.choice((50, 1_000)), self.broker.restart)

        for _ in range(dice.randint(1, 2)):
            self.world.after(_some_time(dice), unbind)

    # Programs.

    def _keep(self, name: str, machine: int, program: Callable[[], None]) -> None:
        """Start it, and again after its death."""
        process = Process(f"{name}-{machine}", machine)

        def again() -> None:
            self.world.after(self.world.dice.choice(RESTART_MS), lambda: self._keep(name, machine, program))

        process.on_death.append(again)
        self.world.spawn(process, program)

    def _database(self, server: MongoServer) -> Database:
        """What a program does first."""
        if self.world.dice.random() < 0.8:  # it may fail
            server.end_orphans()
        client: Any = Client(server)
        return Database(client, server.name, clock=stand_ins.utc_now, audited=False)

    def _api(self) -> None:
        database, process = self._database(self.publisher), self.world.current.process
        aggregates = [each for each, goal in self.goals.items() if len(self.promises.committed[each]) < goal]
        self.world.dice.shuffle(aggregates)
        for each in aggregates:
            # A thread for each: they share transactions.
            self.world.spawn(process, self._commands(database, each))

    def _commands(self, database: Database, aggregate: str) -> Callable[[], None]:
        def work() -> None:
            while len(self.promises.committed[aggregate]) < self.goals[aggregate]:
                try:
                    database.transact(lambda tx: self._command(tx, aggregate))
                except (PyMongoError, CallError) as error:  # as its client would: ask again
                    self.world.note(f"command failed: {type(error).__name__}")
                    self.world.sleep(100)

        return work

    def _command(self, tx: Transaction, aggregate: str) -> None:
        thing = loaded(tx, THINGS, aggregate)
        goal = self.goals[aggregate]
        for version in range(thing.version + 1, min(goal, thing.version + 1 + goal % 2) + 1):
            thing.record(_event(aggregate, version))
        if thing.events:
            tx.save(THINGS, thing, {})

    def _relay(self) -> None:
        stop: Any = stand_ins.Stop()
        relay = Relay(self._database(self.publisher), "", stop, self.subscriptions)
        self.promises.relays[self.world.current.process] = relay
        relay.run()

    def _worker(self) -> None:
        runtime = SimpleNamespace(database=self._database(self.hearer), settings=SETTINGS)
        container = Container(self.world, {"runtime": runtime})
        reader = Reader()
        reader.container = container
        reader.setup()
        for subscription in self.subscriptions:
            # As Nameko's `bind`, which looks at every attribute for extensions and would take most of the time.
            entrypoint = Subscribe(*(CLASSES[name] for name in subscription.handles), batch=BATCH)
            entrypoint.container, entrypoint.reader = container, reader
            entrypoint.method_name = subscription.queue.partition(".")[2]
            container.handlers[entrypoint] = self.handlers.of(subscription.queue)
            entrypoint.setup()
        reader.start()

    # What happens to them.

    def _deletion_of(self, subscription: Subscription) -> Callable[[], None]:
        """Somebody deletes a subscription's queue, and what is in it."""

        def delete() -> None:
            if self.world.crashes_left > 0 and subscription.queue in self.broker.queues:
                self.broker.delete(subscription.queue)

        return delete

    def _polled_work(self) -> int | None:
        """When a relay finds something to send or to replay, or somebody that his connection is dead."""
        requests = self.broker.queues[replays.requests_queue("training")]
        if not requests.empty or any(link.connected and link.watched for link in self.broker.silent):
            return self.world.now
        now = self.world.utc_now()
        waiting = [each for each in self.publisher.state.get(OUTBOX, {}).values() if not each["sent"]]
        times = [max(now, each.get("not_before", now)) for each in waiting]
        return self.world.now + int((min(times) - now).total_seconds() * 1000) if times else None

    @property
    def parked(self) -> int:
        """How many messages are parked."""
        return sum(len(queue.ready) for name, queue in self.broker.queues.items() if name.endswith(".parked"))

    def replay_parked(self) -> None:
        """The operator has mended what was wrong and puts the parked ones back, as they came first."""
        self.handlers.mended = True
        for subscription in self.subscriptions:
            parking = self.broker.queues[f"{subscription.queue}.parked"]
            while parking.ready:
                stored = parking.ready.popleft()
                headers = stored.properties.get("application_headers", {})
                kept = {key: value for key, value in headers.items() if not key.startswith("bihuan-")}
                stored.properties = {**stored.properties, "application_headers": kept}
                self.broker.put(self.broker.queues[subscription.queue], stored)


@cache
def _declared(several: bool) -> BrokerServer:
    """A broker after the topology step, in a world where nothing goes wrong."""
    world = World(0, Rates(crash=0, switch=0), 0)
    server = BrokerServer(world)
    world.busy, world.serve = server.busy, server.serve

    def declare() -> None:
        channel: Any = Link(server).channel()
        topology.declare(channel, [EVERYTHING, SOME] if several else [EVERYTHING], ("training", "recruitment"))
        channel.connection.cut()

    with stand_ins.inside(world, server):
        world.spawn(Process("topology"), declare)
        world.run()
    # Nothing was published before: else each scenario would begin with a replay of nothing.
    server.queues[replays.notes_queue("recruitment")].ready.clear()
    return server


class Container:
    """Nameko's container, as far as entrypoints use it."""

    service_name = "recruitment"

    def __init__(self, world: World, config: dict[str, Any]) -> None:
        self.config = config
        self.handlers: dict[Subscribe, Handler] = {}
        self._world = world
        self._process = world.current.process

    def spawn_managed_thread(self, work: Callable[[], None], identifier: str = "") -> None:
        """A thread of the process."""
        self._world.spawn(self._process, work)

    def spawn_worker(self, entrypoint: Subscribe, args: Any, kwargs: Any, handle_result: Any) -> None:
        """A thread for the entrypoint's method."""
        context = SimpleNamespace(args=args)

        def run() -> None:
            result = entrypoint.apply(None, self.handlers[entrypoint], args[1])
            handle_result(context, result, None)

        self._world.spawn(self._process, run)


def _some_time(dice: random.Random) -> int:
    """In milliseconds: the clock of a scenario that goes well moves little."""
    return int(dice.choice((5, 100, 3_000)) * dice.random())


def _event(aggregate: str, version: int) -> Message:
    chosen = TYPES[(version + ord(aggregate)) % len(TYPES)]
    return chosen(enrolment_id=aggregate, region_code="370105", loop_id=mark(aggregate, version))
