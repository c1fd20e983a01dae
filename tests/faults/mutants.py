"""Deliveries with one promise taken out, to see that the checker finds out. Patched over the real code, never in it."""

import importlib
from collections.abc import Callable, Iterable
from typing import Any

# What is taken out, and the program it is taken out of.
MUTANTS = {
    "no-inbox": "worker",
    "ack-first": "worker",
    "inbox-key-without-handler": "worker",
    "mark-before-confirm": "relay",
    "no-mandatory": "relay",
    "no-fence": "relay",
}


def plant(name: str, kind: str) -> None:
    """Patch this process, if it is of the kind that the mutant is of. Raises KeyError for a name that is none."""
    if name and MUTANTS[name] == kind:
        _PLANTS[name]()


def _no_inbox() -> None:
    """Neither position nor inbox row: whatever comes is handled."""
    inbox: Any = importlib.import_module("shared.inbox")

    def apply_batch(tx: Any, handler: str, envelopes: Iterable[Any], effect: Callable[[Any], None]) -> list[str]:
        results = []
        for envelope in envelopes:
            try:
                effect(envelope)
            except inbox.Enough:
                break
            results.append("applied")
        return results

    inbox.apply_batch = apply_batch


def _ack_first() -> None:
    """The broker takes a message for done when it has sent it."""
    channel = importlib.import_module("amqp.channel").Channel
    consume, originals = channel.basic_consume, {name: getattr(channel, name) for name in ("basic_ack", "basic_reject")}
    consuming: set[int] = set()  # channels that only fetch single messages still ack them

    def basic_consume(self: Any, *arguments: Any, **options: Any) -> Any:
        consuming.add(id(self))
        return consume(self, *arguments, **{**options, "no_ack": True})

    def unless_consuming(name: str) -> Callable[..., None]:
        def settle(self: Any, *arguments: Any, **options: Any) -> None:
            if id(self) not in consuming:
                originals[name](self, *arguments, **options)

        return settle

    channel.basic_consume = basic_consume
    for name in originals:
        setattr(channel, name, unless_consuming(name))


def _inbox_key_without_handler() -> None:
    """Both subscriptions of the service share positions and inbox."""
    inbox: Any = importlib.import_module("shared.inbox")
    position_id, inbox_id = inbox.position_id, inbox.inbox_id
    inbox.position_id = lambda handler, aggregate_type, aggregate_id: position_id("", aggregate_type, aggregate_id)
    inbox.inbox_id = lambda handler, event_id: inbox_id("", event_id)


def _mark_before_confirm() -> None:
    """An event counts as sent before the broker has it."""
    broker, outbox = importlib.import_module("shared.broker"), importlib.import_module("shared.outbox")
    clock = importlib.import_module("shared.clock")
    publish, start = broker.Publisher.publish, outbox.Outbox.__init__
    outboxes: list[Any] = []

    def started(self: Any, *arguments: Any) -> None:
        start(self, *arguments)
        outboxes.append(self)

    def marked_first(self: Any, messages: Iterable[Any]) -> Any:
        batch = list(messages)
        sent = {"sent": True, "sent_at": clock.utc_now()}
        outboxes[0]._events.update_many({"_id": {"$in": [each.id for each in batch]}}, {"$set": sent})
        return publish(self, batch)

    broker.Publisher.publish, outbox.Outbox.__init__ = marked_first, started


def _no_mandatory() -> None:
    """What no queue wanted does not come back, and passes for sent."""
    channel = importlib.import_module("amqp.channel").Channel

    def not_returned(self: Any, *arguments: Any) -> None:
        """As if the broker had not been asked to."""

    channel._on_basic_return = not_returned


def _no_fence() -> None:
    """A relay marks whether or not it still holds the lease."""
    lease = importlib.import_module("shared.lease")

    def unchecked(self: Any, *arguments: Any) -> None:
        """It may have been lost."""

    lease.Lease.check = unchecked


_PLANTS: dict[str, Callable[[], None]] = {
    "no-inbox": _no_inbox,
    "ack-first": _ack_first,
    "inbox-key-without-handler": _inbox_key_without_handler,
    "mark-before-confirm": _mark_before_confirm,
    "no-mandatory": _no_mandatory,
    "no-fence": _no_fence,
}
