"""A person in the register: certificates, needs, employment. Pure: no I/O."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from bihuan.registry.v1.events_pb2 import (
    CERTIFICATE_KIND_VETERAN,
    EMPLOYMENT_STATUS_EMPLOYED,
    EMPLOYMENT_STATUS_NOT_EMPLOYED,
    LOOP_OUTCOME_DIED,
    LOOP_OUTCOME_WITHDRAWN,
    NEED_KIND_EMPLOYMENT,
    NEED_KIND_TRAINING,
    CertificateKind,
    DeregistrationReason,
    EmploymentStatus,
    EmploymentStatusChanged,
    ErasureReason,
    NeedFulfilled,
    NeedKind,
    NeedRecorded,
    NeedReopened,
    NeedWithdrawn,
    PersonCertified,
    PersonRegistered,
)
from bihuan.registry.v1.events_pb2 import PersonErased as PersonErasedEvent
from bihuan.registry.v1.registry_service_pb2 import Sex

from services.registry.domain.certificate import Certificate
from services.registry.domain.employment import Span, employed_since, first_day_without_work
from services.registry.domain.identifiers import CertificateNumber, ResidentId
from services.registry.domain.loop import Closure, Loop
from services.registry.domain.programmes import Participation, entered, left
from services.registry.domain.working_age import WorkingAge
from shared import dates
from shared.aggregate import Aggregate
from shared.errors import AlreadyExists, InvalidField, NotFound, WrongState


class PersonDied(WrongState):
    """A dead person's record is kept, and gets nothing new."""

    reason = "PERSON_DIED"


@dataclass
class Need:
    """What a person needs. `fulfilled_on` is None while it is open, or has lapsed with its loop."""

    id: str
    loop_id: str
    kind: NeedKind
    occupation_code: str
    willing: bool
    recorded_on: date
    recorded_by: str
    fulfilled_on: date | None = None
    further_occupation_codes: tuple[str, ...] = ()
    constraints: tuple[int, ...] = ()
    """The contract's numbers, in order; none of an erased person."""
    survey_id: str = ""
    withdrawn_on: date | None = None

    @property
    def wants(self) -> tuple[object, ...]:
        """What makes it the same need as another."""
        codes = {self.occupation_code, *self.further_occupation_codes}
        return (self.loop_id, self.kind, frozenset(codes), self.willing, frozenset(self.constraints))


@dataclass
class Employment:
    """A placement as recruitment told it."""

    placement_id: str
    loop_id: str
    employer_code: str
    span: Span
    form: str | None = None
    """The name of its form (就业形式); None: only its end has been told so far."""


@dataclass
class Training:
    """A seat in a class as training told it: since when, and when passed."""

    enrolment_id: str
    confirmed_on: date | None = None
    graduated_on: date | None = None


@dataclass(frozen=True)
class CertificateNote:
    """What the person's record keeps of a certificate, so that figures and verification need no second collection.

    `number_key` is the keyed index of its number; None: erased.
    """

    id: str
    category: int
    level: int
    valid_from: date
    valid_until: date
    number_key: bytes | None = field(default=None, repr=False)
    revoked_on: date | None = None
    lost_on: date | None = None


@dataclass(frozen=True)
class Residence:
    """Where a person lives, and the first day there."""

    region_code: str
    since: date


@dataclass(frozen=True)
class Merge:
    """That a record is to be read under another: whose, and since when."""

    survivor_id: str
    on: date


@dataclass(frozen=True)
class Departure:
    """That a person left the register: why, and the first day without."""

    reason: DeregistrationReason
    on: date


class NeedNotOpen(WrongState):
    """Only an open need can be withdrawn."""

    reason = "NEED_NOT_OPEN"


class PersonErased(WrongState):
    """Of an erased person nothing personal is left, and nothing new is taken down."""

    reason = "PERSON_ERASED"


class PersonMerged(WrongState):
    """What is new is taken down under the surviving record."""

    reason = "PERSON_MERGED"


class PersonDeregistered(WrongState):
    """Who has left the register gets nothing new; the record stays, and can be read and put right."""

    reason = "PERSON_DEREGISTERED"


class LoopOpen(WrongState):
    """Who is on the way to a job is still being helped, and cannot be erased meanwhile."""

    reason = "LOOP_OPEN"


@dataclass(frozen=True)
class Identity:
    """Who a person is. Stored sealed with the person's own key, and loaded only where it is asked for."""

    resident_id: str = field(repr=False)
    name: str = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(kw_only=True)
class Person(Aggregate):
    """`loop_ids` are all loops of the person, the latest last; only the latest can be open.

    Who the person is stands apart (`Identity`). Personal fields are not in the repr, which may come into a traceback.
    """

    resident_key: bytes | None = field(repr=False)
    """The keyed index of the resident ID; None: erased."""
    name_keys: tuple[bytes, ...] = field(repr=False, default=())
    """The keyed index of what the person is found by (`domain.names`); empty: erased."""
    region_code: str
    birth_date: date = field(repr=False)
    sex: Sex
    working_age: WorkingAge
    registered_on: date
    registered_by: str
    certificates: list[CertificateNote] = field(default_factory=list)
    veteran_certificates: list[CertificateNote] = field(default_factory=list)
    """Those of a disabled veteran (残疾军人证): without a category, with levels of their own."""
    needs: dict[str, Need] = field(default_factory=dict)
    employments: dict[str, Employment] = field(default_factory=dict)
    trainings: dict[str, Training] = field(default_factory=dict)
    programmes: list[Participation] = field(default_factory=list)
    loop_ids: list[str] = field(default_factory=list)
    died_on: date | None = None
    erased_on: date | None = None
    former_resident_keys: list[bytes] = field(default_factory=list, repr=False)
    """The keyed indexes of the resident IDs that the person had, and that go on naming the person."""
    residences: list[Residence] = field(default_factory=list)
    """Where the person has lived, by date; the last is `region_code`."""
    departure: Departure | None = None
    merged: Merge | None = None
    merged_ids: list[str] = field(default_factory=list)
    """The records that were merged into this one."""
    has_phone: bool | None = None
    """Whether a phone number is on record; None: not known. The number itself is sealed."""
    has_address: bool | None = None
    reminded: set[str] = field(default_factory=set)
    """What has fallen due and was told (domain/reminders.py)."""
    counted: dict[str, Any] | None = field(default=None, repr=False, compare=False)
    """What figures count of the person as stored; None: not stored yet. The store's own."""
    recorded_at: datetime | None = None
    """When the register first knew of the person; None: not stored yet."""
    stored: dict[str, Any] | None = field(default=None, repr=False, compare=False)
    """The document that it was loaded from: what the history keeps of a change."""

    @classmethod
    def register(
        cls,
        id: str,
        resident_id: ResidentId,
        *,
        resident_key: bytes,
        name_keys: tuple[bytes, ...] = (),
        region_code: str,
        working_age: WorkingAge,
        registered_on: date,
        registered_by: str,
    ) -> "Person":
        """A new person."""
        person = cls(
            id=id,
            resident_key=resident_key,
            name_keys=name_keys,
            region_code=region_code,
            birth_date=resident_id.birth_date,
            sex=resident_id.sex,
            working_age=working_age,
            registered_on=registered_on,
            registered_by=registered_by,
            residences=[Residence(region_code, registered_on)],
        )
        first, last = working_age.months()
        person.record(
            PersonRegistered(
                person_id=id,
                region_code=region_code,
                working_age_from=dates.month_to_wire(first),
                working_age_until=dates.month_to_wire(last),
                registered_on=dates.to_wire(registered_on),
            )
        )
        return person

    @property
    def employed_since(self) -> date | None:
        """Since when the person is employed; None: not employed."""
        return employed_since([employment.span for employment in self.employments.values()])

    @property
    def without_work_since(self) -> date | None:
        """The day after the last day at work; None: employed, or no employment known."""
        spans = [employment.span for employment in self.employments.values()]
        ended = any(span.started_on is not None and span.ended_on is not None for span in spans)
        return first_day_without_work(spans) if ended and employed_since(spans) is None else None

    @property
    def employment_status(self) -> EmploymentStatus:
        """Whether the person works."""
        return EMPLOYMENT_STATUS_NOT_EMPLOYED if self.employed_since is None else EMPLOYMENT_STATUS_EMPLOYED

    def open_needs(self, open_loop_id: str | None) -> list[NeedKind]:
        """The kinds of what the person needs now, each once; a need of a closed loop has lapsed."""
        unmet = [need for need in self.needs.values() if need.fulfilled_on is None and need.withdrawn_on is None]
        return sorted({need.kind for need in unmet if need.loop_id == open_loop_id})

    @property
    def gone(self) -> Closure | None:
        """How a loop closes of who has died or left the register; None: neither."""
        if self.died_on is not None:
            return Closure(LOOP_OUTCOME_DIED, self.died_on, departed=True)
        return None if self.departure is None else Closure(LOOP_OUTCOME_WITHDRAWN, self.departure.on, departed=True)

    @property
    def over(self) -> Closure | None:
        """How a loop closes whose record gets nothing new: of who is gone or erased, or is merged into another.

        A merge may be undone, and then the loop is open again.
        """
        if self.gone is not None:
            return self.gone
        ends = [self.erased_on, None if self.merged is None else self.merged.on]
        on = next((day for day in ends if day is not None), None)
        return None if on is None else Closure(LOOP_OUTCOME_WITHDRAWN, on, departed=True)

    def notes_of(self, kind: CertificateKind) -> list[CertificateNote]:
        """The person's certificates of a kind, in the order issued."""
        return self.veteran_certificates if kind == CERTIFICATE_KIND_VETERAN else self.certificates

    def require_known(self) -> None:
        """Raises `PersonErased`."""
        if self.erased_on is not None:
            raise PersonErased("person_id", "the person's data was erased; a new registration makes a new record")

    def require_registered(self) -> None:
        """Raises `PersonDeregistered`, `PersonMerged`."""
        if self.merged is not None:
            raise PersonMerged("person_id", "the record was merged into another; GetPerson tells which")
        if self.departure is not None:
            raise PersonDeregistered("person_id", "the person has left the register")

    def require_alive(self) -> None:
        """Raises `PersonDied`, `PersonDeregistered`, `PersonMerged`, `PersonErased`: for whatever is new."""
        self.require_known()
        self.require_registered()
        if self.died_on is not None:
            raise PersonDied("person_id", "the person's last loop was closed because the person died")

    def certify(
        self,
        certificate_id: str,
        number: CertificateNumber,
        valid_from: date,
        valid_until: date,
        *,
        holder_key: bytes,
        number_key: bytes,
        fields: dict[str, str],
    ) -> Certificate:
        """Give the person a certificate; it replaces the one before.

        `holder_key` and `number_key` are the keyed indexes of the resident ID in `number` and of `number`; `fields`
        gives the request's names of number, issued_on and expires_on.

        Raises `InvalidField`, `PersonDied`, `PersonErased`.
        """
        self.require_alive()
        if holder_key != self.resident_key:
            raise InvalidField(fields["number"], "the first 18 digits must be the person's resident ID")
        self._check_issue(self.certificates, valid_from, fields["issued_on"])
        certificate = Certificate.issue(
            certificate_id,
            person_id=self.id,
            region_code=self.region_code,
            category=number.category,
            level=number.level,
            valid_from=valid_from,
            valid_until=valid_until,
            ends_field=fields["expires_on"],
        )
        self.certificates.append(
            CertificateNote(certificate_id, number.category, number.level, valid_from, valid_until, number_key)
        )
        self.record(
            PersonCertified(
                person_id=self.id,
                region_code=self.region_code,
                certificate_id=certificate_id,
                valid_from=dates.to_wire(valid_from),
                valid_until=dates.to_wire(valid_until),
            )
        )
        return certificate

    def certify_veteran(
        self, certificate_id: str, *, number_key: bytes, level: int, valid_from: date, valid_until: date
    ) -> Certificate:
        """Take down a veteran's certificate; it replaces the one before. No event of the person tells of it.

        Raises `InvalidField`, and what `require_alive` raises.
        """
        self.require_alive()
        self._check_issue(self.veteran_certificates, valid_from, "issued_on")
        certificate = Certificate.issue(
            certificate_id,
            person_id=self.id,
            region_code=self.region_code,
            category=0,
            level=level,
            valid_from=valid_from,
            valid_until=valid_until,
            ends_field="expires_on",
            kind=CERTIFICATE_KIND_VETERAN,
        )
        note = CertificateNote(certificate_id, 0, level, valid_from, valid_until, number_key)
        self.veteran_certificates.append(note)
        return certificate

    def _check_issue(self, before: list[CertificateNote], valid_from: date, field: str) -> None:
        if valid_from < self.birth_date:
            raise InvalidField(field, "must not lie before the person's birth")
        if before and valid_from < before[-1].valid_from:
            raise InvalidField(field, "must not lie before the issue of the person's present certificate")

    def erase(self, on: date, reason: ErasureReason) -> None:
        """Forget who the person is; the rest stays, so that figures stay. The birth date is cut to its month.

        The person's key is the store's to destroy. Raises `PersonErased` when that has been done before.
        """
        if self.erased_on is not None:
            raise PersonErased("person_id", "the person's data was erased before")
        if on < self.registered_on:
            raise InvalidField("decided_on", "must not lie before the day on which the person was registered")
        first, last = self.working_age.months()
        self.resident_key, self.former_resident_keys = None, []
        self.name_keys = ()
        for notes in (self.certificates, self.veteran_certificates):
            notes[:] = [replace(note, number_key=None) for note in notes]
        self.needs = {id: replace(need, constraints=()) for id, need in self.needs.items()}
        self.birth_date = self.birth_date.replace(day=1)
        self.working_age = WorkingAge(first, date(last.year, last.month, monthrange(last.year, last.month)[1]))
        self.erased_on = on
        self.record(
            PersonErasedEvent(
                person_id=self.id, region_code=self.region_code, erased_on=dates.to_wire(on), reason=reason
            )
        )

    def record_need(self, need: Need) -> None:
        """Take down a need in an open loop. Raises `PersonDied`, `InvalidField`, `AlreadyExists`."""
        self.require_alive()
        if need.recorded_on < self.registered_on:
            raise InvalidField("recorded_on", "must not lie before the day on which the person was registered")
        for other in self.needs.values():
            if other.fulfilled_on is None and other.withdrawn_on is None and other.wants == need.wants:
                raise AlreadyExists("need", "kind", "the same need, with this occupation and willingness, is open")
        if need.loop_id not in self.loop_ids:
            self.loop_ids.append(need.loop_id)
        self.needs[need.id] = need
        self.record(
            NeedRecorded(
                person_id=self.id,
                region_code=self.region_code,
                loop_id=need.loop_id,
                need_id=need.id,
                kind=need.kind,
                occupation_code=need.occupation_code,
                willing=need.willing,
                recorded_on=dates.to_wire(need.recorded_on),
                occupation_codes=[code for code in (need.occupation_code, *need.further_occupation_codes) if code],
            )
        )

    def take_down_contact(self, changes: Mapping[str, str]) -> None:
        """Remember whether phone and address are on record, of those that are among the changes."""
        if "phone" in changes:
            self.has_phone = bool(changes["phone"])
        if "address" in changes:
            self.has_address = bool(changes["address"])

    def enter_programme(self, code: str, entered_on: date, recorded_by: str) -> None:
        """No event tells of it: to be in some programmes is a sign of poverty, and no other service needs it.

        Raises `PersonDied`, `PersonErased`, `AlreadyExists`, `InvalidField`.
        """
        self.require_alive()
        if entered_on < self.birth_date:
            raise InvalidField("entered_on", "must not lie before the person's birth")
        self.programmes = entered(self.programmes, code, entered_on, recorded_by)

    def leave_programme(self, code: str, left_on: date) -> None:
        """Raises `NotInProgramme`, `InvalidField`."""
        self.programmes = left(self.programmes, code, left_on)

    def withdraw_need(self, need_id: str, on: date, open_loop_id: str | None) -> None:
        """Take back a need of the open loop. Raises `NotFound`, `InvalidField`, `NeedNotOpen`, `PersonErased`."""
        if self.erased_on is not None:
            raise PersonErased("person_id", "the person's data was erased")
        need = self.needs.get(need_id)
        if need is None:
            raise NotFound("need", "need_id")
        if need.fulfilled_on is not None or need.withdrawn_on is not None:
            raise NeedNotOpen("need_id", "the need was met or withdrawn before")
        if need.loop_id != open_loop_id:
            raise NeedNotOpen("need_id", "the need has lapsed with its loop")
        if on < need.recorded_on:
            raise InvalidField("withdrawn_on", "must not lie before the day on which the need was recorded")
        need.withdrawn_on = on
        self.record(
            NeedWithdrawn(
                person_id=self.id,
                region_code=self.region_code,
                loop_id=need.loop_id,
                need_id=need.id,
                kind=need.kind,
                withdrawn_on=dates.to_wire(on),
            )
        )

    def hear_training(
        self, enrolment_id: str, confirmed_on: date | None = None, graduated_on: date | None = None
    ) -> None:
        """Take in that the person has a seat in a class, or has passed it."""
        training = self.trainings.setdefault(enrolment_id, Training(enrolment_id))
        training.confirmed_on = confirmed_on or training.confirmed_on
        training.graduated_on = graduated_on or training.graduated_on

    def hear_start(
        self, placement_id: str, loop_id: str, employer_code: str, started_on: date, form: str = "UNSPECIFIED"
    ) -> None:
        """Take in that the person started work."""
        before = self.employed_since
        employment = self.employments.setdefault(placement_id, Employment(placement_id, loop_id, employer_code, Span()))
        employment.span.started_on, employment.form = started_on, form
        self._tell_employment(before, loop_id)

    def hear_end(self, placement_id: str, loop_id: str, employer_code: str, ended_on: date) -> None:
        """Take in that a placement ended."""
        before = self.employed_since
        employment = self.employments.setdefault(placement_id, Employment(placement_id, loop_id, employer_code, Span()))
        employment.span.ended_on = ended_on
        self._tell_employment(before, loop_id)

    def _tell_employment(self, before: date | None, loop_id: str) -> None:
        since = self.employed_since
        if since == before:
            return
        spans = [employment.span for employment in self.employments.values()]
        day = since if since is not None else first_day_without_work(spans)
        self.record(
            EmploymentStatusChanged(
                person_id=self.id,
                region_code=self.region_code,
                loop_id=loop_id,
                status=self.employment_status,
                since=dates.to_wire(day),
            )
        )

    def settle_needs(self, loop: Loop) -> None:
        """Bring the loop's needs in line with where it stands.

        A training need is met by passing a course on or after the day it was recorded, also after the loop closed; it
        stays met. An employment need is met while the person is employed through the loop, and open again when that
        ends. A support need is met by no event that the registry hears.
        """
        for need in self.needs.values():
            if need.loop_id != loop.id or need.withdrawn_on is not None:
                continue
            met = met_on(need, loop)
            if met is not None and need.fulfilled_on is None:
                self._tell_fulfilled(need, met)
            elif met is None and need.fulfilled_on is not None and self.over is None:
                # Only an employment need is ever unmet again, and only by a placement's end. Of who has gone or was
                # erased it lapses, and of a merged record.
                self._tell_reopened(need, first_day_without_work(loop.placements.values()))
            need.fulfilled_on = met

    def reopen_needs_in(self, loop: Loop, from_loop_id: str) -> None:
        """Employment ended that an earlier, closed loop had led to: its employment needs go on in the open one."""
        reopened_on = self.without_work_since
        if reopened_on is None or loop.id == from_loop_id or not loop.is_open:
            return
        for need in self.needs.values():
            if need.loop_id == from_loop_id and need.kind == NEED_KIND_EMPLOYMENT and need.fulfilled_on is not None:
                need.loop_id, need.fulfilled_on = loop.id, None
                self._tell_reopened(need, reopened_on)

    def _tell_fulfilled(self, need: Need, on: date) -> None:
        self.record(
            NeedFulfilled(
                person_id=self.id,
                region_code=self.region_code,
                loop_id=need.loop_id,
                need_id=need.id,
                kind=need.kind,
                fulfilled_on=dates.to_wire(on),
            )
        )

    def _tell_reopened(self, need: Need, on: date) -> None:
        self.record(
            NeedReopened(
                person_id=self.id,
                region_code=self.region_code,
                loop_id=need.loop_id,
                need_id=need.id,
                kind=need.kind,
                reopened_on=dates.to_wire(on),
            )
        )


def met_on(need: Need, loop: Loop) -> date | None:
    """The day on which a need is met by what its loop has heard; None: not met."""
    if need.kind == NEED_KIND_TRAINING:
        return next((day for day in loop.graduations if day >= need.recorded_on), None)
    if need.kind == NEED_KIND_EMPLOYMENT and loop.employed_since is not None:
        # A survey may take a need down a day after work began; a need is not met before it is known.
        return max(loop.employed_since, need.recorded_on)
    return None
