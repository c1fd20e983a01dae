"""A conflict (争议): a person whom two or more employers claim for the same months of a year. Pure.

Until it is settled the claim begun first counts. A reviewer settles it month by month; when months are contested that
were not settled, it is open again; when nothing is contested any more, it has lapsed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bihuan.levy.v1.events_pb2 import (
    CONFLICT_OUTCOME_DECIDED,
    CONFLICT_OUTCOME_LAPSED,
    ConflictOpened,
    ConflictOutcome,
    ConflictSettled,
)

from shared.aggregate import Aggregate
from shared.errors import InvalidField


class State(StrEnum):
    """The contract's ConflictState."""

    OPEN = "OPEN"
    SETTLED = "SETTLED"
    LAPSED = "LAPSED"


@dataclass(frozen=True)
class Side:
    """An employer that claims the person."""

    employer_code: str
    region_code: str


@dataclass(kw_only=True)
class Conflict(Aggregate):
    """One for a person and year. `settled`: month → the employer for which it counts."""

    person_id: str
    base_year: int
    sides: tuple[Side, ...] = ()
    months: tuple[int, ...] = ()
    settled: dict[int, str] = field(default_factory=dict)
    state: State = State.LAPSED
    settled_by: str = ""
    settled_at: datetime | None = None

    @property
    def region_code(self) -> str:
        """The smallest region above all sides: whose reviewers can settle it; of two provinces the first side's."""
        codes = [side.region_code for side in self.sides]
        for length in (6, 4, 2):
            if len({code[:length] for code in codes}) == 1:
                return codes[0][:length].ljust(6, "0")
        return codes[0]

    def contest(self, sides: tuple[Side, ...], months: tuple[int, ...]) -> bool:
        """What is contested now; says whether that changed anything. `sides` by code, `months` ascending."""
        if not months:
            return self._lapse()
        known = (self.sides, self.months) == (sides, months)
        if known and self.state is not State.LAPSED:
            return False
        codes = {side.employer_code for side in sides}
        self.sides, self.months = sides, months
        self.settled = {month: code for month, code in self.settled.items() if month in months and code in codes}
        open_before = self.state is State.OPEN
        self.state = State.SETTLED if set(self.settled) == set(months) else State.OPEN
        if self.state is State.OPEN and not (open_before and known):
            self.record(
                ConflictOpened(
                    conflict_id=self.id,
                    region_code=self.region_code,
                    base_year=self.base_year,
                    employer_codes=[side.employer_code for side in sides],
                    months=months,
                )
            )
        return True

    def settle(self, decisions: Mapping[int, str], by: str, at: datetime) -> None:
        """Decide every contested month for one of the sides; again, when it has to be decided otherwise.

        Raises `InvalidField`.
        """
        if set(decisions) != set(self.months):
            months = ", ".join(map(str, self.months)) or "none"
            raise InvalidField("decisions", f"must name each contested month once: {months}")
        if not set(decisions.values()) <= {side.employer_code for side in self.sides}:
            raise InvalidField("decisions", "each month goes to one of the employers that claim the person")
        self.settled, self.state, self.settled_by, self.settled_at = dict(decisions), State.SETTLED, by, at
        self._tell(CONFLICT_OUTCOME_DECIDED)

    def _lapse(self) -> bool:
        if self.state is State.LAPSED:
            return False
        self.months, self.state = (), State.LAPSED
        self._tell(CONFLICT_OUTCOME_LAPSED)
        return True

    def _tell(self, outcome: ConflictOutcome) -> None:
        self.record(
            ConflictSettled(
                conflict_id=self.id,
                region_code=self.region_code,
                base_year=self.base_year,
                employer_codes=[side.employer_code for side in self.sides],
                outcome=outcome,
            )
        )
