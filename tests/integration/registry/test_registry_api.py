"""The registry's rpcs over real gRPC and MongoDB: what they do, and that a refused call changes nothing."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import grpc
import pytest
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.registry.v1 import registry_service_pb2_grpc as pb_grpc
from google.rpc import error_details_pb2
from google.type.date_pb2 import Date
from grpc_status import rpc_status

from deploy.synthetic import synthetic_identity
from services.registry import store
from services.registry.api import Registry
from shared import access, audit
from shared.errors import AlreadyExists
from shared.once import INDEXES as REQUEST_INDEXES
from shared.store import Database
from tests.callers import caller_of

Calls = pb_grpc.RegistryServiceStub
BORN_ON = date(1988, 5, 2)


@pytest.fixture
def calls(database: Database, serve: Callable[..., grpc.Channel]) -> Calls:
    database.ensure_indexes([*store.INDEXES, *REQUEST_INDEXES])
    return Calls(serve(Registry(database), pb_grpc.add_RegistryServiceServicer_to_server))


def new_request() -> str:
    return str(uuid.uuid4())


def day(year: int, month: int, day_of_month: int) -> Date:
    return Date(year=year, month=month, day=day_of_month)


def identity(number: int = 1, category: int = 4, level: int = 2, born_on: date = BORN_ON, sex: str = "M") -> Any:
    return synthetic_identity(
        number=number, region_code="370105", born_on=born_on, sex=sex, category=category, level=level
    )


def registration(number: int = 1, /, **changes: Any) -> pb.RegisterPersonRequest:
    fields: dict[str, Any] = {
        "request_id": new_request(),
        "resident_id": identity(number).resident_id,
        "name": "样本甲",
        "region_code": "370105003",
        "phone": "10000000001",
        "address": "样本路一号",
        "registered_on": day(2020, 3, 2),
        "registered_by": "worker:370105003",
        "certificate": pb.CertificateEntry(
            number=identity(number).certificate_number, issued_on=day(2015, 1, 1), expires_on=day(2024, 12, 31)
        ),
    }
    fields.update(changes)
    return pb.RegisterPersonRequest(**fields)


def need_of(person_id: str, /, **changes: Any) -> pb.RecordNeedRequest:
    fields: dict[str, Any] = {
        "request_id": new_request(),
        "person_id": person_id,
        "kind": ev.NEED_KIND_TRAINING,
        "occupation_code": "4030101",
        "willing": True,
        "recorded_on": day(2020, 3, 5),
        "recorded_by": "worker:370105003",
    }
    fields.update(changes)
    return pb.RecordNeedRequest(**fields)


def event_types(database: Database) -> list[str]:
    rows = (
        database.collection("outbox").find().sort([("recorded_at", 1), ("aggregate_id", 1), ("aggregate_version", 1)])
    )
    return [row["type"].rpartition(".")[2] for row in rows]


def everything(database: Database) -> dict[str, list[Any]]:
    return {name: list(database.collection(name).find().sort("_id")) for name in database.mongo.list_collection_names()}


def refused(
    database: Database, call: Callable[[Any], Any], request: Any, code: grpc.StatusCode, field: str
) -> error_details_pb2.ErrorInfo:
    """Make a call that must be refused with `code`, name `field`, tell nothing personal, and change nothing."""
    before = everything(database)
    with pytest.raises(grpc.RpcError) as caught:
        call(request)
    error: Any = caught.value
    assert error.code() == code, error.details()
    status = rpc_status.from_call(error)
    assert status is not None
    details = {detail.TypeName(): detail for detail in status.details}
    info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    details["google.rpc.ErrorInfo"].Unpack(info)
    if "google.rpc.BadRequest" in details:
        details["google.rpc.BadRequest"].Unpack(bad)
        assert field in [violation.field for violation in bad.field_violations], status
    else:
        assert info.metadata["field"] == field
    for personal in ("resident_id", "certificate_number", "name"):
        value = getattr(request, personal, "")
        assert not value or len(value) < 2 or value not in str(status)
    assert everything(database) == before
    return info


def registered_already(error: Any) -> tuple[str, str]:
    """Type and name of the resource that an ALREADY_EXISTS tells of."""
    status = rpc_status.from_call(error)
    assert status is not None
    resource = error_details_pb2.ResourceInfo()
    assert any(detail.Unpack(resource) for detail in status.details), status
    return resource.resource_type, resource.resource_name


INVALID = grpc.StatusCode.INVALID_ARGUMENT


def test_a_registered_person_has_sex_birth_date_and_working_age_from_the_resident_id(
    calls: Calls, database: Database
) -> None:
    answer = calls.RegisterPerson(registration())
    assert list(answer.warnings) == []
    assert (answer.person.working_age_from, answer.person.working_age_until) == (
        Date(year=2004, month=6),
        Date(year=2048, month=4),
    )
    person = calls.GetPerson(pb.GetPersonRequest(person_id=answer.person.person_id)).person
    assert (person.sex, person.birth_date, person.name) == (pb.SEX_MALE, day(1988, 5, 2), "样本甲")
    assert person.employment_status == ev.EMPLOYMENT_STATUS_NOT_EMPLOYED
    assert [(c.category, c.level, c.valid_until) for c in person.certificates] == [(4, 2, day(2024, 12, 31))]
    assert sorted(event_types(database)) == ["CertificateIssued", "PersonCertified", "PersonRegistered"]


def test_no_event_and_no_stored_answer_holds_anything_personal(calls: Calls, database: Database) -> None:
    person_id = calls.RegisterPerson(registration()).person.person_id
    calls.IssueCertificate(
        pb.IssueCertificateRequest(
            request_id=new_request(),
            person_id=person_id,
            certificate_number=identity(level=1).certificate_number + "B1",
            issued_on=day(2020, 3, 3),
            expires_on=day(2030, 3, 2),
        )
    )
    calls.RecordNeed(need_of(person_id))
    for collection in ("outbox", "requests"):
        for row in database.collection(collection).find():
            text = str(row) + str([bytes(v).decode("utf-8", "replace") for v in row.values() if isinstance(v, bytes)])
            for personal in (identity().resident_id, "样本", "10000000001", "19880502"):
                assert personal not in text


def test_the_same_request_sent_again_gets_the_same_answer_and_registers_nobody_twice(
    calls: Calls, database: Database
) -> None:
    request = registration()
    first = calls.RegisterPerson(request)
    assert calls.RegisterPerson(request) == first
    assert database.collection("persons").count_documents({}) == 1


def test_a_resident_id_registered_already_is_refused_with_the_id_of_that_person(
    calls: Calls, database: Database
) -> None:
    person_id = calls.RegisterPerson(registration()).person.person_id
    before = everything(database)
    with pytest.raises(grpc.RpcError) as caught:
        calls.RegisterPerson(registration(name="样本乙"))
    assert caught.value.code() == grpc.StatusCode.ALREADY_EXISTS
    assert registered_already(caught.value) == ("person", person_id)
    assert person_id not in str(caught.value.details())
    assert everything(database) == before


def test_who_asks_by_a_registration_whether_somebody_is_registered_is_in_the_audit(
    calls: Calls, database: Database
) -> None:
    person_id = calls.RegisterPerson(registration()).person.person_id
    # Faulty requests tell nothing, whether or not the person is registered.
    foreign = pb.CertificateEntry(
        number=OTHER.certificate_number, issued_on=day(2015, 1, 1), expires_on=day(2024, 12, 31)
    )
    faulty = {"certificate": foreign}
    for changes in (faulty, {"region_code": "370188"}, {"registered_on": day(2150, 1, 1)}):
        for number in (1, 3):
            with pytest.raises(grpc.RpcError) as refused:
                calls.RegisterPerson(registration(number, **changes))
            assert refused.value.code() == INVALID
    links = database.client[audit.database_name(database.mongo.name)][audit.LINKS]

    with pytest.raises(grpc.RpcError) as caught:
        calls.RegisterPerson(registration())

    assert caught.value.code() == grpc.StatusCode.ALREADY_EXISTS
    key = store.resident_key(database.vault, identity().resident_id)
    with access.acting(caller_of("370200")), pytest.raises(AlreadyExists) as unseen:
        database.transact(lambda tx: store.require_unregistered(tx, key, "it is"))
    assert (unseen.value.resource_id, unseen.value.audited_id) == ("", person_id)
    told = [entry for link in links.find() for entry in link["entries"] if entry["outcome"] != "written"]
    assert [(entry["by"], entry["ids"], entry["outcome"]) for entry in told] == [
        ("test-caller", [f"persons/{person_id}"], "already_exists")
    ]


def test_an_area_of_no_year_in_the_resident_id_is_a_warning(calls: Calls) -> None:
    from stdnum.cn import ric

    stem = "37999919880502000"
    answer = calls.RegisterPerson(registration(resident_id=stem + ric.calc_check_digit(stem + "0"), certificate=None))
    assert list(answer.warnings) == [pb.REGISTRATION_WARNING_RESIDENT_ID_REGION_UNKNOWN]


OTHER = identity(2)
WRONG_REGISTRATIONS: list[tuple[str, dict[str, Any]]] = [
    ("request_id", {"request_id": ""}),
    ("request_id", {"request_id": "not-a-uuid"}),
    ("resident_id", {"resident_id": ""}),
    ("resident_id", {"resident_id": identity().resident_id[:-1] + ("0" if identity().resident_id[-1] != "0" else "1")}),
    ("resident_id", {"resident_id": "".join(chr(ord(c) + 0xFEE0) for c in identity().resident_id)}),
    ("resident_id", {"resident_id": identity(born_on=date(2020, 3, 3)).resident_id, "certificate": None}),
    ("resident_id", {"resident_id": "9" * 5000}),
    ("name", {"name": ""}),
    ("name", {"name": " 样本"}),
    ("name", {"name": "样" * 101}),
    ("region_code", {"region_code": "37010"}),
    ("region_code", {"region_code": "370105999"}),
    ("region_code", {"region_code": "370282"}),
    ("phone", {"phone": "call me"}),
    ("address", {"address": "路" * 201}),
    ("registered_on", {"registered_on": None}),
    ("registered_on", {"registered_on": day(2020, 2, 30)}),
    ("registered_on", {"registered_on": Date(year=2020, month=3)}),
    ("registered_on", {"registered_on": day(2199, 1, 1)}),
    ("registered_by", {"registered_by": ""}),
]
WRONG_CERTIFICATES: list[tuple[str, dict[str, Any]]] = [
    ("certificate.number", {"number": ""}),
    ("certificate.number", {"number": identity().resident_id + "82"}),
    ("certificate.number", {"number": identity().resident_id + "45"}),
    ("certificate.number", {"number": OTHER.certificate_number}),
    ("certificate.issued_on", {"issued_on": None}),
    ("certificate.issued_on", {"issued_on": day(1988, 5, 1)}),
    ("certificate.issued_on", {"issued_on": day(2198, 1, 1)}),
    ("certificate.expires_on", {"expires_on": day(2015, 1, 1)}),
    ("certificate.expires_on", {"expires_on": day(2024, 13, 1)}),
]


@pytest.mark.parametrize(("field", "changes"), WRONG_REGISTRATIONS)
def test_a_registration_with_a_wrong_field_is_refused(
    calls: Calls, database: Database, field: str, changes: dict[str, Any]
) -> None:
    refused(database, calls.RegisterPerson, registration(**changes), INVALID, field)


@pytest.mark.parametrize(("field", "changes"), WRONG_CERTIFICATES)
def test_a_registration_with_a_wrong_certificate_is_refused(
    calls: Calls, database: Database, field: str, changes: dict[str, Any]
) -> None:
    entry: dict[str, Any] = {
        "number": identity().certificate_number,
        "issued_on": day(2015, 1, 1),
        "expires_on": day(2024, 12, 31),
    }
    request = registration(certificate=pb.CertificateEntry(**{**entry, **changes}))
    refused(database, calls.RegisterPerson, request, INVALID, field)


def test_a_regraded_certificate_replaces_the_one_before_and_the_history_is_kept(calls: Calls) -> None:
    person_id = calls.RegisterPerson(registration()).person.person_id
    number = identity(level=1).certificate_number + "B1"
    request = pb.IssueCertificateRequest(
        request_id=new_request(),
        person_id=person_id,
        certificate_number=number,
        issued_on=day(2020, 3, 3),
        expires_on=day(2030, 3, 2),
    )
    issued = calls.IssueCertificate(request).certificate
    assert (issued.number, issued.level) == (number, 1)
    assert calls.IssueCertificate(request).certificate == issued
    person = calls.GetPerson(pb.GetPersonRequest(person_id=person_id)).person
    assert [certificate.level for certificate in person.certificates] == [1, 2]

    def verified(on: Date, **asked: str) -> tuple[int, int]:
        answer = calls.VerifyCertificate(pb.VerifyCertificateRequest(on=on, **asked))
        return answer.result, answer.level

    old = identity().certificate_number
    assert verified(day(2020, 3, 2), certificate_number=old) == (pb.VERIFICATION_RESULT_VALID, 2)
    assert verified(day(2020, 3, 3), certificate_number=old) == (pb.VERIFICATION_RESULT_REPLACED, 2)
    assert verified(day(2020, 3, 2), certificate_number=number) == (pb.VERIFICATION_RESULT_NOT_YET_VALID, 1)
    assert verified(day(2030, 3, 2), person_id=person_id) == (pb.VERIFICATION_RESULT_VALID, 1)
    assert verified(day(2030, 3, 3), person_id=person_id) == (pb.VERIFICATION_RESULT_EXPIRED, 1)
    assert verified(day(2014, 12, 31), person_id=person_id) == (pb.VERIFICATION_RESULT_NOT_YET_VALID, 2)
    assert verified(day(2020, 1, 1), certificate_number=OTHER.certificate_number)[0] == pb.VERIFICATION_RESULT_NOT_FOUND
    assert verified(day(2020, 1, 1), person_id=str(uuid.uuid4()))[0] == pb.VERIFICATION_RESULT_NOT_FOUND


@pytest.mark.parametrize(
    ("code", "field", "changes"),
    [
        (INVALID, "certificate_number", {"certificate_number": OTHER.certificate_number}),
        (INVALID, "certificate_number", {"certificate_number": identity(category=8).certificate_number}),
        (INVALID, "issued_on", {"issued_on": day(2014, 1, 1)}),
        (INVALID, "expires_on", {"expires_on": day(2019, 1, 1)}),
        (INVALID, "person_id", {"person_id": "1"}),
        (grpc.StatusCode.NOT_FOUND, "person_id", {"person_id": str(uuid.uuid4())}),
        (
            grpc.StatusCode.ALREADY_EXISTS,
            "certificate_number",
            {"certificate_number": identity().certificate_number, "issued_on": day(2015, 1, 1)},
        ),
    ],
)
def test_a_certificate_that_cannot_be_is_refused(
    calls: Calls, database: Database, code: grpc.StatusCode, field: str, changes: dict[str, Any]
) -> None:
    fields: dict[str, Any] = {
        "request_id": new_request(),
        "person_id": calls.RegisterPerson(registration()).person.person_id,
        "certificate_number": identity(level=1).certificate_number,
        "issued_on": day(2020, 3, 3),
        "expires_on": day(2030, 3, 2),
    }
    refused(database, calls.IssueCertificate, pb.IssueCertificateRequest(**{**fields, **changes}), code, field)


def test_the_first_need_opens_a_loop_and_further_needs_join_it(calls: Calls, database: Database) -> None:
    person_id = calls.RegisterPerson(registration()).person.person_id
    first = calls.RecordNeed(need_of(person_id))
    second = calls.RecordNeed(need_of(person_id, kind=ev.NEED_KIND_EMPLOYMENT))
    assert first.loop_id == second.loop_id
    assert first.need.status == pb.NEED_STATUS_OPEN
    loop = calls.GetLoop(pb.GetLoopRequest(loop_id=first.loop_id)).loop
    assert (loop.state, loop.stage, loop.person_id) == (pb.LOOP_STATE_OPEN, ev.LOOP_STAGE_NEED_RECORDED, person_id)
    assert [need.kind for need in loop.needs] == [ev.NEED_KIND_TRAINING, ev.NEED_KIND_EMPLOYMENT]
    assert {step.service for step in loop.steps} == {"registry"}
    assert event_types(database).count("LoopOpened") == 1
    assert event_types(database).count("NeedRecorded") == 2


@pytest.mark.parametrize(
    ("code", "field", "changes"),
    [
        (INVALID, "kind", {"kind": 0}),
        (INVALID, "kind", {"kind": 9}),
        (INVALID, "occupation_code", {"occupation_code": "4-03"}),
        (INVALID, "occupation_code", {"occupation_code": "40301011"}),
        (INVALID, "recorded_on", {"recorded_on": None}),
        (INVALID, "recorded_on", {"recorded_on": day(2020, 3, 1)}),
        (INVALID, "recorded_on", {"recorded_on": day(2150, 3, 1)}),
        (INVALID, "recorded_by", {"recorded_by": "样本丙"}),
        (INVALID, "person_id", {"person_id": ""}),
        (grpc.StatusCode.NOT_FOUND, "person_id", {"person_id": str(uuid.uuid4())}),
        (grpc.StatusCode.ALREADY_EXISTS, "kind", {}),
    ],
)
def test_a_need_that_cannot_be_is_refused(
    calls: Calls, database: Database, code: grpc.StatusCode, field: str, changes: dict[str, Any]
) -> None:
    person_id = calls.RegisterPerson(registration()).person.person_id
    calls.RecordNeed(need_of(person_id))
    refused(database, calls.RecordNeed, need_of(person_id, **changes), code, field)


def test_a_loop_closed_by_hand_lets_its_needs_lapse_and_the_next_need_opens_another(calls: Calls) -> None:
    person_id = calls.RegisterPerson(registration()).person.person_id
    loop_id = calls.RecordNeed(need_of(person_id)).loop_id
    closed = calls.CloseLoop(closing(loop_id)).loop
    assert (closed.state, closed.outcome) == (pb.LOOP_STATE_CLOSED, ev.LOOP_OUTCOME_WITHDRAWN)
    assert calls.GetLoop(pb.GetLoopRequest(loop_id=loop_id)).loop.needs[0].status == pb.NEED_STATUS_LAPSED
    again = calls.RecordNeed(need_of(person_id, recorded_on=day(2020, 7, 1)))
    assert again.loop_id != loop_id
    person = calls.GetPerson(pb.GetPersonRequest(person_id=person_id)).person
    assert (list(person.loop_ids), person.open_loop_id) == ([loop_id, again.loop_id], again.loop_id)


def closing(loop_id: str, /, **changes: Any) -> pb.CloseLoopRequest:
    fields: dict[str, Any] = {
        "request_id": new_request(),
        "loop_id": loop_id,
        "outcome": ev.LOOP_OUTCOME_WITHDRAWN,
        "closed_on": day(2020, 6, 1),
    }
    return pb.CloseLoopRequest(**{**fields, **changes})


@pytest.mark.parametrize(
    ("code", "field", "changes"),
    [
        (INVALID, "outcome", {"outcome": 0}),
        (INVALID, "outcome", {"outcome": ev.LOOP_OUTCOME_SUCCESS}),
        (INVALID, "outcome", {"outcome": 77}),
        (INVALID, "closed_on", {"closed_on": None}),
        (INVALID, "closed_on", {"closed_on": day(2020, 3, 4)}),
        (INVALID, "closed_on", {"closed_on": day(2188, 3, 4)}),
        (INVALID, "loop_id", {"loop_id": "x"}),
        (grpc.StatusCode.NOT_FOUND, "loop_id", {"loop_id": str(uuid.uuid4())}),
    ],
)
def test_a_loop_is_not_closed_by_a_wrong_call(
    calls: Calls, database: Database, code: grpc.StatusCode, field: str, changes: dict[str, Any]
) -> None:
    person_id = calls.RegisterPerson(registration()).person.person_id
    loop_id = calls.RecordNeed(need_of(person_id)).loop_id
    refused(database, calls.CloseLoop, closing(loop_id, **changes), code, field)


def test_a_closed_loop_is_not_closed_again_and_a_dead_person_gets_nothing_new(calls: Calls, database: Database) -> None:
    person_id = calls.RegisterPerson(registration()).person.person_id
    loop_id = calls.RecordNeed(need_of(person_id)).loop_id
    calls.CloseLoop(closing(loop_id, outcome=ev.LOOP_OUTCOME_DIED))
    wrong_state = grpc.StatusCode.FAILED_PRECONDITION
    assert refused(database, calls.CloseLoop, closing(loop_id), wrong_state, "loop_id").reason == "LOOP_NOT_OPEN"
    later = need_of(person_id, recorded_on=day(2020, 7, 1))
    assert refused(database, calls.RecordNeed, later, wrong_state, "person_id").reason == "PERSON_DIED"
    certificate = pb.IssueCertificateRequest(
        request_id=new_request(),
        person_id=person_id,
        certificate_number=identity().certificate_number,
        issued_on=day(2020, 7, 1),
        expires_on=day(2030, 7, 1),
    )
    assert refused(database, calls.IssueCertificate, certificate, wrong_state, "person_id").reason == "PERSON_DIED"


def test_reads_of_what_is_not_there_and_wrong_reads_are_refused(calls: Calls, database: Database) -> None:
    missing = str(uuid.uuid4())
    not_found = grpc.StatusCode.NOT_FOUND
    refused(database, calls.GetPerson, pb.GetPersonRequest(person_id=missing), not_found, "person_id")
    refused(database, calls.GetPerson, pb.GetPersonRequest(person_id="1"), INVALID, "person_id")
    refused(database, calls.GetLoop, pb.GetLoopRequest(loop_id=missing), not_found, "loop_id")
    refused(database, calls.GetLoop, pb.GetLoopRequest(), INVALID, "loop_id")
    refused(database, calls.GetRegion, pb.GetRegionRequest(region_code="360000"), not_found, "region_code")
    refused(database, calls.ListRegions, pb.ListRegionsRequest(parent_code="3601"), INVALID, "parent_code")
    refused(database, calls.ListRegions, pb.ListRegionsRequest(parent_code="360100"), not_found, "parent_code")
    region = "370100"
    for call, request in ((calls.ListPersons, pb.ListPersonsRequest), (calls.ListLoops, pb.ListLoopsRequest)):
        refused(database, call, request(region_code=""), INVALID, "region_code")
        refused(database, call, request(region_code=region, page_size=501), INVALID, "page_size")
        refused(database, call, request(region_code=region, page_size=-1), INVALID, "page_size")
        refused(database, call, request(region_code=region, page_token="nonsense"), INVALID, "page_token")
        refused(database, call, request(region_code=region, page_token="x" * 2000), INVALID, "page_token")
    bad_status = pb.ListPersonsRequest(region_code=region, employment_status=9)  # type: ignore[arg-type]
    refused(database, calls.ListPersons, bad_status, INVALID, "employment_status")
    bad_stage = pb.ListLoopsRequest(region_code=region, stage=9)  # type: ignore[arg-type]
    refused(database, calls.ListLoops, bad_stage, INVALID, "stage")
    bad_state = pb.ListLoopsRequest(region_code=region, state=9)  # type: ignore[arg-type]
    refused(database, calls.ListLoops, bad_state, INVALID, "state")
    refused(database, calls.GetStatistics, pb.GetStatisticsRequest(region_code=region), INVALID, "as_of")
    on_no_day = pb.GetStatisticsRequest(region_code=region, as_of=day(2021, 2, 29))
    refused(database, calls.GetStatistics, on_no_day, INVALID, "as_of")
    refused(database, calls.VerifyCertificate, pb.VerifyCertificateRequest(on=day(2020, 1, 1)), INVALID, "certificate")
    undated = pb.VerifyCertificateRequest(certificate_number=identity().certificate_number)
    refused(database, calls.VerifyCertificate, undated, INVALID, "on")
    category_8 = pb.VerifyCertificateRequest(certificate_number=identity().resident_id + "8", on=day(2020, 1, 1))
    refused(database, calls.VerifyCertificate, category_8, INVALID, "certificate_number")


def test_lists_hold_a_regions_whole_subtree_page_by_page_and_nothing_personal(calls: Calls) -> None:
    inside = {calls.RegisterPerson(registration(n, region_code="370105003")).person.person_id for n in range(3)}
    calls.RegisterPerson(registration(7, region_code="370215"))
    loop_id = calls.RecordNeed(need_of(min(inside))).loop_id
    seen, token = [], ""
    while True:
        answer = calls.ListPersons(pb.ListPersonsRequest(region_code="370100", page_size=2, page_token=token))
        seen += list(answer.persons)
        token = answer.next_page_token
        if not token:
            break
    assert [person.person_id for person in seen] == sorted(inside)
    assert [person.open_loop_id for person in seen] == [loop_id, "", ""]
    assert identity(0).resident_id not in str(seen)
    assert "样本" not in str(seen)
    employed = pb.ListPersonsRequest(region_code="370000", employment_status=ev.EMPLOYMENT_STATUS_EMPLOYED)
    assert list(calls.ListPersons(employed).persons) == []

    def loops(**filters: Any) -> list[str]:
        return [loop.loop_id for loop in calls.ListLoops(pb.ListLoopsRequest(**filters)).loops]

    assert loops(region_code="370105") == [loop_id]
    assert loops(region_code="370105", state=pb.LOOP_STATE_OPEN, stage=ev.LOOP_STAGE_NEED_RECORDED) == [loop_id]
    assert loops(region_code="370105", state=pb.LOOP_STATE_CLOSED) == []
    assert loops(region_code="370200") == []


def test_the_region_tree_tells_what_became_of_a_code(calls: Calls) -> None:
    jimo = calls.GetRegion(pb.GetRegionRequest(region_code="370282")).region
    assert (jimo.name, jimo.valid_from_year, jimo.valid_until_year) == ("即墨市", 1989, 2017)
    assert (jimo.successor_code, jimo.parent_code) == ("370215", "370200")
    in_2020 = calls.ListRegions(pb.ListRegionsRequest(parent_code="370200", on=day(2020, 1, 1))).regions
    assert "370282" not in [region.region_code for region in in_2020]
    assert "370215" in [region.region_code for region in in_2020]


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same time; each one's answer, or its error."""
    barrier = threading.Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return action()
        except grpc.RpcError as error:
            return error

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_of_many_who_register_one_person_at_once_exactly_one_succeeds(calls: Calls, database: Database) -> None:
    requests = [registration() for _ in range(8)]
    answers = at_once(*(lambda r=request: calls.RegisterPerson(r) for request in requests))
    (person_id,) = (answer.person.person_id for answer in answers if isinstance(answer, pb.RegisterPersonResponse))
    errors = [answer for answer in answers if isinstance(answer, grpc.RpcError)]
    assert [error.code() for error in errors] == [grpc.StatusCode.ALREADY_EXISTS] * 7
    # whoever lost the race is told who is registered, as if they had come later
    assert {registered_already(error) for error in errors} == {("person", person_id)}
    assert database.collection("persons").count_documents({}) == 1
    assert sorted(event_types(database)) == ["CertificateIssued", "PersonCertified", "PersonRegistered"]


def test_needs_recorded_at_once_join_one_loop(calls: Calls, database: Database) -> None:
    person_id = calls.RegisterPerson(registration()).person.person_id
    requests = [need_of(person_id, occupation_code=str(n)) for n in range(6)]
    answers = at_once(*(lambda r=request: calls.RecordNeed(r) for request in requests))
    assert {type(answer) for answer in answers} == {pb.RecordNeedResponse}, answers
    assert len({answer.loop_id for answer in answers}) == 1
    assert event_types(database).count("LoopOpened") == 1
    rows = database.collection("outbox").find({"aggregate_id": person_id})
    assert sorted(row["aggregate_version"] for row in rows) == list(range(1, 9))
