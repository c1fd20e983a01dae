"""What was committed beside what took effect, one by one, by id: counts could hide a loss behind a duplicate. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple


class Fact(NamedTuple):
    """A committed event. `digest` is of its payload, which a workload makes different for each event."""

    id: str
    aggregate_id: str
    version: int
    digest: str


class Effect(NamedTuple):
    """An effect at one subscriber. `at_ns` is when its handler ran, on a clock that all processes share."""

    digest: str
    at_ns: int


@dataclass
class Verdict:
    """What is wrong, over all subscribers; `examples` names a few."""

    events: int = 0
    lost: int = 0
    duplicates: int = 0
    disordered: int = 0
    stuck: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing is."""
        return not (self.lost or self.duplicates or self.disordered or self.stuck)

    def example(self, text: str) -> None:
        """Keep it, if there are few yet."""
        if len(self.examples) < 8:
            self.examples.append(text)


def compare(
    facts: Iterable[Fact],
    effects: Mapping[str, Sequence[Effect]],
    *,
    waiting: Mapping[str, Collection[str]] = MappingProxyType({}),
    without_effect: Collection[str] = (),
) -> Verdict:
    """`effects` per subscriber, and the ids of what waits for it somewhere: what is missing is stuck there, or lost.

    `without_effect` are ids of events that must not have taken effect (they are parked, as the row expects). An effect
    that no committed event accounts for counts as a duplicate.
    """
    known = list(facts)
    by_digest = {fact.digest: fact for fact in known}
    if len(by_digest) != len(known):
        raise ValueError("the workload made two equal events: their effects could not be told apart")
    verdict = Verdict(events=len(known))
    for subscriber, rows in effects.items():
        times = Counter(row.digest for row in rows)
        for fact in known:
            wanted = 0 if fact.id in without_effect else 1
            found = times.pop(fact.digest, 0)
            if found < wanted:
                state = "stuck" if fact.id in waiting.get(subscriber, ()) else "lost"
                verdict.stuck += state == "stuck"
                verdict.lost += state == "lost"
                verdict.example(f"{state} at {subscriber}: {fact.id} v{fact.version} of {fact.aggregate_id}")
            elif found > wanted:
                verdict.duplicates += found - wanted
                verdict.example(f"{found} times at {subscriber}: {fact.id} v{fact.version} of {fact.aggregate_id}")
        for digest, count in times.items():
            verdict.duplicates += count
            verdict.example(f"an effect at {subscriber} of an event that was never committed: {digest[:12]}")
        _order(subscriber, rows, by_digest, verdict)
    return verdict


def _order(subscriber: str, rows: Sequence[Effect], by_digest: Mapping[str, Fact], verdict: Verdict) -> None:
    """Within an aggregate the first effects of its events must come in the order of their versions."""
    highest: dict[str, int] = defaultdict(int)
    seen: set[str] = set()
    for row in sorted(rows, key=lambda row: row.at_ns):
        fact = by_digest.get(row.digest)
        if fact is None or fact.id in seen:
            continue
        seen.add(fact.id)
        if fact.version < highest[fact.aggregate_id]:
            verdict.disordered += 1
            verdict.example(f"v{fact.version} after v{highest[fact.aggregate_id]} at {subscriber}: {fact.aggregate_id}")
        highest[fact.aggregate_id] = max(highest[fact.aggregate_id], fact.version)
