"""What the relay writes by quicker ways of its own is what py-amqp and protobuf would have written."""

import string
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import amqp
import pytest
from amqp import spec
from amqp.method_framing import frame_writer
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory, struct_pb2, timestamp_pb2
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared import address
from shared.frames import EventMessage, FastChannel
from shared.proto_json import from_dict, to_dict
from tests.contract import goldens

FRAME_MAX = 4096
NUMBERS = {
    FieldDescriptor.CPPTYPE_INT32: st.integers(-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_UINT32: st.integers(0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_INT64: st.integers(-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT64: st.integers(0, 2**64 - 1),
    FieldDescriptor.CPPTYPE_ENUM: st.integers(0, 12),  # some of them of no name
}
texts = st.text(max_size=40)
short_names = st.text(string.ascii_letters + ".-_", max_size=40)


def values(field: Any) -> st.SearchStrategy[Any]:
    if field.message_type is not None:
        return messages(message_factory.GetMessageClass(field.message_type))
    if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        return st.booleans()
    return NUMBERS.get(field.cpp_type, texts)


def messages(kind: type[Message]) -> st.SearchStrategy[Message]:
    """Messages of that kind with any of their fields set."""
    fields = {
        field.name: st.lists(values(field), max_size=3) if field.is_repeated else values(field)
        for field in kind.DESCRIPTOR.fields
    }
    return st.fixed_dictionaries({}, optional=fields).map(lambda chosen: kind(**chosen))


def by_protobuf(message: Message) -> dict[str, Any]:
    found: dict[str, Any] = json_format.MessageToDict(message, always_print_fields_with_no_presence=True)
    return found


@pytest.mark.parametrize("event_type", goldens.all_event_types(), ids=address.type_name)
@settings(max_examples=20)  # of each of forty types
@given(data=st.data())
def test_every_event_in_json_is_as_protobuf_would_write_it(event_type: type[Message], data: st.DataObject) -> None:
    event = data.draw(messages(event_type))

    assert to_dict(event) == by_protobuf(event)


wild = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["1", "-0", "07"])
)
wild_values = wild | st.lists(wild, max_size=2) | st.dictionaries(st.text(max_size=3), wild, max_size=2)


@pytest.mark.parametrize("event_type", goldens.all_event_types(), ids=address.type_name)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])  # of each of forty types
@given(data=st.data())
def test_every_event_is_read_from_json_as_protobuf_would_read_it_or_left_to_it(
    event_type: type[Message], data: st.DataObject
) -> None:
    event = data.draw(messages(event_type))
    found = to_dict(event)
    names = {name for field in event_type.DESCRIPTOR.fields for name in (field.json_name, field.name)}
    found |= data.draw(st.dictionaries(st.sampled_from([*sorted(names), "unknown"]), wild_values, max_size=1))

    read = from_dict(event_type, found)

    if read is None:
        return
    assert read == json_format.ParseDict(found, event_type(), ignore_unknown_fields=True)
    if found == to_dict(event):
        assert read == event


@pytest.mark.parametrize("event_type", goldens.all_event_types(), ids=address.type_name)
def test_no_event_of_ours_is_left_to_the_slow_reader(event_type: type[Message]) -> None:
    event = goldens.sample(event_type)

    assert from_dict(event_type, to_dict(event)) == event


def a_strange_kind() -> type[Message]:
    """Of a contract that nobody has: kinds of fields that no event has, and an enum whose value has two names."""
    kinds = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="strange.proto", package="strange", syntax="proto3")
    colours = file.enum_type.add(name="Colour")
    colours.options.allow_alias = True
    for name, number in (("COLOUR_NONE", 0), ("RED", 1), ("ROT", 1)):
        colours.value.add(name=name, number=number)
    message = file.message_type.add(name="Strange")
    message.oneof_decl.add(name="_small")
    message.field.add(name="a_big", number=1, type=kinds.TYPE_INT64, label=kinds.LABEL_OPTIONAL)
    message.field.add(name="a_fixed", number=2, type=kinds.TYPE_FIXED64, label=kinds.LABEL_OPTIONAL)
    message.field.add(
        name="small", number=3, type=kinds.TYPE_SINT32, label=kinds.LABEL_OPTIONAL, proto3_optional=True, oneof_index=0
    )
    message.field.add(name="bigs", number=4, type=kinds.TYPE_UINT64, label=kinds.LABEL_REPEATED)
    message.field.add(
        name="colours", number=5, type=kinds.TYPE_ENUM, label=kinds.LABEL_REPEATED, type_name=".strange.Colour"
    )
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("strange.Strange"))


STRANGE = a_strange_kind()


@given(messages(STRANGE))
def test_kinds_of_fields_that_no_contract_has_yet_are_as_protobuf_would_write_them(message: Message) -> None:
    assert to_dict(message) == by_protobuf(message)


@pytest.mark.parametrize(
    "message",
    [timestamp_pb2.Timestamp(seconds=5), descriptor_pb2.FieldOptions(), struct_pb2.Value(number_value=0.5)],
    ids=type,
)
def test_a_type_without_a_plan_is_left_to_protobuf(message: Message) -> None:
    assert to_dict(message) == by_protobuf(message)


def written(body: bytes, properties: Mapping[str, Any], to: tuple[Any, ...], *, fast: bool) -> bytes:
    """The bytes of one publish, by our frames or by py-amqp's own."""
    wrote: list[bytes] = []
    transport = SimpleNamespace(write=lambda frames: wrote.append(bytes(frames)))
    connection = SimpleNamespace(frame_max=FRAME_MAX, transport=transport, bytes_sent=0)
    connection.frame_writer = frame_writer(connection, transport)
    channel = object.__new__(FastChannel if fast else amqp.Channel)
    channel.connection, channel.channel_id = connection, 7
    message = (EventMessage if fast else amqp.Message)(body, **properties)
    channel.send_method(spec.Basic.Publish, "Bssbb", to, message)
    assert connection.bytes_sent == 1, "else heartbeats are sent among publishes"
    return b"".join(wrote)


event_properties = st.fixed_dictionaries(
    {
        "content_type": st.just("application/json"),
        "content_encoding": st.just("utf-8"),
        "delivery_mode": st.just(2),
        "message_id": texts,
        "type": texts,
        "application_headers": st.dictionaries(short_names, texts, max_size=6),
    }
)
other_properties = st.fixed_dictionaries(
    {}, optional={"delivery_mode": st.sampled_from([1, 2]), "priority": st.integers(0, 9), "reply_to": short_names}
)


@given(
    st.binary(max_size=3 * FRAME_MAX) | st.sampled_from([bytes(FRAME_MAX + more) for more in (-9, -8, -7, 0)]),
    event_properties | other_properties,
    st.tuples(st.just(0), short_names, short_names, st.booleans(), st.booleans()),
)
def test_a_publish_is_byte_for_byte_what_py_amqp_would_write(
    body: bytes, properties: dict[str, Any], to: tuple[Any, ...]
) -> None:
    ours, theirs = (written(body, properties, to, fast=fast) for fast in (True, False))

    assert ours == theirs


def test_a_routing_key_for_which_amqp_has_no_room_is_refused_before_anything_is_written() -> None:
    with pytest.raises(ValueError, match="256"):
        written(b"", {}, (0, "exchange", "k" * 256, True, False), fast=True)
