"""An import and the states that it goes through. Pure: no I/O (the rows: `import_rows`)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bihuan.registry.v1.import_service_pb2 import ImportFindingCode as Code
from bihuan.registry.v1.import_service_pb2 import ImportFormat, ImportState

from services.registry.domain.import_rows import Finding, Layout
from shared.aggregate import Aggregate
from shared.errors import InvalidField, WrongState


class NotInState(WrongState):
    """The import stands where this call has nothing to do."""

    reason = "IMPORT_STATE"


class ChunkOffset(WrongState):
    """A piece begins elsewhere than where the last one ended."""

    reason = "CHUNK_OFFSET"


class Expired(WrongState):
    """What was to be worked on is gone: it is kept for seven days."""

    reason = "IMPORT_EXPIRED"


class TooMany(WrongState):
    """More imports under way than there may be."""

    reason = "TOO_MANY_IMPORTS"


RECEIVING = ImportState.IMPORT_STATE_RECEIVING
READING = ImportState.IMPORT_STATE_READING
CHECKING = ImportState.IMPORT_STATE_CHECKING
CHECKED = ImportState.IMPORT_STATE_CHECKED
COMMITTING = ImportState.IMPORT_STATE_COMMITTING
DONE = ImportState.IMPORT_STATE_DONE
REFUSED = ImportState.IMPORT_STATE_REFUSED
CANCELLED = ImportState.IMPORT_STATE_CANCELLED
ENDED: Final = (DONE, REFUSED, CANCELLED)


@dataclass(kw_only=True)
class Import(Aggregate):
    """An import and how far it is. It publishes nothing: what it enters does."""

    region_code: str
    format: ImportFormat
    size: int
    sha256: str
    dry_run: bool
    registered_by: str
    started_by: str
    started_at: datetime
    state: ImportState = RECEIVING
    received: int = 0
    encoding: str = ""
    total: int = 0
    """Bytes to work on."""
    position: int = 0
    """Bytes that have been worked on, in this pass."""
    next_row: int = 1
    columns: dict[str, int] = field(default_factory=dict)
    width: int = 0
    checked: int = 0
    ready: int = 0
    entered: int = 0
    left_out: int = 0
    counts: dict[Code, int] = field(default_factory=dict)
    ended_at: datetime | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ENDED

    @property
    def keeps_content(self) -> bool:
        """Whether the file is still needed."""
        return not self.ended and not (self.dry_run and self.state == CHECKED)

    @property
    def layout(self) -> Layout:
        """As the heading had it."""
        return Layout(self.columns, self.width)

    def require(self, *states: ImportState) -> None:
        """Raises `NotInState`."""
        if self.state not in states:
            raise NotInState("import_id", f"the import is {ImportState.Name(self.state).removeprefix('IMPORT_STATE_')}")

    def receive(self, offset: int, length: int) -> None:
        """Take a piece of the file. Raises `NotInState`, `ChunkOffset`, `InvalidField`."""
        self.require(RECEIVING)
        if offset != self.received:
            raise ChunkOffset("offset", f"the import has {self.received} bytes; the next piece begins there")
        if self.received + length > self.size:
            raise InvalidField("data", "more comes than size_bytes announced")
        self.received += length
        if self.received == self.size:
            self.state = READING

    def read(self, encoding: str, total: int) -> None:
        """The file can be read; its rows are to be checked."""
        self.require(READING)
        self.state, self.encoding, self.total = CHECKING, encoding, total

    def refuse(self, now: datetime) -> None:
        """The file as a whole cannot be taken."""
        self._end(REFUSED, now)

    def cancel(self, now: datetime) -> None:
        """Raises `NotInState`."""
        self.require(RECEIVING, READING, CHECKING, CHECKED, COMMITTING)
        self._end(CANCELLED, now)

    def commit(self) -> None:
        """Raises `NotInState`."""
        self.require(CHECKED)
        if self.dry_run:
            raise NotInState("import_id", "the import is a dry run: start one that is not")
        self.state, self.position, self.next_row = COMMITTING, 0, 1

    def worked(self, position: int, next_row: int, *, finished: bool, now: datetime) -> None:
        """So far the pass has come; `finished`: to the end of the file."""
        self.require(CHECKING, COMMITTING)
        self.position, self.next_row = position, next_row
        if finished:
            self.position = self.total
            if self.state == COMMITTING:
                self._end(DONE, now)
            else:
                self.state = CHECKED

    def count(self, findings: Iterable[Finding]) -> None:
        """Keep how often each code was found."""
        for finding in findings:
            self.counts[finding.code] = self.counts.get(finding.code, 0) + 1

    def _end(self, state: ImportState, now: datetime) -> None:
        self.state, self.ended_at = state, now
