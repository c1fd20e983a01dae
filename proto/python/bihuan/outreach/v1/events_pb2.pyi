from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CaseOrigin(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CASE_ORIGIN_UNSPECIFIED: _ClassVar[CaseOrigin]
    CASE_ORIGIN_REFUSED_THOUGH_WILLING: _ClassVar[CaseOrigin]
    CASE_ORIGIN_DROPPED_OUT: _ClassVar[CaseOrigin]
    CASE_ORIGIN_FAILED: _ClassVar[CaseOrigin]
    CASE_ORIGIN_PLACEMENT_ENDED: _ClassVar[CaseOrigin]

class Step(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STEP_UNSPECIFIED: _ClassVar[Step]
    STEP_INVESTIGATE: _ClassVar[Step]
    STEP_FIND_PROBLEMS: _ClassVar[Step]
    STEP_FIND_CRUX: _ClassVar[Step]
    STEP_PROPOSE_MEASURES: _ClassVar[Step]
    STEP_RECTIFY: _ClassVar[Step]
    STEP_IMPROVE: _ClassVar[Step]
    STEP_SPREAD: _ClassVar[Step]

class Role(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ROLE_UNSPECIFIED: _ClassVar[Role]
    ROLE_POLICY_PUBLICIST: _ClassVar[Role]
    ROLE_IMPLEMENTATION_SUPERVISOR: _ClassVar[Role]
    ROLE_RESOURCE_COORDINATOR: _ClassVar[Role]
    ROLE_GRASSROOTS_WORKER: _ClassVar[Role]

class CaseOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CASE_OUTCOME_UNSPECIFIED: _ClassVar[CaseOutcome]
    CASE_OUTCOME_SOLVED: _ClassVar[CaseOutcome]
    CASE_OUTCOME_EMPLOYED: _ClassVar[CaseOutcome]
    CASE_OUTCOME_WITHDRAWN: _ClassVar[CaseOutcome]
    CASE_OUTCOME_LOST: _ClassVar[CaseOutcome]
    CASE_OUTCOME_DIED: _ClassVar[CaseOutcome]
    CASE_OUTCOME_DEREGISTERED: _ClassVar[CaseOutcome]
CASE_ORIGIN_UNSPECIFIED: CaseOrigin
CASE_ORIGIN_REFUSED_THOUGH_WILLING: CaseOrigin
CASE_ORIGIN_DROPPED_OUT: CaseOrigin
CASE_ORIGIN_FAILED: CaseOrigin
CASE_ORIGIN_PLACEMENT_ENDED: CaseOrigin
STEP_UNSPECIFIED: Step
STEP_INVESTIGATE: Step
STEP_FIND_PROBLEMS: Step
STEP_FIND_CRUX: Step
STEP_PROPOSE_MEASURES: Step
STEP_RECTIFY: Step
STEP_IMPROVE: Step
STEP_SPREAD: Step
ROLE_UNSPECIFIED: Role
ROLE_POLICY_PUBLICIST: Role
ROLE_IMPLEMENTATION_SUPERVISOR: Role
ROLE_RESOURCE_COORDINATOR: Role
ROLE_GRASSROOTS_WORKER: Role
CASE_OUTCOME_UNSPECIFIED: CaseOutcome
CASE_OUTCOME_SOLVED: CaseOutcome
CASE_OUTCOME_EMPLOYED: CaseOutcome
CASE_OUTCOME_WITHDRAWN: CaseOutcome
CASE_OUTCOME_LOST: CaseOutcome
CASE_OUTCOME_DIED: CaseOutcome
CASE_OUTCOME_DEREGISTERED: CaseOutcome

class CaseOpened(_message.Message):
    __slots__ = ("case_id", "region_code", "loop_id", "person_id", "origin", "opened_on")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    OPENED_ON_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    region_code: str
    loop_id: str
    person_id: str
    origin: CaseOrigin
    opened_on: _date_pb2.Date
    def __init__(self, case_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., origin: _Optional[_Union[CaseOrigin, str]] = ..., opened_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class CaseAssigned(_message.Message):
    __slots__ = ("case_id", "region_code", "loop_id", "person_id", "worker_id", "role", "assigned_on")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    ASSIGNED_ON_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    region_code: str
    loop_id: str
    person_id: str
    worker_id: str
    role: Role
    assigned_on: _date_pb2.Date
    def __init__(self, case_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., worker_id: _Optional[str] = ..., role: _Optional[_Union[Role, str]] = ..., assigned_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class CaseStepChanged(_message.Message):
    __slots__ = ("case_id", "region_code", "loop_id", "person_id", "round", "from_step", "to_step", "changed_on")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    FROM_STEP_FIELD_NUMBER: _ClassVar[int]
    TO_STEP_FIELD_NUMBER: _ClassVar[int]
    CHANGED_ON_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    region_code: str
    loop_id: str
    person_id: str
    round: int
    from_step: Step
    to_step: Step
    changed_on: _date_pb2.Date
    def __init__(self, case_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., round: _Optional[int] = ..., from_step: _Optional[_Union[Step, str]] = ..., to_step: _Optional[_Union[Step, str]] = ..., changed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class CaseRoundStarted(_message.Message):
    __slots__ = ("case_id", "region_code", "loop_id", "person_id", "round", "started_on")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    STARTED_ON_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    region_code: str
    loop_id: str
    person_id: str
    round: int
    started_on: _date_pb2.Date
    def __init__(self, case_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., round: _Optional[int] = ..., started_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class CaseClosed(_message.Message):
    __slots__ = ("case_id", "region_code", "loop_id", "person_id", "outcome", "closed_on")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    CLOSED_ON_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    region_code: str
    loop_id: str
    person_id: str
    outcome: CaseOutcome
    closed_on: _date_pb2.Date
    def __init__(self, case_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., outcome: _Optional[_Union[CaseOutcome, str]] = ..., closed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...
