"""The audit: who wrote what is there with the write, and whatever is done to it afterwards is found."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bson.datetime_ms import DatetimeMS
from pymongo import MongoClient, monitoring
from pymongo.errors import OperationFailure

from deploy.local.stack import Stack
from deploy.operator import audit as operator_audit
from shared import access, audit, keys, telemetry
from shared.aggregate import Aggregate
from shared.audit import LINKS, database_name, digest
from shared.audit_check import check
from shared.errors import InvalidField
from shared.store import Database, Document, Transaction, new_id

WORKER = access.Caller("worker-7", frozenset({"things.write"}), ("3701",), "supervision", "")


def links(database: Database) -> Any:
    return database.client[database_name(database.mongo.name)][LINKS]


def entries(database: Database) -> list[Document]:
    return [entry for link in links(database).find().sort("_id") for entry in link["entries"]]


def change(database: Database, id: str = "") -> str:
    thing = Aggregate(id=id or new_id(), version=0, revision=0)
    database.transact(lambda tx: tx.save("things", Aggregate(id=thing.id), {"n": 1}))
    return thing.id


def anchors(database: Database) -> dict[str, set[str]]:
    """What somebody outside has kept."""
    found = operator_audit.anchors_in(operator_audit.heads(database), database.mongo.name)
    return {link: {hash} for link, hash in found}


def faults(database: Database, kept: dict[str, set[str]] | None = None) -> list[str]:
    """The kinds of faults that are found."""
    report = check(links(database), kept or {})
    return [fault.kind for fault in report.faults]


@pytest.fixture
def written(database: Database) -> list[Document]:
    """The links of six changes, one after the other: one chain."""
    for _ in range(6):
        change(database)
    found = list(links(database).find().sort("_id"))
    assert len(found) == 6
    assert len({link["_id"].partition("/")[0] for link in found}) == 1
    assert faults(database, anchors(database)) == []
    return found


def test_a_write_is_in_the_audit_with_who_what_where_and_why(database: Database) -> None:
    with access.acting(WORKER), telemetry.continued("", "bihuan.x.v1.X/ChangeThing"):
        id = change(database)
    assert entries(database) == [
        {
            "by": "worker-7",
            "op": "bihuan.x.v1.X/ChangeThing",
            "ids": [f"things/{id}"],
            "outcome": "written",
            "regions": ["3701"],
            "purpose": "supervision",
        }
    ]


def test_a_glass_that_was_broken_stands_in_the_audit(database: Database) -> None:
    with access.acting(access.widened(WORKER, "life-at-risk")):
        change(database)
    assert (entries(database)[0]["glass"], entries(database)[0]["regions"]) == ("life-at-risk", [""])


def test_a_write_that_did_not_happen_is_not_in_the_audit(database: Database) -> None:
    def refused(tx: Transaction) -> None:
        tx.save("things", Aggregate(id=new_id()), {"n": 1})
        raise InvalidField("n", "is refused")

    with pytest.raises(InvalidField):
        database.transact(refused)
    assert entries(database) == []
    change(database)
    assert len(entries(database)) == 1


def test_a_transaction_that_was_aborted_at_its_commit_and_then_writes_nothing_leaves_no_gap_in_its_chain(
    stack: Stack, database: Database
) -> None:
    tries: list[int] = []

    class Abort(monitoring.CommandListener):
        """The server forgets the transaction before its first commit."""

        def started(self, event: monitoring.CommandStartedEvent) -> None:
            if event.command_name == "commitTransaction" and len(tries) == 1:
                database.client.admin.command("killAllSessions", [])

        def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
            """Nothing to do."""

        def failed(self, event: monitoring.CommandFailedEvent) -> None:
            """Nothing to do."""

    def once_only(tx: Transaction) -> None:
        tries.append(1)
        if len(tries) == 1:
            tx.save("things", Aggregate(id=new_id()), {"n": 1})

    with MongoClient[Document](stack.admin_mongo_url(), tz_aware=True, event_listeners=[Abort()]) as client:
        aborted = Database(client, database.mongo.name)
        change(aborted)
        aborted.transact(once_only, alone=True)
        assert len(tries) == 2
        change(aborted)
        report = check(links(database), anchors(aborted))
    assert (report.entries, report.faults) == (2, [])


def test_a_write_without_its_entry_does_not_happen(database: Database) -> None:
    """The audit's database refuses the link: nothing of the write is there either."""
    client = database.client
    client[database_name(database.mongo.name)].create_collection(LINKS, validator={"never": {"$exists": True}})
    with pytest.raises(OperationFailure):
        change(database)
    assert database.collection("things").count_documents({}) == 0


def test_writers_at_the_same_time_each_have_their_entry_and_all_chains_are_whole(database: Database) -> None:
    audit.prepare(database.client, database.mongo.name)
    start = threading.Barrier(12)

    def work(number: int) -> list[str]:
        start.wait()
        with access.acting(access.Caller(f"worker-{number}", frozenset(), ("",), "", "")):
            ids = [change(database) for _ in range(5)]
            for id in ids:
                database.audit.note([f"things/{id}"], "read")
            return ids

    with ThreadPoolExecutor(12) as pool:
        ids = list(pool.map(work, range(12)))
    found = entries(database)
    for number, own in enumerate(ids):
        mine = [entry for entry in found if entry["by"] == f"worker-{number}"]
        for outcome in ("written", "read"):
            touched = [entry["ids"] for entry in mine if entry["outcome"] == outcome]
            assert sorted(touched) == sorted([f"things/{id}"] for id in own)
    report = check(links(database), anchors(database))
    assert (report.entries, report.faults) == (120, [])
    assert report.links < 120  # those who waited shared


def test_an_edited_entry_is_found(database: Database, written: list[Document]) -> None:
    links(database).update_one({"_id": written[2]["_id"]}, {"$set": {"entries.0.by": "somebody else"}})
    assert faults(database) == ["edited"]


def test_an_edited_entry_with_its_hash_made_anew_is_found(database: Database, written: list[Document]) -> None:
    link = written[2]
    link["entries"][0]["by"] = "somebody else"
    links(database).replace_one({"_id": link["_id"]}, {**link, "hash": digest(link)})
    assert faults(database) == ["moved"]


def test_a_history_written_anew_to_its_end_is_found_by_an_anchor(database: Database, written: list[Document]) -> None:
    kept = anchors(database)
    written[2]["entries"][0]["by"] = "somebody else"
    for before, link in pairwise(written[1:]):
        link["prev"] = before["hash"]
        link["hash"] = digest(link)
        links(database).replace_one({"_id": link["_id"]}, link)
    assert faults(database) == []  # in itself it is whole
    assert faults(database, kept) == ["rewritten"]


@pytest.mark.parametrize(
    "content",
    [
        {"hash": "text"},
        {"hash": 2**62},
        {"hash": None},
        {"prev": "text"},
        {"at": DatetimeMS(2**62)},
        {"entries": 7},
        {"_id": "chain/²"},
        {"_id": "chain/" + "9" * 5000},
        {"_id": 5},
        {"_id": {"chain": 1}},
        {"_id": "followed/000000001", "follows": "another/000000001"},
        {"_id": "followed/000000001", "follows": "another/000000001", "prev": 2**62},
    ],
    ids=str,
)
def test_a_row_that_nobody_of_us_can_have_written_is_reported_as_edited(
    database: Database, written: list[Document], content: Document
) -> None:
    if "_id" in content:
        links(database).insert_one(content)
    else:
        links(database).update_one({"_id": written[-1]["_id"]}, {"$set": content})
    found = faults(database)
    assert "edited" in found
    assert set(found) <= {"edited", "moved", "missing", "cut off"}
    assert list(operator_audit.heads(database))


def test_a_forged_row_with_a_hash_of_its_own_is_reported_as_edited(database: Database, written: list[Document]) -> None:
    forged = {"_id": "followed/000000001", "follows": written[-1]["_id"]}
    links(database).insert_one({**forged, "hash": digest(forged)})
    assert "edited" in faults(database)


def test_a_deleted_link_is_found(database: Database, written: list[Document]) -> None:
    links(database).delete_one({"_id": written[3]["_id"]})
    assert faults(database) == ["missing"]


def test_links_that_changed_places_are_found(database: Database, written: list[Document]) -> None:
    first, second = written[2], written[3]
    links(database).delete_many({"_id": {"$in": [first["_id"], second["_id"]]}})
    links(database).insert_many([{**second, "_id": first["_id"]}, {**first, "_id": second["_id"]}])
    assert set(faults(database)) == {"edited", "moved"}


def test_what_was_cut_off_the_end_is_found_by_an_anchor(database: Database, written: list[Document]) -> None:
    kept = anchors(database)
    links(database).delete_many({"_id": {"$in": [link["_id"] for link in written[4:]]}})
    assert faults(database) == []  # in itself it is whole
    assert faults(database, kept) == ["cut off"]


def test_a_whole_chain_that_was_removed_is_found_by_the_chain_that_followed_it(
    database: Database, written: list[Document]
) -> None:
    later = Database(database.client, database.mongo.name)  # another process: a chain of its own
    change(later)
    assert faults(database) == []
    links(database).delete_many({"_id": {"$in": [link["_id"] for link in written]}})
    assert faults(database) == ["cut off"]


def test_an_audit_removed_whole_is_found_by_an_anchor(database: Database, written: list[Document]) -> None:
    kept = anchors(database)
    links(database).drop()
    assert faults(database, kept) == ["cut off"]


def test_the_anchors_that_a_program_logs_are_those_that_the_check_reads(
    database: Database, written: list[Document], capsys: pytest.CaptureFixture[str]
) -> None:
    from shared import logs

    logs.configure("registry", "api")
    database.audit.anchor(now=True)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert dict(operator_audit.anchors_in(lines, database.mongo.name)) == {
        written[-1]["_id"]: bytes(written[-1]["hash"]).hex()
    }
    database.audit.anchor(now=True)
    assert capsys.readouterr().out == ""  # nothing has grown
    cut_off = [lines[0][:-5], "no json", json.dumps({"event": "audit.anchor"})]
    assert list(operator_audit.anchors_in(cut_off, database.mongo.name)) == []


@pytest.mark.parametrize(
    "tamper",
    [
        lambda found: found.update_one({}, {"$set": {"entries": []}}),
        lambda found: found.replace_one({}, {"entries": []}),
        lambda found: found.delete_one({}),
        lambda found: found.delete_many({}),
        lambda found: found.drop(),
        lambda found: found.rename("elsewhere"),
        lambda found: found.database.command("collMod", LINKS, validator={}),
        lambda found: found.create_index("at", expireAfterSeconds=0),  # MongoDB would remove them by itself
        lambda found: found.database.command("dropDatabase"),
    ],
)
def test_the_services_own_user_may_add_to_the_audit_and_neither_change_nor_remove(
    stack: Stack, tamper: Callable[[Any], Any]
) -> None:
    with MongoClient[Document](stack.mongo_url("outreach"), tz_aware=True) as client:
        database = Database(client, "outreach")
        database.audit.note(["cases/1"], "read")
        with pytest.raises(OperationFailure) as caught:
            tamper(links(database))
        assert caught.value.code == 13  # Unauthorized
        assert faults(database) == []


def test_one_may_ask_who_has_touched_what(database: Database) -> None:
    with access.acting(WORKER):
        id = change(database)
    change(database)
    found = list(operator_audit.entries(database, f"things/{id}", None, None, None))
    assert [(entry["by"], entry["ids"]) for entry in found] == [("worker-7", [f"things/{id}"])]
    assert len(list(operator_audit.entries(database, None, None, None, None))) == 2


def bihuan(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy.operator.app", *arguments, "--stack", str(stack.directory)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_an_operator_checks_an_audit_against_what_was_kept_of_it(stack: Stack, tmp_path: Path) -> None:
    with MongoClient[Document](stack.admin_mongo_url(), tz_aware=True) as client:
        database = Database(client, "levy")
        ids = [change(database) for _ in range(3)]
        unanchored = bihuan(stack, "audit", "verify", "--service", "training", "--anchors", "/dev/null")
        assert (unanchored.returncode, "without anchors" in unanchored.stderr) == (0, True)  # it may have been emptied
        kept = tmp_path / "anchors"
        kept.write_text(bihuan(stack, "audit", "heads", "--service", "levy").stdout)
        verify = ("audit", "verify", "--service", "levy", "--anchors", str(kept))
        whole = bihuan(stack, *verify)
        assert (whole.returncode, "no faults" in whole.stdout) == (0, True)
        listed = bihuan(stack, "audit", "list", "--service", "levy", "--id", f"things/{ids[0]}")
        assert [json.loads(line)["ids"] for line in listed.stdout.splitlines()] == [[f"things/{ids[0]}"]]

        links(database).delete_one({"entries.ids": f"things/{ids[-1]}"})
        cut = bihuan(stack, *verify)
        assert cut.returncode == 1
        assert "cut off" in cut.stdout
        assert bihuan(stack, "audit", "verify", "--service", "levy", "--anchors", "/nowhere").returncode == 2
        client.drop_database(database_name("levy"))
        client["levy"]["things"].drop()
        client["levy"]["outbox"].delete_many({})
        audit.prepare(client, "levy")


def test_an_operator_rotates_the_master_key_and_the_audit_says_who(stack: Stack) -> None:
    stack.make_key_rings()
    ring = keys.read(stack.key_ring("registry"))
    with MongoClient[Document](stack.admin_mongo_url(), tz_aware=True) as client:
        database = Database(client, "registry", ring=lambda: ring)
        person_id = new_id()
        sealed = database.transact(lambda tx: tx.vault.seal_new(tx, person_id, {"phone": "1"}))
        done = bihuan(stack, "keys", "rotate", "--by", "auditor-3")
        assert done.returncode == 0, done.stderr
        now = keys.read(stack.key_ring("registry"))
        assert now.current != ring.current
        assert f"1 keys wrapped by {now.current}" in done.stdout
        again = bihuan(stack, "keys", "rotate", "--keep", "--by", "auditor-3")
        assert f"0 keys wrapped by {now.current}" in again.stdout
        after = Database(client, "registry", ring=lambda: now)
        assert after.vault.open([sealed], [person_id]) == [{"phone": "1"}]
        told = [(entry["by"], entry["op"]) for entry in entries(after) if entry["by"].startswith("operator")]
        assert set(told) == {("operator:auditor-3", "bihuan keys rotate")}
        client["registry"]["keys"].drop()
    new = [sys.executable, "-m", "deploy.operator.app", "keys", "new", str(stack.key_ring("registry"))]
    assert subprocess.run(new, capture_output=True, check=False).returncode == 2  # it is there
    assert keys.read(stack.key_ring("registry")) == now
