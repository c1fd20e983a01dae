"""The table for a person and docs/faults/report.json for a program."""

import json
from collections.abc import Sequence

from rich.console import Console
from rich.table import Column, Table

from deploy.local.places import ROOT
from tests.faults.harness import Result

REPORT = ROOT / "docs" / "faults" / "report.json"


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def show(console: Console, results: Sequence[Result], title: str) -> None:
    """Faults × moments × results, then the sums, then what went wrong."""
    columns = ("row", "faults", "events", "lost", "twice", "disorder", "stuck", "p95 s", "goal s", "took s", "met")
    table = Table(*(Column(name, no_wrap=True) for name in columns), title=title)
    for result in results:
        counts = (result.faults, result.events, result.lost, result.duplicates, result.disordered, result.stuck)
        table.add_row(
            result.row.name,
            *map(str, counts),
            _seconds(result.recovery_p95_seconds),
            _seconds(result.row.goal_seconds),
            f"{result.took_seconds:.0f}",
            "yes" if result.met else "[red]NO",
        )
    sums = [
        sum(getattr(result, name) for result in results)
        for name in ("faults", "events", "lost", "duplicates", "disordered", "stuck")
    ]
    table.add_section()
    table.add_row("all", *map(str, sums), "", "", "", "yes" if all(each.met for each in results) else "[red]NO")
    console.print(table)
    for result in results:
        if not result.met:
            console.print(f"[red]{result.row.name}[/]")
            for note in result.notes:
                console.print(f"  {note}", markup=False)


def write(results: Sequence[Result]) -> None:
    """One entry per row."""
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps([result.as_json() for result in results], indent=2) + "\n")
