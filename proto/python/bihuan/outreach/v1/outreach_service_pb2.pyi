import datetime

from bihuan.access.v1 import access_pb2 as _access_pb2
from bihuan.outreach.v1 import events_pb2 as _events_pb2
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

class CaseStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CASE_STATUS_UNSPECIFIED: _ClassVar[CaseStatus]
    CASE_STATUS_OPEN: _ClassVar[CaseStatus]
    CASE_STATUS_CLOSED: _ClassVar[CaseStatus]

class ProblemStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROBLEM_STATUS_UNSPECIFIED: _ClassVar[ProblemStatus]
    PROBLEM_STATUS_OPEN: _ClassVar[ProblemStatus]
    PROBLEM_STATUS_RESOLVED: _ClassVar[ProblemStatus]
    PROBLEM_STATUS_VERIFIED: _ClassVar[ProblemStatus]

class IndicatorKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    INDICATOR_KIND_UNSPECIFIED: _ClassVar[IndicatorKind]
    INDICATOR_KIND_RATE: _ClassVar[IndicatorKind]
    INDICATOR_KIND_CAPACITY: _ClassVar[IndicatorKind]
    INDICATOR_KIND_COUNT: _ClassVar[IndicatorKind]

class CaseAction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CASE_ACTION_UNSPECIFIED: _ClassVar[CaseAction]
    CASE_ACTION_OPENED: _ClassVar[CaseAction]
    CASE_ACTION_ASSIGNED: _ClassVar[CaseAction]
    CASE_ACTION_VISITED: _ClassVar[CaseAction]
    CASE_ACTION_PROBLEM_ADDED: _ClassVar[CaseAction]
    CASE_ACTION_CRUX_RECORDED: _ClassVar[CaseAction]
    CASE_ACTION_MEASURE_ADDED: _ClassVar[CaseAction]
    CASE_ACTION_PROBLEM_RESOLVED: _ClassVar[CaseAction]
    CASE_ACTION_PROBLEM_VERIFIED: _ClassVar[CaseAction]
    CASE_ACTION_INDICATOR_RECORDED: _ClassVar[CaseAction]
    CASE_ACTION_PRACTICE_RECORDED: _ClassVar[CaseAction]
    CASE_ACTION_ADVANCED: _ClassVar[CaseAction]
    CASE_ACTION_RETURNED: _ClassVar[CaseAction]
    CASE_ACTION_ROUND_STARTED: _ClassVar[CaseAction]
    CASE_ACTION_CLOSED: _ClassVar[CaseAction]
    CASE_ACTION_NOTED_EMPLOYED: _ClassVar[CaseAction]
    CASE_ACTION_NOTED_ADMITTED: _ClassVar[CaseAction]
CASE_STATUS_UNSPECIFIED: CaseStatus
CASE_STATUS_OPEN: CaseStatus
CASE_STATUS_CLOSED: CaseStatus
PROBLEM_STATUS_UNSPECIFIED: ProblemStatus
PROBLEM_STATUS_OPEN: ProblemStatus
PROBLEM_STATUS_RESOLVED: ProblemStatus
PROBLEM_STATUS_VERIFIED: ProblemStatus
INDICATOR_KIND_UNSPECIFIED: IndicatorKind
INDICATOR_KIND_RATE: IndicatorKind
INDICATOR_KIND_CAPACITY: IndicatorKind
INDICATOR_KIND_COUNT: IndicatorKind
CASE_ACTION_UNSPECIFIED: CaseAction
CASE_ACTION_OPENED: CaseAction
CASE_ACTION_ASSIGNED: CaseAction
CASE_ACTION_VISITED: CaseAction
CASE_ACTION_PROBLEM_ADDED: CaseAction
CASE_ACTION_CRUX_RECORDED: CaseAction
CASE_ACTION_MEASURE_ADDED: CaseAction
CASE_ACTION_PROBLEM_RESOLVED: CaseAction
CASE_ACTION_PROBLEM_VERIFIED: CaseAction
CASE_ACTION_INDICATOR_RECORDED: CaseAction
CASE_ACTION_PRACTICE_RECORDED: CaseAction
CASE_ACTION_ADVANCED: CaseAction
CASE_ACTION_RETURNED: CaseAction
CASE_ACTION_ROUND_STARTED: CaseAction
CASE_ACTION_CLOSED: CaseAction
CASE_ACTION_NOTED_EMPLOYED: CaseAction
CASE_ACTION_NOTED_ADMITTED: CaseAction

class Worker(_message.Message):
    __slots__ = ("worker_id", "display_name", "roles", "region_code", "registered_on")
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_ON_FIELD_NUMBER: _ClassVar[int]
    worker_id: str
    display_name: str
    roles: _containers.RepeatedScalarFieldContainer[_events_pb2.Role]
    region_code: str
    registered_on: _date_pb2.Date
    def __init__(self, worker_id: _Optional[str] = ..., display_name: _Optional[str] = ..., roles: _Optional[_Iterable[_Union[_events_pb2.Role, str]]] = ..., region_code: _Optional[str] = ..., registered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class Assignment(_message.Message):
    __slots__ = ("worker_id", "role", "assigned_on", "until")
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    ASSIGNED_ON_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    worker_id: str
    role: _events_pb2.Role
    assigned_on: _date_pb2.Date
    until: _date_pb2.Date
    def __init__(self, worker_id: _Optional[str] = ..., role: _Optional[_Union[_events_pb2.Role, str]] = ..., assigned_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class Visit(_message.Message):
    __slots__ = ("worker_id", "round", "step", "visited_on", "findings")
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    VISITED_ON_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    worker_id: str
    round: int
    step: _events_pb2.Step
    visited_on: _date_pb2.Date
    findings: str
    def __init__(self, worker_id: _Optional[str] = ..., round: _Optional[int] = ..., step: _Optional[_Union[_events_pb2.Step, str]] = ..., visited_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., findings: _Optional[str] = ...) -> None: ...

class Measure(_message.Message):
    __slots__ = ("measure_id", "description", "proposed_by", "proposed_on", "owner_id", "due_on", "failed")
    MEASURE_ID_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    PROPOSED_BY_FIELD_NUMBER: _ClassVar[int]
    PROPOSED_ON_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    DUE_ON_FIELD_NUMBER: _ClassVar[int]
    FAILED_FIELD_NUMBER: _ClassVar[int]
    measure_id: str
    description: str
    proposed_by: str
    proposed_on: _date_pb2.Date
    owner_id: str
    due_on: _date_pb2.Date
    failed: bool
    def __init__(self, measure_id: _Optional[str] = ..., description: _Optional[str] = ..., proposed_by: _Optional[str] = ..., proposed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., owner_id: _Optional[str] = ..., due_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., failed: _Optional[bool] = ...) -> None: ...

class Superseded(_message.Message):
    __slots__ = ("cause", "evidence", "superseded_on")
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_ON_FIELD_NUMBER: _ClassVar[int]
    cause: str
    evidence: str
    superseded_on: _date_pb2.Date
    def __init__(self, cause: _Optional[str] = ..., evidence: _Optional[str] = ..., superseded_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class Problem(_message.Message):
    __slots__ = ("problem_id", "round", "status", "description", "found_by", "found_on", "cause", "measures", "evidence", "resolved_by", "resolved_on", "verified_by", "verified_on", "superseded")
    PROBLEM_ID_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    FOUND_BY_FIELD_NUMBER: _ClassVar[int]
    FOUND_ON_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    MEASURES_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_BY_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_ON_FIELD_NUMBER: _ClassVar[int]
    VERIFIED_BY_FIELD_NUMBER: _ClassVar[int]
    VERIFIED_ON_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_FIELD_NUMBER: _ClassVar[int]
    problem_id: str
    round: int
    status: ProblemStatus
    description: str
    found_by: str
    found_on: _date_pb2.Date
    cause: str
    measures: _containers.RepeatedCompositeFieldContainer[Measure]
    evidence: str
    resolved_by: str
    resolved_on: _date_pb2.Date
    verified_by: str
    verified_on: _date_pb2.Date
    superseded: _containers.RepeatedCompositeFieldContainer[Superseded]
    def __init__(self, problem_id: _Optional[str] = ..., round: _Optional[int] = ..., status: _Optional[_Union[ProblemStatus, str]] = ..., description: _Optional[str] = ..., found_by: _Optional[str] = ..., found_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., cause: _Optional[str] = ..., measures: _Optional[_Iterable[_Union[Measure, _Mapping]]] = ..., evidence: _Optional[str] = ..., resolved_by: _Optional[str] = ..., resolved_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., verified_by: _Optional[str] = ..., verified_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., superseded: _Optional[_Iterable[_Union[Superseded, _Mapping]]] = ...) -> None: ...

class Indicator(_message.Message):
    __slots__ = ("round", "name", "kind", "before", "after", "worker_id", "measured_on")
    ROUND_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    MEASURED_ON_FIELD_NUMBER: _ClassVar[int]
    round: int
    name: str
    kind: IndicatorKind
    before: str
    after: str
    worker_id: str
    measured_on: _date_pb2.Date
    def __init__(self, round: _Optional[int] = ..., name: _Optional[str] = ..., kind: _Optional[_Union[IndicatorKind, str]] = ..., before: _Optional[str] = ..., after: _Optional[str] = ..., worker_id: _Optional[str] = ..., measured_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class Practice(_message.Message):
    __slots__ = ("round", "published", "not_suitable", "worker_id", "recorded_on")
    ROUND_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    NOT_SUITABLE_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    RECORDED_ON_FIELD_NUMBER: _ClassVar[int]
    round: int
    published: str
    not_suitable: str
    worker_id: str
    recorded_on: _date_pb2.Date
    def __init__(self, round: _Optional[int] = ..., published: _Optional[str] = ..., not_suitable: _Optional[str] = ..., worker_id: _Optional[str] = ..., recorded_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class HistoryEntry(_message.Message):
    __slots__ = ("action", "worker_id", "happened_on", "recorded_at", "round", "step", "comment")
    ACTION_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    HAPPENED_ON_FIELD_NUMBER: _ClassVar[int]
    RECORDED_AT_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    action: CaseAction
    worker_id: str
    happened_on: _date_pb2.Date
    recorded_at: _timestamp_pb2.Timestamp
    round: int
    step: _events_pb2.Step
    comment: str
    def __init__(self, action: _Optional[_Union[CaseAction, str]] = ..., worker_id: _Optional[str] = ..., happened_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., recorded_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., round: _Optional[int] = ..., step: _Optional[_Union[_events_pb2.Step, str]] = ..., comment: _Optional[str] = ...) -> None: ...

class CaseSummary(_message.Message):
    __slots__ = ("case_id", "region_code", "loop_id", "person_id", "origin", "status", "round", "step", "opened_on", "grassroots_worker_id", "open_problems", "outcome", "closed_on")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    OPENED_ON_FIELD_NUMBER: _ClassVar[int]
    GRASSROOTS_WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    OPEN_PROBLEMS_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    CLOSED_ON_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    region_code: str
    loop_id: str
    person_id: str
    origin: _events_pb2.CaseOrigin
    status: CaseStatus
    round: int
    step: _events_pb2.Step
    opened_on: _date_pb2.Date
    grassroots_worker_id: str
    open_problems: int
    outcome: _events_pb2.CaseOutcome
    closed_on: _date_pb2.Date
    def __init__(self, case_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., origin: _Optional[_Union[_events_pb2.CaseOrigin, str]] = ..., status: _Optional[_Union[CaseStatus, str]] = ..., round: _Optional[int] = ..., step: _Optional[_Union[_events_pb2.Step, str]] = ..., opened_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., grassroots_worker_id: _Optional[str] = ..., open_problems: _Optional[int] = ..., outcome: _Optional[_Union[_events_pb2.CaseOutcome, str]] = ..., closed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class Case(_message.Message):
    __slots__ = ("case_id", "region_code", "loop_id", "person_id", "origin", "cause_id", "status", "round", "step", "opened_on", "step_since", "outcome", "closed_on", "assignments", "visits", "problems", "indicators", "practices", "history")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    CAUSE_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    ROUND_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    OPENED_ON_FIELD_NUMBER: _ClassVar[int]
    STEP_SINCE_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    CLOSED_ON_FIELD_NUMBER: _ClassVar[int]
    ASSIGNMENTS_FIELD_NUMBER: _ClassVar[int]
    VISITS_FIELD_NUMBER: _ClassVar[int]
    PROBLEMS_FIELD_NUMBER: _ClassVar[int]
    INDICATORS_FIELD_NUMBER: _ClassVar[int]
    PRACTICES_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    region_code: str
    loop_id: str
    person_id: str
    origin: _events_pb2.CaseOrigin
    cause_id: str
    status: CaseStatus
    round: int
    step: _events_pb2.Step
    opened_on: _date_pb2.Date
    step_since: _date_pb2.Date
    outcome: _events_pb2.CaseOutcome
    closed_on: _date_pb2.Date
    assignments: _containers.RepeatedCompositeFieldContainer[Assignment]
    visits: _containers.RepeatedCompositeFieldContainer[Visit]
    problems: _containers.RepeatedCompositeFieldContainer[Problem]
    indicators: _containers.RepeatedCompositeFieldContainer[Indicator]
    practices: _containers.RepeatedCompositeFieldContainer[Practice]
    history: _containers.RepeatedCompositeFieldContainer[HistoryEntry]
    def __init__(self, case_id: _Optional[str] = ..., region_code: _Optional[str] = ..., loop_id: _Optional[str] = ..., person_id: _Optional[str] = ..., origin: _Optional[_Union[_events_pb2.CaseOrigin, str]] = ..., cause_id: _Optional[str] = ..., status: _Optional[_Union[CaseStatus, str]] = ..., round: _Optional[int] = ..., step: _Optional[_Union[_events_pb2.Step, str]] = ..., opened_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., step_since: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., outcome: _Optional[_Union[_events_pb2.CaseOutcome, str]] = ..., closed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., assignments: _Optional[_Iterable[_Union[Assignment, _Mapping]]] = ..., visits: _Optional[_Iterable[_Union[Visit, _Mapping]]] = ..., problems: _Optional[_Iterable[_Union[Problem, _Mapping]]] = ..., indicators: _Optional[_Iterable[_Union[Indicator, _Mapping]]] = ..., practices: _Optional[_Iterable[_Union[Practice, _Mapping]]] = ..., history: _Optional[_Iterable[_Union[HistoryEntry, _Mapping]]] = ...) -> None: ...

class RegisterWorkerRequest(_message.Message):
    __slots__ = ("request_id", "display_name", "roles", "region_code", "registered_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    display_name: str
    roles: _containers.RepeatedScalarFieldContainer[_events_pb2.Role]
    region_code: str
    registered_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., display_name: _Optional[str] = ..., roles: _Optional[_Iterable[_Union[_events_pb2.Role, str]]] = ..., region_code: _Optional[str] = ..., registered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RegisterWorkerResponse(_message.Message):
    __slots__ = ("worker", "cases_assigned")
    WORKER_FIELD_NUMBER: _ClassVar[int]
    CASES_ASSIGNED_FIELD_NUMBER: _ClassVar[int]
    worker: Worker
    cases_assigned: int
    def __init__(self, worker: _Optional[_Union[Worker, _Mapping]] = ..., cases_assigned: _Optional[int] = ...) -> None: ...

class GetWorkerRequest(_message.Message):
    __slots__ = ("worker_id",)
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    worker_id: str
    def __init__(self, worker_id: _Optional[str] = ...) -> None: ...

class GetWorkerResponse(_message.Message):
    __slots__ = ("worker",)
    WORKER_FIELD_NUMBER: _ClassVar[int]
    worker: Worker
    def __init__(self, worker: _Optional[_Union[Worker, _Mapping]] = ...) -> None: ...

class ListWorkersRequest(_message.Message):
    __slots__ = ("region_code", "role", "page_size", "page_token")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    role: _events_pb2.Role
    page_size: int
    page_token: str
    def __init__(self, region_code: _Optional[str] = ..., role: _Optional[_Union[_events_pb2.Role, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListWorkersResponse(_message.Message):
    __slots__ = ("workers", "next_page_token")
    WORKERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    workers: _containers.RepeatedCompositeFieldContainer[Worker]
    next_page_token: str
    def __init__(self, workers: _Optional[_Iterable[_Union[Worker, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetCaseRequest(_message.Message):
    __slots__ = ("case_id",)
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    def __init__(self, case_id: _Optional[str] = ...) -> None: ...

class GetCaseResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class ListCasesRequest(_message.Message):
    __slots__ = ("region_code", "step", "status", "origin", "loop_id", "worker_id", "waiting", "person_id", "page_size", "page_token")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    WAITING_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    step: _events_pb2.Step
    status: CaseStatus
    origin: _events_pb2.CaseOrigin
    loop_id: str
    worker_id: str
    waiting: bool
    person_id: str
    page_size: int
    page_token: str
    def __init__(self, region_code: _Optional[str] = ..., step: _Optional[_Union[_events_pb2.Step, str]] = ..., status: _Optional[_Union[CaseStatus, str]] = ..., origin: _Optional[_Union[_events_pb2.CaseOrigin, str]] = ..., loop_id: _Optional[str] = ..., worker_id: _Optional[str] = ..., waiting: _Optional[bool] = ..., person_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCasesResponse(_message.Message):
    __slots__ = ("cases", "next_page_token")
    CASES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    cases: _containers.RepeatedCompositeFieldContainer[CaseSummary]
    next_page_token: str
    def __init__(self, cases: _Optional[_Iterable[_Union[CaseSummary, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class AssignCaseRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "worker_id", "role", "assigned_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    ASSIGNED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    worker_id: str
    role: _events_pb2.Role
    assigned_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., worker_id: _Optional[str] = ..., role: _Optional[_Union[_events_pb2.Role, str]] = ..., assigned_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class AssignCaseResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class RecordVisitRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "worker_id", "visited_on", "findings")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    VISITED_ON_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    worker_id: str
    visited_on: _date_pb2.Date
    findings: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., worker_id: _Optional[str] = ..., visited_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., findings: _Optional[str] = ...) -> None: ...

class RecordVisitResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class AddProblemRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "worker_id", "description", "found_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    FOUND_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    worker_id: str
    description: str
    found_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., worker_id: _Optional[str] = ..., description: _Optional[str] = ..., found_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class AddProblemResponse(_message.Message):
    __slots__ = ("case", "problem_id")
    CASE_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_ID_FIELD_NUMBER: _ClassVar[int]
    case: Case
    problem_id: str
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ..., problem_id: _Optional[str] = ...) -> None: ...

class RecordCruxRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "worker_id", "problem_id", "cause", "found_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_ID_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    FOUND_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    worker_id: str
    problem_id: str
    cause: str
    found_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., worker_id: _Optional[str] = ..., problem_id: _Optional[str] = ..., cause: _Optional[str] = ..., found_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RecordCruxResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class AddMeasureRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "worker_id", "problem_id", "description", "owner_id", "proposed_on", "due_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_ID_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    PROPOSED_ON_FIELD_NUMBER: _ClassVar[int]
    DUE_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    worker_id: str
    problem_id: str
    description: str
    owner_id: str
    proposed_on: _date_pb2.Date
    due_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., worker_id: _Optional[str] = ..., problem_id: _Optional[str] = ..., description: _Optional[str] = ..., owner_id: _Optional[str] = ..., proposed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., due_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class AddMeasureResponse(_message.Message):
    __slots__ = ("case", "measure_id")
    CASE_FIELD_NUMBER: _ClassVar[int]
    MEASURE_ID_FIELD_NUMBER: _ClassVar[int]
    case: Case
    measure_id: str
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ..., measure_id: _Optional[str] = ...) -> None: ...

class ResolveProblemRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "worker_id", "problem_id", "evidence", "resolved_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_ID_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    worker_id: str
    problem_id: str
    evidence: str
    resolved_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., worker_id: _Optional[str] = ..., problem_id: _Optional[str] = ..., evidence: _Optional[str] = ..., resolved_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ResolveProblemResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class VerifyProblemRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "worker_id", "problem_id", "verified_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_ID_FIELD_NUMBER: _ClassVar[int]
    VERIFIED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    worker_id: str
    problem_id: str
    verified_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., worker_id: _Optional[str] = ..., problem_id: _Optional[str] = ..., verified_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class VerifyProblemResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class RecordIndicatorRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "worker_id", "name", "kind", "before", "after", "measured_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    MEASURED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    worker_id: str
    name: str
    kind: IndicatorKind
    before: str
    after: str
    measured_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., worker_id: _Optional[str] = ..., name: _Optional[str] = ..., kind: _Optional[_Union[IndicatorKind, str]] = ..., before: _Optional[str] = ..., after: _Optional[str] = ..., measured_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RecordIndicatorResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class RecordPracticeRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "worker_id", "published", "not_suitable", "recorded_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    NOT_SUITABLE_FIELD_NUMBER: _ClassVar[int]
    RECORDED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    worker_id: str
    published: str
    not_suitable: str
    recorded_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., worker_id: _Optional[str] = ..., published: _Optional[str] = ..., not_suitable: _Optional[str] = ..., recorded_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RecordPracticeResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class AdvanceStepRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "worker_id", "advanced_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    ADVANCED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    worker_id: str
    advanced_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., worker_id: _Optional[str] = ..., advanced_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class AdvanceStepResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class ReturnToStepRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "worker_id", "step", "problem_ids", "reason", "returned_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_IDS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    RETURNED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    worker_id: str
    step: _events_pb2.Step
    problem_ids: _containers.RepeatedScalarFieldContainer[str]
    reason: str
    returned_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., worker_id: _Optional[str] = ..., step: _Optional[_Union[_events_pb2.Step, str]] = ..., problem_ids: _Optional[_Iterable[str]] = ..., reason: _Optional[str] = ..., returned_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ReturnToStepResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class StartNextRoundRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "worker_id", "started_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    STARTED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    worker_id: str
    started_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., worker_id: _Optional[str] = ..., started_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class StartNextRoundResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...

class CloseCaseRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "worker_id", "outcome", "closed_on", "comment")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    CLOSED_ON_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    worker_id: str
    outcome: _events_pb2.CaseOutcome
    closed_on: _date_pb2.Date
    comment: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., worker_id: _Optional[str] = ..., outcome: _Optional[_Union[_events_pb2.CaseOutcome, str]] = ..., closed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., comment: _Optional[str] = ...) -> None: ...

class CloseCaseResponse(_message.Message):
    __slots__ = ("case",)
    CASE_FIELD_NUMBER: _ClassVar[int]
    case: Case
    def __init__(self, case: _Optional[_Union[Case, _Mapping]] = ...) -> None: ...
