"""One way to write: what a transaction sees of itself, and what threads that share one see of each other."""

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pymongo
import pytest
from bihuan.training.v1.events_pb2 import EnrolmentConfirmed
from opentelemetry.trace import SpanKind
from pymongo import MongoClient, monitoring
from pymongo.errors import DuplicateKeyError, PyMongoError

from deploy.local.processes import wait_until
from deploy.local.stack import Stack
from shared import telemetry
from shared.aggregate import Aggregate
from shared.errors import AlreadyExists, ConcurrentChange, NotFound
from shared.store import OUTBOX, Database, Transaction
from shared.unit_of_work import CannotUndo, EarlierRefused
from tests.worker.proxy import Proxy

Document = dict[str, Any]


class Commands(monitoring.CommandListener):
    """Counts what goes over the wire; may hold up the first command of a name until the test lets it go."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()
        self.hold = ""
        self.held = threading.Event()
        self.go = threading.Event()
        self.silence_at_commit: tuple[int, Proxy] | None = None

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        self.counted[event.command_name] += 1
        if self.silence_at_commit and self.counted["commitTransaction"] == self.silence_at_commit[0]:
            self.silence_at_commit[1].silence()
        if event.command_name == self.hold:
            self.hold = ""
            self.held.set()
            assert self.go.wait(20)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to do."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to do."""


@pytest.fixture
def commands() -> Commands:
    return Commands()


@pytest.fixture
def watched(stack: Stack, database: Database, commands: Commands) -> Iterator[Database]:
    """The test's database, through a client whose commands are counted."""
    with MongoClient[Document](stack.admin_mongo_url(), tz_aware=True, event_listeners=[commands]) as client:
        watched = Database(client, database.mongo.name)
        watched.ensure_indexes([("things", [("name", 1)], {"unique": True, "sparse": True})])
        commands.counted.clear()
        yield watched


def thing(id: str = "", **state: int) -> Aggregate:
    aggregate = Aggregate(id=id or str(uuid.uuid4()), **state)
    aggregate.record(EnrolmentConfirmed(enrolment_id=aggregate.id, region_code="370105003", loop_id="l"))
    return aggregate


def enter(**fields: Any) -> Callable[[Transaction], str]:
    def work(tx: Transaction) -> str:
        aggregate = thing()
        tx.save("things", aggregate, fields)
        return aggregate.id

    return work


def raise_count(id: str) -> Callable[[Transaction], int]:
    def work(tx: Transaction) -> int:
        found = tx.find_one("things", {"_id": id})
        if found is None:
            raise NotFound("thing", "id")
        count = int(found["count"]) + 1
        tx.save("things", thing(id, version=found["version"], revision=found["revision"]), {"count": count})
        return count

    return work


def at_once(
    database: Database, commands: Commands, *works: Callable[[Transaction], Any], seconds: Sequence[float] = ()
) -> list[Any]:
    """The works' results or exceptions; the first commits while the others wait, so that these share a transaction."""
    outcomes: list[Any] = [None] * len(works)

    def run(place: int) -> None:
        try:
            with pymongo.timeout(seconds[place] if seconds else 4):  # as an api's call has a deadline
                outcomes[place] = database.transact(works[place])
        except Exception as error:
            outcomes[place] = error

    commands.hold = "commitTransaction"
    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    threads[0].start()
    assert commands.held.wait(20)
    for thread in threads[1:]:
        thread.start()
    while len(database._groups._waiting) < len(works) - 1:
        assert all(thread.is_alive() for thread in threads)
    waiting = time.monotonic()  # every one's time runs
    if seconds:
        assert wait_until(lambda: time.monotonic() > waiting + min(seconds[1:]), seconds=20)
    commands.go.set()
    for thread in threads:
        thread.join(30)
    return outcomes


def test_a_transaction_sees_its_own_writes_though_they_are_kept_back(database: Database) -> None:
    at = datetime(2020, 2, 1, 9, 30, 0, 123_456, tzinfo=UTC)

    def work(tx: Transaction) -> None:
        aggregate = thing("a")
        tx.save("things", aggregate, {"count": 1, "at": at})
        assert tx.find_one("things", {"_id": "a"}) == {
            "_id": "a", "count": 1, "version": 1, "revision": 1, "at": at.replace(microsecond=123_000)
        }  # fmt: skip
        aggregate.record(EnrolmentConfirmed(enrolment_id="a", region_code="370105003"))
        tx.save("things", aggregate, {"count": 2})
        assert tx.count("things", {"count": 2}) == 1
        tx.put("things", "a", {"note.one": 1})
        found = tx.find_one("things", {"_id": "a"})
        assert found is not None
        assert found["note"] == {"one": 1}
        assert tx.insert("rows", {"_id": {"handler": "h", "event_id": "e"}})
        assert not tx.insert("rows", {"_id": {"handler": "h", "event_id": "e"}})
        assert [row["_id"] for row in tx.find("rows", {})] == [{"handler": "h", "event_id": "e"}]

    database.transact(work)

    assert [entry["aggregate_version"] for entry in database.mongo[OUTBOX].find().sort("aggregate_version")] == [1, 2]
    stored = database.mongo["things"].find_one({"_id": "a"})
    assert stored is not None
    assert (stored["version"], stored["revision"], stored["count"]) == (2, 2, 2)


def test_what_a_savepoint_dropped_was_never_there(database: Database) -> None:
    def work(tx: Transaction) -> None:
        tx.put("rows", "kept", {"value": 1})
        with pytest.raises(NotFound), tx.savepoint():
            tx.save("things", thing("dropped"), {})
            tx.put("rows", "dropped", {"value": 1})
            raise NotFound("thing", "id")
        assert tx.find_one("rows", {"_id": "dropped"}) is None

    database.transact(work)

    assert [row["_id"] for row in database.mongo["rows"].find()] == ["kept"]
    assert database.mongo["things"].count_documents({}) == database.mongo[OUTBOX].count_documents({}) == 0


def test_a_savepoint_says_so_when_it_cannot_undo(database: Database) -> None:
    def work(tx: Transaction) -> None:
        with tx.savepoint():
            tx.put("rows", "sent", {"value": 1})
            assert tx.count("rows", {"value": 1}) == 1  # has it sent
            raise NotFound("thing", "id")

    with pytest.raises(CannotUndo):
        database.transact(work, alone=True)
    assert database.mongo["rows"].count_documents({}) == 0


def test_a_savepoint_is_not_blamed_for_what_was_written_before_it(watched: Database) -> None:
    watched.transact(enter(name="one"))

    def work(tx: Transaction) -> None:
        enter(name="one")(tx)
        with tx.savepoint():
            tx.count("things", {})

    with pytest.raises(EarlierRefused) as refused:
        watched.transact(work, alone=True)
    assert isinstance(refused.value.__cause__, AlreadyExists)


def test_a_row_that_must_be_new_and_is_not_fails_the_transaction(database: Database) -> None:
    database.transact(lambda tx: tx.add("rows", {"_id": "one"}))

    def work(tx: Transaction) -> None:
        tx.put("others", "x", {"value": 1})
        tx.add("rows", {"_id": "one"})

    with pytest.raises(DuplicateKeyError):
        database.transact(work, alone=True)
    assert database.mongo["others"].count_documents({}) == 0


def test_a_taken_natural_key_is_told_by_its_field(watched: Database) -> None:
    watched.transact(enter(name="one"))

    with pytest.raises(AlreadyExists) as refused:
        watched.transact(enter(name="one"))

    assert (refused.value.resource_type, refused.value.field) == ("things", "name")
    assert watched.mongo[OUTBOX].count_documents({}) == 1


def test_a_writer_that_loaded_an_old_revision_does_not_overwrite_the_newer(database: Database) -> None:
    database.transact(lambda tx: tx.save("things", thing("a"), {"count": 1}))
    tries = 0

    def stale(tx: Transaction) -> None:
        nonlocal tries
        tries += 1
        tx.save("things", thing("a", version=0, revision=7), {"count": 99})

    with pytest.raises(ConcurrentChange):
        database.transact(stale)
    assert tries > 1
    stored = database.mongo["things"].find_one({"_id": "a"})
    assert stored is not None
    assert stored["count"] == 1


def test_commands_that_wait_share_one_commit(watched: Database, commands: Commands) -> None:
    outcomes = at_once(watched, commands, *[enter() for _ in range(20)])

    assert len(set(outcomes)) == 20
    assert commands.counted["commitTransaction"] == 2
    assert {row["_id"] for row in watched.mongo["things"].find()} == set(outcomes)
    assert watched.mongo[OUTBOX].count_documents({}) == 20


def test_one_refused_command_costs_its_neighbours_nothing(watched: Database, commands: Commands) -> None:
    def refused(tx: Transaction) -> None:
        tx.save("things", thing(), {"name": "never"})
        raise NotFound("thing", "id")

    outcomes = at_once(watched, commands, enter(), enter(name="a"), refused, enter(name="b"))

    assert isinstance(outcomes[2], NotFound)
    assert commands.counted["commitTransaction"] == 2
    assert watched.mongo["things"].distinct("name") == ["a", "b"]


@pytest.mark.parametrize("hurried", [1, 2])
def test_one_whose_deadline_passes_while_it_waits_costs_its_neighbours_nothing(
    watched: Database, commands: Commands, hurried: int
) -> None:
    """1: it would have led the group."""
    seconds = [20.0, 20.0, 20.0, 20.0]
    seconds[hurried] = 0.4

    outcomes = at_once(watched, commands, *[enter() for _ in range(4)], seconds=seconds)

    assert isinstance(outcomes.pop(hurried), PyMongoError)
    assert all(isinstance(outcome, str) for outcome in outcomes)
    assert commands.counted["commitTransaction"] == 2  # still together
    assert watched.mongo["things"].count_documents({}) == 3


@pytest.mark.parametrize("fault", ["taken", "bug", "flushed"])
def test_one_that_breaks_the_shared_transaction_costs_its_neighbours_nothing(
    watched: Database, commands: Commands, fault: str
) -> None:
    watched.transact(enter(name="taken"))

    def breaks(tx: Transaction) -> None:
        enter(name="taken" if fault == "taken" else "never")(tx)
        if fault == "bug":
            raise ZeroDivisionError
        if fault == "flushed":
            tx.count("things", {"name": "never"})
            raise NotFound("thing", "id")

    outcomes = at_once(watched, commands, enter(), enter(name="a"), breaks, enter(name="b"))

    expected = {"taken": AlreadyExists, "bug": ZeroDivisionError, "flushed": NotFound}[fault]
    assert isinstance(outcomes[2], expected)
    assert sorted(watched.mongo["things"].distinct("name")) == ["a", "b", "taken"]
    assert watched.mongo[OUTBOX].count_documents({}) == 4


def test_two_that_want_the_same_natural_key_at_once_get_one_yes_and_one_no(
    watched: Database, commands: Commands
) -> None:
    outcomes = at_once(watched, commands, enter(), enter(name="same"), enter(name="same"))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyExists", "str", "str"]
    assert watched.mongo["things"].count_documents({"name": "same"}) == 1


def test_changes_of_one_aggregate_in_one_group_follow_one_another(watched: Database, commands: Commands) -> None:
    watched.transact(lambda tx: tx.save("things", thing("a"), {"count": 0}))

    outcomes = at_once(watched, commands, *[raise_count("a") for _ in range(15)])

    assert sorted(outcomes) == list(range(1, 16))
    versions = [entry["aggregate_version"] for entry in watched.mongo[OUTBOX].find({"aggregate_id": "a"})]
    assert sorted(versions) == list(range(1, 17))


def test_twenty_threads_change_one_aggregate_and_no_change_is_lost(database: Database) -> None:
    database.transact(lambda tx: tx.save("things", thing("a"), {"count": 0}))

    def run() -> None:
        for _ in range(10):
            database.transact(raise_count("a"))

    threads = [threading.Thread(target=run) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    stored = database.mongo["things"].find_one({"_id": "a"})
    assert stored is not None
    assert stored["count"] == 200
    versions = [entry["aggregate_version"] for entry in database.mongo[OUTBOX].find({"aggregate_id": "a"})]
    assert sorted(versions) == list(range(1, 202))


def test_each_command_of_a_group_keeps_its_own_trace(watched: Database, commands: Commands) -> None:
    traces = [f"00-{number:032x}-{number:016x}-01" for number in range(1, 6)]

    def run(place: int) -> None:
        with telemetry.continued(traces[place], "command", SpanKind.SERVER):
            watched.transact(enter(place=place))

    commands.hold = "commitTransaction"
    threads = [threading.Thread(target=run, args=(place,)) for place in range(5)]
    threads[0].start()
    assert commands.held.wait(20)
    for thread in threads[1:]:
        thread.start()
    while len(watched._groups._waiting) < 4:
        assert all(thread.is_alive() for thread in threads)
    commands.go.set()
    for thread in threads:
        thread.join(30)

    places = {row["_id"]: row["place"] for row in watched.mongo["things"].find()}
    for entry in watched.mongo[OUTBOX].find():
        assert entry["traceparent"].split("-")[1] == traces[places[entry["aggregate_id"]]].split("-")[1]


def test_when_nobody_knows_whether_the_group_was_committed_none_of_it_is_done_again(
    stack: Stack, database: Database, commands: Commands
) -> None:
    """The link falls silent just before the group's commit is sent: each caller is told, and nothing runs twice."""
    tries: Counter[int] = Counter()
    database.mongo.create_collection("things")
    database.ensure_indexes([])
    host, port = "127.0.0.1", stack.ports["mongo"]

    def work(place: int) -> Callable[[Transaction], str]:
        def run(tx: Transaction) -> str:
            tries[place] += 1
            return enter()(tx)

        return run

    with Proxy(host, port) as proxy:
        url = stack.admin_mongo_url().replace(f"{host}:{port}", f"{host}:{proxy.port}")
        url = url.replace("replicaSet=bihuan", "directConnection=true")
        with MongoClient[Document](url, tz_aware=True, event_listeners=[commands]) as client:
            commands.silence_at_commit = (2, proxy)
            outcomes = at_once(Database(client, database.mongo.name), commands, *[work(place) for place in range(4)])
            proxy.resume()

    assert isinstance(outcomes[0], str)
    assert all(isinstance(outcome, PyMongoError) for outcome in outcomes[1:])
    assert tries == {0: 1, 1: 1, 2: 1, 3: 1}
