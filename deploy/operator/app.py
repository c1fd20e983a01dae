"""`bihuan`: the operator's command.

    bihuan events parked                                   what could not be applied, since when, why
    bihuan events show levy.follow_persons ID              one of them
    bihuan events replay levy.follow_persons --all         put it back, ids kept
    bihuan events drop levy.follow_persons --id ID --reason "…"
    bihuan events replay --from-outbox registry --to levy.follow_persons
    bihuan events log levy                                 what operators replayed and dropped
    bihuan audit verify                                    whether every entry is there as it was written
    bihuan audit list --service registry --id persons/ID   who has written or read what of one person
    bihuan keys rotate                                     a new master key for the keys of all persons
    bihuan figures check                                   whether the registry's kept counts are what is counted anew
    bihuan registry import FILE --region 370100            check a file of the old register, row by row; then --commit
    bihuan registry export FILE --region 370105003         persons of a region as CSV or XLSX

It takes BIHUAN_AMQP_URL and BIHUAN_MONGO_URL of the service that owns the queue, or else the local stack's.
"""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace as changed
from pathlib import Path
from typing import Annotated, Any

import amqp
import structlog
import typer
from pymongo.errors import PyMongoError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from deploy.local.places import LOCAL
from deploy.operator import events, outbox, records, registry, screen
from deploy.operator.access import Access, Refused, access, service_database, subscription
from deploy.operator.figures import figures_group
from deploy.operator.log import Command, commands
from deploy.operator.select import REASONS, Selection, moment
from deploy.operator.token import token
from shared import parking
from shared.broker import BROKEN, NotConfirmed
from shared.settings import SettingsError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
group = typer.Typer(no_args_is_help=True, help="Events that a subscription could not apply, or has never heard.")
app.add_typer(group, name="events")
app.command()(token)
app.add_typer(records.audit_group, name="audit")
app.add_typer(records.keys_group, name="keys")
app.add_typer(figures_group, name="figures")
app.add_typer(registry.group, name="registry")
err = Console(stderr=True, highlight=False, markup=False)


@app.callback()
def _bihuan() -> None:
    """Bihuan's operations."""
    # What the libraries below would log is said in a sentence at the end, and stdout is for the answer.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


Queue = Annotated[str, typer.Argument(help="A subscription's queue, <service>.<method>.")]
Ids = Annotated[list[str] | None, typer.Option("--id", help="This one; may be repeated.")]
Types = Annotated[list[str] | None, typer.Option("--type", help="Of this type, PlacementStarted; may be repeated.")]
Reasons = Annotated[list[str] | None, typer.Option("--reason", help="Parked for this reason; may be repeated.")]
TIME = "a date or time, UTC if it has no offset, or 90m, 2h, 3d ago"
Since = Annotated[str | None, typer.Option(help=f"Parked (with --from-outbox: recorded) since {TIME}.")]
Until = Annotated[str | None, typer.Option(help=f"Parked (with --from-outbox: recorded) before {TIME}.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
By = Annotated[str | None, typer.Option(help="Who does it, for the log; else the user of the operating system.")]
Stack = Annotated[
    Path, typer.Option(help="The local stack's directory, when BIHUAN_AMQP_URL is not set.", show_default=".local")
]


@contextmanager
def _told() -> Iterator[None]:
    """Errors as one sentence and an exit code: 2 what was asked for cannot be done, 1 something failed on the way."""
    try:
        yield
    except (Refused, SettingsError) as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    except amqp.NotFound:
        err.print("there is no such queue on the broker")
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        err.print("\ninterrupted: what is not done is parked still, or in the outbox; give the same command again")
        raise typer.Exit(130) from None
    except (*BROKEN, NotConfirmed, PyMongoError) as error:
        err.print(
            f"{type(error).__name__}: the broker or the database did not do its part (are they running? `make status`)."
            " What is not done is parked still, or in the outbox; give the same command again"
        )
        raise typer.Exit(1) from None


def _time(text: str | None) -> Any:
    try:
        return moment(text) if text else None
    except ValueError:
        raise Refused(f"{text!r} is no time: give {TIME}") from None


def _selection(
    ids: list[str] | None, types: list[str] | None, reasons: list[str] | None, since: str | None, until: str | None
) -> Selection:
    if strange := set(reasons or ()) - set(REASONS):
        raise Refused(f"nothing is parked for the reason {', '.join(sorted(strange))}; there are {', '.join(REASONS)}")
    return Selection(tuple(ids or ()), tuple(types or ()), tuple(reasons or ()), _time(since), _time(until))


@contextmanager
def _progress(total: int, what: str) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn(what, markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda number: progress.update(task, advance=number)


def _confirm(question: str, yes: bool) -> None:
    if not yes and not (sys.stdin.isatty() and typer.confirm(question, err=True)):
        raise Refused(f"not done: {question} Say yes, or --yes")


@group.command()
def parked(
    queue: Annotated[str | None, typer.Argument(help="A subscription's queue; all if left out.")] = None,
    ids: Ids = None,
    type: Types = None,
    reason: Reasons = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=0, help="Show so many of each subscription, the oldest.")] = 20,
    json: Annotated[bool, typer.Option("--json", help="All of them, one JSON object a line.")] = False,
    stack: Stack = LOCAL,
) -> None:
    """What is parked: how many, since when, why, how often tried."""
    with _told():
        reach = access(stack)
        selection = _selection(ids, type, reason, since, until)
        absent = []
        for each in [queue] if queue else reach.queues():
            try:
                if json:
                    screen.as_lines(reach.amqp_url(each), each, selection)
                else:
                    screen.as_table(reach.amqp_url(each), each, selection, limit)
            except amqp.NotFound:
                absent.append(each)
        if absent:
            raise Refused(
                f"not on the broker: {', '.join(absent)}; `python -m shared.topology` declares what is missing"
            )


@group.command()
def show(queue: Queue, id: Annotated[str, typer.Argument(help="As `parked` shows it.")], stack: Stack = LOCAL) -> None:
    """One parked message, as JSON: attributes, headers, data. Of what is no event of ours only size and hash."""
    with _told():
        with parking.looking(access(stack).amqp_url(queue), queue) as messages:
            found = next((events.whole(each) for each in messages if each.parked.id == id), None)
        if found is None:
            raise Refused(f"{parking.printable(id, 130)} is not parked in {queue}")
        typer.echo(json.dumps(found, indent=2))


def _choose(reach: Access, queue: str, selection: Selection, all: bool) -> Any:
    if selection.empty and not all:
        raise Refused("say which: --id, --type, --reason, --since, --until, or --all")
    selected = events.chosen(reach.amqp_url(queue), queue, selection)
    if selected[0] == 0:
        raise Refused(f"nothing of that is parked in {queue}")
    return selected


@group.command()
def replay(
    queue: Annotated[str | None, typer.Argument(help="A subscription's queue, <service>.<method>.")] = None,
    ids: Ids = None,
    type: Types = None,
    reason: Reasons = None,
    since: Since = None,
    until: Until = None,
    all: Annotated[bool, typer.Option("--all", help="All that is parked.")] = False,
    from_outbox: Annotated[str | None, typer.Option(metavar="SERVICE", help="Not parked ones: its outbox.")] = None,
    to: Annotated[str | None, typer.Option(metavar="QUEUE", help="With --from-outbox: the one that hears it.")] = None,
    aggregate: Annotated[str, typer.Option(help="With --from-outbox: only the events of this one.")] = "",
    skip_beginnings: Annotated[
        bool,
        typer.Option("--skip-beginnings", help="With --from-outbox: do without events that the outbox no longer has."),
    ] = False,
    rate: Annotated[float, typer.Option(min=0.01, max=5000, help="At most so many a second.")] = 50,
    yes: Yes = False,
    by: By = None,
    stack: Stack = LOCAL,
) -> None:
    """Put parked events back on their queue, ids kept; or send a publisher's stored events to one queue."""
    with _told():
        reach, who = access(stack), by or events.whoever()
        selection = _selection(ids, type, reason, since, until)
        if from_outbox is not None:
            if queue or not to or ids or reason or all:
                raise Refused("--from-outbox goes with --to QUEUE, --type, --since, --until, --aggregate only")
            _replay_from_outbox(reach, from_outbox, to, selection, aggregate, skip_beginnings, rate, yes, who)
            return
        if not queue or to or aggregate or skip_beginnings:
            raise Refused("say which QUEUE; --to, --aggregate and --skip-beginnings go with --from-outbox only")
        selected, database = _choose(reach, queue, selection, all), reach.database(queue)
        _confirm(f"Put {selected[0]} events back on {queue}, {rate:g} a second?", yes)
        command = Command("replay", who, queue, selection.described())
        with _progress(selected[0], f"back on {queue}") as progress:
            done = events.replay(reach.amqp_url(queue), database, command, selected, rate, progress)
        typer.echo(f"{done} put back on {queue} (log: {command.id})")


def _replay_from_outbox(
    reach: Access,
    service: str,
    queue: str,
    selection: Selection,
    aggregate: str,
    skip_beginnings: bool,
    rate: float,
    yes: bool,
    who: str,
) -> None:
    heard = subscription(queue)
    if heard.publisher != service:
        raise Refused(f"{queue} hears {heard.publisher}, not {service}")
    types = tuple(each for each in heard.binds if {each, each.rpartition(".")[2]} & set(selection.types))
    if len(types) < len(set(selection.types)):
        raise Refused(f"{queue} hears of {service} only {', '.join(each.rpartition('.')[2] for each in heard.binds)}")
    publisher, database = reach.publisher(service), reach.database(queue)
    kept = outbox.reach(publisher, database)
    if selection.since is not None and selection.since < kept.horizon:
        raise events.horizon_refusal(kept)
    wanted = outbox.Wanted(selection.since or kept.horizon, selection.until, types, aggregate)
    plan = outbox.plan(publisher, database, heard, wanted)
    screen.plan(plan, queue, kept)
    total = plan.events + (plan.without_beginning if skip_beginnings else 0)
    if not total:
        typer.echo("nothing to send")
        return
    _confirm(f"Send {total} events to {queue}, {rate:g} a second?", yes)
    described = changed(selection, since=wanted.since).described() | {"service": service, "aggregate": aggregate}
    command = Command("replay-from-outbox", who, queue, described | {"skip_beginnings": skip_beginnings or ""})
    with _progress(total, f"to {queue}") as progress:
        done = events.replay_from_outbox(
            reach.amqp_url(queue),
            publisher,
            database,
            heard,
            command,
            wanted,
            plan,
            rate,
            progress,
            skip_beginnings=skip_beginnings,
        )
    typer.echo(f"{done} sent to {queue} (log: {command.id})")


@group.command()
def drop(
    queue: Queue,
    why: Annotated[str, typer.Option("--because", help="The reason, for the log; without personal data.")],
    ids: Ids = None,
    type: Types = None,
    reason: Reasons = None,
    since: Since = None,
    until: Until = None,
    all: Annotated[bool, typer.Option("--all", help="All that is parked.")] = False,
    gaps: Annotated[
        bool, typer.Option("--gaps", help="Also those that wait for earlier events; the later ones then go on waiting.")
    ] = False,
    yes: Yes = False,
    by: By = None,
    stack: Stack = LOCAL,
) -> None:
    """Throw parked messages away: they never take effect here, and the later events of their aggregates go on."""
    with _told():
        if not why.strip():
            raise Refused("--because needs a reason")
        reach = access(stack)
        selection = _selection(ids, type, reason, since, until)
        selected, database = _choose(reach, queue, selection, all), reach.database(queue)
        _confirm(f"Throw {selected[0]} events of {queue} away for good?", yes)
        command = Command("drop", by or events.whoever(), queue, selection.described(), why.strip()[:500])
        with _progress(selected[0], f"dropped from {queue}") as progress:
            done, stayed = events.drop(reach.amqp_url(queue), database, command, selected, progress, gaps=gaps)
        typer.echo(f"{done} dropped from {queue} (log: {command.id})")
        if stayed:
            err.print(f"{stayed} stay: earlier events of theirs are not applied. Replay or drop those first, or --gaps")
            raise typer.Exit(1)


@group.command()
def log(
    service: Annotated[str | None, typer.Argument(help="Whose queues; else BIHUAN_SERVICE.")] = None,
    command: Annotated[str, typer.Option(help="Only this one, with the messages it was about.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many commands, the latest.")] = 20,
    stack: Stack = LOCAL,
) -> None:
    """What operators replayed and dropped, the latest first: one JSON object a line."""
    with _told():
        for each in commands(service_database(stack, service), command, limit):
            typer.echo(json.dumps(each, ensure_ascii=False))


def main() -> None:
    """The entry point `bihuan`."""
    app()


if __name__ == "__main__":
    main()
