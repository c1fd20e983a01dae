import datetime

from bihuan.access.v1 import access_pb2 as _access_pb2
from bihuan.registry.v1 import events_pb2 as _events_pb2
from bihuan.registry.v1 import registry_service_pb2 as _registry_service_pb2
from buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ChangeRequestState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHANGE_REQUEST_STATE_UNSPECIFIED: _ClassVar[ChangeRequestState]
    CHANGE_REQUEST_STATE_DRAFT: _ClassVar[ChangeRequestState]
    CHANGE_REQUEST_STATE_SUBMITTED: _ClassVar[ChangeRequestState]
    CHANGE_REQUEST_STATE_VALIDATED: _ClassVar[ChangeRequestState]
    CHANGE_REQUEST_STATE_APPLIED: _ClassVar[ChangeRequestState]
    CHANGE_REQUEST_STATE_REJECTED: _ClassVar[ChangeRequestState]
    CHANGE_REQUEST_STATE_CANCELLED: _ClassVar[ChangeRequestState]

class ChangeKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHANGE_KIND_UNSPECIFIED: _ClassVar[ChangeKind]
    CHANGE_KIND_RESIDENT_ID: _ClassVar[ChangeKind]
    CHANGE_KIND_MERGE: _ClassVar[ChangeKind]
    CHANGE_KIND_DEREGISTRATION: _ClassVar[ChangeKind]
    CHANGE_KIND_REVOCATION: _ClassVar[ChangeKind]
    CHANGE_KIND_REGRADING: _ClassVar[ChangeKind]
    CHANGE_KIND_REINSTATEMENT: _ClassVar[ChangeKind]

class RejectionReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REJECTION_REASON_UNSPECIFIED: _ClassVar[RejectionReason]
    REJECTION_REASON_EVIDENCE_INSUFFICIENT: _ClassVar[RejectionReason]
    REJECTION_REASON_EVIDENCE_CONTRADICTS: _ClassVar[RejectionReason]
    REJECTION_REASON_NOT_ALLOWED: _ClassVar[RejectionReason]

class EvidenceType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EVIDENCE_TYPE_UNSPECIFIED: _ClassVar[EvidenceType]
    EVIDENCE_TYPE_PDF: _ClassVar[EvidenceType]
    EVIDENCE_TYPE_JPEG: _ClassVar[EvidenceType]
    EVIDENCE_TYPE_PNG: _ClassVar[EvidenceType]
CHANGE_REQUEST_STATE_UNSPECIFIED: ChangeRequestState
CHANGE_REQUEST_STATE_DRAFT: ChangeRequestState
CHANGE_REQUEST_STATE_SUBMITTED: ChangeRequestState
CHANGE_REQUEST_STATE_VALIDATED: ChangeRequestState
CHANGE_REQUEST_STATE_APPLIED: ChangeRequestState
CHANGE_REQUEST_STATE_REJECTED: ChangeRequestState
CHANGE_REQUEST_STATE_CANCELLED: ChangeRequestState
CHANGE_KIND_UNSPECIFIED: ChangeKind
CHANGE_KIND_RESIDENT_ID: ChangeKind
CHANGE_KIND_MERGE: ChangeKind
CHANGE_KIND_DEREGISTRATION: ChangeKind
CHANGE_KIND_REVOCATION: ChangeKind
CHANGE_KIND_REGRADING: ChangeKind
CHANGE_KIND_REINSTATEMENT: ChangeKind
REJECTION_REASON_UNSPECIFIED: RejectionReason
REJECTION_REASON_EVIDENCE_INSUFFICIENT: RejectionReason
REJECTION_REASON_EVIDENCE_CONTRADICTS: RejectionReason
REJECTION_REASON_NOT_ALLOWED: RejectionReason
EVIDENCE_TYPE_UNSPECIFIED: EvidenceType
EVIDENCE_TYPE_PDF: EvidenceType
EVIDENCE_TYPE_JPEG: EvidenceType
EVIDENCE_TYPE_PNG: EvidenceType

class ResidentIdChange(_message.Message):
    __slots__ = ("resident_id", "cause", "corrected_on")
    RESIDENT_ID_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_ON_FIELD_NUMBER: _ClassVar[int]
    resident_id: str
    cause: _registry_service_pb2.CorrectionCause
    corrected_on: _date_pb2.Date
    def __init__(self, resident_id: _Optional[str] = ..., cause: _Optional[_Union[_registry_service_pb2.CorrectionCause, str]] = ..., corrected_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class MergeChange(_message.Message):
    __slots__ = ("duplicate_person_id", "merged_on")
    DUPLICATE_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    MERGED_ON_FIELD_NUMBER: _ClassVar[int]
    duplicate_person_id: str
    merged_on: _date_pb2.Date
    def __init__(self, duplicate_person_id: _Optional[str] = ..., merged_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class DeregistrationChange(_message.Message):
    __slots__ = ("reason", "deregistered_on")
    REASON_FIELD_NUMBER: _ClassVar[int]
    DEREGISTERED_ON_FIELD_NUMBER: _ClassVar[int]
    reason: _events_pb2.DeregistrationReason
    deregistered_on: _date_pb2.Date
    def __init__(self, reason: _Optional[_Union[_events_pb2.DeregistrationReason, str]] = ..., deregistered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RevocationChange(_message.Message):
    __slots__ = ("certificate_id", "reason", "revoked_on")
    CERTIFICATE_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REVOKED_ON_FIELD_NUMBER: _ClassVar[int]
    certificate_id: str
    reason: _registry_service_pb2.RevocationReason
    revoked_on: _date_pb2.Date
    def __init__(self, certificate_id: _Optional[str] = ..., reason: _Optional[_Union[_registry_service_pb2.RevocationReason, str]] = ..., revoked_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RegradingChange(_message.Message):
    __slots__ = ("certificate_number", "issued_on", "expires_on")
    CERTIFICATE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ISSUED_ON_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_ON_FIELD_NUMBER: _ClassVar[int]
    certificate_number: str
    issued_on: _date_pb2.Date
    expires_on: _date_pb2.Date
    def __init__(self, certificate_number: _Optional[str] = ..., issued_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., expires_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ReinstatementChange(_message.Message):
    __slots__ = ("reason", "reinstated_on")
    REASON_FIELD_NUMBER: _ClassVar[int]
    REINSTATED_ON_FIELD_NUMBER: _ClassVar[int]
    reason: _events_pb2.ReinstatementReason
    reinstated_on: _date_pb2.Date
    def __init__(self, reason: _Optional[_Union[_events_pb2.ReinstatementReason, str]] = ..., reinstated_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class Change(_message.Message):
    __slots__ = ("resident_id_change", "merge", "deregistration", "revocation", "regrading", "reinstatement")
    RESIDENT_ID_CHANGE_FIELD_NUMBER: _ClassVar[int]
    MERGE_FIELD_NUMBER: _ClassVar[int]
    DEREGISTRATION_FIELD_NUMBER: _ClassVar[int]
    REVOCATION_FIELD_NUMBER: _ClassVar[int]
    REGRADING_FIELD_NUMBER: _ClassVar[int]
    REINSTATEMENT_FIELD_NUMBER: _ClassVar[int]
    resident_id_change: ResidentIdChange
    merge: MergeChange
    deregistration: DeregistrationChange
    revocation: RevocationChange
    regrading: RegradingChange
    reinstatement: ReinstatementChange
    def __init__(self, resident_id_change: _Optional[_Union[ResidentIdChange, _Mapping]] = ..., merge: _Optional[_Union[MergeChange, _Mapping]] = ..., deregistration: _Optional[_Union[DeregistrationChange, _Mapping]] = ..., revocation: _Optional[_Union[RevocationChange, _Mapping]] = ..., regrading: _Optional[_Union[RegradingChange, _Mapping]] = ..., reinstatement: _Optional[_Union[ReinstatementChange, _Mapping]] = ...) -> None: ...

class ChangeRequest(_message.Message):
    __slots__ = ("change_request_id", "person_id", "region_code", "kind", "state", "steps", "evidence", "rejection_reason", "change")
    CHANGE_REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    REJECTION_REASON_FIELD_NUMBER: _ClassVar[int]
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    change_request_id: str
    person_id: str
    region_code: str
    kind: ChangeKind
    state: ChangeRequestState
    steps: _containers.RepeatedCompositeFieldContainer[ChangeRequestStep]
    evidence: _containers.RepeatedCompositeFieldContainer[Evidence]
    rejection_reason: RejectionReason
    change: Change
    def __init__(self, change_request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., kind: _Optional[_Union[ChangeKind, str]] = ..., state: _Optional[_Union[ChangeRequestState, str]] = ..., steps: _Optional[_Iterable[_Union[ChangeRequestStep, _Mapping]]] = ..., evidence: _Optional[_Iterable[_Union[Evidence, _Mapping]]] = ..., rejection_reason: _Optional[_Union[RejectionReason, str]] = ..., change: _Optional[_Union[Change, _Mapping]] = ...) -> None: ...

class ChangeRequestStep(_message.Message):
    __slots__ = ("state", "by", "at")
    STATE_FIELD_NUMBER: _ClassVar[int]
    BY_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    state: ChangeRequestState
    by: str
    at: _timestamp_pb2.Timestamp
    def __init__(self, state: _Optional[_Union[ChangeRequestState, str]] = ..., by: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Evidence(_message.Message):
    __slots__ = ("evidence_id", "type", "size", "sha256", "attached_by", "attached_at")
    EVIDENCE_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    ATTACHED_BY_FIELD_NUMBER: _ClassVar[int]
    ATTACHED_AT_FIELD_NUMBER: _ClassVar[int]
    evidence_id: str
    type: EvidenceType
    size: int
    sha256: str
    attached_by: str
    attached_at: _timestamp_pb2.Timestamp
    def __init__(self, evidence_id: _Optional[str] = ..., type: _Optional[_Union[EvidenceType, str]] = ..., size: _Optional[int] = ..., sha256: _Optional[str] = ..., attached_by: _Optional[str] = ..., attached_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class OpenChangeRequestRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "change")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    change: Change
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., change: _Optional[_Union[Change, _Mapping]] = ...) -> None: ...

class OpenChangeRequestResponse(_message.Message):
    __slots__ = ("change_request",)
    CHANGE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    change_request: ChangeRequest
    def __init__(self, change_request: _Optional[_Union[ChangeRequest, _Mapping]] = ...) -> None: ...

class AttachEvidenceRequest(_message.Message):
    __slots__ = ("request_id", "change_request_id", "content")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CHANGE_REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    change_request_id: str
    content: bytes
    def __init__(self, request_id: _Optional[str] = ..., change_request_id: _Optional[str] = ..., content: _Optional[bytes] = ...) -> None: ...

class AttachEvidenceResponse(_message.Message):
    __slots__ = ("change_request",)
    CHANGE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    change_request: ChangeRequest
    def __init__(self, change_request: _Optional[_Union[ChangeRequest, _Mapping]] = ...) -> None: ...

class SubmitChangeRequestRequest(_message.Message):
    __slots__ = ("request_id", "change_request_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CHANGE_REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    change_request_id: str
    def __init__(self, request_id: _Optional[str] = ..., change_request_id: _Optional[str] = ...) -> None: ...

class SubmitChangeRequestResponse(_message.Message):
    __slots__ = ("change_request",)
    CHANGE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    change_request: ChangeRequest
    def __init__(self, change_request: _Optional[_Union[ChangeRequest, _Mapping]] = ...) -> None: ...

class ValidateChangeRequestRequest(_message.Message):
    __slots__ = ("request_id", "change_request_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CHANGE_REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    change_request_id: str
    def __init__(self, request_id: _Optional[str] = ..., change_request_id: _Optional[str] = ...) -> None: ...

class ValidateChangeRequestResponse(_message.Message):
    __slots__ = ("change_request",)
    CHANGE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    change_request: ChangeRequest
    def __init__(self, change_request: _Optional[_Union[ChangeRequest, _Mapping]] = ...) -> None: ...

class RejectChangeRequestRequest(_message.Message):
    __slots__ = ("request_id", "change_request_id", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CHANGE_REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    change_request_id: str
    reason: RejectionReason
    def __init__(self, request_id: _Optional[str] = ..., change_request_id: _Optional[str] = ..., reason: _Optional[_Union[RejectionReason, str]] = ...) -> None: ...

class RejectChangeRequestResponse(_message.Message):
    __slots__ = ("change_request",)
    CHANGE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    change_request: ChangeRequest
    def __init__(self, change_request: _Optional[_Union[ChangeRequest, _Mapping]] = ...) -> None: ...

class CancelChangeRequestRequest(_message.Message):
    __slots__ = ("request_id", "change_request_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CHANGE_REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    change_request_id: str
    def __init__(self, request_id: _Optional[str] = ..., change_request_id: _Optional[str] = ...) -> None: ...

class CancelChangeRequestResponse(_message.Message):
    __slots__ = ("change_request",)
    CHANGE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    change_request: ChangeRequest
    def __init__(self, change_request: _Optional[_Union[ChangeRequest, _Mapping]] = ...) -> None: ...

class ApplyChangeRequestRequest(_message.Message):
    __slots__ = ("request_id", "change_request_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CHANGE_REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    change_request_id: str
    def __init__(self, request_id: _Optional[str] = ..., change_request_id: _Optional[str] = ...) -> None: ...

class ApplyChangeRequestResponse(_message.Message):
    __slots__ = ("change_request",)
    CHANGE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    change_request: ChangeRequest
    def __init__(self, change_request: _Optional[_Union[ChangeRequest, _Mapping]] = ...) -> None: ...

class GetChangeRequestRequest(_message.Message):
    __slots__ = ("change_request_id",)
    CHANGE_REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    change_request_id: str
    def __init__(self, change_request_id: _Optional[str] = ...) -> None: ...

class GetChangeRequestResponse(_message.Message):
    __slots__ = ("change_request",)
    CHANGE_REQUEST_FIELD_NUMBER: _ClassVar[int]
    change_request: ChangeRequest
    def __init__(self, change_request: _Optional[_Union[ChangeRequest, _Mapping]] = ...) -> None: ...

class ListChangeRequestsRequest(_message.Message):
    __slots__ = ("region_code", "state", "page_size", "page_token")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    state: ChangeRequestState
    page_size: int
    page_token: str
    def __init__(self, region_code: _Optional[str] = ..., state: _Optional[_Union[ChangeRequestState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListChangeRequestsResponse(_message.Message):
    __slots__ = ("change_requests", "next_page_token")
    CHANGE_REQUESTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    change_requests: _containers.RepeatedCompositeFieldContainer[ChangeRequest]
    next_page_token: str
    def __init__(self, change_requests: _Optional[_Iterable[_Union[ChangeRequest, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetEvidenceRequest(_message.Message):
    __slots__ = ("change_request_id", "evidence_id")
    CHANGE_REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_ID_FIELD_NUMBER: _ClassVar[int]
    change_request_id: str
    evidence_id: str
    def __init__(self, change_request_id: _Optional[str] = ..., evidence_id: _Optional[str] = ...) -> None: ...

class GetEvidenceResponse(_message.Message):
    __slots__ = ("evidence", "content", "person_id")
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    evidence: Evidence
    content: bytes
    person_id: str
    def __init__(self, evidence: _Optional[_Union[Evidence, _Mapping]] = ..., content: _Optional[bytes] = ..., person_id: _Optional[str] = ...) -> None: ...
