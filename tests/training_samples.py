"""Synthetic facts for the tests of training: the class of Tianqiao, and persons around it."""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import grpc
from bihuan.registry.v1.events_pb2 import (
    EMPLOYMENT_STATUS_EMPLOYED,
    EMPLOYMENT_STATUS_NOT_EMPLOYED,
    NEED_KIND_TRAINING,
    EmploymentStatusChanged,
    NeedFulfilled,
    NeedRecorded,
    PersonCertified,
    PersonMoved,
    PersonRegistered,
)
from bihuan.training.v1 import training_service_pb2 as pb
from bihuan.training.v1.events_pb2 import ClassCancelled, ClassOpened, ClassStarted
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from stdnum.cn import uscc

from services.training import commands
from services.training.domain.person import PersonEvent
from services.training.domain.plan import Plan, Provider, Rule
from shared import dates
from shared.store import Database, Document

DISTRICT = "370105"
SUB_DISTRICT = "370105003"
CUSTOMER_SERVICE = "4070203"
OPENED = date(2020, 3, 16)
STARTS = date(2020, 4, 20)
SESSIONS = tuple(STARTS + timedelta(days=day) for day in range(10))
PROVIDER_CODE = "91370105000000000" + uscc.calc_check_digit("91370105000000000")


def new_id() -> str:
    """An opaque id."""
    return str(uuid.uuid4())


def plan(**changes: Any) -> Plan:
    """The plan of the class 电子商务培训班 with all rules, or a changed one."""
    return Plan(
        **{
            "title": "电子商务培训班",
            "provider": Provider(name="示例培训机构", unified_social_credit_code=PROVIDER_CODE),
            "region_code": DISTRICT,
            "catchment_region_code": "370100",
            "occupation_code": CUSTOMER_SERVICE,
            "starts_on": STARTS,
            "ends_on": SESSIONS[-1],
            "sessions": SESSIONS,
            "capacity": 20,
            "pass_mark": 60,
            "excellent_mark": 85,
            "minimum_attendance_percent": 80,
            "rules": frozenset(Rule),
            **changes,
        }
    )


def plan_message(**changes: Any) -> pb.ClassPlan:
    """The same plan as a message."""
    return pb.ClassPlan(
        **{
            "title": "电子商务培训班",
            "provider": pb.Provider(name="示例培训机构", unified_social_credit_code=PROVIDER_CODE),
            "region_code": DISTRICT,
            "catchment_region_code": "370100",
            "occupation_code": CUSTOMER_SERVICE,
            "starts_on": dates.to_wire(STARTS),
            "ends_on": dates.to_wire(SESSIONS[-1]),
            "sessions": [dates.to_wire(day) for day in SESSIONS],
            "capacity": 20,
            "pass_mark": 60,
            "excellent_mark": 85,
            "minimum_attendance_percent": 80,
            "rules": [f"ENROLMENT_RULE_{rule}" for rule in Rule],
            **changes,
        }
    )


@dataclass
class Applicant:
    """One person's stream of events; by default eligible for the class, with a need recorded on 12 March 2020."""

    id: str = field(default_factory=new_id)
    region_code: str = SUB_DISTRICT

    def registered(self, working_age: tuple[date, date] = (date(2000, 1, 1), date(2040, 12, 1))) -> PersonRegistered:
        """Entered the register on 1 March 2020."""
        return PersonRegistered(
            person_id=self.id,
            region_code=self.region_code,
            working_age_from=dates.month_to_wire(working_age[0]),
            working_age_until=dates.month_to_wire(working_age[1]),
            registered_on=dates.to_wire(date(2020, 3, 1)),
        )

    def certified(self, valid_from: date = date(2015, 1, 1), valid_until: date = date(2025, 1, 1)) -> PersonCertified:
        """Holds a certificate."""
        return PersonCertified(
            person_id=self.id,
            region_code=self.region_code,
            certificate_id=new_id(),
            valid_from=dates.to_wire(valid_from),
            valid_until=dates.to_wire(valid_until),
        )

    def need(
        self, *, willing: bool = True, occupation_code: str = "4070203", on: date = date(2020, 3, 12), **changes: Any
    ) -> NeedRecorded:
        """Asked for training."""
        return NeedRecorded(
            **{
                "person_id": self.id,
                "region_code": self.region_code,
                "loop_id": new_id(),
                "need_id": new_id(),
                "kind": NEED_KIND_TRAINING,
                "occupation_code": occupation_code,
                "willing": willing,
                "recorded_on": dates.to_wire(on),
                **changes,
            }
        )

    def employed(self, employed: bool = True, since: date = date(2020, 3, 14)) -> EmploymentStatusChanged:
        """Found work, or lost it."""
        return EmploymentStatusChanged(
            person_id=self.id,
            region_code=self.region_code,
            loop_id=new_id(),
            status=EMPLOYMENT_STATUS_EMPLOYED if employed else EMPLOYMENT_STATUS_NOT_EMPLOYED,
            since=dates.to_wire(since),
        )

    def fulfilled(self, need: NeedRecorded) -> NeedFulfilled:
        """The need was met."""
        return NeedFulfilled(
            person_id=self.id,
            region_code=self.region_code,
            loop_id=need.loop_id,
            need_id=need.need_id,
            kind=need.kind,
            fulfilled_on=dates.to_wire(date(2020, 3, 20)),
        )

    def moved(self, region_code: str, moved_on: date = date(2020, 3, 18)) -> PersonMoved:
        """Lives elsewhere."""
        before, self.region_code = self.region_code, region_code
        return PersonMoved(
            person_id=self.id,
            region_code=region_code,
            from_region_code=before,
            moved_on=dates.to_wire(moved_on),
        )

    def stream(self) -> list[PersonEvent]:
        """All the events of an eligible person."""
        return [self.registered(), self.certified(), self.need()]


def hear(database: Database, *events: PersonEvent) -> None:
    """Let the service hear events of persons, each in its own transaction, as the worker does."""
    for event in events:
        database.transact(lambda tx, event=event: commands.follow_person(tx, event))  # type: ignore[misc]


CLASS_EVENTS = {each.DESCRIPTOR.full_name: each for each in (ClassOpened, ClassStarted, ClassCancelled)}


def hear_classes(database: Database) -> None:
    """Let the service hear its own class events from the outbox, and finish the work they begin."""
    for entry in list(database.collection("outbox").find({"type": {"$in": list(CLASS_EVENTS)}, "heard": None})):
        event = CLASS_EVENTS[entry["type"]].FromString(entry["payload"])
        database.transact(lambda tx, event=event: commands.follow_class(tx, event))  # type: ignore[misc]
        database.collection("outbox").update_one({"_id": entry["_id"]}, {"$set": {"heard": True}})
    for sweep in list(database.collection("sweeps").find({"done": False})):
        while database.transact(lambda tx, id=sweep["_id"]: commands.continue_sweep(tx, id)):  # type: ignore[misc]
            pass


def open_class(database: Database, opened_on: date = OPENED, **changes: Any) -> str:
    """Open a class and let the service consider the persons it knows; the class's id."""
    opened = database.transact(lambda tx: commands.open_class(tx, plan(**changes), opened_on))
    hear_classes(database)
    return opened.id


def standing(database: Database, class_id: str, person: Applicant) -> tuple[str, list[str]]:
    """Where a person stands in a class: status and refusal reasons."""
    row = database.collection("enrolments").find_one({"class_id": class_id, "person_id": person.id})
    return ("NOT CONSIDERED", []) if row is None else (row["status"], row["refusal_reasons"])


def published(database: Database, *types: type[Message]) -> list[Message]:
    """Events in the outbox, in the order in which they were recorded; of these types, if any are named."""
    by_name = {each.DESCRIPTOR.full_name: each for each in types}
    wanted: Document = {"type": {"$in": list(by_name)}} if types else {}
    rows = database.collection("outbox").find(wanted).sort([("recorded_at", 1), ("aggregate_version", 1)])
    return [by_name[row["type"]].FromString(row["payload"]) for row in rows]


def everything(database: Database) -> dict[str, list[Document]]:
    """All that is stored, to show that a call changed nothing."""
    return {
        name: list(database.collection(name).find().sort("_id"))
        for name in sorted(database.mongo.list_collection_names())
    }


def faulty_fields(error: grpc.RpcError) -> list[str]:
    """The fields that google.rpc.BadRequest names."""
    return [violation.field for violation in _details(error, error_details_pb2.BadRequest).field_violations]


def error_info(error: grpc.RpcError) -> Any:
    """The google.rpc.ErrorInfo of an error: `.reason`, `.metadata`."""
    return _details(error, error_details_pb2.ErrorInfo)


def _details(error: grpc.RpcError, kind: Any) -> Any:
    metadata = {item.key: item.value for item in error.trailing_metadata() or ()}
    status = status_pb2.Status.FromString(bytes(metadata["grpc-status-details-bin"]))
    for detail in status.details:
        if detail.Is(kind.DESCRIPTOR):
            found = kind()
            detail.Unpack(found)
            return found
    return kind()
