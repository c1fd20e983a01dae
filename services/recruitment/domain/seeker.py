"""A job seeker (求职者): active → intention → signed → on post → active again; or withdrawn."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bihuan.recruitment.v1 import events_pb2 as events

from services.recruitment.domain.errors import SeekerHasPlacement, SeekerWithdrawn
from shared.aggregate import Aggregate
from shared.dates import to_wire
from shared.errors import InvalidField


class SeekerStatus(StrEnum):
    """Names as in the contract's SeekerStatus."""

    ACTIVE = "ACTIVE"
    INTENTION = "INTENTION"
    SIGNED = "SIGNED"
    ON_POST = "ON_POST"
    WITHDRAWN = "WITHDRAWN"


# Statuses in which a seeker can sign a contract.
FREE = (SeekerStatus.ACTIVE, SeekerStatus.INTENTION)


@dataclass(kw_only=True)
class Seeker(Aggregate):
    """A person who looks for work or found it. One per person, for good.

    `placement_id` is the placement signed or running, of which there is at most one; `intentions` the placements only
    intended. `last_day` is the last day at work of the placement that ended last.
    """

    person_id: str
    loop_id: str
    region_code: str
    occupation_codes: list[str]
    registered_on: date
    excellent: bool = False
    wanted_monthly_wage_fen: int = 0
    intentions: set[str] = field(default_factory=set)
    placement_id: str | None = None
    on_post: bool = False
    last_day: date | None = None
    withdrawn_on: date | None = None

    @property
    def status(self) -> SeekerStatus:
        """A running placement shows before a withdrawal: it is ended first."""
        if self.placement_id is not None:
            return SeekerStatus.ON_POST if self.on_post else SeekerStatus.SIGNED
        if self.withdrawn_on is not None:
            return SeekerStatus.WITHDRAWN
        return SeekerStatus.INTENTION if self.intentions else SeekerStatus.ACTIVE

    def register(self) -> None:
        """Publish a registration, the first or one after a withdrawal."""
        self.withdrawn_on = None
        self.record(
            events.SeekerRegistered(
                seeker_id=self.id,
                region_code=self.region_code,
                loop_id=self.loop_id,
                person_id=self.person_id,
                occupation_code=self.occupation_codes[-1],
                registered_on=to_wire(self.registered_on),
            )
        )

    def look_for(self, occupation_code: str) -> None:
        """Add an occupation wanted or trained for; the newest stands last."""
        self.occupation_codes = [*(code for code in self.occupation_codes if code != occupation_code), occupation_code]

    def require_free(self, field: str) -> None:
        """Raise `SeekerWithdrawn` or `SeekerHasPlacement`; `field` is the request's field that led here."""
        if self.placement_id is not None:
            raise SeekerHasPlacement(field, "the seeker has a contract; one person has one contract at a time")
        if self.withdrawn_on is not None:
            raise SeekerWithdrawn(field, "the seeker has withdrawn; register again first")

    def intend(self, placement_id: str) -> None:
        """Note an intention. Raises `SeekerWithdrawn`, `SeekerHasPlacement`."""
        self.require_free("seeker_id")
        self.intentions.add(placement_id)

    def sign(self, placement_id: str) -> None:
        """The intention becomes the one contract. Raises `SeekerWithdrawn`, `SeekerHasPlacement`."""
        self.require_free("placement_id")
        self.intentions.discard(placement_id)
        self.placement_id = placement_id

    def start(self, on: date) -> None:
        """First day at work of the signed placement. Raises `InvalidField`: one person, one post at a time."""
        if self.last_day is not None and on <= self.last_day:
            raise InvalidField("started_on", "must be after the last day of the person's placement before")
        self.on_post = True

    def release(self, placement_id: str, last_day: date | None = None) -> None:
        """A placement is over: dropped, or ended with this last day at work."""
        self.intentions.discard(placement_id)
        if self.placement_id == placement_id:
            self.placement_id, self.on_post = None, False
        if last_day is not None:
            self.last_day = last_day

    def withdraw(self, on: date) -> None:
        """The person looks for work no more. Raises `SeekerHasPlacement`, `SeekerWithdrawn`, `InvalidField`."""
        self.require_free("seeker_id")
        if on < self.registered_on:
            raise InvalidField("withdrawn_on", "must not be before the day the seeker registered")
        self.withdrawn_on = on
