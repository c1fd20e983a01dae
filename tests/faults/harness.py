"""The rows of `make faults`: what is done to which part at which moment, how often, and how it is told whether it held.

A row module `tests/faults/rows_<subject>.py` registers its rows when it is imported:

    def _exit_after_confirm(scene: Scene, number: int) -> float:
        return scene.recovered(scene.fault("relay", "confirmed", "exit").at_ns)

    register(Row("relay", "exit", "after confirm", 10, _exit_after_confirm))
"""

import importlib
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.local.stack import Stack
from tests.faults.judge import DRAIN_SECONDS, judge
from tests.faults.scene import FellShort, Scene

KILLED_SECONDS = 5.0  # goal: the first effect after a killed process
BROKER_SECONDS = 20.0  # goal: after a broker's node or queue is gone, or takes messages again
MUTANT_SECONDS = 15.0
MOST_NOTES = 8
# Rows that start programs again and again. Where they tell how long one of them takes to come back, it goes first: on
# two cores it would otherwise be measured against the other rows that run beside it.
STARTS = {"api", "relay", "worker", "all services"}
GO_FIRST = STARTS - {"all services"}


@dataclass(frozen=True)
class Row:
    """One line of the table.

    `once` does the fault number n (from 0) with its load, and returns the seconds to the first new effect afterwards,
    or None where there is no such time; it raises `FellShort` when something does not come. `prepare` is run before
    the programs start: links, settings. `finish` is run after the last fault, before draining. `alone`: it hurts the
    servers, so it runs on others than the rest, and one such row after the other.
    """

    component: str
    fault: str
    moment: str
    times: int
    once: Callable[[Scene, int], float | None]
    goal_seconds: float | None = KILLED_SECONDS
    programs: tuple[str, ...] = ("relay", "worker")
    hears: str = "enrolments"
    prepare: Callable[[Scene], None] | None = None
    finish: Callable[[Scene], None] | None = None
    alone: bool = False
    drain_seconds: float = DRAIN_SECONDS

    @property
    def name(self) -> str:
        """As in the table, for `--only`, and part of the row's seed."""
        return f"{self.component}: {self.fault}, {self.moment}"


ROWS: list[Row] = []


def register(*rows: Row) -> None:
    """Add rows to the table. Raises ValueError when one has a name that is taken."""
    for row in rows:
        if any(row.name == other.name for other in ROWS):
            raise ValueError(f"two rows are named {row.name}")
        ROWS.append(row)


def load_rows() -> list[Row]:
    """Import every `rows_*.py` here; all rows, in the order of the modules' names."""
    for module in sorted(Path(__file__).parent.glob("rows_*.py")):
        importlib.import_module(f"tests.faults.{module.stem}")
    return ROWS


@dataclass
class Result:
    """What a row came to; `as_json` is its entry in docs/faults/report.json."""

    row: Row
    faults: int = 0
    events: int = 0
    lost: int = 0
    duplicates: int = 0
    disordered: int = 0
    stuck: int = 0
    recoveries: list[float] = field(default_factory=list)
    took_seconds: float = 0
    notes: list[str] = field(default_factory=list)
    wrong: bool = False  # what a row saw by itself
    fell_short: bool = False

    @property
    def recovery_p95_seconds(self) -> float | None:
        """By nearest rank, so for few faults the longest."""
        if not self.recoveries:
            return None
        return round(sorted(self.recoveries)[math.ceil(0.95 * len(self.recoveries)) - 1], 2)

    @property
    def met(self) -> bool:
        """Whether nothing is wrong, and in time."""
        late = self.row.goal_seconds is not None and (self.recovery_p95_seconds or 0) > self.row.goal_seconds
        broken = self.lost or self.duplicates or self.disordered or self.stuck or self.wrong
        return not (broken or self.fell_short or late)

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        counts = ("faults", "events", "lost", "duplicates", "disordered", "stuck", "recovery_p95_seconds")
        return {
            "row": self.row.name,
            "component": self.row.component,
            "fault": self.row.fault,
            "moment": self.row.moment,
            **{name: getattr(self, name) for name in counts},
            "goal_seconds": self.row.goal_seconds,
            "met": self.met,
            "notes": self.notes,
        }


def run_row(row: Row, servers: Stack, directory: Path, seed: int, times: int = 0, mutant: str = "") -> Result:
    """Run a row in a scene of its own, `times` instead of the row's own number of faults. Raises nothing.

    The same seed gives the same aggregates, events and moments; what the kernel schedules when, it cannot. With a
    mutant what should come will often not come, and is not waited for as long.
    """
    result, begun = Result(row), time.monotonic()
    try:
        rng = random.Random(f"{seed}/{row.name}")
        first = row.component in GO_FIRST and not mutant
        with Scene(servers, directory, rng, hears=row.hears, mutant=mutant, first=first) as scene:
            if mutant:
                scene.patience_seconds = MUTANT_SECONDS
            _run(row, scene, result, times or row.times, MUTANT_SECONDS if mutant else row.drain_seconds)
    except Exception as error:  # the other rows are to be run all the same
        result.fell_short = True
        result.notes.append(f"{type(error).__name__}: {error}")
    result.took_seconds = time.monotonic() - begun
    return result


def _run(row: Row, scene: Scene, result: Result, times: int, drain_seconds: float) -> None:
    try:
        if row.prepare is not None:
            row.prepare(scene)
        scene.start(*row.programs)
        for number in range(times):
            result.faults += 1
            seconds = row.once(scene, number)
            if seconds is not None:
                result.recoveries.append(seconds)
        if row.finish is not None:
            row.finish(scene)
    except FellShort as error:  # compare all the same: it may tell why
        result.fell_short = True
        result.notes.append(str(error))
    verdict = judge(scene, drain_seconds)
    result.events = verdict.events
    result.lost, result.duplicates = verdict.lost, verdict.duplicates
    result.disordered, result.stuck = verdict.disordered, verdict.stuck
    failures = [failure for program in scene.programs.values() for failure in program.failures]
    result.notes += [*scene.wrong[:MOST_NOTES], *failures[:MOST_NOTES], *verdict.examples]
    result.wrong = bool(scene.wrong)
    result.fell_short |= bool(failures)
