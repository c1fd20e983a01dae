"""What the registry stores of who a person is: sealed, found by a keyed index, and erased with the person's key."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bson
import grpc
import pytest
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import registry_service_pb2 as pb
from pymongo import MongoClient, monitoring

from deploy.local.stack import Stack
from services.registry import queries, store
from services.registry.api import with_gauges
from shared import keys, vault
from shared.audit import LINKS, database_name
from shared.errors import NotFound
from shared.keys import KeyRing
from shared.older_records import OlderRecords
from shared.store import Database, NoKeys, Transaction
from shared.vault import ForeignSeal, KeyDestroyed, Vault, VaultClosed
from tests.integration.registry.test_registry_api import (
    Calls,
    calls,
    day,
    event_types,
    identity,
    need_of,
    new_request,
    refused,
    registration,
)
from tests.ring import RING

__all__ = ["calls"]  # the fixture

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def registered(calls: Calls, number: int = 1, /, **changes: Any) -> str:
    return calls.RegisterPerson(registration(number, **changes)).person.person_id


def erasure(person_id: str, /, **changes: Any) -> pb.ErasePersonRequest:
    fields: dict[str, Any] = {
        "request_id": new_request(),
        "person_id": person_id,
        "reason": ev.ERASURE_REASON_REQUESTED,
        "decided_on": day(2020, 6, 1),
    }
    return pb.ErasePersonRequest(**(fields | changes))


def stored(database: Database) -> bytes:
    """Every byte of every document, in the audit too."""
    found = b""
    for mongo in (database.mongo, database.client[database_name(database.mongo.name)]):
        for name in mongo.list_collection_names():
            found += b"".join(bson.encode(document) for document in mongo[name].find())
    return found


def audited(database: Database) -> list[tuple[str, list[str], str]]:
    links = database.client[database_name(database.mongo.name)][LINKS].find().sort([("at", 1), ("_id", 1)])
    return [
        (entry["op"].rpartition("/")[2], entry["ids"], entry["outcome"]) for link in links for entry in link["entries"]
    ]


def test_no_number_name_phone_or_address_is_stored_in_the_clear(calls: Calls, database: Database) -> None:
    person_id = registered(calls)
    calls.RecordNeed(need_of(person_id))
    content = stored(database)
    for personal in (identity().resident_id, identity().certificate_number, "样本甲", "10000000001", "样本路一号"):
        assert personal.encode() not in content
    person = calls.GetPerson(pb.GetPersonRequest(person_id=person_id)).person
    assert (person.resident_id, person.name, person.phone, person.address) == (
        identity().resident_id,
        "样本甲",
        "10000000001",
        "样本路一号",
    )
    assert [certificate.number for certificate in person.certificates] == [identity().certificate_number]


def test_equal_values_are_stored_unequal_and_only_the_index_tells_that_they_are_equal(
    calls: Calls, database: Database
) -> None:
    registered(calls, 1, phone="10000000009")
    registered(calls, 2, phone="10000000009")
    first, second = database.collection(store.IDENTITIES).find()
    assert first["phone"] != second["phone"]
    assert first["phone"].subtype == 6  # MongoDB's own format
    index = database.vault.index
    assert index("resident_id", "1") == index("resident_id", "1") != index("certificate_number", "1")
    other = Vault(database.mongo["keys"], lambda: KeyRing.new(NOW))
    assert other.index("resident_id", "1") != index("resident_id", "1")


def test_every_read_of_a_person_is_in_the_audit_before_it_is_answered(calls: Calls, database: Database) -> None:
    person_id = registered(calls)
    calls.GetPerson(pb.GetPersonRequest(person_id=person_id))
    number, on = identity().certificate_number, day(2020, 4, 1)
    calls.VerifyCertificate(pb.VerifyCertificateRequest(certificate_number=number, on=on))
    calls.VerifyCertificate(pb.VerifyCertificateRequest(certificate_number=identity(2).certificate_number, on=on))
    reads = [entry for entry in audited(database) if entry[0] != "RegisterPerson"]
    assert reads == [
        ("GetPerson", [f"persons/{person_id}"], "read"),
        ("VerifyCertificate", [f"persons/{person_id}"], "valid"),
        ("VerifyCertificate", [], "not_found"),
    ]


def test_what_the_audit_cannot_take_down_is_not_given_away(calls: Calls, database: Database) -> None:
    person_id = registered(calls)
    audit = database.client[database_name(database.mongo.name)]
    audit.command("collMod", LINKS, validator={"never": {"$exists": True}})
    for call, request in (
        (calls.GetPerson, pb.GetPersonRequest(person_id=person_id)),
        (calls.VerifyCertificate, pb.VerifyCertificateRequest(person_id=person_id, on=day(2020, 4, 1))),
    ):
        with pytest.raises(grpc.RpcError) as caught:
            call(request)
        error: Any = caught.value
        assert error.code() != grpc.StatusCode.OK


def test_an_erased_person_is_gone_from_every_answer_and_stays_in_the_figures(calls: Calls, database: Database) -> None:
    person_id = registered(calls)
    asked = pb.GetStatisticsRequest(region_code="370105", as_of=day(2020, 12, 31))
    figures = calls.GetStatistics(asked)
    request = erasure(person_id)
    answer = calls.ErasePerson(request)
    assert answer.person.person_id == person_id
    assert calls.ErasePerson(request) == answer  # sent again

    person = calls.GetPerson(pb.GetPersonRequest(person_id=person_id)).person
    assert person.erased_on == day(2020, 6, 1)
    assert (person.resident_id, person.name, person.phone, person.address, list(person.certificates)) == (
        "",
        "",
        "",
        "",
        [],
    )
    assert not person.HasField("birth_date")
    by_number = pb.VerifyCertificateRequest(certificate_number=identity().certificate_number, on=day(2020, 7, 1))
    by_person = pb.VerifyCertificateRequest(person_id=person_id, on=day(2020, 7, 1))
    assert calls.VerifyCertificate(by_number).result == pb.VERIFICATION_RESULT_NOT_FOUND
    assert calls.VerifyCertificate(by_person) == pb.VerifyCertificateResponse(result=pb.VERIFICATION_RESULT_ERASED)
    assert calls.GetStatistics(asked) == figures
    assert event_types(database)[-1] == "PersonErased"
    assert audited(database)[-3][2] == "erased"  # GetPerson; the two verifications came after it


def test_an_erased_person_gets_nothing_new_and_may_be_registered_anew(calls: Calls, database: Database) -> None:
    person_id = registered(calls)
    calls.ErasePerson(erasure(person_id))
    code = grpc.StatusCode.FAILED_PRECONDITION
    assert refused(database, calls.RecordNeed, need_of(person_id), code, "person_id").reason == "PERSON_ERASED"
    assert refused(database, calls.ErasePerson, erasure(person_id), code, "person_id").reason == "PERSON_ERASED"
    assert registered(calls) != person_id


def test_who_is_on_the_way_to_a_job_is_not_erased(calls: Calls, database: Database) -> None:
    person_id = registered(calls)
    calls.RecordNeed(need_of(person_id))
    code = grpc.StatusCode.FAILED_PRECONDITION
    assert refused(database, calls.ErasePerson, erasure(person_id), code, "person_id").reason == "LOOP_OPEN"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("reason", {"reason": ev.ERASURE_REASON_UNSPECIFIED}),
        ("decided_on", {"decided_on": day(2999, 1, 1)}),
        ("decided_on", {"decided_on": day(2020, 3, 1)}),  # registered on the 2nd
        ("person_id", {"person_id": "1"}),
    ],
)
def test_an_erasure_that_cannot_be_is_refused(
    calls: Calls, database: Database, field: str, changes: dict[str, Any]
) -> None:
    person_id = registered(calls)
    refused(database, calls.ErasePerson, erasure(person_id, **changes), grpc.StatusCode.INVALID_ARGUMENT, field)


def test_a_copy_of_an_erased_persons_documents_can_never_be_read_again(calls: Calls, database: Database) -> None:
    person_id, other = registered(calls), registered(calls, 2)
    backup = [*database.collection(store.IDENTITIES).find()]
    calls.ErasePerson(erasure(person_id))
    by_id = {document["_id"]: document for document in backup}
    fresh = Vault(database.mongo["keys"], lambda: RING)
    assert fresh.open([by_id[other]], [other])[0]["name"] == "样本甲"
    with pytest.raises(KeyDestroyed):
        fresh.open([by_id[person_id]], [person_id])


def test_a_sealed_field_that_was_copied_into_another_persons_document_is_not_read(
    calls: Calls, database: Database
) -> None:
    person_id, other = registered(calls), registered(calls, 2)
    identities = database.collection(store.IDENTITIES)
    theirs = identities.find_one({"_id": other})
    assert theirs is not None
    identities.update_one({"_id": person_id}, {"$set": {"name": theirs["name"]}})
    with pytest.raises(ForeignSeal):
        store.clear(database, [*identities.find({"_id": person_id})])


def test_sealed_fields_of_one_person_that_changed_places_are_not_read(calls: Calls, database: Database) -> None:
    person_id = registered(calls)
    identities = database.collection(store.IDENTITIES)
    row = identities.find_one({"_id": person_id})
    assert row is not None
    identities.update_one({"_id": person_id}, {"$set": {"phone": row["address"], "address": row["phone"]}})
    with pytest.raises(ForeignSeal):
        store.clear(database, [*identities.find({"_id": person_id})])


def test_what_is_kept_of_a_request_cannot_be_guessed_without_the_keys(calls: Calls, database: Database) -> None:
    registered(calls)
    (row,) = database.collection("requests").find()
    assert len(row["fingerprint"]) == 32
    assert database.fingerprint(b"request") != hashlib.sha256(b"request").digest()
    assert database.fingerprint(b"request") == Vault(database.mongo["keys"], lambda: RING).fingerprint(b"request")


def test_the_keys_of_a_whole_list_come_by_one_query(stack: Stack, calls: Calls, database: Database) -> None:
    ids = [registered(calls, number) for number in range(1, 6)]
    asked: list[str] = []

    class Listener(monitoring.CommandListener):
        def started(self, event: monitoring.CommandStartedEvent) -> None:
            asked.append(f"{event.command_name} {event.command.get(event.command_name)}")

        def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
            """Nothing to do."""

        def failed(self, event: monitoring.CommandFailedEvent) -> None:
            """Nothing to do."""

    with MongoClient[Any](stack.admin_mongo_url(), tz_aware=True, event_listeners=[Listener()]) as client:
        watched = Vault(client[database.mongo.name]["keys"], lambda: RING)
        documents = list(database.collection(store.IDENTITIES).find({"_id": {"$in": ids}}))
        opened = watched.open(documents, [each["_id"] for each in documents])
    assert sorted(document["resident_id"] for document in opened) == sorted(
        identity(number).resident_id for number in range(1, 6)
    )
    assert [command for command in asked if command.startswith("find")] == ["find keys"]


def test_a_new_master_key_wraps_the_keys_of_all_while_programs_go_on(calls: Calls, database: Database) -> None:
    ids = [registered(calls, number) for number in (1, 2, 3)]
    calls.ErasePerson(erasure(ids[2]))
    ring = RING
    running = Vault(database.mongo["keys"], lambda: ring)
    identities = list(database.collection(store.IDENTITIES).find({"_id": {"$in": ids[:2]}}))
    owners = [each["_id"] for each in identities]
    before = running.open(identities, owners)
    ring = RING.with_new_master(NOW)
    rotation = Vault(database.mongo["keys"], lambda: ring)

    interrupted = rotation.rotate(together=1)
    assert next(interrupted) == 1
    del interrupted
    assert sum(rotation.rotate()) == 1  # the other one; the destroyed key is left as it is
    assert sum(rotation.rotate()) == 0
    assert rotation.needed() == {ring.current}
    assert running.open(identities, owners) == before  # it had not been told of the new master key
    old = set(RING.masters)
    assert Vault(database.mongo["keys"], lambda: ring.without(old)).open(identities, owners) == before
    with pytest.raises(VaultClosed):
        Vault(database.mongo["keys"], lambda: RING).open(identities, owners)
    with pytest.raises(KeyDestroyed):
        rotation.seal(ids[2], {"phone": "1"})


def test_a_key_destroyed_while_keys_are_rotated_stays_destroyed(database: Database) -> None:
    """Between the rotation's reading of a key and its writing, the person is erased."""
    person_id = "00000000-0000-4000-8000-000000000001"

    def make(tx: Transaction) -> Any:
        return database.vault.seal_new(tx, person_id, {"phone": "1"})

    sealed = database.transact(make)
    ring = RING.with_new_master(NOW)
    rotation = Vault(database.mongo["keys"], lambda: ring)
    run = rotation._run

    def erased_meanwhile(context: Any, opened: Any) -> bytes:
        wrapped = run(context, opened)
        database.transact(lambda tx: vault.Vault.destroy(tx, person_id))
        return wrapped

    rotation._run = erased_meanwhile  # type: ignore[method-assign]
    assert sum(rotation.rotate()) == 0
    with pytest.raises(KeyDestroyed):
        Vault(database.mongo["keys"], lambda: ring).open([sealed], [person_id])


def test_a_database_of_an_earlier_release_is_refused_with_what_to_do(database: Database) -> None:
    database.collection(store.PERSONS).insert_one({"_id": "p", "resident_id": identity().resident_id})
    with pytest.raises(store.ClearText, match="in the clear"):
        with_gauges(database)


@pytest.mark.parametrize("collection", [store.PERSONS, store.LOOPS])
def test_a_database_of_a_state_between_releases_is_refused_at_the_start_not_at_a_read(
    database: Database, collection: str
) -> None:
    database.collection(collection).insert_one({"_id": "older", "region_code": "370105003"})
    with pytest.raises(OlderRecords, match="empty database"):
        with_gauges(database)


def test_a_registry_without_keys_does_not_start(database: Database) -> None:
    with pytest.raises(NoKeys, match="BIHUAN_KEYS_FILE"):
        with_gauges(Database(database.client, database.mongo.name))


def test_a_persons_read_of_nobody_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        queries.get_person(database, "00000000-0000-4000-8000-000000000009")


def test_a_key_ring_is_written_for_its_owner_only_and_read_again(tmp_path: Path) -> None:
    ring = KeyRing.new(NOW).with_new_master(NOW)
    path = tmp_path / "ring.json"
    keys.write(path, ring)
    assert path.stat().st_mode & 0o777 == 0o600
    assert keys.read(path) == ring
    assert ring.current == "local:20261123_2"
    assert "masters" not in repr(ring)
    assert keys.ask(f"cat {path}") == ring
    path.chmod(0o640)
    with pytest.raises(keys.KeysUnusable, match="owner"):
        keys.read(path)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"current": "local:1", "masters": {}, "index": ""}'],
)
def test_a_key_ring_that_cannot_be_used_is_refused(text: str) -> None:
    with pytest.raises(keys.KeysUnusable):
        keys.parse(text)


def test_a_command_that_fails_gives_no_ring_and_shows_nothing_of_what_it_printed() -> None:
    with pytest.raises(keys.KeysUnusable) as caught:
        keys.ask("sh -c 'echo secret-key; exit 3'")
    assert "secret-key" not in str(caught.value)
    assert "3" in str(caught.value)
    with pytest.raises(keys.KeysUnusable):
        keys.ask("/nowhere/at-all")
