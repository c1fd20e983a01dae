"""The audit of a service: who wrote what, and who read whose personal data; append-only, hash-chained.

It is kept in the collection `links` of the database `<service>_audit`, where the service's own user may find and insert
and nothing else. A link holds the entries of one transaction, or of the reads that were answered together:

    {"_id": "<chain>/000000012", "at": …, "prev": <hash of the link before>, "entries": […], "hash": <SHA-256 of it>}

Each writer has a chain of its own, so that none waits for another: a transaction takes a chain that no other uses, and
gives it back when its outcome is known. The first link of a chain names the newest link that it found (`follows`) and
takes its hash as `prev`, so all chains hang together. What is cut off the end is found by anchors: log lines that name
the last link of each chain and its hash (`Audit.anchor`), kept where the database's administrators do not write.

An entry names ids only: `{"by", "op", "ids", "outcome", "regions"}`, and where given `purpose` and `glass` (the reason
with which the glass was broken). `shared.audit_check` reads it all again.
"""

import hashlib
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NamedTuple

import bson
from pymongo import MongoClient, ReadPreference, WriteConcern
from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern

from shared import access, logs, telemetry
from shared.clock import Clock
from shared.deadline import Deadline, in_their_time
from shared.group_commit import GroupCommit, Job

LINKS = "links"
# Between two anchors of a chain that grows: what can be cut off its end unnoticed.
ANCHOR_SECONDS = 10.0
NOBODY = "nobody"  # work for which no caller was set
Document = dict[str, Any]

log = logs.logger()


def database_name(service: str) -> str:
    """The database that holds the audit of a service's database."""
    return f"{service}_audit"


def prepare(client: MongoClient[Document], service: str) -> None:
    """Make the collection with its indexes; what is there already stays. For an administrator, once per database.

    By time (the newest link, a day's entries), and by what was touched (who has seen this person's data?). Not for the
    service's own user: who may make indexes can make one by which MongoDB removes what is old.
    """
    links = client[database_name(service)][LINKS]
    links.create_index([("at", 1)])
    links.create_index([("entries.ids", 1)])


def digest(link: Document) -> bytes:
    """The hash of a link without its own `hash`: SHA-256 of its BSON, fields in their order."""
    return hashlib.sha256(bson.encode({key: link[key] for key in link if key != "hash"})).digest()


class Act(NamedTuple):
    """Who does what: what the entries of one caller's one operation have in common."""

    operation: str
    caller: access.Caller | None


def act() -> Act:
    """That of the work in hand: the rpc's full name, or the subscription's queue; and the caller."""
    try:
        caller = access.caller()
    except LookupError:
        caller = None
    return Act(telemetry.current_operation(), caller)


def entry(of: Act, ids: Sequence[str], outcome: str) -> Document:
    """What is written down. `ids` are `<collection>/<id>`; nothing personal."""
    written: Document = {"by": of.caller.subject if of.caller else NOBODY, "op": of.operation, "ids": list(ids)}
    written["outcome"] = outcome
    if of.caller is not None:
        written["regions"] = list(of.caller.regions)
        if of.caller.purpose:
            written["purpose"] = of.caller.purpose
        if of.caller.break_glass:
            written["glass"] = of.caller.break_glass
    return written


class Watch:
    """Tells whether the work in hand has noted something."""

    def __init__(self) -> None:
        self.noted = False

    def taken(self) -> bool:
        """Whether it has since this was asked last."""
        noted, self.noted = self.noted, False
        return noted


_watch: ContextVar[Watch | None] = ContextVar("audit_watch", default=None)


@contextmanager
def watched() -> Iterator[Watch]:
    """What the work inside notes is told."""
    watch = Watch()
    token = _watch.set(watch)
    try:
        yield watch
    finally:
        # A stream that its caller left may be closed by another thread, which this was never set in.
        with suppress(ValueError):
            _watch.reset(token)


class Chain:
    """One writer's chain as it stands; used by one transaction at a time."""

    def __init__(self) -> None:
        self.id = uuid.uuid4().hex
        self.number = 0
        self.hash = b""
        self._next: Document | None = None

    @property
    def written(self) -> bool:
        """Whether a link has been given out whose outcome is not known."""
        return self._next is not None

    def begin(self) -> None:
        """A transaction begins, or once more: what was given out before it was aborted."""
        self._next = None

    def next(self, entries: Sequence[Document], at: datetime, newest: Callable[[], Document | None]) -> Document:
        """The next link; the same place again until `advance`."""
        number = self.number + 1
        link: Document = {"_id": f"{self.id}/{number:09d}", "at": at.replace(microsecond=at.microsecond // 1000 * 1000)}
        if number == 1:
            followed = newest()
            link["follows"] = followed["_id"] if followed else ""
            link["prev"] = followed["hash"] if followed else b""
        else:
            link["prev"] = self.hash
        link["entries"] = list(entries)
        link["hash"] = digest(link)
        self._next = link
        return link

    def advance(self) -> None:
        """The link that was given out last is in the database."""
        if self._next is not None:
            self.number, self.hash, self._next = self.number + 1, self._next["hash"], None


class _Note(Job[None]):
    def __init__(self, written: Document) -> None:
        super().__init__()
        self.entry = written
        self.deadline = Deadline()


class Audit:
    """Writes the audit of one service's database."""

    def __init__(self, client: MongoClient[Document], service: str, clock: Clock) -> None:
        """`service` is the name of the audited database."""
        self.name = service
        self._links = client.get_database(
            database_name(service),
            read_preference=ReadPreference.PRIMARY,
            read_concern=ReadConcern("majority"),
            write_concern=WriteConcern("majority", j=True),
        )[LINKS]
        self._clock = clock
        self._lock = threading.Lock()
        self._idle: list[Chain] = []
        self._heads: dict[str, tuple[int, bytes]] = {}  # of chains that have grown since their last anchor
        self._anchored = 0.0
        self._notes: GroupCommit[_Note] = GroupCommit(self._together, leaders=1)

    @contextmanager
    def chain(self) -> Iterator[Chain]:
        """A chain for one transaction. After a failure that may have left its link behind it is not used again."""
        with self._lock:
            chain = self._idle.pop() if self._idle else Chain()
        try:
            yield chain
        except BaseException:
            if not chain.written:
                self._give_back(chain)
            raise
        chain.advance()
        self._give_back(chain)

    def _give_back(self, chain: Chain) -> None:
        with self._lock:
            self._idle.append(chain)
            if chain.number:
                self._heads[chain.id] = (chain.number, chain.hash)

    def write(self, chain: Chain, entries: Sequence[Document], session: ClientSession | None = None) -> None:
        """Insert the chain's next link. Nothing to say, nothing written."""
        if entries:
            self._links.insert_one(chain.next(entries, self._clock(), self._newest), session=session)

    def _newest(self) -> Document | None:
        return next(iter(self._links.find({}, {"hash": 1}).sort("at", -1).limit(1)), None)

    def note(self, ids: Sequence[str], outcome: str) -> None:
        """Write down what is no write of a transaction: above all that the caller reads personal data of `ids`.

        Call it before the data is given away: it returns when the entry is durable. Callers who wait at the same time
        share a link. Raises what pymongo raises.
        """
        job = _Note(entry(act(), ids, outcome))
        self._notes.settle(job)
        if not job.done:
            self._note_all([job])
        watch = _watch.get()
        if watch is not None:
            watch.noted = True

    def _together(self, jobs: Sequence[_Note]) -> None:
        """Leaves them undone, each to be noted alone, if it fails: a second entry does no harm."""
        patient = [job for job in jobs if not job.deadline.hurried]
        if patient:
            with suppress(PyMongoError):
                in_their_time([job.deadline for job in patient], lambda: self._note_all(patient))

    def _note_all(self, jobs: Sequence[_Note]) -> None:
        with self.chain() as chain:
            self.write(chain, [job.entry for job in jobs])
        for job in jobs:
            job.done = True

    def anchor(self, *, now: bool = False) -> None:
        """Log the last link of each chain that has grown, at most every ten seconds unless `now`."""
        if not now and time.monotonic() - self._anchored < ANCHOR_SECONDS:
            return
        self._anchored = time.monotonic()
        with self._lock:
            heads, self._heads = self._heads, {}
        for chain, (number, hash) in heads.items():
            log.info("audit.anchor", database=self.name, link=f"{chain}/{number:09d}", hash=hash.hex())
