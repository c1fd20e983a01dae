"""The gRPC endpoint of outreach: decode → call → encode. `python -m services.outreach.api` runs it.

Answers hold personal data, so none is kept: a repeated request reads the case or worker (`once_then_read`).
"""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import grpc
from bihuan.outreach.v1 import events_pb2 as events
from bihuan.outreach.v1 import outreach_service_pb2 as pb
from bihuan.outreach.v1 import outreach_service_pb2_grpc as pb_grpc
from google.protobuf.message import Message
from google.type.date_pb2 import Date
from prometheus_client import REGISTRY

from services.outreach import commands, queries, store
from services.outreach.domain.cycle import Role, Step
from services.outreach.domain.records import IndicatorKind, Outcome
from services.outreach.figures import CaseGauges
from shared import dates
from shared.grpc_server import main, once_then_read
from shared.store import Database, Transaction, new_id

Context = grpc.ServicerContext
R = TypeVar("R", bound=Message)


def _role(value: events.Role) -> Role:
    return Role[events.Role.Name(value).removeprefix("ROLE_")]


class OutreachService(pb_grpc.OutreachServiceServicer):
    """See the contract for what each method does and refuses."""

    def __init__(self, database: Database) -> None:
        self.database = database

    # Workers

    def RegisterWorker(self, request: pb.RegisterWorkerRequest, context: Context) -> pb.RegisterWorkerResponse:
        """Take a staff member into the service."""
        worker_id = new_id()
        registered_on = dates.from_wire(request.registered_on, "registered_on")

        def work(tx: Transaction) -> str:
            roles = frozenset(_role(role) for role in request.roles)
            assigned = commands.register_worker(
                tx, worker_id, request.display_name, roles, request.region_code, registered_on
            )
            return f"{worker_id}/{assigned}"

        def read(done: str) -> pb.RegisterWorkerResponse:
            id, _, assigned = done.partition("/")
            return pb.RegisterWorkerResponse(worker=queries.get_worker(self.database, id), cases_assigned=int(assigned))

        return once_then_read(self.database, request, work, read)

    def GetWorker(self, request: pb.GetWorkerRequest, context: Context) -> pb.GetWorkerResponse:
        """One staff member."""
        return pb.GetWorkerResponse(worker=queries.get_worker(self.database, request.worker_id))

    def ListWorkers(self, request: pb.ListWorkersRequest, context: Context) -> pb.ListWorkersResponse:
        """Staff members of a region."""
        return queries.list_workers(self.database, request)

    # Cases

    def GetCase(self, request: pb.GetCaseRequest, context: Context) -> pb.GetCaseResponse:
        """A case in full."""
        return pb.GetCaseResponse(case=queries.get_case(self.database, request.case_id))

    def ListCases(self, request: pb.ListCasesRequest, context: Context) -> pb.ListCasesResponse:
        """Cases in short."""
        return queries.list_cases(self.database, request)

    def AssignCase(self, request: pb.AssignCaseRequest, context: Context) -> pb.AssignCaseResponse:
        """Give a case to a worker in a role."""

        def work(tx: Transaction, on: date) -> None:
            commands.assign_case(tx, request.case_id, request.worker_id, _role(request.role), on)

        return self._change(request, request.assigned_on, "assigned_on", work, pb.AssignCaseResponse)

    # The steps' results

    def RecordVisit(self, request: pb.RecordVisitRequest, context: Context) -> pb.RecordVisitResponse:
        """Step 1."""

        def work(tx: Transaction, on: date) -> None:
            commands.record_visit(tx, request.case_id, request.worker_id, on, request.findings)

        return self._change(request, request.visited_on, "visited_on", work, pb.RecordVisitResponse)

    def AddProblem(self, request: pb.AddProblemRequest, context: Context) -> pb.AddProblemResponse:
        """Step 2."""

        def work(tx: Transaction, on: date, problem_id: str) -> None:
            commands.add_problem(tx, request.case_id, request.worker_id, on, problem_id, request.description)

        return self._change_adding(
            request,
            request.found_on,
            "found_on",
            work,
            lambda case, id: pb.AddProblemResponse(case=case, problem_id=id),
        )

    def RecordCrux(self, request: pb.RecordCruxRequest, context: Context) -> pb.RecordCruxResponse:
        """Step 3."""

        def work(tx: Transaction, on: date) -> None:
            commands.record_crux(tx, request.case_id, request.worker_id, on, request.problem_id, request.cause)

        return self._change(request, request.found_on, "found_on", work, pb.RecordCruxResponse)

    def AddMeasure(self, request: pb.AddMeasureRequest, context: Context) -> pb.AddMeasureResponse:
        """Step 4."""
        due_on = dates.from_wire(request.due_on, "due_on")

        def work(tx: Transaction, on: date, measure_id: str) -> None:
            commands.add_measure(
                tx,
                request.case_id,
                request.worker_id,
                on,
                problem_id=request.problem_id,
                measure_id=measure_id,
                description=request.description,
                owner_id=request.owner_id,
                due_on=due_on,
            )

        return self._change_adding(
            request,
            request.proposed_on,
            "proposed_on",
            work,
            lambda case, id: pb.AddMeasureResponse(case=case, measure_id=id),
        )

    def ResolveProblem(self, request: pb.ResolveProblemRequest, context: Context) -> pb.ResolveProblemResponse:
        """Step 5."""

        def work(tx: Transaction, on: date) -> None:
            commands.resolve_problem(tx, request.case_id, request.worker_id, on, request.problem_id, request.evidence)

        return self._change(request, request.resolved_on, "resolved_on", work, pb.ResolveProblemResponse)

    def VerifyProblem(self, request: pb.VerifyProblemRequest, context: Context) -> pb.VerifyProblemResponse:
        """Steps 5 to 7."""

        def work(tx: Transaction, on: date) -> None:
            commands.verify_problem(tx, request.case_id, request.worker_id, on, request.problem_id)

        return self._change(request, request.verified_on, "verified_on", work, pb.VerifyProblemResponse)

    def RecordIndicator(self, request: pb.RecordIndicatorRequest, context: Context) -> pb.RecordIndicatorResponse:
        """Step 6."""

        def work(tx: Transaction, on: date) -> None:
            commands.record_indicator(
                tx,
                request.case_id,
                request.worker_id,
                on,
                name=request.name,
                kind=IndicatorKind[pb.IndicatorKind.Name(request.kind).removeprefix("INDICATOR_KIND_")],
                before=request.before,
                after=request.after,
            )

        return self._change(request, request.measured_on, "measured_on", work, pb.RecordIndicatorResponse)

    def RecordPractice(self, request: pb.RecordPracticeRequest, context: Context) -> pb.RecordPracticeResponse:
        """Step 7."""

        def work(tx: Transaction, on: date) -> None:
            commands.record_practice(
                tx,
                request.case_id,
                request.worker_id,
                on,
                published=request.published,
                not_suitable=request.not_suitable,
            )

        return self._change(request, request.recorded_on, "recorded_on", work, pb.RecordPracticeResponse)

    # From step to step, and the end

    def AdvanceStep(self, request: pb.AdvanceStepRequest, context: Context) -> pb.AdvanceStepResponse:
        """On to the next step."""

        def work(tx: Transaction, on: date) -> None:
            commands.advance_step(tx, request.case_id, request.worker_id, on)

        return self._change(request, request.advanced_on, "advanced_on", work, pb.AdvanceStepResponse)

    def ReturnToStep(self, request: pb.ReturnToStepRequest, context: Context) -> pb.ReturnToStepResponse:
        """From step 5 back to 3 or 4."""

        def work(tx: Transaction, on: date) -> None:
            commands.return_to_step(
                tx,
                request.case_id,
                request.worker_id,
                on,
                step=Step(request.step),
                problem_ids=request.problem_ids,
                reason=request.reason,
            )

        return self._change(request, request.returned_on, "returned_on", work, pb.ReturnToStepResponse)

    def StartNextRound(self, request: pb.StartNextRoundRequest, context: Context) -> pb.StartNextRoundResponse:
        """From step 7 to the next round."""

        def work(tx: Transaction, on: date) -> None:
            commands.start_next_round(tx, request.case_id, request.worker_id, on)

        return self._change(request, request.started_on, "started_on", work, pb.StartNextRoundResponse)

    def CloseCase(self, request: pb.CloseCaseRequest, context: Context) -> pb.CloseCaseResponse:
        """End a case."""

        def work(tx: Transaction, on: date) -> None:
            outcome = Outcome[events.CaseOutcome.Name(request.outcome).removeprefix("CASE_OUTCOME_")]
            commands.close_case(tx, request.case_id, request.worker_id, on, outcome, request.comment)

        return self._change(request, request.closed_on, "closed_on", work, pb.CloseCaseResponse)

    # The parts of the above

    def _change(
        self,
        request: Any,
        day: Date,
        field: str,
        work: Callable[[Transaction, date], None],
        response: Callable[..., R],
    ) -> R:
        """Do `work` with the date in `field`, once per request; `response` is its class, with a `case`."""
        return self._change_adding(
            request, day, field, lambda tx, on, _: work(tx, on), lambda case, _: response(case=case)
        )

    def _change_adding(
        self,
        request: Any,
        day: Date,
        field: str,
        work: Callable[[Transaction, date, str], None],
        response: Callable[[pb.Case, str], R],
    ) -> R:
        """The same for work that adds something with a new id; `response` gets the case and that id."""
        on, added_id = dates.from_wire(day, field), new_id()

        def run(tx: Transaction) -> str:
            work(tx, on, added_id)
            return added_id

        def read(id: str) -> R:
            return response(queries.get_case(self.database, request.case_id), id)

        return once_then_read(self.database, request, run, read)


def with_gauges(database: Database) -> OutreachService:
    """The servicer, and the gauges of cases in this process's metrics."""
    REGISTRY.register(CaseGauges(database))
    return OutreachService(database)


if __name__ == "__main__":
    main("outreach", with_gauges, pb_grpc.add_OutreachServiceServicer_to_server, store.INDEXES)
