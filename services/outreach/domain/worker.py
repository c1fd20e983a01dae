"""Staff members, the regions they serve, and who takes a new case. Pure: no I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.outreach.domain.cycle import Role
from shared.address import region_words
from shared.aggregate import Aggregate


def region_path(region_code: str) -> str:
    """A region as its levels, `37.01.05.003`; a region lies in another when its path starts with the other's."""
    return ".".join(region_words(region_code))


def paths_above(path: str) -> list[str]:
    """The path and those of all regions above it: `37.01` → `["37", "37.01"]`."""
    words = path.split(".")
    return [".".join(words[: length + 1]) for length in range(len(words))]


@dataclass(kw_only=True)
class Worker(Aggregate):
    """A staff member, in one to four roles, for one region with all below it. Publishes nothing."""

    display_name: str
    roles: frozenset[Role]
    region_code: str
    registered_on: date

    def covers(self, region_code: str) -> bool:
        """Whether the region lies in the worker's."""
        return region_path(self.region_code) in paths_above(region_path(region_code))


def choose(candidates: Sequence[Worker], open_cases: Mapping[str, int]) -> Worker | None:
    """Who takes a case: of the workers of the nearest region, the one with the fewest open cases (then the lowest id).

    `open_cases` counts by worker id. None when there is no candidate.
    """

    def order(worker: Worker) -> tuple[int, int, str]:
        return (-len(region_words(worker.region_code)), open_cases.get(worker.id, 0), worker.id)

    return min(candidates, key=order, default=None)
