"""Log lines: one JSON object per line on stdout, UTC, with service, program and trace id, without personal data.

    log = logs.logger()
    log.info("relay.sent", count=100)

Lines of other libraries (nameko, kombu, pymongo, grpc) go the same way. Whatever looks like a resident ID, a certificate
number or a phone number is masked, wherever it stands. Never log a request, an event's body or a name: the mask cannot see those.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from opentelemetry import trace

# 18-digit resident ID (last may be X), 15-digit old one, 20-character certificate number, 11-digit mobile number; also
# the user and password of a URL. Longer runs of digits are masked whole; hexadecimal ids are left alone.
_PERSONAL = re.compile(
    r"(?<![0-9A-Za-z.])(?:\d{17,20}[0-9Xx](?:[0-9A-Za-z]{0,2})|\d{17}[\dXx]|\d{15}|(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|\d{18,})"
    r"(?![0-9A-Za-z])"
)
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
MASK = "[masked]"


def masked(text: str) -> str:
    """The text without what looks like a personal number, or like the credentials in a URL."""
    if "://" in text:
        text = _CREDENTIALS.sub(MASK + "@", text)
    return _PERSONAL.sub(MASK, text)


def _masked_value(value: Any) -> Any:
    if value is None or isinstance(value, (bool, float)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**10 else _masked_number(value)
    if isinstance(value, Mapping):
        return {masked(str(key)): _masked_value(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_masked_value(each) for each in value]
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f"<{len(value)} bytes>"  # a body: never in a log
    return masked(str(value))


def _masked_number(value: int) -> int | str:
    return MASK if _PERSONAL.fullmatch(str(abs(value))) else value


def mask_personal(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: masks every value of the line."""
    for key, value in event.items():
        event[key] = _masked_value(value)
    return event


def _add_trace(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = f"{context.trace_id:032x}"
    return event


def configure(service: str, program: str, level: str = "INFO") -> None:
    """Set up the logs of a process: `service` and `program` (api, worker, relay) stand in every line."""

    def add_program(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["service"] = service
        event["program"] = program
        return event

    common: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        add_program,
        _add_trace,
    ]
    last: list[structlog.typing.Processor] = [
        structlog.processors.format_exc_info,
        mask_personal,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    structlog.configure(
        processors=[*common, *last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stdout),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*common, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)


def logger() -> structlog.typing.FilteringBoundLogger:
    """The logger to use; give it an event's name (`what.happened`) and values by keyword."""
    found: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return found
