"""The catalogues: of events, for people (docs/events.md) and for tools (docs/asyncapi.yaml, AsyncAPI 3.0), and of rpcs
with what they ask of their callers (docs/access.md).

Written from the contracts' own comments and from deploy/topology.json: `python -m deploy.catalogue`.
"""

import importlib
import json
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from google.protobuf import descriptor_pb2
from google.protobuf.descriptor import EnumDescriptor, FieldDescriptor

from deploy import access_catalogue
from deploy.local.rabbit import RESTRICTED
from proto import generate
from shared import address
from shared.address import EventType

ROOT = Path(__file__).parent.parent
MARKDOWN = ROOT / "docs" / "events.md"
ACCESS = ROOT / "docs" / "access.md"
ASYNCAPI = ROOT / "docs" / "asyncapi.yaml"
TOPOLOGY = ROOT / "deploy" / "topology.json"
SERVICES = ("registry", "training", "recruitment", "levy", "outreach")

Comments = dict[str, str]


@dataclass(frozen=True)
class Event:
    """One event type with its words."""

    kind: EventType
    comment: str
    fields: tuple[tuple[Any, str], ...]

    @property
    def name(self) -> str:
        """`PlacementStarted`."""
        return self.kind.DESCRIPTOR.name


def comments() -> Comments:
    """The comment of each message, field and enum value of the contracts, by its full name."""
    with tempfile.TemporaryDirectory() as directory:
        image = Path(directory) / "image.binpb"
        generate.descriptor_image(image)
        files = descriptor_pb2.FileDescriptorSet.FromString(image.read_bytes())
    found: Comments = {}
    for file in files.file:
        texts = {
            tuple(place.path): " ".join((place.leading_comments + place.trailing_comments).split())
            for place in file.source_code_info.location
        }
        # The paths are those of descriptor.proto: 4 = message, 2 in it = field; 5 = enum, 2 in it = value.
        for number, message in enumerate(file.message_type):
            name = f"{file.package}.{message.name}"
            found[name] = texts.get((4, number), "")
            for place_in, field in enumerate(message.field):
                found[f"{name}.{field.name}"] = texts.get((4, number, 2, place_in), "")
        for number, enum in enumerate(file.enum_type):
            for place_in, value in enumerate(enum.value):
                found[f"{file.package}.{enum.name}.{value.name}"] = texts.get((5, number, 2, place_in), "")
    return found


def events(said: Comments) -> list[Event]:
    """Every event of every service, in the order of the contracts."""
    found = []
    for service in SERVICES:
        file = importlib.import_module(f"bihuan.{service}.v1.events_pb2").DESCRIPTOR
        for kind in address.event_types(file):
            message = kind.DESCRIPTOR
            fields = tuple((field, said.get(field.full_name, "")) for field in message.fields)
            found.append(Event(kind, said.get(message.full_name, ""), fields))
    return found


def hearers() -> dict[str, list[str]]:
    """Event type → the queues that receive it and handle it."""
    found: dict[str, list[str]] = {}
    if TOPOLOGY.exists():
        for row in json.loads(TOPOLOGY.read_text())["subscriptions"]:
            for name in row["handles"]:
                found.setdefault(name, []).append(row["queue"])
    return found


def markdown(found: Iterable[Event], heard: dict[str, list[str]]) -> str:
    """docs/events.md."""
    lines = [
        "# Events",
        "",
        "Written by `make generate` from `proto/bihuan/*/v1/events.proto` and `deploy/topology.json`; do not edit.",
        "",
        "Every event is the `data` of a CloudEvents 1.0 JSON envelope on the topic exchange `<service>.events`. To",
        "hear a type everywhere bind its key with `#`; to hear one region's, put the region's levels before the `#`:",
        "`placement_started.v1.37.01.#` is all of Jinan. No event holds a name, a number, a phone or an address; ids",
        "are opaque. *Heard by* names the queues of the suite itself that act on it; anybody else may bind a queue of",
        "their own.",
    ]
    service = ""
    for event in found:
        publisher = address.publisher(event.kind)
        if publisher != service:
            service = publisher
            lines += ["", f"## {service}", "", f"Exchange `{address.exchange_name(service)}`."]
        full_name = address.type_name(event.kind)
        queues = ", ".join(f"`{queue}`" for queue in heard.get(full_name, [])) or "nobody in the suite"
        lines += [
            "",
            f"### {event.name}",
            "",
            event.comment,
            "",
            *_restriction(event.kind),
            f"Type `{full_name}`, binding key `{address.binding_key(event.kind)}`, aggregate "
            f"`{address.aggregate_type(event.kind)}`. Heard by: {queues}.",
            "",
            "| field | type | meaning |",
            "| --- | --- | --- |",
        ]
        lines += [f"| `{field.name}` | {_type_text(field)} | {_cell(comment)} |" for field, comment in event.fields]
    return "\n".join(lines) + "\n"


def _restriction(kind: EventType) -> list[str]:
    """A line for an event that only some services' users may bind."""
    restricted = RESTRICTED.get(address.exchange_name(address.publisher(kind)), {})
    readers = restricted.get(address.snake(kind.DESCRIPTOR.name))
    return [] if readers is None else [f"**Restricted**: only {' and '.join(readers)} may bind it.", ""]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _type_text(field: FieldDescriptor) -> str:
    if field.enum_type is not None:
        kind = field.enum_type.name
    elif field.message_type is not None:
        kind = field.message_type.full_name
    else:
        kind = _SCALARS[field.type][0]
    return f"list of {kind}" if field.is_repeated else kind


# Protocol buffers' scalar types, and what their JSON form is. 64-bit integers are strings in proto JSON.
_SCALARS: dict[int, tuple[str, dict[str, Any]]] = {
    FieldDescriptor.TYPE_STRING: ("string", {"type": "string"}),
    FieldDescriptor.TYPE_BOOL: ("bool", {"type": "boolean"}),
    FieldDescriptor.TYPE_INT32: ("int32", {"type": "integer", "format": "int32"}),
    FieldDescriptor.TYPE_UINT32: ("uint32", {"type": "integer", "minimum": 0}),
    FieldDescriptor.TYPE_INT64: ("int64", {"type": "string", "pattern": "^-?[0-9]+$"}),
    FieldDescriptor.TYPE_UINT64: ("uint64", {"type": "string", "pattern": "^[0-9]+$"}),
    FieldDescriptor.TYPE_DOUBLE: ("double", {"type": "number"}),
}

_DATE_SCHEMA = {
    "type": "object",
    "description": "google.type.Date; parts that are 0 are left out.",
    "properties": {part: {"type": "integer"} for part in ("year", "month", "day")},
}


def _schema(field: FieldDescriptor, comment: str, said: Comments) -> dict[str, Any]:
    if field.enum_type is not None:
        one: dict[str, Any] = {"type": "string", "enum": [value.name for value in field.enum_type.values]}
        meanings = _meanings(field.enum_type, said)
        comment = f"{comment} {meanings}".strip() if meanings else comment
    elif field.message_type is not None and field.message_type.full_name == "google.type.Date":
        one = dict(_DATE_SCHEMA)
    elif field.message_type is not None:
        one = {
            "type": "object",
            "properties": {inner.json_name: _schema(inner, "", said) for inner in field.message_type.fields},
        }
    else:
        one = dict(_SCALARS[field.type][1])
    schema = {"type": "array", "items": one} if field.is_repeated else one
    return {**schema, "description": comment} if comment else schema


def _meanings(enum: EnumDescriptor, said: Comments) -> str:
    values = [(value.name, said.get(f"{enum.full_name}.{value.name}", "")) for value in enum.values]
    return "; ".join(f"{name}: {text}" for name, text in values if text)


def asyncapi(found: Iterable[Event], said: Comments) -> str:
    """docs/asyncapi.yaml."""
    channels: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for event in found:
        full_name = address.type_name(event.kind)
        service = address.publisher(event.kind)
        key = f"{service}.{event.name}"
        messages[key] = {
            "name": full_name,
            "title": event.name,
            "summary": event.comment,
            "contentType": "application/json",
            "payload": _envelope_schema(event, full_name, said),
        }
        channels[key] = {
            "address": re.sub(r"#$", "{region}", address.binding_key(event.kind)),
            "messages": {event.name: {"$ref": f"#/components/messages/{key}"}},
            "parameters": {"region": {"description": "The region's levels: 37.01.05 or 37.01.05.003."}},
            "bindings": {
                "amqp": {
                    "is": "routingKey",
                    "exchange": {"name": address.exchange_name(service), "type": "topic", "durable": True},
                }
            },
        }
        operations[f"publish.{key}"] = {"action": "send", "channel": {"$ref": f"#/channels/{key}"}}
    document = {
        "asyncapi": "3.0.0",
        "info": {"title": "Bihuan 闭环", "version": "1", "description": "The events of the five services."},
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages},
    }
    text: str = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120)
    return "# Written by `make generate`; do not edit.\n" + text


def _envelope_schema(event: Event, full_name: str, said: Comments) -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["specversion", "id", "source", "type", "time", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": text,
            "source": text,
            "type": {"const": full_name},
            "subject": text,
            "time": {"type": "string", "format": "date-time"},
            "data": {
                "type": "object",
                "properties": {field.json_name: _schema(field, comment, said) for field, comment in event.fields},
            },
        },
    }


def files() -> dict[Path, str]:
    """All files as they should be."""
    said = comments()
    found = events(said)
    return {
        MARKDOWN: markdown(found, hearers()),
        ASYNCAPI: asyncapi(found, said),
        ACCESS: access_catalogue.markdown(),
    }


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text)
