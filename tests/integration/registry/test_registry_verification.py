"""Verification of one, of many and on a stream, over real gRPC and MongoDB."""

import uuid
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.registry.v1 import registry_service_pb2_grpc as pb_grpc

from services.registry import store
from services.registry.api import Registry
from shared.audit import LINKS, database_name
from shared.once import INDEXES as REQUEST_INDEXES
from shared.store import Database
from tests.integration.registry.test_registry_api import Calls, day, identity, registration

ON = day(2020, 4, 1)
VALID, EXPIRED, NOT_FOUND, ERASED = (
    pb.VERIFICATION_RESULT_VALID,
    pb.VERIFICATION_RESULT_EXPIRED,
    pb.VERIFICATION_RESULT_NOT_FOUND,
    pb.VERIFICATION_RESULT_ERASED,
)
CHECK = "registry.verification.read"
TELL = "registry.certificates.read"


@pytest.fixture
def channel(database: Database, serve: Callable[..., grpc.Channel]) -> grpc.Channel:
    database.ensure_indexes([*store.INDEXES, *REQUEST_INDEXES])
    return serve(Registry(database), pb_grpc.add_RegistryServiceServicer_to_server)


@pytest.fixture
def calls(channel: grpc.Channel) -> Calls:
    return Calls(channel)


def number_of(number: int) -> str:
    return str(identity(number).certificate_number)


def by_number(number: str) -> pb.VerificationQuery:
    return pb.VerificationQuery(certificate_number=number)


def by_person(person_id: str) -> pb.VerificationQuery:
    return pb.VerificationQuery(person_id=person_id)


def asked(*queries: pb.VerificationQuery, on: Any = ON) -> pb.VerifyCertificatesRequest:
    return pb.VerifyCertificatesRequest(queries=queries, on=on)


def results(answers: Any) -> list[int]:
    """The results; 0 where the query has a fault."""
    return [answer.verification.result for answer in answers]


def audited(database: Database) -> list[tuple[str, list[str], str]]:
    links = database.client[database_name(database.mongo.name)][LINKS].find().sort("at", 1)
    return [(each["op"].rpartition("/")[2], each["ids"], each["outcome"]) for link in links for each in link["entries"]]


def test_many_certificates_are_verified_in_one_call_each_as_alone_and_in_their_order(calls: Calls) -> None:
    persons = [calls.RegisterPerson(registration(number)).person.person_id for number in (1, 2, 3)]
    queries = [
        by_number(number_of(2)),
        by_person(persons[0]),
        by_number(number_of(9)),
        by_number(number_of(2)),
        by_person(str(uuid.uuid4())),
        by_number(number_of(3).lower()),
        by_person(persons[2].upper()),
    ]

    answers = calls.VerifyCertificates(asked(*queries)).answers

    assert results(answers) == [VALID, VALID, NOT_FOUND, VALID, NOT_FOUND, VALID, VALID]
    assert [answer.verification.person_id for answer in answers][:4] == [persons[1], persons[0], "", persons[1]]
    for query, answer in zip(queries[:6], answers, strict=False):
        field = query.WhichOneof("certificate")
        alone = pb.VerifyCertificateRequest(on=ON, **{field: getattr(query, field)})
        assert calls.VerifyCertificate(alone) == answer.verification
    assert results(calls.VerifyCertificates(asked(queries[0], on=day(2025, 1, 1))).answers) == [EXPIRED]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (pb.VerificationQuery(), "certificate"),
        (by_number("37010019880502001"), "certificate_number"),
        (by_number(number_of(1) + "\n"), "certificate_number"),
        (by_number("３" + number_of(1)[1:]), "certificate_number"),
        (by_number("\u202e" + number_of(1)), "certificate_number"),
        (by_number("9" * 10_000), "certificate_number"),
        (by_person("nobody"), "person_id"),
    ],
)
def test_a_query_that_breaks_a_rule_is_told_so_and_costs_the_others_nothing(
    calls: Calls, query: pb.VerificationQuery, field: str
) -> None:
    calls.RegisterPerson(registration(1))

    answers = calls.VerifyCertificates(asked(by_number(number_of(1)), query, by_number(number_of(1)))).answers

    assert results(answers) == [VALID, 0, VALID]
    assert answers[1].fault.field == field
    assert answers[1].fault.description
    assert number_of(1)[1:17] not in str(answers[1])


@pytest.mark.parametrize(
    "request_",
    [
        asked(),
        asked(*[by_number(number_of(1))] * 1001),
        pb.VerifyCertificatesRequest(queries=[by_number(number_of(1))]),
    ],
    ids=["none", "1001", "undated"],
)
def test_a_batch_that_is_none_is_refused(calls: Calls, request_: pb.VerifyCertificatesRequest) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        calls.VerifyCertificates(request_)
    error: Any = refused.value
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT


def test_a_batch_is_one_entry_of_the_audit_with_the_persons_that_it_told_of(calls: Calls, database: Database) -> None:
    first, second = (calls.RegisterPerson(registration(number)).person.person_id for number in (1, 2))
    queries = [by_number(number_of(n)) for n in (1, 9, 1, 2)]

    calls.VerifyCertificates(asked(*queries, by_person("nobody")))
    streamed = pb.StreamVerificationsRequest(queries=queries[:2], on=ON)
    assert len(list(calls.StreamVerifications(iter([streamed])))) == 1

    entries = [entry for entry in audited(database) if "Verif" in entry[0]]
    assert [(op, sorted(ids), outcome) for op, ids, outcome in entries] == [
        ("VerifyCertificates", sorted([f"persons/{first}", f"persons/{second}"]), "fault 1, not_found 1, valid 3"),
        ("StreamVerifications", [f"persons/{first}"], "not_found 1, valid 1"),
    ]


def test_what_the_audit_cannot_take_down_is_not_given_away(calls: Calls, database: Database) -> None:
    calls.RegisterPerson(registration(1))
    audit = database.client[database_name(database.mongo.name)]
    audit.command("collMod", LINKS, validator={"never": {"$exists": True}})

    for call in (
        lambda: calls.VerifyCertificates(asked(by_number(number_of(1)))),
        lambda: next(
            calls.StreamVerifications(iter([pb.StreamVerificationsRequest(queries=[by_number(number_of(1))], on=ON)]))
        ),
    ):
        with pytest.raises(grpc.RpcError):
            call()


def test_a_stream_answers_message_by_message(calls: Calls) -> None:
    calls.RegisterPerson(registration(1))
    messages = [
        pb.StreamVerificationsRequest(queries=[by_number(number_of(n)), by_person("nobody")], on=ON) for n in (1, 9, 1)
    ]

    answers = [results(answer.answers) for answer in calls.StreamVerifications(iter(messages))]

    assert answers == [[VALID, 0], [NOT_FOUND, 0], [VALID, 0]]


def test_who_may_check_learns_the_result_and_no_more(
    database: Database, calls: Calls, serve: Callable[..., grpc.Channel]
) -> None:
    person_id = calls.RegisterPerson(registration(1)).person.person_id
    one = pb.VerifyCertificateRequest(certificate_number=number_of(1), on=ON)
    on_stream = pb.StreamVerificationsRequest(queries=[by_number(number_of(1))], on=ON)
    add = pb_grpc.add_RegistryServiceServicer_to_server

    checking = Calls(serve(Registry(database), add, scope=CHECK))
    only_result = pb.VerifyCertificateResponse(result=VALID)
    assert checking.VerifyCertificate(one) == only_result
    assert checking.VerifyCertificates(asked(by_number(number_of(1)))).answers[0].verification == only_result
    assert next(checking.StreamVerifications(iter([on_stream]))).answers[0].verification == only_result

    telling = Calls(serve(Registry(database), add, scope=TELL))
    assert telling.VerifyCertificate(pb.VerifyCertificateRequest(person_id=person_id.upper(), on=ON)).result == VALID
    for answer in (
        telling.VerifyCertificate(one),
        telling.VerifyCertificates(asked(by_number(number_of(1)))).answers[0].verification,
        next(telling.StreamVerifications(iter([on_stream]))).answers[0].verification,
    ):
        assert (answer.result, answer.person_id, answer.category, answer.level) == (VALID, person_id, 4, 2)


def test_certificates_of_other_regions_are_as_unknown_in_a_batch_as_alone(
    database: Database, calls: Calls, serve: Callable[..., grpc.Channel]
) -> None:
    person_id = calls.RegisterPerson(registration(1)).person.person_id
    elsewhere = Calls(
        serve(Registry(database), pb_grpc.add_RegistryServiceServicer_to_server, regions=["370200", "370105001"])
    )

    answers = elsewhere.VerifyCertificates(asked(by_number(number_of(1)), by_person(person_id))).answers

    assert [answer.verification for answer in answers] == [pb.VerifyCertificateResponse(result=NOT_FOUND)] * 2
    assert all(entry[1] == [] for entry in audited(database) if "Verif" in entry[0])


def test_of_an_erased_person_a_batch_tells_that_and_no_more(calls: Calls) -> None:
    person_id = calls.RegisterPerson(registration(1)).person.person_id
    calls.ErasePerson(
        pb.ErasePersonRequest(
            request_id=str(uuid.uuid4()),
            person_id=person_id,
            reason=ev.ERASURE_REASON_REQUESTED,
            decided_on=day(2020, 5, 1),
        )
    )

    answers = calls.VerifyCertificates(asked(by_number(number_of(1)), by_person(person_id))).answers

    assert [answer.verification for answer in answers] == [
        pb.VerifyCertificateResponse(result=NOT_FOUND),
        pb.VerifyCertificateResponse(result=ERASED),
    ]
