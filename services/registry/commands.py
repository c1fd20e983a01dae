"""The registry's use cases. Each runs in one transaction, and may run again: it loads what it needs inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bihuan.outreach.v1.events_pb2 import STEP_INVESTIGATE, CaseClosed, CaseOpened, CaseRoundStarted, CaseStepChanged
from bihuan.recruitment.v1.events_pb2 import EmploymentForm, IntentionRecorded, PlacementEnded, PlacementStarted
from bihuan.registry.v1.events_pb2 import (
    LOOP_OUTCOME_DIED,
    LOOP_STAGE_IN_TRAINING,
    LOOP_STAGE_NEED_RECORDED,
    LOOP_STAGE_OFFERED,
    LOOP_STAGE_PASSED,
    LOOP_STAGE_PLACED,
    ErasureReason,
    LoopOutcome,
    NeedKind,
    NeedRecorded,
)
from bihuan.registry.v1.registry_service_pb2 import RegistrationWarning
from bihuan.training.v1.events_pb2 import EnrolmentConfirmed, TraineeGraduated

from services.registry import household_store, store
from services.registry.data import REGIONS, REMINDERS, WORKING_AGES
from services.registry.domain import reminders
from services.registry.domain.certificate import Certificate
from services.registry.domain.identifiers import (
    ResidentId,
    read_certificate_number,
    read_resident_id,
    resident_id_warnings,
)
from services.registry.domain.loop import Loop, Step, SupportStep
from services.registry.domain.person import Identity, LoopOpen, Need, Person, PersonMerged
from services.registry.domain.working_age import working_age
from shared import access, dates
from shared.address import type_name
from shared.errors import AlreadyExists, InvalidField
from shared.store import Document, Transaction, new_id


@dataclass(frozen=True)
class CertificateData:
    """A certificate as entered; `fields` gives the request's names of number, issued_on and expires_on."""

    number: str
    issued_on: date
    expires_on: date
    fields: dict[str, str]


def register_person(
    tx: Transaction,
    *,
    resident_id: str,
    name: str,
    region_code: str,
    phone: str,
    address: str,
    registered_on: date,
    registered_by: str,
    certificate: CertificateData | None,
) -> tuple[Document, list[RegistrationWarning]]:
    """Enter a person, with the present certificate if there is one. Returns the person's document and warnings.

    Raises `InvalidField`, and `AlreadyExists` with the id of the person when the resident ID is registered.
    """
    access.require_region(region_code, "region_code")
    dates.check_not_future(registered_on, tx.now, "registered_on")
    number = read_resident_id(resident_id, registered_on)
    REGIONS.require_in_force(region_code, registered_on)
    resident_key = store.resident_key(tx.vault, number.number)
    person = new_person(
        tx,
        number,
        Identity(number.number, name, phone, address),
        resident_key=resident_key,
        region_code=region_code,
        registered_on=registered_on,
        registered_by=registered_by,
        certificate=certificate,
    )
    return store.save_person(tx, person), resident_id_warnings(number, region_code)


def new_person(
    tx: Transaction,
    number: ResidentId,
    identity: Identity,
    *,
    resident_key: bytes,
    region_code: str,
    registered_on: date,
    registered_by: str,
    certificate: CertificateData | None,
    looked_up: bool = False,
) -> Person:
    """A new person, with who it is and the certificate stored; the caller saves the person.

    `looked_up`: the caller knows that neither resident ID nor certificate is registered. Raises `InvalidField`,
    `AlreadyExists`.
    """
    person = Person.register(
        new_id(),
        number,
        resident_key=resident_key,
        name_keys=store.name_keys(tx.vault, identity.name),
        region_code=region_code,
        working_age=working_age(number.birth_date, number.sex, WORKING_AGES),
        registered_on=registered_on,
        registered_by=registered_by,
    )
    person.take_down_contact({"phone": identity.phone, "address": identity.address})
    judged = None if certificate is None else _judged(tx, person, certificate)
    # After all that is said about the request itself, or a request with a fault would ask who is registered unseen.
    if not looked_up:
        store.require_unregistered(tx, resident_key, "this resident ID is registered")
    if judged is None:
        store.save_identity(tx, person.id, identity, None)
    else:
        _enter(tx, person, judged, identity, looked_up=looked_up)
    return person


def issue_certificate(tx: Transaction, person_id: str, certificate: CertificateData) -> Certificate:
    """Give a person a new, renewed, re-graded or reissued certificate.

    Raises `NotFound`, `InvalidField`, `AlreadyExists`, `PersonDied`.
    """
    person = store.person(tx, person_id)
    issued = _enter(tx, person, _judged(tx, person, certificate))
    store.save_person(tx, person)
    return issued


def issue_veteran_certificate(
    tx: Transaction, person_id: str, number: str, level: int, issued_on: date, expires_on: date | None
) -> Certificate:
    """Take down a veteran's certificate: a first, renewed, re-graded or replaced one. `expires_on` None: no end.

    Raises `NotFound`, `InvalidField`, `AlreadyExists`, and what `Person.require_alive` raises.
    """
    dates.check_not_future(issued_on, tx.now, "issued_on")
    person = store.person(tx, person_id)
    number = number.upper()
    key = store.veteran_number_key(tx.vault, number)
    until = expires_on or date.max
    issued = person.certify_veteran(new_id(), number_key=key, level=level, valid_from=issued_on, valid_until=until)
    if store.certificate_exists(tx, key, issued_on):
        raise AlreadyExists("certificate", "number", "this certificate with this day of issue is registered")
    sealed = tx.vault.seal(person.id, {"number": number})["number"]
    position = len(person.veteran_certificates)
    store.save_certificate(tx, issued, sealed, key, position)
    store.save_person(tx, person)
    return issued


class _Judged(NamedTuple):
    """A certificate that the person may have, not yet stored."""

    certificate: Certificate
    number: str
    number_key: bytes
    field: str


def _judged(tx: Transaction, person: Person, data: CertificateData) -> _Judged:
    dates.check_not_future(data.issued_on, tx.now, data.fields["issued_on"])
    number = read_certificate_number(data.number, data.fields["number"])
    number_key = store.number_key(tx.vault, number.number)
    certificate = person.certify(
        new_id(),
        number,
        data.issued_on,
        data.expires_on,
        holder_key=store.resident_key(tx.vault, number.resident_id),
        number_key=number_key,
        fields=data.fields,
    )
    return _Judged(certificate, number.number, number_key, data.fields["number"])


def _enter(
    tx: Transaction,
    person: Person,
    judged: _Judged,
    new_identity: Identity | None = None,
    *,
    looked_up: bool = False,
) -> Certificate:
    """`new_identity` of a person who is being registered is stored on the way, with one use of the new key."""
    certificate, number, number_key, field = judged
    if not looked_up and store.certificate_exists(tx, number_key, certificate.valid_from):
        raise AlreadyExists("certificate", field, "this certificate with this day of issue is registered")
    if new_identity is None:
        sealed = tx.vault.seal(person.id, {"number": number})["number"]
    else:
        sealed = store.save_identity(tx, person.id, new_identity, number)
    store.save_certificate(tx, certificate, sealed, number_key, position=len(person.certificates))
    return certificate


def erase_person(tx: Transaction, person_id: str, reason: ErasureReason, decided_on: date) -> Document:
    """Erase who a person is. Returns what is left, the person's document.

    Raises `NotFound`, `InvalidField`, `LoopOpen`, `PersonErased`.
    """
    dates.check_not_future(decided_on, tx.now, "decided_on")
    survivor, *merged = store.family(tx, person_id)
    if survivor.merged is not None:
        raise PersonMerged("person_id", "the record was merged into another; erase the surviving one")
    for person in (survivor, *merged):
        if any(loop.is_open for loop in store.loops_of(tx, person)):
            raise LoopOpen("person_id", "the person's loop is open; close it first (CloseLoop)")
    for person in merged:
        _erase(tx, person, max(decided_on, person.registered_on), reason)
    return _erase(tx, survivor, decided_on, reason)


def _erase(tx: Transaction, person: Person, on: date, reason: ErasureReason) -> Document:
    person.erase(on, reason)
    store.erase(tx, person.id)
    household_store.forget(tx, person.id, on)
    return store.save_person(tx, person)


def record_need(
    tx: Transaction,
    *,
    person_id: str,
    kind: NeedKind,
    occupation_code: str,
    willing: bool,
    recorded_on: date,
    recorded_by: str,
    further_occupation_codes: Sequence[str] = (),
    constraints: Sequence[int] = (),
    survey_id: str = "",
) -> tuple[Document, str]:
    """Take down a need in the person's open loop, opening one if there is none. Returns the person's document, need id.

    Raises `NotFound`, `InvalidField`, `AlreadyExists` (the same need is open), `PersonDied`.
    """
    dates.check_not_future(recorded_on, tx.now, "recorded_on")
    person = store.person(tx, person_id)
    person.require_alive()
    loop = store.loop(tx, person.loop_ids[-1]) if person.loop_ids else None
    if loop is None or not loop.is_open:
        loop = Loop.open_for(new_id(), person_id=person.id, region_code=person.region_code, opened_on=recorded_on)
    if further_occupation_codes and (not occupation_code or occupation_code in further_occupation_codes):
        raise InvalidField("further_occupation_codes", "go with an occupation_code, which is not among them")
    need = Need(
        new_id(),
        loop.id,
        kind,
        occupation_code,
        willing,
        recorded_on,
        recorded_by,
        further_occupation_codes=tuple(further_occupation_codes),
        constraints=tuple(sorted(constraints)),
        survey_id=survey_id,
    )
    person.record_need(need)
    loop.hear(Step(LOOP_STAGE_NEED_RECORDED, recorded_on, type_name(NeedRecorded), need.id))
    # A need taken down late may be met already by what the registry has heard.
    person.settle_needs(loop)
    store.save_loop(tx, loop)
    return store.save_person(tx, person), need.id


def record_first_needs(
    tx: Transaction,
    person: Person,
    kinds: Sequence[NeedKind],
    *,
    occupation_code: str,
    willing: bool,
    recorded_on: date,
    recorded_by: str,
) -> Loop:
    """Take down needs of a person who is being entered, and is not stored yet: it reads nothing. Returns their loop.

    The caller saves the person. Raises `InvalidField`.
    """
    loop = Loop.open_for(new_id(), person_id=person.id, region_code=person.region_code, opened_on=recorded_on)
    for kind in kinds:
        need = Need(new_id(), loop.id, kind, occupation_code, willing, recorded_on, recorded_by)
        person.record_need(need)
        loop.hear(Step(LOOP_STAGE_NEED_RECORDED, recorded_on, type_name(NeedRecorded), need.id))
    store.save_loop(tx, loop)
    return loop


def withdraw_need(tx: Transaction, person_id: str, need_id: str, withdrawn_on: date) -> Document:
    """Take back a need. Returns the person's document. Raises `NotFound`, and what `Person.withdraw_need` raises."""
    dates.check_not_future(withdrawn_on, tx.now, "withdrawn_on")
    person = store.person(tx, person_id)
    latest = store.loop(tx, person.loop_ids[-1]) if person.loop_ids else None
    person.withdraw_need(need_id, withdrawn_on, latest.id if latest is not None and latest.is_open else None)
    return store.save_person(tx, person)


def remind(tx: Transaction, person_id: str, today: date) -> None:
    """Tell what has fallen due of a person by today, each once. Raises `NotFound`."""
    person = store.person(tx, person_id)
    loops = {loop_id: store.loop(tx, loop_id) for loop_id in {need.loop_id for need in person.needs.values()}}
    reminders.remind(person, loops, today, REMINDERS)
    # What was due when it was stored may be due no more by the present rules: it must not come again for ever.
    if (person.stored or {}).get("remind_on", date.max.isoformat()) <= today.isoformat() or person.events:
        store.save_person(tx, person)


def close_loop(tx: Transaction, loop_id: str, outcome: LoopOutcome, closed_on: date) -> Document:
    """Close an open loop without employment. Returns the loop's document.

    Raises `NotFound`, `InvalidField`, `LoopNotOpen`.
    """
    dates.check_not_future(closed_on, tx.now, "closed_on")
    loop = store.loop(tx, loop_id)
    loop.close(outcome, closed_on)
    saved = store.save_loop(tx, loop)
    person = store.person(tx, loop.person_id)
    if outcome == LOOP_OUTCOME_DIED:
        person.died_on = closed_on
    store.save_person(tx, person)  # whose needs have lapsed
    return saved


Heard = EnrolmentConfirmed | TraineeGraduated | IntentionRecorded | PlacementStarted | PlacementEnded


def hear(tx: Transaction, event: Heard) -> None:
    """Take in what training or recruitment told of a person's loop.

    An event of a placement without a loop moves the person only. Raises `NotFound` while the loop or person is unknown.
    """
    step = _step(event)
    person, loop = _moved(tx, event.loop_id, event.person_id, step)
    match event:
        case EnrolmentConfirmed():
            person.hear_training(event.enrolment_id, confirmed_on=_day(event, "confirmed_on"))
        case TraineeGraduated():
            person.hear_training(event.enrolment_id, graduated_on=_day(event, "graduated_on"))
        case PlacementStarted():
            form = EmploymentForm.Name(event.form).removeprefix("EMPLOYMENT_FORM_")
            person.hear_start(event.placement_id, event.loop_id, event.employer_code, _day(event, "started_on"), form)
        case PlacementEnded():
            ended_on = _day(event, "ended_on")
            person.hear_end(event.placement_id, event.loop_id, event.employer_code, ended_on)
            if loop is not None:
                loop.hear_end(event.placement_id, ended_on, person.over)
    if loop is not None:
        if step is not None:
            loop.hear(step)
        person.settle_needs(loop)
        if isinstance(event, PlacementEnded):
            person.reopen_needs_in(loop, from_loop_id=event.loop_id)
        store.save_loop(tx, loop)
    store.save_person(tx, person)


SupportHeard = CaseOpened | CaseStepChanged | CaseRoundStarted | CaseClosed


def hear_support(tx: Transaction, event: SupportHeard) -> None:
    """Take in what outreach did for a person in a loop; of a case without a loop nothing is kept.

    Raises `NotFound` while the loop is unknown.
    """
    if not event.loop_id:
        return
    name = type_name(type(event))
    match event:
        case CaseOpened():
            step = SupportStep(name, dates.from_wire(event.opened_on, "opened_on"), round=1, step=STEP_INVESTIGATE)
        case CaseStepChanged():
            step = SupportStep(name, dates.from_wire(event.changed_on, "changed_on"), event.round, event.to_step)
        case CaseRoundStarted():
            step = SupportStep(name, dates.from_wire(event.started_on, "started_on"), event.round, STEP_INVESTIGATE)
        case CaseClosed():
            step = SupportStep(name, dates.from_wire(event.closed_on, "closed_on"), outcome=event.outcome)
    loop = store.loop(tx, event.loop_id)
    loop.hear_support(event.case_id, step)
    store.save_loop(tx, loop)


def _step(event: Heard) -> Step | None:
    name = type_name(type(event))
    match event:
        case EnrolmentConfirmed():
            return Step(LOOP_STAGE_IN_TRAINING, _day(event, "confirmed_on"), name, event.enrolment_id)
        case TraineeGraduated():
            return Step(LOOP_STAGE_PASSED, _day(event, "graduated_on"), name, event.enrolment_id)
        case IntentionRecorded():
            return Step(LOOP_STAGE_OFFERED, _day(event, "intended_on"), name, event.placement_id)
        case PlacementStarted():
            return Step(LOOP_STAGE_PLACED, _day(event, "started_on"), name, event.placement_id)
        case _:
            return None


def _day(event: Heard, field: str) -> date:
    return dates.from_wire(getattr(event, field), field)


def _moved(tx: Transaction, loop_id: str, person_id: str, step: Step | None) -> tuple[Person, Loop | None]:
    """The person, and the loop that a fact told about `loop_id` moves: the person's latest.

    The latest is another than `loop_id` only when that one was closed and a new need opened another since: what happens
    then, in a class or at work, serves the new one. What had happened before, and is told late, moves `loop_id` as it
    would have in time. None: the person has no loop (work found without any).
    """
    person = store.person(tx, person_id)
    own = store.loop(tx, loop_id) if loop_id else None
    if own is not None and own.person_id != person_id:
        raise ValueError("the event's loop is another person's")
    if not person.loop_ids:
        return person, None
    latest = store.loop(tx, person.loop_ids[-1])
    if own is not None and step is not None and step.reached_on < latest.opened_on:
        # The same one, or a closed one: no step opens a loop again.
        return person, own
    return person, latest
