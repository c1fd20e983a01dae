"""The golden envelope of every event type: what a consumer may rely on, byte for byte in meaning.

python -m tests.contract.goldens      write the missing ones, and what contracts have gained since

An existing one is a promise: nothing in it is ever rewritten. A field that a contract gained is added to it.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from shared import address
from shared.address import EventType
from shared.envelope import encode

DIRECTORY = Path(__file__).parent / "golden"
SERVICES = ("registry", "training", "recruitment", "levy", "outreach")


def all_event_types() -> list[EventType]:
    """Every event of every service."""
    found: list[EventType] = []
    for service in SERVICES:
        module = __import__(f"bihuan.{service}.v1.events_pb2", fromlist=["DESCRIPTOR"])
        found += address.event_types(module.DESCRIPTOR)
    return found


def _sample_value(field: Any, number: int) -> Any:
    if field.name == "region_code":
        return "370105003"
    if field.type == FieldDescriptor.TYPE_STRING:
        return f"00000000-0000-4000-8000-{number:012d}" if field.name.endswith("_id") else f"sample-{number}"
    if field.type == FieldDescriptor.TYPE_BOOL:
        return True
    if field.type == FieldDescriptor.TYPE_ENUM:
        return field.enum_type.values[1].number
    return number


def sample(event_type: EventType) -> Message:
    """One event with every field set, always the same."""
    event = event_type()
    for field in event_type.DESCRIPTOR.fields:
        if field.type == FieldDescriptor.TYPE_MESSAGE:
            day = getattr(event, field.name)
            day.year, day.month, day.day = 2020, 4, field.number
        elif field.is_repeated:
            getattr(event, field.name).append(_sample_value(field, field.number))
        else:
            setattr(event, field.name, _sample_value(field, field.number))
    return event


def entry(event: Message) -> dict[str, Any]:
    """The sample as it stands in an outbox."""
    return {
        "_id": "11111111-1111-4111-8111-111111111111",
        "type": address.type_name(type(event)),
        "aggregate_id": address.aggregate_id(event),
        "aggregate_version": 3,
        "payload": event.SerializeToString(deterministic=True),
        "recorded_at": datetime(2020, 4, 20, 1, 2, 3, 456000, tzinfo=UTC),
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }


def golden(event_type: EventType) -> dict[str, Any]:
    """Address, headers and body as this code makes them now."""
    wire = encode(entry(sample(event_type)))
    return {
        "exchange": wire.exchange,
        "routing_key": wire.routing_key,
        "headers": wire.headers,
        "body": json.loads(wire.body),
    }


def path(event_type: EventType) -> Path:
    """Where the golden of a type is kept."""
    return DIRECTORY / f"{address.type_name(event_type)}.json"


def keeps(promised: dict[str, Any], made: dict[str, Any]) -> bool:
    """Whether what is made now has all that was promised, unchanged, and at most more fields of the event."""
    data, more = promised["body"]["data"], made["body"]["data"]
    same = {**made, "body": {**made["body"], "data": data}} == promised
    return same and all(more.get(name) == value for name, value in data.items())


if __name__ == "__main__":
    for each in all_event_types():
        made = golden(each)
        kept = json.loads(path(each).read_text()) if path(each).exists() else None
        if kept is None or (kept != made and keeps(kept, made)):
            path(each).write_text(json.dumps(made, indent=2) + "\n")
