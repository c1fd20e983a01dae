"""Synthetic facts and staff for the tests of outreach: what it hears, and calls that carry a case along."""

import uuid
from datetime import date, timedelta
from typing import Any

import grpc
from bihuan.outreach.v1 import events_pb2 as events
from bihuan.outreach.v1 import outreach_service_pb2 as pb
from bihuan.outreach.v1 import outreach_service_pb2_grpc as pb_grpc
from bihuan.recruitment.v1.events_pb2 import PlacementEnded, PlacementStarted
from bihuan.registry.v1.events_pb2 import PersonErased
from bihuan.training.v1.events_pb2 import (
    WITHDRAWAL_REASON_HEALTH,
    EnrolmentConfirmed,
    EnrolmentRefused,
    EnrolmentWithdrawn,
    TraineeFailed,
)
from google.protobuf.message import Message

from services.outreach import commands
from shared import dates
from shared.address import type_name
from shared.store import OUTBOX, Database, Document, Transaction

SUB_DISTRICT = "370105003"
DAY = date(2020, 4, 20)
Heard = (
    EnrolmentRefused
    | EnrolmentConfirmed
    | EnrolmentWithdrawn
    | TraineeFailed
    | PlacementStarted
    | PlacementEnded
    | PersonErased
)


def new_id() -> str:
    """An opaque id."""
    return str(uuid.uuid4())


class Person:
    """A person in a loop, with the events about them."""

    def __init__(self, region_code: str = SUB_DISTRICT) -> None:
        self.about = {"region_code": region_code, "loop_id": new_id(), "person_id": new_id()}
        self.loop_id = self.about["loop_id"]
        self.enrolment_id, self.class_id, self.placement_id = new_id(), new_id(), new_id()

    def _enrolment(self, enrolment_id: str) -> dict[str, str]:
        return {**self.about, "enrolment_id": enrolment_id or self.enrolment_id, "class_id": self.class_id}

    def refused(self, on: date = DAY, *, willing: bool = True, enrolment_id: str = "") -> EnrolmentRefused:
        return EnrolmentRefused(**self._enrolment(enrolment_id), willing=willing, refused_on=dates.to_wire(on))

    def confirmed(self, on: date = DAY, *, enrolment_id: str = "") -> EnrolmentConfirmed:
        return EnrolmentConfirmed(**self._enrolment(enrolment_id), confirmed_on=dates.to_wire(on))

    def withdrew(self, on: date = DAY, *, reason: Any = WITHDRAWAL_REASON_HEALTH) -> EnrolmentWithdrawn:
        return EnrolmentWithdrawn(**self._enrolment(""), reason=reason, withdrawn_on=dates.to_wire(on))

    def failed(self, on: date = DAY) -> TraineeFailed:
        return TraineeFailed(**self._enrolment(""), failed_on=dates.to_wire(on))

    def started(self, on: date = DAY, *, placement_id: str = "") -> PlacementStarted:
        return PlacementStarted(
            **self.about, placement_id=placement_id or self.placement_id, started_on=dates.to_wire(on)
        )

    def erased(self, on: date = DAY) -> PersonErased:
        return PersonErased(
            person_id=self.about["person_id"], region_code=self.about["region_code"], erased_on=dates.to_wire(on)
        )

    def ended(self, on: date = DAY) -> PlacementEnded:
        return PlacementEnded(**self.about, placement_id=self.placement_id, ended_on=dates.to_wire(on))


def react(tx: Transaction, event: Heard) -> None:
    """What the worker does with an event (services/outreach/worker.py, which cannot be loaded beside grpc)."""
    match event:
        case EnrolmentRefused():
            commands.training_refused(tx, event)
        case EnrolmentConfirmed():
            commands.admitted(tx, event)
        case EnrolmentWithdrawn():
            commands.training_dropped_out(tx, event)
        case TraineeFailed():
            commands.training_failed(tx, event)
        case PlacementStarted():
            commands.employed(tx, event)
        case PlacementEnded():
            commands.placement_ended(tx, event)
        case PersonErased():
            commands.person_erased(tx, event)


def hear(database: Database, *heard: Heard) -> None:
    """Each event in a transaction of its own."""
    for event in heard:
        database.transact(lambda tx, event=event: react(tx, event))  # type: ignore[misc]  # mypy: lambda default


def published(database: Database) -> list[str]:
    """The events in the outbox, by name, in the order of each case."""
    rows = database.collection(OUTBOX).find().sort([("aggregate_id", 1), ("aggregate_version", 1)])
    return [row["type"].rpartition(".")[2] for row in rows]


def messages(database: Database, event_type: type[Message]) -> list[Any]:
    """The messages of one type in the outbox."""
    rows = database.collection(OUTBOX).find({"type": type_name(event_type)})
    return [event_type.FromString(row["payload"]) for row in rows]


def contents(database: Database) -> dict[str, list[Document]]:
    """All that a refused call must leave as it is."""
    return {
        name: list(database.collection(name).find().sort("_id", 1)) for name in ("cases", "workers", "loops", OUTBOX)
    }


class Desk:
    """A caller of outreach. Each day of the calls is the next but never in the future."""

    def __init__(self, channel: grpc.Channel) -> None:
        self.stub = pb_grpc.OutreachServiceStub(channel)
        self.staff: dict[Any, str] = {}
        self.day = DAY

    def call(self, rpc: str, **fields: Any) -> Any:
        """Call a write; dates may be `date`."""
        wire = {name: dates.to_wire(value) if isinstance(value, date) else value for name, value in fields.items()}
        request = getattr(pb, f"{rpc}Request")(request_id=new_id(), **wire)
        return getattr(self.stub, rpc)(request)

    def register(self, *roles: Any, region_code: str = "370105", on: date = DAY) -> Any:
        return self.call(
            "RegisterWorker", display_name="测试员", roles=roles, region_code=region_code, registered_on=on
        )

    def get(self, case_id: str) -> Any:
        return self.stub.GetCase(pb.GetCaseRequest(case_id=case_id)).case

    def cases(self, **filters: Any) -> list[Any]:
        return list(self.stub.ListCases(pb.ListCasesRequest(**filters)).cases)

    def only_case(self, **filters: Any) -> Any:
        [case] = self.cases(**filters)
        return self.get(case.case_id)

    def staffed(self, case_id: str) -> None:
        """All four roles on the case, each by a worker of its own."""
        for role in (
            events.ROLE_POLICY_PUBLICIST,
            events.ROLE_IMPLEMENTATION_SUPERVISOR,
            events.ROLE_RESOURCE_COORDINATOR,
            events.ROLE_GRASSROOTS_WORKER,
        ):
            if role not in self.staff:
                self.staff[role] = self.register(role).worker.worker_id
            held = {one.role: one.worker_id for one in self.get(case_id).assignments if not one.HasField("until")}
            if held.get(role) != self.staff[role]:
                self.call("AssignCase", case_id=case_id, worker_id=self.staff[role], role=role, assigned_on=self.day)

    def do(self, rpc: str, case_id: str, role: Any, **fields: Any) -> Any:
        """A call by the case's worker in a role."""
        return self.call(rpc, case_id=case_id, worker_id=self.staff[role], **fields)

    def complete(self, case_id: str) -> None:
        """The present step's result."""
        grassroots, coordinator = events.ROLE_GRASSROOTS_WORKER, events.ROLE_RESOURCE_COORDINATOR
        supervisor, day = events.ROLE_IMPLEMENTATION_SUPERVISOR, self.day
        case = self.get(case_id)
        todo = [problem.problem_id for problem in case.problems if problem.status == pb.PROBLEM_STATUS_OPEN]
        match case.step:
            case events.STEP_INVESTIGATE:
                self.do("RecordVisit", case_id, grassroots, visited_on=day, findings="家中无网络")
            case events.STEP_FIND_PROBLEMS:
                self.do("AddProblem", case_id, grassroots, found_on=day, description="无法参加线上课")
            case events.STEP_FIND_CRUX:
                for id in todo:
                    self.do("RecordCrux", case_id, supervisor, found_on=day, problem_id=id, cause="费用")
            case events.STEP_PROPOSE_MEASURES:
                for id in todo:
                    self.do(
                        "AddMeasure",
                        case_id,
                        coordinator,
                        proposed_on=day,
                        problem_id=id,
                        description="协调宽带优惠",
                        owner_id=self.staff[grassroots],
                        due_on=day + timedelta(days=14),
                    )
            case events.STEP_RECTIFY:
                for id in todo:
                    self.do("ResolveProblem", case_id, grassroots, resolved_on=day, problem_id=id, evidence="已开通")
            case events.STEP_IMPROVE:
                self.do(
                    "RecordIndicator",
                    case_id,
                    supervisor,
                    measured_on=day,
                    name="出勤率",
                    kind=pb.INDICATOR_KIND_RATE,
                    before="60",
                    after="92.5",
                )
            case events.STEP_SPREAD:
                self.do(
                    "RecordPractice",
                    case_id,
                    events.ROLE_POLICY_PUBLICIST,
                    recorded_on=day,
                    published="宽带优惠办法",
                )

    def advance(self, case_id: str) -> Any:
        return self.do("AdvanceStep", case_id, events.ROLE_IMPLEMENTATION_SUPERVISOR, advanced_on=self.day).case

    def bring_to(self, case_id: str, step: int) -> Any:
        """Staff the case and work it up to a step, a day each."""
        self.staffed(case_id)
        while (case := self.get(case_id)).step != step:
            self.complete(case_id)
            self.advance(case_id)
            self.day += timedelta(days=1)
        return case

    def verify_all(self, case_id: str) -> None:
        for problem in self.get(case_id).problems:
            self.do(
                "VerifyProblem",
                case_id,
                events.ROLE_IMPLEMENTATION_SUPERVISOR,
                problem_id=problem.problem_id,
                verified_on=self.day,
            )
