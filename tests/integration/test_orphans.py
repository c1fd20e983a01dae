"""A process that was killed inside a transaction does not hold up its successor."""

import subprocess
import sys
import time

from pymongo import MongoClient

from deploy.local.stack import Stack
from shared import orphans
from shared.mongo import connect
from shared.settings import Settings
from shared.store import Document

DIES = """
import os, sys
from pymongo import MongoClient
client = MongoClient(sys.argv[1])
session = client.start_session()
session.start_transaction()
client.get_default_database()["orphans"].update_one({"_id": 1}, {"$set": {"by": "the dead"}}, session=session)
os._exit(9)
"""


def test_a_document_that_a_killed_process_held_in_a_transaction_can_be_written_at_once(stack: Stack) -> None:
    url = stack.mongo_url("training")  # a service's own user: more rights must not be needed
    database = connect(Settings(service="training", mongo_url=url), "api")  # type: ignore[arg-type]  # a secret
    rows = database.mongo["orphans"]
    rows.insert_one({"_id": 1, "by": "nobody"})
    subprocess.run([sys.executable, "-c", DIES, url], check=False)

    begun = time.monotonic()
    orphans.end(database)
    rows.update_one({"_id": 1}, {"$set": {"by": "the living"}})

    # MongoDB by itself takes five seconds and more (transactionLifetimeLimitSeconds).
    assert time.monotonic() - begun < 2
    rows.drop()
    database.client.close()


def test_a_transaction_of_a_living_process_goes_on(stack: Stack) -> None:
    url = stack.mongo_url("training")
    database = connect(Settings(service="training", mongo_url=url), "api")  # type: ignore[arg-type]  # a secret
    with MongoClient[Document](url) as client, client.start_session() as session:
        rows = client["training"]["orphans"]
        session.start_transaction()
        rows.insert_one({"_id": 2}, session=session)

        orphans.end(database)

        session.commit_transaction()
        assert rows.find_one({"_id": 2}) is not None
        rows.drop()
    database.client.close()


def test_an_entry_without_a_connection_or_a_session_ends_no_program_and_no_transaction() -> None:
    found: list[Document] = [
        {"type": "op"},
        {"type": "op", "connectionId": 1},
        {"type": "idleSession", "transaction": {}, "lsid": {"id": "no connection"}},
        {"type": "idleSession", "transaction": {}, "connectionId": 2},
        {"transaction": {}, "connectionId": 3},
        {"type": "idleSession", "lsid": {"id": "no transaction"}, "connectionId": 4},
        {"type": "idleSession", "transaction": {}, "lsid": {"id": "alive"}, "connectionId": 1},
        {"type": "idleSession", "transaction": {}, "lsid": {"id": "left"}, "connectionId": 5},
    ]

    assert orphans.left_open(found) == [{"id": "left"}]
