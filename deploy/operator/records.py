"""`bihuan audit …` and `bihuan keys …`: the commands about what is recorded and how it is sealed.

They take BIHUAN_SERVICE and BIHUAN_MONGO_URL of a service, or else the local stack's.
"""

import json as json_format
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from pymongo.errors import PyMongoError
from rich.console import Console

from deploy.local.places import LOCAL, WITH_PERSONAL_DATA, Places
from deploy.operator import audit
from deploy.operator.access import Refused, key_file, service_database
from deploy.operator.events import whoever
from deploy.operator.select import moment
from shared import access, keys, settings, telemetry, topology
from shared.clock import utc_now
from shared.keys import KeyRing
from shared.settings import CannotStart
from shared.vault import KEYS, Vault

audit_group = typer.Typer(no_args_is_help=True, help="Who wrote what, and who read whose personal data.")
keys_group = typer.Typer(no_args_is_help=True, help="The keys that seal personal data.")
err = Console(stderr=True, highlight=False, markup=False)

Service = Annotated[str | None, typer.Option(help="One of the five; else BIHUAN_SERVICE, or all of the local stack.")]
Stack = Annotated[
    Path, typer.Option(help="The local stack's directory, when BIHUAN_MONGO_URL is not set.", show_default=".local")
]
By = Annotated[str | None, typer.Option(help="Who does it, for the audit; else the user of the operating system.")]


@contextmanager
def _told() -> Iterator[None]:
    """Errors as one sentence: exit code 2 for what cannot be done as asked, 1 for what failed on the way."""
    try:
        yield
    except (Refused, CannotStart) as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    except OSError as error:
        err.print(f"a file cannot be read or written: {error.strerror}")
        raise typer.Exit(2) from None
    except PyMongoError as error:
        err.print(f"{type(error).__name__}: the database did not do its part; give the same command again")
        raise typer.Exit(1) from None


def _services(service: str | None) -> list[str]:
    given = settings.load_operator()
    if service or given.service or given.mongo_url:
        return [service or given.service or ""]
    return list(topology.SERVICES)


@audit_group.command()
def verify(
    service: Service = None,
    anchors: Annotated[
        list[Path] | None,
        typer.Option(help="Log files, or files of `audit heads`, from outside the database; may be repeated."),
    ] = None,
    stack: Stack = LOCAL,
) -> None:
    """Read every entry again: finds edit, deletion, reordering, and (by anchors) truncation. Exit code 1: it did."""
    with _told():
        faulty = False
        files = anchors if anchors is not None else sorted(Places(stack).log_directory.glob("*.log"))
        for each in _services(service):
            report = audit.verify(service_database(stack, each), files)
            faulty |= bool(report.faults)
            typer.echo(
                f"{each}: {report.entries} entries in {report.links} links of {report.chains} chains,"
                f" {report.anchors} anchors: {len(report.faults) or 'no'} faults"
            )
            for fault in report.faults:
                typer.echo(f"  {fault.link} {fault.kind}: {fault.text}")
            if not report.anchors:
                err.print(
                    f"{each}: without anchors nobody can tell whether the last entries were cut off, or all: --anchors"
                )
    raise typer.Exit(1 if faulty else 0)


@audit_group.command()
def heads(service: Service = None, stack: Stack = LOCAL) -> None:
    """The last link of each chain, one JSON object a line: keep it where the database's administrators do not write."""
    with _told():
        for each in _services(service):
            for line in audit.heads(service_database(stack, each)):
                typer.echo(line)


def _time(text: str | None) -> datetime | None:
    try:
        return moment(text) if text else None
    except ValueError:
        raise Refused(
            f"{text!r} is no time: give a date or time, UTC if it has no offset, or 90m, 2h, 3d ago"
        ) from None


@audit_group.command("list")
def list_entries(
    service: Service = None,
    id: Annotated[str | None, typer.Option(help="What was written or read: persons/ID, loops/ID, …")] = None,
    caller: Annotated[str | None, typer.Option(help="The subject of the caller.")] = None,
    since: Annotated[str | None, typer.Option(help="Since a date or time, or 90m, 2h, 3d ago.")] = None,
    until: Annotated[str | None, typer.Option(help="Before a date or time, or 90m, 2h, 3d ago.")] = None,
    stack: Stack = LOCAL,
) -> None:
    """Entries, one JSON object a line, in the order of time."""
    with _told():
        for each in _services(service):
            for found in audit.entries(service_database(stack, each), id, caller, _time(since), _time(until)):
                typer.echo(json_format.dumps({"service": each, **found}, ensure_ascii=False))


@keys_group.command()
def new(
    file: Annotated[Path, typer.Argument(help="Where to; must not be there yet.")],
    if_absent: Annotated[bool, typer.Option("--if-absent", help="Leave one that is there as it is.")] = False,
) -> None:
    """Make a key ring for a new database. Whoever loses it loses the personal data; whoever copies it can read them."""
    with _told():
        if if_absent and file.exists():
            return
        if keys.create(file, KeyRing.new(utc_now())):
            typer.echo(f"{file}: a new key ring")
        elif not if_absent:
            raise Refused(f"{file} is there already, and what it has sealed could never be read again")


@keys_group.command()
def rotate(
    service: Service = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="No new master key: wrap by the ring's current one (also to go on).")
    ] = False,
    by: By = None,
    stack: Stack = LOCAL,
) -> None:
    """Make a new master key and wrap the keys of all persons by it, while everything runs.

    What was interrupted goes on with --keep. With BIHUAN_KEYS_COMMAND the ring is the KMS's to change: as with --keep.
    """
    with _told():
        given = settings.load_operator()
        name = service or given.service or WITH_PERSONAL_DATA[0]
        database = service_database(stack, name)
        file = None if given.keys_command else key_file(stack, name)
        ring = keys.source(file, given.keys_command)
        if ring is None:
            raise Refused("set BIHUAN_KEYS_FILE or BIHUAN_KEYS_COMMAND")
        if file is not None and not keep:
            with keys.locked(file):
                keys.write(file, ring().with_new_master(utc_now()))
        vault = Vault(database.mongo[KEYS], ring)
        who = access.Caller(f"operator:{by or whoever()}", frozenset(), access.EVERYWHERE, "", "")
        with access.acting(who), telemetry.continued("", "bihuan keys rotate"):
            database.audit.note([], f"began: to {vault.current}")
            done = sum(vault.rotate())
            database.audit.note([], f"done: {done} keys to {vault.current}")
        unused = sorted(set(ring().masters) - vault.needed() - {vault.current})
        typer.echo(f"{done} keys wrapped by {vault.current}")
        if unused:
            typer.echo(
                f"{', '.join(unused)}: wraps no key just now, but apis that run since before may wrap new ones by it:"
                " restart the apis, then `bihuan keys rotate --keep`, before you take it out of the ring."
                " Backups made before need it too: see deploy/README.md"
            )
