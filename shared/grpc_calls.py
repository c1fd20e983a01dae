"""The one pass around every method: trace, caller, deadline, checks, errors, metrics, log line.

It is one function and not a chain of interceptors: what is known per method is worked out once, when the server starts,
and a call pays only for what differs from call to call.
"""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

import grpc
import pymongo
from google.protobuf import descriptor_pool
from opentelemetry.trace import SpanKind
from prometheus_client import Counter, Gauge, Histogram

from shared import field_scopes, logs, telemetry
from shared.access import Caller, acting, caller
from shared.admission import AccessNotDeclared, Admission, ScopeMissing, needs_of
from shared.audit import Audit, watched
from shared.audited_reads import Trail
from shared.errors import AlreadyExists, CallError
from shared.grpc_checks import Unreadable, faults, reader
from shared.grpc_errors import DeadlineExceeded, InvalidRequest, NotServing, UnreadableRequest, grpc_failure, status_of
from shared.own_rows import require_own
from shared.streams import Stream, Streams, TooManyStreams

log = logs.logger()

Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"  # generic in its stubs only

REQUESTS = Counter("bihuan_rpc_requests", "Calls that ended, by method and status code.", ["service", "method", "code"])
SECONDS = Histogram(
    "bihuan_rpc_seconds",
    "Time from a call's start in its thread to its answer.",
    ["service", "method"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
IN_FLIGHT = Gauge("bihuan_rpc_in_flight", "Calls being worked on.", ["service", "method"])
MESSAGES = Counter("bihuan_rpc_messages", "Messages that callers sent in streams.", ["service", "method"])

REQUEST_ID = "x-request-id"
_MAX_REQUEST_ID = 128
# The line of the call tells all about them; anything else is logged with where it was raised.
_EXPECTED = (CallError, InvalidRequest, UnreadableRequest, DeadlineExceeded, NotServing, TooManyStreams)


@contextmanager
def _bounded(seconds: float | None) -> Iterator[None]:
    """Every call of the database inside has so long at most."""
    bound = pymongo.timeout(seconds)
    bound.__enter__()
    try:
        yield
    finally:
        # A stream that its caller left may be closed by another thread, where this was never set.
        with suppress(ValueError):
            bound.__exit__(None, None, None)


@dataclass
class _Call:
    """One call in hand: its entries in the audit; and of a caller who streams, how many messages came so far."""

    trail: Trail | None = None
    messages: int | None = None


class Method:
    """One method of a service and the pass around it."""

    def __init__(
        self,
        service: str,
        full_name: str,
        admission: Admission,
        max_seconds: float,
        serving: Callable[[], bool],
        audit: Audit | None,
        streams: Streams,
    ) -> None:
        """`audit` has what is told about persons; a method that tells nothing of them can do without.

        Raises `AccessNotDeclared` when the contract does not say what the method asks of its caller, and when it reads
        about persons and there is no audit.
        """
        self._full_name = full_name
        self._admission = admission
        self._max_seconds = max_seconds
        self._serving = serving
        api, _, method = full_name.rpartition("/")
        self._needs = needs_of(api, method)
        if self._needs.reads_persons and audit is None:
            raise AccessNotDeclared(f"{full_name}: it reads personal data, and its servicer has no audited database")
        self._audit = audit
        self._streams = streams
        contract = descriptor_pool.Default().FindServiceByName(api).methods_by_name[method]
        # Most requests and answers have no such fields, and are not looked through for them.
        self._asks_scopes = bool(field_scopes.scopes_in(contract.input_type))
        self._keeps_back = bool(field_scopes.scopes_in(contract.output_type))
        self._method = method
        self._service = service
        self._seconds = SECONDS.labels(service, method)
        self._in_flight = IN_FLIGHT.labels(service, method)
        self._codes = {code: REQUESTS.labels(service, method, code.name) for code in grpc.StatusCode}

    def wrapped(self, handler: Handler) -> Handler:
        """The handler with the pass around it. A caller that streams and gets one answer is in no contract."""
        if handler.request_deserializer is not None:  # generated code always gives one
            read = reader(handler.request_deserializer)
            if handler.unary_unary is not None:
                answer = self._unary(handler.unary_unary)
                return grpc.unary_unary_rpc_method_handler(answer, read, handler.response_serializer)
            if handler.unary_stream is not None:
                answers = self._streaming(handler.unary_stream)
                return grpc.unary_stream_rpc_method_handler(answers, read, handler.response_serializer)
            if handler.stream_stream is not None:
                talk = self._talking(handler.stream_stream)
                return grpc.stream_stream_rpc_method_handler(talk, read, handler.response_serializer)
        raise NotImplementedError(f"{self._full_name}: a stream of requests with one answer is not supported")

    def _unary(
        self, behaviour: Callable[[Any, grpc.ServicerContext], Any]
    ) -> Callable[[Any, grpc.ServicerContext], Any]:
        def call(request: Any, context: grpc.ServicerContext) -> Any:
            with self._around(request, context, self._max_seconds) as this:
                return self._own(behaviour(request, context), this)

        return call

    def _streaming(
        self, behaviour: Callable[[Any, grpc.ServicerContext], Iterator[Any]]
    ) -> Callable[[Any, grpc.ServicerContext], Iterator[Any]]:
        def call(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
            # A stream lasts as long as its caller reads: the caller's own deadline bounds it, and that it goes on.
            with self._around(request, context, None) as this, self._streams.one(context.cancel) as stream:
                for answer in behaviour(request, context):
                    yield self._own(answer, this)
                    stream.moved()

        return call

    def _talking(
        self, behaviour: Callable[[Iterator[Any], grpc.ServicerContext], Iterator[Any]]
    ) -> Callable[[Iterator[Any], grpc.ServicerContext], Iterator[Any]]:
        def call(requests: Iterator[Any], context: grpc.ServicerContext) -> Iterator[Any]:
            with self._around(None, context, None) as this, self._streams.one(context.cancel) as stream:
                this.messages = 0
                with closing(self._each(requests, context, stream, this)) as messages:
                    for answer in behaviour(messages, context):
                        yield self._own(answer, this)
                        stream.moved()

        return call

    def _each(
        self, requests: Iterator[Any], context: grpc.ServicerContext, stream: Stream, call: _Call
    ) -> Generator[Any, None, None]:
        """The caller's messages, each let in, checked, and worked on within a call's time, as if it were a call."""
        received = MESSAGES.labels(self._service, self._method)
        for request in requests:
            begun = time.perf_counter()
            stream.moved()
            received.inc()
            call.messages = (call.messages or 0) + 1
            # Once more: a token may have ended since, or its key may have been withdrawn.
            who = self._admission.admit(self._needs, context.invocation_metadata() or (), context.auth_context)
            with acting(who), _bounded(self._time_left(context, self._max_seconds)):
                self._check(request, who)
                yield request
            self._seconds.observe(time.perf_counter() - begun)

    def _own(self, answer: Any, call: _Call) -> Any:
        """The answer, if it may be given, when the audit has what it tells."""
        if not self._needs.reference:
            require_own(answer)
        if call.trail is not None:
            call.trail.given(answer)
        if self._keeps_back:
            field_scopes.keep_back(answer, caller().scopes)
        return answer

    @contextmanager
    def _audited(self, request: Any, context: grpc.ServicerContext, who: Caller) -> Iterator[Trail | None]:
        """The entries of the call; None for one that needs none."""
        if self._audit is None or not (self._needs.personal or who.break_glass):
            yield None
            return
        tells = self._needs.reads_persons or bool(who.break_glass)
        with watched() as watch:
            trail = Trail(self._audit, watch, request)
            try:
                yield trail if tells else None
            except AlreadyExists as error:
                trail.exists(error.resource_type, error.audited_id)
                raise
            except Exception as error:
                if who.break_glass and not isinstance(error, NotServing):  # then nothing can be written, nor was read
                    trail.refused(_code(error, context).name.lower())
                raise
            if tells:
                trail.ended()

    @contextmanager
    def _around(self, request: Any, context: grpc.ServicerContext, max_seconds: float | None) -> Iterator[_Call]:
        """`request` is None where the caller streams: each message is checked when it comes."""
        begun = time.perf_counter()
        code = grpc.StatusCode.OK
        failure = call = None
        traceparent = request_id = subject = purpose = glass = ""
        metadata = context.invocation_metadata() or ()
        for key, value in metadata:
            if key == "traceparent":
                traceparent = str(value)
            elif key == REQUEST_ID:
                request_id = str(value)
        self._in_flight.inc()
        with telemetry.continued(traceparent, self._full_name, SpanKind.SERVER):
            if not (0 < len(request_id) <= _MAX_REQUEST_ID and request_id.isascii() and request_id.isprintable()):
                request_id = telemetry.current_trace_id()
            context.set_trailing_metadata(((REQUEST_ID, request_id),))
            try:
                who = self._admission.admit(self._needs, metadata, context.auth_context)
                subject, purpose, glass = who.subject, who.purpose, who.break_glass
                call = _Call()
                left = self._time_left(context, max_seconds)
                with acting(who), _bounded(left), self._audited(request, context, who) as call.trail:
                    if request is None:
                        self._require_serving()
                    else:
                        self._check(request, who)
                    yield call
            except GeneratorExit:
                code = grpc.StatusCode.CANCELLED  # the caller of a stream went away
                raise
            except Exception as error:
                if isinstance(error, grpc.RpcError) and not context.is_active():
                    code = grpc.StatusCode.CANCELLED  # while the next message of a stream was waited for
                    raise
                aborted = context.code()  # type: ignore[attr-defined]  # missing from the stubs
                if aborted is not None:  # by the method itself
                    code = aborted
                    raise
                status = status_of(error)
                failure = grpc_failure(status, (REQUEST_ID, request_id))
                code = failure.code
                if not isinstance(error, _EXPECTED):
                    log.error("rpc.failed", method=self._full_name, request_id=request_id, exc_info=error)
            finally:
                seconds = time.perf_counter() - begun
                self._in_flight.dec()
                if call is None or call.messages is None:  # else each message was
                    self._seconds.observe(seconds)
                self._codes[code].inc()
                log.info(
                    "rpc",
                    method=self._method,
                    code=code.name,
                    ms=round(seconds * 1000, 2),
                    request_id=request_id,
                    caller=subject,
                    purpose=purpose,
                    **({"break_glass": glass} if glass else {}),
                    **({"messages": call.messages} if call is not None and call.messages is not None else {}),
                    peer=context.peer().partition(":")[0],
                )
        if failure is not None:
            context.abort_with_status(failure)

    def _time_left(self, context: grpc.ServicerContext, max_seconds: float | None) -> float | None:
        """Seconds that the call may still take; raises when there are none."""
        left = context.time_remaining()
        if left is None or left > 10**9:  # grpc says "for ever" in either way
            return max_seconds
        if left <= 0:
            raise DeadlineExceeded
        return left if max_seconds is None else min(left, max_seconds)

    def _require_serving(self) -> None:
        if not self._serving():
            raise NotServing

    def _check(self, request: Any, who: Caller) -> None:
        self._require_serving()
        if isinstance(request, Unreadable):
            raise UnreadableRequest
        if self._asks_scopes:
            lacking = field_scopes.lacking(request, who.scopes)
            if lacking is not None:
                field, scope = lacking
                raise ScopeMissing(f"{field}: setting it needs the scope {scope}", scope=scope, field=field)
        found = faults(request)
        if found:
            raise InvalidRequest(found)


def _code(error: Exception, context: grpc.ServicerContext) -> grpc.StatusCode:
    """With which a call that raises this is refused."""
    aborted: grpc.StatusCode | None = context.code()  # type: ignore[attr-defined]  # missing from the stubs
    return aborted or grpc_failure(status_of(error)).code
