"""A disability certificate of one issue. Pure: no I/O."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from bihuan.registry.v1.events_pb2 import CERTIFICATE_KIND_DISABILITY, CertificateIssued, CertificateKind
from bihuan.registry.v1.registry_service_pb2 import (
    VERIFICATION_RESULT_EXPIRED,
    VERIFICATION_RESULT_LOST,
    VERIFICATION_RESULT_NOT_FOUND,
    VERIFICATION_RESULT_NOT_YET_VALID,
    VERIFICATION_RESULT_REPLACED,
    VERIFICATION_RESULT_REVOKED,
    VERIFICATION_RESULT_VALID,
    RevocationReason,
    VerificationResult,
)

from shared import dates
from shared.aggregate import Aggregate
from shared.errors import InvalidField


@dataclass(kw_only=True)
class Certificate(Aggregate):
    """A renewal, a re-grading or a reissue is another certificate; the person's history has them all.

    A veteran's has no category. The number is stored sealed with the holder's key and loaded only where asked for.
    """

    person_id: str
    region_code: str
    category: int
    level: int
    valid_from: date
    valid_until: date
    revoked_on: date | None = None
    revocation_reason: RevocationReason = RevocationReason.REVOCATION_REASON_UNSPECIFIED
    lost_on: date | None = None
    kind: CertificateKind = CERTIFICATE_KIND_DISABILITY

    @classmethod
    def issue(
        cls,
        id: str,
        *,
        person_id: str,
        region_code: str,
        category: int,
        level: int,
        valid_from: date,
        valid_until: date,
        ends_field: str,
        kind: CertificateKind = CERTIFICATE_KIND_DISABILITY,
    ) -> "Certificate":
        """A new certificate. Raises `InvalidField` naming `ends_field` when it would end before it begins."""
        if valid_until <= valid_from:
            raise InvalidField(ends_field, "must lie after the day of issue")
        certificate = cls(
            id=id,
            person_id=person_id,
            region_code=region_code,
            category=category,
            level=level,
            valid_from=valid_from,
            valid_until=valid_until,
            kind=kind,
        )
        certificate.record(
            CertificateIssued(
                certificate_id=id,
                region_code=region_code,
                person_id=person_id,
                category=category,  # type: ignore[arg-type]  # 0–7, the enum's numbers
                level=level,
                valid_from=dates.to_wire(valid_from),
                valid_until=dates.to_wire(valid_until),
                kind=kind,
            )
        )
        return certificate


class Issued(Protocol):
    """What a verification looks at."""

    @property
    def id(self) -> str:
        """Of the certificate."""

    @property
    def valid_from(self) -> date:
        """The first day."""

    @property
    def valid_until(self) -> date:
        """The last day."""

    @property
    def revoked_on(self) -> date | None:
        """The first day on which it is valid no more; None: it was not revoked."""

    @property
    def lost_on(self) -> date | None:
        """The day on which the card was reported lost; None: it was not."""


C = TypeVar("C", bound=Issued)


def verify(certificates: list[C], on_card: Collection[str] | None, on: date) -> tuple[VerificationResult, C | None]:
    """Judge a person's certificates (in the order issued) on a day.

    `on_card`: the ids of those that have the number on the card, if that is known. The certificate in force on a day is
    the one issued last up to it, whatever its number. A lost card is no longer taken, but its holder stays certified:
    LOST is an answer about a number only.
    """
    asked = [certificate for certificate in certificates if on_card is None or certificate.id in on_card]
    if not asked:
        return VERIFICATION_RESULT_NOT_FOUND, None
    issued = [certificate for certificate in certificates if certificate.valid_from <= on]
    asked_issued = [certificate for certificate in asked if certificate.valid_from <= on]
    if not asked_issued:
        return VERIFICATION_RESULT_NOT_YET_VALID, asked[0]
    if on_card is not None and issued[-1].id not in on_card:
        return VERIFICATION_RESULT_REPLACED, asked_issued[-1]
    present = issued[-1]
    if present.revoked_on is not None and present.revoked_on <= on:
        return VERIFICATION_RESULT_REVOKED, present
    if present.valid_until < on:
        return VERIFICATION_RESULT_EXPIRED, present
    if on_card is not None and present.lost_on is not None and present.lost_on <= on:
        return VERIFICATION_RESULT_LOST, present
    return VERIFICATION_RESULT_VALID, present
