"""What the environment tells a program: the variables `BIHUAN_*`. The only module that reads the environment."""

import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "BIHUAN_"


class CannotStart(Exception):
    """A program may not serve as things are; the text says why and what to do. It holds no value of any variable."""


class SettingsError(CannotStart):
    """A variable is missing or wrong. The text names each variable and what it must be, never its value."""


def _amqp(url: SecretStr) -> SecretStr:
    """Refuses what a client would quietly take for something else, such as TLS in the clear."""
    for node in url.get_secret_value().split(";"):
        try:
            parts = urlsplit(node)
            understood = parts.scheme in ("amqp", "amqps") and parts.hostname and parts.port != 0
        except ValueError:
            understood = False
        if not understood:
            raise ValueError("must be amqp://… or amqps://… with a host; several, of one cluster, with ';' between")
    return url


AmqpUrl = Annotated[SecretStr, AfterValidator(_amqp)]


class Settings(BaseSettings):
    """One program's settings. `Settings.grpc_port` is the variable `BIHUAN_GRPC_PORT`, and so on."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)

    service: Literal["registry", "training", "recruitment", "levy", "outreach"] = Field(
        description="The service that this program belongs to."
    )
    mongo_url: SecretStr = Field(
        description="mongodb://user:password@host:port/<database>?…: the service's own user and database."
    )
    amqp_url: AmqpUrl = Field(
        default=SecretStr("amqp://localhost:5672/"),
        description="amqp://user:password@host:port/<vhost>, or amqps:// for TLS: the service's own user. An api does"
        " not use it.",
    )
    mongo_wait_seconds: float = Field(
        default=60, gt=0, le=3600, description="How long a starting program waits for MongoDB before it gives up."
    )
    keys_file: Path | None = Field(
        default=None,
        description="The key ring of a service that keeps personal data (shared.keys), readable by its owner only.",
    )
    keys_command: str | None = Field(
        default=None,
        min_length=1,
        description="Instead of keys_file: a command that prints the key ring, for instance by a KMS. It runs at start,"
        " and when a data key names a master key that is not in the ring.",
    )
    gap_wait_seconds: float = Field(
        default=900,
        gt=0,
        le=86_400,
        description="How long an event waits for its aggregate's earlier ones before it is parked. Longer than all"
        " retries of one event (336 s) and than not_yet_wait_seconds, or the successors of an event that waits would"
        " be parked before it.",
    )
    not_yet_wait_seconds: float = Field(
        default=600, gt=0, le=86_400, description="How long an event whose handler says NotYet is tried again."
    )
    prefetch: int = Field(
        default=500,
        ge=1,
        le=2000,
        description="Events that each subscription of a worker process has in hand at a time: two batches and more, so"
        " that the next one is there when a batch ends.",
    )
    outbox_days: int = Field(
        default=90, ge=1, le=3650, description="How long sent events stay in the outbox, to be replayed."
    )
    grpc_host: str = Field(default="127.0.0.1", min_length=1, description="The address that an api listens on.")
    grpc_port: int = Field(
        default=50051, ge=0, le=65535, description="The port that an api listens on; 0: any free one."
    )
    grpc_reuse_port: bool = Field(
        default=False, description="Whether several api processes may listen on the same port (SO_REUSEPORT)."
    )
    grpc_threads: int = Field(default=16, ge=1, le=256, description="Calls that one api process works on at a time.")
    grpc_max_request_bytes: int = Field(
        default=1 << 20, ge=1024, le=64 << 20, description="Larger requests are refused (RESOURCE_EXHAUSTED)."
    )
    grpc_max_seconds: float = Field(
        default=30, gt=0, le=600, description="The longest that a call may take, also when its caller set no deadline."
    )
    registry_address: str = Field(
        default="",
        max_length=500,
        description="host:port of the registry's api, for an api that asks it (shared.peers).",
    )
    registry_ca_file: Path | None = Field(
        default=None, description="The authorities that the registry's TLS certificate is from; without, no TLS."
    )
    registry_token_file: Path | None = Field(
        default=None, description="The token to present to the registry; read for each call, so it may be renewed."
    )
    registry_certificate_file: Path | None = Field(
        default=None, description="Instead of the token: the client certificate to present to the registry."
    )
    registry_key_file: Path | None = Field(default=None, description="The key of that client certificate.")
    auth_jwks: str = Field(
        default="",
        max_length=2000,
        description="Where an api finds the public keys that sign callers' tokens: a JWKS file's path, or https://…",
    )
    auth_issuer: str = Field(default="", max_length=500, description="The `iss` that callers' tokens must have.")
    auth_audience: str = Field(default="", max_length=500, description="The `aud` that callers' tokens must have.")
    auth_algorithms: str = Field(
        default="ES256,Ed25519,EdDSA,RS256",
        description="The signatures that count, with commas between: ES256, ES384, EdDSA, Ed25519, RS256, PS256.",
    )
    auth_leeway_seconds: float = Field(
        default=30, ge=0, le=300, description="How far the issuer's clock and ours may differ."
    )
    auth_jwks_seconds: float = Field(
        default=300, ge=10, le=86_400, description="How often the keys are read again: how long a withdrawn one counts."
    )
    tls_certificate_file: str = Field(
        default="", description="An api's certificate chain, PEM. With tls_key_file: it speaks TLS only."
    )
    tls_key_file: str = Field(default="", description="The private key of that certificate, PEM.")
    tls_client_ca_file: str = Field(
        default="",
        description="The authorities, PEM, one of which must have signed every client's certificate (mutual TLS).",
    )
    tls_clients_file: str = Field(
        default="",
        description="What each client certificate's subject may do without a token: shared.client_certificates.",
    )
    metrics_host: str = Field(
        default="127.0.0.1", min_length=1, description="The address that serves /metrics and /healthz."
    )
    metrics_port: int = Field(
        default=0, ge=0, le=65535, description="The port that serves /metrics and /healthz; 0: any free one."
    )
    health_check_seconds: float = Field(
        default=1, gt=0, le=60, description="Seconds between two checks whether the program can serve."
    )
    stop_grace_seconds: float = Field(
        default=10,
        ge=0,
        le=300,
        description="After SIGTERM, how long the work in hand may take to end. Less than what its supervisor allows.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="The least important log lines to write."
    )


def load(service: str | None = None) -> Settings:
    """The settings of this process; a program that serves one service only gives its name.

    Raises `SettingsError`, which names every variable that is missing or wrong.
    """
    given = {} if service is None else {"service": service}
    named = os.environ.get(f"{PREFIX}SERVICE", service)
    if service is not None and named != service:
        # These are another service's settings: its database and its user.
        raise SettingsError(f"{PREFIX}SERVICE: is {named}, but this is a program of {service}")
    try:
        return Settings(**given)  # type: ignore[arg-type]  # the rest comes from the environment
    except ValidationError as error:
        faults = []
        for fault in error.errors(include_input=False, include_context=False, include_url=False):
            name = str(fault["loc"][0]) if fault["loc"] else ""
            field = Settings.model_fields.get(name)
            about = f" ({field.description})" if field is not None else ""
            faults.append(f"{PREFIX}{name.upper()}: {fault['msg']}{about}")
        raise SettingsError("\n".join(faults)) from None


class _BrokerSettings(BaseSettings):
    """The settings of a program that only talks to RabbitMQ, for no service in particular."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)

    amqp_url: AmqpUrl


def load_amqp_url() -> str:
    """`BIHUAN_AMQP_URL`, for `python -m shared.topology`. Raises `SettingsError` when it is missing."""
    try:
        return _BrokerSettings().amqp_url.get_secret_value()  # type: ignore[call-arg]  # from the environment
    except ValidationError:
        raise SettingsError(f"{PREFIX}AMQP_URL: must be amqp(s)://user:password@host:port/<vhost>") from None


class _CallerSettings(BaseSettings):
    """The settings of a program that only calls the services."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)

    token: SecretStr = Field(min_length=1)
    reviewer_tokens: SecretStr = SecretStr("")


def load_reviewer_tokens() -> list[str]:
    """`BIHUAN_REVIEWER_TOKENS`: two tokens of different subjects, with a space between. Raises `SettingsError`."""
    try:
        tokens = _CallerSettings().reviewer_tokens.get_secret_value().split()  # type: ignore[call-arg]  # as below
    except ValidationError:
        tokens = []
    if len(tokens) != 2:
        raise SettingsError(f"{PREFIX}REVIEWER_TOKENS: must be two tokens; `bihuan token --subject …` prints one")
    return tokens


def load_token() -> str:
    """`BIHUAN_TOKEN`, to present to the services. Raises `SettingsError` when it is missing."""
    try:
        return _CallerSettings().token.get_secret_value()  # type: ignore[call-arg]  # from the environment
    except ValidationError:
        raise SettingsError(f"{PREFIX}TOKEN: is missing; `bihuan token` prints one") from None


class OperatorSettings(BaseSettings):
    """What `bihuan events` is told; without `amqp_url` it takes the local stack."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)

    service: str | None = None
    amqp_url: AmqpUrl | None = None
    mongo_url: SecretStr | None = None
    publisher_mongo_url: SecretStr | None = None
    keys_file: Path | None = None
    keys_command: str | None = None


def load_operator() -> OperatorSettings:
    """Raises `SettingsError` when `BIHUAN_AMQP_URL` cannot be used."""
    try:
        return OperatorSettings()
    except ValidationError:
        raise SettingsError(f"{PREFIX}AMQP_URL: must be amqp(s)://user:password@host:port/<vhost>") from None
