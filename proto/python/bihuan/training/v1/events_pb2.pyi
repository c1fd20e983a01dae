from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RefusalReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REFUSAL_REASON_UNSPECIFIED: _ClassVar[RefusalReason]
    REFUSAL_REASON_NOT_WILLING: _ClassVar[RefusalReason]
    REFUSAL_REASON_OTHER_OCCUPATION_WANTED: _ClassVar[RefusalReason]
    REFUSAL_REASON_CERTIFICATE_MISSING: _ClassVar[RefusalReason]
    REFUSAL_REASON_CERTIFICATE_NOT_VALID: _ClassVar[RefusalReason]
    REFUSAL_REASON_BELOW_WORKING_AGE: _ClassVar[RefusalReason]
    REFUSAL_REASON_ABOVE_WORKING_AGE: _ClassVar[RefusalReason]
    REFUSAL_REASON_OUTSIDE_REGION: _ClassVar[RefusalReason]
    REFUSAL_REASON_ALREADY_EMPLOYED: _ClassVar[RefusalReason]
    REFUSAL_REASON_ALREADY_ENROLLED: _ClassVar[RefusalReason]
    REFUSAL_REASON_NO_SEAT: _ClassVar[RefusalReason]
    REFUSAL_REASON_NEED_MET: _ClassVar[RefusalReason]

class WithdrawalReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WITHDRAWAL_REASON_UNSPECIFIED: _ClassVar[WithdrawalReason]
    WITHDRAWAL_REASON_HEALTH: _ClassVar[WithdrawalReason]
    WITHDRAWAL_REASON_FAMILY: _ClassVar[WithdrawalReason]
    WITHDRAWAL_REASON_FOUND_WORK: _ClassVar[WithdrawalReason]
    WITHDRAWAL_REASON_LOST_INTEREST: _ClassVar[WithdrawalReason]
    WITHDRAWAL_REASON_OTHER: _ClassVar[WithdrawalReason]

class FailureReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FAILURE_REASON_UNSPECIFIED: _ClassVar[FailureReason]
    FAILURE_REASON_ATTENDANCE: _ClassVar[FailureReason]
    FAILURE_REASON_ASSESSMENT: _ClassVar[FailureReason]
    FAILURE_REASON_NOT_ASSESSED: _ClassVar[FailureReason]
REFUSAL_REASON_UNSPECIFIED: RefusalReason
REFUSAL_REASON_NOT_WILLING: RefusalReason
REFUSAL_REASON_OTHER_OCCUPATION_WANTED: RefusalReason
REFUSAL_REASON_CERTIFICATE_MISSING: RefusalReason
REFUSAL_REASON_CERTIFICATE_NOT_VALID: RefusalReason
REFUSAL_REASON_BELOW_WORKING_AGE: RefusalReason
REFUSAL_REASON_ABOVE_WORKING_AGE: RefusalReason
REFUSAL_REASON_OUTSIDE_REGION: RefusalReason
REFUSAL_REASON_ALREADY_EMPLOYED: RefusalReason
REFUSAL_REASON_ALREADY_ENROLLED: RefusalReason
REFUSAL_REASON_NO_SEAT: RefusalReason
REFUSAL_REASON_NEED_MET: RefusalReason
WITHDRAWAL_REASON_UNSPECIFIED: WithdrawalReason
WITHDRAWAL_REASON_HEALTH: WithdrawalReason
WITHDRAWAL_REASON_FAMILY: WithdrawalReason
WITHDRAWAL_REASON_FOUND_WORK: WithdrawalReason
WITHDRAWAL_REASON_LOST_INTEREST: WithdrawalReason
WITHDRAWAL_REASON_OTHER: WithdrawalReason
FAILURE_REASON_UNSPECIFIED: FailureReason
FAILURE_REASON_ATTENDANCE: FailureReason
FAILURE_REASON_ASSESSMENT: FailureReason
FAILURE_REASON_NOT_ASSESSED: FailureReason

class ClassOpened(_message.Message):
    __slots__ = ("class_id", "region_code", "occupation_code", "starts_on", "ends_on", "capacity")
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODE_FIELD_NUMBER: _ClassVar[int]
    STARTS_ON_FIELD_NUMBER: _ClassVar[int]
    ENDS_ON_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    class_id: str
    region_code: str
    occupation_code: str
    starts_on: _date_pb2.Date
    ends_on: _date_pb2.Date
    capacity: int
    def __init__(self, class_id: _Optional[str] = ..., region_code: _Optional[str] = ..., occupation_code: _Optional[str] = ..., starts_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., ends_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., capacity: _Optional[int] = ...) -> None: ...

class ClassStarted(_message.Message):
    __slots__ = ("class_id", "region_code", "started_on", "enrolled")
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    STARTED_ON_FIELD_NUMBER: _ClassVar[int]
    ENROLLED_FIELD_NUMBER: _ClassVar[int]
    class_id: str
    region_code: str
    started_on: _date_pb2.Date
    enrolled: int
    def __init__(self, class_id: _Optional[str] = ..., region_code: _Optional[str] = ..., started_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., enrolled: _Optional[int] = ...) -> None: ...

class ClassClosed(_message.Message):
    __slots__ = ("class_id", "region_code", "closed_on", "enrolled", "passed", "excellent", "failed", "withdrawn")
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    CLOSED_ON_FIELD_NUMBER: _ClassVar[int]
    ENROLLED_FIELD_NUMBER: _ClassVar[int]
    PASSED_FIELD_NUMBER: _ClassVar[int]
    EXCELLENT_FIELD_NUMBER: _ClassVar[int]
    FAILED_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_FIELD_NUMBER: _ClassVar[int]
    class_id: str
    region_code: str
    closed_on: _date_pb2.Date
    enrolled: int
    passed: int
    excellent: int
    failed: int
    withdrawn: int
    def __init__(self, class_id: _Optional[str] = ..., region_code: _Optional[str] = ..., closed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., enrolled: _Optional[int] = ..., passed: _Optional[int] = ..., excellent: _Optional[int] = ..., failed: _Optional[int] = ..., withdrawn: _Optional[int] = ...) -> None: ...

class ClassCancelled(_message.Message):
    __slots__ = ("class_id", "region_code", "cancelled_on")
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    CANCELLED_ON_FIELD_NUMBER: _ClassVar[int]
    class_id: str
    region_code: str
    cancelled_on: _date_pb2.Date
    def __init__(self, class_id: _Optional[str] = ..., region_code: _Optional[str] = ..., cancelled_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class EnrolmentRefused(_message.Message):
    __slots__ = ("enrolment_id", "region_code", "loop_id", "person_id", "class_id", "reasons", "willing", "refused_on")
    ENROLMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    WILLING_FIELD_NUMBER: _ClassVar[int]
    REFUSED_ON_FIELD_NUMBER: _ClassVar[int]
    enrolment_id: str
    region_code: str
    loop_id: str
    person_id: str
    class_id: str
    reasons: _containers.RepeatedScalarFieldContainer[RefusalReason]
    willing: bool
    refused_on: _date_pb2.Date
    def __init__(self, enrolment_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., class_id: _Optional[str] = ..., reasons: _Optional[_Iterable[_Union[RefusalReason, str]]] = ..., willing: _Optional[bool] = ..., refused_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class EnrolmentWaitlisted(_message.Message):
    __slots__ = ("enrolment_id", "region_code", "loop_id", "person_id", "class_id", "waitlisted_on")
    ENROLMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    WAITLISTED_ON_FIELD_NUMBER: _ClassVar[int]
    enrolment_id: str
    region_code: str
    loop_id: str
    person_id: str
    class_id: str
    waitlisted_on: _date_pb2.Date
    def __init__(self, enrolment_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., class_id: _Optional[str] = ..., waitlisted_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class EnrolmentConfirmed(_message.Message):
    __slots__ = ("enrolment_id", "region_code", "loop_id", "person_id", "class_id", "confirmed_on")
    ENROLMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    CONFIRMED_ON_FIELD_NUMBER: _ClassVar[int]
    enrolment_id: str
    region_code: str
    loop_id: str
    person_id: str
    class_id: str
    confirmed_on: _date_pb2.Date
    def __init__(self, enrolment_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., class_id: _Optional[str] = ..., confirmed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class EnrolmentWithdrawn(_message.Message):
    __slots__ = ("enrolment_id", "region_code", "loop_id", "person_id", "class_id", "reason", "withdrawn_on")
    ENROLMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_ON_FIELD_NUMBER: _ClassVar[int]
    enrolment_id: str
    region_code: str
    loop_id: str
    person_id: str
    class_id: str
    reason: WithdrawalReason
    withdrawn_on: _date_pb2.Date
    def __init__(self, enrolment_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., class_id: _Optional[str] = ..., reason: _Optional[_Union[WithdrawalReason, str]] = ..., withdrawn_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class TraineeGraduated(_message.Message):
    __slots__ = ("enrolment_id", "region_code", "loop_id", "person_id", "class_id", "occupation_code", "excellent", "graduated_on")
    ENROLMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODE_FIELD_NUMBER: _ClassVar[int]
    EXCELLENT_FIELD_NUMBER: _ClassVar[int]
    GRADUATED_ON_FIELD_NUMBER: _ClassVar[int]
    enrolment_id: str
    region_code: str
    loop_id: str
    person_id: str
    class_id: str
    occupation_code: str
    excellent: bool
    graduated_on: _date_pb2.Date
    def __init__(self, enrolment_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., class_id: _Optional[str] = ..., occupation_code: _Optional[str] = ..., excellent: _Optional[bool] = ..., graduated_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class TraineeFailed(_message.Message):
    __slots__ = ("enrolment_id", "region_code", "loop_id", "person_id", "class_id", "reason", "failed_on")
    ENROLMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    FAILED_ON_FIELD_NUMBER: _ClassVar[int]
    enrolment_id: str
    region_code: str
    loop_id: str
    person_id: str
    class_id: str
    reason: FailureReason
    failed_on: _date_pb2.Date
    def __init__(self, enrolment_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., class_id: _Optional[str] = ..., reason: _Optional[_Union[FailureReason, str]] = ..., failed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...
