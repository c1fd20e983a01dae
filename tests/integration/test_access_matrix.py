"""Every rpc of every service, from the contracts: who may not call it is refused, and nothing is changed by that."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from uuid import uuid4

import grpc
import pytest
from bihuan.levy.v1 import declaration_service_pb2
from bihuan.levy.v1.collection_service_pb2_grpc import CollectionServiceStub
from bihuan.levy.v1.declaration_service_pb2_grpc import DeclarationServiceStub
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceStub
from bihuan.levy.v1.province_service_pb2 import StartAssessmentRunRequest
from bihuan.levy.v1.province_service_pb2_grpc import ProvinceServiceStub
from bihuan.outreach.v1.outreach_service_pb2_grpc import add_OutreachServiceServicer_to_server
from bihuan.recruitment.v1.recruitment_service_pb2_grpc import add_RecruitmentServiceServicer_to_server
from bihuan.registry.v1 import change_request_service_pb2, household_service_pb2
from bihuan.registry.v1.change_request_service_pb2_grpc import ChangeRequestServiceStub
from bihuan.registry.v1.household_service_pb2_grpc import HouseholdServiceStub
from bihuan.registry.v1.registry_service_pb2 import QUALITY_FINDING_NO_PHONE
from bihuan.registry.v1.registry_service_pb2_grpc import RegistryServiceStub
from bihuan.registry.v1.survey_service_pb2_grpc import SurveyServiceStub
from bihuan.training.v1.training_service_pb2_grpc import add_TrainingServiceServicer_to_server
from google.protobuf import json_format, message_factory
from google.rpc import error_details_pb2
from google.type.date_pb2 import Date
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_status import rpc_status
from pymongo import MongoClient

from deploy.rpcs import Rpc, rpcs, scopes
from services.levy import api as levy_api
from services.levy.api import LevyApi
from services.outreach import store as outreach_store
from services.outreach.api import OutreachService
from services.recruitment import store as recruitment_store
from services.recruitment.api import RecruitmentApi
from services.registry import api as registry_api
from services.registry.api import Registry
from services.training import store as training_store
from services.training.api import Training
from shared import audit, grpc_server
from shared.admission import AccessNotDeclared
from shared.once import INDEXES as REQUEST_INDEXES
from shared.purposes import PURPOSES
from shared.store import Database, Document
from tests import callers, levy_samples, outreach_samples, training_samples
from tests.callers import PURPOSE, presented, token
from tests.import_samples import with_a_finding
from tests.integration.registry.test_registry_api import need_of, registration
from tests.integration.registry.test_registry_surveys import start
from tests.levy_province import work_off
from tests.recruitment_samples import Client, employer_code
from tests.requests import sample
from tests.ring import RING

RPCS = list(rpcs())
HERE, ELSEWHERE = "370105", "370200"
UNKNOWN, DENIED, ABSENT = (
    grpc.StatusCode.UNAUTHENTICATED,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.NOT_FOUND,
)


def erases(rpc: Rpc) -> bool:
    return rpc.method.name.startswith(("Erase", "Deregister"))


Metadata = list[tuple[str, str]]
# What requests of all services name.
COMMON = {
    "page_token": "",
    "region_code": HERE,
    "parent_code": "370100",
    "catchment_region_code": HERE,
    "unified_social_credit_code": employer_code(),
}


@dataclass
class Served:
    """One service with rows in Tianqiao (370105), and the fields that name them."""

    database: Database
    port: int
    channel: grpc.Channel
    known: dict[str, Any] = field(default_factory=dict)

    def call(self, rpc: Rpc, request: Any, metadata: Metadata) -> tuple[grpc.StatusCode, str, Any]:
        """Code, reason, and the answer or ErrorInfo's metadata."""
        answer_class = message_factory.GetMessageClass(rpc.method.output_type)
        streams = rpc.method.client_streaming
        method: Any = (self.channel.stream_stream if streams else self.channel.unary_unary)(
            rpc.path,
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=answer_class.FromString,
        )
        try:
            if streams:
                return grpc.StatusCode.OK, "", next(method(iter([request]), metadata=metadata, timeout=20))
            return grpc.StatusCode.OK, "", method(request, metadata=metadata, timeout=20)
        except grpc.RpcError as error:
            call: Any = error
            status = rpc_status.from_call(call)
            info = error_details_pb2.ErrorInfo()
            for packed in status.details if status else []:
                packed.Unpack(info)
            return call.code(), info.reason, dict(info.metadata)

    def entries(self, rpc: Rpc) -> list[Document]:
        """Of an rpc, in its audit."""
        links = self.database.client[audit.database_name(self.database.mongo.name)][audit.LINKS]
        found = [entry for link in links.find().sort([("at", 1), ("_id", 1)]) for entry in link["entries"]]
        return [entry for entry in found if f"/{entry['op']}" == rpc.path]

    def rows(self) -> dict[str, list[Document]]:
        """All that is stored."""
        found = self.database.mongo
        return {name: list(found[name].find().sort("_id")) for name in sorted(found.list_collection_names())}


def seed_registry(database: Database, channel: grpc.Channel) -> dict[str, Any]:
    registry = RegistryServiceStub(channel)
    person = registry.RegisterPerson(registration(1, region_code="370105003")).person.person_id
    certificate = database.mongo["certificates"].find_one({})
    assert certificate is not None
    recorded = registry.RecordNeed(need_of(person))
    desk = ChangeRequestServiceStub(channel)
    kind: Any = change_request_service_pb2.OpenChangeRequestRequest.DESCRIPTOR
    opening = sample(kind, {"person_id": person})
    change = desk.OpenChangeRequest(opening).change_request.change_request_id
    attaching = change_request_service_pb2.AttachEvidenceRequest(
        request_id=str(uuid4()), change_request_id=change, content=b"%PDF-1.7"
    )
    [evidence] = desk.AttachEvidence(attaching).change_request.evidence
    other = registry.RegisterPerson(registration(2, region_code="370105003")).person.person_id
    homes = HouseholdServiceStub(channel)
    member: Any = {"person_id": person, "relation": household_service_pb2.HOUSEHOLD_RELATION_HEAD}
    home = homes.RegisterHousehold(
        household_service_pb2.RegisterHouseholdRequest(
            request_id=str(uuid4()), region_code="370105003", members=[member], since=Date(year=2020, month=4, day=1)
        )
    ).household
    kin_kind: Any = household_service_pb2.RecordKinRequest.DESCRIPTOR
    kin = homes.RecordKin(sample(kin_kind, {"person_id": person, "kin_person_id": other})).kin
    registry.RegisterPerson(registration(3, region_code="370105003", phone=""))  # for the finding that one is missing
    return {
        "import_id": with_a_finding(channel),
        "person_id": person,
        "certificate_id": certificate["_id"],
        "duplicate_person_id": other,
        "kin_person_id": other,
        "household_id": home.household_id,
        "kin_id": kin.kin_id,
        "loop_id": recorded.loop_id,
        "change_request_id": change,
        "evidence_id": evidence.evidence_id,
        "need_id": recorded.need.need_id,
        "finding": QUALITY_FINDING_NO_PHONE,
        "region_codes": ["370105003"],
        "survey_id": SurveyServiceStub(channel).StartSurvey(start(region_codes=["370105003"])).survey.survey_id,
    }


def seed_training(database: Database, channel: grpc.Channel) -> dict[str, Any]:
    class_id = training_samples.open_class(database)
    training_samples.hear(database, *training_samples.Applicant().stream())
    enrolment = database.mongo["enrolments"].find_one({})
    assert enrolment is not None
    return {"class_id": class_id, "enrolment_id": enrolment["_id"], "plan": training_samples.plan_message()}


def seed_recruitment(database: Database, channel: grpc.Channel) -> dict[str, Any]:
    client = Client.on(channel)
    post, seeker = client.post(region_code=HERE), client.seeker(region_code="370105003")
    placement = client.intention(post, seeker)
    return {"post_id": post.post_id, "seeker_id": seeker.seeker_id, "placement_id": placement.placement_id}


def seed_levy(database: Database, channel: grpc.Channel) -> dict[str, Any]:
    levy = LevyServiceStub(channel)
    employer = levy.RegisterEmployer(levy_samples.registration()).employer
    levy.RegisterEmployer(levy_samples.registration(levy_samples.MILL))
    twice = levy_samples.place(database, 3, date(2020, 1, 1))
    levy_samples.hear(database, levy_samples.placement_started(twice.person_id, date(2020, 2, 1), levy_samples.MILL))
    declared = levy.SubmitDeclaration(levy_samples.declaration()).declaration
    conflict = database.mongo["conflicts"].find_one({})
    assert conflict is not None
    levy_samples.approve(database)
    issued = levy.IssueAssessment(levy_samples.issue()).assessment
    starting = declaration_service_pb2.StartDraftRequest(
        request_id=str(uuid4()), employer_code=employer.employer_code, base_year=issued.base_year
    )
    collection = CollectionServiceStub(channel)
    relief = collection.ApplyForRelief(levy_samples.application()).relief
    appeal = collection.FileAppeal(levy_samples.appeal(issued.assessment_id)).appeal
    notice = collection.IssueNotice(levy_samples.notice()).notice
    started = StartAssessmentRunRequest(
        request_id=str(uuid4()),
        region_code=HERE,
        levy_year=2021,
        assessed_on=levy_samples.wire(2021, 9, 2),
        dry_run=True,
    )
    run = ProvinceServiceStub(channel).StartAssessmentRun(started).run
    work_off(database)
    levy_samples.beyond_the_ratio(database, levy, levy_samples.SHOP)
    award = collection.ApplyForAward(levy_samples.award(levy_samples.SHOP)).award
    return {
        "assessment_run_id": run.assessment_run_id,
        "draft_id": DeclarationServiceStub(channel).StartDraft(starting).draft.draft_id,
        "declaration_id": declared.declaration_id,
        "conflict_id": conflict["_id"],
        "wage_currency": "CNY",
        "employer_code": employer.employer_code,
        "assessment_id": issued.assessment_id,
        "base_year": issued.base_year,
        "levy_year": issued.levy_year,
        "relief_id": relief.relief_id,
        "appeal_id": appeal.appeal_id,
        "notice_id": notice.notice_id,
        "award_id": award.award_id,
    }


def seed_outreach(database: Database, channel: grpc.Channel) -> dict[str, Any]:
    outreach_samples.hear(database, outreach_samples.Person("370105003").refused())
    desk = outreach_samples.Desk(channel)
    case_id = desk.only_case().case_id
    desk.staffed(case_id)
    worker_id = desk.get(case_id).assignments[0].worker_id
    return {"case_id": case_id, "worker_id": worker_id, "owner_id": worker_id}


SERVICES: dict[str, tuple[Callable[[Database], object], Any, Any, Any]] = {
    "registry": (Registry, registry_api.add_to_server, registry_api.INDEXES, seed_registry),
    "training": (Training, add_TrainingServiceServicer_to_server, training_store.INDEXES, seed_training),
    "recruitment": (
        RecruitmentApi,
        add_RecruitmentServiceServicer_to_server,
        recruitment_store.INDEXES,
        seed_recruitment,
    ),
    "levy": (
        lambda database: LevyApi(database, levy_samples.with_social_average()),
        levy_api.add_to_server,
        levy_api.INDEXES,
        seed_levy,
    ),
    "outreach": (OutreachService, add_OutreachServiceServicer_to_server, outreach_store.INDEXES, seed_outreach),
}


@pytest.fixture(scope="module")
def served(mongo: MongoClient[Document]) -> Iterator[dict[str, Served]]:
    with all_served(mongo) as found:
        yield found


@contextmanager
def all_served(mongo: MongoClient[Document]) -> Iterator[dict[str, Served]]:
    """Every service with its rows, by name."""
    with ExitStack() as stack:
        found = {}
        for service, (make, add, indexes, seed) in SERVICES.items():
            name = f"test_{uuid4().hex}"
            stack.callback(mongo.drop_database, audit.database_name(name))
            stack.callback(mongo.drop_database, name)
            database = Database(mongo, name, ring=lambda: RING)
            database.ensure_indexes([*indexes, *REQUEST_INDEXES])
            server = grpc_server.start(service, make(database), add, callers.admission())
            stack.callback(server.stop)
            channel = stack.enter_context(grpc.insecure_channel(f"127.0.0.1:{server.port}"))
            known = {
                "page_token": "",
                "region_code": HERE,
                "parent_code": "370100",
                **seed(database, presented(channel)),
            }
            found[service] = Served(database, server.port, channel, known)
        yield found


def bearing(presented_token: str, **more: str) -> Metadata:
    return [("authorization", f"Bearer {presented_token}"), ("x-purpose", PURPOSE), *more.items()]


@cache
def of_regions(regions: tuple[str, ...]) -> str:
    return token(regions=list(regions))


def all_but(rpc: Rpc) -> str:
    return " ".join(each for each in scopes() if each != rpc.needs.scope and each not in rpc.needs.or_scopes)


REFUSED: dict[str, tuple[Callable[[Rpc], Metadata], grpc.StatusCode, str]] = {
    "no token": (lambda rpc: [("x-purpose", PURPOSE)], UNKNOWN, "TOKEN_MISSING"),
    "another scheme": (lambda rpc: [("authorization", "Basic YTpi")], UNKNOWN, "TOKEN_MALFORMED"),
    "two tokens": (
        lambda rpc: [("authorization", f"Bearer {token()}")] * 2,
        UNKNOWN,
        "TOKEN_MALFORMED",
    ),
    "no JWT": (lambda rpc: bearing("x.y.z"), UNKNOWN, "TOKEN_MALFORMED"),
    "expired": (lambda rpc: bearing(token(exp=int(time.time()) - 60)), UNKNOWN, "TOKEN_EXPIRED"),
    "not yet valid": (lambda rpc: bearing(token(nbf=int(time.time()) + 600)), UNKNOWN, "TOKEN_NOT_YET_VALID"),
    "wrong audience": (lambda rpc: bearing(token(aud="another")), UNKNOWN, "TOKEN_WRONG_AUDIENCE"),
    "wrong issuer": (lambda rpc: bearing(token(iss="urn:another")), UNKNOWN, "TOKEN_WRONG_ISSUER"),
    "alg none": (lambda rpc: bearing(callers.unsigned()), UNKNOWN, "TOKEN_ALGORITHM"),
    "HS256 with the public key": (
        lambda rpc: bearing(callers.signed_with_the_public_key()),
        UNKNOWN,
        "TOKEN_ALGORITHM",
    ),
    "another's signature": (lambda rpc: bearing(callers.signed_by_another()), UNKNOWN, "TOKEN_BAD_SIGNATURE"),
    "changed claims": (lambda rpc: bearing(callers.with_changed_claims()), UNKNOWN, "TOKEN_BAD_SIGNATURE"),
    "wrong scope": (lambda rpc: bearing(token(scope=all_but(rpc))), DENIED, "SCOPE_MISSING"),
    "no scope": (lambda rpc: bearing(token(scope="")), DENIED, "SCOPE_MISSING"),
    "unknown purpose": (
        lambda rpc: [("authorization", f"Bearer {token()}"), ("x-purpose", "curiosity")],
        DENIED,
        "PURPOSE_UNKNOWN",
    ),
    "glass without its scope": (
        lambda rpc: [*bearing(token(exp=int(time.time()) + 600)), ("x-break-glass", "INC-1")],
        DENIED,
        "BREAK_GLASS_DENIED",
    ),
}


@pytest.mark.parametrize("rpc", RPCS, ids=lambda rpc: f"{rpc.service}-{rpc.method.name}")
def test_who_may_not_call_is_refused_and_nothing_is_changed(served: dict[str, Served], rpc: Rpc) -> None:
    service = served[rpc.service]
    request = sample(rpc.method.input_type, service.known)
    before = service.rows()

    for case, (metadata, code, reason) in REFUSED.items():
        found = service.call(rpc, request, metadata(rpc))
        assert found[:2] == (code, reason), case
        if reason == "SCOPE_MISSING":
            assert found[2] == {"scope": rpc.needs.scope}

    if rpc.needs.personal:
        without = [("authorization", f"Bearer {token()}")]
        assert service.call(rpc, request, without)[:2] == (DENIED, "PURPOSE_REQUIRED")
    assert service.rows() == before


def persons_in(found: Any) -> set[str]:
    """The ids of persons in an answer's JSON."""
    if isinstance(found, list):
        return {id for each in found for id in persons_in(each)}
    if not isinstance(found, dict):
        return set()
    own = {found["personId"]} if "personId" in found else set()
    return own.union(*(persons_in(each) for each in found.values()))


# Left out of reads, so that their answers have rows to show.
FILTERS = ["status", "stage", "state", "step", "origin", "role", "employment_status", "waiting", "certificate_number"]
FILTERS += ["categories", "levels", "certificate_state", "age_from", "age_until", "open_need", "name", "programme_code"]
FILTERS += ["known_at", "stuck_for_days_at_least", "balance_at_most_fen"]
OF_OTHERS = ["loop_id", "person_id", "employer_code", "worker_id", "ineligible"]


def empty(answer: Any) -> bool:
    """Whether an answer shows no row: a list without any, or a verification that knows nobody."""
    lists = [each for each in answer.DESCRIPTOR.fields if each.is_repeated]
    if answer.DESCRIPTOR.name == "VerifyCertificateResponse":
        return bool(answer == type(answer)(result=5))
    if "answers" in answer.DESCRIPTOR.fields_by_name:  # of several verifications
        return all(empty(each.verification) for each in answer.answers)
    return bool(lists) and not any(len(getattr(answer, each.name)) for each in lists)


@pytest.mark.parametrize(
    "rpc", [rpc for rpc in RPCS if rpc.needs.reads_persons], ids=lambda rpc: f"{rpc.service}-{rpc.method.name}"
)
def test_a_read_about_persons_is_in_the_audit_with_all_whom_it_told_of(served: dict[str, Served], rpc: Rpc) -> None:
    service = served[rpc.service]
    known = {**dict.fromkeys(OF_OTHERS), **service.known, **dict.fromkeys(FILTERS)}
    entries = service.entries(rpc)

    code, _, answer = service.call(rpc, sample(rpc.method.input_type, known), bearing(of_regions(("370100",))))

    assert code is grpc.StatusCode.OK
    new = service.entries(rpc)[len(entries) :]
    assert len(new) == 1
    assert (new[0]["by"], new[0]["purpose"], new[0]["regions"]) == ("test-caller", PURPOSE, ["3701"])
    told = persons_in(json_format.MessageToDict(answer))
    assert {f"persons/{id}" for id in told} <= set(new[0]["ids"])
    assert new[0]["ids"] or not told


# Reads first, and what erases last: the others need its person.
OF_REGIONS = [rpc for rpc in RPCS if not rpc.needs.reference]
OF_REGIONS.sort(key=lambda rpc: (erases(rpc), rpc.writes))


@pytest.mark.parametrize(
    "rpc",
    OF_REGIONS,
    ids=lambda rpc: f"{rpc.service}-{rpc.method.name}",
)
def test_rows_of_other_regions_do_not_exist_and_nothing_is_changed(served: dict[str, Served], rpc: Rpc) -> None:
    service = served[rpc.service]
    known = service.known if rpc.writes else {**dict.fromkeys(OF_OTHERS), **service.known, **dict.fromkeys(FILTERS)}
    request = sample(rpc.method.input_type, known)
    requests = [request]
    if rpc.method.name.startswith("List"):
        requests.append(sample(rpc.method.input_type, {**known, "region_code": "370000"}))
    before = service.rows()

    for regions in (("370200",), ("370105001", "370104"), ()):
        for asked in requests:
            code, reason, answer = service.call(rpc, asked, bearing(of_regions(regions)))
            hidden = code is grpc.StatusCode.OK and empty(answer)
            assert hidden or code is ABSENT or (code, reason) == (DENIED, "REGION_DENIED"), (regions, code, reason)

    assert service.rows() == before
    # A caller of the region gets through this door; what the work then says is another matter. (It may change rows.)
    own = service.call(rpc, request, bearing(of_regions(("370100",))))
    assert own[0] not in (UNKNOWN, DENIED, ABSENT), own
    assert own[0] is not grpc.StatusCode.OK or rpc.writes or not empty(own[2])


def test_the_glass_is_broken_for_one_call_with_a_reason_by_a_short_token(served: dict[str, Served]) -> None:
    registry = served["registry"]
    rpc = next(rpc for rpc in RPCS if rpc.method.name == "GetLoop")
    request = sample(rpc.method.input_type, registry.known)
    wide = f"{rpc.needs.scope} break-glass"
    short = token(scope=wide, regions=[ELSEWHERE], exp=int(time.time()) + 600)
    long = token(scope=wide, regions=[ELSEWHERE])

    assert registry.call(rpc, request, bearing(short))[0] is ABSENT
    assert registry.call(rpc, request, [*bearing(short), ("x-break-glass", "INC-2021/7")])[0] is grpc.StatusCode.OK
    assert registry.call(rpc, request, bearing(short))[0] is ABSENT
    for refused in ([*bearing(long), ("x-break-glass", "INC-7")], [*bearing(short), ("x-break-glass", "my neighbour")]):
        assert registry.call(rpc, request, refused)[:2] == (DENIED, "BREAK_GLASS_DENIED")


def test_behind_broken_glass_nobody_writes(served: dict[str, Served]) -> None:
    registry = served["registry"]
    before = registry.rows()
    rpc = next(rpc for rpc in RPCS if rpc.method.name == "CloseLoop")
    short = token(scope=f"{rpc.needs.scope} break-glass", exp=int(time.time()) + 600)
    request = sample(rpc.method.input_type, registry.known)
    assert registry.call(rpc, request, [*bearing(short), ("x-break-glass", "INC-7")])[:2] == (
        DENIED,
        "BREAK_GLASS_DENIED",
    )
    assert registry.rows() == before


def test_every_purpose_of_the_list_is_taken(served: dict[str, Served]) -> None:
    registry = served["registry"]
    rpc = next(rpc for rpc in RPCS if rpc.method.name == "GetLoop")
    request = sample(rpc.method.input_type, registry.known)

    for purpose in PURPOSES:
        metadata = [("authorization", f"Bearer {token()}"), ("x-purpose", purpose)]
        assert registry.call(rpc, request, metadata)[0] is grpc.StatusCode.OK


def test_health_and_reflection_answer_everybody(served: dict[str, Served]) -> None:
    health_stub: Any = health_pb2_grpc.HealthStub(served["levy"].channel)
    assert health_stub.Check(health_pb2.HealthCheckRequest()).status == health_pb2.HealthCheckResponse.SERVING
    reflected: Any = reflection_pb2_grpc.ServerReflectionStub(served["levy"].channel)
    asked = reflection_pb2.ServerReflectionRequest(list_services="")
    assert next(reflected.ServerReflectionInfo(iter([asked]))).list_services_response.service


def test_a_server_with_an_rpc_that_does_not_say_who_may_call_does_not_start() -> None:
    servicer = health.HealthServicer()  # a service whose contract says nothing of it

    with pytest.raises(AccessNotDeclared, match="Check"):
        grpc_server.start("probe", servicer, health_pb2_grpc.add_HealthServicer_to_server, callers.admission())
