"""How the operator's command shows things. `parking.printable` has filtered all that a stranger may have written."""

import heapq
import json
import sys
from collections import Counter
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from deploy.operator import events, outbox
from deploy.operator.select import Selection
from shared import parking
from shared.parking import Parked

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def _console() -> Console:
    # A file or a pipe has no width: do not fold its lines.
    return Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 200)


def as_lines(url: str, queue: str, selection: Selection) -> None:
    """One JSON object a line, as they come."""
    with parking.looking(url, queue) as messages:
        for each in messages:
            if selection.wants(each.parked):
                sys.stdout.write(json.dumps({"queue": queue, **events.summary(each.parked)}) + "\n")
    sys.stdout.flush()


def as_table(url: str, queue: str, selection: Selection, limit: int) -> None:
    """How many by reason and type, since when, and the oldest `limit`. Keeps no more than these in memory."""
    console = _console()
    total, count = 0, 0
    groups: Counter[tuple[str, str, str]] = Counter()
    oldest: list[tuple[float, int, Parked]] = []  # a heap with the youngest of them first
    first: datetime | None = None
    with parking.looking(url, queue) as messages:
        for number, held in enumerate(messages):
            each, total = held.parked, total + 1
            if not selection.wants(each):
                continue
            count += 1
            groups[each.reason, each.error, each.type] += 1
            if each.parked_at and (first is None or each.parked_at < first):
                first = each.parked_at
            item = (-(each.parked_at or _LONG_AGO).timestamp(), -number, each)
            if len(oldest) < limit:
                heapq.heappush(oldest, item)
            elif limit and item > oldest[0]:
                heapq.heapreplace(oldest, item)
    of = "" if count == total else f" of {total}"
    console.print(f"{queue}: {count}{of} parked" + (f", the oldest since {_time(first)}" if first else ""))
    for (reason, error, kind), number in groups.most_common(10):
        console.print(f"  {number:>7}  {reason} {error}  {kind}", soft_wrap=True)
    if oldest:
        _rows(console, [item[2] for item in sorted(oldest, reverse=True)])
        if count > limit:
            console.print(f"  … and {count - limit} more: --limit, --type, --reason, --since, --json")


def _rows(console: Console, rows: list[Parked]) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("id", "type", "version", "reason", "error", "tries", "waits", "first seen", "parked"):
        table.add_column(name, overflow="fold")
    for each in rows:
        kind = each.type.rpartition(".")[2] if each.envelope else f"{each.type} ({each.size} bytes, no event of ours)"
        texts = (each.id, kind, str(each.version or ""), each.reason, each.error, str(each.attempts), str(each.waits))
        table.add_row(*(Text(text) for text in (*texts, _time(each.first_seen), _time(each.parked_at))))
    console.print(table)


def _time(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S}Z" if time else "unknown"


def plan(plan: outbox.Plan, queue: str, reach: outbox.Reach) -> None:
    """What a replay from an outbox would do."""
    console = _console()
    console.print(f"{plan.events} events of {plan.aggregates} aggregates to send; {plan.known} are known to {queue}")
    if plan.missing:
        console.print(
            f"{plan.without_beginning} events of {len(plan.missing)} aggregates have no beginning: it is older than the"
            f" {reach.outbox_days:g} days that the outbox keeps. They are sent only with --skip-beginnings, and take"
            " effect from there on."
        )
    if plan.waiting:
        console.print(
            f"{plan.waiting} events would wait for earlier ones, which the selection leaves out or the relay has yet to"
            " send. They are not sent."
        )
