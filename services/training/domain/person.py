"""A person as training knows one: what the registry's events said, and the seats held. Pure: no I/O."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bihuan.registry.v1.events_pb2 import (
    EMPLOYMENT_STATUS_EMPLOYED,
    NEED_KIND_TRAINING,
    EmploymentStatusChanged,
    NeedFulfilled,
    NeedRecorded,
    NeedReopened,
    NeedWithdrawn,
    PersonCertified,
    PersonCorrected,
    PersonDecertified,
    PersonDeregistered,
    PersonMoved,
    PersonRegistered,
    PersonReinstated,
)

from shared import dates

PersonEvent = (
    PersonRegistered
    | PersonCertified
    | PersonCorrected
    | PersonMoved
    | PersonDecertified
    | PersonDeregistered
    | PersonReinstated
    | NeedRecorded
    | NeedFulfilled
    | NeedReopened
    | NeedWithdrawn
    | EmploymentStatusChanged
)


@dataclass(frozen=True)
class Certificate:
    """The disability certificate in force: first and last valid day."""

    valid_from: date
    valid_until: date


@dataclass(frozen=True)
class Need:
    """The training need recorded last; it says what the person wants now. `occupation_code` empty: any.

    `paused`: it was open when the person died or left the register, and is again if that turns out to be false.
    """

    need_id: str
    loop_id: str
    occupation_code: str
    willing: bool
    recorded_on: date
    open: bool
    paused: bool = False


@dataclass(kw_only=True)
class Person:
    """Facts that admission is decided on. Working age: first days of the first and the last month of it."""

    id: str
    region_code: str
    working_age_from: date
    working_age_until: date
    registered_on: date
    certificate: Certificate | None = None
    employed: bool = False
    employment_since: date | None = None
    need: Need | None = None
    # Session days of each class in which the person has a seat, by class id.
    bookings: dict[str, frozenset[date]] = field(default_factory=dict)
    # The day of the last correction, move, loss of the certificate or departure.
    changed_on: date | None = None

    @property
    def known_on(self) -> date:
        """The latest date on which one of the facts happened."""
        happened = [
            self.registered_on,
            self.employment_since,
            self.need.recorded_on if self.need else None,
            self.changed_on,
        ]
        return max(day for day in happened if day is not None)

    def seated_elsewhere(self, class_id: str, on: date) -> bool:
        """Whether the person has a seat in another class, one with sessions on that day or later."""
        return any(other != class_id and max(days) >= on for other, days in self.bookings.items())

    @classmethod
    def registered(cls, event: PersonRegistered) -> "Person":
        """The person of the first event of each person's stream."""
        return cls(
            id=event.person_id,
            region_code=event.region_code,
            working_age_from=dates.month_from_wire(event.working_age_from),
            working_age_until=dates.month_from_wire(event.working_age_until),
            registered_on=dates.from_wire(event.registered_on, "registered_on"),
        )

    def follow(self, event: PersonEvent) -> None:
        """Take over what a later event says. Needs other than for training are none of this service's."""
        match event:
            case PersonCertified():
                self.certificate = Certificate(
                    dates.from_wire(event.valid_from, "valid_from"), dates.from_wire(event.valid_until, "valid_until")
                )
            case PersonCorrected():
                self.working_age_from = dates.month_from_wire(event.working_age_from)
                self.working_age_until = dates.month_from_wire(event.working_age_until)
                self._changed(dates.from_wire(event.corrected_on, "corrected_on"))
            case PersonMoved():
                self.region_code = event.region_code
                self._changed(dates.from_wire(event.moved_on, "moved_on"))
            case PersonDecertified():
                revoked_on = dates.from_wire(event.revoked_on, "revoked_on")
                if self.certificate is not None:
                    last = min(self.certificate.valid_until, revoked_on - timedelta(days=1))
                    self.certificate = replace(self.certificate, valid_until=last)
                self._changed(revoked_on)
            case PersonDeregistered():
                if self.need is not None:
                    # Nobody is left to train.
                    self.need = replace(self.need, open=False, paused=self.need.open)
                self._changed(dates.from_wire(event.deregistered_on, "deregistered_on"))
            case PersonReinstated():
                if self.need is not None and self.need.paused:
                    self.need = replace(self.need, open=True, paused=False)
                self._changed(dates.from_wire(event.reinstated_on, "reinstated_on"))
            case EmploymentStatusChanged():
                self.employed = event.status == EMPLOYMENT_STATUS_EMPLOYED
                self.employment_since = dates.from_wire(event.since, "since")
            case NeedRecorded() if event.kind == NEED_KIND_TRAINING:
                self.need = Need(
                    need_id=event.need_id,
                    loop_id=event.loop_id,
                    occupation_code=event.occupation_code,
                    willing=event.willing,
                    recorded_on=dates.from_wire(event.recorded_on, "recorded_on"),
                    open=True,
                )
            case NeedFulfilled() | NeedReopened() | NeedWithdrawn():
                if self.need is not None and event.need_id == self.need.need_id:
                    self.need = replace(self.need, open=isinstance(event, NeedReopened), paused=False)

    def _changed(self, on: date) -> None:
        self.changed_on = max(self.changed_on or on, on)
