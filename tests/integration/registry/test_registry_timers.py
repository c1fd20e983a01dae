"""The registry's timers with its real store: told once by any number of workers, found by an index."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from bihuan.registry.v1 import events_pb2 as ev
from pymongo import MongoClient

from services.registry import commands, queries, store, timers
from shared import access
from shared.store import Database
from tests.integration.registry.test_registry_reactions import outbox, registered, with_need
from tests.ring import RING


def at(database: Database, year: int, month: int, day: int) -> Database:
    """The same database with a clock that stands."""
    return Database(
        database.client, database.mongo.name, clock=lambda: datetime(year, month, day, 1, tzinfo=UTC), ring=lambda: RING
    )


@pytest.fixture
def indexed(database: Database) -> Database:
    database.ensure_indexes(store.INDEXES)
    return database


def test_what_falls_due_is_told_once_by_any_number_of_workers(indexed: Database) -> None:
    # Certificates of the samples end on 30 June 2020.
    for _ in range(120):
        registered(indexed)
    with_need(indexed, registered(indexed), ev.NEED_KIND_TRAINING)
    before = len(outbox(indexed))
    assert timers.remind(at(indexed, 2020, 3, 31)) == 0
    workers = [at(indexed, 2020, 5, 5) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(timers.remind, workers))
    told = outbox(indexed)[before:]
    assert (told.count("CertificateExpiring"), told.count("NeedUnanswered"), len(told)) == (121, 1, 122)
    assert timers.remind(at(indexed, 2020, 5, 6)) == 0
    assert timers.remind(at(indexed, 2020, 6, 30)) == 121
    assert outbox(indexed)[before:].count("CertificateExpiring") == 121 * 3 - 121


def test_a_person_at_whom_it_fails_keeps_nobody_else_waiting(
    indexed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [registered(indexed) for _ in range(3)]
    remind = commands.remind

    def failing(tx: Any, person_id: str, today: date) -> None:
        if person_id == ids[1]:
            raise ValueError("a fault of ours")
        remind(tx, person_id, today)

    monkeypatch.setattr(commands, "remind", failing)
    timers.remind(at(indexed, 2020, 6, 30))
    assert outbox(indexed).count("CertificateExpiring") == 2
    assert queries.persons_due(indexed, date(2020, 6, 30), [], 10) == [ids[1]]
    monkeypatch.setattr(commands, "remind", remind)
    timers.remind(at(indexed, 2020, 6, 30))
    assert queries.persons_due(indexed, date(2020, 6, 30), [], 10) == []


def test_persons_of_whom_something_is_due_are_found_by_an_index(indexed: Database, mongo: MongoClient[Any]) -> None:
    registered(indexed)
    with access.acting(access.SYSTEM):
        explained = mongo[indexed.mongo.name].command(
            "explain",
            {
                "find": store.PERSONS,
                "filter": {"remind_on": {"$lte": "2020-06-30"}},
                "sort": {"remind_on": 1, "_id": 1},
                "projection": {"_id": 1},
            },
        )
    assert "'stage': 'COLLSCAN'" not in str(explained)
    assert "'stage': 'SORT'" not in str(explained)
    assert "remind_on" in str(explained["queryPlanner"]["winningPlan"])


def test_who_came_due_by_an_earlier_rule_only_does_not_come_again(indexed: Database) -> None:
    person_id = registered(indexed)
    indexed.collection(store.PERSONS).update_one({"_id": person_id}, {"$set": {"remind_on": "2020-03-05"}})
    assert timers.remind(at(indexed, 2020, 3, 10)) == 1
    assert timers.remind(at(indexed, 2020, 3, 10)) == 0
