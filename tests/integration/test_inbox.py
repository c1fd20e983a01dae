"""What a worker prepares in its database before it hears anything."""

from concurrent.futures import ThreadPoolExecutor

from shared import inbox
from shared.store import Database


def test_workers_that_start_at_the_same_moment_on_a_new_database_all_start(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        starts = [pool.submit(inbox.ensure_indexes, database, 90) for _ in range(8)]

    assert [start.exception() for start in starts] == [None] * 8
    assert inbox.POSITIONS in database.mongo.list_collection_names()


def test_the_inbox_outlives_the_outbox_also_when_the_setting_changes(database: Database) -> None:
    for days in (90, 10):
        inbox.ensure_indexes(database, days)

        retention = database.mongo[inbox.INBOX].index_information()["retention"]["expireAfterSeconds"]
        assert retention == (days + inbox.BEYOND_OUTBOX_DAYS) * 86_400
