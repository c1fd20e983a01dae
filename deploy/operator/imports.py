"""Sending a file to the register and driving its import; what `bihuan registry import` does, for tests and benches too.

Every call has an id of its own and is sent again with it when the api was away: so it counts once, and an api that is
killed and comes back does no harm. Who was interrupted goes on with the import's id.
"""

import hashlib
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import grpc
from bihuan.registry.v1 import import_service_pb2 as pb
from bihuan.registry.v1.import_service_pb2_grpc import ImportServiceStub

CHUNK: Final = 512 << 10
AWAY_SECONDS: Final = 60.0  # how long an api may be away before a call of it is given up
# What may be sent again: the api was away, was too busy, or others changed the same.
_AGAIN: Final = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.ABORTED, grpc.StatusCode.RESOURCE_EXHAUSTED)
WORKING: Final = (pb.IMPORT_STATE_READING, pb.IMPORT_STATE_CHECKING, pb.IMPORT_STATE_COMMITTING)
Say = Callable[[pb.ImportProgress], None]


class Importer:
    """Calls of one import service."""

    def __init__(self, stub: ImportServiceStub, say: Say = lambda progress: None) -> None:
        """`say` hears how far the import is, after each call."""
        self._stub = stub
        self._say = say

    def _call(self, method: Any, request: Any) -> pb.ImportProgress:
        """Call, and again while the api is away. Raises `grpc.RpcError`."""
        if "request_id" in request.DESCRIPTOR.fields_by_name:
            request.request_id = str(uuid.uuid4())
        give_up = time.monotonic() + AWAY_SECONDS
        wait = 0.05
        while True:
            try:
                progress: pb.ImportProgress = method(request, timeout=30).progress
            except grpc.RpcError as error:
                if error.code() not in _AGAIN or time.monotonic() > give_up:
                    raise
                time.sleep(wait)
                wait = min(2.0, wait * 2)
            else:
                self._say(progress)
                return progress

    def get(self, import_id: str) -> pb.ImportProgress:
        """How far it is."""
        return self._call(self._stub.GetImport, pb.GetImportRequest(import_id=import_id))

    def started(self, file: Path, region_code: str, registered_by: str, *, dry_run: bool) -> pb.ImportProgress:
        """A new import of this file; nothing of it is sent yet."""
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return self._call(
            self._stub.StartImport,
            pb.StartImportRequest(
                region_code=region_code,
                format=format_of(file),
                size_bytes=file.stat().st_size,
                sha256=digest,
                dry_run=dry_run,
                registered_by=registered_by,
            ),
        )

    def sent(self, progress: pb.ImportProgress, file: Path) -> pb.ImportProgress:
        """Send what has not come of the file."""
        with file.open("rb") as stream:
            stream.seek(progress.received_bytes)
            while progress.state == pb.IMPORT_STATE_RECEIVING and (data := stream.read(CHUNK)):
                progress = self._call(
                    self._stub.AppendImportChunk,
                    pb.AppendImportChunkRequest(
                        import_id=progress.import_id, offset=progress.received_bytes, data=data
                    ),
                )
        return progress

    def worked(self, progress: pb.ImportProgress) -> pb.ImportProgress:
        """Go on until the import waits for something else."""
        while progress.state in WORKING:
            progress = self._call(self._stub.ContinueImport, pb.ContinueImportRequest(import_id=progress.import_id))
        return progress

    def committed(self, import_id: str) -> pb.ImportProgress:
        """Enter what can be entered."""
        return self.worked(self._call(self._stub.CommitImport, pb.CommitImportRequest(import_id=import_id)))

    def cancelled(self, import_id: str) -> pb.ImportProgress:
        """End it."""
        return self._call(self._stub.CancelImport, pb.CancelImportRequest(import_id=import_id))

    def findings(self, import_id: str) -> Iterator[pb.ImportRow]:
        """All rows with findings."""
        request = pb.ListImportFindingsRequest(import_id=import_id, page_size=500)
        while True:
            page = self._stub.ListImportFindings(request, timeout=30)
            yield from page.rows
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token


def format_of(file: Path) -> pb.ImportFormat:
    """By the file's name; anything but .xlsx is taken for CSV, and refused by the register if it is none."""
    return pb.IMPORT_FORMAT_XLSX if file.suffix.lower() in (".xlsx", ".xlsm") else pb.IMPORT_FORMAT_CSV
