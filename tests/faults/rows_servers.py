"""Rows: the servers themselves are killed, full, or without a majority. They need the cluster, and run alone.

What is asserted beside the checker: that the fault was one. An alarm under which everything is sent proves nothing.
"""

import signal
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from deploy.local.cluster import Cluster
from deploy.local.rabbit import Rabbit
from tests.faults.harness import BROKER_SECONDS, Row, register
from tests.faults.scene import FellShort, Scene, until
from tests.faults.supervisor import Supervised

MONGO_SECONDS = 8.0  # goal: the first effect after a MongoDB primary is gone
ALARM_SECONDS = 3.0
MAJORITY_LOST_SECONDS = 5.0
BACKLOG = 40

OnCluster = Callable[[Scene, Cluster], float]


def _cluster(scene: Scene) -> Cluster:
    if not isinstance(scene.servers, Cluster):
        raise FellShort("this row needs the cluster of three")
    return scene.servers


def _queue(scene: Scene) -> str:
    return scene.random.choice(scene.subscriptions).queue


def _lasts(seconds: float) -> None:
    end = time.monotonic() + seconds
    until(lambda: time.monotonic() >= end, "the end of the fault", seconds + 1)


def _recovered(scene: Scene, since_ns: int) -> float:
    with scene.loading():
        return scene.recovered(since_ns)


def _unsent(scene: Scene, **more: object) -> int:
    return scene.publisher.mongo["outbox"].count_documents({"sent": False, **more})


def _backlog(scene: Scene) -> Supervised:
    """Messages that wait in the broker, all of them sent; the worker, which is stopped."""
    worker = scene.program("worker")
    worker.stop()
    scene.load(BACKLOG)
    until(lambda: _unsent(scene) == 0, "all is sent")
    return worker


# The broker


def _killed(scene: Scene, cluster: Cluster, node: Rabbit) -> float:
    try:
        with scene.loading():
            node.kill()
            return scene.recovered(time.monotonic_ns())
    finally:  # the next row needs it, whatever this one found
        node.start()
        node.wait_ready()
        cluster.wait_nodes()


def _killed_while_publishing(scene: Scene, cluster: Cluster) -> float:
    scene.load(10)
    return _killed(scene, cluster, cluster.leader_of(_queue(scene), scene.name))


def _killed_while_consuming(scene: Scene, cluster: Cluster) -> float:
    worker = _backlog(scene)
    effects = scene.hearer.mongo["effects"]
    before = effects.count_documents({})
    worker.start()
    until(lambda: effects.count_documents({}) > before, "the worker has begun on what waits")
    return _killed(scene, cluster, cluster.leader_of(_queue(scene), scene.name))


def _alarm(raised: Callable[[Cluster, Rabbit], AbstractContextManager[None]]) -> OnCluster:
    def once(scene: Scene, cluster: Cluster) -> float:
        scene.load(5)
        with raised(cluster, scene.random.choice(cluster.nodes)):
            scene.load(20)
            _lasts(ALARM_SECONDS)
            if not _unsent(scene):
                scene.wrong.append("all was sent in spite of the alarm")
        return _recovered(scene, time.monotonic_ns())

    return once


def _full(scene: Scene, cluster: Cluster) -> float:
    scene.load(5)
    worker = scene.program("worker")
    worker.stop()
    with cluster.full(_queue(scene), scene.name, length=5):
        scene.load(30)
        until(lambda: _unsent(scene, failed_times={"$gte": 1}), "the broker refuses")
        at = time.monotonic_ns()
        worker.start()
        return _recovered(scene, at)


def _deleted(scene: Scene, cluster: Cluster) -> float:
    """With messages in it, beside a worker that consumes and comes back: what was in it and what comes meanwhile."""
    worker = scene.program("worker")
    worker.signal(signal.SIGSTOP)
    scene.load(BACKLOG)
    until(lambda: _unsent(scene) == 0, "all is sent")
    cluster.management.call("DELETE", "queues", scene.name, _queue(scene))
    at = time.monotonic_ns()
    scene.load(10)
    until(lambda: _unsent(scene) == 0, "this is sent too, to the other queue")
    worker.signal(signal.SIGCONT)
    return _recovered(scene, at)


# MongoDB


def _primary_killed(scene: Scene, cluster: Cluster) -> float:
    scene.load(10)
    primary = cluster.primary()
    try:
        with scene.loading():
            primary.process.kill()
            return scene.recovered(time.monotonic_ns())
    finally:
        primary.start()
        primary.wait_answering()
        cluster.wait_members()


def _step_down_in_a_transaction(scene: Scene, cluster: Cluster) -> float:
    """The worker waits before its commit until the primary has stepped down, which ends its transaction."""
    scene.fault("worker", "commit", "hold")
    at = time.monotonic_ns()
    cluster.step_down()
    scene.program("worker").plan.go()
    seconds = _recovered(scene, at)
    cluster.wait_members()
    return seconds


def _step_down_in_commit(scene: Scene, cluster: Cluster) -> float:
    """The primary steps down at the moment when the commit is sent: within some milliseconds before or after it."""
    scene.fault("worker", "commit", "hold")
    step_down = threading.Timer(scene.random.uniform(0, 0.02), cluster.step_down)
    step_down.start()
    at = time.monotonic_ns()
    scene.program("worker").plan.go()
    seconds = _recovered(scene, at)
    step_down.join()
    cluster.wait_members()
    return seconds


def _majority_lost(scene: Scene, cluster: Cluster) -> float:
    with scene.loading():
        with cluster.without_majority():
            _lasts(MAJORITY_LOST_SECONDS)
        seconds = scene.recovered(time.monotonic_ns())
    cluster.wait_members()
    return seconds


def _row(component: str, fault: str, moment: str, times: int, once: OnCluster, goal: float) -> Row:
    return Row(
        component,
        fault,
        moment,
        times,
        lambda scene, number: once(scene, _cluster(scene)),
        goal_seconds=goal,
        alone=True,
    )


register(
    _row("broker", "leader kill -9", "publishing", 3, _killed_while_publishing, BROKER_SECONDS),
    _row("broker", "leader kill -9", "consuming", 3, _killed_while_consuming, BROKER_SECONDS),
    _row("broker", "memory alarm", "under load", 3, _alarm(Cluster.memory_alarm), BROKER_SECONDS),
    _row("broker", "disk alarm", "under load", 3, _alarm(Cluster.disk_alarm), BROKER_SECONDS),
    _row("broker", "queue full", "under load", 3, _full, BROKER_SECONDS),
    _row("broker", "queue deleted", "under load", 3, _deleted, BROKER_SECONDS),
    _row("MongoDB", "primary kill -9", "under writes", 4, _primary_killed, MONGO_SECONDS),
    _row("MongoDB", "stepDown", "in a transaction", 4, _step_down_in_a_transaction, MONGO_SECONDS),
    _row("MongoDB", "stepDown", "in commit", 4, _step_down_in_commit, MONGO_SECONDS),
    _row("MongoDB", f"majority lost {MAJORITY_LOST_SECONDS:.0f} s", "under writes", 3, _majority_lost, MONGO_SECONDS),
)
