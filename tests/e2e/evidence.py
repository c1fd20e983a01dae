"""What the databases and queues say after a run: lost, doubled, out of order, parked."""

from collections import Counter
from typing import Any

from pymongo import MongoClient

from deploy.local.suite import SERVICES, Suite
from shared import topology

# Every event of the story, whoever dies while it is told.
STORY_EVENTS = {
    "levy.AssessmentIssued": 1,
    "levy.DeclarationApproved": 1,
    "levy.DeclarationSubmitted": 1,
    "levy.EmployerRegistered": 1,
    "outreach.CaseAssigned": 20,
    "outreach.CaseOpened": 17,
    "outreach.CaseRoundStarted": 1,
    "outreach.CaseStepChanged": 6,
    "recruitment.ContractSigned": 6,
    "recruitment.IntentionRecorded": 6,
    "recruitment.PlacementEnded": 1,
    "recruitment.PlacementStarted": 6,
    "recruitment.PostOpened": 1,
    "recruitment.SeekerRegistered": 6,
    "registry.CertificateIssued": 30,
    "registry.EmploymentStatusChanged": 7,
    "registry.LoopAdvanced": 37,
    "registry.LoopClosed": 6,
    "registry.LoopOpened": 30,
    "registry.LoopReopened": 1,
    "registry.NeedFulfilled": 17,
    "registry.NeedRecorded": 60,
    "registry.NeedReopened": 1,
    "registry.PersonCertified": 30,
    "registry.PersonRegistered": 30,
    "training.ClassClosed": 1,
    "training.ClassOpened": 1,
    "training.ClassStarted": 1,
    "training.EnrolmentConfirmed": 14,
    "training.EnrolmentRefused": 16,
    "training.EnrolmentWithdrawn": 1,
    "training.TraineeFailed": 2,
    "training.TraineeGraduated": 11,
}


def outboxes(suite: Suite) -> dict[str, list[dict[str, Any]]]:
    """Every event that each service committed."""
    with MongoClient[dict[str, Any]](suite.admin_mongo_url()) as client:
        return {service: list(client[service]["outbox"].find()) for service in SERVICES}


def committed(suite: Suite) -> dict[str, int]:
    """How many events of each type were committed. An effect that happened twice would have recorded more."""
    counts = Counter(event["type"] for events in outboxes(suite).values() for event in events)
    return {name.removeprefix("bihuan.").replace(".v1.", "."): count for name, count in sorted(counts.items())}


def effects(suite: Suite) -> dict[str, set[str]]:
    """Per subscription (queue name), the ids of the events that took effect."""
    found: dict[str, set[str]] = {each.queue: set() for each in topology.load()}
    with MongoClient[dict[str, Any]](suite.admin_mongo_url()) as client:
        for service in SERVICES:
            for row in client[service]["inbox"].find():
                found[row["_id"]["handler"]].add(row["_id"]["event_id"])
    return found


def lost(suite: Suite) -> set[tuple[str, str]]:
    """Pairs of subscription and event id that should have taken effect and did not."""
    events = outboxes(suite)
    taken = effects(suite)
    return {
        (each.queue, event["_id"])
        for each in topology.load()
        for event in events[each.publisher]
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
