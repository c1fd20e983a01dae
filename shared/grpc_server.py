"""A service's gRPC api: the server around a servicer, and the program that runs it.

    class Training(training_service_pb2_grpc.TrainingServiceServicer): …

    if __name__ == "__main__":
        grpc_server.main("training", Training, add_TrainingServiceServicer_to_server, store.INDEXES)

Around every method: who calls and whether they may, readable bytes, the contract's rules (protovalidate), clean text,
deadline, errors as statuses with details, metrics, one log line, trace. Beside the service: health (grpc.health.v1),
reflection, `/metrics` and `/healthz`.
"""

import signal
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from pymongo.errors import PyMongoError

from shared import admission, logs, mongo, orphans, reflection
from shared.admission import Admission
from shared.audit import Audit
from shared.grpc_calls import Handler, Method
from shared.metrics_http import MetricsServer
from shared.once import INDEXES as REQUEST_INDEXES
from shared.once import once, once_then_read
from shared.settings import PREFIX, CannotStart, Settings, SettingsError, load
from shared.store import Database, Indexes
from shared.streams import IDLE_SECONDS, SHARE, Streams

__all__ = ["RunningServer", "main", "once", "once_then_read", "serve_with", "start"]

log = logs.logger()

AddToServer = Callable[[Any, grpc.Server], None]

_SERVING = health_pb2.HealthCheckResponse.SERVING
_NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


class _Methods:
    """Takes what a generated `add_…_to_server` registers, so that it can be wrapped before a real server gets it."""

    def __init__(self) -> None:
        self.services: dict[str, Mapping[str, Handler]] = {}

    def add_generic_rpc_handlers(self, handlers: Iterable[grpc.GenericRpcHandler]) -> None:
        """The same methods once more, in grpc's older form."""

    def add_registered_method_handlers(self, name: str, handlers: Mapping[str, Handler]) -> None:
        """A service's full name and its methods."""
        self.services[name] = handlers


class RunningServer:
    """A server that has started. `port` is the real one, also when 0 was asked for."""

    def __init__(
        self,
        server: grpc.Server,
        port: int,
        health_servicer: health.HealthServicer,
        names: list[str],
        healthy: Callable[[], bool],
        check_seconds: float,
    ) -> None:
        self.port = port
        self._server = server
        self._health = health_servicer
        self._names = names
        self._healthy = healthy
        self._check_seconds = check_seconds
        self._serving = False
        self._stopping = threading.Event()
        self._check()
        self._thread = threading.Thread(target=self._keep_checking, name="health", daemon=True)
        self._thread.start()

    @property
    def serving(self) -> bool:
        """What the last health check found; False once the server is stopping."""
        return self._serving

    def stop(self, grace_seconds: float = 0) -> None:
        """Say NOT_SERVING, take no new calls, let those in hand end for at most `grace_seconds`, then stop."""
        self._stopping.set()
        self._thread.join()
        self._serving = False
        self._health.enter_graceful_shutdown()
        self._server.stop(grace_seconds).wait()

    def _keep_checking(self) -> None:
        while not self._stopping.wait(self._check_seconds):
            self._check()

    def _check(self) -> None:
        serving = self._healthy()
        if serving != self._serving:
            log.info("health.changed", serving=serving)
        self._serving = serving
        for name in ("", *self._names):
            self._health.set(name, _SERVING if serving else _NOT_SERVING)


def start(
    service: str,
    servicer: object,
    add_to_server: AddToServer,
    admission: Admission,
    *,
    credentials: grpc.ServerCredentials | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
    threads: int = 16,
    max_request_bytes: int = 1 << 20,
    max_seconds: float = 30,
    stream_idle_seconds: float = IDLE_SECONDS,
    reuse_port: bool = False,
    healthy: Callable[[], bool] = lambda: True,
    check_seconds: float = 1,
) -> RunningServer:
    """Serve `servicer` at `host:port` (0: any free port) until `.stop()`, to whom `admission` lets in.

    With `credentials` it speaks TLS only. Health and reflection answer everybody: they tell nothing that is not in the
    contracts.

    Of the threads a quarter is for calls to which the caller streams too; one on which nothing moves for
    `stream_idle_seconds` is cut (`shared.streams`).

    `healthy` is asked every `check_seconds` in a thread of its own and decides what the health service says. While it
    says no, calls are answered UNAVAILABLE at once: else each would hold a thread until its deadline, for a database
    that is not there, and tell its caller nothing. What is told about persons goes into the audit of the servicer's
    `database`. Raises `RuntimeError` when the port is taken, and `AccessNotDeclared` when a contract does not say who
    may call, or tells about persons and there is no audit.
    """
    methods = _Methods()
    add_to_server(servicer, methods)  # type: ignore[arg-type]  # it has the part of a server's interface that is used
    server = grpc.server(
        ThreadPoolExecutor(threads, thread_name_prefix="rpc"),
        options=[
            ("grpc.so_reuseport", int(reuse_port)),
            ("grpc.max_receive_message_length", max_request_bytes),
            ("grpc.max_metadata_size", 16 << 10),
            # A peer that vanished without closing is noticed; one that pings without end is sent away.
            ("grpc.keepalive_time_ms", 60_000),
            ("grpc.keepalive_timeout_ms", 20_000),
            ("grpc.http2.min_ping_interval_without_data_ms", 30_000),
            ("grpc.max_connection_idle_ms", 600_000),
        ],
        # More than this many waiting would pass their deadlines before a thread is free: RESOURCE_EXHAUSTED at once.
        maximum_concurrent_rpcs=threads * 64,
    )
    streams = Streams(threads // SHARE, stream_idle_seconds)
    for name, handlers in methods.services.items():
        wrapped = {
            method: Method(
                service,
                f"{name}/{method}",
                admission,
                max_seconds,
                lambda: running.serving,
                _audit_of(servicer),
                streams,
            ).wrapped(handler)
            for method, handler in handlers.items()
        }
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(name, wrapped),))
        server.add_registered_method_handlers(name, wrapped)
    names = list(methods.services)
    health_servicer = health.HealthServicer(experimental_non_blocking=True)
    health_pb2_grpc.add_HealthServicer_to_server(health_servicer, server)
    reflection.enable((*names, health.SERVICE_NAME), server)
    address = f"{host}:{port}"
    real_port = server.add_secure_port(address, credentials) if credentials else server.add_insecure_port(address)
    running = RunningServer(server, real_port, health_servicer, names, healthy, check_seconds)  # knows how it is
    server.start()
    return running


def _audit_of(servicer: object) -> Audit | None:
    """That of the servicer's database (`.database`), if it has one."""
    database: Database | None = getattr(servicer, "database", None)
    return None if database is None else database.audit


def tls_credentials(settings: Settings) -> grpc.ServerCredentials | None:
    """TLS, or mutual TLS, as the settings say; None without. Raises `SettingsError`."""
    names = ("tls_certificate_file", "tls_key_file", "tls_client_ca_file")
    given = {name: getattr(settings, name) for name in names if getattr(settings, name)}
    if not given:
        return None
    content: dict[str, bytes] = {}
    for name in names[:2]:
        if name not in given:
            raise SettingsError(f"{PREFIX}{name.upper()}: is missing ({Settings.model_fields[name].description})")
    for name, path in given.items():
        try:
            content[name] = Path(path).read_bytes()
        except OSError as error:
            raise SettingsError(f"{PREFIX}{name.upper()}: cannot be read: {type(error).__name__}") from None
    authorities = content.get("tls_client_ca_file")
    pair = (content["tls_key_file"], content["tls_certificate_file"])
    return grpc.ssl_server_credentials([pair], authorities, require_client_auth=authorities is not None)


def serve_with(
    settings: Settings,
    database: Database,
    servicer: object,
    add_to_server: AddToServer,
    admitted: Admission,
    credentials: grpc.ServerCredentials | None,
) -> RunningServer:
    """`start` as the settings say, healthy as long as the database answers."""
    return start(
        settings.service,
        servicer,
        add_to_server,
        admitted,
        credentials=credentials,
        host=settings.grpc_host,
        port=settings.grpc_port,
        threads=settings.grpc_threads,
        max_request_bytes=settings.grpc_max_request_bytes,
        max_seconds=settings.grpc_max_seconds,
        reuse_port=settings.grpc_reuse_port,
        healthy=lambda: _checked(database),
        check_seconds=settings.health_check_seconds,
    )


def _checked(database: Database) -> bool:
    database.audit.anchor()
    return mongo.answers(database)


def main(
    service: str, make_servicer: Callable[[Database], object], add_to_server: AddToServer, indexes: Indexes
) -> None:
    """The api program: read the settings, wait for MongoDB, ensure the indexes, serve until SIGTERM or SIGINT.

    Ends the process: 0 after a signal, 1 when it cannot start; the reason is on stderr or in the log.
    """
    try:
        settings = load(service)
        admitted, credentials = admission.from_settings(settings), tls_credentials(settings)
    except SettingsError as error:
        sys.exit(f"{service} api: wrong settings\n{error}")
    logs.configure(service, "api", settings.log_level)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        database = mongo.connect(settings, "api")
        mongo.wait_for(database, settings.mongo_wait_seconds, stop)
        if not stop.is_set():
            orphans.end(database)
            servicer = make_servicer(database)
            database.ensure_indexes([*indexes, *REQUEST_INDEXES])
    except CannotStart as error:
        sys.exit(f"{service} api: {error}")
    except PyMongoError as error:
        log.error("api.cannot_start", exc_info=error)
        sys.exit(1)
    if not stop.is_set():
        server = serve_with(settings, database, servicer, add_to_server, admitted, credentials)
        metrics = MetricsServer(settings.metrics_host, settings.metrics_port, lambda: server.serving)
        log.info("api.ready", grpc_port=server.port, metrics_port=metrics.port)
        stop.wait()
        log.info("api.stopping")
        server.stop(settings.stop_grace_seconds)
        metrics.stop()
    database.audit.anchor(now=True)
    database.client.close()
    log.info("api.stopped")
    sys.exit(0)
