"""Trace context, the same across gRPC, events and logs (W3C Trace Context). Works in plain threads and in eventlet.

Without an OpenTelemetry SDK provider the spans are bare contexts: they carry ids across processes and cost a few
microseconds. `trace.set_tracer_provider(…)` at a program's start makes the same spans recorded and exported.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import context, trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_propagator = TraceContextTextMapPropagator()
_SAMPLED = TraceFlags(TraceFlags.SAMPLED)
_NOTHING = context.Context()


def current_traceparent() -> str:
    """The `traceparent` of the work in hand, or an empty text outside any trace."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return carrier.get("traceparent", "")


def current_trace_id() -> str:
    """The trace id of the work in hand, 32 hexadecimal digits, or an empty text outside any trace."""
    span = trace.get_current_span().get_span_context()
    return f"{span.trace_id:032x}" if span.is_valid else ""


@contextmanager
def continued(traceparent: str, name: str, kind: SpanKind = SpanKind.CONSUMER) -> Iterator[trace.Span]:
    """The work inside belongs to the trace of `traceparent`; to a new trace if that is empty or malformed."""
    parent = _propagator.extract({"traceparent": traceparent}, context=_NOTHING) if traceparent else _NOTHING
    if isinstance(trace.get_tracer_provider(), TracerProvider):
        tracer = trace.get_tracer("bihuan")
        # Exceptions' texts may name persons, so they are not put into spans.
        with tracer.start_as_current_span(
            name, context=parent, kind=kind, record_exception=False, set_status_on_exception=False
        ) as span:
            yield span
        return
    came_from = trace.get_current_span(parent).get_span_context()
    span = NonRecordingSpan(
        SpanContext(
            trace_id=came_from.trace_id if came_from.is_valid else random.getrandbits(128) or 1,
            span_id=random.getrandbits(64) or 1,
            is_remote=False,
            trace_flags=came_from.trace_flags if came_from.is_valid else _SAMPLED,
            trace_state=came_from.trace_state,
        )
    )
    token = context.attach(trace.set_span_in_context(span, parent))
    try:
        yield span
    finally:
        context.detach(token)
