"""`make faults`: real programs and servers, faults at exact moments, a checker that compares event by event.

    python -m tests.faults [--seed N] [--only ROW] [--times N]

Prints the seed, which replays the run, and the table; writes docs/faults/report.json when it ran all rows. Exit code 1
when any row falls short.
"""

import argparse
import secrets
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from rich.console import Console

from deploy.local.stack import Stack
from tests.faults import report
from tests.faults.harness import Result, Row, load_rows, run_row

LANES = 3  # rows at a time: two cores have to do all of it


def run(rows: list[Row], servers: Stack, directory: Path, seed: int, times: int, console: Console) -> list[Result]:
    """First the rows that may run side by side, then one after the other those that hurt the servers."""

    def one(row: Row) -> Result:
        return run_row(row, servers, directory, seed, times)

    results: dict[str, Result] = {}
    with ThreadPoolExecutor(LANES) as lanes:
        for done in as_completed([lanes.submit(one, row) for row in rows if not row.alone]):
            _tell(console, done.result(), results)
    for row in rows:
        if row.alone:
            _tell(console, one(row), results)
    return [results[row.name] for row in rows]


def _tell(console: Console, result: Result, results: dict[str, Result]) -> None:
    results[result.row.name] = result
    state = "held" if result.met else "FELL SHORT"
    console.print(f"{result.row.name}: {result.faults} faults, {result.events} events, {state}", highlight=False)


def main() -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**8), help="replay the run of this seed")
    parser.add_argument("--only", default="", metavar="ROW", help="rows whose name has this in it")
    parser.add_argument("--times", type=int, default=0, help="so many faults per row, instead of each row's own number")
    arguments = parser.parse_args()
    console = Console()
    rows = [row for row in load_rows() if arguments.only in row.name]
    if not rows:
        console.print(f"no row has {arguments.only!r} in its name", markup=False)
        return 2
    console.print(f"seed {arguments.seed}", highlight=False)
    with tempfile.TemporaryDirectory(prefix="bihuan-faults-") as name:
        directory = Path(name)
        with Stack(directory / "servers", private_ports=True) as servers:
            results = run(rows, servers, directory, arguments.seed, arguments.times, console)
    report.show(console, results, f"seed {arguments.seed}")
    if not arguments.only and not arguments.times:
        report.write(results)
    return 0 if all(result.met for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
