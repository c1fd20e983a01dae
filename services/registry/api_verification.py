"""The verification rpcs of the registry's api: decode → call → encode."""

from collections.abc import Iterator

import grpc
from bihuan.registry.v1 import registry_service_pb2 as pb

from services.registry import verification
from shared import dates
from shared.store import Database


class Verification:
    """A part of `Registry`; every rpc is explained in registry_service.proto."""

    database: Database

    def VerifyCertificate(
        self, request: pb.VerifyCertificateRequest, context: grpc.ServicerContext
    ) -> pb.VerifyCertificateResponse:
        """Whether a certificate is valid on a day."""
        return verification.verify_certificate(self.database, request, dates.from_wire(request.on, "on"))

    def VerifyCertificates(
        self, request: pb.VerifyCertificatesRequest, context: grpc.ServicerContext
    ) -> pb.VerifyCertificatesResponse:
        """The same of many."""
        on = dates.from_wire(request.on, "on")
        return pb.VerifyCertificatesResponse(
            answers=verification.verify_certificates(self.database, request.queries, on)
        )

    def StreamVerifications(
        self, request_iterator: Iterator[pb.StreamVerificationsRequest], context: grpc.ServicerContext
    ) -> Iterator[pb.StreamVerificationsResponse]:
        """The same of many, message by message."""
        for request in request_iterator:
            on = dates.from_wire(request.on, "on")
            yield pb.StreamVerificationsResponse(
                answers=verification.verify_certificates(self.database, request.queries, on)
            )
