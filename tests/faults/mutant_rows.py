"""Each mutant in the row that must find it."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from tests.faults.harness import Result, Row
from tests.faults.mutants import MUTANTS

FOUND_BY = {
    "no-inbox": "worker: exit, after commit before ack",
    "ack-first": "worker: exit, in the transaction",
    "inbox-key-without-handler": "worker: exit, start",
    "mark-before-confirm": "relay: exit, before publish",
    "no-mandatory": "relay: bindings lost, before publish",
    "no-fence": "relay: SIGSTOP past its lease, after confirm",
}
# Enough for each to be found; the first of a scene may be made good by the replay that its new queues ask for.
FAULTS = 4


class Hunt(NamedTuple):
    """A mutant in a row, and what the row says."""

    mutant: str
    result: Result

    @property
    def found(self) -> bool:
        """A mutant that is not found is a fault of the checker. What only waits may come of a slow machine."""
        seen = self.result
        return bool(seen.lost or seen.duplicates or seen.disordered or seen.wrong)


def hunts(rows: Sequence[Row]) -> list[tuple[str, Row]]:
    """All of them. Raises KeyError when a row is gone."""
    by_name = {row.name: row for row in rows}
    return [(mutant, by_name[FOUND_BY[mutant]]) for mutant in MUTANTS]


def show(console: Console, found: Sequence[Hunt]) -> None:
    """What each was seen to do."""
    table = Table("mutant", "in the row", "seen", "found", title="mutants: each must be found")
    for hunt in found:
        names = ("lost", "duplicates", "disordered", "stuck")
        seen = [f"{getattr(hunt.result, name)} {name}" for name in names if getattr(hunt.result, name)]
        example = hunt.result.notes[0] if hunt.result.notes else ""
        table.add_row(hunt.mutant, hunt.result.row.name, ", ".join(seen) or example, "yes" if hunt.found else "[red]NO")
    console.print(table)
