"""The registry's ImportService: decode → call → encode."""

import grpc
from bihuan.registry.v1 import import_service_pb2 as pb
from bihuan.registry.v1 import import_service_pb2_grpc as pb_grpc

from services.registry import import_store, imports
from shared.grpc_server import once
from shared.store import Database


class Imports(pb_grpc.ImportServiceServicer):
    """Every rpc is explained in import_service.proto."""

    database: Database

    def StartImport(self, request: pb.StartImportRequest, context: grpc.ServicerContext) -> pb.StartImportResponse:
        """Begin an import."""
        return once(self.database, request, lambda tx: pb.StartImportResponse(progress=imports.start(tx, request)))

    def AppendImportChunk(
        self, request: pb.AppendImportChunkRequest, context: grpc.ServicerContext
    ) -> pb.AppendImportChunkResponse:
        """The next piece of the file."""
        return once(
            self.database,
            request,
            lambda tx: pb.AppendImportChunkResponse(
                progress=imports.append(tx, request.import_id, request.offset, request.data)
            ),
        )

    def ContinueImport(
        self, request: pb.ContinueImportRequest, context: grpc.ServicerContext
    ) -> pb.ContinueImportResponse:
        """The next slice of work."""
        prepared = imports.prepare(self.database, request.import_id)
        answer = once(
            self.database,
            request,
            lambda tx: pb.ContinueImportResponse(
                progress=imports.go_on(tx, self.database, request.import_id, prepared)
            ),
            alone=True,  # half a second of work, for which no other caller shall wait
        )
        import_store.sweep(self.database, answer.progress)
        return answer

    def CommitImport(self, request: pb.CommitImportRequest, context: grpc.ServicerContext) -> pb.CommitImportResponse:
        """Decide to enter the rows."""
        return once(
            self.database,
            request,
            lambda tx: pb.CommitImportResponse(progress=imports.commit(tx, request.import_id)),
        )

    def CancelImport(self, request: pb.CancelImportRequest, context: grpc.ServicerContext) -> pb.CancelImportResponse:
        """End an import."""
        answer = once(
            self.database,
            request,
            lambda tx: pb.CancelImportResponse(progress=imports.cancel(tx, request.import_id)),
        )
        import_store.sweep(self.database, answer.progress)
        return answer

    def GetImport(self, request: pb.GetImportRequest, context: grpc.ServicerContext) -> pb.GetImportResponse:
        """How far an import is."""
        return pb.GetImportResponse(progress=import_store.get(self.database, request.import_id))

    def ListImportFindings(
        self, request: pb.ListImportFindingsRequest, context: grpc.ServicerContext
    ) -> pb.ListImportFindingsResponse:
        """What was found."""
        return import_store.list_findings(self.database, request)
