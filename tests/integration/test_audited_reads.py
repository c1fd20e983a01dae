"""What is told about persons is in the audit before it is told, whatever the method does: the kernel sees to it."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import grpc
import pytest
from pymongo.errors import OperationFailure

from shared import audit, grpc_server
from shared.admission import AccessNotDeclared
from shared.audited_reads import TOGETHER, Trail, ids_of
from shared.errors import NotFound
from shared.store import Database, Document
from tests.callers import PURPOSE, admission, token
from tests.integration.probe import pb, pb_grpc

Asked = Callable[..., list[Any]]
PERSONS = [str(uuid4()) for _ in range(4)]
ONE, TWO, THREE, FOUR = (f"persons/{id}" for id in PERSONS)


class PersonProbe(pb_grpc.PersonProbeServiceServicer):  # type: ignore[misc]  # compiled at run time
    """Tells about as many persons as it is asked for, one in a message."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def WatchPersons(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        for id in PERSONS[: request.number]:
            yield about(id)
        if request.what == "missing":
            raise NotFound("person", "what")

    def CheckPersons(self, request: Any, context: grpc.ServicerContext) -> Any:
        if request.what == "itself":
            self.database.audit.note([f"persons/{PERSONS[0]}"], "valid")
        if request.what == "abort":
            context.abort(grpc.StatusCode.DATA_LOSS, "by the method itself")
        return pb.WatchPersonsResponse(months=[month(*PERSONS[: request.number])])


def month(*ids: str) -> Any:
    return pb.Month(lines=[pb.Line(person_id=id, placement_id=str(uuid4())) for id in ids])


def about(id: str) -> Any:
    return pb.WatchPersonsResponse(months=[month(id)])


@pytest.fixture
def asked(database: Database) -> Iterator[Asked]:
    """Calls the probe with an `AskRequest` of these fields; `glass` is broken if given."""
    with ExitStack() as running:
        server = grpc_server.start(
            "probe", PersonProbe(database), pb_grpc.add_PersonProbeServiceServicer_to_server, admission()
        )
        running.callback(server.stop)
        stub = pb_grpc.PersonProbeServiceStub(running.enter_context(grpc.insecure_channel(f"127.0.0.1:{server.port}")))

        def call(method: str, glass: str = "", **fields: Any) -> list[Any]:
            scopes = "probe.persons.read probe.persons.check break-glass"
            short = token(scope=scopes, exp=int(time.time()) + 600)
            metadata = [("authorization", f"Bearer {short}"), ("x-purpose", PURPOSE)]
            metadata += [("x-break-glass", glass)] if glass else []
            answer = getattr(stub, method)(pb.AskRequest(**fields), metadata=metadata, timeout=10)
            return [answer] if method == "CheckPersons" else list(answer)

        yield call


def told(database: Database) -> list[tuple[list[str], str]]:
    return [(entry["ids"], entry["outcome"]) for entry in entries(database)]


def entries(database: Database) -> list[Document]:
    links = database.client[audit.database_name(database.mongo.name)][audit.LINKS]
    return [entry for link in links.find().sort("at") for entry in link["entries"]]


def test_a_read_is_in_the_audit_with_whom_it_was_about(asked: Asked, database: Database) -> None:
    asked("CheckPersons", number=2)
    assert entries(database) == [
        {
            "by": "test-caller",
            "op": "bihuan.probe.v1.PersonProbeService/CheckPersons",
            "ids": [ONE, TWO],
            "outcome": "read",
            "regions": [""],
            "purpose": PURPOSE,
        }
    ]


def test_a_read_that_tells_of_nobody_is_in_the_audit_too(asked: Asked, database: Database) -> None:
    asked("CheckPersons")
    assert asked("WatchPersons") == []
    assert told(database) == [([], "read")] * 2


def test_a_stream_has_an_entry_for_each_answer_before_it_is_given(asked: Asked, database: Database) -> None:
    assert [answer.months[0].lines[0].person_id for answer in asked("WatchPersons", number=2)] == PERSONS[:2]
    assert told(database) == [([ONE], "read"), ([TWO], "read")]


def test_a_method_that_says_better_what_it_told_is_not_noted_twice(asked: Asked, database: Database) -> None:
    asked("CheckPersons", what="itself", number=1)
    assert told(database) == [([ONE], "valid")]


def test_a_call_behind_broken_glass_is_in_the_audit_also_when_it_is_refused(asked: Asked, database: Database) -> None:
    with pytest.raises(grpc.RpcError):
        asked("WatchPersons", glass="INC-7", what="missing")
    with pytest.raises(grpc.RpcError):
        asked("WatchPersons", glass="INC-7", number=11)  # breaks the contract
    asked("WatchPersons", glass="INC-7", number=1)
    assert told(database) == [([], "not_found"), ([], "invalid_argument"), ([ONE], "read")]
    assert {entry["glass"] for entry in entries(database)} == {"INC-7"}


def test_what_cannot_be_written_down_is_not_told(asked: Asked, database: Database) -> None:
    links = database.client[audit.database_name(database.mongo.name)]
    links.create_collection(audit.LINKS, validator={"never": {"$exists": True}})
    with pytest.raises(OperationFailure):
        database.audit.note([], "read")
    for method in ("CheckPersons", "WatchPersons"):
        with pytest.raises(grpc.RpcError):
            asked(method, number=1)


def test_a_server_that_tells_about_persons_without_an_audit_does_not_start() -> None:
    with pytest.raises(AccessNotDeclared, match="audit"):
        grpc_server.start("probe", Bare(), pb_grpc.add_PersonProbeServiceServicer_to_server, admission())


class Bare(pb_grpc.PersonProbeServiceServicer):  # type: ignore[misc]  # compiled at run time
    """Has no database."""


def test_persons_are_found_wherever_an_answer_names_them() -> None:
    answer = pb.WatchPersonsResponse(
        months=[pb.Month(), month(PERSONS[0], PERSONS[1]), month(PERSONS[1])],
        class_id="c",
        by_name={"x": pb.Line(person_id=PERSONS[2], parts=[pb.Line(person_id=PERSONS[3], placement_id="p")])},
    )
    assert ids_of(answer) == ["classes/c", ONE, TWO, THREE, FOUR]


def test_a_row_without_a_person_is_named_by_all_its_ids() -> None:
    assert ids_of(pb.Line(placement_id="p")) == ["placements/p"]
    assert ids_of(pb.Line(placement_id="p", person_id="x")) == ["persons/x"]
    assert ids_of(pb.NoteRequest(request_id=PERSONS[0])) == []


def test_a_long_answer_has_several_entries(database: Database) -> None:
    with audit.watched() as watch:
        Trail(database.audit, watch, None).given(month(*(str(number) for number in range(2 * TOGETHER + 1))))
    assert [len(ids) for ids, _ in told(database)] == [TOGETHER, TOGETHER, 1]
