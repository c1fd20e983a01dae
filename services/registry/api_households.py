"""The rpcs of households and kin (household_service.proto): decode → call → encode."""

from collections.abc import Callable

import grpc
from bihuan.registry.v1 import household_service_pb2 as pb
from bihuan.registry.v1 import household_service_pb2_grpc as pb_grpc
from google.protobuf.message import Message

from services.registry import households
from services.registry.domain.household import Household
from shared import dates
from shared.grpc_server import once_then_read
from shared.store import Database, Transaction


class Households(pb_grpc.HouseholdServiceServicer):
    """Every rpc is explained in household_service.proto. Who lives with whom is in no stored answer: it is read."""

    database: Database

    def RegisterHousehold(
        self, request: pb.RegisterHouseholdRequest, context: grpc.ServicerContext
    ) -> pb.RegisterHouseholdResponse:
        """Take down a household."""
        since = dates.from_wire(request.since, "since")
        household = self._change(
            request, lambda tx: households.register_household(tx, request.region_code, request.members, since)
        )
        return pb.RegisterHouseholdResponse(household=household)

    def JoinHousehold(
        self, request: pb.JoinHouseholdRequest, context: grpc.ServicerContext
    ) -> pb.JoinHouseholdResponse:
        """A person joins."""
        on = dates.from_wire(request.joined_on, "joined_on")
        household = self._change(
            request,
            lambda tx: households.join_household(tx, request.household_id, request.person_id, request.relation, on),
        )
        return pb.JoinHouseholdResponse(household=household)

    def LeaveHousehold(
        self, request: pb.LeaveHouseholdRequest, context: grpc.ServicerContext
    ) -> pb.LeaveHouseholdResponse:
        """A member leaves."""
        on = dates.from_wire(request.left_on, "left_on")
        household = self._change(
            request, lambda tx: households.leave_household(tx, request.household_id, request.person_id, on)
        )
        return pb.LeaveHouseholdResponse(household=household)

    def ChangeHouseholdHead(
        self, request: pb.ChangeHouseholdHeadRequest, context: grpc.ServicerContext
    ) -> pb.ChangeHouseholdHeadResponse:
        """Another is head."""
        on = dates.from_wire(request.changed_on, "changed_on")
        household = self._change(
            request, lambda tx: households.change_head(tx, request.household_id, request.members, on)
        )
        return pb.ChangeHouseholdHeadResponse(household=household)

    def MoveHousehold(
        self, request: pb.MoveHouseholdRequest, context: grpc.ServicerContext
    ) -> pb.MoveHouseholdResponse:
        """It is elsewhere."""
        on = dates.from_wire(request.moved_on, "moved_on")
        household = self._change(
            request,
            lambda tx: households.move_household(tx, request.household_id, request.region_code, request.address, on),
        )
        return pb.MoveHouseholdResponse(household=household)

    def EnterHouseholdProgramme(
        self, request: pb.EnterHouseholdProgrammeRequest, context: grpc.ServicerContext
    ) -> pb.EnterHouseholdProgrammeResponse:
        """Its members are in a programme."""
        on, code = dates.from_wire(request.entered_on, "entered_on"), request.programme_code

        def work(tx: Transaction) -> str:
            return households.enter_programme(tx, request.household_id, code, on, request.recorded_by).id

        return once_then_read(
            self.database, request, work, lambda id: households.in_programme(self.database, id, code, on)
        )

    def GetHousehold(self, request: pb.GetHouseholdRequest, context: grpc.ServicerContext) -> pb.GetHouseholdResponse:
        """One household."""
        as_of = dates.from_wire(request.as_of, "as_of") if request.HasField("as_of") else None
        return pb.GetHouseholdResponse(household=households.get_household(self.database, request.household_id, as_of))

    def ListHouseholds(
        self, request: pb.ListHouseholdsRequest, context: grpc.ServicerContext
    ) -> pb.ListHouseholdsResponse:
        """Households of a region."""
        return households.list_households(
            self.database, request.region_code, request.person_id, request.page_size, request.page_token
        )

    def RecordKin(self, request: pb.RecordKinRequest, context: grpc.ServicerContext) -> pb.RecordKinResponse:
        """Take down a relative or guardian."""
        data = households.KinData(
            relation=request.relation,
            guardianship=request.guardianship,
            name=request.name,
            phone=request.phone,
            kin_person_id=request.kin_person_id,
            since=dates.from_wire(request.since, "since"),
            recorded_by=request.recorded_by,
        )
        return once_then_read(
            self.database,
            request,
            lambda tx: households.record_kin(tx, request.person_id, data).id,
            lambda id: pb.RecordKinResponse(kin=households.get_kin(self.database, id)),
        )

    def EndKin(self, request: pb.EndKinRequest, context: grpc.ServicerContext) -> pb.EndKinResponse:
        """It holds no more."""
        until = dates.from_wire(request.until, "until")
        return once_then_read(
            self.database,
            request,
            lambda tx: households.end_kin(tx, request.kin_id, until).id,
            lambda id: pb.EndKinResponse(kin=households.get_kin(self.database, id)),
        )

    def ListKin(self, request: pb.ListKinRequest, context: grpc.ServicerContext) -> pb.ListKinResponse:
        """A person's kin."""
        as_of = dates.from_wire(request.as_of, "as_of") if request.HasField("as_of") else None
        return households.list_kin(self.database, request.person_id, as_of, request.page_size, request.page_token)

    def _change(self, request: Message, work: Callable[[Transaction], Household]) -> pb.Household:
        return once_then_read(
            self.database,
            request,
            lambda tx: work(tx).id,
            lambda id: households.get_household(self.database, id),
        )
