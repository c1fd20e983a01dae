"""Drain a scene first, then compare what was committed with what took effect."""

import time

from deploy.local.rabbit import DEAD_LETTER_SECONDS
from shared.store import OUTBOX
from tests.faults.checker import Verdict, compare
from tests.faults.scene import Scene

DRAIN_SECONDS = 60.0
# With all queues empty: for what a worker may have in hand, and the broker, which shows none of the messages that it
# moves from a retry queue, and tries again after so long when their queue was full or gone.
_IN_HAND_SECONDS = DEAD_LETTER_SECONDS + 2.0


def drained(scene: Scene, seconds: float = DRAIN_SECONDS) -> bool:
    """Whether nothing waits any more: not in the outbox, not in a queue or retry queue, not in a worker's hands.

    Leaves the workers stopped, cleanly: only then does the broker show what they had taken and not acked.
    """
    end = time.monotonic() + seconds
    workers = [program for name, program in scene.programs.items() if name.startswith("worker")]
    while True:
        empty_since = None
        while time.monotonic() < end:
            if not _nothing_waits(scene):
                empty_since = None
            elif _complete(scene):
                break
            else:
                empty_since = empty_since or time.monotonic()
                if time.monotonic() - empty_since > _IN_HAND_SECONDS:
                    break
            time.sleep(0.3)  # between two looks at the databases
        for worker in workers:
            if (code := worker.stop()) != 0:
                worker.failures.append(f"{worker.name} ended with {code} after SIGTERM")
        if _nothing_waits(scene):
            return True
        if time.monotonic() > end:
            return False
        for worker in workers:
            worker.start()


def _nothing_waits(scene: Scene) -> bool:
    if scene.publisher.mongo[OUTBOX].count_documents({"sent": False}):
        return False
    return not any(count for queue, count in scene.depths().items() if not queue.endswith(".parked"))


def _complete(scene: Scene) -> bool:
    return not compare(scene.facts(), scene.effects(), without_effect=scene.without_effect).lost


def judge(scene: Scene, seconds: float = DRAIN_SECONDS) -> Verdict:
    """What is wrong with the scene, once it is drained or its time is up. Its workers stay stopped."""
    done = drained(scene, seconds)
    facts, depths = scene.facts(), scene.depths()
    waiting = scene.waiting() if any(depths.values()) or not done else {}
    verdict = compare(facts, scene.effects(), waiting=waiting, without_effect=scene.without_effect)
    if not done:
        verdict.example(f"still waiting: { {queue: count for queue, count in depths.items() if count} }")
    for aggregate, version in sorted(scene.acknowledged - {(fact.aggregate_id, fact.version) for fact in facts}):
        verdict.lost += 1
        verdict.example(f"acknowledged, but not in the outbox: v{version} of {aggregate}")
    parked = sum(count for queue, count in depths.items() if queue.endswith(".parked"))
    if parked != scene.parked:
        verdict.stuck = max(verdict.stuck, abs(parked - scene.parked))  # the events among them are counted already
        verdict.example(f"{parked} parked, {scene.parked} expected")
    return verdict
