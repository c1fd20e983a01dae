from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class EmploymentForm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EMPLOYMENT_FORM_UNSPECIFIED: _ClassVar[EmploymentForm]
    EMPLOYMENT_FORM_PROPORTIONAL: _ClassVar[EmploymentForm]
    EMPLOYMENT_FORM_CONCENTRATED: _ClassVar[EmploymentForm]
    EMPLOYMENT_FORM_SELF_EMPLOYED: _ClassVar[EmploymentForm]
    EMPLOYMENT_FORM_PUBLIC_WELFARE_POST: _ClassVar[EmploymentForm]
    EMPLOYMENT_FORM_ASSISTED: _ClassVar[EmploymentForm]
    EMPLOYMENT_FORM_SUPPORTED: _ClassVar[EmploymentForm]
    EMPLOYMENT_FORM_HOME_BASED: _ClassVar[EmploymentForm]
    EMPLOYMENT_FORM_FLEXIBLE: _ClassVar[EmploymentForm]
    EMPLOYMENT_FORM_FARMING: _ClassVar[EmploymentForm]

class PlacementEndReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PLACEMENT_END_REASON_UNSPECIFIED: _ClassVar[PlacementEndReason]
    PLACEMENT_END_REASON_CONTRACT_EXPIRED: _ClassVar[PlacementEndReason]
    PLACEMENT_END_REASON_DISMISSED: _ClassVar[PlacementEndReason]
    PLACEMENT_END_REASON_RESIGNED: _ClassVar[PlacementEndReason]
    PLACEMENT_END_REASON_EMPLOYER_CLOSED: _ClassVar[PlacementEndReason]
    PLACEMENT_END_REASON_OTHER: _ClassVar[PlacementEndReason]
EMPLOYMENT_FORM_UNSPECIFIED: EmploymentForm
EMPLOYMENT_FORM_PROPORTIONAL: EmploymentForm
EMPLOYMENT_FORM_CONCENTRATED: EmploymentForm
EMPLOYMENT_FORM_SELF_EMPLOYED: EmploymentForm
EMPLOYMENT_FORM_PUBLIC_WELFARE_POST: EmploymentForm
EMPLOYMENT_FORM_ASSISTED: EmploymentForm
EMPLOYMENT_FORM_SUPPORTED: EmploymentForm
EMPLOYMENT_FORM_HOME_BASED: EmploymentForm
EMPLOYMENT_FORM_FLEXIBLE: EmploymentForm
EMPLOYMENT_FORM_FARMING: EmploymentForm
PLACEMENT_END_REASON_UNSPECIFIED: PlacementEndReason
PLACEMENT_END_REASON_CONTRACT_EXPIRED: PlacementEndReason
PLACEMENT_END_REASON_DISMISSED: PlacementEndReason
PLACEMENT_END_REASON_RESIGNED: PlacementEndReason
PLACEMENT_END_REASON_EMPLOYER_CLOSED: PlacementEndReason
PLACEMENT_END_REASON_OTHER: PlacementEndReason

class SeekerRegistered(_message.Message):
    __slots__ = ("seeker_id", "region_code", "loop_id", "person_id", "occupation_code", "registered_on")
    SEEKER_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODE_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_ON_FIELD_NUMBER: _ClassVar[int]
    seeker_id: str
    region_code: str
    loop_id: str
    person_id: str
    occupation_code: str
    registered_on: _date_pb2.Date
    def __init__(self, seeker_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., occupation_code: _Optional[str] = ..., registered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class PostOpened(_message.Message):
    __slots__ = ("post_id", "region_code", "employer_code", "occupation_code", "vacancies", "opened_on")
    POST_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODE_FIELD_NUMBER: _ClassVar[int]
    VACANCIES_FIELD_NUMBER: _ClassVar[int]
    OPENED_ON_FIELD_NUMBER: _ClassVar[int]
    post_id: str
    region_code: str
    employer_code: str
    occupation_code: str
    vacancies: int
    opened_on: _date_pb2.Date
    def __init__(self, post_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., occupation_code: _Optional[str] = ..., vacancies: _Optional[int] = ..., opened_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class PostFilled(_message.Message):
    __slots__ = ("post_id", "region_code", "employer_code", "filled_on")
    POST_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    FILLED_ON_FIELD_NUMBER: _ClassVar[int]
    post_id: str
    region_code: str
    employer_code: str
    filled_on: _date_pb2.Date
    def __init__(self, post_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., filled_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class PostReopened(_message.Message):
    __slots__ = ("post_id", "region_code", "employer_code", "reopened_on")
    POST_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    REOPENED_ON_FIELD_NUMBER: _ClassVar[int]
    post_id: str
    region_code: str
    employer_code: str
    reopened_on: _date_pb2.Date
    def __init__(self, post_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., reopened_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class PostWithdrawn(_message.Message):
    __slots__ = ("post_id", "region_code", "employer_code", "withdrawn_on")
    POST_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_ON_FIELD_NUMBER: _ClassVar[int]
    post_id: str
    region_code: str
    employer_code: str
    withdrawn_on: _date_pb2.Date
    def __init__(self, post_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., withdrawn_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class IntentionRecorded(_message.Message):
    __slots__ = ("placement_id", "region_code", "loop_id", "person_id", "post_id", "employer_code", "intended_on")
    PLACEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    POST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    INTENDED_ON_FIELD_NUMBER: _ClassVar[int]
    placement_id: str
    region_code: str
    loop_id: str
    person_id: str
    post_id: str
    employer_code: str
    intended_on: _date_pb2.Date
    def __init__(self, placement_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., post_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., intended_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class IntentionDropped(_message.Message):
    __slots__ = ("placement_id", "region_code", "loop_id", "person_id", "post_id", "employer_code", "dropped_on")
    PLACEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    POST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    DROPPED_ON_FIELD_NUMBER: _ClassVar[int]
    placement_id: str
    region_code: str
    loop_id: str
    person_id: str
    post_id: str
    employer_code: str
    dropped_on: _date_pb2.Date
    def __init__(self, placement_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., post_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., dropped_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ContractSigned(_message.Message):
    __slots__ = ("placement_id", "region_code", "loop_id", "person_id", "employer_code", "form", "signed_on", "contract_from", "contract_until")
    PLACEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    SIGNED_ON_FIELD_NUMBER: _ClassVar[int]
    CONTRACT_FROM_FIELD_NUMBER: _ClassVar[int]
    CONTRACT_UNTIL_FIELD_NUMBER: _ClassVar[int]
    placement_id: str
    region_code: str
    loop_id: str
    person_id: str
    employer_code: str
    form: EmploymentForm
    signed_on: _date_pb2.Date
    contract_from: _date_pb2.Date
    contract_until: _date_pb2.Date
    def __init__(self, placement_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., form: _Optional[_Union[EmploymentForm, str]] = ..., signed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., contract_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., contract_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class PlacementStarted(_message.Message):
    __slots__ = ("placement_id", "region_code", "loop_id", "person_id", "employer_code", "form", "occupation_code", "started_on", "contract_from", "contract_until")
    PLACEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODE_FIELD_NUMBER: _ClassVar[int]
    STARTED_ON_FIELD_NUMBER: _ClassVar[int]
    CONTRACT_FROM_FIELD_NUMBER: _ClassVar[int]
    CONTRACT_UNTIL_FIELD_NUMBER: _ClassVar[int]
    placement_id: str
    region_code: str
    loop_id: str
    person_id: str
    employer_code: str
    form: EmploymentForm
    occupation_code: str
    started_on: _date_pb2.Date
    contract_from: _date_pb2.Date
    contract_until: _date_pb2.Date
    def __init__(self, placement_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., form: _Optional[_Union[EmploymentForm, str]] = ..., occupation_code: _Optional[str] = ..., started_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., contract_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., contract_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class PlacementEnded(_message.Message):
    __slots__ = ("placement_id", "region_code", "loop_id", "person_id", "employer_code", "reason", "ended_on")
    PLACEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ENDED_ON_FIELD_NUMBER: _ClassVar[int]
    placement_id: str
    region_code: str
    loop_id: str
    person_id: str
    employer_code: str
    reason: PlacementEndReason
    ended_on: _date_pb2.Date
    def __init__(self, placement_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., reason: _Optional[_Union[PlacementEndReason, str]] = ..., ended_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...
