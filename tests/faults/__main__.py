"""`make faults`: real programs and servers, faults at exact moments, a checker that compares event by event.

    python -m tests.faults [--seed N] [--only ROW] [--times N] [--mutants] [--single] [--logs DIRECTORY]

Prints the seed, which replays the run, and the table; writes docs/faults/report.json when it ran all rows. Beside the
rows, deliveries with one promise taken out, each of which must be found, and the simulation of the delivery core with
500,000 crashes. Exit code 1 when a row falls short, a mutant is not found or the simulation finds a promise broken.
"""

import argparse
import secrets
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from deploy.local.cluster import Cluster
from deploy.local.places import ROOT
from deploy.local.stack import Stack
from tests.faults import mutant_rows, report
from tests.faults.harness import STARTS, Result, Row, load_rows, run_row
from tests.faults.mutant_rows import FAULTS, Hunt
from tests.faults.simulated import Simulation

SIMULATION_SECONDS = 300.0  # that it may need longer than the rows
Task = Callable[[], None]


def _drain(*queues: deque[Task]) -> None:
    """Do what stands in the queues, one after the other; another lane may take from them too."""
    for queue in queues:
        while True:
            try:
                task = queue.popleft()
            except IndexError:
                break
            task()


class Run:
    """One run of the command."""

    def __init__(self, directory: Path, logs: Path, seed: int, single: bool, console: Console) -> None:
        self._directory, self._logs, self._seed, self._single = directory, logs, seed, single
        self._console = console
        self._begun = time.monotonic()

    def rows(self, rows: list[Row], mutants: list[tuple[str, Row]], times: int) -> tuple[list[Result], list[Hunt]]:
        """Side by side on one cluster what leaves it whole; meanwhile, one by one on another, what hurts servers."""
        together, alone = [row for row in rows if not row.alone], [row for row in rows if row.alone]
        results: dict[str, Result] = {}
        hunts: dict[str, Hunt] = {}
        with ExitStack() as open_until_the_end:
            # Servers end with the thread that started them.
            keeper = open_until_the_end.enter_context(ThreadPoolExecutor(1))
            lanes = open_until_the_end.enter_context(ThreadPoolExecutor(2))
            steady = keeper.submit(self._servers, "steady") if together or mutants else None
            fragile = self._servers("fragile") if alone else None
            try:
                pending = []
                if steady is not None:
                    servers = steady.result()

                    def row_task(row: Row) -> Task:
                        return lambda: results.update({row.name: self._row(servers, row, times)})

                    def hunt_task(mutant: str, row: Row) -> Task:
                        return lambda: hunts.update({mutant: self._hunt(servers, mutant, row)})

                    # At a time, on two cores: a row that starts programs again and again, one that mostly waits, and
                    # one that hurts servers. With more the goals are missed for want of processors; the simulation
                    # takes what is left of them.
                    starting = deque(row_task(row) for row in together if row.component in STARTS)
                    waiting = deque(row_task(row) for row in together if row.component not in STARTS)
                    waiting += [hunt_task(mutant, row) for mutant, row in mutants]
                    pending = [lanes.submit(_drain, starting, waiting), lanes.submit(_drain, waiting)]
                if fragile is not None:
                    for row in alone:
                        results[row.name] = self._row(fragile, row, times)
                    fragile.stop()
                    fragile = None
                for lane in pending:
                    lane.result()
            finally:
                if fragile is not None:
                    fragile.stop()
                if steady is not None and steady.exception() is None:
                    keeper.submit(steady.result().stop).result()
        return [results[row.name] for row in rows], [hunts[mutant] for mutant, _ in mutants]

    def _servers(self, name: str) -> Stack:
        directory = self._directory / name
        servers = Stack(directory, private_ports=True) if self._single else Cluster(directory)
        servers.start()
        return servers

    def _row(self, servers: Stack, row: Row, times: int) -> Result:
        result = run_row(row, servers, self._logs, self._seed, times)
        self._tell(f"{row.name}: {'held' if result.met else 'FELL SHORT'}", result)
        return result

    def _hunt(self, servers: Stack, mutant: str, row: Row) -> Hunt:
        hunt = Hunt(mutant, run_row(row, servers, self._logs, self._seed, FAULTS, mutant))
        self._tell(f"mutant {mutant}: {'found' if hunt.found else 'NOT FOUND'}", hunt.result)
        return hunt

    def _tell(self, what: str, result: Result) -> None:
        counts = f"{result.faults} faults, {result.events} events, {result.took_seconds:.0f} s"
        self._console.print(
            f"{time.monotonic() - self._begun:4.0f} s  {what} ({counts})", highlight=False, markup=False
        )


def main() -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**8), help="replay the run of this seed")
    parser.add_argument("--only", default="", metavar="ROW", help="rows whose name has this in it, and no mutants")
    parser.add_argument("--times", type=int, default=0, help="so many faults per row, instead of each row's own number")
    parser.add_argument("--mutants", action="store_true", help="only the mutants")
    parser.add_argument("--single", action="store_true", help="one server of each kind: a quick try of one row")
    parser.add_argument("--logs", type=Path, metavar="DIRECTORY", help="keep the programs' logs there")
    arguments = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 160)
    every = load_rows()
    rows = [] if arguments.mutants else [row for row in every if arguments.only in row.name]
    mutants = [] if arguments.only and not arguments.mutants else mutant_rows.hunts(every)
    if not rows and not mutants:
        console.print(f"no row has {arguments.only!r} in its name", markup=False)
        return 2
    console.print(f"seed {arguments.seed}", highlight=False)
    whole = not (arguments.only or arguments.times or arguments.mutants or arguments.single)
    simulated = True
    with tempfile.TemporaryDirectory(prefix="bihuan-faults-") as name:
        simulation = Simulation(arguments.seed, Path(name)) if whole else None
        run = Run(Path(name), arguments.logs or Path(name), arguments.seed, arguments.single, console)
        results, hunts = run.rows(rows, mutants, arguments.times)
        if simulation is not None:
            simulated = simulation.held(SIMULATION_SECONDS)
            console.print(simulation.told(), highlight=False, markup=False)
    if results:
        report.show(console, results, f"seed {arguments.seed}")
    if hunts:
        mutant_rows.show(console, hunts)
    if whole:
        report.write(results)
        console.print(f"written: {report.REPORT.relative_to(ROOT)}", highlight=False)
    return 0 if simulated and all(result.met for result in results) and all(hunt.found for hunt in hunts) else 1


if __name__ == "__main__":
    sys.exit(main())
