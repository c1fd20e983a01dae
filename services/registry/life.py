"""The use cases of a record's life: corrections, moves, departures, certificates that end. As `commands`, each in one
transaction."""

from datetime import date

from bihuan.registry.v1.events_pb2 import (
    DEREGISTRATION_REASON_DIED,
    LOOP_OUTCOME_DIED,
    LOOP_OUTCOME_WITHDRAWN,
    DeregistrationReason,
    ReinstatementReason,
)
from bihuan.registry.v1.registry_service_pb2 import (
    CORRECTION_CAUSE_ENTERED_WRONG,
    REVOCATION_REASON_ISSUED_IN_ERROR,
    CorrectionCause,
    RegistrationWarning,
    RevocationReason,
)

from services.registry import store
from services.registry.data import REGIONS, WORKING_AGES
from services.registry.domain import life, merge
from services.registry.domain.certificate import Certificate
from services.registry.domain.identifiers import read_resident_id, resident_id_warnings
from services.registry.domain.person import LoopOpen, Person, PersonMerged
from services.registry.domain.working_age import working_age
from shared import access, dates
from shared.errors import InvalidField
from shared.store import Document, Transaction


def correct_person(tx: Transaction, person_id: str, changes: dict[str, str], cause: CorrectionCause) -> Document:
    """Put right name, phone or address. Returns the person's document. Raises `NotFound`, `InvalidField`, `…Erased`."""
    person = store.person(tx, person_id)
    person.require_known()
    if not changes:
        raise InvalidField("name", "set at least one of name, phone and address")
    replaced = store.change_identity(tx, person_id, changes)
    if "name" in changes:
        person.name_keys = store.name_keys(tx.vault, changes["name"])
    person.take_down_contact(changes)
    return store.save_person(tx, person, why=_cause(cause), replaced=replaced)


def correct_resident_id(
    tx: Transaction, person_id: str, resident_id: str, cause: CorrectionCause, corrected_on: date
) -> tuple[Document, list[RegistrationWarning]]:
    """Put right the resident ID. Returns the person's document and warnings.

    Raises `NotFound`, `InvalidField`, `AlreadyExists` with the id of who has the number, `PersonErased`.
    """
    dates.check_not_future(corrected_on, tx.now, "corrected_on")
    number = read_resident_id(resident_id, corrected_on)
    person = store.person(tx, person_id)
    key, before = store.resident_key(tx.vault, number.number), person.resident_key
    life.correct_resident_id(
        person,
        number,
        resident_key=key,
        working_age=working_age(number.birth_date, number.sex, WORKING_AGES),
        cause=cause,
        corrected_on=corrected_on,
    )
    store.require_unregistered(tx, key, "another person has this resident ID", besides=person_id)
    if cause == CORRECTION_CAUSE_ENTERED_WRONG and before is not None:
        store.free_numbers(tx, person, before)
    replaced = store.change_identity(tx, person_id, {"resident_id": number.number})
    document = store.save_person(tx, person, why=_cause(cause), replaced=replaced)
    return document, resident_id_warnings(number, person.region_code)


def move_person(tx: Transaction, person_id: str, region_code: str, address: str, moved_on: date) -> Document:
    """Let certificates and loops go with the person to another region. Returns the person's document.

    Raises `NotFound`, `InvalidField`, `RegionDenied`, and what `Person.require_alive` raises.
    """
    access.require_region(region_code, "region_code")
    dates.check_not_future(moved_on, tx.now, "moved_on")
    REGIONS.require_in_force(region_code, moved_on)
    survivor, *merged = store.family(tx, person_id)
    survivor.require_alive()
    for person in merged:
        # A merged record may have been registered, or have moved, later than that.
        if person.region_code != region_code:
            _move(tx, person, region_code, max(moved_on, person.residences[-1].since))
            store.save_person(tx, person)
    _move(tx, survivor, region_code, moved_on)
    replaced = store.change_identity(tx, person_id, {"address": address})
    survivor.take_down_contact({"address": address})
    return store.save_person(tx, survivor, replaced=replaced)


def _move(tx: Transaction, person: Person, region_code: str, moved_on: date) -> None:
    loops = store.loops_of(tx, person)
    open_loop_id = next((loop.id for loop in loops if loop.is_open), "")
    life.move(person, region_code, moved_on, open_loop_id)
    # The file goes with the person (档案随人走): whoever continues the loop or issues the next certificate works there.
    for loop in loops:
        loop.region_code = region_code
        store.save_loop(tx, loop)
    for certificate in store.certificates_of(tx, person.id):
        certificate.region_code = region_code
        store.change_certificate(tx, certificate)


def deregister_person(tx: Transaction, person_id: str, reason: DeregistrationReason, deregistered_on: date) -> Document:
    """Take a person out of the register. Returns the person's document.

    Raises `NotFound`, `InvalidField`, `PersonDeregistered`, `PersonErased`.
    """
    dates.check_not_future(deregistered_on, tx.now, "deregistered_on")
    survivor, *merged = store.family(tx, person_id)
    survivor.require_known()
    survivor.require_registered()
    for person in merged:
        _deregister(tx, person, reason, max(deregistered_on, person.registered_on))
    return _deregister(tx, survivor, reason, deregistered_on)


def _deregister(tx: Transaction, person: Person, reason: DeregistrationReason, on: date) -> Document:
    present = _present(tx, person)
    life.deregister(person, present, reason, on)
    for certificate in present:
        store.change_certificate(tx, certificate)
    for loop in store.loops_of(tx, person):
        if loop.is_open:
            died = reason == DEREGISTRATION_REASON_DIED
            # A death is often told late; no loop closes before it opened.
            outcome = LOOP_OUTCOME_DIED if died else LOOP_OUTCOME_WITHDRAWN
            loop.close(outcome, max(on, loop.opened_on), departed=True)
            store.save_loop(tx, loop)
    return store.save_person(tx, person)


def reinstate_person(tx: Transaction, person_id: str, reason: ReinstatementReason, reinstated_on: date) -> Document:
    """Undo a death or departure that had not happened. Returns the person's document.

    Raises `NotFound`, `InvalidField`, `PersonMerged`, and what `life.reinstate` raises.
    """
    dates.check_not_future(reinstated_on, tx.now, "reinstated_on")
    survivor, *merged = store.family(tx, person_id)
    if survivor.merged is not None:
        raise PersonMerged("person_id", "the record was merged into another; reinstate the surviving one")
    document = _reinstate(tx, survivor, reason, reinstated_on)
    for person in merged:
        if person.gone is not None:
            _reinstate(tx, person, reason, max(reinstated_on, person.gone.closed_on))
    return document


def _reinstate(tx: Transaction, person: Person, reason: ReinstatementReason, on: date) -> Document:
    present = _present(tx, person)
    life.reinstate(person, present, reason, on)
    for certificate in present:
        store.change_certificate(tx, certificate)
    for loop in store.loops_of(tx, person):
        loop.undo_departure(on)
        store.save_loop(tx, loop)
    why = {"reinstatement_reason": store.enum_text(ReinstatementReason, reason)}
    return store.save_person(tx, person, why=why)


def merge_persons(tx: Transaction, survivor_id: str, duplicate_id: str, merged_on: date) -> Document:
    """Let a record be read under another. Returns the survivor's document.

    Raises `NotFound`, `InvalidField`, `LoopOpen`, and what `merge.merge` raises.
    """
    dates.check_not_future(merged_on, tx.now, "merged_on")
    survivor = store.person(tx, survivor_id)
    duplicate = store.person(tx, duplicate_id, "duplicate_person_id")
    merge.merge(survivor, duplicate, merged_on)
    if any(loop.is_open for loop in store.loops_of(tx, duplicate)):
        raise LoopOpen("duplicate_person_id", "the record has an open loop; close it, or let this record survive")
    store.save_person(tx, duplicate)
    return store.save_person(tx, survivor)


def undo_merge(tx: Transaction, duplicate_id: str, undone_on: date) -> Document:
    """Let them be two again. Returns the document of the one that is its own again.

    Raises `NotFound`, `InvalidField`, `PersonNotMerged`, `PersonErased`.
    """
    dates.check_not_future(undone_on, tx.now, "undone_on")
    duplicate = store.person(tx, duplicate_id)
    survivor = duplicate if duplicate.merged is None else store.person(tx, duplicate.merged.survivor_id)
    merge.undo(survivor, duplicate, undone_on)
    if duplicate.gone is None:
        # A placement that ended while the record was merged has not opened its loop; now it does.
        for loop in store.loops_of(tx, duplicate):
            loop.undo_departure(undone_on)
            store.save_loop(tx, loop)
    store.save_person(tx, survivor)
    return store.save_person(tx, duplicate)


def revoke_certificate(tx: Transaction, certificate_id: str, reason: RevocationReason, revoked_on: date) -> Document:
    """End a certificate. Returns the holder's document. Raises `NotFound`, and what `life.revoke` raises."""
    dates.check_not_future(revoked_on, tx.now, "revoked_on")
    person, certificate = _holder(tx, certificate_id)
    life.revoke(person, certificate, reason, revoked_on)
    store.change_certificate(tx, certificate, frees_number=reason == REVOCATION_REASON_ISSUED_IN_ERROR)
    return store.save_person(tx, person)


def report_certificate_lost(tx: Transaction, certificate_id: str, lost_on: date) -> Document:
    """Take down a loss. Returns the holder's document. Raises `NotFound`, and what `life.report_lost` raises."""
    dates.check_not_future(lost_on, tx.now, "lost_on")
    person, certificate = _holder(tx, certificate_id)
    life.report_lost(person, certificate, lost_on)
    store.change_certificate(tx, certificate)
    return store.save_person(tx, person)


def _cause(cause: CorrectionCause) -> dict[str, str]:
    return {"cause": store.enum_text(CorrectionCause, cause)}


def _present(tx: Transaction, person: Person) -> list[Certificate]:
    """The certificate issued last of each kind."""
    last = [*person.certificates[-1:], *person.veteran_certificates[-1:]]
    return [store.certificate(tx, note.id) for note in last]


def _holder(tx: Transaction, certificate_id: str) -> tuple[Person, Certificate]:
    certificate = store.certificate(tx, certificate_id)
    return store.person(tx, certificate.person_id, "certificate_id"), certificate
