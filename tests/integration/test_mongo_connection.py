"""A program's connection to MongoDB: whom it waits for, and how many it may keep."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import ExecutionTimeout, OperationFailure

from shared import mongo, topology
from shared.settings import Settings
from shared.store import Database


class Slow:
    """A server that first does not answer in time, as one that is busy starting fifteen programs does."""

    def __init__(self, error: Exception) -> None:
        self.errors = [error]

    def command(self, name: str) -> dict[str, Any]:
        if self.errors:
            raise self.errors.pop()
        return {"ok": 1}


def waiting_for(error: Exception) -> None:
    mongo.wait_for(SimpleNamespace(mongo=Slow(error)), 10)  # type: ignore[arg-type]


def test_a_starting_program_waits_for_a_server_that_is_slow() -> None:
    waiting_for(ExecutionTimeout("operation would exceed time limit", 50))


def test_a_starting_program_gives_up_at_once_when_its_password_is_refused() -> None:
    with pytest.raises(OperationFailure):
        waiting_for(OperationFailure("Authentication failed.", 18))


@pytest.mark.parametrize("threads", [16, 64])
def test_no_thread_and_no_batch_of_events_waits_for_a_connection(threads: int) -> None:
    settings = Settings(
        service="levy",
        mongo_url="mongodb://127.0.0.1:9/levy",  # type: ignore[arg-type]  # pydantic makes a secret of it
        grpc_threads=threads,
    )

    subscriptions = max(Counter(each.service for each in topology.load()).values())

    database: Database = mongo.connect(settings, "worker")

    client: MongoClient[dict[str, Any]] = database.client
    assert (client.options.pool_options.max_pool_size or 0) > max(threads, 2 * subscriptions)
    client.close()
