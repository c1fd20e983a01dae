"""What `bihuan events` does, without its screen. Progress is told by a callback with the number just done."""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from getpass import getuser
from typing import Any

from pymongo.errors import DuplicateKeyError

from deploy.operator import outbox
from deploy.operator.access import Refused
from deploy.operator.log import OPERATOR_LOG, Command
from deploy.operator.select import Selection
from shared import inbox, parking, topology
from shared.broker import Publisher
from shared.clock import utc_now
from shared.envelope import data_of, digest
from shared.logs import masked
from shared.parking import Held, Order, Parked, printable
from shared.store import Database, Document, Transaction
from shared.topology import Subscription

Progress = Callable[[int], None]
_HARMLESS = re.compile(r"[A-Za-z0-9_.:+-]{1,64}")  # ids, codes, dates, numbers, names of enum values


def whoever() -> str:
    """The user of the operating system, by name where it has one."""
    try:
        return getuser()
    except (KeyError, OSError):  # a container's user has a number only
        return f"uid {os.getuid()}"


def row(each: Parked) -> Document:
    """A parked message in the operators' log: what it is about, nothing of what it says."""
    ours = {"aggregate_id": each.aggregate_id, "version": each.version} if each.envelope else {"bytes": each.size}
    return {"id": each.id, "type": each.type, **ours, "reason": each.reason, "error": each.error}


def summary(each: Parked) -> Document:
    """A parked message for people and tools; times as ISO text in UTC."""
    return {
        **row(each),
        "attempts": each.attempts,
        "waits": each.waits,
        "first_seen": each.first_seen and each.first_seen.isoformat(timespec="seconds"),
        "parked_at": each.parked_at and each.parked_at.isoformat(timespec="seconds"),
    }


def whole(held: Held) -> Document:
    """`summary` with headers, and with the data if it is an event of ours; else its size and hash only."""
    found = summary(held.parked) | {"bytes": held.parked.size, "sha256": digest(held.delivery.body)}
    envelope = held.parked.envelope
    headers = {printable(str(name), 60): _kind(value) for name, value in list(held.delivery.headers.items())[:50]}
    if envelope is not None:
        found["recorded_at"] = envelope.recorded_at.isoformat(timespec="milliseconds")
        found["traceparent"] = envelope.traceparent
        found["data"] = _harmless(data_of(envelope.event))
    return found | {"headers": {name: text for name, text in headers.items() if not name.startswith("bihuan-")}}


def _kind(value: object) -> str:
    """A foreign header's value may be anything, so it is only described."""
    size = f" of {len(value)}" if isinstance(value, (str, bytes, list, dict)) else ""
    return type(value).__name__ + size


def _harmless(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _harmless(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_harmless(each) for each in value]
    if isinstance(value, str) and value and not (_HARMLESS.fullmatch(value) and masked(value) == value):
        return "[masked]"
    return value


@contextmanager
def _recorded(command: Command, database: Database, selected: int) -> Iterator[dict[str, int]]:
    """The command's begin and end in the operators' log; counts put into the mapping stand in the end."""
    counts: dict[str, int] = {}
    command.begun(database, selected)
    try:
        yield counts
    except BaseException as error:
        command.ended(
            database, "interrupted" if isinstance(error, KeyboardInterrupt) else type(error).__name__, **counts
        )
        raise
    command.ended(database, "done", **counts)


def chosen(url: str, queue: str, selection: Selection) -> tuple[int, Order, Callable[[Parked], bool]]:
    """How many are meant, what `replay` and `drop` need of them, and the choice: nothing that is parked from now on."""
    now = utc_now()

    def wanted(each: Parked) -> bool:
        return selection.wants(each) and (each.parked_at is None or each.parked_at < now)

    return *parking.survey(url, queue, wanted), wanted


def replay(
    url: str,
    database: Database,
    command: Command,
    selected: tuple[int, Order, Callable[[Parked], bool]],
    rate: float,
    progress: Progress,
) -> int:
    """Put the selected ones back on their subscription's queue; how many. They leave parking once that is confirmed.

    Interrupted anywhere, the rest is parked still; one may be in both places, and the inbox applies it once.
    """
    count, order, wanted = selected
    with _recorded(command, database, count) as counts, parking.patient_connection(url) as connection:
        publisher = Publisher(connection)
        counts["replayed"] = 0

        def put_back(batch: Sequence[Held]) -> Sequence[Held]:
            command.messages(database, [row(each.parked) for each in batch])
            parking.put_back(publisher, command.queue, batch)
            counts["replayed"] += len(batch)
            progress(len(batch))
            return batch

        parking.take_out(url, command.queue, wanted, order, put_back, rate)
    return counts["replayed"]


def drop(
    url: str,
    database: Database,
    command: Command,
    selected: tuple[int, Order, Callable[[Parked], bool]],
    progress: Progress,
    *,
    gaps: bool = False,
) -> tuple[int, int]:
    """Throw the selected ones away; how many, and how many stay because earlier ones of theirs are not applied.

    A dropped event counts as applied without effect, so that the later ones of its aggregate can go on. `gaps`: throw
    those away too that wait for earlier ones; the later ones then go on waiting.
    """
    count, order, wanted = selected
    heard = {name for each in topology.load() if each.queue == command.queue for name in each.binds}
    with _recorded(command, database, count) as counts:
        counts["dropped"], counts["stayed"] = 0, count

        def throw_away(batch: Sequence[Held]) -> Sequence[Held]:
            stays = _skipped(database, command, batch, heard, gaps)
            leaving = [each for each, stay in zip(batch, stays, strict=True) if not stay]
            counts["dropped"] += len(leaving)
            counts["stayed"] = max(0, count - counts["dropped"])
            progress(len(leaving))
            return leaving

        parking.take_out(url, command.queue, wanted, order, throw_away, rate=10_000)
    return counts["dropped"], counts["stayed"]


def _skipped(database: Database, command: Command, batch: Sequence[Held], heard: Set[str], gaps: bool) -> list[bool]:
    """Move the positions past the events, with the log's row, in one transaction; for each whether it must stay.

    What is none of the types `heard` has no position here, whoever's it is; of a queue that is no longer declared
    nothing is known, and then all of ours may have one.
    """

    def work(tx: Transaction) -> list[bool]:
        rows: list[Document] = []
        stays: list[bool] = []
        for each in batch:
            became = "foreign"
            if each.parked.envelope is not None and (each.parked.type in heard or not heard):
                (applied,) = inbox.apply_batch(tx, command.queue, [each.parked.envelope], lambda _: None)
                became = {"applied": "skipped", "duplicate": "was applied"}.get(str(applied), "gap")
            stays.append(became == "gap" and not gaps)
            if not stays[-1]:
                rows.append({**row(each.parked), "outcome": became})
        if rows:
            tx.add(OPERATOR_LOG, command.row("messages", count=len(rows), messages=rows))
        return stays

    try:
        return database.transact(work, alone=True)
    except DuplicateKeyError:
        if len(batch) > 1:
            return [stays for each in batch for stays in _skipped(database, command, [each], heard, gaps)]
        # It took effect under another version: nothing to skip.
        command.messages(database, [{**row(batch[0].parked), "outcome": "was applied"}])
        return [False]


def replay_from_outbox(
    url: str,
    publisher: Database,
    database: Database,
    subscription: Subscription,
    command: Command,
    wanted: outbox.Wanted,
    plan: outbox.Plan,
    rate: float,
    progress: Progress,
    *,
    skip_beginnings: bool,
) -> int:
    """Send what `plan` found to the subscription's queue; how many. Run again, it sends what is not applied yet.

    `skip_beginnings`: aggregates whose first events the outbox no longer has take effect from the oldest it has.
    """
    selected = plan.events + (plan.without_beginning if skip_beginnings else 0)
    with _recorded(command, database, selected) as counts:
        counts["sent"] = 0

        def before(batch: list[Document]) -> None:
            command.messages(
                database,
                [
                    {
                        "id": each["_id"],
                        "type": each["type"],
                        "aggregate_id": each["aggregate_id"],
                        "version": each["aggregate_version"],
                    }
                    for each in batch
                ],
            )

        if skip_beginnings:
            _skip_beginnings(database, subscription, command, plan.missing)
        with parking.patient_connection(url) as connection:

            def sent(number: int) -> None:
                counts["sent"] += number
                progress(number)

            ends = plan.ends if skip_beginnings else plan.ends | dict.fromkeys(plan.missing, 0)
            outbox.send(publisher, database, subscription, wanted, ends, Publisher(connection), before, rate, sent)
    return counts["sent"]


def _skip_beginnings(
    database: Database, subscription: Subscription, command: Command, missing: Mapping[str, int]
) -> None:
    aggregates = sorted(missing)
    for start in range(0, len(aggregates), 100):
        some = aggregates[start : start + 100]

        def work(tx: Transaction, some: list[str] = some) -> None:
            for each in some:
                outbox.skip_beginning(tx, subscription, each, missing[each])
            rows = [{"aggregate_id": each, "goes_on_from_version": missing[each]} for each in some]
            tx.add(OPERATOR_LOG, command.row("messages", count=len(rows), messages=rows, outcome="beginning skipped"))

        database.transact(work, alone=True)


def horizon_refusal(reach: outbox.Reach) -> Refused:
    """When more is asked for than a replay can reach."""
    return Refused(
        f"nothing recorded before {reach.horizon:%Y-%m-%d %H:%M} UTC can be replayed: the outbox keeps what was sent"
        f" for {reach.outbox_days:g} days, and the subscription's inbox remembers {reach.inbox_days:g} days."
    )
