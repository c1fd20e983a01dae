"""`make bench`: Bihuan beside others that do the same work, in rounds, on real servers.

    python -m tests.bench [--rounds 3] [--quick]      ONLY=relay-vs-nameko,growth-relay chooses these

Writes docs/bench/report.json, a list of {name, ours, other, ratio, goal, met, …} with the medians of the rounds,
docs/bench/growth.json, and a plot of both, report.svg. A run of one puts its row among the others. `--quick` writes
nothing: its figures are worthless.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from deploy.local.stack import Stack
from tests.bench import (
    calls,
    command,
    figures,
    idle,
    importing,
    latency,
    levy,
    levy_province,
    registry,
    relay,
    subscription,
)
from tests.bench.framework import ROOT, Bench, Curve, Row, Servers, compare, grow, merged
from tests.bench.plot import draw

REPORT = ROOT / "docs" / "bench" / "report.json"
PLOT = ROOT / "docs" / "bench" / "report.svg"
GROWTH = ROOT / "docs" / "bench" / "growth.json"
MODULES = (relay, subscription, command, calls, importing, latency, idle, figures, registry, levy, levy_province)
BENCHES: list[Bench] = [bench for module in MODULES for bench in module.BENCHES]
CURVES: list[Curve] = [curve for module in MODULES for curve in module.CURVES]


def write(path: Path, rows: Sequence[Row], names: Sequence[str]) -> list[Row]:
    """Put these rows into a report; returns all of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    old = json.loads(path.read_text()) if path.exists() else []
    whole = merged(old, rows, names)
    path.write_text(json.dumps(whole, indent=2) + "\n")
    return whole


def table(rows: Sequence[Row]) -> Table:
    """The report for a terminal."""
    shown = Table("bench", "ours", "other", "unit", "ratio", "min–max", "goal", "met", title="medians of the rounds")
    for row in rows:
        sign = "≤" if row["better"] == "lower" else "≥"
        shown.add_row(
            row["name"],
            *(_number(row[side]) + _beside(row[f"{side}_beside"]) for side in ("ours", "other")),
            row["unit"],
            _number(row["ratio"]),
            "" if row["min"] is None else f"{row['min']:.2f}–{row['max']:.2f}",
            "" if row["goal"] is None else f"{sign} {row['goal']}",
            {True: "yes", False: "[red]no[/red]", None: ""}[row["met"]],
        )
    return shown


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def _beside(figures: dict[str, float]) -> str:
    return "".join(f"\n{name} {_number(value)}" for name, value in figures.items())


def main() -> None:
    """Run the benches and write the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, one round, nothing written")
    arguments = parser.parse_args()
    known = [bench.name for bench in BENCHES] + [f"growth-{curve.name}" for curve in CURVES]
    only = [name for name in os.environ.get("ONLY", "").split(",") if name] or known
    if strange := set(only) - set(known):
        sys.exit(f"no bench is called {', '.join(sorted(strange))}; there are {', '.join(known)}")
    benches = [bench for bench in BENCHES if bench.name in only]
    curves = [curve for curve in CURVES if f"growth-{curve.name}" in only]
    console = Console(width=140) if not sys.stdout.isatty() else Console()
    with tempfile.TemporaryDirectory() as directory, Stack(Path(directory), private_ports=True) as stack:
        servers = Servers(stack, quick=arguments.quick)
        rows = list(compare(benches, servers, 1 if arguments.quick else arguments.rounds, console.print))
        grown = [grow(curve, servers, console.print) for curve in curves]
    console.print(table(rows))
    if not arguments.quick:
        report = write(REPORT, rows, [bench.name for bench in BENCHES])
        growth = write(GROWTH, grown, [curve.name for curve in CURVES])
        draw(report, growth, PLOT)
        console.print("written: " + ", ".join(str(path.relative_to(ROOT)) for path in (REPORT, GROWTH, PLOT)))


if __name__ == "__main__":
    main()
