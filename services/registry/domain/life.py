"""The life of a record: a number put right, a move, a certificate revoked or lost, a departure. Pure: no I/O."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bihuan.registry.v1.events_pb2 import (
    CERTIFICATE_KIND_DISABILITY,
    DEREGISTRATION_REASON_DIED,
    CertificateReinstated,
    CertificateRevoked,
    DeregistrationReason,
    PersonCertified,
    PersonCorrected,
    PersonDecertified,
    PersonDeregistered,
    PersonMoved,
    PersonReinstated,
    ReinstatementReason,
)
from bihuan.registry.v1.registry_service_pb2 import (
    CORRECTION_CAUSE_CHANGED,
    REVOCATION_REASON_HOLDER_DEREGISTERED,
    CorrectionCause,
    RevocationReason,
)

from services.registry.domain.certificate import Certificate
from services.registry.domain.identifiers import ResidentId
from services.registry.domain.person import Departure, Person, Residence
from services.registry.domain.working_age import WorkingAge
from shared import dates
from shared.errors import InvalidField, WrongState


class CertificateNotPresent(WrongState):
    """Only the certificate issued last can be revoked or reported lost: it has replaced those before."""

    reason = "CERTIFICATE_NOT_PRESENT"


class CertificateRevokedBefore(WrongState):
    """What is revoked is no longer revoked or lost."""

    reason = "CERTIFICATE_REVOKED"


class CertificateLostBefore(WrongState):
    """A card is lost once."""

    reason = "CERTIFICATE_LOST"


class PersonNotDeregistered(WrongState):
    """There is no death or departure to undo."""

    reason = "PERSON_NOT_DEREGISTERED"


def correct_resident_id(
    person: Person,
    number: ResidentId,
    *,
    resident_key: bytes,
    working_age: WorkingAge,
    cause: CorrectionCause,
    corrected_on: date,
) -> None:
    """Give the person the number that is right. Certificates stay as they are: their numbers are on cards.

    `resident_key` is the keyed index of `number`. Raises `InvalidField`, `PersonErased`.
    """
    person.require_known()
    if corrected_on < person.registered_on:
        raise InvalidField("corrected_on", "must not lie before the day on which the person was registered")
    if resident_key == person.resident_key:
        raise InvalidField("resident_id", "is the number that the person has")
    if number.birth_date > person.registered_on:
        raise InvalidField("resident_id", "the birth date lies after the day on which the person was registered")
    if person.certificates and number.birth_date > person.certificates[0].valid_from:
        raise InvalidField("resident_id", "the birth date lies after the issue of the person's first certificate")
    if cause == CORRECTION_CAUSE_CHANGED and person.resident_key is not None:
        # It goes on naming this person; one that was entered wrong may be another's.
        person.former_resident_keys = [*person.former_resident_keys, person.resident_key]
    person.former_resident_keys = [key for key in person.former_resident_keys if key != resident_key]
    person.resident_key, person.birth_date, person.sex = resident_key, number.birth_date, number.sex
    before, person.working_age = person.working_age.months(), working_age
    first, last = working_age.months()
    if (first, last) != before:
        person.record(
            PersonCorrected(
                person_id=person.id,
                region_code=person.region_code,
                working_age_from=dates.month_to_wire(first),
                working_age_until=dates.month_to_wire(last),
                corrected_on=dates.to_wire(corrected_on),
            )
        )


def move(person: Person, region_code: str, moved_on: date, open_loop_id: str) -> None:
    """The person, whom the caller knows to be alive, lives elsewhere from a day on. Raises `InvalidField`."""
    if region_code == person.region_code:
        raise InvalidField("region_code", "is where the person lives already")
    first = len(person.residences) == 1 or person.merged is not None
    if moved_on < person.residences[-1].since or (moved_on == person.residences[-1].since and not first):
        raise InvalidField("moved_on", "must lie after the day since when the person lives where the register says")
    before, person.region_code = person.region_code, region_code
    person.residences = [*person.residences, Residence(region_code, moved_on)]
    person.record(
        PersonMoved(
            person_id=person.id,
            region_code=region_code,
            from_region_code=before,
            moved_on=dates.to_wire(moved_on),
            loop_id=open_loop_id,
        )
    )


def revoke(person: Person, certificate: Certificate, reason: RevocationReason, revoked_on: date) -> None:
    """End the person's present certificate. Raises `InvalidField`, `CertificateNotPresent`, `CertificateRevoked…`."""
    _require_present(person, certificate, revoked_on, "revoked_on")
    _revoke(person, certificate, reason, revoked_on)


def _revoke(person: Person, certificate: Certificate, reason: RevocationReason, on: date) -> None:
    certificate.revoked_on, certificate.revocation_reason = on, reason
    notes = person.notes_of(certificate.kind)
    notes[-1] = replace(notes[-1], revoked_on=on)
    certificate.record(
        CertificateRevoked(
            certificate_id=certificate.id,
            region_code=certificate.region_code,
            person_id=person.id,
            revoked_on=dates.to_wire(on),
        )
    )
    if certificate.kind == CERTIFICATE_KIND_DISABILITY:
        person.record(
            PersonDecertified(
                person_id=person.id,
                region_code=person.region_code,
                certificate_id=certificate.id,
                revoked_on=dates.to_wire(on),
            )
        )


def report_lost(person: Person, certificate: Certificate, lost_on: date) -> None:
    """The card is lost; the person stays certified. Raises as `revoke`, and `CertificateLostBefore`."""
    _require_present(person, certificate, lost_on, "lost_on")
    if certificate.lost_on is not None:
        raise CertificateLostBefore("certificate_id", "the card was reported lost before; issue the replacement")
    certificate.lost_on = lost_on
    notes = person.notes_of(certificate.kind)
    notes[-1] = replace(notes[-1], lost_on=lost_on)


def _require_present(person: Person, certificate: Certificate, on: date, field: str) -> None:
    person.require_known()
    notes = person.notes_of(certificate.kind)
    if not notes or notes[-1].id != certificate.id:
        raise CertificateNotPresent("certificate_id", "another certificate was issued since, which replaced this one")
    if certificate.revoked_on is not None:
        raise CertificateRevokedBefore("certificate_id", "the certificate was revoked before")
    if on < certificate.valid_from:
        raise InvalidField(field, "must not lie before the first day of the certificate")


def deregister(
    person: Person, present: Iterable[Certificate], reason: DeregistrationReason, deregistered_on: date
) -> None:
    """The person leaves the register; `present` are the certificates issued last. The open loop is the caller's.

    A veteran's certificate is another office's and ends with a death only. That the person is registered is the
    caller's to see, too. Raises `InvalidField`.
    """
    if deregistered_on < person.registered_on:
        raise InvalidField("deregistered_on", "must not lie before the day on which the person was registered")
    person.departure = Departure(reason, deregistered_on)
    if reason == DEREGISTRATION_REASON_DIED and person.died_on is None:
        person.died_on = deregistered_on
    for certificate in present:
        own = certificate.kind == CERTIFICATE_KIND_DISABILITY
        if certificate.revoked_on is None and (own or reason == DEREGISTRATION_REASON_DIED):
            # One that begins later never begins.
            first_day_without = max(deregistered_on, certificate.valid_from)
            _revoke(person, certificate, REVOCATION_REASON_HOLDER_DEREGISTERED, first_day_without)
    person.record(
        PersonDeregistered(
            person_id=person.id,
            region_code=person.region_code,
            reason=reason,
            deregistered_on=dates.to_wire(deregistered_on),
        )
    )


def reinstate(person: Person, present: Iterable[Certificate], reason: ReinstatementReason, reinstated_on: date) -> None:
    """The person has neither died nor left; `present` are the certificates issued last. The loops are the caller's.

    Raises `InvalidField`, `PersonNotDeregistered`, `PersonErased`.
    """
    person.require_known()
    left = [day for day in (person.died_on, person.departure.on if person.departure else None) if day is not None]
    if not left:
        raise PersonNotDeregistered("person_id", "the person has neither died nor left the register")
    if reinstated_on < max(left):
        raise InvalidField("reinstated_on", "must not lie before the death or departure that is undone")
    person.departure = person.died_on = None
    person.record(
        PersonReinstated(
            person_id=person.id,
            region_code=person.region_code,
            reason=reason,
            reinstated_on=dates.to_wire(reinstated_on),
        )
    )
    for certificate in present:
        if certificate.revocation_reason == REVOCATION_REASON_HOLDER_DEREGISTERED:
            _restore(person, certificate)


def _restore(person: Person, certificate: Certificate) -> None:
    certificate.revoked_on, certificate.revocation_reason = None, RevocationReason.REVOCATION_REASON_UNSPECIFIED
    notes = person.notes_of(certificate.kind)
    notes[-1] = replace(notes[-1], revoked_on=None)
    valid = {
        "certificate_id": certificate.id,
        "person_id": person.id,
        "valid_from": dates.to_wire(certificate.valid_from),
        "valid_until": dates.to_wire(certificate.valid_until),
    }
    certificate.record(CertificateReinstated(region_code=certificate.region_code, **valid))
    if certificate.kind == CERTIFICATE_KIND_DISABILITY:
        person.record(PersonCertified(region_code=person.region_code, **valid))
