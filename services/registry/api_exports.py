"""The registry's ExportService: decode → call → encode."""

from collections.abc import Iterator

import grpc
from bihuan.registry.v1 import export_service_pb2 as pb
from bihuan.registry.v1 import export_service_pb2_grpc as pb_grpc

from services.registry import exports
from shared.store import Database


class Exports(pb_grpc.ExportServiceServicer):
    """Every rpc is explained in export_service.proto."""

    database: Database

    def ExportPersons(
        self, request: pb.ExportPersonsRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.ExportPersonsResponse]:
        """Persons of a region."""
        yield from exports.export(self.database, request)
