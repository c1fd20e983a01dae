from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DisabilityCategory(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DISABILITY_CATEGORY_UNSPECIFIED: _ClassVar[DisabilityCategory]
    DISABILITY_CATEGORY_VISUAL: _ClassVar[DisabilityCategory]
    DISABILITY_CATEGORY_HEARING: _ClassVar[DisabilityCategory]
    DISABILITY_CATEGORY_SPEECH: _ClassVar[DisabilityCategory]
    DISABILITY_CATEGORY_PHYSICAL: _ClassVar[DisabilityCategory]
    DISABILITY_CATEGORY_INTELLECTUAL: _ClassVar[DisabilityCategory]
    DISABILITY_CATEGORY_MENTAL: _ClassVar[DisabilityCategory]
    DISABILITY_CATEGORY_MULTIPLE: _ClassVar[DisabilityCategory]

class CertificateKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CERTIFICATE_KIND_UNSPECIFIED: _ClassVar[CertificateKind]
    CERTIFICATE_KIND_DISABILITY: _ClassVar[CertificateKind]
    CERTIFICATE_KIND_VETERAN: _ClassVar[CertificateKind]

class NeedKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NEED_KIND_UNSPECIFIED: _ClassVar[NeedKind]
    NEED_KIND_TRAINING: _ClassVar[NeedKind]
    NEED_KIND_EMPLOYMENT: _ClassVar[NeedKind]
    NEED_KIND_SUPPORT: _ClassVar[NeedKind]

class EmploymentStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EMPLOYMENT_STATUS_UNSPECIFIED: _ClassVar[EmploymentStatus]
    EMPLOYMENT_STATUS_NOT_EMPLOYED: _ClassVar[EmploymentStatus]
    EMPLOYMENT_STATUS_EMPLOYED: _ClassVar[EmploymentStatus]

class LoopStage(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LOOP_STAGE_UNSPECIFIED: _ClassVar[LoopStage]
    LOOP_STAGE_NEED_RECORDED: _ClassVar[LoopStage]
    LOOP_STAGE_IN_TRAINING: _ClassVar[LoopStage]
    LOOP_STAGE_PASSED: _ClassVar[LoopStage]
    LOOP_STAGE_OFFERED: _ClassVar[LoopStage]
    LOOP_STAGE_PLACED: _ClassVar[LoopStage]

class LoopOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LOOP_OUTCOME_UNSPECIFIED: _ClassVar[LoopOutcome]
    LOOP_OUTCOME_SUCCESS: _ClassVar[LoopOutcome]
    LOOP_OUTCOME_WITHDRAWN: _ClassVar[LoopOutcome]
    LOOP_OUTCOME_LOST: _ClassVar[LoopOutcome]
    LOOP_OUTCOME_DIED: _ClassVar[LoopOutcome]

class ErasureReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERASURE_REASON_UNSPECIFIED: _ClassVar[ErasureReason]
    ERASURE_REASON_REQUESTED: _ClassVar[ErasureReason]
    ERASURE_REASON_PERIOD_OVER: _ClassVar[ErasureReason]
    ERASURE_REASON_IN_ERROR: _ClassVar[ErasureReason]

class DeregistrationReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DEREGISTRATION_REASON_UNSPECIFIED: _ClassVar[DeregistrationReason]
    DEREGISTRATION_REASON_DIED: _ClassVar[DeregistrationReason]
    DEREGISTRATION_REASON_EMIGRATED: _ClassVar[DeregistrationReason]
    DEREGISTRATION_REASON_NOT_DISABLED: _ClassVar[DeregistrationReason]
    DEREGISTRATION_REASON_GIVEN_UP: _ClassVar[DeregistrationReason]
    DEREGISTRATION_REASON_IN_ERROR: _ClassVar[DeregistrationReason]

class ReinstatementReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REINSTATEMENT_REASON_UNSPECIFIED: _ClassVar[ReinstatementReason]
    REINSTATEMENT_REASON_FALSE_REPORT: _ClassVar[ReinstatementReason]
    REINSTATEMENT_REASON_WRONG_PERSON: _ClassVar[ReinstatementReason]
    REINSTATEMENT_REASON_DECISION_REVERSED: _ClassVar[ReinstatementReason]
DISABILITY_CATEGORY_UNSPECIFIED: DisabilityCategory
DISABILITY_CATEGORY_VISUAL: DisabilityCategory
DISABILITY_CATEGORY_HEARING: DisabilityCategory
DISABILITY_CATEGORY_SPEECH: DisabilityCategory
DISABILITY_CATEGORY_PHYSICAL: DisabilityCategory
DISABILITY_CATEGORY_INTELLECTUAL: DisabilityCategory
DISABILITY_CATEGORY_MENTAL: DisabilityCategory
DISABILITY_CATEGORY_MULTIPLE: DisabilityCategory
CERTIFICATE_KIND_UNSPECIFIED: CertificateKind
CERTIFICATE_KIND_DISABILITY: CertificateKind
CERTIFICATE_KIND_VETERAN: CertificateKind
NEED_KIND_UNSPECIFIED: NeedKind
NEED_KIND_TRAINING: NeedKind
NEED_KIND_EMPLOYMENT: NeedKind
NEED_KIND_SUPPORT: NeedKind
EMPLOYMENT_STATUS_UNSPECIFIED: EmploymentStatus
EMPLOYMENT_STATUS_NOT_EMPLOYED: EmploymentStatus
EMPLOYMENT_STATUS_EMPLOYED: EmploymentStatus
LOOP_STAGE_UNSPECIFIED: LoopStage
LOOP_STAGE_NEED_RECORDED: LoopStage
LOOP_STAGE_IN_TRAINING: LoopStage
LOOP_STAGE_PASSED: LoopStage
LOOP_STAGE_OFFERED: LoopStage
LOOP_STAGE_PLACED: LoopStage
LOOP_OUTCOME_UNSPECIFIED: LoopOutcome
LOOP_OUTCOME_SUCCESS: LoopOutcome
LOOP_OUTCOME_WITHDRAWN: LoopOutcome
LOOP_OUTCOME_LOST: LoopOutcome
LOOP_OUTCOME_DIED: LoopOutcome
ERASURE_REASON_UNSPECIFIED: ErasureReason
ERASURE_REASON_REQUESTED: ErasureReason
ERASURE_REASON_PERIOD_OVER: ErasureReason
ERASURE_REASON_IN_ERROR: ErasureReason
DEREGISTRATION_REASON_UNSPECIFIED: DeregistrationReason
DEREGISTRATION_REASON_DIED: DeregistrationReason
DEREGISTRATION_REASON_EMIGRATED: DeregistrationReason
DEREGISTRATION_REASON_NOT_DISABLED: DeregistrationReason
DEREGISTRATION_REASON_GIVEN_UP: DeregistrationReason
DEREGISTRATION_REASON_IN_ERROR: DeregistrationReason
REINSTATEMENT_REASON_UNSPECIFIED: ReinstatementReason
REINSTATEMENT_REASON_FALSE_REPORT: ReinstatementReason
REINSTATEMENT_REASON_WRONG_PERSON: ReinstatementReason
REINSTATEMENT_REASON_DECISION_REVERSED: ReinstatementReason

class PersonRegistered(_message.Message):
    __slots__ = ("person_id", "region_code", "working_age_from", "working_age_until", "registered_on")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    WORKING_AGE_FROM_FIELD_NUMBER: _ClassVar[int]
    WORKING_AGE_UNTIL_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_ON_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    working_age_from: _date_pb2.Date
    working_age_until: _date_pb2.Date
    registered_on: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., working_age_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., working_age_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., registered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class PersonCertified(_message.Message):
    __slots__ = ("person_id", "region_code", "certificate_id", "valid_from", "valid_until")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_ID_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    certificate_id: str
    valid_from: _date_pb2.Date
    valid_until: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., certificate_id: _Optional[str] = ..., valid_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., valid_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class CertificateIssued(_message.Message):
    __slots__ = ("certificate_id", "region_code", "person_id", "category", "level", "valid_from", "valid_until", "kind")
    CERTIFICATE_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    certificate_id: str
    region_code: str
    person_id: str
    category: DisabilityCategory
    level: int
    valid_from: _date_pb2.Date
    valid_until: _date_pb2.Date
    kind: CertificateKind
    def __init__(self, certificate_id: _Optional[str] = ..., region_code: _Optional[str] = ..., person_id: _Optional[str] = ..., category: _Optional[_Union[DisabilityCategory, str]] = ..., level: _Optional[int] = ..., valid_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., valid_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., kind: _Optional[_Union[CertificateKind, str]] = ...) -> None: ...

class PersonMoved(_message.Message):
    __slots__ = ("person_id", "region_code", "from_region_code", "moved_on", "loop_id")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    FROM_REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    MOVED_ON_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    from_region_code: str
    moved_on: _date_pb2.Date
    loop_id: str
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., from_region_code: _Optional[str] = ..., moved_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., loop_id: _Optional[str] = ...) -> None: ...

class PersonCorrected(_message.Message):
    __slots__ = ("person_id", "region_code", "working_age_from", "working_age_until", "corrected_on")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    WORKING_AGE_FROM_FIELD_NUMBER: _ClassVar[int]
    WORKING_AGE_UNTIL_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_ON_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    working_age_from: _date_pb2.Date
    working_age_until: _date_pb2.Date
    corrected_on: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., working_age_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., working_age_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., corrected_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class PersonDeregistered(_message.Message):
    __slots__ = ("person_id", "region_code", "reason", "deregistered_on")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DEREGISTERED_ON_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    reason: DeregistrationReason
    deregistered_on: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., reason: _Optional[_Union[DeregistrationReason, str]] = ..., deregistered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class PersonReinstated(_message.Message):
    __slots__ = ("person_id", "region_code", "reason", "reinstated_on")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REINSTATED_ON_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    reason: ReinstatementReason
    reinstated_on: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., reason: _Optional[_Union[ReinstatementReason, str]] = ..., reinstated_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class PersonsMerged(_message.Message):
    __slots__ = ("person_id", "region_code", "merged_person_id", "merged_on")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    MERGED_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    MERGED_ON_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    merged_person_id: str
    merged_on: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., merged_person_id: _Optional[str] = ..., merged_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class MergeUndone(_message.Message):
    __slots__ = ("person_id", "region_code", "merged_person_id", "undone_on")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    MERGED_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    UNDONE_ON_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    merged_person_id: str
    undone_on: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., merged_person_id: _Optional[str] = ..., undone_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class PersonDecertified(_message.Message):
    __slots__ = ("person_id", "region_code", "certificate_id", "revoked_on")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_ID_FIELD_NUMBER: _ClassVar[int]
    REVOKED_ON_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    certificate_id: str
    revoked_on: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., certificate_id: _Optional[str] = ..., revoked_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class CertificateRevoked(_message.Message):
    __slots__ = ("certificate_id", "region_code", "person_id", "revoked_on")
    CERTIFICATE_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REVOKED_ON_FIELD_NUMBER: _ClassVar[int]
    certificate_id: str
    region_code: str
    person_id: str
    revoked_on: _date_pb2.Date
    def __init__(self, certificate_id: _Optional[str] = ..., region_code: _Optional[str] = ..., person_id: _Optional[str] = ..., revoked_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class CertificateReinstated(_message.Message):
    __slots__ = ("certificate_id", "region_code", "person_id", "valid_from", "valid_until")
    CERTIFICATE_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    certificate_id: str
    region_code: str
    person_id: str
    valid_from: _date_pb2.Date
    valid_until: _date_pb2.Date
    def __init__(self, certificate_id: _Optional[str] = ..., region_code: _Optional[str] = ..., person_id: _Optional[str] = ..., valid_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., valid_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class PersonErased(_message.Message):
    __slots__ = ("person_id", "region_code", "erased_on", "reason")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    ERASED_ON_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    erased_on: _date_pb2.Date
    reason: ErasureReason
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., erased_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., reason: _Optional[_Union[ErasureReason, str]] = ...) -> None: ...

class NeedRecorded(_message.Message):
    __slots__ = ("person_id", "region_code", "loop_id", "need_id", "kind", "occupation_code", "willing", "recorded_on", "occupation_codes")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    NEED_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODE_FIELD_NUMBER: _ClassVar[int]
    WILLING_FIELD_NUMBER: _ClassVar[int]
    RECORDED_ON_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODES_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    loop_id: str
    need_id: str
    kind: NeedKind
    occupation_code: str
    willing: bool
    recorded_on: _date_pb2.Date
    occupation_codes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., need_id: _Optional[str] = ..., kind: _Optional[_Union[NeedKind, str]] = ..., occupation_code: _Optional[str] = ..., willing: _Optional[bool] = ..., recorded_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., occupation_codes: _Optional[_Iterable[str]] = ...) -> None: ...

class NeedFulfilled(_message.Message):
    __slots__ = ("person_id", "region_code", "loop_id", "need_id", "kind", "fulfilled_on")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    NEED_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    FULFILLED_ON_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    loop_id: str
    need_id: str
    kind: NeedKind
    fulfilled_on: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., need_id: _Optional[str] = ..., kind: _Optional[_Union[NeedKind, str]] = ..., fulfilled_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class NeedReopened(_message.Message):
    __slots__ = ("person_id", "region_code", "loop_id", "need_id", "kind", "reopened_on")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    NEED_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    REOPENED_ON_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    loop_id: str
    need_id: str
    kind: NeedKind
    reopened_on: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., need_id: _Optional[str] = ..., kind: _Optional[_Union[NeedKind, str]] = ..., reopened_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class NeedWithdrawn(_message.Message):
    __slots__ = ("person_id", "region_code", "loop_id", "need_id", "kind", "withdrawn_on")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    NEED_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_ON_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    loop_id: str
    need_id: str
    kind: NeedKind
    withdrawn_on: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., need_id: _Optional[str] = ..., kind: _Optional[_Union[NeedKind, str]] = ..., withdrawn_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class EmploymentStatusChanged(_message.Message):
    __slots__ = ("person_id", "region_code", "loop_id", "status", "since")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    loop_id: str
    status: EmploymentStatus
    since: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., status: _Optional[_Union[EmploymentStatus, str]] = ..., since: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class CertificateExpiring(_message.Message):
    __slots__ = ("person_id", "region_code", "certificate_id", "valid_until", "days_before")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_ID_FIELD_NUMBER: _ClassVar[int]
    VALID_UNTIL_FIELD_NUMBER: _ClassVar[int]
    DAYS_BEFORE_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    certificate_id: str
    valid_until: _date_pb2.Date
    days_before: int
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., certificate_id: _Optional[str] = ..., valid_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., days_before: _Optional[int] = ...) -> None: ...

class WorkingAgeReached(_message.Message):
    __slots__ = ("person_id", "region_code", "month")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    MONTH_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    month: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., month: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class WorkingAgeLeft(_message.Message):
    __slots__ = ("person_id", "region_code", "month")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    MONTH_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    month: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., month: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class NeedUnanswered(_message.Message):
    __slots__ = ("person_id", "region_code", "loop_id", "need_id", "kind", "recorded_on", "days")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    NEED_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    RECORDED_ON_FIELD_NUMBER: _ClassVar[int]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    loop_id: str
    need_id: str
    kind: NeedKind
    recorded_on: _date_pb2.Date
    days: int
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., need_id: _Optional[str] = ..., kind: _Optional[_Union[NeedKind, str]] = ..., recorded_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., days: _Optional[int] = ...) -> None: ...

class SurveyStarted(_message.Message):
    __slots__ = ("survey_id", "region_code", "starts_on", "ends_on")
    SURVEY_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    STARTS_ON_FIELD_NUMBER: _ClassVar[int]
    ENDS_ON_FIELD_NUMBER: _ClassVar[int]
    survey_id: str
    region_code: str
    starts_on: _date_pb2.Date
    ends_on: _date_pb2.Date
    def __init__(self, survey_id: _Optional[str] = ..., region_code: _Optional[str] = ..., starts_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., ends_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class SurveyClosed(_message.Message):
    __slots__ = ("survey_id", "region_code", "closed_on")
    SURVEY_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    CLOSED_ON_FIELD_NUMBER: _ClassVar[int]
    survey_id: str
    region_code: str
    closed_on: _date_pb2.Date
    def __init__(self, survey_id: _Optional[str] = ..., region_code: _Optional[str] = ..., closed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class LoopOpened(_message.Message):
    __slots__ = ("loop_id", "region_code", "person_id", "opened_on")
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    OPENED_ON_FIELD_NUMBER: _ClassVar[int]
    loop_id: str
    region_code: str
    person_id: str
    opened_on: _date_pb2.Date
    def __init__(self, loop_id: _Optional[str] = ..., region_code: _Optional[str] = ..., person_id: _Optional[str] = ..., opened_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class LoopAdvanced(_message.Message):
    __slots__ = ("loop_id", "region_code", "person_id", "stage", "reached_on")
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    REACHED_ON_FIELD_NUMBER: _ClassVar[int]
    loop_id: str
    region_code: str
    person_id: str
    stage: LoopStage
    reached_on: _date_pb2.Date
    def __init__(self, loop_id: _Optional[str] = ..., region_code: _Optional[str] = ..., person_id: _Optional[str] = ..., stage: _Optional[_Union[LoopStage, str]] = ..., reached_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class LoopClosed(_message.Message):
    __slots__ = ("loop_id", "region_code", "person_id", "outcome", "closed_on")
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    CLOSED_ON_FIELD_NUMBER: _ClassVar[int]
    loop_id: str
    region_code: str
    person_id: str
    outcome: LoopOutcome
    closed_on: _date_pb2.Date
    def __init__(self, loop_id: _Optional[str] = ..., region_code: _Optional[str] = ..., person_id: _Optional[str] = ..., outcome: _Optional[_Union[LoopOutcome, str]] = ..., closed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class LoopReopened(_message.Message):
    __slots__ = ("loop_id", "region_code", "person_id", "reopened_on")
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REOPENED_ON_FIELD_NUMBER: _ClassVar[int]
    loop_id: str
    region_code: str
    person_id: str
    reopened_on: _date_pb2.Date
    def __init__(self, loop_id: _Optional[str] = ..., region_code: _Optional[str] = ..., person_id: _Optional[str] = ..., reopened_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...
