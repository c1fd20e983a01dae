"""`bihuan token`: a token of a local stack's own issuer, on stdout."""

from pathlib import Path
from typing import Annotated

import typer

from deploy import rpcs
from deploy.local.keys import Issuer, NoIssuer
from deploy.local.places import LOCAL, Places

Scopes = Annotated[
    list[str],
    typer.Option(
        "--scope", help="registry.persons.read, or registry.*, or *; may be repeated. docs/access.md has all."
    ),
]
Regions = Annotated[list[str], typer.Option("--region", help="A region's code, or * for all; may be repeated.")]
Minutes = Annotated[
    float,
    typer.Option(min=1, max=24 * 60, help="How long it counts. To break the glass: 15 at most.", show_default=True),
]
Subject = Annotated[str, typer.Option(help="Whose it is: an opaque id, for logs and audit; never a person's name.")]
Keys = Annotated[
    Path | None,
    typer.Option(help="The directory of the issuer's key, if it is not the local stack's.", show_default=False),
]
Stack = Annotated[Path, typer.Option(help="The local stack's directory.", show_default=".local")]


def token(
    scope: Scopes,
    region: Regions,
    minutes: Minutes = 60,
    subject: Subject = "local",
    keys: Keys = None,
    stack: Stack = LOCAL,
) -> None:
    """Print a token of the local stack's issuer, to send as `authorization: Bearer …`.

    It is for trying things out: in a real installation the province's identity provider issues the tokens.
    """
    try:
        issuer = Issuer(keys or Places(stack).key_directory)
        typer.echo(issuer.token(rpcs.expanded(scope), region, minutes=minutes, subject=subject))
    except (NoIssuer, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
