"""`bihuan figures …`: whether the registry's kept counts are what is counted anew, and beginning afresh (ADR 9).

They take BIHUAN_MONGO_URL of the registry, or else the local stack's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pymongo.errors import PyMongoError
from rich.console import Console

from deploy.local.places import LOCAL
from deploy.operator.access import Refused, service_database
from services.registry import counts
from shared.store import Database

figures_group = typer.Typer(no_args_is_help=True, help="The registry's kept counts.")
err = Console(stderr=True, highlight=False, markup=False)
SHOWN = 20

Stack = Annotated[
    Path, typer.Option(help="The local stack's directory, when BIHUAN_MONGO_URL is not set.", show_default=".local")
]


@contextmanager
def _registry(stack: Path) -> Iterator[Database]:
    """The registry's database; errors as one sentence: exit code 2 for what cannot be done, 1 for what failed."""
    try:
        database = service_database(stack, "registry")
        with database.client:
            yield database
    except Refused as error:
        err.print(str(error))
        raise typer.Exit(2) from None
    except PyMongoError as error:
        err.print(f"{type(error).__name__}: the database did not do its part; give the same command again")
        raise typer.Exit(1) from None


@figures_group.command()
def check(stack: Stack = LOCAL) -> None:
    """Count all kept days anew and compare cell by cell, of one moment. Exit code 1: something differs."""
    with _registry(stack) as database:
        days, differing = counts.kept_days_of(database), counts.compare(database)
    typer.echo(f"kept: {', '.join(days) or 'no day'}; {len(differing) or 'no'} cells differ")
    for day, region, cell, kept, counted in differing[:SHOWN]:
        typer.echo(f"  {day} {region} {cell}: kept {kept}, counted {counted}")
    if differing:
        err.print("`bihuan figures rebuild` has the worker count anew; until then figures are counted on request")
        raise typer.Exit(1)


@figures_group.command()
def rebuild(stack: Stack = LOCAL) -> None:
    """Drop what is kept: the worker counts today anew within seconds, and figures are exact meanwhile, but slower."""
    with _registry(stack) as database:
        counts.forget(database)
    typer.echo("nothing is kept any more; the worker counts today anew")
