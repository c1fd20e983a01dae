"""The worker program around a service class: Nameko's ServiceRunner, MongoDB, metrics, health, a clean stop.

import eventlet
eventlet.monkey_patch()
...
if __name__ == "__main__":
    run(Levy, store.INDEXES)
"""

import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

import eventlet
from eventlet import patcher
from nameko.extensions import DependencyProvider
from nameko.runners import ServiceRunner
from pymongo.errors import ConnectionFailure

from shared import access, inbox, logs, mongo, orphans, settings
from shared.metrics_http import MetricsServer
from shared.reader import Reader
from shared.settings import CannotStart, Settings, SettingsError
from shared.store import Database, Indexes

log = logs.logger()


@dataclass
class Runtime:
    """What entrypoints and providers find in Nameko's `config["runtime"]`."""

    settings: Settings
    database: Database


class OwnDatabase(DependencyProvider):
    """`database = OwnDatabase()` in a service class: its database, for timers; a subscription gets its transaction."""

    def get_dependency(self, worker_ctx: object) -> Database:
        """What `self.database` is in the service."""
        database: Database = self.container.config["runtime"].database
        return database


def run(
    service_class: type, indexes: Indexes = (), may_start: Callable[[Database], None] = lambda database: None
) -> None:
    """Run the worker until SIGTERM; exits 0 after a clean stop.

    `indexes` are the service's: on a new database the worker may be there before the api, and what the handlers write
    needs the unique ones. `may_start` raises `CannotStart` when the database is not one that this release can serve.
    """
    if not patcher.is_monkey_patched("socket"):
        sys.exit("worker.py must call eventlet.monkey_patch() before it imports anything else")
    try:
        loaded = settings.load(service_class.name)  # type: ignore[attr-defined]  # Nameko's convention
    except SettingsError as error:
        sys.exit(str(error))
    try:
        sys.exit(serve(service_class, loaded, indexes, may_start))
    except CannotStart as error:
        sys.exit(f"{loaded.service} worker: {error}")


def serve(
    service_class: type,
    loaded: Settings,
    indexes: Indexes = (),
    may_start: Callable[[Database], None] = lambda database: None,
) -> int:
    """The program with these settings; its exit code. Raises `CannotStart`."""
    logs.configure(loaded.service, "worker", loaded.log_level)
    access.act_as_system()
    runtime = Runtime(loaded, mongo.connect(loaded, "worker"))
    # Each subscription has a batch and an event of its slow lane under way, and sends on what failed of earlier ones.
    runner = ServiceRunner({"runtime": runtime, "max_workers": 1_000})
    health = _Health(runtime, runner)
    server = MetricsServer(loaded.metrics_host, loaded.metrics_port, health.healthy)
    stopping = threading.Event()  # a green one

    def on_signal(number: int, frame: FrameType | None) -> None:
        # Not at once: the thread that is interrupted may hold the event's lock.
        eventlet.hubs.get_hub().schedule_call_global(0, stopping.set)

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    log.info("worker.starting", metrics_port=server.port)
    try:
        mongo.wait_for(runtime.database, loaded.mongo_wait_seconds, stopping)
        orphans.end(runtime.database)
        if stopping.is_set():
            return _stopped(runtime, server)
        may_start(runtime.database)
        runtime.database.ensure_indexes(indexes)
        inbox.ensure_indexes(runtime.database, loaded.outbox_days)
    except ConnectionFailure:
        log.error("worker.no_mongo", waited_seconds=loaded.mongo_wait_seconds)
        return 1
    runner.add_service(service_class)
    runner.start()
    eventlet.spawn(_stop_when, stopping, runner, health, loaded.stop_grace_seconds)
    eventlet.spawn(health.check)
    runner.wait()  # raises what killed the service, if anything did
    return _stopped(runtime, server)


def _stopped(runtime: Runtime, server: MetricsServer) -> int:
    server.stop()
    runtime.database.audit.anchor(now=True)
    runtime.database.client.close()
    log.info("worker.stopped")
    return 0


def _stop_when(stopping: threading.Event, runner: ServiceRunner, health: "_Health", grace_seconds: float) -> None:
    stopping.wait()
    log.info("worker.stopping")
    health.stopped = True
    eventlet.spawn_after(grace_seconds, _give_up, runner)
    runner.stop()


def _give_up(runner: ServiceRunner) -> None:
    """End the handlers that still run; their transactions abort, and the broker delivers their events again."""
    log.warning("worker.handlers_ended_unfinished")
    runner.kill()


class _Health:
    """Healthy while every subscription is consumed and MongoDB answers."""

    def __init__(self, runtime: Runtime, runner: ServiceRunner) -> None:
        self._runtime = runtime
        self._runner = runner
        self._mongo_answers = False
        self.stopped = False

    def check(self) -> None:
        while not self.stopped:
            self._mongo_answers = mongo.answers(self._runtime.database)
            self._runtime.database.audit.anchor()
            eventlet.sleep(self._runtime.settings.health_check_seconds)

    def healthy(self) -> bool:
        readers = [
            each
            for container in self._runner.containers
            for each in container.subextensions
            if isinstance(each, Reader)
        ]
        return not self.stopped and self._mongo_answers and all(reader.consuming for reader in readers)
