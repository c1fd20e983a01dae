"""A placement (安置): intended → signed → started → ended; or dropped before its start."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bihuan.recruitment.v1 import events_pb2 as events
from bihuan.recruitment.v1.events_pb2 import PLACEMENT_END_REASON_CONTRACT_EXPIRED, EmploymentForm, PlacementEndReason

from services.recruitment.domain.errors import (
    PlacementAlreadyStarted,
    PlacementNotIntended,
    PlacementNotSigned,
    PlacementNotStarted,
    PlacementOver,
)
from services.recruitment.domain.wages import WageCheck
from shared.aggregate import Aggregate
from shared.dates import to_wire
from shared.errors import InvalidField


class PlacementStatus(StrEnum):
    """Names as in the contract's PlacementStatus."""

    INTENDED = "INTENDED"
    SIGNED = "SIGNED"
    STARTED = "STARTED"
    ENDED = "ENDED"
    DROPPED = "DROPPED"


@dataclass(frozen=True, kw_only=True)
class Contract:
    """A labour contract. `until` is its last day, None without a fixed term; the wage in fen a month."""

    signed_on: date
    starts: date
    until: date | None
    monthly_wage_fen: int
    form: EmploymentForm
    wage_check: WageCheck

    def __post_init__(self) -> None:
        """Raise `InvalidField` for a contract that ends before it begins."""
        if self.until is not None and self.until < self.starts:
            raise InvalidField("contract_until", "must not be before contract_from")

    @property
    def stable(self) -> bool:
        """At least one whole year (2020-05-01 to 2021-04-30 is one), or without a fixed term."""
        if self.until is None:
            return True
        # The day before the anniversary ends the year. 29 February's anniversary is 1 March.
        year = self.starts.year + 1
        leap_day = (self.starts.month, self.starts.day) == (2, 29)
        anniversary = date(year, 3, 1) if leap_day else self.starts.replace(year=year)
        return (anniversary - self.until).days <= 1


@dataclass(kw_only=True)
class Placement(Aggregate):
    """One seeker's way into one post. `region_code` is where the person lives."""

    post_id: str
    seeker_id: str
    person_id: str
    loop_id: str
    region_code: str
    employer_code: str
    occupation_code: str
    intended_on: date
    status: PlacementStatus = PlacementStatus.INTENDED
    contract: Contract | None = None
    started_on: date | None = None
    ended_on: date | None = None
    end_reason: "PlacementEndReason | None" = None
    dropped_on: date | None = None

    def intend(self) -> None:
        """Publish a new intention."""
        self.record(
            events.IntentionRecorded(
                placement_id=self.id,
                region_code=self.region_code,
                loop_id=self.loop_id,
                person_id=self.person_id,
                post_id=self.post_id,
                employer_code=self.employer_code,
                intended_on=to_wire(self.intended_on),
            )
        )

    def require_intended(self) -> None:
        """Raise `PlacementNotIntended` unless it can be signed."""
        if self.status is not PlacementStatus.INTENDED:
            raise PlacementNotIntended(
                "placement_id", f"the placement is {self.status}; only an intention can be signed"
            )

    def sign(self, contract: Contract) -> None:
        """Sign the contract. Raises `PlacementNotIntended`, `InvalidField`."""
        self.require_intended()
        if contract.signed_on < self.intended_on:
            raise InvalidField("signed_on", "must not be before the day of the intention")
        self.status, self.contract = PlacementStatus.SIGNED, contract
        self.record(
            events.ContractSigned(
                placement_id=self.id,
                region_code=self.region_code,
                loop_id=self.loop_id,
                person_id=self.person_id,
                employer_code=self.employer_code,
                form=contract.form,
                signed_on=to_wire(contract.signed_on),
                contract_from=to_wire(contract.starts),
                contract_until=None if contract.until is None else to_wire(contract.until),
            )
        )

    def start(self, on: date) -> None:
        """First day at work. Raises `PlacementNotSigned`, `InvalidField`."""
        if self.status is not PlacementStatus.SIGNED or self.contract is None:
            raise PlacementNotSigned("placement_id", f"the placement is {self.status}; only a signed one can start")
        if on < self.contract.starts:
            raise InvalidField("started_on", "must not be before the first day of the contract")
        if self.contract.until is not None and on > self.contract.until:
            raise InvalidField("started_on", "must not be after the last day of the contract")
        self.status, self.started_on = PlacementStatus.STARTED, on
        self.record(
            events.PlacementStarted(
                placement_id=self.id,
                region_code=self.region_code,
                loop_id=self.loop_id,
                person_id=self.person_id,
                employer_code=self.employer_code,
                form=self.contract.form,
                occupation_code=self.occupation_code,
                started_on=to_wire(on),
                contract_from=to_wire(self.contract.starts),
                contract_until=None if self.contract.until is None else to_wire(self.contract.until),
            )
        )

    def end(self, on: date, reason: PlacementEndReason) -> None:
        """Last day at work, and why. Raises `PlacementNotStarted`, `InvalidField`."""
        if self.status is not PlacementStatus.STARTED or self.started_on is None or self.contract is None:
            raise PlacementNotStarted("placement_id", f"the placement is {self.status}; only a started one can end")
        if on < self.started_on:
            raise InvalidField("ended_on", "must not be before the first day at work")
        if reason == PLACEMENT_END_REASON_CONTRACT_EXPIRED:
            if self.contract.until is None:
                raise InvalidField("reason", "a contract without a fixed term does not expire; give the real reason")
            if on < self.contract.until:
                raise InvalidField("reason", "the contract had not expired on ended_on; give the real reason")
        self.status, self.ended_on, self.end_reason = PlacementStatus.ENDED, on, reason
        self.record(
            events.PlacementEnded(
                placement_id=self.id,
                region_code=self.region_code,
                loop_id=self.loop_id,
                person_id=self.person_id,
                employer_code=self.employer_code,
                reason=reason,
                ended_on=to_wire(on),
            )
        )

    def earliest_drop(self) -> date:
        """The first day on which it can be dropped: that of the intention, or of the signature."""
        return self.intended_on if self.contract is None else self.contract.signed_on

    def drop(self, on: date) -> None:
        """Give it up before its start. Raises `PlacementAlreadyStarted`, `PlacementOver`, `InvalidField`."""
        if self.status is PlacementStatus.STARTED:
            raise PlacementAlreadyStarted("placement_id", "the placement has started; end it instead")
        if self.status in (PlacementStatus.ENDED, PlacementStatus.DROPPED):
            raise PlacementOver("placement_id", f"the placement is {self.status} already")
        if on < self.earliest_drop():
            raise InvalidField("dropped_on", "must not be before the day of the intention or of the signature")
        self.status, self.dropped_on = PlacementStatus.DROPPED, on
        self.record(
            events.IntentionDropped(
                placement_id=self.id,
                region_code=self.region_code,
                loop_id=self.loop_id,
                person_id=self.person_id,
                post_id=self.post_id,
                employer_code=self.employer_code,
                dropped_on=to_wire(on),
            )
        )
