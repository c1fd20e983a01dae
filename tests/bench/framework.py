"""Rounds of ours beside another's on the same servers, and growth curves; what every bench of this directory builds on.

A module here has `BENCHES` and `CURVES`, which `__main__` collects:

    def ours(servers: Servers) -> float: …       # one measurement, on a database and virtual host of its own
    BENCHES = [Bench("relay-vs-nameko", ours, nameko, goal=12)]
    CURVES = [Curve("relay", "events waiting", (2_000, 20_000, 200_000), at_size)]

Ratios count, not absolute figures: a busy machine slows both sides of a round.
"""

import os
import statistics
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit, urlunsplit

import psutil
from pymongo import MongoClient

from deploy.local.stack import Stack
from shared import broker, topology
from shared.lease import Lease
from shared.outbox import Outbox
from shared.store import Database, Document
from shared.topology import Subscription

ROOT = Path(__file__).parent.parent.parent
WAIT_SECONDS = 120  # for what takes seconds; a measurement that does not end fails
Row = dict[str, Any]


class Servers:
    """MongoDB and RabbitMQ, with a fresh database and virtual host for each measurement.

    `quick` divides the sizes by ten: enough to see that a bench works, too little for its figures.
    """

    def __init__(self, stack: Stack, *, quick: bool = False) -> None:
        self.stack = stack
        self.quick = quick
        self.client = MongoClient[Document](stack.admin_mongo_url(), tz_aware=True, maxPoolSize=200)

    def many(self, usual: int) -> int:
        """How many to do of what is usually done so often."""
        return max(1, usual // 10) if self.quick else usual

    def fresh(self, subscriptions: Sequence[Subscription] = ()) -> tuple[Database, str]:
        """An empty database, and the URL of a virtual host with these subscriptions' topology declared."""
        name = f"bench-{uuid.uuid4().hex[:8]}"
        self.stack.management.add_vhost(name)
        url = self.stack.amqp_url("admin", name)
        if subscriptions:
            with broker.waiting_connection(url, 10) as connection:
                topology.declare(connection.channel(), subscriptions)
        database = Database(self.client, name)
        Outbox(database, Lease(database, "relay", 1)).ensure_indexes(keep_days=90)
        return database, url

    def mongo_url(self, database: Database) -> str:
        """The admin's URL of that database."""
        parts = urlsplit(self.stack.admin_mongo_url())
        return urlunsplit(parts._replace(path=f"/{database.mongo.name}"))

    def clear(self) -> None:
        """Forget all that the measurements so far have stored and sent, so that none pays for another's."""
        for name in self.client.list_database_names():
            if name.startswith("bench-"):
                self.client.drop_database(name)
        for vhost in self.stack.management.call("GET", "vhosts"):
            if vhost["name"].startswith("bench-"):
                self.stack.management.drop_vhost(vhost["name"])


@dataclass(frozen=True)
class Figure:
    """What a measurement found: the figure that is compared, and those reported beside it."""

    value: float
    beside: Mapping[str, float] = field(default_factory=dict)


Measure = Callable[[Servers], float | Figure]


@dataclass(frozen=True)
class Bench:
    """Ours beside another's that does the same work. Benches with the same `ours` share its measurement in a round.

    `goal` is a bound of the ratio ours ÷ other: from below, or from above where `lower_is_better` (times). Without
    `other` there is no ratio and one round: the figure is reported as it is.
    """

    name: str
    ours: Measure
    other: Measure | None = None
    goal: float | None = None
    unit: str = "events/s"
    lower_is_better: bool = False


def measured_with(measure: Callable[..., float | Figure], *arguments: Any) -> Measure:
    """`measure(*arguments, servers)` as a measurement. Benches that shall share it must be given the same object."""
    fixed = partial(measure, *arguments)
    shown = ", ".join(str(getattr(each, "__name__", each)) for each in arguments)
    fixed.__qualname__ = f"{measure.__name__}({shown})"  # type: ignore[attr-defined]  # for the lines that say what runs
    return fixed


@dataclass(frozen=True)
class Curve:
    """One figure of ours at growing sizes of what is stored or waits: `measure(servers, size)`."""

    name: str
    over: str  # what grows
    sizes: Sequence[int]
    measure: Callable[[Servers, int], float]
    unit: str = "events/s"


def compare(benches: Sequence[Bench], servers: Servers, rounds: int, say: Callable[[str], None]) -> Iterator[Row]:
    """Measure in rounds, every side once in each; one row per bench. Benches are grouped by what they measure of ours.

    Every second round goes the other way round: what a measurement leaves behind falls on each side in turn.
    """
    groups: dict[Measure, list[Bench]] = {}
    for bench in benches:
        groups.setdefault(bench.ours, []).append(bench)
    for ours, group in groups.items():
        sides = list(dict.fromkeys([ours, *(bench.other for bench in group if bench.other is not None)]))
        found: dict[Measure, list[Figure]] = {side: [] for side in sides}
        for number in range(rounds if len(sides) > 1 else 1):
            for side in sides if number % 2 == 0 else reversed(sides):
                measured = side(servers)
                found[side].append(measured if isinstance(measured, Figure) else Figure(measured))
                say(f"{', '.join(b.name for b in group)}: round {number + 1}, {_told(side)}: {_shown(found[side][-1])}")
                servers.clear()
        for bench in group:
            yield row(bench, found[ours], found[bench.other] if bench.other else [])


def row(bench: Bench, ours: Sequence[Figure], other: Sequence[Figure]) -> Row:
    """The row of the report: medians of the rounds; `min` and `max` are of the ratio."""
    ratios = [a.value / b.value for a, b in zip(ours, other, strict=False)]
    ratio = statistics.median(ratios) if ratios else None
    met: bool | None = None
    if ratio is not None and bench.goal is not None:
        met = ratio <= bench.goal if bench.lower_is_better else ratio >= bench.goal
    return {
        "name": bench.name,
        "ours": _median(ours),
        "other": _median(other) if other else None,
        "ratio": _digits(ratio),
        "goal": bench.goal,
        "met": met,
        "unit": bench.unit,
        "better": "lower" if bench.lower_is_better else "higher",
        "min": _digits(min(ratios, default=None)),
        "max": _digits(max(ratios, default=None)),
        "rounds": len(ours),
        "ours_beside": _beside(ours),
        "other_beside": _beside(other),
    }


def grow(curve: Curve, servers: Servers, say: Callable[[str], None]) -> Row:
    """Measure a curve at each of its sizes."""
    values = []
    for size in curve.sizes:
        values.append(_digits(curve.measure(servers, servers.many(size))))
        say(f"growth of {curve.name}, {servers.many(size):,} {curve.over}: {values[-1]:,} {curve.unit}")
        servers.clear()
    sizes = [servers.many(size) for size in curve.sizes]
    return {"name": curve.name, "over": curve.over, "unit": curve.unit, "sizes": sizes, "values": values}


def merged(old: Iterable[Row], new: Iterable[Row], names: Sequence[str]) -> list[Row]:
    """The report with these new rows in it, in the order of `names`; rows of benches that are no more go."""
    rows = {each["name"]: each for each in (*old, *new)}
    return [rows[name] for name in names if name in rows]


class Program:
    """A process that runs while it is measured, killed at the end."""

    def __init__(self, process: subprocess.Popen[bytes], output: IO[bytes]) -> None:
        self.process = process
        self._output = output

    def reach(self, count: Callable[[], int], wanted: int, seconds: float = WAIT_SECONDS) -> tuple[float, int]:
        """When `count()` had reached `wanted`, and what it was; looks a hundred times a second.

        Raises `TimeoutError` with the end of the program's output, also when the program has ended.
        """
        end = time.perf_counter() + seconds
        while (found := count()) < wanted:
            if time.perf_counter() > end or self.process.poll() is not None:
                raise TimeoutError(f"{found} of {wanted} after {seconds:.0f} s at most; the program {self.told()}")
            time.sleep(0.01)  # between two looks at the condition
        return time.perf_counter(), found

    def wait_listening(self, port: int) -> None:
        """Wait until the process itself listens on the port, also where others do so too."""

        def listens() -> int:
            with suppress(psutil.NoSuchProcess):
                connections = psutil.Process(self.process.pid).net_connections("tcp")
                return any(each.status == psutil.CONN_LISTEN and each.laddr.port == port for each in connections)
            return False

        self.reach(listens, 1)

    @property
    def cpu_seconds(self) -> float:
        """Processor time that it has used."""
        times = psutil.Process(self.process.pid).cpu_times()
        return times.user + times.system

    def told(self) -> str:
        """Whether it runs, and the end of its output."""
        self._output.seek(0)
        last = self._output.read()[-3_000:].decode(errors="replace")
        code = self.process.poll()
        return f"{'still ran' if code is None else f'had ended with {code}'}:\n{last}"


@contextmanager
def program(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Iterator[Program]:
    """Run a program of this project meanwhile, with these variables beside the caller's."""
    with tempfile.TemporaryFile() as output:
        variables = {**os.environ, **(environment or {})}
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=output, stderr=output)
        try:
            yield Program(process, output)
        finally:
            process.kill()
            process.wait()


def _digits(value: float | None) -> float | None:
    """Four significant digits: more would be noise."""
    return None if value is None else float(f"{value:.4g}")


def _median(figures: Sequence[Figure]) -> float | None:
    return _digits(statistics.median(each.value for each in figures))


def _beside(figures: Sequence[Figure]) -> dict[str, float | None]:
    names = figures[0].beside if figures else ()
    return {name: _digits(statistics.median(each.beside[name] for each in figures)) for name in names}


def _told(side: Measure) -> str:
    return str(getattr(side, "__qualname__", side))


def _shown(figure: Figure) -> str:
    beside = "".join(f", {name} {value:,.4g}" for name, value in figure.beside.items())
    return f"{figure.value:,.4g}{beside}"
