"""The probe service: compiled when the tests start, its methods fail as they are told to."""

import importlib
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
from opentelemetry import trace
from pymongo.errors import AutoReconnect, DuplicateKeyError, ServerSelectionTimeoutError

from proto import generate
from shared import grpc_server, telemetry
from shared.errors import AlreadyExists, ConcurrentChange, InvalidField, NotFound, WrongState
from shared.store import Database, Transaction, new_id


def _compiled() -> tuple[Any, Any]:
    """The probe's messages and its gRPC classes."""
    with tempfile.TemporaryDirectory() as directory:
        work = Path(directory)
        generate.protoc(
            *generate.with_imports(work),
            f"-I{Path(__file__).parent}",
            f"-I{generate.ROOT}",
            f"--python_out={work}",
            f"--grpc_python_out={work}",
            "probe.proto",
        )
        sys.path.insert(0, directory)
        try:
            return importlib.import_module("probe_pb2"), importlib.import_module("probe_pb2_grpc")
        finally:
            sys.path.remove(directory)


pb, pb_grpc = _compiled()
SECRET = "李雷 370105198001011234 13812345678"


class NotReady(WrongState):
    reason = "PROBE_NOT_READY"


FAILURES: dict[str, Exception] = {
    "invalid": InvalidField("what", "is not what we hoped for; try another"),
    "missing": NotFound("probe", "what"),
    "taken": AlreadyExists("probe", "what", "another one has the same"),
    "state": NotReady("what", "is asleep; wake it first"),
    "concurrent": ConcurrentChange("probes: another writer changed it first"),
    "database": AutoReconnect("connection closed"),
    "no server": ServerSelectionTimeoutError("connection refused"),
    "duplicate": DuplicateKeyError(f"dup key: {{ name: '{SECRET}' }}"),
    "bug": ValueError(SECRET),
}


class Probe(pb_grpc.ProbeServiceServicer):  # type: ignore[misc, name-defined]  # compiled at run time
    """Beside failing on command it can wait until told, and count the notes it keeps."""

    def __init__(self, database: Database | None = None) -> None:
        self.database = database
        self.calls = 0
        self.entered = threading.Event()
        self.release = threading.Event()

    def Ask(self, request: Any, context: grpc.ServicerContext) -> Any:
        self.calls += 1
        if request.what in FAILURES:
            raise FAILURES[request.what]
        if request.what == "abort":
            context.abort(grpc.StatusCode.DATA_LOSS, "by the method itself")
        if request.what == "hold":
            self.entered.set()
            self.release.wait(20)
        if request.what == "slow query":
            assert self.database is not None
            self.database.mongo.command(
                {"find": "things", "filter": {"$expr": {"$function": {"body": SLOW, "args": [], "lang": "js"}}}}
            )
        secret = pb.AskResponse(traceparent="t", secret="inner")
        return pb.AskResponse(traceparent=telemetry.current_traceparent(), secret="outer", more=[secret])

    def AskMany(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        assert trace.get_current_span().get_span_context().is_valid
        yield pb.AskResponse(traceparent="first")
        if request.what in FAILURES:
            raise FAILURES[request.what]
        yield pb.AskResponse(traceparent="second")

    def Talk(self, requests: Iterator[Any], context: grpc.ServicerContext) -> Iterator[Any]:
        """An answer for each message, which names it; many times when `number` is 10."""
        for request in requests:
            if request.what in FAILURES:
                raise FAILURES[request.what]
            yield pb.AskResponse(traceparent=request.what * (100_000 if request.number == 10 else 1))

    def Note(self, request: Any, context: grpc.ServicerContext) -> Any:
        assert self.database is not None

        def work(tx: Transaction) -> Any:
            self.calls += 1
            if request.text == "refuse":
                raise FAILURES["state"]
            id = new_id()
            if not tx.insert("notes", {"_id": request.text or id}):
                raise FAILURES["taken"]
            return pb.NoteResponse(notes=tx.count("notes", {}), id=id)

        return grpc_server.once(self.database, request, work)


SLOW = "function() { const end = Date.now() + 3000; while (Date.now() < end); return true; }"
