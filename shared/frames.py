"""Publishing in AMQP 0-9-1 frames: the bytes that py-amqp writes, in a sixth of its time.

`FastChannel` is a channel with another `basic.publish`; `EventMessage` is py-amqp's message, with another way
to write the properties that every event has. What is out of the ordinary is left to py-amqp.
"""

from functools import cache, lru_cache
from struct import Struct
from typing import Any

import amqp
from amqp import spec

from shared.hardened import HardenedChannel

_FRAME = Struct(">BHI")  # type, channel, length
_CONTENT = Struct(">HHQ")  # class, weight, length of the body
_LENGTH = Struct(">I")
_PERSISTENT = 2
_END = b"\xce"
_OVERHEAD = 8  # of a frame
# Which properties are there, and in which order: a bit for each from the highest (AMQP 0-9-1, 4.2.6.1).
_FLAGS = b"\xf0\xa0"
_PROPERTIES = {"content_type", "content_encoding", "application_headers", "delivery_mode", "message_id", "type"}


class EventMessage(amqp.Message):  # type: ignore[misc]  # py-amqp has no types
    """A persistent message with these properties, whose headers are strings. Raises `UnicodeEncodeError`."""

    def _serialize_properties(self) -> bytes:
        """py-amqp's hook."""
        own = self.properties
        if own.keys() != _PROPERTIES or own["delivery_mode"] != _PERSISTENT:
            written: bytes = super()._serialize_properties()
            return written
        parts: list[bytes] = []
        for name, text in own["application_headers"].items():
            value = text.encode()
            parts += (_header(name), _LENGTH.pack(len(value)), value)
        table = b"".join(parts)
        return b"".join(
            (
                _FLAGS,
                _short(own["content_type"]),
                _short(own["content_encoding"]),
                _LENGTH.pack(len(table)),
                table,
                b"\x02",
                _short_of(own["message_id"]),
                _short(own["type"]),
            )
        )


class FastChannel(HardenedChannel):
    """py-amqp's channel, but for how it publishes."""

    def send_method(
        self,
        sig: Any,
        format: Any = None,
        args: Any = None,
        content: amqp.Message | None = None,
        *more: Any,
        **rest: Any,
    ) -> Any:
        """py-amqp's hook: write a method, with its content if it has any."""
        if sig != spec.Basic.Publish or content is None or not isinstance(content.body, bytes):
            return super().send_method(sig, format, args, content, *more, **rest)
        connection = self.connection
        if connection is None:
            raise amqp.RecoverableConnectionError("connection already closed")
        _, exchange, routing_key, mandatory, immediate = args
        method = _method(self.channel_id, exchange, routing_key, bool(mandatory), bool(immediate))
        connection.transport.write(method + content_frames(self.channel_id, content, connection.frame_max))
        connection.bytes_sent += 1  # as py-amqp counts: whether a heartbeat is due
        return None


@lru_cache(maxsize=4096)  # as many routing keys as regions
def _method(channel: int, exchange: str, routing_key: str, mandatory: bool, immediate: bool) -> bytes:
    """The frame of a `basic.publish`."""
    bits = bytes([mandatory | immediate << 1])
    payload = b"".join((_LENGTH.pack(60 << 16 | 40), b"\0\0", _short_of(exchange), _short_of(routing_key), bits))
    return _FRAME.pack(1, channel, len(payload)) + payload + _END


def content_frames(channel: int, message: amqp.Message, frame_max: int) -> bytes:
    """The frames of a message's properties and of its body, which is bytes."""
    properties, body = message._serialize_properties(), message.body
    frames = [
        _FRAME.pack(2, channel, _CONTENT.size + len(properties)),
        _CONTENT.pack(60, 0, len(body)),
        properties,
        _END,
    ]
    longest = frame_max - _OVERHEAD
    for start in range(0, len(body), longest):
        part = body[start : start + longest]
        frames += (_FRAME.pack(3, channel, len(part)), part, _END)
    return b"".join(frames)


def _short_of(text: str) -> bytes:
    """A short string: at most 255 bytes. Raises `ValueError`."""
    value = text.encode()
    return bytes((len(value),)) + value


_short = cache(_short_of)  # of the few constant ones


@cache
def _header(name: str) -> bytes:
    return _short_of(name) + b"S"
