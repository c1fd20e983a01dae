"""Log lines: one JSON object per line on stdout, UTC, with service, program and trace id, without personal data.

    log = logs.logger()
    log.info("relay.sent", count=100)

Lines of other libraries (nameko, kombu, pymongo, grpc) go the same way. Whatever looks like a resident ID, a
certificate number or a phone number is masked, wherever it stands. Never log a request, an event's body or a name: the
mask cannot see those.
"""

import logging
import re
import sys
import threading
import traceback
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from typing import Any

import structlog
from opentelemetry import trace

from shared.errors import CallError

# 18-digit resident ID (its last may be X) and 20-digit certificate number (with B1, B2, … when reissued), 15-digit old
# resident ID, mobile number; longer runs of digits whole. Hexadecimal ids are left alone.
_PERSONAL = re.compile(
    r"(?<![0-9A-Za-z])(?<!\d\.)"
    r"(?:\d{17}[\dXx](?:\d{2}(?:[A-Za-z]\d)?)?|\d{15}|\d{18,}|(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4})"
    r"(?![0-9A-Za-z])"
)
# Whatever _PERSONAL finds holds this, which is found much quicker.
_DIGITS = re.compile(r"\d[\d -]{10}")
_PLAIN = (float, bool, type(None))
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
MASK = "[masked]"


def masked(text: str) -> str:
    """The text without what looks like a personal number, or like the credentials in a URL."""
    if "://" in text:
        text = _CREDENTIALS.sub(MASK + "@", text)
    return _PERSONAL.sub(MASK, text)


def _masked_value(value: Any) -> Any:
    if type(value) is str:  # first, and exactly: nearly every value of a line is one, and every call writes a line
        return masked(value)
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
    # Every call of an api writes a line, and nearly all hold nothing to mask: one look at all of their texts says so.
    texts = []
    for value in event.values():
        if type(value) is str:
            texts.append(value)
        elif type(value) not in _PLAIN:
            break
    else:
        line = "\0".join(texts)
        if "://" not in line and not _DIGITS.search(line):
            return event
    for key, value in event.items():
        event[key] = _masked_value(value)
    return event


def _add_trace(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = f"{context.trace_id:032x}"
    return event


def described(error: BaseException) -> str:
    """An exception as its chain of types with the lines that raised them.

    Without texts: those of foreign exceptions quote values (`dup key: { name: … }`), and no mask knows a name.
    Our own `CallError`s hold none, by their rule.
    """
    parts = []
    seen: BaseException | None = error
    while seen is not None:
        text = f": {masked(str(seen))}" if isinstance(seen, CallError) else ""
        lines = [
            f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(seen.__traceback__)
        ]
        parts.append("\n  ".join([f"{type(seen).__module__}.{type(seen).__qualname__}{text}", *lines]))
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\nfrom ".join(parts)


def _add_exception(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replaces `exc_info` (an exception, True, or sys.exc_info()) by its description."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = described(error)
    return event


class _Stdout:
    """Writes whole lines to whatever `sys.stdout` is at the time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def write(self, text: str) -> None:
        # A full disk or a reader that went away must not fail the work that the line is about.
        with self._lock, suppress(OSError):
            sys.stdout.write(text)
            sys.stdout.flush()

    def flush(self) -> None:
        """Nothing waits."""

    def msg(self, message: str) -> None:
        self.write(message + "\n")

    debug = info = warning = error = critical = msg


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
        _add_exception,
        mask_personal,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    stdout = _Stdout()
    structlog.configure(
        processors=[*common, *last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=lambda *_: stdout,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*common, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(capture=True)


def logger() -> structlog.typing.FilteringBoundLogger:
    """The logger to use; give it an event's name (`what.happened`) and values by keyword."""
    found: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return found
