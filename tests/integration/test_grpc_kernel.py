"""What a caller of any Bihuan api can rely on, seen through a real server and a probe service behind it."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_status import rpc_status
from prometheus_client import REGISTRY

from shared import grpc_server, logs, reflection
from shared.grpc_server import RunningServer
from shared.store import Database
from tests.callers import admission, presented
from tests.integration.probe import SECRET, Probe, pb, pb_grpc

TRACE = "0af7651916cd43dd8448eb211c80319c"


@dataclass
class Running:
    """A probe, served."""

    probe: Probe
    server: RunningServer
    channel: grpc.Channel
    stub: Any


Serving = Callable[..., Running]


@pytest.fixture
def serving() -> Iterator[Serving]:
    with ExitStack() as running:

        def start(database: Database | None = None, **options: Any) -> Running:
            probe = Probe(database)
            server = grpc_server.start(
                "probe", probe, pb_grpc.add_ProbeServiceServicer_to_server, admission(), **options
            )
            running.callback(server.stop)
            running.callback(probe.release.set)
            bare = running.enter_context(grpc.insecure_channel(f"127.0.0.1:{server.port}"))
            channel = presented(bare, scope="probe.ask")
            return Running(probe, server, channel, pb_grpc.ProbeServiceStub(channel))

        yield start


@dataclass
class Refusal:
    """A failed call as its caller sees it."""

    code: grpc.StatusCode
    text: str
    details: dict[str, Any]
    request_id: str

    @property
    def fields(self) -> list[str]:
        return [violation.field for violation in self.details["BadRequest"].field_violations]


DETAILS = {
    f"google.rpc.{kind.__name__}": kind
    for kind in (
        error_details_pb2.BadRequest,
        error_details_pb2.ErrorInfo,
        error_details_pb2.PreconditionFailure,
        error_details_pb2.ResourceInfo,
        error_details_pb2.RetryInfo,
    )
}


def health_stub(channel: grpc.Channel) -> Any:
    return health_pb2_grpc.HealthStub(channel)


def refusal(call: Callable[[], Any]) -> Refusal:
    with pytest.raises(grpc.RpcError) as raised:
        call()
    error: Any = raised.value
    status = rpc_status.from_call(error)
    details = {}
    for packed in status.details if status is not None else []:
        name = packed.TypeName()
        message = DETAILS[name]()
        packed.Unpack(message)
        details[name.rpartition(".")[2]] = message
    return Refusal(error.code(), error.details(), details, dict(error.trailing_metadata()).get("x-request-id", ""))


@pytest.mark.parametrize(
    ("what", "code", "reason", "detail"),
    [
        ("invalid", grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD", "BadRequest"),
        ("missing", grpc.StatusCode.NOT_FOUND, "NOT_FOUND", "ResourceInfo"),
        ("taken", grpc.StatusCode.ALREADY_EXISTS, "ALREADY_EXISTS", "ResourceInfo"),
        ("state", grpc.StatusCode.FAILED_PRECONDITION, "PROBE_NOT_READY", "PreconditionFailure"),
        ("concurrent", grpc.StatusCode.ABORTED, "CONCURRENT_CHANGE", "RetryInfo"),
        ("database", grpc.StatusCode.UNAVAILABLE, "DATABASE_UNAVAILABLE", "RetryInfo"),
        ("no server", grpc.StatusCode.UNAVAILABLE, "DATABASE_UNAVAILABLE", "RetryInfo"),
    ],
)
def test_each_kind_of_failure_has_its_status_with_a_reason_and_details(
    serving: Serving, what: str, code: grpc.StatusCode, reason: str, detail: str
) -> None:
    running = serving()

    failure = refusal(lambda: running.stub.Ask(pb.AskRequest(what=what)))

    assert failure.code is code
    assert failure.details["ErrorInfo"].reason == reason
    assert failure.details["ErrorInfo"].domain == "bihuan"
    assert detail in failure.details


def test_every_broken_rule_is_told_at_once_with_the_path_of_its_field(serving: Serving) -> None:
    running = serving()
    request = pb.AskRequest(
        what="x" * 41,
        number=11,
        parts=[pb.Part(label="good"), pb.Part(label="l" * 21, colour=9)],
        labels={SECRET: "123456"},
    )

    failure = refusal(lambda: running.stub.Ask(request))

    assert failure.code is grpc.StatusCode.INVALID_ARGUMENT
    assert sorted(failure.fields) == ["labels[key]", "number", "parts[1].colour", "parts[1].label", "what"]
    assert all(violation.description for violation in failure.details["BadRequest"].field_violations)
    assert running.probe.calls == 0


def test_a_list_that_is_too_long_is_refused_without_a_look_at_its_entries(serving: Serving) -> None:
    running = serving()

    failure = refusal(lambda: running.stub.Ask(pb.AskRequest(parts=[pb.Part(label="l" * 21)] * 20_000)))

    assert failure.code is grpc.StatusCode.INVALID_ARGUMENT
    assert failure.fields == ["parts"]


def test_of_more_broken_rules_than_an_answer_can_hold_the_first_are_told(serving: Serving) -> None:
    running = serving()

    failure = refusal(lambda: running.stub.Ask(pb.AskRequest(labels={str(key): "123456" for key in range(500)})))

    assert failure.code is grpc.StatusCode.INVALID_ARGUMENT
    assert set(failure.fields) == {"labels[key]"}
    assert 10 < len(failure.fields) < 500
    assert failure.text.endswith("(and 499 more)")


@pytest.mark.parametrize(
    ("request_message", "field"),
    [
        (pb.AskRequest(what="a\x00b"), "what"),
        (pb.AskRequest(what="two\nlines"), "what"),
        (pb.AskRequest(what="turned \u202e round"), "what"),
        (pb.AskRequest(story="bell \x07"), "story"),
        (pb.AskRequest(parts=[pb.Part(), pb.Part(label="\x1b[2J")]), "parts[1].label"),
        (pb.AskRequest(labels={"a\x00": ""}), "labels"),
    ],
)
def test_a_text_with_control_or_direction_characters_is_refused(
    serving: Serving, request_message: Any, field: str
) -> None:
    running = serving()

    failure = refusal(lambda: running.stub.Ask(request_message))

    assert failure.code is grpc.StatusCode.INVALID_ARGUMENT
    assert failure.fields == [field]


def test_a_long_text_may_have_lines_and_any_script(serving: Serving) -> None:
    running = serving()

    running.stub.Ask(pb.AskRequest(what="全角　空格 é", story="first\n\tsecond 🙂"))

    assert running.probe.calls == 1


@pytest.mark.parametrize("garbage", [b"\xff\xff\xff\xff", b"\x0a\x02\xff\xfe", b"\x0a\x7fshort"])
def test_bytes_that_are_no_request_are_the_callers_fault(serving: Serving, garbage: bytes) -> None:
    running = serving()
    raw: Any = running.channel.unary_unary("/bihuan.probe.v1.ProbeService/Ask")

    failure = refusal(lambda: raw(garbage))

    assert failure.code is grpc.StatusCode.INVALID_ARGUMENT
    assert failure.details["ErrorInfo"].reason == "UNREADABLE_REQUEST"
    assert running.probe.calls == 0


def test_a_request_over_the_size_limit_is_refused(serving: Serving) -> None:
    running = serving(max_request_bytes=2048)

    failure = refusal(lambda: running.stub.Ask(pb.AskRequest(story="x" * 3000)))

    assert failure.code is grpc.StatusCode.RESOURCE_EXHAUSTED


@pytest.mark.parametrize("what", ["bug", "duplicate"])
def test_a_bug_answers_internal_and_tells_nobody_whom_it_was_about(
    serving: Serving, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("probe", "api")
    running = serving()

    failure = refusal(lambda: running.stub.Ask(pb.AskRequest(what=what), metadata=[("x-request-id", "r-1")]))

    assert failure.code is grpc.StatusCode.INTERNAL
    assert failure.request_id == "r-1"
    logged = "".join(capsys.readouterr())
    assert "rpc.failed" in logged
    told = failure.text + str(failure.details) + logged
    assert not any(part in told for part in SECRET.split())


def test_a_method_that_aborts_by_itself_keeps_its_own_status(serving: Serving) -> None:
    running = serving()

    failure = refusal(lambda: running.stub.Ask(pb.AskRequest(what="abort")))

    assert (failure.code, failure.text) == (grpc.StatusCode.DATA_LOSS, "by the method itself")


def test_a_call_continues_its_callers_trace_and_returns_its_request_id(serving: Serving) -> None:
    running = serving()
    metadata = [("traceparent", f"00-{TRACE}-b7ad6b7169203331-01"), ("x-request-id", "order-7")]

    answer, call = running.stub.Ask.with_call(pb.AskRequest(), metadata=metadata)

    assert answer.traceparent.split("-")[1] == TRACE
    assert answer.traceparent.split("-")[2] != "b7ad6b7169203331"
    assert dict(call.trailing_metadata())["x-request-id"] == "order-7"


@pytest.mark.parametrize("traceparent", ["", "nonsense", "00-0-0-00", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"])
def test_a_call_without_a_good_traceparent_begins_a_trace(serving: Serving, traceparent: str) -> None:
    running = serving()

    answer, call = running.stub.Ask.with_call(pb.AskRequest(), metadata=[("traceparent", traceparent)])

    trace_id = answer.traceparent.split("-")[1]
    assert len(trace_id) == 32
    assert set(trace_id) != {"0"}
    assert dict(call.trailing_metadata())["x-request-id"] == trace_id


def test_a_stream_gives_what_it_has_and_then_its_failure(serving: Serving) -> None:
    running = serving()
    received: list[str] = []

    def read() -> None:
        received.extend(answer.traceparent for answer in running.stub.AskMany(pb.AskRequest(what="state")))

    failure = refusal(read)

    assert failure.code is grpc.StatusCode.FAILED_PRECONDITION
    assert [answer.traceparent for answer in running.stub.AskMany(pb.AskRequest())] == ["first", "second"]


def test_the_deadline_of_a_call_bounds_its_database_queries(serving: Serving, database: Database) -> None:
    database.mongo["things"].insert_one({"_id": 1})
    running = serving(database, max_seconds=0.3)

    failure = refusal(lambda: running.stub.Ask(pb.AskRequest(what="slow query")))

    assert failure.code is grpc.StatusCode.DEADLINE_EXCEEDED


def test_calls_are_counted_by_code(serving: Serving) -> None:
    running = serving()

    def count(code: str) -> float:
        labels = {"service": "probe", "method": "Ask", "code": code}
        return REGISTRY.get_sample_value("bihuan_rpc_requests_total", labels) or 0

    before = count("OK"), count("NOT_FOUND")
    running.stub.Ask(pb.AskRequest())
    refusal(lambda: running.stub.Ask(pb.AskRequest(what="missing")))

    assert (count("OK"), count("NOT_FOUND")) == (before[0] + 1, before[1] + 1)
    assert REGISTRY.get_sample_value("bihuan_rpc_in_flight", {"service": "probe", "method": "Ask"}) == 0


def test_health_follows_what_the_service_depends_on(serving: Serving) -> None:
    well = threading.Event()
    running = serving(healthy=well.is_set, check_seconds=0.02)
    watch = health_stub(running.channel).Watch(
        health_pb2.HealthCheckRequest(service="bihuan.probe.v1.ProbeService"), timeout=10
    )
    states = (answer.status for answer in watch)

    assert next(states) == health_pb2.HealthCheckResponse.NOT_SERVING
    well.set()
    assert next(states) == health_pb2.HealthCheckResponse.SERVING
    well.clear()
    assert next(states) == health_pb2.HealthCheckResponse.NOT_SERVING


def test_a_service_without_its_database_answers_unavailable_at_once(serving: Serving) -> None:
    running = serving(healthy=lambda: False)

    failure = refusal(lambda: running.stub.Ask(pb.AskRequest(), timeout=10))

    assert failure.code is grpc.StatusCode.UNAVAILABLE
    assert failure.details["ErrorInfo"].reason == "DATABASE_UNAVAILABLE"
    assert running.probe.calls == 0


def test_a_stopping_server_says_so_and_lets_the_call_in_hand_end(serving: Serving) -> None:
    running = serving()
    in_hand = running.stub.Ask.future(pb.AskRequest(what="hold"))
    assert running.probe.entered.wait(10)
    health = health_stub(running.channel).Watch(health_pb2.HealthCheckRequest(), timeout=10)
    states = (answer.status for answer in health)
    assert next(states) == health_pb2.HealthCheckResponse.SERVING

    stopping = threading.Thread(target=running.server.stop, args=(10,))
    stopping.start()

    assert next(states) == health_pb2.HealthCheckResponse.NOT_SERVING
    running.probe.release.set()
    assert in_hand.result(10).traceparent
    stopping.join(10)
    assert refusal(lambda: running.stub.Ask(pb.AskRequest())).code is grpc.StatusCode.UNAVAILABLE


def test_reflection_lists_the_service(serving: Serving) -> None:
    running = serving()
    stub: Any = reflection_pb2_grpc.ServerReflectionStub(running.channel)

    answer = next(stub.ServerReflectionInfo(iter([reflection_pb2.ServerReflectionRequest(list_services="")])))

    assert "bihuan.probe.v1.ProbeService" in [each.name for each in answer.list_services_response.service]


def test_idle_reflection_streams_do_not_keep_a_server_from_answering(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reflection, "SECONDS", 1)
    running = serving()
    silent = threading.Event()

    def never() -> Iterator[Any]:
        silent.wait(30)
        yield from ()

    stub: Any = reflection_pb2_grpc.ServerReflectionStub(running.channel)
    streams = [stub.ServerReflectionInfo(never()) for _ in range(40)]
    try:
        assert running.stub.Ask(pb.AskRequest(), timeout=5).traceparent
        codes = Counter(stream.code() for stream in streams)  # each when it has ended
        assert codes == {grpc.StatusCode.RESOURCE_EXHAUSTED: 38, grpc.StatusCode.CANCELLED: 2}
    finally:
        silent.set()
    asked = reflection_pb2.ServerReflectionRequest(list_services="")
    assert next(stub.ServerReflectionInfo(iter([asked]))).list_services_response.service


def test_a_request_sent_again_has_no_second_effect_and_the_same_answer(serving: Serving, database: Database) -> None:
    running = serving(database)
    request = pb.NoteRequest(request_id=str(uuid.uuid4()))

    first, again = running.stub.Note(request), running.stub.Note(request)

    assert first == again
    assert database.mongo["notes"].count_documents({}) == 1


def test_a_request_id_used_for_another_request_is_refused(serving: Serving, database: Database) -> None:
    running = serving(database)
    request_id = str(uuid.uuid4())
    running.stub.Note(pb.NoteRequest(request_id=request_id, text="one"))

    failure = refusal(lambda: running.stub.Note(pb.NoteRequest(request_id=request_id, text="two")))

    assert failure.code is grpc.StatusCode.INVALID_ARGUMENT
    assert failure.fields == ["request_id"]
    assert failure.details["ErrorInfo"].reason == "REQUEST_ID_REUSED"
    assert [note["_id"] for note in database.mongo["notes"].find()] == ["one"]


def test_a_refused_request_may_be_sent_again_with_its_id(serving: Serving, database: Database) -> None:
    running = serving(database)
    request = pb.NoteRequest(request_id=str(uuid.uuid4()), text="refuse")

    codes = [refusal(lambda: running.stub.Note(request)).code for _ in range(2)]

    assert codes == [grpc.StatusCode.FAILED_PRECONDITION] * 2
    assert running.probe.calls == 2
    assert database.mongo["requests"].count_documents({}) == 0


@pytest.mark.parametrize("text", ["", "its natural key"])
def test_of_equal_requests_at_the_same_time_one_works_and_all_get_its_answer(
    serving: Serving, database: Database, text: str
) -> None:
    running = serving(database)
    requests = [pb.NoteRequest(request_id=str(uuid.uuid4()), text=text and f"{text} {n}") for n in range(5)]

    with ThreadPoolExecutor(16) as callers:
        answers = list(callers.map(running.stub.Note, requests * 8))

    assert len({answer.id for answer in answers}) == len(requests)
    assert database.mongo["notes"].count_documents({}) == len(requests)


def test_a_request_without_its_id_is_refused(serving: Serving, database: Database) -> None:
    running = serving(database)

    failure = refusal(lambda: running.stub.Note(pb.NoteRequest()))

    assert failure.fields == ["request_id"]
