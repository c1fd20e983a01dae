"""What a worker prepares in its database before it hears anything."""

from typing import Any

from pymongo import MongoClient, monitoring

from deploy.local.stack import Stack
from shared import inbox
from shared.store import Database


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
