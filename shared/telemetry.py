"""Trace context, the same across gRPC, events and logs (W3C Trace Context). Works in plain threads and in eventlet.

Without an OpenTelemetry SDK provider the spans are bare contexts: they carry ids across processes and cost a few
microseconds. `trace.set_tracer_provider(…)` at a program's start makes the same spans recorded and exported.
"""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from opentelemetry import context, trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_propagator = TraceContextTextMapPropagator()
_SAMPLED = TraceFlags(TraceFlags.SAMPLED)
_NOTHING = context.Context()
_operation: ContextVar[str] = ContextVar("operation", default="")
_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


def current_traceparent() -> str:
    """The `traceparent` of the work in hand, or an empty text outside any trace."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return carrier.get("traceparent", "")


def current_trace_id() -> str:
    """The trace id of the work in hand, 32 hexadecimal digits, or an empty text outside any trace."""
    span = trace.get_current_span().get_span_context()
    return f"{span.trace_id:032x}" if span.is_valid else ""


def current_operation() -> str:
    """The work in hand as `continued` named it: an rpc's full name or a subscription's queue; or an empty text."""
    return _operation.get()


@contextmanager
def continued(traceparent: str, name: str, kind: SpanKind = SpanKind.CONSUMER) -> Iterator[trace.Span]:
    """The work inside belongs to the trace of `traceparent`; to a new trace if that is empty or malformed."""
    named = _operation.set(name)
    try:
        with _span(traceparent, name, kind) as span:
            yield span
    finally:
        # A stream that its caller left may be closed by another thread, which this was never set in.
        with suppress(ValueError):
            _operation.reset(named)


@contextmanager
def _span(traceparent: str, name: str, kind: SpanKind = SpanKind.CONSUMER) -> Iterator[trace.Span]:
    if isinstance(trace.get_tracer_provider(), TracerProvider):
        tracer = trace.get_tracer("bihuan")
        parent = _propagator.extract({"traceparent": traceparent}, context=_NOTHING)
        # Exceptions' texts may name persons, so they are not put into spans.
        with tracer.start_as_current_span(
            name, context=parent, kind=kind, record_exception=False, set_status_on_exception=False
        ) as span:
            yield span
        return
    # Read by hand: this runs for every call and every event, and the propagator takes twice the time.
    found = _TRACEPARENT.fullmatch(traceparent)
    trace_id, flags = (int(found[1], 16), TraceFlags(int(found[3], 16))) if found else (0, _SAMPLED)
    if trace_id == 0 or found is None or int(found[2], 16) == 0:
        trace_id, flags = random.getrandbits(128) or 1, _SAMPLED
    span = NonRecordingSpan(SpanContext(trace_id, random.getrandbits(64) or 1, is_remote=False, trace_flags=flags))
    token = context.attach(trace.set_span_in_context(span, _NOTHING))
    try:
        yield span
    finally:
        context.detach(token)
