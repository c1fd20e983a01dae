"""What the recruitment tests share: requests with sound defaults, and a client that reads what was published."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

import grpc
from bihuan.recruitment.v1 import events_pb2 as events
from bihuan.recruitment.v1 import recruitment_service_pb2 as pb
from bihuan.recruitment.v1.recruitment_service_pb2_grpc import RecruitmentServiceStub
from bihuan.training.v1.events_pb2 import TraineeGraduated
from google.protobuf.message import Message
from stdnum.cn import uscc

from shared import address
from shared.dates import to_wire
from shared.store import OUTBOX, Database, Document

DISTRICT, SUB_DISTRICT = "370105", "370105003"
CUSTOMER_SERVICE = "4040203"
MINIMUM_FEN = 191_000  # Tianqiao on the samples' days
OPENED, INTENDED, SIGNED, STARTED, ENDED = (
    date(2020, 5, 1),
    date(2020, 6, 1),
    date(2020, 6, 5),
    date(2020, 6, 8),
    date(2020, 9, 30),
)
REGISTERED = date(2020, 5, 20)


def new_id() -> str:
    """A UUID."""
    return str(uuid.uuid4())


def employer_code(number: int = 1) -> str:
    """A synthetic credit code with a right check character; an organisation code of zeros is no one's."""
    body = f"91370105{number:09d}"
    return body + str(uscc.calc_check_digit(body))


def seen_events(database: Database) -> list[Message]:
    """Every event in the outbox, in the order of recording."""
    types = {address.type_name(kind): kind for kind in address.event_types(events.DESCRIPTOR)}
    rows = database.collection(OUTBOX).find().sort([("$natural", 1)])
    return [types[row["type"]].FromString(row["payload"]) for row in rows]


def names(database: Database) -> list[str]:
    """The names of the events in the outbox, sorted."""
    return sorted(type(event).__name__ for event in seen_events(database))


def state(database: Database) -> dict[str, list[Document]]:
    """Everything stored, outbox and answered requests included, to show that a refused call changed nothing."""
    return {
        name: list(database.collection(name).find().sort("_id"))
        for name in sorted(database.mongo.list_collection_names())
    }


def graduation(
    *, excellent: bool = True, person_id: str = "", on: date = REGISTERED, **others: Any
) -> TraineeGraduated:
    """A graduate of the e-commerce class."""
    fields: dict[str, Any] = {
        "enrolment_id": new_id(),
        "region_code": SUB_DISTRICT,
        "loop_id": new_id(),
        "person_id": person_id or new_id(),
        "class_id": new_id(),
        "occupation_code": CUSTOMER_SERVICE,
        "excellent": excellent,
        "graduated_on": to_wire(on),
    }
    return TraineeGraduated(**{**fields, **others})


@dataclass
class Client:
    """Calls with sound defaults; each keyword replaces a field of the request."""

    stub: RecruitmentServiceStub

    @staticmethod
    def on(channel: grpc.Channel) -> "Client":
        """A client of this server."""
        return Client(RecruitmentServiceStub(channel))

    @staticmethod
    def open_post_request(**fields: Any) -> pb.OpenPostRequest:
        """A post for two at the e-commerce park, at the minimum wage and more."""
        sound: dict[str, Any] = {
            "request_id": new_id(),
            "employer": pb.Employer(unified_social_credit_code=employer_code(), name="示例电商产业园"),
            "title": "网络客服",
            "occupation_code": CUSTOMER_SERVICE,
            "region_code": DISTRICT,
            "vacancies": 2,
            "monthly_wage_fen": 250_000,
            "minimum_contract_months": 12,
            "form": events.EMPLOYMENT_FORM_PROPORTIONAL,
            "opened_on": to_wire(OPENED),
        }
        return pb.OpenPostRequest(**{**sound, **fields})

    def post(self, **fields: Any) -> pb.Post:
        """Open a post."""
        return self.stub.OpenPost(self.open_post_request(**fields)).post

    @staticmethod
    def register_request(**fields: Any) -> pb.RegisterSeekerRequest:
        """A person of the sub-district who wants customer service."""
        sound: dict[str, Any] = {
            "request_id": new_id(),
            "person_id": new_id(),
            "loop_id": new_id(),
            "region_code": SUB_DISTRICT,
            "occupation_code": CUSTOMER_SERVICE,
            "registered_on": to_wire(REGISTERED),
        }
        return pb.RegisterSeekerRequest(**{**sound, **fields})

    def seeker(self, **fields: Any) -> pb.Seeker:
        """Register a seeker."""
        return self.stub.RegisterSeeker(self.register_request(**fields)).seeker

    @staticmethod
    def intend_request(**fields: Any) -> pb.RecordIntentionRequest:
        """Needs post_id and seeker_id."""
        return pb.RecordIntentionRequest(**{"request_id": new_id(), "intended_on": to_wire(INTENDED), **fields})

    def intention(self, post: pb.Post, seeker: pb.Seeker, **fields: Any) -> pb.Placement:
        """Record an intention."""
        request = self.intend_request(post_id=post.post_id, seeker_id=seeker.seeker_id, **fields)
        return self.stub.RecordIntention(request).placement

    @staticmethod
    def sign_request(placement_id: str, **fields: Any) -> pb.SignContractRequest:
        """A contract of one year."""
        sound: dict[str, Any] = {
            "request_id": new_id(),
            "placement_id": placement_id,
            "signed_on": to_wire(SIGNED),
            "contract_from": to_wire(STARTED),
            "contract_until": to_wire(date(2021, 6, 7)),
            "monthly_wage_fen": 250_000,
            "form": events.EMPLOYMENT_FORM_PROPORTIONAL,
        }
        return pb.SignContractRequest(**{**sound, **fields})

    def signed(self, placement: pb.Placement, **fields: Any) -> pb.Placement:
        """Sign."""
        return self.stub.SignContract(self.sign_request(placement.placement_id, **fields)).placement

    def started(self, placement: pb.Placement, on: date = STARTED) -> pb.Placement:
        """Start."""
        request = pb.StartPlacementRequest(
            request_id=new_id(), placement_id=placement.placement_id, started_on=to_wire(on)
        )
        return self.stub.StartPlacement(request).placement

    def ended(self, placement: pb.Placement, on: date = ENDED, **fields: Any) -> pb.Placement:
        """End."""
        sound: dict[str, Any] = {
            "request_id": new_id(),
            "placement_id": placement.placement_id,
            "ended_on": to_wire(on),
            "reason": events.PLACEMENT_END_REASON_RESIGNED,
        }
        return self.stub.EndPlacement(pb.EndPlacementRequest(**{**sound, **fields})).placement

    def dropped(self, placement: pb.Placement, on: date = SIGNED) -> pb.Placement:
        """Drop."""
        request = pb.DropIntentionRequest(
            request_id=new_id(), placement_id=placement.placement_id, dropped_on=to_wire(on)
        )
        return self.stub.DropIntention(request).placement

    def post_now(self, post: pb.Post) -> pb.Post:
        """As it is now."""
        return self.stub.GetPost(pb.GetPostRequest(post_id=post.post_id)).post

    def seeker_now(self, seeker: pb.Seeker) -> pb.Seeker:
        """As it is now."""
        return self.stub.GetSeeker(pb.GetSeekerRequest(seeker_id=seeker.seeker_id)).seeker

    def placement_now(self, placement: pb.Placement) -> pb.Placement:
        """As it is now."""
        return self.stub.GetPlacement(pb.GetPlacementRequest(placement_id=placement.placement_id)).placement
