"""Calls to which the caller streams: each message is let in and checked, and no caller holds the server's threads."""

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
import pytest

from shared import grpc_server
from tests.callers import admission, presented
from tests.integration.probe import Probe, pb, pb_grpc
from tests.integration.test_grpc_kernel import refusal

Serving = Callable[..., Any]


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def serving() -> Iterator[Serving]:
    """`stub, clock = serving(threads=8)`: a probe, whose callers have the scopes that are given."""
    with ExitStack() as running:

        def start(scope: str = "probe.ask", **options: Any) -> Any:
            clock = Clock()
            add = pb_grpc.add_ProbeServiceServicer_to_server
            server = grpc_server.start("probe", Probe(), add, admission(clock), **options)
            running.callback(server.stop)
            bare = running.enter_context(grpc.insecure_channel(f"127.0.0.1:{server.port}"))
            return pb_grpc.ProbeServiceStub(presented(bare, scope=scope)), clock

        yield start


class Talk:
    """A stream on which messages are sent one by one."""

    def __init__(self, stub: Any) -> None:
        self._messages: queue.Queue[Any] = queue.Queue()
        self.call = stub.Talk(iter(self._messages.get, None))

    def say(self, what: str, **fields: Any) -> None:
        self._messages.put(pb.AskRequest(what=what, **fields))

    def ask(self, what: str) -> str:
        self.say(what)
        return str(next(self.call).traceparent)

    def end(self) -> None:
        self._messages.put(None)
        assert list(self.call) == []


def test_each_message_is_answered_in_its_turn_and_the_caller_ends_the_stream(serving: Serving) -> None:
    talk = Talk(serving()[0])

    assert [talk.ask(str(number)) for number in range(20)] == [str(number) for number in range(20)]
    talk.end()

    assert talk.call.code() is grpc.StatusCode.OK


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"what": "x" * 41}, "what"), ({"number": 11}, "number"), ({"what": "a\u202eb"}, "what")],
)
def test_a_message_that_breaks_its_contract_ends_the_stream_with_the_fields_name(
    serving: Serving, fields: dict[str, Any], field: str
) -> None:
    talk = Talk(serving()[0])
    talk.ask("good")
    talk.say(**{"what": "", **fields})

    found = refusal(lambda: next(talk.call))

    assert (found.code, found.fields) == (grpc.StatusCode.INVALID_ARGUMENT, [field])
    assert found.request_id


def test_what_a_method_raises_in_a_stream_is_told_as_in_any_call(serving: Serving) -> None:
    talk = Talk(serving()[0])
    talk.say("state")

    found = refusal(lambda: next(talk.call))

    assert found.code is grpc.StatusCode.FAILED_PRECONDITION
    assert found.details["ErrorInfo"].reason == "PROBE_NOT_READY"


def test_a_stream_that_nobody_may_open_is_refused(serving: Serving) -> None:
    found = refusal(lambda: next(Talk(serving(scope="another")[0]).call))

    assert (found.code, found.details["ErrorInfo"].reason) == (grpc.StatusCode.PERMISSION_DENIED, "SCOPE_MISSING")


def test_a_stream_ends_with_its_callers_token(serving: Serving) -> None:
    stub, clock = serving()
    talk = Talk(stub)
    talk.ask("in time")
    clock.now += timedelta(hours=2)
    talk.say("too late")

    found = refusal(lambda: next(talk.call))

    assert (found.code, found.details["ErrorInfo"].reason) == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_EXPIRED")


def test_streams_take_a_part_of_the_threads_and_other_calls_are_answered_meanwhile(serving: Serving) -> None:
    stub, _ = serving(threads=8)
    talks = [Talk(stub), Talk(stub)]
    for talk in talks:
        talk.ask("here")

    found = refusal(lambda: next(Talk(stub).call))

    assert (found.code, found.details["ErrorInfo"].reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_STREAMS")
    assert stub.Ask(pb.AskRequest(), timeout=5)
    talks[0].end()
    assert Talk(stub).ask("room again") == "room again"


def test_a_stream_on_which_nothing_moves_is_cut_and_gives_its_thread_back(serving: Serving) -> None:
    stub, _ = serving(threads=1, stream_idle_seconds=0.3)
    talk = Talk(stub)
    for _ in range(4):  # slow, but moving: longer in all than one may be idle
        time.sleep(0.1)  # the span between two messages is the subject
        talk.ask("still here")

    found = refusal(lambda: next(talk.call))

    assert found.code is grpc.StatusCode.CANCELLED
    assert stub.Ask(pb.AskRequest(), timeout=5)


def test_a_caller_who_never_takes_its_answers_is_cut_too(serving: Serving) -> None:
    stub, _ = serving(threads=1, stream_idle_seconds=0.3)
    talk = Talk(stub)
    for _ in range(200):
        talk.say("long answer", number=10)

    # The only thread is stuck in sending, until the stream is cut.
    assert stub.Ask(pb.AskRequest(), timeout=10)


@pytest.mark.parametrize(("scope", "seen"), [("probe.ask", ["", ""]), ("probe.ask probe.secrets", ["outer", "inner"])])
def test_a_field_is_shown_to_callers_with_its_scope_only(serving: Serving, scope: str, seen: list[str]) -> None:
    answer = serving(scope=scope)[0].Ask(pb.AskRequest())

    assert [answer.secret, answer.more[0].secret] == seen
    assert answer.more[0].traceparent == "t"


def test_a_field_is_set_by_callers_with_its_scope_only(serving: Serving) -> None:
    found = refusal(lambda: serving()[0].Ask(pb.AskRequest(secret="s")))

    assert (found.code, found.details["ErrorInfo"].reason) == (grpc.StatusCode.PERMISSION_DENIED, "SCOPE_MISSING")
    assert dict(found.details["ErrorInfo"].metadata) == {"scope": "probe.secrets", "field": "secret"}
    assert serving(scope="probe.ask probe.secrets")[0].Ask(pb.AskRequest(secret="s"))
