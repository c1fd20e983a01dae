"""The whole suite at rest: processor time, memory, wake-ups; and how long each kind of program takes to start."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from deploy.local.places import PROGRAMS, SERVICES
from deploy.local.processes import Process
from deploy.local.suite import Suite
from tests.bench.framework import Bench, Curve, Figure, Servers

SECONDS = 20.0
SETTLE_SECONDS = 5.0  # after the start: caches fill, leases and streams are taken
MIB = 1 << 20


def _family(process: Process) -> list[psutil.Process]:
    """The process with its children: RabbitMQ is more than one."""
    root = psutil.Process(process.pid)
    return [root, *root.children(recursive=True)]


def _total(processes: list[psutil.Process], value: Callable[[psutil.Process], float]) -> float:
    return sum(value(each) for each in processes)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _wakeups(process: psutil.Process) -> float:
    """Times that one of its threads has waited and gone on. psutil's own count is of the first thread only."""
    count = 0
    for thread in Path(f"/proc/{process.pid}/task").iterdir():
        for line in (thread / "status").read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches:"):
                count += int(line.split()[1])
    return count


def idle(servers: Servers) -> Figure:
    """Processor seconds per minute of the fifteen programs; beside it the rest of the figures."""
    with tempfile.TemporaryDirectory() as directory, Suite(Path(directory), private_ports=True) as suite:
        time.sleep(SETTLE_SECONDS)  # what a start leaves behind (compilation, first heartbeats) is not rest
        groups = {
            kind: [each for name, process in suite.programs.items() if name.endswith(kind) for each in _family(process)]
            for kind in PROGRAMS
        }
        groups["mongod"] = _family(suite.mongo.process)
        groups["rabbitmq"] = _family(suite.rabbit.process)
        before = {kind: (_total(group, _cpu), _total(group, _wakeups)) for kind, group in groups.items()}
        start = time.perf_counter()
        time.sleep(SECONDS)  # the span that is measured
        minutes = (time.perf_counter() - start) / 60
        beside: dict[str, float] = {}
        ours = 0.0
        for kind, group in groups.items():
            cpu = (_total(group, _cpu) - before[kind][0]) / minutes
            ours += cpu if kind in PROGRAMS else 0
            beside[f"{kind} cpu s/min"] = cpu
            beside[f"{kind} wakeups/s"] = (_total(group, _wakeups) - before[kind][1]) / minutes / 60
            beside[f"{kind} MiB"] = _total(group, lambda each: each.memory_info().rss) / MIB
        for kind in PROGRAMS:
            beside[f"{kind} start s"] = _start_seconds(suite, f"{SERVICES[2]}-{kind}")
        return Figure(ours, beside)


def _start_seconds(suite: Suite, name: str) -> float:
    """From the start of the process until it says that it can serve."""
    suite.stop_program(name)
    start = time.perf_counter()
    suite.start_program(name)
    return time.perf_counter() - start


BENCHES = [Bench("idle", idle, unit="cpu s/min", lower_is_better=True)]
CURVES: list[Curve] = []
