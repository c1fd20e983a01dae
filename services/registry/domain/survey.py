"""Survey campaigns (摸底): whose persons are visited when, and what a visit may say. Pure: no I/O."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bihuan.registry.v1.events_pb2 import SurveyClosed as SurveyClosedEvent
from bihuan.registry.v1.events_pb2 import SurveyStarted
from bihuan.registry.v1.survey_service_pb2 import VISIT_RESULT_NOT_MET, VISIT_RESULT_WITH_NEEDS, VisitResult

from services.registry.domain.person import Person
from shared import dates
from shared.aggregate import Aggregate
from shared.errors import InvalidField, WrongState


class SurveyClosed(WrongState):
    """An ended survey takes down no more visits."""

    reason = "SURVEY_CLOSED"


class VisitFinal(WrongState):
    """Who was met is not visited again in the same survey."""

    reason = "VISIT_FINAL"


def common_region(prefixes: Sequence[str]) -> str:
    """The code of the smallest region that holds all; `prefixes` are what the codes of their subtrees begin with."""
    first = min(prefixes, key=len)
    for length in (9, 6, 4, 2):
        if len(first) >= length and all(other.startswith(first[:length]) for other in prefixes):
            return first[:length].ljust(6, "0")
    return "000000"


@dataclass(kw_only=True)
class Survey(Aggregate):
    """To be visited is who lived in one of `region_codes` on the first day, whenever that becomes known."""

    region_codes: list[str]
    prefixes: list[str]
    """What the codes of each region's subtree begin with."""
    starts_on: date
    ends_on: date
    working_age_only: bool
    started_by: str
    closed_on: date | None = None
    region_code: str = field(default="")
    """The smallest region that holds all."""

    def start(self) -> None:
        """Raises `InvalidField`."""
        if self.ends_on < self.starts_on:
            raise InvalidField("ends_on", "must not lie before starts_on")
        for one in self.prefixes:
            if any(other != one and other.startswith(one) for other in self.prefixes):
                raise InvalidField("region_codes", "one of them lies inside another")
        self.region_code = common_region(self.prefixes)
        self.record(
            SurveyStarted(
                survey_id=self.id,
                region_code=self.region_code,
                starts_on=dates.to_wire(self.starts_on),
                ends_on=dates.to_wire(self.ends_on),
            )
        )

    def close(self, on: date) -> None:
        """Raises `SurveyClosed`, `InvalidField`."""
        self.require_open()
        if on < self.starts_on:
            raise InvalidField("closed_on", "must not lie before the survey's first day")
        self.closed_on = on
        self.record(SurveyClosedEvent(survey_id=self.id, region_code=self.region_code, closed_on=dates.to_wire(on)))

    def require_open(self) -> None:
        """Raises `SurveyClosed`."""
        if self.closed_on is not None:
            raise SurveyClosed("survey_id", "the survey was ended")

    def region_of(self, person: Person) -> str | None:
        """Where a person who is to be visited lived on the first day; None: the person is not to be visited."""
        on = self.starts_on
        gone = [day for day in (person.died_on, person.departure.on if person.departure else None) if day]
        if person.merged or person.registered_on > on or any(day <= on for day in gone):
            return None
        if self.working_age_only and not person.working_age.first <= on <= person.working_age.last:
            return None
        lived = [residence.region_code for residence in person.residences if residence.since <= on]
        region_code = lived[-1] if lived else person.region_code
        return region_code if region_code.startswith(tuple(self.prefixes)) else None

    def check_visit(self, before: VisitResult | None, result: VisitResult, visited_on: date, needs: int) -> None:
        """Whether a visit can be taken down; `before` is what came of the last. Raises as RecordVisit says."""
        self.require_open()
        if not self.starts_on <= visited_on <= self.ends_on:
            raise InvalidField("visited_on", "must lie within the survey's period")
        if (result == VISIT_RESULT_WITH_NEEDS) != (needs > 0):
            raise InvalidField("needs", "are told with the result WITH_NEEDS, and only with it")
        if before not in (None, VISIT_RESULT_NOT_MET):
            raise VisitFinal("person_id", "the person was visited before, and not in vain")
