"""The base of every aggregate: identity, version, and the events that a change recorded. Pure: no I/O."""

from dataclasses import dataclass, field

from google.protobuf.message import Message


@dataclass(kw_only=True)
class Aggregate:
    """A thing that changes as a whole.

    `version` counts its published events, 1, 2, 3, …: subscribers apply them in this order and see a gap.
    `revision` counts its saves: of two writers that loaded the same revision only one can save (`Transaction.save`).
    Both are 0 for an aggregate never stored.
    """

    id: str
    version: int = 0
    revision: int = 0
    events: list[Message] = field(default_factory=list, init=False, repr=False, compare=False)

    def record(self, event: Message) -> None:
        """Remember a fact; `Transaction.save` stores it in the outbox together with the document."""
        self.events.append(event)
