"""The closed loop again, while every worker and every relay is killed with -9 in mid-flow and started again."""

import random
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from deploy.demo.clients import SERVICES, Clients, until
from deploy.demo.run import EXPECTED, run
from deploy.demo.story import Story
from deploy.local.suite import Suite
from tests.e2e import evidence


class Killer:
    """Around each step of the story, kills three programs at random moments of it and starts them again."""

    def __init__(self, suite: Suite, seed: int) -> None:
        self.killed: Counter[str] = Counter()
        self._suite = suite
        self._random = random.Random(seed)
        # One thread for all steps: the programs that it starts end with it (deploy.local.processes).
        self._thread = ThreadPoolExecutor(1, "killer")
        self._next = [f"{service}-{program}" for service in SERVICES for program in ("worker", "relay")]

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """One step, disturbed; ends when the programs killed in it are healthy again."""
        names = [self._next.pop(0) for _ in range(3)]
        self._next += names
        moments = sorted(self._random.uniform(0, 0.4) for _ in names)
        disturbed = self._thread.submit(self._disturb, names, moments)
        yield
        disturbed.result()

    def _disturb(self, names: list[str], moments: list[float]) -> None:
        never = threading.Event()
        for before, moment, name in zip([0.0, *moments], moments, names, strict=False):
            never.wait(moment - before)
            self._suite.kill(name)
            self.killed[name] += 1
        for name in names:
            self._suite.start_program(name)


def test_the_result_is_the_same_and_nothing_happened_twice(suite: Suite) -> None:
    killer = Killer(suite, seed=20200420)
    clients = Clients.of(suite)

    summary = run(Story(clients), killer.step)

    assert summary == EXPECTED
    assert all(killer.killed[f"{service}-{program}"] >= 3 for service in SERVICES for program in ("worker", "relay"))
    until("every event taken effect", lambda: not evidence.lost(suite))
    assert evidence.committed(suite) == evidence.STORY_EVENTS
    assert evidence.disordered(suite) == []
    assert evidence.parked(suite) == {}
    clients.close()
