"""A deterministic world: processes as green threads, a clock that only the scheduler moves, crashes at any step.

Every call into the store, the broker and the clock goes through `World.at(place)`. There the scheduler's one random
generator decides whether the process goes on, gives way to another, is stopped for seconds (as by SIGSTOP, or by a
machine that swaps), or is killed. Nothing else is random, so a seed says everything that happens.
"""

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import greenlet

BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
MAX_STEPS = 200_000  # of the scheduler, in one scenario: more means that it does not come to an end
# How often a crash or a stop at a place is meant, against 1 around commits, publishes, confirms and acks.
WEIGHTS = {
    "clock": 0.02,
    "broker connect": 0.05,
    "broker call": 0.05,
    "watch": 0.1,
    "broker read": 0.3,
    "before abort": 0.3,
    "find": 0.2,
    "after find": 0.2,
    "insert": 0.2,
    "update": 0.3,
    "after update": 0.3,
}


class Crashed(BaseException):
    """Raised in the threads of a killed process. Whatever they still try has no effect."""


class Violation(AssertionError):
    """A promise was broken."""


class NeverEnds(Violation):
    """The scenario does not come to an end: something is stuck, or goes in circles."""


@dataclass(eq=False)
class Process:
    """What dies as a whole. `on_death` are the servers' views of it: its connections and transactions."""

    name: str
    machine: int = 0
    alive: bool = True
    stopped_until: int = 0
    alone: "Thread | None" = None  # stopped in this one: no other may go on before it
    on_death: list[Callable[[], None]] = field(default_factory=list)


@dataclass(eq=False)
class Thread:
    """A green thread. Ready when `wake_at` is past; None: when its signal comes. `lazy`: it merely polls."""

    process: Process
    greenlet: greenlet.greenlet
    wake_at: int | None = 0
    lazy: bool = False
    polls: bool = False  # its sleeps are lazy


class Signal:
    """What threads wait for."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._waiting: list[Thread] = []

    def wait(self, milliseconds: int | None = None) -> None:
        """Return when it is given, or after the time; at once if the process was stopped meanwhile."""
        thread = self._world.current
        self._waiting.append(thread)
        thread.wake_at = None if milliseconds is None else self._world.now + milliseconds
        try:
            self._world.give_way()
        finally:
            if thread in self._waiting:
                self._waiting.remove(thread)

    def give(self) -> None:
        """Wake all that wait."""
        for thread in self._waiting:
            thread.wake_at = self._world.now
        self._waiting.clear()


@dataclass(order=True, slots=True)
class _Timer:
    at: int
    number: int
    needed: bool = field(compare=False)
    work: Callable[[], None] = field(compare=False)

    def cancel(self) -> None:
        self.needed, self.work = False, _nothing


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Rates:
    """Probabilities per step."""

    crash: float
    switch: float = 0.25
    stop: float = 0.0
    trouble: float = 0.0  # a connection that breaks, a reply that is lost; asked for by the servers


class World:
    """One scenario's threads, clock and dice."""

    def __init__(self, seed: int, rates: Rates, crashes: int, *, keep_trace: bool = False) -> None:
        self.dice = random.Random(seed)
        self.rates = rates
        self.crashes_left = crashes
        self.now = 0  # milliseconds since BEGIN
        self.crashed: Counter[str] = Counter()
        self.troubles: Counter[str] = Counter()
        self.trace: list[str] | None = [] if keep_trace else None
        self.steps = 0
        self.violation = ""
        self._outside = self.current = Thread(Process("servers"), greenlet.getcurrent())
        # Work of the servers' own: something to do now (random order), and what comes by the clock.
        self.busy: Callable[[], bool] = lambda: False
        self.serve: Callable[[], None] = lambda: None
        # When there is work that only polling threads find, from when on; None: there is none.
        self.polled_work: Callable[[], int | None] = lambda: None
        self._scheduler = greenlet.getcurrent()
        self._threads: list[Thread] = []
        self._timers: list[_Timer] = []
        self._numbers = itertools.count(1)
        self._last_id = 0
        self._utc_of, self._utc = 0, BEGIN
        self._dead = False  # whether there are threads to be buried

    # Time and identity, in place of datetime, time and uuid.

    def utc_now(self) -> datetime:
        """The present."""
        if self._utc_of != self.now:
            self._utc_of, self._utc = self.now, BEGIN + timedelta(milliseconds=self.now)
        return self._utc

    def id(self) -> str:
        """A new id, the same in each run of the seed."""
        self._last_id += 1
        return f"{self._last_id:08x}"

    # For threads.

    def at(self, place: str, detail: str = "") -> None:
        """A step of the running process. It may not return: `Crashed`."""
        process = self.current.process
        if not process.alive:
            raise Crashed
        if self.current is self._outside:
            return
        if self.trace is not None:
            self.note(f"{place} {detail}")
        draw = self.dice.random()
        rates = self.rates
        if draw < rates.crash + rates.stop:
            if self.crashes_left > 0 and self.dice.random() < WEIGHTS.get(place, 1):
                if draw < rates.crash:
                    self._crash_here(place)
                self._stop_here()
        elif draw > 1 - rates.switch:
            self.give_way()

    def alone_at(self, place: str, detail: str = "") -> None:
        """A step too, but not one where a green thread gives way to another of its process."""
        process = self.current.process
        if not process.alive:
            raise Crashed
        if self.trace is not None and place != "clock":
            self.note(f"{place} {detail}")
        draw = self.dice.random()
        rates = self.rates
        if draw < rates.crash + rates.stop and self.crashes_left > 0 and self.current is not self._outside:
            if self.dice.random() >= WEIGHTS.get(place, 1):
                return
            if draw < rates.crash:
                self._crash_here(place)
            process.alone = self.current
            try:
                self._stop_here()
            finally:
                process.alone = None

    def _crash_here(self, place: str) -> None:
        process = self.current.process
        draw = self.dice.random()
        self._crash(process, place)
        if draw < 0.2:  # the machine fails, or, more seldom, the power
            for other in list(dict.fromkeys(each.process for each in self._threads)):
                if other.alive and (draw < 0.05 or other.machine == process.machine):
                    self._crash(other, "with another")
        raise Crashed

    def _crash(self, process: Process, place: str) -> None:
        self.crashes_left -= 1
        self.crashed[place] += 1
        self.kill(process)

    def _stop_here(self) -> None:
        self.current.process.stopped_until = self.now + self.dice.choice((300, 2_000, 4_000, 12_000))
        self.note("stopped")
        self.give_way()

    def trouble(self, kind: str) -> bool:
        """Whether something now goes wrong in a server or on the way to it."""
        if self.crashes_left <= 0 or self.dice.random() >= self.rates.trouble:
            return False
        self.troubles[kind] += 1
        self.note(f"trouble: {kind}")
        return True

    def give_way(self) -> None:
        """Let others run; return when ready again."""
        self._scheduler.switch()
        if not self.current.process.alive:
            raise Crashed

    def sleep(self, milliseconds: float, lazy: bool = False) -> None:
        """Sleep, or longer. `lazy`: it need not wake for its own sake while nothing is there to be found."""
        self.alone_at("clock")
        thread = self.current
        if lazy:  # any sleep may last longer; that of one who polls does, so that there is less of it
            milliseconds *= 1 + 8 * self.dice.random()
        thread.wake_at, thread.lazy = self.now + max(0, int(milliseconds)), lazy
        try:
            self.give_way()
        finally:
            thread.lazy = False

    def violate(self, what: str) -> None:
        """A promise is broken: the scenario ends here. Not raised on the spot, where the programs might take it."""
        self.violation = self.violation or what
        self.note(f"VIOLATED: {what}")

    def check(self) -> None:
        """Raises the violation, if there was one."""
        if self.violation:
            raise Violation(self.violation)

    def note(self, what: str) -> None:
        """A line of the trace."""
        if self.trace is not None:
            self.trace.append(f"{self.now:>8} ms  {self.current.process.name:<14} {what}")

    # For the scenario and the servers.

    def spawn(self, process: Process, work: Callable[[], Any]) -> Thread:
        """A new thread of a process."""

        def run() -> None:
            try:
                work()
            except (Crashed, greenlet.GreenletExit):
                pass
            finally:
                self._threads.remove(thread)

        thread = Thread(process, greenlet.greenlet(run, parent=self._scheduler), wake_at=self.now)
        self._threads.append(thread)
        return thread

    def after(self, milliseconds: int, work: Callable[[], None], needed: bool = True) -> Callable[[], None]:
        """Do something later; call what is returned to cancel it. Not `needed`: the scenario may end before it."""
        timer = _Timer(self.now + milliseconds, next(self._numbers), needed, work)
        heapq.heappush(self._timers, timer)
        return timer.cancel

    def kill(self, process: Process) -> None:
        """End it. Its connections break and its transactions are left over."""
        process.alive = False
        self._dead = True
        self.note("killed")
        for each in process.on_death:
            each()

    def stop_thread(self, thread: Thread, error: BaseException) -> None:
        """Raise something in a waiting thread, the next time that it runs."""
        if thread.greenlet.dead:
            return
        if not thread.greenlet:  # not started: nothing in it can catch anything
            self._threads.remove(thread)
            thread.greenlet.throw(error)
            return
        self._run(thread, error)

    def run(self) -> None:
        """Until nothing is left to be done. Raises what a thread raised."""
        while True:
            self.steps += 1
            self.check()
            if self.steps > MAX_STEPS:
                raise NeverEnds(f"not at rest after {MAX_STEPS} steps")
            if self._dead:
                self._bury()
            now = self.now
            while self._timers and self._timers[0].at <= now:
                heapq.heappop(self._timers).work()
            ready = [
                each
                for each in self._threads
                if each.wake_at is not None
                and each.wake_at <= now
                and each.process.stopped_until <= now
                and each.process.alone in (None, each)
            ]
            if self.busy():
                # The servers are as quick as anybody: sometimes before, sometimes after the programs.
                chosen = int(self.dice.random() * (len(ready) + 2))
                if chosen >= len(ready):
                    self.serve()
                    continue
            elif not ready:
                if not self._forward():
                    return
                continue
            else:
                chosen = int(self.dice.random() * len(ready)) if len(ready) > 1 else 0
            self._run(ready[chosen])

    def close(self) -> None:
        """End what still runs."""
        for thread in self._threads:
            thread.process.alive = False
        self._bury()

    def _run(self, thread: Thread, error: BaseException | None = None) -> None:
        before, self.current = self.current, thread
        try:
            if error is None:
                thread.greenlet.switch()
            else:
                thread.greenlet.throw(error)
        finally:
            self.current = before

    def _bury(self) -> None:
        """The threads of dead processes come to their end."""
        self._dead = False
        for thread in [each for each in self._threads if not each.process.alive]:
            while not thread.greenlet.dead:
                if thread.greenlet:
                    self._run(thread, Crashed())
                else:
                    self._threads.remove(thread)
                    break

    def _forward(self) -> bool:
        """Move the clock to where something happens; whether there is such a time."""
        polled = self.polled_work()
        times = [each.at for each in self._timers if each.needed]
        for thread in self._threads:
            if thread.wake_at is None:
                continue
            at = max(thread.wake_at, thread.process.stopped_until)
            if not thread.lazy:
                times.append(at)
            elif polled is not None:
                times.append(max(at, polled))
        if not times:
            return False
        self.now = max(self.now + 1, min(times))
        return True
