"""The handlers of a scenario: what they write, and how they fail."""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bihuan.training.v1 import events_pb2 as training

from shared.aggregate import Aggregate
from shared.inbox import NotYet
from shared.store import Transaction
from tests.simulation.promises import EFFECTS, NOTES, mark
from tests.simulation.world import World

Handler = Callable[[object, Transaction, Any], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the handlers take one event: `kind`, and how often, or until when."""

    kind: str = "plain"
    times: int = 0


@dataclass(eq=False)
class Thing(Aggregate):
    """What commands and handlers save."""


def plans(dice: random.Random, goals: dict[str, int]) -> dict[str, Plan]:
    """For some of the events, by their marks, something else than a plain effect."""
    kinds = {
        Plan("saves an aggregate"): 14,
        Plan("fails", dice.randint(1, 2)): 6,
        Plan("fails after a flush", dice.randint(1, 2)): 6,
        Plan("not yet", dice.choice((300, 3_000))): 6,
        Plan("slow"): 2,
        Plan("fails until mended"): 1,
    }
    events = [mark(aggregate, version) for aggregate, goal in goals.items() for version in range(1, goal + 1)]
    return {each: dice.choices(list(kinds), list(kinds.values()))[0] for each in events if dice.random() < 0.3}


class Handlers:
    """`mended`: the operator has removed what made them fail for good."""

    def __init__(self, world: World, planned: dict[str, Plan]) -> None:
        self.mended = False
        self._world = world
        self._planned = planned
        self._failures: defaultdict[tuple[str, str], int] = defaultdict(int)

    def of(self, queue: str) -> Handler:
        """The handler of one subscription. Its effect shows how often and in which order it was applied."""

        def handle(service: object, tx: Transaction, event: Any) -> None:
            key = f"{queue}/{event.enrolment_id}"
            found = tx.find_one(EFFECTS, {"_id": key})
            tx.put(EFFECTS, key, {"applied": [*(found["applied"] if found else []), event.loop_id]})
            plan = self._planned.get(event.loop_id)
            if plan is not None:
                self._as_planned(plan, queue, key, tx, event.loop_id)

        return handle

    def _as_planned(self, plan: Plan, queue: str, key: str, tx: Transaction, event_mark: str) -> None:
        match plan.kind:
            case "saves an aggregate":
                note = loaded(tx, NOTES, key)
                note.record(training.ClassOpened(class_id=key, region_code="370105"))
                tx.save(NOTES, note, {})
            case "slow":
                self._world.sleep(1_500)
            case "not yet":
                if self._world.now < plan.times:
                    raise NotYet
            case "fails until mended":
                if not self.mended:
                    raise RuntimeError("as planned")
            case _:
                self._failures[queue, event_mark] += 1
                if self._failures[queue, event_mark] <= plan.times:
                    if plan.kind == "fails after a flush":
                        tx.find(EFFECTS, {"applied": "nothing"})
                    raise RuntimeError("as planned")


def loaded(tx: Transaction, collection: str, id: str) -> Thing:
    """As stored, or new."""
    row = tx.find_one(collection, {"_id": id})
    return Thing(id=id) if row is None else Thing(id=id, version=row["version"], revision=row["revision"])
