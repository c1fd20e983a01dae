"""What must hold: at each commit of either database, and when all has come to rest."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from shared import inbox
from shared.relay import Relay
from shared.store import OUTBOX
from shared.topology import Subscription
from tests.simulation.broker import BrokerServer
from tests.simulation.mongo_server import MongoServer, State, key_of
from tests.simulation.world import Process, World

EFFECTS = "effects"  # of the handlers: per subscription and aggregate the marks of what was applied, in that order
NOTES = "notes"  # aggregates that handlers save
AGGREGATE = "enrolment"


def mark(aggregate: str, version: int) -> str:
    """What an event is known by in its effects."""
    return f"{aggregate}.{version}"


@dataclass
class Promises:
    """`goals`: how many events each aggregate shall have in the end. A broken promise ends the scenario."""

    world: World
    broker: BrokerServer
    publisher: MongoServer
    hearer: MongoServer
    subscriptions: list[Subscription]
    goals: dict[str, int]
    committed: defaultdict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    relays: dict[Process, Relay] = field(default_factory=dict)

    def published(self, before: State, after: State) -> None:
        """The publisher's database changed."""
        old, new = before.get(OUTBOX, {}), after.get(OUTBOX, {})
        if old is new:
            return
        for id, entry in new.items():
            was = old.get(id)
            if was is entry:
                continue
            if was is None:
                versions = self.committed[entry["aggregate_id"]]
                versions.append(entry)
                self._demand(entry["aggregate_version"] == len(versions), "the api commits versions in order")
                continue
            self._marked_by_the_holder(after)
            if entry["sent"]:
                # One that was deleted gets what it missed when it is made again.
                reached = self.broker.reached[id] | self.broker.deleted
                missed = [each.queue for each in self.subscriptions if each.queue not in reached]
                self._demand(not missed, f"event {id} is marked as sent, and was never in {missed}")
                self._demand(not entry.get("unrouted"), f"event {id} is heard, and marked as unrouted")

    def _marked_by_the_holder(self, after: State) -> None:
        lease = self.relays[self.world.current.process].lease
        holder = after["leases"]["relay"]
        held = holder["owner"] == lease.owner and holder["token"] == lease.token
        self._demand(held, "a relay has marked events though another holds the lease")

    def heard(self, before: State, after: State) -> None:
        """The hearers' database changed."""
        effects, positions = after.get(EFFECTS, {}), after.get(inbox.POSITIONS, {})
        old_effects, old_positions = before.get(EFFECTS, {}), before.get(inbox.POSITIONS, {})
        if effects is old_effects and positions is old_positions:
            return
        for subscription in self.subscriptions:
            for aggregate in self.goals:
                position, effect = _position(subscription, aggregate), f"{subscription.queue}/{aggregate}"
                same = positions.get(position) is old_positions.get(position)
                if not same or effects.get(effect) is not old_effects.get(effect):
                    self._position_agrees(subscription, aggregate, after)

    def _position_agrees(self, subscription: Subscription, aggregate: str, state: State) -> int:
        """In effect are the versions up to the position, each once, in order. Returns the position."""
        versions = self.committed[aggregate]
        row = state.get(inbox.POSITIONS, {}).get(_position(subscription, aggregate))
        reached: int = row["version"] if row else 0
        effect = state.get(EFFECTS, {}).get(f"{subscription.queue}/{aggregate}")
        applied = effect["applied"] if effect else []
        due = [
            mark(aggregate, each["aggregate_version"])
            for each in versions[:reached]
            if each["type"] in subscription.handles
        ]
        self._demand(
            applied == due and reached <= len(versions),
            f"{subscription.queue}: {aggregate} is at version {reached}, so {due} are due, and {applied} are in effect",
        )
        return reached

    def at_rest(self) -> None:
        """All is drained, and nothing parked any more: every event is in effect, once for each handler."""
        for aggregate, goal in self.goals.items():
            done = len(self.committed[aggregate])
            self._demand(done == goal, f"{aggregate}: {done} of {goal} events are committed")
        unsent = [id for id, entry in self.publisher.state[OUTBOX].items() if not entry["sent"]]
        self._demand(not unsent, f"not sent: {unsent}")
        for name, queue in self.broker.queues.items():
            self._demand(queue.empty, f"{name} is not empty")
        for subscription in self.subscriptions:
            for aggregate, versions in self.committed.items():
                reached = self._position_agrees(subscription, aggregate, self.hearer.state)
                behind = f"{subscription.queue}: {aggregate} stays at {reached} of {len(versions)}"
                self._demand(reached == len(versions), behind)
        saved = sum(row["version"] for row in self.hearer.state.get(NOTES, {}).values())
        events = len(self.hearer.state.get(OUTBOX, {}))
        self._demand(saved == events, f"handlers saved {saved} changes and {events} events")

    def _demand(self, holds: bool, what: str) -> None:
        if not holds:
            self.world.violate(what)


def _position(subscription: Subscription, aggregate: str) -> Any:
    id = {"handler": subscription.queue, "aggregate_type": AGGREGATE, "aggregate_id": aggregate}
    return key_of(id)
