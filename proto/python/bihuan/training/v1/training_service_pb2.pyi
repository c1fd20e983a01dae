from bihuan.access.v1 import access_pb2 as _access_pb2
from bihuan.training.v1 import events_pb2 as _events_pb2
from buf.validate import validate_pb2 as _validate_pb2
from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ClassStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CLASS_STATUS_UNSPECIFIED: _ClassVar[ClassStatus]
    CLASS_STATUS_ENROLLING: _ClassVar[ClassStatus]
    CLASS_STATUS_RUNNING: _ClassVar[ClassStatus]
    CLASS_STATUS_CLOSED: _ClassVar[ClassStatus]
    CLASS_STATUS_CANCELLED: _ClassVar[ClassStatus]

class EnrolmentStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ENROLMENT_STATUS_UNSPECIFIED: _ClassVar[EnrolmentStatus]
    ENROLMENT_STATUS_REFUSED: _ClassVar[EnrolmentStatus]
    ENROLMENT_STATUS_WAITLISTED: _ClassVar[EnrolmentStatus]
    ENROLMENT_STATUS_CONFIRMED: _ClassVar[EnrolmentStatus]
    ENROLMENT_STATUS_WITHDRAWN: _ClassVar[EnrolmentStatus]
    ENROLMENT_STATUS_PASSED: _ClassVar[EnrolmentStatus]
    ENROLMENT_STATUS_FAILED: _ClassVar[EnrolmentStatus]
    ENROLMENT_STATUS_CANCELLED: _ClassVar[EnrolmentStatus]

class EnrolmentRule(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ENROLMENT_RULE_UNSPECIFIED: _ClassVar[EnrolmentRule]
    ENROLMENT_RULE_WILLING: _ClassVar[EnrolmentRule]
    ENROLMENT_RULE_OCCUPATION: _ClassVar[EnrolmentRule]
    ENROLMENT_RULE_CERTIFICATE: _ClassVar[EnrolmentRule]
    ENROLMENT_RULE_WORKING_AGE: _ClassVar[EnrolmentRule]
    ENROLMENT_RULE_REGION: _ClassVar[EnrolmentRule]
    ENROLMENT_RULE_NOT_EMPLOYED: _ClassVar[EnrolmentRule]
CLASS_STATUS_UNSPECIFIED: ClassStatus
CLASS_STATUS_ENROLLING: ClassStatus
CLASS_STATUS_RUNNING: ClassStatus
CLASS_STATUS_CLOSED: ClassStatus
CLASS_STATUS_CANCELLED: ClassStatus
ENROLMENT_STATUS_UNSPECIFIED: EnrolmentStatus
ENROLMENT_STATUS_REFUSED: EnrolmentStatus
ENROLMENT_STATUS_WAITLISTED: EnrolmentStatus
ENROLMENT_STATUS_CONFIRMED: EnrolmentStatus
ENROLMENT_STATUS_WITHDRAWN: EnrolmentStatus
ENROLMENT_STATUS_PASSED: EnrolmentStatus
ENROLMENT_STATUS_FAILED: EnrolmentStatus
ENROLMENT_STATUS_CANCELLED: EnrolmentStatus
ENROLMENT_RULE_UNSPECIFIED: EnrolmentRule
ENROLMENT_RULE_WILLING: EnrolmentRule
ENROLMENT_RULE_OCCUPATION: EnrolmentRule
ENROLMENT_RULE_CERTIFICATE: EnrolmentRule
ENROLMENT_RULE_WORKING_AGE: EnrolmentRule
ENROLMENT_RULE_REGION: EnrolmentRule
ENROLMENT_RULE_NOT_EMPLOYED: EnrolmentRule

class Provider(_message.Message):
    __slots__ = ("name", "unified_social_credit_code")
    NAME_FIELD_NUMBER: _ClassVar[int]
    UNIFIED_SOCIAL_CREDIT_CODE_FIELD_NUMBER: _ClassVar[int]
    name: str
    unified_social_credit_code: str
    def __init__(self, name: _Optional[str] = ..., unified_social_credit_code: _Optional[str] = ...) -> None: ...

class ClassPlan(_message.Message):
    __slots__ = ("title", "provider", "region_code", "catchment_region_code", "occupation_code", "starts_on", "ends_on", "sessions", "capacity", "pass_mark", "excellent_mark", "minimum_attendance_percent", "rules")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    PROVIDER_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    CATCHMENT_REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODE_FIELD_NUMBER: _ClassVar[int]
    STARTS_ON_FIELD_NUMBER: _ClassVar[int]
    ENDS_ON_FIELD_NUMBER: _ClassVar[int]
    SESSIONS_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    PASS_MARK_FIELD_NUMBER: _ClassVar[int]
    EXCELLENT_MARK_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_ATTENDANCE_PERCENT_FIELD_NUMBER: _ClassVar[int]
    RULES_FIELD_NUMBER: _ClassVar[int]
    title: str
    provider: Provider
    region_code: str
    catchment_region_code: str
    occupation_code: str
    starts_on: _date_pb2.Date
    ends_on: _date_pb2.Date
    sessions: _containers.RepeatedCompositeFieldContainer[_date_pb2.Date]
    capacity: int
    pass_mark: int
    excellent_mark: int
    minimum_attendance_percent: int
    rules: _containers.RepeatedScalarFieldContainer[EnrolmentRule]
    def __init__(self, title: _Optional[str] = ..., provider: _Optional[_Union[Provider, _Mapping]] = ..., region_code: _Optional[str] = ..., catchment_region_code: _Optional[str] = ..., occupation_code: _Optional[str] = ..., starts_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., ends_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., sessions: _Optional[_Iterable[_Union[_date_pb2.Date, _Mapping]]] = ..., capacity: _Optional[int] = ..., pass_mark: _Optional[int] = ..., excellent_mark: _Optional[int] = ..., minimum_attendance_percent: _Optional[int] = ..., rules: _Optional[_Iterable[_Union[EnrolmentRule, str]]] = ...) -> None: ...

class Class(_message.Message):
    __slots__ = ("class_id", "plan", "status", "opened_on", "started_on", "closed_on", "cancelled_on", "confirmed", "waitlisted", "recorded_sessions", "result")
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    OPENED_ON_FIELD_NUMBER: _ClassVar[int]
    STARTED_ON_FIELD_NUMBER: _ClassVar[int]
    CLOSED_ON_FIELD_NUMBER: _ClassVar[int]
    CANCELLED_ON_FIELD_NUMBER: _ClassVar[int]
    CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    WAITLISTED_FIELD_NUMBER: _ClassVar[int]
    RECORDED_SESSIONS_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    class_id: str
    plan: ClassPlan
    status: ClassStatus
    opened_on: _date_pb2.Date
    started_on: _date_pb2.Date
    closed_on: _date_pb2.Date
    cancelled_on: _date_pb2.Date
    confirmed: int
    waitlisted: int
    recorded_sessions: _containers.RepeatedCompositeFieldContainer[_date_pb2.Date]
    result: ClassResult
    def __init__(self, class_id: _Optional[str] = ..., plan: _Optional[_Union[ClassPlan, _Mapping]] = ..., status: _Optional[_Union[ClassStatus, str]] = ..., opened_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., started_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., closed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., cancelled_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., confirmed: _Optional[int] = ..., waitlisted: _Optional[int] = ..., recorded_sessions: _Optional[_Iterable[_Union[_date_pb2.Date, _Mapping]]] = ..., result: _Optional[_Union[ClassResult, _Mapping]] = ...) -> None: ...

class ClassResult(_message.Message):
    __slots__ = ("enrolled", "passed", "excellent", "failed", "withdrawn")
    ENROLLED_FIELD_NUMBER: _ClassVar[int]
    PASSED_FIELD_NUMBER: _ClassVar[int]
    EXCELLENT_FIELD_NUMBER: _ClassVar[int]
    FAILED_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_FIELD_NUMBER: _ClassVar[int]
    enrolled: int
    passed: int
    excellent: int
    failed: int
    withdrawn: int
    def __init__(self, enrolled: _Optional[int] = ..., passed: _Optional[int] = ..., excellent: _Optional[int] = ..., failed: _Optional[int] = ..., withdrawn: _Optional[int] = ...) -> None: ...

class Attendance(_message.Message):
    __slots__ = ("planned", "present", "absent", "can_no_longer_pass")
    PLANNED_FIELD_NUMBER: _ClassVar[int]
    PRESENT_FIELD_NUMBER: _ClassVar[int]
    ABSENT_FIELD_NUMBER: _ClassVar[int]
    CAN_NO_LONGER_PASS_FIELD_NUMBER: _ClassVar[int]
    planned: int
    present: int
    absent: int
    can_no_longer_pass: bool
    def __init__(self, planned: _Optional[int] = ..., present: _Optional[int] = ..., absent: _Optional[int] = ..., can_no_longer_pass: _Optional[bool] = ...) -> None: ...

class Enrolment(_message.Message):
    __slots__ = ("enrolment_id", "class_id", "person_id", "loop_id", "region_code", "status", "status_on", "refusal_reasons", "willing", "withdrawal_reason", "failure_reason", "excellent", "score", "assessed_on", "attendance")
    ENROLMENT_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    STATUS_ON_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_REASONS_FIELD_NUMBER: _ClassVar[int]
    WILLING_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWAL_REASON_FIELD_NUMBER: _ClassVar[int]
    FAILURE_REASON_FIELD_NUMBER: _ClassVar[int]
    EXCELLENT_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    ASSESSED_ON_FIELD_NUMBER: _ClassVar[int]
    ATTENDANCE_FIELD_NUMBER: _ClassVar[int]
    enrolment_id: str
    class_id: str
    person_id: str
    loop_id: str
    region_code: str
    status: EnrolmentStatus
    status_on: _date_pb2.Date
    refusal_reasons: _containers.RepeatedScalarFieldContainer[_events_pb2.RefusalReason]
    willing: bool
    withdrawal_reason: _events_pb2.WithdrawalReason
    failure_reason: _events_pb2.FailureReason
    excellent: bool
    score: int
    assessed_on: _date_pb2.Date
    attendance: Attendance
    def __init__(self, enrolment_id: _Optional[str] = ..., class_id: _Optional[str] = ..., person_id: _Optional[str] = ..., loop_id: _Optional[str] = ..., region_code: _Optional[str] = ..., status: _Optional[_Union[EnrolmentStatus, str]] = ..., status_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., refusal_reasons: _Optional[_Iterable[_Union[_events_pb2.RefusalReason, str]]] = ..., willing: _Optional[bool] = ..., withdrawal_reason: _Optional[_Union[_events_pb2.WithdrawalReason, str]] = ..., failure_reason: _Optional[_Union[_events_pb2.FailureReason, str]] = ..., excellent: _Optional[bool] = ..., score: _Optional[int] = ..., assessed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., attendance: _Optional[_Union[Attendance, _Mapping]] = ...) -> None: ...

class OpenClassRequest(_message.Message):
    __slots__ = ("request_id", "plan", "opened_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    OPENED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    plan: ClassPlan
    opened_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., plan: _Optional[_Union[ClassPlan, _Mapping]] = ..., opened_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class OpenClassResponse(_message.Message):
    __slots__ = ("training_class",)
    TRAINING_CLASS_FIELD_NUMBER: _ClassVar[int]
    training_class: Class
    def __init__(self, training_class: _Optional[_Union[Class, _Mapping]] = ...) -> None: ...

class GetClassRequest(_message.Message):
    __slots__ = ("class_id",)
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    class_id: str
    def __init__(self, class_id: _Optional[str] = ...) -> None: ...

class GetClassResponse(_message.Message):
    __slots__ = ("training_class",)
    TRAINING_CLASS_FIELD_NUMBER: _ClassVar[int]
    training_class: Class
    def __init__(self, training_class: _Optional[_Union[Class, _Mapping]] = ...) -> None: ...

class ListClassesRequest(_message.Message):
    __slots__ = ("region_code", "status", "page_size", "page_token")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    status: ClassStatus
    page_size: int
    page_token: str
    def __init__(self, region_code: _Optional[str] = ..., status: _Optional[_Union[ClassStatus, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListClassesResponse(_message.Message):
    __slots__ = ("classes", "next_page_token")
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    classes: _containers.RepeatedCompositeFieldContainer[Class]
    next_page_token: str
    def __init__(self, classes: _Optional[_Iterable[_Union[Class, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListEnrolmentsRequest(_message.Message):
    __slots__ = ("class_id", "status", "page_size", "page_token")
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    class_id: str
    status: EnrolmentStatus
    page_size: int
    page_token: str
    def __init__(self, class_id: _Optional[str] = ..., status: _Optional[_Union[EnrolmentStatus, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListEnrolmentsResponse(_message.Message):
    __slots__ = ("enrolments", "next_page_token")
    ENROLMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    enrolments: _containers.RepeatedCompositeFieldContainer[Enrolment]
    next_page_token: str
    def __init__(self, enrolments: _Optional[_Iterable[_Union[Enrolment, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetEnrolmentRequest(_message.Message):
    __slots__ = ("enrolment_id",)
    ENROLMENT_ID_FIELD_NUMBER: _ClassVar[int]
    enrolment_id: str
    def __init__(self, enrolment_id: _Optional[str] = ...) -> None: ...

class GetEnrolmentResponse(_message.Message):
    __slots__ = ("enrolment",)
    ENROLMENT_FIELD_NUMBER: _ClassVar[int]
    enrolment: Enrolment
    def __init__(self, enrolment: _Optional[_Union[Enrolment, _Mapping]] = ...) -> None: ...

class StartClassRequest(_message.Message):
    __slots__ = ("request_id", "class_id", "started_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    STARTED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    class_id: str
    started_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., class_id: _Optional[str] = ..., started_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class StartClassResponse(_message.Message):
    __slots__ = ("training_class",)
    TRAINING_CLASS_FIELD_NUMBER: _ClassVar[int]
    training_class: Class
    def __init__(self, training_class: _Optional[_Union[Class, _Mapping]] = ...) -> None: ...

class RecordAttendanceRequest(_message.Message):
    __slots__ = ("request_id", "class_id", "session_on", "present_enrolment_ids")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    SESSION_ON_FIELD_NUMBER: _ClassVar[int]
    PRESENT_ENROLMENT_IDS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    class_id: str
    session_on: _date_pb2.Date
    present_enrolment_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, request_id: _Optional[str] = ..., class_id: _Optional[str] = ..., session_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., present_enrolment_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class RecordAttendanceResponse(_message.Message):
    __slots__ = ("training_class",)
    TRAINING_CLASS_FIELD_NUMBER: _ClassVar[int]
    training_class: Class
    def __init__(self, training_class: _Optional[_Union[Class, _Mapping]] = ...) -> None: ...

class RecordAssessmentRequest(_message.Message):
    __slots__ = ("request_id", "enrolment_id", "score", "assessed_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ENROLMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    ASSESSED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    enrolment_id: str
    score: int
    assessed_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., enrolment_id: _Optional[str] = ..., score: _Optional[int] = ..., assessed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RecordAssessmentResponse(_message.Message):
    __slots__ = ("enrolment",)
    ENROLMENT_FIELD_NUMBER: _ClassVar[int]
    enrolment: Enrolment
    def __init__(self, enrolment: _Optional[_Union[Enrolment, _Mapping]] = ...) -> None: ...

class WithdrawEnrolmentRequest(_message.Message):
    __slots__ = ("request_id", "enrolment_id", "reason", "withdrawn_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ENROLMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    enrolment_id: str
    reason: _events_pb2.WithdrawalReason
    withdrawn_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., enrolment_id: _Optional[str] = ..., reason: _Optional[_Union[_events_pb2.WithdrawalReason, str]] = ..., withdrawn_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class WithdrawEnrolmentResponse(_message.Message):
    __slots__ = ("enrolment",)
    ENROLMENT_FIELD_NUMBER: _ClassVar[int]
    enrolment: Enrolment
    def __init__(self, enrolment: _Optional[_Union[Enrolment, _Mapping]] = ...) -> None: ...

class CloseClassRequest(_message.Message):
    __slots__ = ("request_id", "class_id", "closed_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    CLOSED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    class_id: str
    closed_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., class_id: _Optional[str] = ..., closed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class CloseClassResponse(_message.Message):
    __slots__ = ("training_class",)
    TRAINING_CLASS_FIELD_NUMBER: _ClassVar[int]
    training_class: Class
    def __init__(self, training_class: _Optional[_Union[Class, _Mapping]] = ...) -> None: ...

class CancelClassRequest(_message.Message):
    __slots__ = ("request_id", "class_id", "cancelled_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    CANCELLED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    class_id: str
    cancelled_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., class_id: _Optional[str] = ..., cancelled_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class CancelClassResponse(_message.Message):
    __slots__ = ("training_class",)
    TRAINING_CLASS_FIELD_NUMBER: _ClassVar[int]
    training_class: Class
    def __init__(self, training_class: _Optional[_Union[Class, _Mapping]] = ...) -> None: ...
