"""Rows: handlers that fail or are slow. The event is tried, then parked; its aggregate waits, its neighbours do not.

Tries are real. Where waiting for them would take minutes, what waits in a retry queue is brought back early, or the
event is sent with the header of so many tries; nothing of the product is changed.
"""

import time
from collections import Counter
from collections.abc import Callable

from shared import parking, topology
from shared.envelope import Wire
from tests.faults import stranger
from tests.faults.harness import Row, register
from tests.faults.scene import Scene, until
from tests.faults.stranger import Broken

TIMES = 4
TRIES = 1 + len(topology.RETRY_WAITS_MS)
FORWARD_SECONDS = 0.5  # between two looks into the retry queues
NEIGHBOURS_SECONDS = 5.0  # goal: until the last of nine neighbours' events is in effect
WAYS = (  # how a handler is broken, and what the broker is told of it
    ("by what it raises", "RuntimeError"),
    ("by a refused write", "DuplicateKeyError"),
    ("by a document that cannot be stored", "InvalidDocument"),
    ("by ending its process", "Escaped"),
)


class Cases:
    """The broken events of a row, and what must be parked of them before they are mended and replayed."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Broken, list[Wire]]] = []
        self._told: Counter[tuple[str, str, int]] = Counter()

    def prepare(self, scene: Scene) -> None:
        """None yet."""
        stranger.nothing_missed(scene)
        self._waiting.clear()
        self._told.clear()

    def add(self, broken: tuple[Broken, list[Wire]], told: tuple[str, str] | None = None) -> None:
        """`told` are reason and error that it must be parked with; None: it must not be parked."""
        self._waiting.append(broken)
        if told is not None:
            self._told[*told, TRIES] += 1

    def finish(self, scene: Scene) -> None:
        """Bring back what waits until all are parked, compare, mend and replay them; then all takes effect."""
        follow = scene.subscriptions[0].queue
        wanted = self._told.total()
        _forwarding(scene, lambda: scene.depths()[f"{follow}.parked"] >= wanted, f"{wanted} parked")
        seen = Counter(
            (each.reason, each.error, each.attempts) for each in stranger.parked(scene)[scene.subscribers[0]]
        )
        if seen != self._told:
            scene.wrong.append(f"parked: {dict(seen)}, not {dict(self._told)}")
        for broken, _ in self._waiting:
            stranger.mend(scene, broken)
        if (count := parking.replay_parked(scene.amqp_url, follow)) != wanted:
            scene.wrong.append(f"{count} events replayed, not {wanted}")
        wires = [each for broken, later in self._waiting for each in (broken.wire, *later)]
        _forwarding(scene, lambda: stranger.are_in_effect(scene, wires), "the mended events and their successors")


def _forwarding(scene: Scene, condition: Callable[[], bool], what: str) -> None:
    looked = 0.0

    def look() -> bool:
        nonlocal looked
        if time.monotonic() - looked > FORWARD_SECONDS:
            stranger.forward(scene)
            looked = time.monotonic()
        return condition()

    until(look, what, 120)


def _row(fault: str, moment: str, once: Callable[[Cases, Scene, int], float], times: int = TIMES) -> Row:
    cases = Cases()
    return Row(
        "handler",
        fault,
        moment,
        times,
        lambda scene, number: once(cases, scene, number),
        goal_seconds=NEIGHBOURS_SECONDS,
        prepare=cases.prepare,
        finish=cases.finish,
    )


def _always_fails(cases: Cases, scene: Scene, number: int) -> float:
    """Each in another way."""
    how, error = WAYS[number % len(WAYS)]
    cases.add(stranger.poisoned(scene, f"broken:{how}"), ("handler-failed", error))
    return stranger.neighbours(scene)


def _fails_first(cases: Cases, scene: Scene, number: int) -> float:
    """On its first one to five tries: as many as are forgiven."""
    cases.add(stranger.poisoned(scene, f"fail:{scene.random.randint(1, TRIES - 1)}"))
    return stranger.neighbours(scene)


def _slow_first(cases: Cases, scene: Scene, number: int) -> float:
    """On its first try."""
    broken = stranger.poisoned(scene, "slow:30")
    cases.add(broken)
    until((scene.directory / f"{broken[0].person_id}.handling").exists, "the handler has begun")
    return stranger.neighbours(scene)


def _always_slow(cases: Cases, scene: Scene, number: int) -> float:
    """It would never end by itself: the first goes all its tries, the others the last."""
    broken = stranger.poisoned(scene, "broken:by thirty seconds", tries=TRIES - 1 if number else 0)
    cases.add(broken, ("handler-too-slow", "TooSlow"))
    until((scene.directory / f"{broken[0].person_id}.handling").exists, "the handler has begun")
    return stranger.neighbours(scene)


register(
    _row("always fails", "among good ones", _always_fails),
    _row("fails some times, then succeeds", "among good ones", _fails_first),
    _row("30 s slow", "on its first try", _slow_first),
    _row("30 s slow", "always", _always_slow),
)
