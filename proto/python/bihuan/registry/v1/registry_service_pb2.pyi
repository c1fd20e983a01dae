import datetime

from bihuan.access.v1 import access_pb2 as _access_pb2
from bihuan.outreach.v1 import events_pb2 as _events_pb2
from bihuan.recruitment.v1 import events_pb2 as _events_pb2_1
from bihuan.registry.v1 import events_pb2 as _events_pb2_1_1
from buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Sex(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SEX_UNSPECIFIED: _ClassVar[Sex]
    SEX_MALE: _ClassVar[Sex]
    SEX_FEMALE: _ClassVar[Sex]

class RegistrationWarning(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REGISTRATION_WARNING_UNSPECIFIED: _ClassVar[RegistrationWarning]
    REGISTRATION_WARNING_RESIDENT_ID_REGION_UNKNOWN: _ClassVar[RegistrationWarning]
    REGISTRATION_WARNING_RESIDENT_ID_REGION_DIFFERS: _ClassVar[RegistrationWarning]

class NeedStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NEED_STATUS_UNSPECIFIED: _ClassVar[NeedStatus]
    NEED_STATUS_OPEN: _ClassVar[NeedStatus]
    NEED_STATUS_FULFILLED: _ClassVar[NeedStatus]
    NEED_STATUS_LAPSED: _ClassVar[NeedStatus]
    NEED_STATUS_WITHDRAWN: _ClassVar[NeedStatus]

class NeedConstraint(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NEED_CONSTRAINT_UNSPECIFIED: _ClassVar[NeedConstraint]
    NEED_CONSTRAINT_HOME_ONLY: _ClassVar[NeedConstraint]
    NEED_CONSTRAINT_PART_TIME: _ClassVar[NeedConstraint]
    NEED_CONSTRAINT_DAYTIME_ONLY: _ClassVar[NeedConstraint]
    NEED_CONSTRAINT_WITHIN_SUB_DISTRICT: _ClassVar[NeedConstraint]
    NEED_CONSTRAINT_WITHIN_DISTRICT: _ClassVar[NeedConstraint]
    NEED_CONSTRAINT_STEP_FREE: _ClassVar[NeedConstraint]
    NEED_CONSTRAINT_SIGN_LANGUAGE: _ClassVar[NeedConstraint]
    NEED_CONSTRAINT_SCREEN_READER: _ClassVar[NeedConstraint]
    NEED_CONSTRAINT_COACH: _ClassVar[NeedConstraint]
    NEED_CONSTRAINT_TRANSPORT: _ClassVar[NeedConstraint]

class LoopState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LOOP_STATE_UNSPECIFIED: _ClassVar[LoopState]
    LOOP_STATE_OPEN: _ClassVar[LoopState]
    LOOP_STATE_CLOSED: _ClassVar[LoopState]

class VerificationResult(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VERIFICATION_RESULT_UNSPECIFIED: _ClassVar[VerificationResult]
    VERIFICATION_RESULT_VALID: _ClassVar[VerificationResult]
    VERIFICATION_RESULT_EXPIRED: _ClassVar[VerificationResult]
    VERIFICATION_RESULT_NOT_YET_VALID: _ClassVar[VerificationResult]
    VERIFICATION_RESULT_REPLACED: _ClassVar[VerificationResult]
    VERIFICATION_RESULT_NOT_FOUND: _ClassVar[VerificationResult]
    VERIFICATION_RESULT_ERASED: _ClassVar[VerificationResult]
    VERIFICATION_RESULT_REVOKED: _ClassVar[VerificationResult]
    VERIFICATION_RESULT_LOST: _ClassVar[VerificationResult]

class CorrectionCause(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CORRECTION_CAUSE_UNSPECIFIED: _ClassVar[CorrectionCause]
    CORRECTION_CAUSE_ENTERED_WRONG: _ClassVar[CorrectionCause]
    CORRECTION_CAUSE_CHANGED: _ClassVar[CorrectionCause]

class RevocationReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REVOCATION_REASON_UNSPECIFIED: _ClassVar[RevocationReason]
    REVOCATION_REASON_REASSESSED: _ClassVar[RevocationReason]
    REVOCATION_REASON_FRAUD: _ClassVar[RevocationReason]
    REVOCATION_REASON_ISSUED_IN_ERROR: _ClassVar[RevocationReason]
    REVOCATION_REASON_HOLDER_DEREGISTERED: _ClassVar[RevocationReason]

class CertificateState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CERTIFICATE_STATE_UNSPECIFIED: _ClassVar[CertificateState]
    CERTIFICATE_STATE_NONE: _ClassVar[CertificateState]
    CERTIFICATE_STATE_VALID: _ClassVar[CertificateState]
    CERTIFICATE_STATE_EXPIRED: _ClassVar[CertificateState]
    CERTIFICATE_STATE_NOT_YET_VALID: _ClassVar[CertificateState]
    CERTIFICATE_STATE_REVOKED: _ClassVar[CertificateState]

class QualityFinding(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    QUALITY_FINDING_UNSPECIFIED: _ClassVar[QualityFinding]
    QUALITY_FINDING_NO_PHONE: _ClassVar[QualityFinding]
    QUALITY_FINDING_NO_ADDRESS: _ClassVar[QualityFinding]
    QUALITY_FINDING_NO_CERTIFICATE: _ClassVar[QualityFinding]
    QUALITY_FINDING_NO_OCCUPATION: _ClassVar[QualityFinding]
    QUALITY_FINDING_NO_EMPLOYMENT_FORM: _ClassVar[QualityFinding]
    QUALITY_FINDING_QUOTA_WITHOUT_VALID_CERTIFICATE: _ClassVar[QualityFinding]
    QUALITY_FINDING_EMPLOYED_BELOW_WORKING_AGE: _ClassVar[QualityFinding]
    QUALITY_FINDING_EMPLOYED_WITH_OPEN_NEED: _ClassVar[QualityFinding]
    QUALITY_FINDING_EMPLOYMENT_ENDS_BEFORE_START: _ClassVar[QualityFinding]
    QUALITY_FINDING_CERTIFICATE_EXPIRED: _ClassVar[QualityFinding]
    QUALITY_FINDING_STALE: _ClassVar[QualityFinding]
SEX_UNSPECIFIED: Sex
SEX_MALE: Sex
SEX_FEMALE: Sex
REGISTRATION_WARNING_UNSPECIFIED: RegistrationWarning
REGISTRATION_WARNING_RESIDENT_ID_REGION_UNKNOWN: RegistrationWarning
REGISTRATION_WARNING_RESIDENT_ID_REGION_DIFFERS: RegistrationWarning
NEED_STATUS_UNSPECIFIED: NeedStatus
NEED_STATUS_OPEN: NeedStatus
NEED_STATUS_FULFILLED: NeedStatus
NEED_STATUS_LAPSED: NeedStatus
NEED_STATUS_WITHDRAWN: NeedStatus
NEED_CONSTRAINT_UNSPECIFIED: NeedConstraint
NEED_CONSTRAINT_HOME_ONLY: NeedConstraint
NEED_CONSTRAINT_PART_TIME: NeedConstraint
NEED_CONSTRAINT_DAYTIME_ONLY: NeedConstraint
NEED_CONSTRAINT_WITHIN_SUB_DISTRICT: NeedConstraint
NEED_CONSTRAINT_WITHIN_DISTRICT: NeedConstraint
NEED_CONSTRAINT_STEP_FREE: NeedConstraint
NEED_CONSTRAINT_SIGN_LANGUAGE: NeedConstraint
NEED_CONSTRAINT_SCREEN_READER: NeedConstraint
NEED_CONSTRAINT_COACH: NeedConstraint
NEED_CONSTRAINT_TRANSPORT: NeedConstraint
LOOP_STATE_UNSPECIFIED: LoopState
LOOP_STATE_OPEN: LoopState
LOOP_STATE_CLOSED: LoopState
VERIFICATION_RESULT_UNSPECIFIED: VerificationResult
VERIFICATION_RESULT_VALID: VerificationResult
VERIFICATION_RESULT_EXPIRED: VerificationResult
VERIFICATION_RESULT_NOT_YET_VALID: VerificationResult
VERIFICATION_RESULT_REPLACED: VerificationResult
VERIFICATION_RESULT_NOT_FOUND: VerificationResult
VERIFICATION_RESULT_ERASED: VerificationResult
VERIFICATION_RESULT_REVOKED: VerificationResult
VERIFICATION_RESULT_LOST: VerificationResult
CORRECTION_CAUSE_UNSPECIFIED: CorrectionCause
CORRECTION_CAUSE_ENTERED_WRONG: CorrectionCause
CORRECTION_CAUSE_CHANGED: CorrectionCause
REVOCATION_REASON_UNSPECIFIED: RevocationReason
REVOCATION_REASON_REASSESSED: RevocationReason
REVOCATION_REASON_FRAUD: RevocationReason
REVOCATION_REASON_ISSUED_IN_ERROR: RevocationReason
REVOCATION_REASON_HOLDER_DEREGISTERED: RevocationReason
CERTIFICATE_STATE_UNSPECIFIED: CertificateState
CERTIFICATE_STATE_NONE: CertificateState
CERTIFICATE_STATE_VALID: CertificateState
CERTIFICATE_STATE_EXPIRED: CertificateState
CERTIFICATE_STATE_NOT_YET_VALID: CertificateState
CERTIFICATE_STATE_REVOKED: CertificateState
QUALITY_FINDING_UNSPECIFIED: QualityFinding
QUALITY_FINDING_NO_PHONE: QualityFinding
QUALITY_FINDING_NO_ADDRESS: QualityFinding
QUALITY_FINDING_NO_CERTIFICATE: QualityFinding
QUALITY_FINDING_NO_OCCUPATION: QualityFinding
QUALITY_FINDING_NO_EMPLOYMENT_FORM: QualityFinding
QUALITY_FINDING_QUOTA_WITHOUT_VALID_CERTIFICATE: QualityFinding
QUALITY_FINDING_EMPLOYED_BELOW_WORKING_AGE: QualityFinding
QUALITY_FINDING_EMPLOYED_WITH_OPEN_NEED: QualityFinding
QUALITY_FINDING_EMPLOYMENT_ENDS_BEFORE_START: QualityFinding
QUALITY_FINDING_CERTIFICATE_EXPIRED: QualityFinding
QUALITY_FINDING_STALE: QualityFinding

class CertificateEntry(_message.Message):
    __slots__ = ("number", "issued_on", "expires_on")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    ISSUED_ON_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_ON_FIELD_NUMBER: _ClassVar[int]
    number: str
    issued_on: _date_pb2.Date
    expires_on: _date_pb2.Date
    def __init__(self, number: _Optional[str] = ..., issued_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., expires_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RegisterPersonRequest(_message.Message):
    __slots__ = ("request_id", "resident_id", "name", "region_code", "phone", "address", "registered_on", "registered_by", "certificate")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RESIDENT_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_ON_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_BY_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    resident_id: str
    name: str
    region_code: str
    phone: str
    address: str
    registered_on: _date_pb2.Date
    registered_by: str
    certificate: CertificateEntry
    def __init__(self, request_id: _Optional[str] = ..., resident_id: _Optional[str] = ..., name: _Optional[str] = ..., region_code: _Optional[str] = ..., phone: _Optional[str] = ..., address: _Optional[str] = ..., registered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., registered_by: _Optional[str] = ..., certificate: _Optional[_Union[CertificateEntry, _Mapping]] = ...) -> None: ...

class RegisterPersonResponse(_message.Message):
    __slots__ = ("person", "warnings")
    PERSON_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    person: PersonSummary
    warnings: _containers.RepeatedScalarFieldContainer[RegistrationWarning]
    def __init__(self, person: _Optional[_Union[PersonSummary, _Mapping]] = ..., warnings: _Optional[_Iterable[_Union[RegistrationWarning, str]]] = ...) -> None: ...

class IssueCertificateRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "certificate_number", "issued_on", "expires_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ISSUED_ON_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    certificate_number: str
    issued_on: _date_pb2.Date
    expires_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., certificate_number: _Optional[str] = ..., issued_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., expires_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class IssueCertificateResponse(_message.Message):
    __slots__ = ("certificate",)
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    certificate: Certificate
    def __init__(self, certificate: _Optional[_Union[Certificate, _Mapping]] = ...) -> None: ...

class IssueVeteranCertificateRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "number", "level", "issued_on", "expires_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    ISSUED_ON_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    number: str
    level: int
    issued_on: _date_pb2.Date
    expires_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., number: _Optional[str] = ..., level: _Optional[int] = ..., issued_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., expires_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class IssueVeteranCertificateResponse(_message.Message):
    __slots__ = ("certificate",)
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    certificate: Certificate
    def __init__(self, certificate: _Optional[_Union[Certificate, _Mapping]] = ...) -> None: ...

class GetPersonRequest(_message.Message):
    __slots__ = ("person_id", "as_of", "known_at")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    KNOWN_AT_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    as_of: _date_pb2.Date
    known_at: _timestamp_pb2.Timestamp
    def __init__(self, person_id: _Optional[str] = ..., as_of: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., known_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetPersonResponse(_message.Message):
    __slots__ = ("person",)
    PERSON_FIELD_NUMBER: _ClassVar[int]
    person: Person
    def __init__(self, person: _Optional[_Union[Person, _Mapping]] = ...) -> None: ...

class ErasePersonRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "reason", "decided_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DECIDED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    reason: _events_pb2_1_1.ErasureReason
    decided_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., reason: _Optional[_Union[_events_pb2_1_1.ErasureReason, str]] = ..., decided_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ErasePersonResponse(_message.Message):
    __slots__ = ("person",)
    PERSON_FIELD_NUMBER: _ClassVar[int]
    person: PersonSummary
    def __init__(self, person: _Optional[_Union[PersonSummary, _Mapping]] = ...) -> None: ...

class ListPersonChangesRequest(_message.Message):
    __slots__ = ("person_id", "page_size", "page_token")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    page_size: int
    page_token: str
    def __init__(self, person_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPersonChangesResponse(_message.Message):
    __slots__ = ("changes", "next_page_token", "person_id")
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[PersonChange]
    next_page_token: str
    person_id: str
    def __init__(self, changes: _Optional[_Iterable[_Union[PersonChange, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., person_id: _Optional[str] = ...) -> None: ...

class PersonChange(_message.Message):
    __slots__ = ("changed_at", "changed_by", "operation", "fields", "cause", "loop_id", "reinstatement_reason")
    CHANGED_AT_FIELD_NUMBER: _ClassVar[int]
    CHANGED_BY_FIELD_NUMBER: _ClassVar[int]
    OPERATION_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    REINSTATEMENT_REASON_FIELD_NUMBER: _ClassVar[int]
    changed_at: _timestamp_pb2.Timestamp
    changed_by: str
    operation: str
    fields: _containers.RepeatedScalarFieldContainer[str]
    cause: CorrectionCause
    loop_id: str
    reinstatement_reason: _events_pb2_1_1.ReinstatementReason
    def __init__(self, changed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., changed_by: _Optional[str] = ..., operation: _Optional[str] = ..., fields: _Optional[_Iterable[str]] = ..., cause: _Optional[_Union[CorrectionCause, str]] = ..., loop_id: _Optional[str] = ..., reinstatement_reason: _Optional[_Union[_events_pb2_1_1.ReinstatementReason, str]] = ...) -> None: ...

class CorrectPersonRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "name", "phone", "address", "cause")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    name: str
    phone: str
    address: str
    cause: CorrectionCause
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., name: _Optional[str] = ..., phone: _Optional[str] = ..., address: _Optional[str] = ..., cause: _Optional[_Union[CorrectionCause, str]] = ...) -> None: ...

class CorrectPersonResponse(_message.Message):
    __slots__ = ("person",)
    PERSON_FIELD_NUMBER: _ClassVar[int]
    person: PersonSummary
    def __init__(self, person: _Optional[_Union[PersonSummary, _Mapping]] = ...) -> None: ...

class CorrectResidentIdRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "resident_id", "cause", "corrected_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    RESIDENT_ID_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    resident_id: str
    cause: CorrectionCause
    corrected_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., resident_id: _Optional[str] = ..., cause: _Optional[_Union[CorrectionCause, str]] = ..., corrected_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class CorrectResidentIdResponse(_message.Message):
    __slots__ = ("person", "warnings")
    PERSON_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    person: PersonSummary
    warnings: _containers.RepeatedScalarFieldContainer[RegistrationWarning]
    def __init__(self, person: _Optional[_Union[PersonSummary, _Mapping]] = ..., warnings: _Optional[_Iterable[_Union[RegistrationWarning, str]]] = ...) -> None: ...

class MovePersonRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "region_code", "address", "moved_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    MOVED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    region_code: str
    address: str
    moved_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., address: _Optional[str] = ..., moved_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class MovePersonResponse(_message.Message):
    __slots__ = ("person",)
    PERSON_FIELD_NUMBER: _ClassVar[int]
    person: PersonSummary
    def __init__(self, person: _Optional[_Union[PersonSummary, _Mapping]] = ...) -> None: ...

class DeregisterPersonRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "reason", "deregistered_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DEREGISTERED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    reason: _events_pb2_1_1.DeregistrationReason
    deregistered_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., reason: _Optional[_Union[_events_pb2_1_1.DeregistrationReason, str]] = ..., deregistered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class DeregisterPersonResponse(_message.Message):
    __slots__ = ("person",)
    PERSON_FIELD_NUMBER: _ClassVar[int]
    person: PersonSummary
    def __init__(self, person: _Optional[_Union[PersonSummary, _Mapping]] = ...) -> None: ...

class ReinstatePersonRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "reason", "reinstated_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REINSTATED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    reason: _events_pb2_1_1.ReinstatementReason
    reinstated_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., reason: _Optional[_Union[_events_pb2_1_1.ReinstatementReason, str]] = ..., reinstated_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ReinstatePersonResponse(_message.Message):
    __slots__ = ("person",)
    PERSON_FIELD_NUMBER: _ClassVar[int]
    person: PersonSummary
    def __init__(self, person: _Optional[_Union[PersonSummary, _Mapping]] = ...) -> None: ...

class MergePersonsRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "duplicate_person_id", "merged_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    DUPLICATE_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    MERGED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    duplicate_person_id: str
    merged_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., duplicate_person_id: _Optional[str] = ..., merged_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class MergePersonsResponse(_message.Message):
    __slots__ = ("person",)
    PERSON_FIELD_NUMBER: _ClassVar[int]
    person: PersonSummary
    def __init__(self, person: _Optional[_Union[PersonSummary, _Mapping]] = ...) -> None: ...

class UndoMergeRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "undone_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    UNDONE_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    undone_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., undone_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class UndoMergeResponse(_message.Message):
    __slots__ = ("person",)
    PERSON_FIELD_NUMBER: _ClassVar[int]
    person: PersonSummary
    def __init__(self, person: _Optional[_Union[PersonSummary, _Mapping]] = ...) -> None: ...

class RevokeCertificateRequest(_message.Message):
    __slots__ = ("request_id", "certificate_id", "reason", "revoked_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REVOKED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    certificate_id: str
    reason: RevocationReason
    revoked_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., certificate_id: _Optional[str] = ..., reason: _Optional[_Union[RevocationReason, str]] = ..., revoked_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RevokeCertificateResponse(_message.Message):
    __slots__ = ("person",)
    PERSON_FIELD_NUMBER: _ClassVar[int]
    person: PersonSummary
    def __init__(self, person: _Optional[_Union[PersonSummary, _Mapping]] = ...) -> None: ...

class ReportCertificateLostRequest(_message.Message):
    __slots__ = ("request_id", "certificate_id", "lost_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_ID_FIELD_NUMBER: _ClassVar[int]
    LOST_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    certificate_id: str
    lost_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., certificate_id: _Optional[str] = ..., lost_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ReportCertificateLostResponse(_message.Message):
    __slots__ = ("person",)
    PERSON_FIELD_NUMBER: _ClassVar[int]
    person: PersonSummary
    def __init__(self, person: _Optional[_Union[PersonSummary, _Mapping]] = ...) -> None: ...

class ListPersonsRequest(_message.Message):
    __slots__ = ("region_code", "employment_status", "page_size", "page_token")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYMENT_STATUS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    employment_status: _events_pb2_1_1.EmploymentStatus
    page_size: int
    page_token: str
    def __init__(self, region_code: _Optional[str] = ..., employment_status: _Optional[_Union[_events_pb2_1_1.EmploymentStatus, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPersonsResponse(_message.Message):
    __slots__ = ("persons", "next_page_token")
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    persons: _containers.RepeatedCompositeFieldContainer[PersonSummary]
    next_page_token: str
    def __init__(self, persons: _Optional[_Iterable[_Union[PersonSummary, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class SearchPersonsRequest(_message.Message):
    __slots__ = ("region_code", "as_of", "categories", "levels", "certificate_state", "age_from", "age_until", "open_need", "employment_status", "name", "read_mask", "with_count", "page_size", "page_token", "programme_code")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    LEVELS_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_STATE_FIELD_NUMBER: _ClassVar[int]
    AGE_FROM_FIELD_NUMBER: _ClassVar[int]
    AGE_UNTIL_FIELD_NUMBER: _ClassVar[int]
    OPEN_NEED_FIELD_NUMBER: _ClassVar[int]
    EMPLOYMENT_STATUS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    READ_MASK_FIELD_NUMBER: _ClassVar[int]
    WITH_COUNT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PROGRAMME_CODE_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    as_of: _date_pb2.Date
    categories: _containers.RepeatedScalarFieldContainer[_events_pb2_1_1.DisabilityCategory]
    levels: _containers.RepeatedScalarFieldContainer[int]
    certificate_state: CertificateState
    age_from: int
    age_until: int
    open_need: _events_pb2_1_1.NeedKind
    employment_status: _events_pb2_1_1.EmploymentStatus
    name: str
    read_mask: _field_mask_pb2.FieldMask
    with_count: bool
    page_size: int
    page_token: str
    programme_code: str
    def __init__(self, region_code: _Optional[str] = ..., as_of: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., categories: _Optional[_Iterable[_Union[_events_pb2_1_1.DisabilityCategory, str]]] = ..., levels: _Optional[_Iterable[int]] = ..., certificate_state: _Optional[_Union[CertificateState, str]] = ..., age_from: _Optional[int] = ..., age_until: _Optional[int] = ..., open_need: _Optional[_Union[_events_pb2_1_1.NeedKind, str]] = ..., employment_status: _Optional[_Union[_events_pb2_1_1.EmploymentStatus, str]] = ..., name: _Optional[str] = ..., read_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ..., with_count: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., programme_code: _Optional[str] = ...) -> None: ...

class SearchPersonsResponse(_message.Message):
    __slots__ = ("persons", "next_page_token", "count")
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    persons: _containers.RepeatedCompositeFieldContainer[FoundPerson]
    next_page_token: str
    count: PersonCount
    def __init__(self, persons: _Optional[_Iterable[_Union[FoundPerson, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., count: _Optional[_Union[PersonCount, _Mapping]] = ...) -> None: ...

class PersonCount(_message.Message):
    __slots__ = ("persons", "more")
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    MORE_FIELD_NUMBER: _ClassVar[int]
    persons: int
    more: bool
    def __init__(self, persons: _Optional[int] = ..., more: _Optional[bool] = ...) -> None: ...

class FoundPerson(_message.Message):
    __slots__ = ("person_id", "region_code", "sex", "age", "employment_status", "registered_on", "certificate_id", "category", "level", "certificate_state", "open_needs", "open_loop_id")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    SEX_FIELD_NUMBER: _ClassVar[int]
    AGE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYMENT_STATUS_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_ON_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_ID_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_STATE_FIELD_NUMBER: _ClassVar[int]
    OPEN_NEEDS_FIELD_NUMBER: _ClassVar[int]
    OPEN_LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    sex: Sex
    age: int
    employment_status: _events_pb2_1_1.EmploymentStatus
    registered_on: _date_pb2.Date
    certificate_id: str
    category: _events_pb2_1_1.DisabilityCategory
    level: int
    certificate_state: CertificateState
    open_needs: _containers.RepeatedScalarFieldContainer[_events_pb2_1_1.NeedKind]
    open_loop_id: str
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., sex: _Optional[_Union[Sex, str]] = ..., age: _Optional[int] = ..., employment_status: _Optional[_Union[_events_pb2_1_1.EmploymentStatus, str]] = ..., registered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., certificate_id: _Optional[str] = ..., category: _Optional[_Union[_events_pb2_1_1.DisabilityCategory, str]] = ..., level: _Optional[int] = ..., certificate_state: _Optional[_Union[CertificateState, str]] = ..., open_needs: _Optional[_Iterable[_Union[_events_pb2_1_1.NeedKind, str]]] = ..., open_loop_id: _Optional[str] = ...) -> None: ...

class PersonSummary(_message.Message):
    __slots__ = ("person_id", "region_code", "employment_status", "working_age_from", "working_age_until", "registered_on", "certificate_id", "open_loop_id")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYMENT_STATUS_FIELD_NUMBER: _ClassVar[int]
    WORKING_AGE_FROM_FIELD_NUMBER: _ClassVar[int]
    WORKING_AGE_UNTIL_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_ON_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_ID_FIELD_NUMBER: _ClassVar[int]
    OPEN_LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    employment_status: _events_pb2_1_1.EmploymentStatus
    working_age_from: _date_pb2.Date
    working_age_until: _date_pb2.Date
    registered_on: _date_pb2.Date
    certificate_id: str
    open_loop_id: str
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employment_status: _Optional[_Union[_events_pb2_1_1.EmploymentStatus, str]] = ..., working_age_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., working_age_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., registered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., certificate_id: _Optional[str] = ..., open_loop_id: _Optional[str] = ...) -> None: ...

class Person(_message.Message):
    __slots__ = ("person_id", "region_code", "resident_id", "name", "phone", "address", "birth_date", "sex", "registered_on", "registered_by", "employment_status", "employment_since", "working_age_from", "working_age_until", "certificates", "needs", "employments", "loop_ids", "open_loop_id", "erased_on", "programmes", "residences", "deregistered_on", "deregistration_reason", "merged_into_person_id", "merged_person_ids", "veteran_certificates")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    RESIDENT_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    BIRTH_DATE_FIELD_NUMBER: _ClassVar[int]
    SEX_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_ON_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_BY_FIELD_NUMBER: _ClassVar[int]
    EMPLOYMENT_STATUS_FIELD_NUMBER: _ClassVar[int]
    EMPLOYMENT_SINCE_FIELD_NUMBER: _ClassVar[int]
    WORKING_AGE_FROM_FIELD_NUMBER: _ClassVar[int]
    WORKING_AGE_UNTIL_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATES_FIELD_NUMBER: _ClassVar[int]
    NEEDS_FIELD_NUMBER: _ClassVar[int]
    EMPLOYMENTS_FIELD_NUMBER: _ClassVar[int]
    LOOP_IDS_FIELD_NUMBER: _ClassVar[int]
    OPEN_LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    ERASED_ON_FIELD_NUMBER: _ClassVar[int]
    PROGRAMMES_FIELD_NUMBER: _ClassVar[int]
    RESIDENCES_FIELD_NUMBER: _ClassVar[int]
    DEREGISTERED_ON_FIELD_NUMBER: _ClassVar[int]
    DEREGISTRATION_REASON_FIELD_NUMBER: _ClassVar[int]
    MERGED_INTO_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    MERGED_PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    VETERAN_CERTIFICATES_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    resident_id: str
    name: str
    phone: str
    address: str
    birth_date: _date_pb2.Date
    sex: Sex
    registered_on: _date_pb2.Date
    registered_by: str
    employment_status: _events_pb2_1_1.EmploymentStatus
    employment_since: _date_pb2.Date
    working_age_from: _date_pb2.Date
    working_age_until: _date_pb2.Date
    certificates: _containers.RepeatedCompositeFieldContainer[Certificate]
    needs: _containers.RepeatedCompositeFieldContainer[Need]
    employments: _containers.RepeatedCompositeFieldContainer[Employment]
    loop_ids: _containers.RepeatedScalarFieldContainer[str]
    open_loop_id: str
    erased_on: _date_pb2.Date
    programmes: _containers.RepeatedCompositeFieldContainer[Participation]
    residences: _containers.RepeatedCompositeFieldContainer[Residence]
    deregistered_on: _date_pb2.Date
    deregistration_reason: _events_pb2_1_1.DeregistrationReason
    merged_into_person_id: str
    merged_person_ids: _containers.RepeatedScalarFieldContainer[str]
    veteran_certificates: _containers.RepeatedCompositeFieldContainer[Certificate]
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., resident_id: _Optional[str] = ..., name: _Optional[str] = ..., phone: _Optional[str] = ..., address: _Optional[str] = ..., birth_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., sex: _Optional[_Union[Sex, str]] = ..., registered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., registered_by: _Optional[str] = ..., employment_status: _Optional[_Union[_events_pb2_1_1.EmploymentStatus, str]] = ..., employment_since: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., working_age_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., working_age_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., certificates: _Optional[_Iterable[_Union[Certificate, _Mapping]]] = ..., needs: _Optional[_Iterable[_Union[Need, _Mapping]]] = ..., employments: _Optional[_Iterable[_Union[Employment, _Mapping]]] = ..., loop_ids: _Optional[_Iterable[str]] = ..., open_loop_id: _Optional[str] = ..., erased_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., programmes: _Optional[_Iterable[_Union[Participation, _Mapping]]] = ..., residences: _Optional[_Iterable[_Union[Residence, _Mapping]]] = ..., deregistered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., deregistration_reason: _Optional[_Union[_events_pb2_1_1.DeregistrationReason, str]] = ..., merged_into_person_id: _Optional[str] = ..., merged_person_ids: _Optional[_Iterable[str]] = ..., veteran_certificates: _Optional[_Iterable[_Union[Certificate, _Mapping]]] = ...) -> None: ...

class Residence(_message.Message):
    __slots__ = ("region", "since")
    REGION_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    region: str
    since: _date_pb2.Date
    def __init__(self, region: _Optional[str] = ..., since: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class Certificate(_message.Message):
    __slots__ = ("certificate_id", "person_id", "number", "category", "level", "valid_from", "valid_until", "revoked_on", "revocation_reason", "lost_on", "kind")
    CERTIFICATE_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    REVOKED_ON_FIELD_NUMBER: _ClassVar[int]
    REVOCATION_REASON_FIELD_NUMBER: _ClassVar[int]
    LOST_ON_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    certificate_id: str
    person_id: str
    number: str
    category: _events_pb2_1_1.DisabilityCategory
    level: int
    valid_from: _date_pb2.Date
    valid_until: _date_pb2.Date
    revoked_on: _date_pb2.Date
    revocation_reason: RevocationReason
    lost_on: _date_pb2.Date
    kind: _events_pb2_1_1.CertificateKind
    def __init__(self, certificate_id: _Optional[str] = ..., person_id: _Optional[str] = ..., number: _Optional[str] = ..., category: _Optional[_Union[_events_pb2_1_1.DisabilityCategory, str]] = ..., level: _Optional[int] = ..., valid_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., valid_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., revoked_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., revocation_reason: _Optional[_Union[RevocationReason, str]] = ..., lost_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., kind: _Optional[_Union[_events_pb2_1_1.CertificateKind, str]] = ...) -> None: ...

class Need(_message.Message):
    __slots__ = ("need_id", "person_id", "loop_id", "kind", "occupation_code", "willing", "recorded_on", "recorded_by", "status", "fulfilled_on", "occupation_codes", "constraints", "survey_id", "withdrawn_on")
    NEED_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODE_FIELD_NUMBER: _ClassVar[int]
    WILLING_FIELD_NUMBER: _ClassVar[int]
    RECORDED_ON_FIELD_NUMBER: _ClassVar[int]
    RECORDED_BY_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    FULFILLED_ON_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODES_FIELD_NUMBER: _ClassVar[int]
    CONSTRAINTS_FIELD_NUMBER: _ClassVar[int]
    SURVEY_ID_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_ON_FIELD_NUMBER: _ClassVar[int]
    need_id: str
    person_id: str
    loop_id: str
    kind: _events_pb2_1_1.NeedKind
    occupation_code: str
    willing: bool
    recorded_on: _date_pb2.Date
    recorded_by: str
    status: NeedStatus
    fulfilled_on: _date_pb2.Date
    occupation_codes: _containers.RepeatedScalarFieldContainer[str]
    constraints: _containers.RepeatedScalarFieldContainer[NeedConstraint]
    survey_id: str
    withdrawn_on: _date_pb2.Date
    def __init__(self, need_id: _Optional[str] = ..., person_id: _Optional[str] = ..., loop_id: _Optional[str] = ..., kind: _Optional[_Union[_events_pb2_1_1.NeedKind, str]] = ..., occupation_code: _Optional[str] = ..., willing: _Optional[bool] = ..., recorded_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., recorded_by: _Optional[str] = ..., status: _Optional[_Union[NeedStatus, str]] = ..., fulfilled_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., occupation_codes: _Optional[_Iterable[str]] = ..., constraints: _Optional[_Iterable[_Union[NeedConstraint, str]]] = ..., survey_id: _Optional[str] = ..., withdrawn_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class Employment(_message.Message):
    __slots__ = ("placement_id", "employer_code", "started_on", "ended_on", "form")
    PLACEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    STARTED_ON_FIELD_NUMBER: _ClassVar[int]
    ENDED_ON_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    placement_id: str
    employer_code: str
    started_on: _date_pb2.Date
    ended_on: _date_pb2.Date
    form: _events_pb2_1.EmploymentForm
    def __init__(self, placement_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., started_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., ended_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., form: _Optional[_Union[_events_pb2_1.EmploymentForm, str]] = ...) -> None: ...

class RecordNeedRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "kind", "occupation_code", "willing", "recorded_on", "recorded_by", "further_occupation_codes", "constraints")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODE_FIELD_NUMBER: _ClassVar[int]
    WILLING_FIELD_NUMBER: _ClassVar[int]
    RECORDED_ON_FIELD_NUMBER: _ClassVar[int]
    RECORDED_BY_FIELD_NUMBER: _ClassVar[int]
    FURTHER_OCCUPATION_CODES_FIELD_NUMBER: _ClassVar[int]
    CONSTRAINTS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    kind: _events_pb2_1_1.NeedKind
    occupation_code: str
    willing: bool
    recorded_on: _date_pb2.Date
    recorded_by: str
    further_occupation_codes: _containers.RepeatedScalarFieldContainer[str]
    constraints: _containers.RepeatedScalarFieldContainer[NeedConstraint]
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., kind: _Optional[_Union[_events_pb2_1_1.NeedKind, str]] = ..., occupation_code: _Optional[str] = ..., willing: _Optional[bool] = ..., recorded_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., recorded_by: _Optional[str] = ..., further_occupation_codes: _Optional[_Iterable[str]] = ..., constraints: _Optional[_Iterable[_Union[NeedConstraint, str]]] = ...) -> None: ...

class WithdrawNeedRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "need_id", "withdrawn_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    NEED_ID_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    need_id: str
    withdrawn_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., need_id: _Optional[str] = ..., withdrawn_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class WithdrawNeedResponse(_message.Message):
    __slots__ = ("need",)
    NEED_FIELD_NUMBER: _ClassVar[int]
    need: Need
    def __init__(self, need: _Optional[_Union[Need, _Mapping]] = ...) -> None: ...

class RecordNeedResponse(_message.Message):
    __slots__ = ("need", "loop_id")
    NEED_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    need: Need
    loop_id: str
    def __init__(self, need: _Optional[_Union[Need, _Mapping]] = ..., loop_id: _Optional[str] = ...) -> None: ...

class GetLoopRequest(_message.Message):
    __slots__ = ("loop_id",)
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    loop_id: str
    def __init__(self, loop_id: _Optional[str] = ...) -> None: ...

class GetLoopResponse(_message.Message):
    __slots__ = ("loop",)
    LOOP_FIELD_NUMBER: _ClassVar[int]
    loop: Loop
    def __init__(self, loop: _Optional[_Union[Loop, _Mapping]] = ...) -> None: ...

class ListLoopsRequest(_message.Message):
    __slots__ = ("region_code", "stage", "state", "page_size", "page_token", "as_of", "stuck_for_days_at_least")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    STUCK_FOR_DAYS_AT_LEAST_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    stage: _events_pb2_1_1.LoopStage
    state: LoopState
    page_size: int
    page_token: str
    as_of: _date_pb2.Date
    stuck_for_days_at_least: int
    def __init__(self, region_code: _Optional[str] = ..., stage: _Optional[_Union[_events_pb2_1_1.LoopStage, str]] = ..., state: _Optional[_Union[LoopState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., as_of: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., stuck_for_days_at_least: _Optional[int] = ...) -> None: ...

class ListLoopsResponse(_message.Message):
    __slots__ = ("loops", "next_page_token")
    LOOPS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    loops: _containers.RepeatedCompositeFieldContainer[Loop]
    next_page_token: str
    def __init__(self, loops: _Optional[_Iterable[_Union[Loop, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Loop(_message.Message):
    __slots__ = ("loop_id", "person_id", "region_code", "state", "stage", "opened_on", "closed_on", "outcome", "steps", "needs", "moved_on", "support", "reopened_on")
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    OPENED_ON_FIELD_NUMBER: _ClassVar[int]
    CLOSED_ON_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    NEEDS_FIELD_NUMBER: _ClassVar[int]
    MOVED_ON_FIELD_NUMBER: _ClassVar[int]
    SUPPORT_FIELD_NUMBER: _ClassVar[int]
    REOPENED_ON_FIELD_NUMBER: _ClassVar[int]
    loop_id: str
    person_id: str
    region_code: str
    state: LoopState
    stage: _events_pb2_1_1.LoopStage
    opened_on: _date_pb2.Date
    closed_on: _date_pb2.Date
    outcome: _events_pb2_1_1.LoopOutcome
    steps: _containers.RepeatedCompositeFieldContainer[LoopStep]
    needs: _containers.RepeatedCompositeFieldContainer[Need]
    moved_on: _date_pb2.Date
    support: _containers.RepeatedCompositeFieldContainer[SupportStep]
    reopened_on: _containers.RepeatedCompositeFieldContainer[_date_pb2.Date]
    def __init__(self, loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., state: _Optional[_Union[LoopState, str]] = ..., stage: _Optional[_Union[_events_pb2_1_1.LoopStage, str]] = ..., opened_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., closed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., outcome: _Optional[_Union[_events_pb2_1_1.LoopOutcome, str]] = ..., steps: _Optional[_Iterable[_Union[LoopStep, _Mapping]]] = ..., needs: _Optional[_Iterable[_Union[Need, _Mapping]]] = ..., moved_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., support: _Optional[_Iterable[_Union[SupportStep, _Mapping]]] = ..., reopened_on: _Optional[_Iterable[_Union[_date_pb2.Date, _Mapping]]] = ...) -> None: ...

class SupportStep(_message.Message):
    __slots__ = ("case_id", "event_type", "happened_on", "round", "step", "outcome")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    HAPPENED_ON_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    event_type: str
    happened_on: _date_pb2.Date
    round: int
    step: _events_pb2.Step
    outcome: _events_pb2.CaseOutcome
    def __init__(self, case_id: _Optional[str] = ..., event_type: _Optional[str] = ..., happened_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., round: _Optional[int] = ..., step: _Optional[_Union[_events_pb2.Step, str]] = ..., outcome: _Optional[_Union[_events_pb2.CaseOutcome, str]] = ...) -> None: ...

class LoopStep(_message.Message):
    __slots__ = ("stage", "reached_on", "service", "event_type", "source_id", "ended_on")
    STAGE_FIELD_NUMBER: _ClassVar[int]
    REACHED_ON_FIELD_NUMBER: _ClassVar[int]
    SERVICE_FIELD_NUMBER: _ClassVar[int]
    EVENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    ENDED_ON_FIELD_NUMBER: _ClassVar[int]
    stage: _events_pb2_1_1.LoopStage
    reached_on: _date_pb2.Date
    service: str
    event_type: str
    source_id: str
    ended_on: _date_pb2.Date
    def __init__(self, stage: _Optional[_Union[_events_pb2_1_1.LoopStage, str]] = ..., reached_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., service: _Optional[str] = ..., event_type: _Optional[str] = ..., source_id: _Optional[str] = ..., ended_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class CloseLoopRequest(_message.Message):
    __slots__ = ("request_id", "loop_id", "outcome", "closed_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    CLOSED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    loop_id: str
    outcome: _events_pb2_1_1.LoopOutcome
    closed_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., loop_id: _Optional[str] = ..., outcome: _Optional[_Union[_events_pb2_1_1.LoopOutcome, str]] = ..., closed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class CloseLoopResponse(_message.Message):
    __slots__ = ("loop",)
    LOOP_FIELD_NUMBER: _ClassVar[int]
    loop: Loop
    def __init__(self, loop: _Optional[_Union[Loop, _Mapping]] = ...) -> None: ...

class EnterProgrammeRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "programme_code", "entered_on", "recorded_by")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PROGRAMME_CODE_FIELD_NUMBER: _ClassVar[int]
    ENTERED_ON_FIELD_NUMBER: _ClassVar[int]
    RECORDED_BY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    programme_code: str
    entered_on: _date_pb2.Date
    recorded_by: str
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., programme_code: _Optional[str] = ..., entered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., recorded_by: _Optional[str] = ...) -> None: ...

class EnterProgrammeResponse(_message.Message):
    __slots__ = ("participation",)
    PARTICIPATION_FIELD_NUMBER: _ClassVar[int]
    participation: Participation
    def __init__(self, participation: _Optional[_Union[Participation, _Mapping]] = ...) -> None: ...

class LeaveProgrammeRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "programme_code", "left_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PROGRAMME_CODE_FIELD_NUMBER: _ClassVar[int]
    LEFT_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    programme_code: str
    left_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., programme_code: _Optional[str] = ..., left_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class LeaveProgrammeResponse(_message.Message):
    __slots__ = ("participation",)
    PARTICIPATION_FIELD_NUMBER: _ClassVar[int]
    participation: Participation
    def __init__(self, participation: _Optional[_Union[Participation, _Mapping]] = ...) -> None: ...

class ListProgrammesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListProgrammesResponse(_message.Message):
    __slots__ = ("programmes",)
    PROGRAMMES_FIELD_NUMBER: _ClassVar[int]
    programmes: _containers.RepeatedCompositeFieldContainer[Programme]
    def __init__(self, programmes: _Optional[_Iterable[_Union[Programme, _Mapping]]] = ...) -> None: ...

class Programme(_message.Message):
    __slots__ = ("programme_code", "name", "valid_from", "valid_until")
    PROGRAMME_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    programme_code: str
    name: str
    valid_from: _date_pb2.Date
    valid_until: _date_pb2.Date
    def __init__(self, programme_code: _Optional[str] = ..., name: _Optional[str] = ..., valid_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., valid_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class Participation(_message.Message):
    __slots__ = ("programme_code", "entered_on", "left_on", "recorded_by")
    PROGRAMME_CODE_FIELD_NUMBER: _ClassVar[int]
    ENTERED_ON_FIELD_NUMBER: _ClassVar[int]
    LEFT_ON_FIELD_NUMBER: _ClassVar[int]
    RECORDED_BY_FIELD_NUMBER: _ClassVar[int]
    programme_code: str
    entered_on: _date_pb2.Date
    left_on: _date_pb2.Date
    recorded_by: str
    def __init__(self, programme_code: _Optional[str] = ..., entered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., left_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., recorded_by: _Optional[str] = ...) -> None: ...

class VerifyCertificateRequest(_message.Message):
    __slots__ = ("certificate_number", "person_id", "veteran_certificate_number", "veteran_person_id", "on")
    CERTIFICATE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    VETERAN_CERTIFICATE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    VETERAN_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ON_FIELD_NUMBER: _ClassVar[int]
    certificate_number: str
    person_id: str
    veteran_certificate_number: str
    veteran_person_id: str
    on: _date_pb2.Date
    def __init__(self, certificate_number: _Optional[str] = ..., person_id: _Optional[str] = ..., veteran_certificate_number: _Optional[str] = ..., veteran_person_id: _Optional[str] = ..., on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class VerifyCertificateResponse(_message.Message):
    __slots__ = ("result", "certificate_id", "person_id", "category", "level", "valid_from", "valid_until", "kind")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    result: VerificationResult
    certificate_id: str
    person_id: str
    category: _events_pb2_1_1.DisabilityCategory
    level: int
    valid_from: _date_pb2.Date
    valid_until: _date_pb2.Date
    kind: _events_pb2_1_1.CertificateKind
    def __init__(self, result: _Optional[_Union[VerificationResult, str]] = ..., certificate_id: _Optional[str] = ..., person_id: _Optional[str] = ..., category: _Optional[_Union[_events_pb2_1_1.DisabilityCategory, str]] = ..., level: _Optional[int] = ..., valid_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., valid_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., kind: _Optional[_Union[_events_pb2_1_1.CertificateKind, str]] = ...) -> None: ...

class VerifyCertificatesRequest(_message.Message):
    __slots__ = ("queries", "on")
    QUERIES_FIELD_NUMBER: _ClassVar[int]
    ON_FIELD_NUMBER: _ClassVar[int]
    queries: _containers.RepeatedCompositeFieldContainer[VerificationQuery]
    on: _date_pb2.Date
    def __init__(self, queries: _Optional[_Iterable[_Union[VerificationQuery, _Mapping]]] = ..., on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class VerificationQuery(_message.Message):
    __slots__ = ("certificate_number", "person_id", "veteran_certificate_number", "veteran_person_id")
    CERTIFICATE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    VETERAN_CERTIFICATE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    VETERAN_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    certificate_number: str
    person_id: str
    veteran_certificate_number: str
    veteran_person_id: str
    def __init__(self, certificate_number: _Optional[str] = ..., person_id: _Optional[str] = ..., veteran_certificate_number: _Optional[str] = ..., veteran_person_id: _Optional[str] = ...) -> None: ...

class VerifyCertificatesResponse(_message.Message):
    __slots__ = ("answers",)
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    answers: _containers.RepeatedCompositeFieldContainer[VerificationAnswer]
    def __init__(self, answers: _Optional[_Iterable[_Union[VerificationAnswer, _Mapping]]] = ...) -> None: ...

class VerificationAnswer(_message.Message):
    __slots__ = ("verification", "fault")
    VERIFICATION_FIELD_NUMBER: _ClassVar[int]
    FAULT_FIELD_NUMBER: _ClassVar[int]
    verification: VerifyCertificateResponse
    fault: QueryFault
    def __init__(self, verification: _Optional[_Union[VerifyCertificateResponse, _Mapping]] = ..., fault: _Optional[_Union[QueryFault, _Mapping]] = ...) -> None: ...

class QueryFault(_message.Message):
    __slots__ = ("field", "description")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    field: str
    description: str
    def __init__(self, field: _Optional[str] = ..., description: _Optional[str] = ...) -> None: ...

class StreamVerificationsRequest(_message.Message):
    __slots__ = ("queries", "on")
    QUERIES_FIELD_NUMBER: _ClassVar[int]
    ON_FIELD_NUMBER: _ClassVar[int]
    queries: _containers.RepeatedCompositeFieldContainer[VerificationQuery]
    on: _date_pb2.Date
    def __init__(self, queries: _Optional[_Iterable[_Union[VerificationQuery, _Mapping]]] = ..., on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class StreamVerificationsResponse(_message.Message):
    __slots__ = ("answers",)
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    answers: _containers.RepeatedCompositeFieldContainer[VerificationAnswer]
    def __init__(self, answers: _Optional[_Iterable[_Union[VerificationAnswer, _Mapping]]] = ...) -> None: ...

class GetStatisticsRequest(_message.Message):
    __slots__ = ("region_code", "as_of")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    as_of: _date_pb2.Date
    def __init__(self, region_code: _Optional[str] = ..., as_of: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class GetStatisticsResponse(_message.Message):
    __slots__ = ("region_code", "as_of", "persons", "certified", "without_certificate", "needs", "employed", "employment_rate", "loops_opened", "loops_closed", "loops_closed_rate", "loops_success_rate", "by_sex", "by_age", "not_employed", "by_form", "training", "rounded", "programmes")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    CERTIFIED_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    NEEDS_FIELD_NUMBER: _ClassVar[int]
    EMPLOYED_FIELD_NUMBER: _ClassVar[int]
    EMPLOYMENT_RATE_FIELD_NUMBER: _ClassVar[int]
    LOOPS_OPENED_FIELD_NUMBER: _ClassVar[int]
    LOOPS_CLOSED_FIELD_NUMBER: _ClassVar[int]
    LOOPS_CLOSED_RATE_FIELD_NUMBER: _ClassVar[int]
    LOOPS_SUCCESS_RATE_FIELD_NUMBER: _ClassVar[int]
    BY_SEX_FIELD_NUMBER: _ClassVar[int]
    BY_AGE_FIELD_NUMBER: _ClassVar[int]
    NOT_EMPLOYED_FIELD_NUMBER: _ClassVar[int]
    BY_FORM_FIELD_NUMBER: _ClassVar[int]
    TRAINING_FIELD_NUMBER: _ClassVar[int]
    ROUNDED_FIELD_NUMBER: _ClassVar[int]
    PROGRAMMES_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    as_of: _date_pb2.Date
    persons: int
    certified: _containers.RepeatedCompositeFieldContainer[CertifiedCount]
    without_certificate: int
    needs: _containers.RepeatedCompositeFieldContainer[NeedCount]
    employed: int
    employment_rate: Rate
    loops_opened: int
    loops_closed: _containers.RepeatedCompositeFieldContainer[OutcomeCount]
    loops_closed_rate: Rate
    loops_success_rate: Rate
    by_sex: _containers.RepeatedCompositeFieldContainer[SexCount]
    by_age: _containers.RepeatedCompositeFieldContainer[AgeCount]
    not_employed: int
    by_form: _containers.RepeatedCompositeFieldContainer[FormCount]
    training: TrainingCount
    rounded: bool
    programmes: _containers.RepeatedCompositeFieldContainer[ProgrammeCount]
    def __init__(self, region_code: _Optional[str] = ..., as_of: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., persons: _Optional[int] = ..., certified: _Optional[_Iterable[_Union[CertifiedCount, _Mapping]]] = ..., without_certificate: _Optional[int] = ..., needs: _Optional[_Iterable[_Union[NeedCount, _Mapping]]] = ..., employed: _Optional[int] = ..., employment_rate: _Optional[_Union[Rate, _Mapping]] = ..., loops_opened: _Optional[int] = ..., loops_closed: _Optional[_Iterable[_Union[OutcomeCount, _Mapping]]] = ..., loops_closed_rate: _Optional[_Union[Rate, _Mapping]] = ..., loops_success_rate: _Optional[_Union[Rate, _Mapping]] = ..., by_sex: _Optional[_Iterable[_Union[SexCount, _Mapping]]] = ..., by_age: _Optional[_Iterable[_Union[AgeCount, _Mapping]]] = ..., not_employed: _Optional[int] = ..., by_form: _Optional[_Iterable[_Union[FormCount, _Mapping]]] = ..., training: _Optional[_Union[TrainingCount, _Mapping]] = ..., rounded: _Optional[bool] = ..., programmes: _Optional[_Iterable[_Union[ProgrammeCount, _Mapping]]] = ...) -> None: ...

class GetStatisticsTableRequest(_message.Message):
    __slots__ = ("region_code", "as_of")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    as_of: _date_pb2.Date
    def __init__(self, region_code: _Optional[str] = ..., as_of: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class GetStatisticsTableResponse(_message.Message):
    __slots__ = ("total", "regions")
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    REGIONS_FIELD_NUMBER: _ClassVar[int]
    total: GetStatisticsResponse
    regions: _containers.RepeatedCompositeFieldContainer[GetStatisticsResponse]
    def __init__(self, total: _Optional[_Union[GetStatisticsResponse, _Mapping]] = ..., regions: _Optional[_Iterable[_Union[GetStatisticsResponse, _Mapping]]] = ...) -> None: ...

class SexCount(_message.Message):
    __slots__ = ("sex", "persons")
    SEX_FIELD_NUMBER: _ClassVar[int]
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    sex: Sex
    persons: int
    def __init__(self, sex: _Optional[_Union[Sex, str]] = ..., persons: _Optional[int] = ...) -> None: ...

class AgeCount(_message.Message):
    __slots__ = ("from_age", "until_age", "persons")
    FROM_AGE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_AGE_FIELD_NUMBER: _ClassVar[int]
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    from_age: int
    until_age: int
    persons: int
    def __init__(self, from_age: _Optional[int] = ..., until_age: _Optional[int] = ..., persons: _Optional[int] = ...) -> None: ...

class FormCount(_message.Message):
    __slots__ = ("form", "persons")
    FORM_FIELD_NUMBER: _ClassVar[int]
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    form: _events_pb2_1.EmploymentForm
    persons: int
    def __init__(self, form: _Optional[_Union[_events_pb2_1.EmploymentForm, str]] = ..., persons: _Optional[int] = ...) -> None: ...

class ProgrammeCount(_message.Message):
    __slots__ = ("programme_code", "persons")
    PROGRAMME_CODE_FIELD_NUMBER: _ClassVar[int]
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    programme_code: str
    persons: int
    def __init__(self, programme_code: _Optional[str] = ..., persons: _Optional[int] = ...) -> None: ...

class TrainingCount(_message.Message):
    __slots__ = ("enrolled", "graduated", "graduated_in_year")
    ENROLLED_FIELD_NUMBER: _ClassVar[int]
    GRADUATED_FIELD_NUMBER: _ClassVar[int]
    GRADUATED_IN_YEAR_FIELD_NUMBER: _ClassVar[int]
    enrolled: int
    graduated: int
    graduated_in_year: int
    def __init__(self, enrolled: _Optional[int] = ..., graduated: _Optional[int] = ..., graduated_in_year: _Optional[int] = ...) -> None: ...

class Rate(_message.Message):
    __slots__ = ("numerator", "denominator", "percent")
    NUMERATOR_FIELD_NUMBER: _ClassVar[int]
    DENOMINATOR_FIELD_NUMBER: _ClassVar[int]
    PERCENT_FIELD_NUMBER: _ClassVar[int]
    numerator: int
    denominator: int
    percent: str
    def __init__(self, numerator: _Optional[int] = ..., denominator: _Optional[int] = ..., percent: _Optional[str] = ...) -> None: ...

class CertifiedCount(_message.Message):
    __slots__ = ("category", "level", "persons", "valid")
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    VALID_FIELD_NUMBER: _ClassVar[int]
    category: _events_pb2_1_1.DisabilityCategory
    level: int
    persons: int
    valid: int
    def __init__(self, category: _Optional[_Union[_events_pb2_1_1.DisabilityCategory, str]] = ..., level: _Optional[int] = ..., persons: _Optional[int] = ..., valid: _Optional[int] = ...) -> None: ...

class NeedCount(_message.Message):
    __slots__ = ("kind", "recorded", "fulfilled", "withdrawn")
    KIND_FIELD_NUMBER: _ClassVar[int]
    RECORDED_FIELD_NUMBER: _ClassVar[int]
    FULFILLED_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_FIELD_NUMBER: _ClassVar[int]
    kind: _events_pb2_1_1.NeedKind
    recorded: int
    fulfilled: int
    withdrawn: int
    def __init__(self, kind: _Optional[_Union[_events_pb2_1_1.NeedKind, str]] = ..., recorded: _Optional[int] = ..., fulfilled: _Optional[int] = ..., withdrawn: _Optional[int] = ...) -> None: ...

class OutcomeCount(_message.Message):
    __slots__ = ("outcome", "loops")
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    LOOPS_FIELD_NUMBER: _ClassVar[int]
    outcome: _events_pb2_1_1.LoopOutcome
    loops: int
    def __init__(self, outcome: _Optional[_Union[_events_pb2_1_1.LoopOutcome, str]] = ..., loops: _Optional[int] = ...) -> None: ...

class GetDataQualityRequest(_message.Message):
    __slots__ = ("region_code", "as_of", "stale_days")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    STALE_DAYS_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    as_of: _date_pb2.Date
    stale_days: int
    def __init__(self, region_code: _Optional[str] = ..., as_of: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., stale_days: _Optional[int] = ...) -> None: ...

class GetDataQualityResponse(_message.Message):
    __slots__ = ("regions", "total", "rounded")
    REGIONS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    ROUNDED_FIELD_NUMBER: _ClassVar[int]
    regions: _containers.RepeatedCompositeFieldContainer[RegionQuality]
    total: RegionQuality
    rounded: bool
    def __init__(self, regions: _Optional[_Iterable[_Union[RegionQuality, _Mapping]]] = ..., total: _Optional[_Union[RegionQuality, _Mapping]] = ..., rounded: _Optional[bool] = ...) -> None: ...

class RegionQuality(_message.Message):
    __slots__ = ("region_code", "persons", "findings", "without_finding")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_FINDING_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    persons: int
    findings: _containers.RepeatedCompositeFieldContainer[FindingCount]
    without_finding: Rate
    def __init__(self, region_code: _Optional[str] = ..., persons: _Optional[int] = ..., findings: _Optional[_Iterable[_Union[FindingCount, _Mapping]]] = ..., without_finding: _Optional[_Union[Rate, _Mapping]] = ...) -> None: ...

class FindingCount(_message.Message):
    __slots__ = ("finding", "persons")
    FINDING_FIELD_NUMBER: _ClassVar[int]
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    finding: QualityFinding
    persons: Rate
    def __init__(self, finding: _Optional[_Union[QualityFinding, str]] = ..., persons: _Optional[_Union[Rate, _Mapping]] = ...) -> None: ...

class ListDataQualityFindingsRequest(_message.Message):
    __slots__ = ("region_code", "as_of", "stale_days", "finding", "page_size", "page_token")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    STALE_DAYS_FIELD_NUMBER: _ClassVar[int]
    FINDING_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    as_of: _date_pb2.Date
    stale_days: int
    finding: QualityFinding
    page_size: int
    page_token: str
    def __init__(self, region_code: _Optional[str] = ..., as_of: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., stale_days: _Optional[int] = ..., finding: _Optional[_Union[QualityFinding, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDataQualityFindingsResponse(_message.Message):
    __slots__ = ("persons", "next_page_token")
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    persons: _containers.RepeatedCompositeFieldContainer[QualityPerson]
    next_page_token: str
    def __init__(self, persons: _Optional[_Iterable[_Union[QualityPerson, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class QualityPerson(_message.Message):
    __slots__ = ("person_id", "region_code")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ...) -> None: ...

class GetRegionRequest(_message.Message):
    __slots__ = ("region_code",)
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    def __init__(self, region_code: _Optional[str] = ...) -> None: ...

class GetRegionResponse(_message.Message):
    __slots__ = ("region",)
    REGION_FIELD_NUMBER: _ClassVar[int]
    region: Region
    def __init__(self, region: _Optional[_Union[Region, _Mapping]] = ...) -> None: ...

class ListRegionsRequest(_message.Message):
    __slots__ = ("parent_code", "on")
    PARENT_CODE_FIELD_NUMBER: _ClassVar[int]
    ON_FIELD_NUMBER: _ClassVar[int]
    parent_code: str
    on: _date_pb2.Date
    def __init__(self, parent_code: _Optional[str] = ..., on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ListRegionsResponse(_message.Message):
    __slots__ = ("regions",)
    REGIONS_FIELD_NUMBER: _ClassVar[int]
    regions: _containers.RepeatedCompositeFieldContainer[Region]
    def __init__(self, regions: _Optional[_Iterable[_Union[Region, _Mapping]]] = ...) -> None: ...

class Region(_message.Message):
    __slots__ = ("region_code", "name", "valid_from_year", "valid_until_year", "successor_code", "parent_code")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_YEAR_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_YEAR_FIELD_NUMBER: _ClassVar[int]
    SUCCESSOR_CODE_FIELD_NUMBER: _ClassVar[int]
    PARENT_CODE_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    name: str
    valid_from_year: int
    valid_until_year: int
    successor_code: str
    parent_code: str
    def __init__(self, region_code: _Optional[str] = ..., name: _Optional[str] = ..., valid_from_year: _Optional[int] = ..., valid_until_year: _Optional[int] = ..., successor_code: _Optional[str] = ..., parent_code: _Optional[str] = ...) -> None: ...
