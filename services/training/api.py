"""The gRPC api of training: decode → call → encode. Run as `python -m services.training.api`."""

import grpc
from bihuan.training.v1 import events_pb2 as events
from bihuan.training.v1 import training_service_pb2 as pb
from bihuan.training.v1.training_service_pb2_grpc import TrainingServiceServicer, add_TrainingServiceServicer_to_server

from services.training import commands, queries, store
from services.training.domain.enrolment import Enrolment, WithdrawalReason
from services.training.domain.plan import Plan, Provider, Rule
from services.training.domain.training_class import TrainingClass
from shared import dates
from shared.grpc_server import main, once
from shared.store import Database, Transaction


def _plan(plan: pb.ClassPlan) -> Plan:
    return Plan(
        title=plan.title,
        provider=Provider(name=plan.provider.name, unified_social_credit_code=plan.provider.unified_social_credit_code),
        region_code=plan.region_code,
        catchment_region_code=plan.catchment_region_code or plan.region_code,
        occupation_code=plan.occupation_code,
        starts_on=dates.from_wire(plan.starts_on, "plan.starts_on"),
        ends_on=dates.from_wire(plan.ends_on, "plan.ends_on"),
        sessions=tuple(dates.from_wire(day, f"plan.sessions[{index}]") for index, day in enumerate(plan.sessions)),
        capacity=plan.capacity,
        pass_mark=plan.pass_mark,
        excellent_mark=plan.excellent_mark,
        minimum_attendance_percent=plan.minimum_attendance_percent,
        rules=frozenset(Rule(pb.EnrolmentRule.Name(rule).removeprefix("ENROLMENT_RULE_")) for rule in plan.rules),
    )


def _class(training_class: TrainingClass) -> pb.Class:
    return queries.class_message({"_id": training_class.id, **store.class_document(training_class)})


def _enrolment(tx: Transaction, enrolment: Enrolment) -> pb.Enrolment:
    of_class = store.class_document(store.class_of(tx, enrolment.class_id))
    present = store.sessions_attended_by(tx, enrolment)
    return queries.enrolment_message({"_id": enrolment.id, **store.enrolment_document(enrolment)}, of_class, present)


class Training(TrainingServiceServicer):
    """`TrainingService`; what each method does and its errors stand in the contract."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def OpenClass(self, request: pb.OpenClassRequest, context: grpc.ServicerContext) -> pb.OpenClassResponse:
        """Open a class for enrolment."""
        plan, opened_on = _plan(request.plan), dates.from_wire(request.opened_on, "opened_on")
        return once(
            self.database,
            request,
            lambda tx: pb.OpenClassResponse(training_class=_class(commands.open_class(tx, plan, opened_on))),
        )

    def GetClass(self, request: pb.GetClassRequest, context: grpc.ServicerContext) -> pb.GetClassResponse:
        """One class."""
        return pb.GetClassResponse(training_class=queries.get_class(self.database, request.class_id))

    def ListClasses(self, request: pb.ListClassesRequest, context: grpc.ServicerContext) -> pb.ListClassesResponse:
        """The classes of an area."""
        return queries.list_classes(
            self.database, request.region_code, request.status, request.page_size, request.page_token
        )

    def ListEnrolments(
        self, request: pb.ListEnrolmentsRequest, context: grpc.ServicerContext
    ) -> pb.ListEnrolmentsResponse:
        """The enrolments of a class."""
        return queries.list_enrolments(
            self.database, request.class_id, request.status, request.page_size, request.page_token
        )

    def GetEnrolment(self, request: pb.GetEnrolmentRequest, context: grpc.ServicerContext) -> pb.GetEnrolmentResponse:
        """One enrolment."""
        return pb.GetEnrolmentResponse(enrolment=queries.get_enrolment(self.database, request.enrolment_id))

    def StartClass(self, request: pb.StartClassRequest, context: grpc.ServicerContext) -> pb.StartClassResponse:
        """Begin teaching."""
        started_on = dates.from_wire(request.started_on, "started_on")
        return once(
            self.database,
            request,
            lambda tx: pb.StartClassResponse(
                training_class=_class(commands.start_class(tx, request.class_id, started_on))
            ),
        )

    def RecordAttendance(
        self, request: pb.RecordAttendanceRequest, context: grpc.ServicerContext
    ) -> pb.RecordAttendanceResponse:
        """Record one session."""
        session_on, present = dates.from_wire(request.session_on, "session_on"), list(request.present_enrolment_ids)
        return once(
            self.database,
            request,
            lambda tx: pb.RecordAttendanceResponse(
                training_class=_class(commands.record_attendance(tx, request.class_id, session_on, present))
            ),
        )

    def RecordAssessment(
        self, request: pb.RecordAssessmentRequest, context: grpc.ServicerContext
    ) -> pb.RecordAssessmentResponse:
        """Record a mark."""
        assessed_on = dates.from_wire(request.assessed_on, "assessed_on")
        return once(
            self.database,
            request,
            lambda tx: pb.RecordAssessmentResponse(
                enrolment=_enrolment(
                    tx, commands.record_assessment(tx, request.enrolment_id, request.score, assessed_on)
                )
            ),
        )

    def WithdrawEnrolment(
        self, request: pb.WithdrawEnrolmentRequest, context: grpc.ServicerContext
    ) -> pb.WithdrawEnrolmentResponse:
        """Let a learner leave."""
        reason = WithdrawalReason(events.WithdrawalReason.Name(request.reason).removeprefix("WITHDRAWAL_REASON_"))
        withdrawn_on = dates.from_wire(request.withdrawn_on, "withdrawn_on")
        return once(
            self.database,
            request,
            lambda tx: pb.WithdrawEnrolmentResponse(
                enrolment=_enrolment(tx, commands.withdraw_enrolment(tx, request.enrolment_id, reason, withdrawn_on))
            ),
        )

    def CloseClass(self, request: pb.CloseClassRequest, context: grpc.ServicerContext) -> pb.CloseClassResponse:
        """End a class with results."""
        closed_on = dates.from_wire(request.closed_on, "closed_on")
        return once(
            self.database,
            request,
            lambda tx: pb.CloseClassResponse(
                training_class=_class(commands.close_class(tx, request.class_id, closed_on))
            ),
        )

    def CancelClass(self, request: pb.CancelClassRequest, context: grpc.ServicerContext) -> pb.CancelClassResponse:
        """Give a class up."""
        cancelled_on = dates.from_wire(request.cancelled_on, "cancelled_on")
        return once(
            self.database,
            request,
            lambda tx: pb.CancelClassResponse(
                training_class=_class(commands.cancel_class(tx, request.class_id, cancelled_on))
            ),
        )


if __name__ == "__main__":
    main("training", Training, add_TrainingServiceServicer_to_server, store.INDEXES)
