"""Every failure of a call as one gRPC status with details (AIP-193). proto/README.md has the table."""

from dataclasses import dataclass
from functools import singledispatch

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.protobuf.message import Message
from google.rpc import code_pb2, error_details_pb2, status_pb2
from pymongo.errors import (
    ConnectionFailure,
    ExecutionTimeout,
    PyMongoError,
    ServerSelectionTimeoutError,
    WriteConcernError,
)

from shared.errors import (
    AlreadyExists,
    CallError,
    ConcurrentChange,
    InvalidContent,
    InvalidField,
    NotFound,
    PermissionDenied,
    Unauthenticated,
    Unavailable,
    WrongState,
)
from shared.grpc_checks import FieldFault
from shared.streams import TooManyStreams

DOMAIN = "bihuan"
STATUS_DETAILS = "grpc-status-details-bin"
MAX_TIME_EXPIRED = 50  # MongoDB's MaxTimeMSExpired
_ROOM_FOR_FAULTS = 3000  # bytes; a third more as base64, and the text beside it
_CODES = {code.value[0]: code for code in grpc.StatusCode}


class InvalidRequest(Exception):
    """The request breaks rules of its contract: all of them are told at once."""

    def __init__(self, faults: list[FieldFault]) -> None:
        super().__init__("the request breaks its contract")
        self.faults = faults


class UnreadableRequest(Exception):
    """The request's bytes are no message of the method's type, or a string in them is no UTF-8."""


class NotServing(Exception):
    """What the service depends on did not answer when it was last asked."""


class DeadlineExceeded(Exception):
    """No time was left to begin the work."""


@dataclass(frozen=True)
class Failure(grpc.Status):
    """What `ServicerContext.abort_with_status` takes."""

    code: grpc.StatusCode
    details: str
    trailing_metadata: tuple[tuple[str, str | bytes], ...]


def _failure(code: int, message: str, reason: str, *details: Message, **metadata: str) -> status_pb2.Status:
    status = status_pb2.Status(code=code, message=message)
    info = error_details_pb2.ErrorInfo(reason=reason, domain=DOMAIN, metadata=metadata)
    for detail in (info, *details):
        packed = any_pb2.Any()
        packed.Pack(detail)
        status.details.append(packed)
    return status


def _retry_after(milliseconds: int) -> error_details_pb2.RetryInfo:
    return error_details_pb2.RetryInfo(retry_delay=duration_pb2.Duration(nanos=milliseconds * 1_000_000))


def _bad_request(*faults: tuple[str, str, str]) -> error_details_pb2.BadRequest:
    violation = error_details_pb2.BadRequest.FieldViolation
    return error_details_pb2.BadRequest(
        field_violations=[violation(field=field, description=text, reason=reason) for field, reason, text in faults]
    )


@singledispatch
def status_of(error: Exception) -> status_pb2.Status:
    """The google.rpc.Status that tells a caller about the error. Whatever is not foreseen: INTERNAL, and no more."""
    return _failure(
        code_pb2.INTERNAL,
        "the service failed; tell its operator the request id of this answer",
        "INTERNAL",
    )


@status_of.register
def _(error: InvalidRequest) -> status_pb2.Status:
    shown = _that_fit(error.faults)
    bad = _bad_request(*((fault.field, _reason(fault.rule), fault.description) for fault in shown))
    first = error.faults[0]
    more = f" (and {len(error.faults) - 1} more)" if len(error.faults) > 1 else ""
    text = f"{first.field or 'request'}: {first.description}{more}"
    return _failure(code_pb2.INVALID_ARGUMENT, text, "INVALID_REQUEST", bad)


def _that_fit(faults: list[FieldFault]) -> list[FieldFault]:
    """The first faults, at least one, that fit into the trailing metadata: grpc's clients refuse more than 8 KiB."""
    shown, room = faults[:1], _ROOM_FOR_FAULTS
    for fault in faults[1:]:
        room -= len(f"{fault.field}{fault.rule}{fault.description}".encode()) + 12
        if room < 0:
            break
        shown.append(fault)
    return shown


def _reason(rule: str) -> str:
    """A rule's id as AIP-193 writes reasons: `string.max_len` → `STRING_MAX_LEN`."""
    return "".join(letter if letter.isalnum() else "_" for letter in rule).upper()[:63]


@status_of.register
def _(error: UnreadableRequest) -> status_pb2.Status:
    text = "the bytes are no message of this method's request type, or a string in them is not UTF-8"
    return _failure(code_pb2.INVALID_ARGUMENT, text, "UNREADABLE_REQUEST")


@status_of.register
def _(error: NotServing) -> status_pb2.Status:
    text = "the service's database does not answer at present; send the request again"
    return _failure(code_pb2.UNAVAILABLE, text, "DATABASE_UNAVAILABLE", _retry_after(500))


@status_of.register
def _(error: DeadlineExceeded) -> status_pb2.Status:
    return _failure(code_pb2.DEADLINE_EXCEEDED, "the deadline passed before the work was done", "DEADLINE_EXCEEDED")


@status_of.register
def _(error: TooManyStreams) -> status_pb2.Status:
    text = "as many streams are open as this server keeps; use the unary rpc, or try again"
    return _failure(code_pb2.RESOURCE_EXHAUSTED, text, "TOO_MANY_STREAMS", _retry_after(1000))


@status_of.register
def _(error: CallError) -> status_pb2.Status:
    return _failure(code_pb2.FAILED_PRECONDITION, str(error), error.reason)


@status_of.register
def _(error: InvalidField) -> status_pb2.Status:
    bad = _bad_request((error.field, error.reason, error.description))
    return _failure(code_pb2.INVALID_ARGUMENT, str(error), error.reason, bad, field=error.field)


@status_of.register
def _(error: InvalidContent) -> status_pb2.Status:
    shown = _that_fit([FieldFault(*fault) for fault in error.faults])
    bad = _bad_request(*((fault.field, fault.rule, fault.description) for fault in shown))
    return _failure(code_pb2.INVALID_ARGUMENT, str(error), error.reason, bad)


@status_of.register
def _(error: NotFound) -> status_pb2.Status:
    resource = error_details_pb2.ResourceInfo(resource_type=error.resource_type, description=str(error))
    return _failure(code_pb2.NOT_FOUND, str(error), error.reason, resource, field=error.field)


@status_of.register
def _(error: AlreadyExists) -> status_pb2.Status:
    resource = error_details_pb2.ResourceInfo(
        resource_type=error.resource_type, resource_name=error.resource_id, description=str(error)
    )
    return _failure(code_pb2.ALREADY_EXISTS, str(error), error.reason, resource, field=error.field)


@status_of.register
def _(error: WrongState) -> status_pb2.Status:
    violation = error_details_pb2.PreconditionFailure.Violation(
        type=error.reason, subject=error.field, description=error.description
    )
    precondition = error_details_pb2.PreconditionFailure(violations=[violation])
    return _failure(code_pb2.FAILED_PRECONDITION, str(error), error.reason, precondition, field=error.field)


@status_of.register
def _(error: Unavailable) -> status_pb2.Status:
    return _failure(code_pb2.UNAVAILABLE, str(error), error.reason, _retry_after(500))


@status_of.register
def _(error: Unauthenticated) -> status_pb2.Status:
    return _failure(code_pb2.UNAUTHENTICATED, str(error), error.reason)


@status_of.register
def _(error: PermissionDenied) -> status_pb2.Status:
    return _failure(code_pb2.PERMISSION_DENIED, str(error), error.reason, **error.metadata)


@status_of.register
def _(error: ConcurrentChange) -> status_pb2.Status:
    text = "others changed the same resource again and again; send the request again"
    return _failure(code_pb2.ABORTED, text, error.reason, _retry_after(100))


@status_of.register
def _(error: PyMongoError) -> status_pb2.Status:
    # No server was found: not the call was slow. `with_transaction` hides it behind a timeout of its own.
    if isinstance(error, ServerSelectionTimeoutError) or isinstance(error.__cause__, ServerSelectionTimeoutError):
        return status_of(NotServing())
    if isinstance(error, ExecutionTimeout) or error.timeout:  # its deadline bounds every database call of a method
        return status_of(DeadlineExceeded())
    # Written, and not known whether by a majority: the call's time ran out at the commit, or the set has no majority.
    if isinstance(error, WriteConcernError):
        return status_of(DeadlineExceeded() if error.code == MAX_TIME_EXPIRED else NotServing())
    if isinstance(error, ConnectionFailure):
        return status_of(NotServing())
    if error.has_error_label("TransientTransactionError"):
        return status_of(ConcurrentChange())
    return status_of.dispatch(Exception)(error)


def grpc_failure(status: status_pb2.Status, *metadata: tuple[str, str | bytes]) -> Failure:
    """The status in the form grpc sends: code, text, and the details as trailing metadata."""
    return Failure(
        code=_CODES[status.code],
        details=status.message,
        trailing_metadata=(*metadata, (STATUS_DETAILS, status.SerializeToString())),
    )
