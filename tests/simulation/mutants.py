"""The product with one promise taken out of it. The simulation has to notice each of them."""

from collections.abc import Callable, Sequence
from typing import Any

import amqp

from shared import inbox
from shared.delivery import Delivery
from shared.inbox import Applied
from shared.lease import Lease
from shared.reader import Reader
from shared.relay import Relay
from tests.simulation.channel import Channel


def no_inbox() -> None:
    """Whatever comes is applied, as often as it comes."""

    def apply_batch(tx: Any, handler: str, envelopes: Sequence[Any], effect: Callable[[Any], None]) -> list[Applied]:
        results: list[Applied] = []
        for each in envelopes:
            try:
                with tx.savepoint():
                    effect(each)
            except RuntimeError as error:
                results.append(error)
            else:
                results.append("applied")
        return results

    inbox.apply_batch = apply_batch


def mark_before_confirm() -> None:
    """An event is marked as sent, and then published."""
    send = Relay.send

    def first_mark(self: Relay, entries: list[Any]) -> None:
        self._outbox.mark([each["_id"] for each in entries], [], [])
        send(self, entries)

    Relay.send = first_mark  # type: ignore[method-assign]


def no_mandatory() -> None:
    """The broker does not say that no queue wanted an event."""
    publish = Channel.publish

    def unasked(self: Channel, exchange: str, routing_key: str, mandatory: bool, message: amqp.Message) -> None:
        publish(self, exchange, routing_key, mandatory=False, message=message)

    Channel.publish = unasked  # type: ignore[method-assign]


def ack_first() -> None:
    """A message is acked when it arrives."""
    callback = Reader._callback

    def acking(self: Reader, consumer: Any) -> Callable[[amqp.Message], None]:
        received = callback(self, consumer)

        def on_message(message: amqp.Message) -> None:
            message.channel.basic_ack(message.delivery_tag)
            received(message)

        return on_message

    def already(self: Reader, queue: str, deliveries: Sequence[Delivery]) -> None:
        pass

    Reader._callback = acking  # type: ignore[method-assign]
    Reader.ack = already  # type: ignore[method-assign,assignment]


def key_without_handler() -> None:
    """Of two handlers of one service only one applies an event."""
    inbox.inbox_id = lambda handler, event_id: {"event_id": event_id}


def no_fence() -> None:
    """A relay marks though another holds the lease."""
    Lease.check = lambda self, session: None  # type: ignore[method-assign]


MUTANTS = {
    "no-inbox": no_inbox,
    "mark-before-confirm": mark_before_confirm,
    "no-mandatory": no_mandatory,
    "ack-first": ack_first,
    "key-without-handler": key_without_handler,
    "no-fence": no_fence,
}
