"""Where an event goes, by rule from its proto class. Pure: no I/O.

`bihuan.recruitment.v1.PlacementStarted` of region 370105003 goes to exchange `recruitment.events` with the routing key
`placement_started.v1.37.01.05.003`.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import TypeVar

from google.protobuf import message_factory
from google.protobuf.descriptor import FileDescriptor
from google.protobuf.message import Message

EventType = type[Message]
T = TypeVar("T")


def _per_type(function: Callable[[EventType], T]) -> Callable[[EventType], T]:
    """Work it out once per event type. (`cache` itself takes no `type[Message]` in mypy's eyes.)"""
    return cache(function)  # type: ignore[return-value]


def snake(name: str) -> str:
    """`PlacementStarted` → `placement_started`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _package(event_type: EventType) -> list[str]:
    return event_type.DESCRIPTOR.file.package.split(".")


@_per_type
def type_name(event_type: EventType) -> str:
    """The CloudEvents `type`: `bihuan.recruitment.v1.PlacementStarted`."""
    return event_type.DESCRIPTOR.full_name


@_per_type
def publisher(event_type: EventType) -> str:
    """The service that publishes it: `recruitment`."""
    return _package(event_type)[1]


def exchange_name(service: str) -> str:
    """The topic exchange of a service's events; Nameko's own convention."""
    return f"{service}.events"


@_per_type
def aggregate_type(event_type: EventType) -> str:
    """The aggregate the event is about: the name of field 1 without `_id`."""
    first = event_type.DESCRIPTOR.fields_by_number[1].name
    if not first.endswith("_id"):
        raise ValueError(f"{type_name(event_type)}: field 1 must be the aggregate's id, named <aggregate>_id")
    return first.removesuffix("_id")


def aggregate_id(event: Message) -> str:
    """The id of the aggregate that the event is about."""
    value: str = getattr(event, f"{aggregate_type(type(event))}_id")
    return value


def region_words(region_code: str) -> list[str]:
    """`370105003` → `["37", "01", "05", "003"]`; levels that are all zeros are left out (`370100` → `["37", "01"]`)."""
    words = [region_code[0:2], region_code[2:4], region_code[4:6]]
    if len(region_code) == 9:
        words.append(region_code[6:9])
    while len(words) > 1 and set(words[-1]) == {"0"}:
        words.pop()
    return words


def routing_key(event: Message) -> str:
    """Event, version, region by level: `placement_started.v1.37.01.05.003`."""
    region_code: str = event.region_code  # type: ignore[attr-defined]  # every event has it (tests/contract)
    return f"{_event_words(type(event))}.{_region_path(region_code)}"


@_per_type
def _event_words(event_type: EventType) -> str:
    return f"{snake(event_type.DESCRIPTOR.name)}.{_package(event_type)[2]}"


@lru_cache(maxsize=4096)
def _region_path(region_code: str) -> str:
    return ".".join(region_words(region_code))


def binding_key(event_type: EventType, region_code: str = "") -> str:
    """The key to bind for one event type, everywhere or in one region's subtree: `need_recorded.v1.37.01.#`."""
    words = region_words(region_code) if region_code else []
    return ".".join([_event_words(event_type), *words, "#"])


@cache
def event_types(file: FileDescriptor) -> tuple[EventType, ...]:
    """Every event that an `events.proto` defines: its top-level messages."""
    return tuple(message_factory.GetMessageClass(message) for message in file.message_types_by_name.values())


@_per_type
def stream(event_type: EventType) -> tuple[EventType, ...]:
    """All event types of the same aggregate: what a subscriber must hear to see its versions without gaps."""
    kind = aggregate_type(event_type)
    return tuple(other for other in event_types(event_type.DESCRIPTOR.file) if aggregate_type(other) == kind)
