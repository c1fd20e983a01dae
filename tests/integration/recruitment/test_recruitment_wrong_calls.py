"""Every wrong call gets the right status with the field named, and changes nothing, the outbox included."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import grpc
import pytest
from bihuan.recruitment.v1 import events_pb2 as events
from bihuan.recruitment.v1 import recruitment_service_pb2 as pb
from google.protobuf.message import Message
from google.rpc import error_details_pb2 as details
from google.type.date_pb2 import Date
from grpc_status import rpc_status

from shared.dates import to_wire
from shared.store import Database
from tests.recruitment_samples import (
    ENDED,
    INTENDED,
    MINIMUM_FEN,
    OPENED,
    REGISTERED,
    SIGNED,
    STARTED,
    Client,
    employer_code,
    new_id,
    state,
)

TOMORROW = to_wire((datetime.now(UTC) + timedelta(hours=8, days=2)).date())
NO_DATE = Date(year=2020, month=2, day=30)
DAY = to_wire(date(2020, 6, 1))
ID = "00000000-0000-4000-8000-000000000000"


def refusal(error: grpc.RpcError) -> tuple[grpc.StatusCode, set[str], str]:
    """Status code, the fields (or the resource's field) it names, and the reason of a precondition."""
    assert isinstance(error, grpc.Call)
    fields: set[str] = set()
    reason = ""
    status = rpc_status.from_call(error)
    for any_detail in status.details if status else ():
        for kind in (details.BadRequest, details.PreconditionFailure, details.ResourceInfo):
            detail = kind()
            if not any_detail.Unpack(detail):
                continue
            if isinstance(detail, details.BadRequest):
                fields |= {violation.field for violation in detail.field_violations}
            elif isinstance(detail, details.PreconditionFailure):
                fields |= {violation.subject for violation in detail.violations}
                reason = detail.violations[0].type
            else:
                fields.add(detail.resource_name or detail.resource_type)
    return error.code(), fields, reason


def refused(
    database: Database, call: Callable[[Any], Message], request: Message
) -> tuple[grpc.StatusCode, set[str], str]:
    """Make a call that must be refused and show that nothing was changed."""
    before = state(database)
    with pytest.raises(grpc.RpcError) as caught:
        call(request)
    assert state(database) == before
    return refusal(caught.value)


INVALID: list[tuple[str, dict[str, Any], str]] = [
    ("OpenPost", {"request_id": "x"}, "request_id"),
    ("OpenPost", {"employer": None}, "employer"),
    ("OpenPost", {"employer": pb.Employer(name="示例")}, "employer.unified_social_credit_code"),
    (
        "OpenPost",
        # The check character of the sample with another organisation: does not fit.
        {"employer": pb.Employer(unified_social_credit_code=employer_code(1)[:-1] + employer_code(2)[-1], name="示例")},
        "employer.unified_social_credit_code",
    ),
    ("OpenPost", {"employer": pb.Employer(unified_social_credit_code=employer_code())}, "employer.name"),
    (
        "OpenPost",
        {"employer": pb.Employer(unified_social_credit_code=employer_code(), name="示" * 201)},
        "employer.name",
    ),
    ("OpenPost", {"title": ""}, "title"),
    ("OpenPost", {"title": "客" * 101}, "title"),
    ("OpenPost", {"occupation_code": "客服"}, "occupation_code"),
    ("OpenPost", {"region_code": "3701"}, "region_code"),
    ("OpenPost", {"vacancies": 0}, "vacancies"),
    ("OpenPost", {"vacancies": 10_001}, "vacancies"),
    ("OpenPost", {"monthly_wage_fen": 0}, "monthly_wage_fen"),
    ("OpenPost", {"monthly_wage_fen": 100_000_001}, "monthly_wage_fen"),
    ("OpenPost", {"monthly_wage_fen": MINIMUM_FEN - 1}, "monthly_wage_fen"),
    ("OpenPost", {"minimum_contract_months": -1}, "minimum_contract_months"),
    ("OpenPost", {"minimum_contract_months": 601}, "minimum_contract_months"),
    ("OpenPost", {"form": events.EMPLOYMENT_FORM_UNSPECIFIED}, "form"),
    ("OpenPost", {"form": events.EMPLOYMENT_FORM_SELF_EMPLOYED}, "form"),
    ("OpenPost", {"form": 99}, "form"),
    ("OpenPost", {"opened_on": None}, "opened_on"),
    ("OpenPost", {"opened_on": NO_DATE}, "opened_on"),
    ("OpenPost", {"opened_on": TOMORROW}, "opened_on"),
    ("WithdrawPost", {"post_id": ""}, "post_id"),
    ("WithdrawPost", {"withdrawn_on": None}, "withdrawn_on"),
    ("WithdrawPost", {"withdrawn_on": NO_DATE}, "withdrawn_on"),
    ("GetPost", {"post_id": "1"}, "post_id"),
    ("ListPosts", {"region_code": "x"}, "region_code"),
    ("ListPosts", {"status": 99}, "status"),
    ("ListPosts", {"page_size": 501}, "page_size"),
    ("ListPosts", {"page_size": -1}, "page_size"),
    ("ListPosts", {"page_token": "?"}, "page_token"),
    ("ListPosts", {"page_token": "x" * 501}, "page_token"),
    ("RegisterSeeker", {"person_id": ""}, "person_id"),
    ("RegisterSeeker", {"loop_id": "x"}, "loop_id"),
    ("RegisterSeeker", {"region_code": ""}, "region_code"),
    ("RegisterSeeker", {"occupation_code": "9"}, "occupation_code"),
    ("RegisterSeeker", {"wanted_monthly_wage_fen": -1}, "wanted_monthly_wage_fen"),
    ("RegisterSeeker", {"registered_on": None}, "registered_on"),
    ("RegisterSeeker", {"registered_on": TOMORROW}, "registered_on"),
    ("GetSeeker", {"seeker_id": ""}, "seeker_id"),
    ("ListSeekers", {"status": 99}, "status"),
    ("ListSeekers", {"person_id": "x"}, "person_id"),
    ("ListSeekers", {"page_token": "?"}, "page_token"),
    ("WithdrawSeeker", {"seeker_id": ""}, "seeker_id"),
    ("WithdrawSeeker", {"withdrawn_on": NO_DATE}, "withdrawn_on"),
    ("ListMatches", {"post_id": ""}, "post_id"),
    ("ListMatches", {"post_id": "x"}, "post_id"),
    ("ListMatches", {"seeker_id": "x"}, "seeker_id"),
    ("ListMatches", {"page_size": 501}, "page_size"),
    ("RecordIntention", {"post_id": ""}, "post_id"),
    ("RecordIntention", {"seeker_id": ""}, "seeker_id"),
    ("RecordIntention", {"intended_on": None}, "intended_on"),
    ("RecordIntention", {"intended_on": NO_DATE}, "intended_on"),
    ("DropIntention", {"placement_id": ""}, "placement_id"),
    ("DropIntention", {"dropped_on": NO_DATE}, "dropped_on"),
    ("SignContract", {"placement_id": ""}, "placement_id"),
    ("SignContract", {"signed_on": None}, "signed_on"),
    ("SignContract", {"contract_from": None}, "contract_from"),
    ("SignContract", {"contract_until": NO_DATE}, "contract_until"),
    ("SignContract", {"monthly_wage_fen": 0}, "monthly_wage_fen"),
    ("SignContract", {"form": 0}, "form"),
    ("SignContract", {"form": 99}, "form"),
    ("StartPlacement", {"placement_id": ""}, "placement_id"),
    ("StartPlacement", {"started_on": NO_DATE}, "started_on"),
    ("EndPlacement", {"placement_id": ""}, "placement_id"),
    ("EndPlacement", {"ended_on": None}, "ended_on"),
    ("EndPlacement", {"reason": 0}, "reason"),
    ("EndPlacement", {"reason": 99}, "reason"),
    ("GetPlacement", {"placement_id": ""}, "placement_id"),
    ("ListPlacements", {"employer_code": "1"}, "employer_code"),
    ("ListPlacements", {"person_id": "x"}, "person_id"),
    ("ListPlacements", {"status": 99}, "status"),
    ("ListPlacements", {"page_size": 501}, "page_size"),
]

SOUND: dict[str, Callable[[], Message]] = {
    "OpenPost": Client.open_post_request,
    "WithdrawPost": lambda: pb.WithdrawPostRequest(request_id=new_id(), post_id=ID, withdrawn_on=DAY),
    "GetPost": lambda: pb.GetPostRequest(post_id=ID),
    "ListPosts": pb.ListPostsRequest,
    "RegisterSeeker": Client.register_request,
    "GetSeeker": lambda: pb.GetSeekerRequest(seeker_id=ID),
    "ListSeekers": pb.ListSeekersRequest,
    "WithdrawSeeker": lambda: pb.WithdrawSeekerRequest(request_id=new_id(), seeker_id=ID, withdrawn_on=DAY),
    "ListMatches": lambda: pb.ListMatchesRequest(post_id=ID),
    "RecordIntention": lambda: Client.intend_request(post_id=ID, seeker_id=ID),
    "DropIntention": lambda: pb.DropIntentionRequest(request_id=new_id(), placement_id=ID, dropped_on=DAY),
    "SignContract": lambda: Client.sign_request(ID),
    "StartPlacement": lambda: pb.StartPlacementRequest(request_id=new_id(), placement_id=ID, started_on=DAY),
    "EndPlacement": lambda: pb.EndPlacementRequest(
        request_id=new_id(), placement_id=ID, ended_on=DAY, reason=events.PLACEMENT_END_REASON_OTHER
    ),
    "GetPlacement": lambda: pb.GetPlacementRequest(placement_id=ID),
    "ListPlacements": pb.ListPlacementsRequest,
}


def changed(request: Message, fields: dict[str, Any]) -> Message:
    """The request with these fields; None leaves a field out."""
    for name, value in fields.items():
        request.ClearField(name)
        if isinstance(value, Message):
            getattr(request, name).CopyFrom(value)
        elif value is not None:
            setattr(request, name, value)
    return request


def test_these_tests_leave_out_no_rpc() -> None:
    rpcs = set(pb.DESCRIPTOR.services_by_name["RecruitmentService"].methods_by_name)
    assert set(SOUND) == rpcs
    assert {rpc for rpc, _, _ in INVALID} == rpcs


def test_a_request_that_breaks_a_field_rule_is_refused_with_the_field_named(client: Client, database: Database) -> None:
    wrong = []
    for rpc, fields, named in INVALID:
        # WHEN the call differs from a sound one in this field alone
        code, seen, _ = refused(database, getattr(client.stub, rpc), changed(SOUND[rpc](), fields))
        # THEN it is refused for that field
        if (code, seen) != (grpc.StatusCode.INVALID_ARGUMENT, {named}):
            wrong.append((rpc, fields, code, seen))
    assert wrong == []


def test_every_write_wants_a_request_id(client: Client, database: Database) -> None:
    writes = [rpc for rpc, sound in SOUND.items() if "request_id" in sound().DESCRIPTOR.fields_by_name]
    assert len(writes) == 9
    for rpc in writes:
        answer = refused(database, getattr(client.stub, rpc), changed(SOUND[rpc](), {"request_id": None}))
        assert answer[:2] == (grpc.StatusCode.INVALID_ARGUMENT, {"request_id"}), rpc


def test_an_empty_request_changes_nothing_on_any_rpc(client: Client, database: Database) -> None:
    lists = {"ListPosts", "ListSeekers", "ListPlacements"}  # for these empty means: everything
    for rpc, sound in SOUND.items():
        if rpc not in lists:
            code, fields, _ = refused(database, getattr(client.stub, rpc), type(sound())())
            assert code == grpc.StatusCode.INVALID_ARGUMENT, rpc
            assert fields, rpc


def test_an_oversized_request_is_refused(client: Client, database: Database) -> None:
    request = Client.open_post_request(title="x" * (2 << 20))
    assert refused(database, client.stub.OpenPost, request)[0] == grpc.StatusCode.RESOURCE_EXHAUSTED


def test_an_unknown_id_is_not_found(client: Client, database: Database) -> None:
    for rpc in (
        "WithdrawPost",
        "GetPost",
        "GetSeeker",
        "WithdrawSeeker",
        "ListMatches",
        "RecordIntention",
        "DropIntention",
        "SignContract",
        "StartPlacement",
        "EndPlacement",
        "GetPlacement",
    ):
        assert refused(database, getattr(client.stub, rpc), SOUND[rpc]())[0] == grpc.StatusCode.NOT_FOUND, rpc


def test_dates_out_of_order_are_refused_with_the_later_field_named(client: Client, database: Database) -> None:
    post, seeker = client.post(), client.seeker()
    intention = client.intention(post, seeker)
    signed = client.signed(client.intention(post, client.seeker()))
    started = client.started(client.signed(client.intention(client.post(), client.seeker())))
    open_ended = client.started(client.signed(client.intention(client.post(), client.seeker()), contract_until=None))

    def wire(day: date, days: int) -> Date:
        return to_wire(day + timedelta(days=days))

    fresh = client.seeker()
    cases: list[tuple[str, Message, str]] = [
        ("WithdrawPost", pb.WithdrawPostRequest(post_id=post.post_id, withdrawn_on=wire(OPENED, -1)), "withdrawn_on"),
        ("WithdrawPost", pb.WithdrawPostRequest(post_id=post.post_id, withdrawn_on=TOMORROW), "withdrawn_on"),
        (
            "WithdrawSeeker",
            pb.WithdrawSeekerRequest(seeker_id=fresh.seeker_id, withdrawn_on=wire(REGISTERED, -1)),
            "withdrawn_on",
        ),
        (
            "RecordIntention",
            Client.intend_request(post_id=post.post_id, seeker_id=fresh.seeker_id, intended_on=wire(REGISTERED, -1)),
            "intended_on",
        ),
        (
            "RecordIntention",
            Client.intend_request(post_id=post.post_id, seeker_id=fresh.seeker_id, intended_on=wire(OPENED, -1)),
            "intended_on",
        ),
        (
            "RecordIntention",
            Client.intend_request(post_id=post.post_id, seeker_id=fresh.seeker_id, intended_on=TOMORROW),
            "intended_on",
        ),
        ("SignContract", Client.sign_request(intention.placement_id, signed_on=wire(INTENDED, -1)), "signed_on"),
        ("SignContract", Client.sign_request(intention.placement_id, signed_on=TOMORROW), "signed_on"),
        (
            "SignContract",
            Client.sign_request(intention.placement_id, contract_until=wire(STARTED, -1)),
            "contract_until",
        ),
        (
            "SignContract",
            Client.sign_request(intention.placement_id, monthly_wage_fen=MINIMUM_FEN - 1),
            "monthly_wage_fen",
        ),
        (
            "DropIntention",
            pb.DropIntentionRequest(placement_id=intention.placement_id, dropped_on=wire(INTENDED, -1)),
            "dropped_on",
        ),
        (
            "DropIntention",
            pb.DropIntentionRequest(placement_id=signed.placement_id, dropped_on=wire(SIGNED, -1)),
            "dropped_on",
        ),
        (
            "StartPlacement",
            pb.StartPlacementRequest(placement_id=signed.placement_id, started_on=wire(STARTED, -1)),
            "started_on",
        ),
        (
            "StartPlacement",
            pb.StartPlacementRequest(placement_id=signed.placement_id, started_on=to_wire(date(2021, 6, 8))),
            "started_on",
        ),
        (
            "EndPlacement",
            pb.EndPlacementRequest(
                placement_id=started.placement_id,
                ended_on=wire(STARTED, -1),
                reason=events.PLACEMENT_END_REASON_RESIGNED,
            ),
            "ended_on",
        ),
        (
            "EndPlacement",
            pb.EndPlacementRequest(
                placement_id=started.placement_id,
                ended_on=to_wire(date(2021, 6, 6)),
                reason=events.PLACEMENT_END_REASON_CONTRACT_EXPIRED,
            ),
            "reason",
        ),
        (
            "EndPlacement",
            pb.EndPlacementRequest(
                placement_id=open_ended.placement_id,
                ended_on=to_wire(date(2021, 6, 7)),
                reason=events.PLACEMENT_END_REASON_CONTRACT_EXPIRED,
            ),
            "reason",
        ),
    ]
    for rpc, request, named in cases:
        answer = refused(database, getattr(client.stub, rpc), changed(request, {"request_id": new_id()}))
        assert answer[:2] == (grpc.StatusCode.INVALID_ARGUMENT, {named}), (rpc, named)


def test_one_person_is_not_on_two_posts_on_the_same_day(client: Client, database: Database) -> None:
    # GIVEN a person whose last day at work was ENDED, signed again with a contract that starts on that day
    seeker = client.seeker()
    client.ended(client.started(client.signed(client.intention(client.post(), seeker))))
    signed = client.signed(
        client.intention(client.post(), seeker), contract_from=to_wire(ENDED), signed_on=to_wire(ENDED)
    )
    # WHEN the new work should start on the last day of the old
    request = pb.StartPlacementRequest(request_id=new_id(), placement_id=signed.placement_id, started_on=to_wire(ENDED))
    # THEN it is refused
    assert refused(database, client.stub.StartPlacement, request)[:2] == (
        grpc.StatusCode.INVALID_ARGUMENT,
        {"started_on"},
    )


def test_a_call_that_the_state_forbids_is_refused_with_its_reason(client: Client, database: Database) -> None:
    withdrawn_post, filled = client.post(), client.post(vacancies=1)
    before_withdrawal = client.intention(withdrawn_post, client.seeker())
    late = client.intention(filled, client.seeker())
    client.stub.WithdrawPost(
        pb.WithdrawPostRequest(request_id=new_id(), post_id=withdrawn_post.post_id, withdrawn_on=DAY)
    )
    placed, gone, free, post = client.seeker(), client.seeker(), client.seeker(), client.post()
    signed = client.signed(client.intention(filled, placed))
    client.stub.WithdrawSeeker(
        pb.WithdrawSeekerRequest(request_id=new_id(), seeker_id=gone.seeker_id, withdrawn_on=DAY)
    )
    dropped = client.dropped(client.intention(post, free))
    started = client.started(client.signed(client.intention(post, client.seeker())))
    ended = client.ended(client.started(client.signed(client.intention(post, client.seeker()))))

    def intend(post: pb.Post, seeker: pb.Seeker) -> Message:
        return Client.intend_request(post_id=post.post_id, seeker_id=seeker.seeker_id)

    def start(placement: pb.Placement) -> Message:
        return pb.StartPlacementRequest(placement_id=placement.placement_id, started_on=to_wire(STARTED))

    def end(placement: pb.Placement) -> Message:
        return pb.EndPlacementRequest(
            placement_id=placement.placement_id,
            ended_on=to_wire(ENDED),
            reason=events.PLACEMENT_END_REASON_OTHER,
        )

    def drop(placement: pb.Placement) -> Message:
        return pb.DropIntentionRequest(placement_id=placement.placement_id, dropped_on=to_wire(ENDED))

    cases: list[tuple[str, Message, str, str]] = [
        (
            "WithdrawPost",
            pb.WithdrawPostRequest(post_id=withdrawn_post.post_id, withdrawn_on=DAY),
            "post_id",
            "POST_WITHDRAWN",
        ),
        (
            "WithdrawSeeker",
            pb.WithdrawSeekerRequest(seeker_id=gone.seeker_id, withdrawn_on=DAY),
            "seeker_id",
            "SEEKER_WITHDRAWN",
        ),
        (
            "WithdrawSeeker",
            pb.WithdrawSeekerRequest(seeker_id=placed.seeker_id, withdrawn_on=DAY),
            "seeker_id",
            "SEEKER_HAS_PLACEMENT",
        ),
        ("RecordIntention", intend(withdrawn_post, free), "post_id", "POST_WITHDRAWN"),
        ("RecordIntention", intend(filled, free), "post_id", "POST_FILLED"),
        ("RecordIntention", intend(post, gone), "seeker_id", "SEEKER_WITHDRAWN"),
        ("RecordIntention", intend(post, placed), "seeker_id", "SEEKER_HAS_PLACEMENT"),
        ("SignContract", Client.sign_request(before_withdrawal.placement_id), "placement_id", "POST_WITHDRAWN"),
        ("SignContract", Client.sign_request(late.placement_id), "placement_id", "POST_FILLED"),
        ("SignContract", Client.sign_request(signed.placement_id), "placement_id", "PLACEMENT_NOT_INTENDED"),
        ("SignContract", Client.sign_request(dropped.placement_id), "placement_id", "PLACEMENT_NOT_INTENDED"),
        ("StartPlacement", start(late), "placement_id", "PLACEMENT_NOT_SIGNED"),
        ("StartPlacement", start(started), "placement_id", "PLACEMENT_NOT_SIGNED"),
        ("EndPlacement", end(signed), "placement_id", "PLACEMENT_NOT_STARTED"),
        ("EndPlacement", end(ended), "placement_id", "PLACEMENT_NOT_STARTED"),
        ("DropIntention", drop(started), "placement_id", "PLACEMENT_STARTED"),
        ("DropIntention", drop(ended), "placement_id", "PLACEMENT_OVER"),
        ("DropIntention", drop(dropped), "placement_id", "PLACEMENT_OVER"),
    ]
    for rpc, request, field, reason in cases:
        answer = refused(database, getattr(client.stub, rpc), changed(request, {"request_id": new_id()}))
        assert answer == (grpc.StatusCode.FAILED_PRECONDITION, {field}, reason), (rpc, reason, answer)


def test_a_second_registration_and_a_second_intention_of_the_same_pair_exist_already(
    client: Client, database: Database
) -> None:
    post, seeker = client.post(), client.seeker()
    client.intention(post, seeker)
    again = Client.intend_request(post_id=post.post_id, seeker_id=seeker.seeker_id)
    assert refused(database, client.stub.RecordIntention, again)[0] == grpc.StatusCode.ALREADY_EXISTS
    register = Client.register_request(person_id=seeker.person_id)
    assert refused(database, client.stub.RegisterSeeker, register)[0] == grpc.StatusCode.ALREADY_EXISTS


def test_a_request_id_of_another_request_is_refused(client: Client, database: Database) -> None:
    request = Client.open_post_request()
    client.stub.OpenPost(request)
    request.title = "另一个岗位"
    assert refused(database, client.stub.OpenPost, request)[:2] == (
        grpc.StatusCode.INVALID_ARGUMENT,
        {"request_id"},
    )
