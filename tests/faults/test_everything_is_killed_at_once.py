"""The closed loop, while all fifteen programs are killed with -9 at the same moment, again and again, in mid-flow."""

import json
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.demo import clients
from deploy.demo.clients import SERVICES, Clients, until
from deploy.demo.run import EXPECTED, run
from deploy.demo.story import Story
from deploy.local.places import PROGRAMS
from deploy.local.suite import Suite
from tests.e2e import evidence

NAMES = [f"{service}-{program}" for service in SERVICES for program in PROGRAMS]
STEPS = 11
KILLS = 4


class Outage:
    """In some of the story's steps, kills everything at a random moment and starts it again."""

    def __init__(self, suite: Suite, seed: int, thread: ThreadPoolExecutor) -> None:
        self.backlogs: list[int] = []
        self._suite = suite
        self._random = random.Random(seed)
        self._thread = thread
        # The first step has the longest stream of commits.
        self._in_steps = {0, *self._random.sample(range(1, STEPS), KILLS - 1)}
        self._step = -1

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        self._step += 1
        if self._step not in self._in_steps:
            yield
            return
        disturbed = self._thread.submit(self._kill_all, self._random.uniform(0.05, 0.6))
        yield
        disturbed.result()

    def _kill_all(self, after_seconds: float) -> None:
        threading.Event().wait(after_seconds)
        with ThreadPoolExecutor(len(NAMES)) as at_once:
            list(at_once.map(self._suite.kill, NAMES))
        self.backlogs.append(len(evidence.lost(self._suite)))
        assert sorted(self._suite.revive()) == sorted(NAMES)
        for name in NAMES:
            self._suite.wait_healthy(name)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Callers that wait for an api to be there again; their request ids make a call sent again harmless."""
    config = json.loads(clients._RETRIES)
    config["methodConfig"][0] |= {"waitForReady": True, "timeout": "120s"}
    monkeypatch.setattr(clients, "_RETRIES", json.dumps(config))


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("seed", [20200420, 20200421, 20200422])
def test_the_result_is_the_same_and_nothing_is_lost_or_happened_twice(seed: int, tmp_path: Path) -> None:
    # The programs started again end with the thread that started them: it lives as long as the suite.
    with ThreadPoolExecutor(1) as thread, Suite(tmp_path, private_ports=True, prometheus=False) as suite:
        outage = Outage(suite, seed, thread)
        callers = Clients.of(suite)

        summary = run(Story(callers), outage.step)

        assert len(outage.backlogs) == KILLS
        assert any(outage.backlogs), "every time everything was handled already: these kills proved nothing"
        assert summary == EXPECTED
        until("every event taken effect", lambda: not evidence.lost(suite))
        assert evidence.committed(suite) == evidence.STORY_EVENTS
        assert evidence.disordered(suite) == []
        assert evidence.parked(suite) == {}
        callers.close()
