"""`bihuan token`: what an integrator types first."""

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.local.keys import Issuer, main
from deploy.local.places import AUDIENCE, ISSUER
from deploy.operator import registry
from deploy.operator.app import app
from deploy.rpcs import scopes
from shared import jwks
from shared.tokens import Grant, TokenVerifier


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """A stack that was started once."""
    Issuer(tmp_path / "keys").ensure()
    return tmp_path


def granted(stack: Path, *arguments: str) -> Grant:
    done = CliRunner().invoke(app, ["token", "--stack", str(stack), *arguments])
    assert done.exit_code == 0, done.output
    keys = jwks.Keys(jwks.reader(str(stack / "keys" / "jwks.json")), refresh_seconds=300)
    verifier = TokenVerifier(keys, issuer=ISSUER, audience=AUDIENCE, algorithms=["ES256"])
    return verifier.grant(done.stdout.strip())


def test_a_token_is_for_what_was_asked_for_and_no_more(stack: Path) -> None:
    grant = granted(stack, "--scope", "registry.persons.read", "--region", "370105", "--minutes", "10")

    assert grant.scopes == {"registry.persons.read"}
    assert grant.regions == ("370105",)
    assert grant.lifetime == 600


def test_scopes_may_be_all_of_a_service_or_all_there_are_but_never_the_broken_glass(stack: Path) -> None:
    assert granted(stack, "--scope", "*", "--region", "*").scopes == set(scopes())
    assert granted(stack, "--scope", "levy.*", "--region", "*").scopes == {
        scope for scope in scopes() if scope.startswith("levy.")
    }
    assert granted(stack, "--scope", "break-glass", "--region", "370105").scopes == {"break-glass"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--scope", "registry.persons.delete", "--region", "*"], "registry.persons.read"),
        (["--scope", "nobody.*", "--region", "*"], "registry.persons.read"),
        (["--scope", "*", "--region", "Jinan"], "six or nine digits"),
    ],
)
def test_a_scope_or_region_that_is_none_is_refused_with_those_there_are(
    stack: Path, arguments: list[str], told: str
) -> None:
    done = CliRunner().invoke(app, ["token", "--stack", str(stack), *arguments])

    assert done.exit_code == 2
    assert told in done.output


def test_without_a_stack_it_says_how_to_get_one(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["token", "--stack", str(tmp_path), "--scope", "*", "--region", "*"])

    assert done.exit_code == 2
    assert "make up" in done.output


def test_the_import_and_export_of_the_local_stack_call_by_a_name_that_a_caller_may_have(stack: Path) -> None:
    keys = jwks.Keys(jwks.reader(str(stack / "keys" / "jwks.json")), refresh_seconds=300)
    verifier = TokenVerifier(keys, issuer=ISSUER, audience=AUDIENCE, algorithms=["ES256"])
    presented = Issuer(stack / "keys").token(["registry.imports.read"], ["*"], minutes=1, subject=registry.SUBJECT)
    assert verifier.grant(presented).subject == registry.SUBJECT


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    private, public = tmp_path / "private", tmp_path / "public"
    main([str(private), str(public)])
    first = (private / "issuer.json").read_bytes()
    main([str(private), str(public)])

    assert (private / "issuer.json").read_bytes() == first
    assert stat.S_IMODE((private / "issuer.json").stat().st_mode) == 0o600
    assert b'"d"' not in (public / "jwks.json").read_bytes()
