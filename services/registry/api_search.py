"""The search of the registry's api: decode → call → encode."""

import grpc
from bihuan.registry.v1 import registry_service_pb2 as pb

from services.registry import search
from shared import dates
from shared.store import Database


class Search:
    """A part of `Registry`; every rpc is explained in registry_service.proto."""

    database: Database

    def SearchPersons(
        self, request: pb.SearchPersonsRequest, context: grpc.ServicerContext
    ) -> pb.SearchPersonsResponse:
        """Persons by what the register knows of them."""
        return search.search_persons(self.database, request, dates.from_wire(request.as_of, "as_of"))
