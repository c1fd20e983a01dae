"""py-amqp's reading of what strangers write: no message's properties or routing key can end the process that reads it.

py-amqp raises on what the protocol and RabbitMQ allow: bytes that are no UTF-8, a time after the year 9999, headers
nested a thousand deep. That would end the reader, and again after each restart, for the broker delivers it again.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from amqp import serialization, spec
from amqp.channel import Channel

from shared import logs

log = logs.logger()

_decode = serialization.decode_properties_basic
_DELIVER_ARGUMENTS = "sLbss"  # consumer tag, delivery tag, redelivered, exchange, routing key
_AFTER_CONSUMER_TAG = 8 + 1  # bytes of the delivery tag and the flag


class Properties(Mapping[str, Any]):
    """A message's properties, decoded when somebody looks: whoever takes an event needs its body only, as a rule.

    Those that cannot be read count as none; the body is kept.
    """

    __slots__ = ("_found", "_raw")

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._found: dict[str, Any] | None = None

    def may_have(self, part: bytes) -> bool:
        """Whether these bytes stand anywhere in them."""
        return part in self._raw

    def _all(self) -> dict[str, Any]:
        if self._found is None:
            try:
                self._found = _decode(self._raw, 0)[0]
            except Exception as error:  # whatever a decoder makes of hostile bytes, RecursionError too
                log.warning("broker.properties_unreadable", error=type(error).__name__)
                self._found = {}
        return self._found

    def __getitem__(self, name: str) -> Any:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __repr__(self) -> str:
        return repr(self._all())


def _properties(buffer: Any, offset: int) -> tuple[Properties, int]:
    """py-amqp's hook: the properties, and where they end."""
    return Properties(bytes(buffer[offset:])), len(buffer)


serialization.PROPERTY_CLASSES[spec.Basic.CLASS_ID] = _properties


class HardenedChannel(Channel):
    """A channel that delivers a message also when its exchange or routing key is no UTF-8: both empty then."""

    def dispatch_method(self, method_sig: tuple[int, int], payload: Any, content: Any) -> None:
        """py-amqp's hook, for each method that came."""
        try:
            super().dispatch_method(method_sig, payload, content)
        except UnicodeDecodeError:
            if method_sig != spec.Basic.Deliver or _readable(payload):
                raise  # it comes from elsewhere
            end = 4 + 1 + payload[4] + _AFTER_CONSUMER_TAG
            super().dispatch_method(method_sig, bytes(payload[:end]) + b"\0\0", content)


def _readable(payload: Any) -> bool:
    try:
        serialization.loads(_DELIVER_ARGUMENTS, payload, 4)
    except UnicodeDecodeError:
        return False
    return True
