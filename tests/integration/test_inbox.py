"""What a worker prepares in its database before it hears anything."""

import dataclasses
from typing import Any

from bihuan.training.v1.events_pb2 import EnrolmentConfirmed
from pymongo import MongoClient, monitoring
from pymongo.collection import Collection
from pymongo.errors import AutoReconnect

from deploy.local.stack import Stack
from shared import inbox
from shared.batch import Batches
from shared.clock import utc_now
from shared.envelope import Envelope
from shared.store import Database, Document, Transaction


class AnotherWorker(monitoring.CommandListener):
    """Makes the collection of positions at the very moment at which the worker under test is about to."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.was_first = False

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name == "create" and event.command["create"] == inbox.POSITIONS:
            self.database.mongo.create_collection(inbox.POSITIONS, check_exists=False)
            self.was_first = True

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to do."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to do."""


def test_workers_that_start_at_the_same_moment_on_a_new_database_all_start(stack: Stack, database: Database) -> None:
    other = AnotherWorker(database)
    with MongoClient[dict[str, Any]](stack.admin_mongo_url(), event_listeners=[other]) as client:
        inbox.ensure_indexes(Database(client, database.mongo.name), 90)

    assert other.was_first
    assert inbox.POSITIONS in database.mongo.list_collection_names()


def test_the_inbox_outlives_the_outbox_also_when_the_setting_changes(database: Database) -> None:
    for days in (90, 10):
        inbox.ensure_indexes(database, days)

        retention = database.mongo[inbox.INBOX].index_information()["retention"]["expireAfterSeconds"]
        assert retention == (days + inbox.BEYOND_OUTBOX_DAYS) * 86_400


class Leaves(Database):
    """MongoDB is away for the first look outside of a transaction."""

    looks = 0

    def collection(self, name: str) -> Collection[Document]:
        self.looks += 1
        if self.looks == 1:
            raise AutoReconnect("connection closed")
        return super().collection(name)


def test_an_outage_while_it_is_looked_whether_an_event_was_applied_is_no_failed_try(database: Database) -> None:
    inbox.ensure_indexes(database, 90)
    away = Leaves(database.client, database.mongo.name)
    batches = Batches(away, "recruitment.follow_enrolments", frozenset({"t"}), stopping=lambda: False)
    first, other = (Envelope(each, "t", "enrolment", each, 1, utc_now(), "", EnrolmentConfirmed()) for each in "ab")
    again = dataclasses.replace(first, aggregate_version=2)
    batches.run([first], lambda *_: None)

    # Given one comes again under another version, which MongoDB refuses
    outcomes = batches.run([other, again], lambda *_: None)

    assert away.looks == 2
    assert outcomes == ["applied", "duplicate"]


def test_an_outage_in_a_handler_whose_writes_were_sent_is_no_failed_try(database: Database) -> None:
    inbox.ensure_indexes(database, 90)
    batches = Batches(database, "recruitment.follow_enrolments", frozenset({"t"}), stopping=lambda: False)
    envelope = Envelope("a", "t", "enrolment", "a", 1, utc_now(), "", EnrolmentConfirmed())
    tries = 0

    def handle(tx: Transaction, *_: object) -> None:
        nonlocal tries
        tries += 1
        tx.insert("effects", {"_id": f"{tries}"})
        tx.count("effects", {})
        if tries == 1:
            raise AutoReconnect("connection closed")

    assert batches.run([envelope], handle) == ["applied"]
