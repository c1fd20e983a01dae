"""The rpcs of a record's life: decode → call → encode."""

from datetime import UTC, datetime

import grpc
from bihuan.registry.v1 import registry_service_pb2 as pb
from google.protobuf.timestamp_pb2 import Timestamp

from services.registry import life, queries
from shared import dates
from shared.errors import InvalidField
from shared.once import once
from shared.store import Database, Document, Transaction

_CORRECTED = ("name", "phone", "address")


class RecordLife:
    """A part of `Registry`: corrections, moves, departures, certificates that end."""

    database: Database

    def ListPersonChanges(
        self, request: pb.ListPersonChangesRequest, context: grpc.ServicerContext
    ) -> pb.ListPersonChangesResponse:
        """What was changed in a record."""
        return queries.list_person_changes(self.database, request.person_id, request.page_size, request.page_token)

    def CorrectPerson(
        self, request: pb.CorrectPersonRequest, context: grpc.ServicerContext
    ) -> pb.CorrectPersonResponse:
        """Put right name, phone or address."""
        changes = {name: getattr(request, name) for name in _CORRECTED if request.HasField(name)}

        def work(tx: Transaction) -> pb.CorrectPersonResponse:
            person = life.correct_person(tx, request.person_id, changes, request.cause)
            return pb.CorrectPersonResponse(person=_summary(tx, person))

        return once(self.database, request, work)

    def CorrectResidentId(
        self, request: pb.CorrectResidentIdRequest, context: grpc.ServicerContext
    ) -> pb.CorrectResidentIdResponse:
        """Put right a resident ID."""
        corrected_on = dates.from_wire(request.corrected_on, "corrected_on")

        def work(tx: Transaction) -> pb.CorrectResidentIdResponse:
            person, warnings = life.correct_resident_id(
                tx, request.person_id, request.resident_id, request.cause, corrected_on
            )
            return pb.CorrectResidentIdResponse(person=_summary(tx, person), warnings=warnings)

        return once(self.database, request, work)

    def MovePerson(self, request: pb.MovePersonRequest, context: grpc.ServicerContext) -> pb.MovePersonResponse:
        """A person lives elsewhere."""
        moved_on = dates.from_wire(request.moved_on, "moved_on")

        def work(tx: Transaction) -> pb.MovePersonResponse:
            person = life.move_person(tx, request.person_id, request.region_code, request.address, moved_on)
            return pb.MovePersonResponse(person=_summary(tx, person))

        return once(self.database, request, work)

    def DeregisterPerson(
        self, request: pb.DeregisterPersonRequest, context: grpc.ServicerContext
    ) -> pb.DeregisterPersonResponse:
        """A person leaves the register."""
        deregistered_on = dates.from_wire(request.deregistered_on, "deregistered_on")

        def work(tx: Transaction) -> pb.DeregisterPersonResponse:
            person = life.deregister_person(tx, request.person_id, request.reason, deregistered_on)
            return pb.DeregisterPersonResponse(person=_summary(tx, person))

        return once(self.database, request, work)

    def ReinstatePerson(
        self, request: pb.ReinstatePersonRequest, context: grpc.ServicerContext
    ) -> pb.ReinstatePersonResponse:
        """A death or departure had not happened."""
        reinstated_on = dates.from_wire(request.reinstated_on, "reinstated_on")

        def work(tx: Transaction) -> pb.ReinstatePersonResponse:
            person = life.reinstate_person(tx, request.person_id, request.reason, reinstated_on)
            return pb.ReinstatePersonResponse(person=_summary(tx, person))

        return once(self.database, request, work)

    def MergePersons(self, request: pb.MergePersonsRequest, context: grpc.ServicerContext) -> pb.MergePersonsResponse:
        """Two records are of one person."""
        merged_on = dates.from_wire(request.merged_on, "merged_on")

        def work(tx: Transaction) -> pb.MergePersonsResponse:
            person = life.merge_persons(tx, request.person_id, request.duplicate_person_id, merged_on)
            return pb.MergePersonsResponse(person=_summary(tx, person))

        return once(self.database, request, work)

    def UndoMerge(self, request: pb.UndoMergeRequest, context: grpc.ServicerContext) -> pb.UndoMergeResponse:
        """They are two again."""
        undone_on = dates.from_wire(request.undone_on, "undone_on")

        def work(tx: Transaction) -> pb.UndoMergeResponse:
            person = life.undo_merge(tx, request.person_id, undone_on)
            return pb.UndoMergeResponse(person=_summary(tx, person))

        return once(self.database, request, work)

    def RevokeCertificate(
        self, request: pb.RevokeCertificateRequest, context: grpc.ServicerContext
    ) -> pb.RevokeCertificateResponse:
        """End a certificate."""
        revoked_on = dates.from_wire(request.revoked_on, "revoked_on")

        def work(tx: Transaction) -> pb.RevokeCertificateResponse:
            person = life.revoke_certificate(tx, request.certificate_id, request.reason, revoked_on)
            return pb.RevokeCertificateResponse(person=_summary(tx, person))

        return once(self.database, request, work)

    def ReportCertificateLost(
        self, request: pb.ReportCertificateLostRequest, context: grpc.ServicerContext
    ) -> pb.ReportCertificateLostResponse:
        """Take down that a card is lost."""
        lost_on = dates.from_wire(request.lost_on, "lost_on")

        def work(tx: Transaction) -> pb.ReportCertificateLostResponse:
            person = life.report_certificate_lost(tx, request.certificate_id, lost_on)
            return pb.ReportCertificateLostResponse(person=_summary(tx, person))

        return once(self.database, request, work)


def time_from_wire(value: Timestamp, field: str) -> datetime:
    """A time of a request. Raises `InvalidField`."""
    try:
        return value.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise InvalidField(field, "must be a time between the years 1 and 9999") from None


def _summary(tx: Transaction, person: Document) -> pb.PersonSummary:
    return queries.summary(person, queries.open_loop_of(tx, person))
