"""Rows: relay and worker ended, stopped and continued at exact moments; everything killed at once."""

import signal
import time
from collections.abc import Callable

from shared import address, broker, topology
from tests.faults.harness import Row, register
from tests.faults.judge import drained
from tests.faults.scene import FellShort, Scene, until

LONG_HANDLER_SECONDS = 2.0
BACKLOG = 200


def _ended(program: str, moment: str) -> Callable[[Scene, int], float]:
    """End a program at a moment; it is started again at once."""

    def once(scene: Scene, number: int) -> float:
        return scene.recovered(scene.fault(program, moment, "exit").at_ns)

    return once


def _relay_sleeps_past_its_lease(scene: Scene, number: int) -> float:
    """Of two relays the one that holds the lease stops after a confirm; the other takes over; then it goes on."""
    hit = scene.fault(("relay", "relay-2"), "confirmed", "stop")
    seconds = scene.recovered(hit.at_ns)
    outbox = scene.publisher.mongo["outbox"]
    until(lambda: outbox.count_documents({"sent": False}) == 0, "the other relay has sent all")
    before = {row["_id"]: row["sent_at"] for row in outbox.find({}, {"sent_at": 1})}
    scene.program(hit.program).signal(signal.SIGCONT)
    began = time.monotonic_ns()
    scene.load(4)
    scene.recovered(began)
    changed = [
        row["_id"] for row in outbox.find({"_id": {"$in": list(before)}}) if row["sent_at"] != before[row["_id"]]
    ]
    if changed:
        scene.wrong.append(f"{hit.program} marked {len(changed)} events though another held the lease")
    return seconds


def _in_a_long_handler(scene: Scene) -> None:
    """Load, and one event whose handler is at work when this returns."""
    scene.load(6)
    person = scene.load(1, f"slow:{LONG_HANDLER_SECONDS}")
    until((scene.directory / f"{person}.handling").exists, "a long handler has begun")
    scene.load(6)


def _sigterm(scene: Scene, number: int) -> float:
    _in_a_long_handler(scene)
    worker = scene.program("worker")
    pid = worker.pid
    worker.terminate()
    scene.load(2)
    until(lambda: worker.pid not in (pid, None), "ended, and started again")
    ended = time.monotonic_ns()
    scene.load(6)
    return scene.recovered(ended)


def _sigstop(scene: Scene, number: int) -> float:
    _in_a_long_handler(scene)
    worker = scene.program("worker")
    worker.signal(signal.SIGSTOP)
    stopped = time.monotonic()
    scene.load(2)
    until(lambda: time.monotonic() - stopped >= 2, "two seconds")
    continued = time.monotonic_ns()
    worker.signal(signal.SIGCONT)
    scene.load(6)
    return scene.recovered(continued)


def _all_killed(scene: Scene, number: int) -> float:
    """Commit faster than it is heard, until 200 events and more are waiting somewhere; then kill -9 everything."""
    effects = scene.hearer.mongo["effects"]
    outbox = scene.publisher.mongo["outbox"]

    def backlog() -> int:
        heard = min(effects.count_documents({"handler": each}) for each in scene.subscribers)
        return outbox.count_documents({}) - heard

    for _ in range(200):
        scene.commit(*(scene.enrolment() for _ in range(scene.random.randint(20, 60))))
        if backlog() >= BACKLOG:
            break
    for program in scene.programs.values():
        program.kill()
    killed = time.monotonic_ns()
    if (left := backlog()) < BACKLOG:
        scene.wrong.append(f"only {left} events were waiting when everything was killed")
    scene.load(10)
    # Any effect: the events that waited come first, and none of them without all the programs.
    return scene.first_effect(killed, lambda: {"at_ns": {"$gt": killed}})


def _queues_away(scene: Scene, number: int) -> float:
    """Empty queues are deleted, the relay publishes all the same, then the worker starts, which declares them anew."""
    if not drained(scene):
        raise FellShort("not drained")
    with broker.waiting_connection(scene.amqp_url, 20) as connection:
        for each in scene.subscriptions:
            connection.channel().queue_delete(each.queue)
    scene.load(12)
    outbox = scene.publisher.mongo["outbox"]
    # Tried in vain at least once (or, by a relay that does not ask for returns, taken for sent).
    until(lambda: outbox.count_documents({"sent": False, "failed_times": None}) == 0, "the relay has tried all")
    begun = time.monotonic_ns()
    scene.program("worker").start()
    scene.load(4)
    return scene.recovered(begun)


def _bindings_away(scene: Scene, number: int) -> float:
    """Queues are there, but no longer bound; the relay publishes all the same. Then the topology step binds them."""
    if not drained(scene):  # which stops the worker
        raise FellShort("not drained")
    outbox = scene.publisher.mongo["outbox"]
    with broker.waiting_connection(scene.amqp_url, 20) as connection:
        channel = connection.channel()
        for each in scene.subscriptions:
            for event_type in each.bound.values():
                exchange, key = address.exchange_name(each.publisher), address.binding_key(event_type)
                channel.queue_unbind(each.queue, exchange, key)
        scene.load(12)
        # Tried in vain at least once (or, by a relay that does not ask for returns, taken for sent).
        until(lambda: outbox.count_documents({"sent": False, "failed_times": None}) == 0, "the relay has tried all")
        # Bindings come one after the other: an event that a relay sends meanwhile reaches some queues, which passes for
        # all (ADR 2). So an operator makes the topology step first and starts programs then.
        scene.program("relay").stop()
        begun = time.monotonic_ns()
        topology.declare(channel, scene.subscriptions, ("training", "recruitment"))
    scene.program("relay").start()
    scene.program("worker").start()
    scene.load(4)
    return scene.recovered(begun)


register(
    *(
        Row("relay", "exit", words, 10, _ended("relay", moment))
        for moment, words in (("publish", "before publish"), ("confirmed", "after confirm"), ("marked", "after mark"))
    ),
    Row(
        "relay",
        "SIGSTOP past its lease",
        "after confirm",
        6,
        _relay_sleeps_past_its_lease,
        programs=("relay", "relay-2", "worker"),
    ),
    Row("relay", "queues deleted", "before publish", 3, _queues_away),
    Row("relay", "bindings lost", "before publish", 3, _bindings_away),
    *(
        Row("worker", "exit", words, 10, _ended("worker", moment))
        for moment, words in (
            ("begin", "start"),
            ("commit", "in the transaction"),
            ("committed", "after commit before ack"),
        )
    ),
    Row("worker", "SIGTERM", "a long handler in flight", 8, _sigterm),
    Row("worker", "SIGSTOP 2 s", "a long handler in flight", 8, _sigstop),
    Row("all services", "kill -9 at once", f"backlog of {BACKLOG} and more", 3, _all_killed),
)
