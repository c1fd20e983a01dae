"""What the databases and queues say after a run: lost, doubled, out of order, parked."""

from collections import Counter
from typing import Any

from pymongo import MongoClient

from deploy.local.suite import SERVICES, Suite
from shared import topology


def outboxes(suite: Suite) -> dict[str, list[dict[str, Any]]]:
    """Every event that each service committed."""
    with MongoClient[dict[str, Any]](suite.admin_mongo_url()) as client:
        return {service: list(client[service]["outbox"].find()) for service in SERVICES}


def effects(suite: Suite) -> dict[str, Counter[str]]:
    """Per subscription (queue name), how often each event id took effect."""
    found: dict[str, Counter[str]] = {each.queue: Counter() for each in topology.load()}
    with MongoClient[dict[str, Any]](suite.admin_mongo_url()) as client:
        for service in SERVICES:
            for row in client[service]["inbox"].find():
                found[row["_id"]["handler"]][row["_id"]["event_id"]] += 1
    return found


def lost(suite: Suite) -> set[tuple[str, str]]:
    """Pairs of subscription and event id that should have taken effect and did not."""
    committed = outboxes(suite)
    taken = effects(suite)
    return {
        (each.queue, event["_id"])
        for each in topology.load()
        for event in committed[each.publisher]
        if event["type"] in each.binds and event["_id"] not in taken[each.queue]
    }


def disordered(suite: Suite) -> list[str]:
    """Aggregates whose committed versions are not 1, 2, 3, … each once."""
    versions: dict[str, list[int]] = {}
    for service, events in outboxes(suite).items():
        for event in events:
            versions.setdefault(f"{service} {event['aggregate_id']}", []).append(event["aggregate_version"])
    return [name for name, numbers in versions.items() if sorted(numbers) != list(range(1, len(numbers) + 1))]


def parked(suite: Suite) -> dict[str, int]:
    """Parking queues that are not empty."""
    queues = suite.management.call("GET", "queues", "/")
    return {each["name"]: each["messages"] for each in queues if each["name"].endswith(".parked") and each["messages"]}
