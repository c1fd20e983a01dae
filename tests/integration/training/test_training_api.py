"""Training through its gRPC api: a class from opening to results, and every wrong call."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import grpc
import pytest
from bihuan.training.v1 import training_service_pb2 as pb
from bihuan.training.v1.events_pb2 import (
    ClassClosed,
    ClassStarted,
    EnrolmentWithdrawn,
    TraineeFailed,
    TraineeGraduated,
)
from bihuan.training.v1.training_service_pb2_grpc import TrainingServiceStub, add_TrainingServiceServicer_to_server
from google.protobuf.message import Message
from google.type.date_pb2 import Date

from services.training import commands, store
from services.training.api import Training
from shared import dates
from shared.clock import utc_now
from shared.dates import china_date
from shared.store import Database
from tests.training_samples import (
    OPENED,
    SESSIONS,
    STARTS,
    Applicant,
    error_info,
    everything,
    faulty_fields,
    hear,
    hear_classes,
    new_id,
    plan_message,
    published,
)

INVALID, PRECONDITION = grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.FAILED_PRECONDITION
TOMORROW = china_date(utc_now()) + timedelta(days=1)


@pytest.fixture
def training(database: Database, serve: Callable[..., grpc.Channel]) -> TrainingServiceStub:
    database.ensure_indexes(store.INDEXES)
    channel = serve(Training(database), add_TrainingServiceServicer_to_server)
    return TrainingServiceStub(channel)


def _opened(training: TrainingServiceStub, opened_on: date = OPENED, **changes: Any) -> str:
    request = pb.OpenClassRequest(request_id=new_id(), plan=plan_message(**changes), opened_on=dates.to_wire(opened_on))
    answer: pb.OpenClassResponse = training.OpenClass(request)
    return answer.training_class.class_id


def _enrolled(
    database: Database, training: TrainingServiceStub, learners: int, **changes: Any
) -> tuple[str, list[str]]:
    """A class and the ids of its confirmed enrolments."""
    class_id = _opened(training, **changes)
    for _ in range(learners):
        hear(database, *Applicant().stream())
    found = training.ListEnrolments(pb.ListEnrolmentsRequest(class_id=class_id)).enrolments
    return class_id, [each.enrolment_id for each in found]


def _start(training: TrainingServiceStub, class_id: str) -> None:
    training.StartClass(pb.StartClassRequest(request_id=new_id(), class_id=class_id, started_on=dates.to_wire(STARTS)))


def _attend(training: TrainingServiceStub, class_id: str, day: date, present: list[str]) -> None:
    training.RecordAttendance(
        pb.RecordAttendanceRequest(
            request_id=new_id(), class_id=class_id, session_on=dates.to_wire(day), present_enrolment_ids=present
        )
    )


def _assess(training: TrainingServiceStub, enrolment_id: str, score: int) -> None:
    training.RecordAssessment(
        pb.RecordAssessmentRequest(
            request_id=new_id(), enrolment_id=enrolment_id, score=score, assessed_on=dates.to_wire(SESSIONS[-1])
        )
    )


def _enrolment(training: TrainingServiceStub, enrolment_id: str) -> pb.Enrolment:
    answer: pb.GetEnrolmentResponse = training.GetEnrolment(pb.GetEnrolmentRequest(enrolment_id=enrolment_id))
    return answer.enrolment


def test_nobody_leaves_before_a_session_attended(database: Database, training: TrainingServiceStub) -> None:
    class_id, [learner, other] = _enrolled(database, training, 2)
    _start(training, class_id)
    for day in SESSIONS[:3]:
        _attend(training, class_id, day, [learner, other])
    before = everything(database)

    def leaving(on: date) -> pb.WithdrawEnrolmentRequest:
        return pb.WithdrawEnrolmentRequest(
            request_id=new_id(),
            enrolment_id=learner,
            reason="WITHDRAWAL_REASON_FAMILY",
            withdrawn_on=dates.to_wire(on),
        )

    with pytest.raises(grpc.RpcError) as caught:
        training.WithdrawEnrolment(leaving(SESSIONS[1]))
    assert faulty_fields(caught.value) == ["withdrawn_on"]
    assert everything(database) == before
    attendance = training.WithdrawEnrolment(leaving(SESSIONS[2])).enrolment.attendance
    assert (attendance.present, attendance.absent) == (3, 0)


def test_a_class_runs_from_opening_to_results(database: Database, training: TrainingServiceStub) -> None:
    class_id, ids = _enrolled(database, training, 7)
    best, good, edge, truant, unassessed, weak, leaver = ids
    _start(training, class_id)
    for number, day in enumerate(SESSIONS):
        present = [each for each in ids if each != truant or number >= 3]
        _attend(training, class_id, day, [each for each in present if each != leaver or number < 2])
        if number == 1:
            left = pb.WithdrawEnrolmentRequest(
                request_id=new_id(),
                enrolment_id=leaver,
                reason="WITHDRAWAL_REASON_FAMILY",
                withdrawn_on=dates.to_wire(day),
            )
            training.WithdrawEnrolment(left)
        if number == 2:
            attendance = _enrolment(training, truant).attendance
            assert (attendance.present, attendance.absent, attendance.can_no_longer_pass) == (0, 3, True)
    for learner, score in ((best, 85), (good, 84), (edge, 60), (truant, 99), (weak, 59)):
        _assess(training, learner, score)
    closed = training.CloseClass(
        pb.CloseClassRequest(request_id=new_id(), class_id=class_id, closed_on=dates.to_wire(SESSIONS[-1]))
    ).training_class

    result = closed.result
    assert (result.enrolled, result.passed, result.excellent, result.failed, result.withdrawn) == (7, 3, 1, 3, 1)
    assert closed.status == pb.CLASS_STATUS_CLOSED
    assert closed == training.GetClass(pb.GetClassRequest(class_id=class_id)).training_class
    graduated = {each.enrolment_id: each.excellent for each in published(database, TraineeGraduated)}  # type: ignore[attr-defined]
    assert graduated == {best: True, good: False, edge: False}
    failed = {each.enrolment_id: each.reason for each in published(database, TraineeFailed)}  # type: ignore[attr-defined]
    assert failed == {truant: 1, unassessed: 3, weak: 2}
    assert len(published(database, EnrolmentWithdrawn)) == 1
    [event] = published(database, ClassClosed)
    assert isinstance(event, ClassClosed)
    assert (event.enrolled, event.passed, event.excellent, event.failed, event.withdrawn) == (7, 3, 1, 3, 1)
    shown = _enrolment(training, leaver)
    assert (shown.attendance.present, shown.attendance.absent) == (2, 0)
    assert (shown.status, _enrolment(training, best).score) == (pb.ENROLMENT_STATUS_WITHDRAWN, 85)


def test_attendance_can_be_corrected_until_the_class_closes(database: Database, training: TrainingServiceStub) -> None:
    class_id, ids = _enrolled(database, training, 2)
    _start(training, class_id)
    _attend(training, class_id, SESSIONS[0], ids)
    _attend(training, class_id, SESSIONS[0], ids[:1])
    assert [_enrolment(training, each).attendance.present for each in ids] == [1, 0]


def test_the_same_request_sent_again_has_one_effect_and_the_same_answer(
    database: Database, training: TrainingServiceStub
) -> None:
    request = pb.OpenClassRequest(request_id=new_id(), plan=plan_message(), opened_on=dates.to_wire(OPENED))
    first, again = training.OpenClass(request), training.OpenClass(request)
    assert first == again
    assert database.collection("classes").count_documents({}) == 1
    request.plan.capacity = 21
    with pytest.raises(grpc.RpcError) as refused:
        training.OpenClass(request)
    assert faulty_fields(refused.value) == ["request_id"]


def test_classes_are_listed_by_region_and_state_and_page_by_page(
    database: Database, training: TrainingServiceStub
) -> None:
    here = {_opened(training) for _ in range(3)}
    there = _opened(training, region_code="370215", catchment_region_code="")
    seen: list[str] = []
    token = ""
    while True:
        page = training.ListClasses(pb.ListClassesRequest(region_code="370100", page_size=2, page_token=token))
        seen += [each.class_id for each in page.classes]
        token = page.next_page_token
        if not token:
            break
    assert (set(seen), len(seen)) == (here, 3)
    everywhere = training.ListClasses(pb.ListClassesRequest(status="CLASS_STATUS_ENROLLING")).classes
    assert {each.class_id for each in everywhere} == here | {there}
    assert not training.ListClasses(pb.ListClassesRequest(status="CLASS_STATUS_CLOSED")).classes
    assert everywhere[0].plan.catchment_region_code in {"370100", "370215"}


def test_enrolments_are_listed_by_state_with_their_reasons(database: Database, training: TrainingServiceStub) -> None:
    class_id, _ = _enrolled(database, training, 2)
    unwilling = Applicant()
    hear(database, unwilling.registered(), unwilling.certified(), unwilling.need(willing=False))
    request = pb.ListEnrolmentsRequest(class_id=class_id, status="ENROLMENT_STATUS_REFUSED")
    [refused] = training.ListEnrolments(request).enrolments
    assert refused.person_id == unwilling.id
    assert list(refused.refusal_reasons) == [1]
    assert not refused.HasField("attendance")


def test_the_last_seat_freed_by_two_withdrawals_at_once_is_given_once_each(
    database: Database, training: TrainingServiceStub
) -> None:
    class_id = _opened(training, capacity=2)
    for _ in range(4):
        hear(database, *Applicant().stream())
    seated = training.ListEnrolments(
        pb.ListEnrolmentsRequest(class_id=class_id, status="ENROLMENT_STATUS_CONFIRMED")
    ).enrolments

    def leave(each: pb.Enrolment) -> None:
        training.WithdrawEnrolment(
            pb.WithdrawEnrolmentRequest(
                request_id=new_id(),
                enrolment_id=each.enrolment_id,
                reason="WITHDRAWAL_REASON_OTHER",
                withdrawn_on=dates.to_wire(STARTS),
            )
        )

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(leave, seated))
    shown = training.GetClass(pb.GetClassRequest(class_id=class_id)).training_class
    assert (shown.confirmed, shown.waitlisted) == (2, 0)
    assert database.collection("enrolments").count_documents({"status": "CONFIRMED"}) == 2


# Wrong calls: each row is what is wrong, the status, and the field named (or, for a wrong state, the reason).


def _check(
    database: Database, rpc: Any, right: Message, rows: list[tuple[dict[str, Any], grpc.StatusCode, str]]
) -> None:
    """Every row, put over the right request, gets its status and names its field; nothing is changed by any."""
    before = everything(database)
    for changes, code, named in rows:
        request = type(right)()
        request.CopyFrom(right)
        for field in changes:
            request.ClearField(field)
        request.MergeFrom(type(right)(**{name: value for name, value in changes.items() if value is not None}))
        with pytest.raises(grpc.RpcError) as refused:
            rpc(request)
        told = (
            faulty_fields(refused.value) if code is INVALID
            else [error_info(refused.value).reason] if code is PRECONDITION
            else [error_info(refused.value).metadata["field"]]
        )  # fmt: skip
        assert (refused.value.code(), named in told) == (code, True), (changes, refused.value.details(), told)
        assert everything(database) == before, changes
    rpc(right)


def _bad_ids(field: str) -> list[tuple[dict[str, Any], grpc.StatusCode, str]]:
    return [
        ({field: ""}, INVALID, field),
        ({field: "1"}, INVALID, field),
        ({field: "x" * 100_000}, INVALID, field),
        ({field: new_id()}, grpc.StatusCode.NOT_FOUND, field),
    ]


BAD_REQUEST_IDS: list[tuple[dict[str, Any], grpc.StatusCode, str]] = [
    ({"request_id": ""}, INVALID, "request_id"),
    ({"request_id": "again"}, INVALID, "request_id"),
]


def _bad_dates(field: str) -> list[tuple[dict[str, Any], grpc.StatusCode, str]]:
    return [
        ({field: None}, INVALID, field),
        ({field: Date(year=2020, month=2, day=30)}, INVALID, field),
        ({field: Date(year=2020, month=4)}, INVALID, field),
        ({field: Date(year=1, month=4, day=20)}, INVALID, field),
    ]


def test_wrong_calls_to_open_a_class(database: Database, training: TrainingServiceStub) -> None:
    right = pb.OpenClassRequest(request_id=new_id(), plan=plan_message(), opened_on=dates.to_wire(OPENED))

    def wrong(field: str, named: str = "", /, **changes: Any) -> tuple[dict[str, Any], grpc.StatusCode, str]:
        return {"plan": plan_message(**changes)}, INVALID, f"plan.{named or field}"

    def days(*days: date) -> list[Date]:
        return [dates.to_wire(day) for day in days]

    _check(
        database,
        training.OpenClass,
        right,
        [
            *BAD_REQUEST_IDS,
            *_bad_dates("opened_on"),
            ({"opened_on": dates.to_wire(TOMORROW), "plan": plan_message(
                starts_on=dates.to_wire(TOMORROW), ends_on=dates.to_wire(TOMORROW), sessions=days(TOMORROW))},
             INVALID, "opened_on"),
            ({"opened_on": dates.to_wire(STARTS + timedelta(days=1))}, INVALID, "plan.starts_on"),
            ({"plan": None}, INVALID, "plan"),
            wrong("title", title=""),
            wrong("title", title="班" * 101),
            wrong("title", title="班\x00"),
            wrong("provider", provider=None),
            wrong("provider.name", provider=pb.Provider(unified_social_credit_code="91370105000000000X")),
            wrong("provider.unified_social_credit_code", provider=pb.Provider(name="机构")),
            wrong("provider.unified_social_credit_code",
                  provider=pb.Provider(name="机构", unified_social_credit_code="913701050000000000")),
            wrong("region_code", region_code=""),
            wrong("region_code", region_code="37010"),
            wrong("catchment_region_code", catchment_region_code="37"),
            wrong("catchment_region_code", catchment_region_code="370200"),
            wrong("catchment_region_code", catchment_region_code="370105003"),
            wrong("occupation_code", occupation_code=""),
            wrong("occupation_code", occupation_code="4-07-02-03"),
            wrong("starts_on", starts_on=None),
            wrong("starts_on", starts_on=Date(year=2020, month=4)),
            wrong("ends_on", ends_on=None),
            wrong("ends_on", ends_on=dates.to_wire(STARTS - timedelta(days=1))),
            wrong("sessions", sessions=[]),
            wrong("sessions", sessions=days(*(STARTS,) * 201)),
            wrong("sessions[1]", sessions=days(STARTS, STARTS)),
            wrong("sessions[1]", sessions=days(SESSIONS[1], SESSIONS[0])),
            wrong("sessions[0]", sessions=days(STARTS - timedelta(days=1))),
            wrong("sessions[0]", sessions=days(SESSIONS[-1] + timedelta(days=1))),
            wrong("sessions[0]", sessions=[Date(year=2020, month=13, day=1)]),
            wrong("capacity", capacity=0),
            wrong("capacity", capacity=501),
            wrong("pass_mark", pass_mark=-1),
            wrong("pass_mark", pass_mark=101),
            wrong("excellent_mark", excellent_mark=101),
            wrong("excellent_mark", excellent_mark=59),
            wrong("minimum_attendance_percent", minimum_attendance_percent=101),
            wrong("rules", rules=[]),
            wrong("rules", rules=[1, 1]),
            wrong("rules[0]", rules=[0]),
            wrong("rules[0]", rules=[99]),
        ],
    )  # fmt: skip


def test_wrong_calls_to_read(database: Database, training: TrainingServiceStub) -> None:
    class_id, ids = _enrolled(database, training, 1)
    _check(database, training.GetClass, pb.GetClassRequest(class_id=class_id), _bad_ids("class_id"))
    _check(database, training.GetEnrolment, pb.GetEnrolmentRequest(enrolment_id=ids[0]), _bad_ids("enrolment_id"))
    pages: list[tuple[dict[str, Any], grpc.StatusCode, str]] = [
        ({"status": 99}, INVALID, "status"),
        ({"page_size": -1}, INVALID, "page_size"),
        ({"page_size": 501}, INVALID, "page_size"),
        ({"page_token": "nonsense"}, INVALID, "page_token"),
        ({"page_token": "x" * 3000}, INVALID, "page_token"),
    ]
    regions: list[tuple[dict[str, Any], grpc.StatusCode, str]] = [
        ({"region_code": "3701"}, INVALID, "region_code"),
        ({"region_code": "济南"}, INVALID, "region_code"),
    ]
    _check(database, training.ListClasses, pb.ListClassesRequest(), [*pages, *regions])
    right = pb.ListEnrolmentsRequest(class_id=class_id)
    _check(database, training.ListEnrolments, right, [*_bad_ids("class_id"), *pages])


def test_wrong_calls_to_start_a_class(database: Database, training: TrainingServiceStub) -> None:
    empty = _opened(training)
    over, _ = _enrolled(database, training, 0)
    training.CancelClass(pb.CancelClassRequest(request_id=new_id(), class_id=over, cancelled_on=dates.to_wire(OPENED)))
    nobody = _opened(training, region_code="370215", catchment_region_code="")
    hear(database, *Applicant().stream())
    right = pb.StartClassRequest(request_id=new_id(), class_id=empty, started_on=dates.to_wire(STARTS))
    _check(
        database,
        training.StartClass,
        right,
        [
            *BAD_REQUEST_IDS,
            *_bad_ids("class_id"),
            *_bad_dates("started_on"),
            ({"started_on": dates.to_wire(OPENED - timedelta(days=1))}, INVALID, "started_on"),
            ({"started_on": dates.to_wire(STARTS + timedelta(days=1))}, INVALID, "started_on"),
            ({"started_on": dates.to_wire(TOMORROW)}, INVALID, "started_on"),
            ({"class_id": over}, PRECONDITION, "CLASS_NOT_ENROLLING"),
            ({"class_id": nobody}, PRECONDITION, "CLASS_HAS_NO_LEARNERS"),
        ],
    )
    assert len(published(database, ClassStarted)) == 1


def test_wrong_calls_to_record_attendance(database: Database, training: TrainingServiceStub) -> None:
    class_id, ids = _enrolled(database, training, 2)
    enrolling = _opened(training)
    hear_classes(database)
    refused = Applicant()
    hear(database, refused.registered(), refused.need())
    late = Applicant()
    hear(database, late.registered(), late.certified(), late.need(on=SESSIONS[0] + timedelta(days=1)))
    _start(training, class_id)
    stranger = database.collection("enrolments").find_one({"class_id": class_id, "person_id": refused.id})
    latecomer = database.collection("enrolments").find_one({"class_id": class_id, "person_id": late.id})
    elsewhere = database.collection("enrolments").find_one({"class_id": enrolling})
    assert stranger
    assert latecomer
    assert elsewhere
    training.WithdrawEnrolment(
        pb.WithdrawEnrolmentRequest(
            request_id=new_id(),
            enrolment_id=ids[1],
            reason="WITHDRAWAL_REASON_HEALTH",
            withdrawn_on=dates.to_wire(SESSIONS[1]),
        )
    )
    right = pb.RecordAttendanceRequest(
        request_id=new_id(), class_id=class_id, session_on=dates.to_wire(STARTS), present_enrolment_ids=ids
    )
    first = "present_enrolment_ids[0]"
    _check(
        database,
        training.RecordAttendance,
        right,
        [
            *BAD_REQUEST_IDS,
            *_bad_ids("class_id"),
            *_bad_dates("session_on"),
            ({"session_on": dates.to_wire(STARTS - timedelta(days=1))}, INVALID, "session_on"),
            ({"session_on": dates.to_wire(SESSIONS[-1] + timedelta(days=1))}, INVALID, "session_on"),
            ({"present_enrolment_ids": ["x"]}, INVALID, first),
            ({"present_enrolment_ids": [ids[0], ids[0]]}, INVALID, "present_enrolment_ids"),
            ({"present_enrolment_ids": [new_id() for _ in range(501)]}, INVALID, "present_enrolment_ids"),
            ({"present_enrolment_ids": [new_id()]}, INVALID, first),
            ({"present_enrolment_ids": [stranger["_id"]]}, INVALID, first),
            ({"present_enrolment_ids": [elsewhere["_id"]]}, INVALID, first),
            ({"present_enrolment_ids": [latecomer["_id"]]}, INVALID, first),
            ({"session_on": dates.to_wire(SESSIONS[2]), "present_enrolment_ids": [ids[1]]}, INVALID, first),
            ({"class_id": enrolling}, PRECONDITION, "CLASS_NOT_RUNNING"),
        ],
    )


def test_attendance_of_a_session_still_to_come_is_refused(database: Database, training: TrainingServiceStub) -> None:
    coming = dates.to_wire(TOMORROW)
    class_id, ids = _enrolled(database, training, 1, sessions=[coming], ends_on=coming)
    _start(training, class_id)
    with pytest.raises(grpc.RpcError) as refused:
        _attend(training, class_id, TOMORROW, ids)
    assert (refused.value.code(), faulty_fields(refused.value)) == (INVALID, ["session_on"])
    assert database.collection("attendance").count_documents({}) == 0


def test_wrong_calls_to_record_an_assessment(database: Database, training: TrainingServiceStub) -> None:
    class_id, ids = _enrolled(database, training, 1)
    refused = Applicant()
    hear(database, refused.registered(), refused.need())
    not_admitted = database.collection("enrolments").find_one({"person_id": refused.id})
    assert not_admitted
    right = pb.RecordAssessmentRequest(
        request_id=new_id(), enrolment_id=ids[0], score=0, assessed_on=dates.to_wire(STARTS)
    )
    early = right.__class__()
    early.CopyFrom(right)
    early.request_id = new_id()
    with pytest.raises(grpc.RpcError) as too_early:
        training.RecordAssessment(early)
    assert error_info(too_early.value).reason == "CLASS_NOT_RUNNING"
    _start(training, class_id)
    _check(
        database,
        training.RecordAssessment,
        right,
        [
            *BAD_REQUEST_IDS,
            *_bad_ids("enrolment_id"),
            *_bad_dates("assessed_on"),
            ({"score": None}, INVALID, "score"),
            ({"score": -1}, INVALID, "score"),
            ({"score": 101}, INVALID, "score"),
            ({"assessed_on": dates.to_wire(STARTS - timedelta(days=1))}, INVALID, "assessed_on"),
            ({"assessed_on": dates.to_wire(TOMORROW)}, INVALID, "assessed_on"),
            ({"enrolment_id": not_admitted["_id"]}, PRECONDITION, "ENROLMENT_NOT_CONFIRMED"),
        ],
    )
    assert _enrolment(training, ids[0]).HasField("score")


def test_wrong_calls_to_withdraw(database: Database, training: TrainingServiceStub) -> None:
    class_id, ids = _enrolled(database, training, 1)
    refused = Applicant()
    hear(database, refused.registered(), refused.need())
    not_admitted = database.collection("enrolments").find_one({"person_id": refused.id})
    assert not_admitted
    _start(training, class_id)
    right = pb.WithdrawEnrolmentRequest(
        request_id=new_id(), enrolment_id=ids[0], reason="WITHDRAWAL_REASON_OTHER", withdrawn_on=dates.to_wire(STARTS)
    )
    _check(
        database,
        training.WithdrawEnrolment,
        right,
        [
            *BAD_REQUEST_IDS,
            *_bad_ids("enrolment_id"),
            *_bad_dates("withdrawn_on"),
            ({"reason": 0}, INVALID, "reason"),
            ({"reason": 99}, INVALID, "reason"),
            ({"withdrawn_on": dates.to_wire(STARTS - timedelta(days=1))}, INVALID, "withdrawn_on"),
            ({"withdrawn_on": dates.to_wire(TOMORROW)}, INVALID, "withdrawn_on"),
            ({"enrolment_id": not_admitted["_id"]}, PRECONDITION, "ENROLMENT_NOT_ACTIVE"),
        ],
    )
    training.CancelClass(
        pb.CancelClassRequest(request_id=new_id(), class_id=class_id, cancelled_on=dates.to_wire(STARTS))
    )
    right.request_id = new_id()
    with pytest.raises(grpc.RpcError) as over:
        training.WithdrawEnrolment(right)
    assert error_info(over.value).reason == "CLASS_OVER"


def test_wrong_calls_to_close_a_class(database: Database, training: TrainingServiceStub) -> None:
    class_id, ids = _enrolled(database, training, 1, sessions=[dates.to_wire(day) for day in SESSIONS[:2]])
    still_enrolling = _opened(training)
    _start(training, class_id)
    right = pb.CloseClassRequest(request_id=new_id(), class_id=class_id, closed_on=dates.to_wire(SESSIONS[-1]))
    _attend(training, class_id, SESSIONS[0], ids)
    with pytest.raises(grpc.RpcError) as unrecorded:
        training.CloseClass(right)
    assert error_info(unrecorded.value).reason == "SESSIONS_NOT_RECORDED"
    assert SESSIONS[1].isoformat() in (unrecorded.value.details() or "")
    _attend(training, class_id, SESSIONS[1], ids)
    _assess(training, ids[0], 90)
    _check(
        database,
        training.CloseClass,
        right,
        [
            *BAD_REQUEST_IDS,
            *_bad_ids("class_id"),
            *_bad_dates("closed_on"),
            ({"closed_on": dates.to_wire(STARTS)}, INVALID, "closed_on"),
            ({"closed_on": dates.to_wire(SESSIONS[-1] - timedelta(days=1))}, INVALID, "closed_on"),
            ({"closed_on": dates.to_wire(TOMORROW)}, INVALID, "closed_on"),
            ({"class_id": still_enrolling}, PRECONDITION, "CLASS_NOT_RUNNING"),
        ],
    )
    for rpc, again in (
        (training.CloseClass, pb.CloseClassRequest(class_id=class_id, closed_on=dates.to_wire(SESSIONS[-1]))),
        (training.CancelClass, pb.CancelClassRequest(class_id=class_id, cancelled_on=dates.to_wire(SESSIONS[-1]))),
        (
            training.RecordAttendance,
            pb.RecordAttendanceRequest(class_id=class_id, session_on=dates.to_wire(STARTS)),
        ),
    ):
        again.request_id = new_id()
        with pytest.raises(grpc.RpcError) as over:
            rpc(again)
        assert error_info(over.value).reason in {"CLASS_NOT_RUNNING", "CLASS_OVER"}


def test_wrong_calls_to_cancel_a_class(database: Database, training: TrainingServiceStub) -> None:
    class_id = _opened(training)
    right = pb.CancelClassRequest(request_id=new_id(), class_id=class_id, cancelled_on=dates.to_wire(OPENED))
    over = _opened(training)
    database.transact(lambda tx: commands.cancel_class(tx, over, OPENED))
    _check(
        database,
        training.CancelClass,
        right,
        [
            *BAD_REQUEST_IDS,
            *_bad_ids("class_id"),
            *_bad_dates("cancelled_on"),
            ({"cancelled_on": dates.to_wire(OPENED - timedelta(days=1))}, INVALID, "cancelled_on"),
            ({"cancelled_on": dates.to_wire(TOMORROW)}, INVALID, "cancelled_on"),
            ({"class_id": over}, PRECONDITION, "CLASS_OVER"),
        ],
    )
