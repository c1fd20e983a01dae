"""Rows: what strangers may publish among good events. Each bad message is parked once, each good one applied once."""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable

import amqp

from shared import parking
from shared.envelope import MAX_BYTES, Wire
from tests.faults import messages, stranger
from tests.faults.harness import Row, register
from tests.faults.messages import Bad, Raw
from tests.faults.scene import Scene, until

TIMES = 8


class Parking:
    """What must be parked in the end: each bad message once at each subscriber, for its reason, nothing of it told."""

    def __init__(self) -> None:
        self._expected: Counter[tuple[str, str]] = Counter()
        self._pids: dict[str, int | None] = {}

    def prepare(self, scene: Scene) -> None:
        """Nothing yet."""
        stranger.nothing_missed(scene)
        self._expected.clear()
        self._pids.clear()

    def expect(self, scene: Scene, bad: Bad) -> None:
        """It was published, or will be."""
        if not self._pids:
            self._pids = {name: program.pid for name, program in scene.programs.items()}
        self._expected[hashlib.sha256(bad.body).hexdigest(), bad.reason] += 1
        scene.parked += len(scene.subscribers)

    def compare(self, scene: Scene) -> None:
        """The row's end: wait for what is to come, then compare; what comes later still, the judge counts."""
        wanted = self._expected.total()
        queues = [f"{each.queue}.parked" for each in scene.subscriptions]
        until(lambda: all(scene.depths()[each] >= wanted for each in queues), f"{wanted} parked at each subscriber")
        for subscriber, found in stranger.parked(scene).items():
            told = Counter({(each.sha256, each.reason): count for each, count in found.items()})
            for each in (self._expected - told) + (told - self._expected):
                scene.wrong.append(f"{subscriber}: {told[each]} times parked as {each[1]}, not {self._expected[each]}")
        for name, program in scene.programs.items():
            if program.pid != self._pids.get(name, program.pid):
                scene.wrong.append(f"{name} ended and was started again")
            if messages.CANARY in program.log.read_text(errors="replace"):
                scene.wrong.append(f"{name} has told in its log what a message held")


Once = Callable[[Parking, Scene, int], float]


def _bad(kind: str, scene: Scene, number: int) -> Bad:
    """Another variant for each number."""
    return messages.KINDS[kind](scene.random)[number % TIMES]


def _parked(kind: str) -> Once:
    """One bad message of the kind, between good events."""

    def once(expected: Parking, scene: Scene, number: int) -> float:
        bad = _bad(kind, scene, number)
        expected.expect(scene, bad)
        scene.load(7)
        sent = stranger.publish(scene, [amqp.Message(bad.body, delivery_mode=2)])
        scene.load(7)
        return scene.recovered(sent)

    return once


def _first(scene: Scene, copies: Callable[[list[Wire]], list[amqp.Message]], key: str | bytes = stranger.KEY) -> float:
    """A stranger publishes what the relay has not sent yet; all of it takes effect before the relay sends it too."""
    with stranger.relay_asleep(scene):
        began = time.monotonic_ns()
        scene.load(12)
        waiting = stranger.unsent(scene)
        stranger.publish(scene, copies(waiting), key=key)
        seconds = scene.recovered(began)
        stranger.in_effect(scene, waiting)
    return seconds


def _good(wire: Wire) -> amqp.Message:
    return amqp.Message(wire.body, delivery_mode=2, message_id=wire.id, application_headers=dict(wire.headers))


def _hostile(expected: Parking, scene: Scene, number: int) -> float:
    """Good events and two bad messages, with properties, headers and a routing key as nobody should send them."""
    properties = messages.hostile_properties(scene.random)[number % TIMES]
    raw = messages.hostile_bytes(scene.random)[number % TIMES]
    bad = [Bad("no-json", f"{messages.CANARY} {scene.random.random()}".encode()) for _ in range(2)]
    for each in bad:
        expected.expect(scene, each)

    def copies(waiting: list[Wire]) -> list[amqp.Message]:
        half = len(waiting) // 2
        return [
            amqp.Message(bad[0].body, **properties),
            *(amqp.Message(each.body, **properties) for each in waiting[:half]),
            Raw(bad[1].body, raw),
            *(Raw(each.body, raw) for each in waiting[half:]),
        ]

    return _first(scene, copies, messages.HOSTILE_KEY if number % 2 else stranger.KEY)


def _large(expected: Parking, scene: Scene, number: int) -> float:
    """A message just over the limit, or far; and a good event that reaches it exactly."""
    bad = _bad("1 MB", scene, number)
    expected.expect(scene, bad)

    def copies(waiting: list[Wire]) -> list[amqp.Message]:
        largest = amqp.Message(messages.padded(json.loads(waiting[0].body), MAX_BYTES), delivery_mode=2)
        return [largest, amqp.Message(bad.body, delivery_mode=2), *map(_good, waiting[1:])]

    return _first(scene, copies)


def _triple(_: Parking, scene: Scene, number: int) -> float:
    """Each event three times by a stranger and once by the relay, or twice beside it in any order."""
    if number % 2:
        return _first(scene, lambda waiting: [_good(each) for each in waiting for _ in range(3)])
    with stranger.relay_asleep(scene):
        began = time.monotonic_ns()
        scene.load(12)
        twice = stranger.unsent(scene) * 2
    scene.random.shuffle(twice)
    stranger.publish(scene, [_good(each) for each in twice])
    return scene.recovered(began)


def _reordered(_: Parking, scene: Scene, number: int) -> float:
    """The versions of each aggregate back to front, before the relay sends them in order."""
    return _first(scene, lambda waiting: [_good(each) for each in reversed(waiting)])


def _replayed(_: Parking, scene: Scene, number: int) -> float:
    """An event is parked after its last try and its successors wait; mended, it is replayed, and they follow."""
    follow = scene.subscriptions[0].queue
    broken, later = stranger.poisoned(scene, "broken:by what it raises", tries=5)
    bad = scene.parked // len(scene.subscribers)
    until(lambda: scene.depths()[f"{follow}.parked"] == bad + 1, "parked after its last try")
    stranger.mend(scene, broken)
    if number % 2:  # somebody sends it again by hand, too: the inbox takes one of them
        stranger.publish(scene, [_good(broken.wire)], exchange="recruitment.redeliver", key=follow)
    began = time.monotonic_ns()
    if (count := parking.replay_parked(scene.amqp_url, follow, lambda each: each.id == broken.wire.id)) != 1:
        scene.wrong.append(f"{count} events replayed, not 1")
    scene.load(8)
    seconds = scene.recovered(began)
    stranger.in_effect(scene, [broken.wire, *later])
    return seconds


ROWS: dict[str, Once] = {
    "no JSON": _parked("no JSON"),
    "wrong type": _parked("wrong type"),
    "hostile headers": _hostile,
    "1 MB": _large,
    "unknown version": _parked("unknown version"),
    "the same event three times": _triple,
    "reordered": _reordered,
    "replayed from parking": _replayed,
}


def _row(fault: str, times: int, once: Once) -> Row:
    expected = Parking()
    return Row(
        "messages",
        fault,
        "among good ones",
        times,
        lambda scene, number: once(expected, scene, number),
        prepare=expected.prepare,
        finish=expected.compare,
    )


def one_of_each() -> Row:
    """A quick one: each kind once, in one of its variants."""
    every = list(ROWS.values())
    return _row(
        "one of each", len(every), lambda expected, scene, n: every[n](expected, scene, scene.random.randrange(TIMES))
    )


register(*(_row(fault, TIMES, once) for fault, once in ROWS.items()))
