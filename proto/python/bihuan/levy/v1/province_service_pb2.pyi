import datetime

from bihuan.access.v1 import access_pb2 as _access_pb2
from bihuan.levy.v1 import events_pb2 as _events_pb2
from bihuan.levy.v1 import levy_service_pb2 as _levy_service_pb2
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

class SkipReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SKIP_REASON_UNSPECIFIED: _ClassVar[SkipReason]
    SKIP_REASON_DECLARATION_MISSING: _ClassVar[SkipReason]
    SKIP_REASON_RULE_MISSING: _ClassVar[SkipReason]
    SKIP_REASON_ASSESSED_TOO_EARLY: _ClassVar[SkipReason]
    SKIP_REASON_REVIEW_OPEN: _ClassVar[SkipReason]

class SizeClass(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SIZE_CLASS_UNSPECIFIED: _ClassVar[SizeClass]
    SIZE_CLASS_UP_TO_30: _ClassVar[SizeClass]
    SIZE_CLASS_UP_TO_100: _ClassVar[SizeClass]
    SIZE_CLASS_UP_TO_500: _ClassVar[SizeClass]
    SIZE_CLASS_UP_TO_1000: _ClassVar[SizeClass]
    SIZE_CLASS_ABOVE_1000: _ClassVar[SizeClass]

class ReportDimension(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REPORT_DIMENSION_UNSPECIFIED: _ClassVar[ReportDimension]
    REPORT_DIMENSION_REGION: _ClassVar[ReportDimension]
    REPORT_DIMENSION_KIND: _ClassVar[ReportDimension]
    REPORT_DIMENSION_SIZE: _ClassVar[ReportDimension]
    REPORT_DIMENSION_TIER: _ClassVar[ReportDimension]
SKIP_REASON_UNSPECIFIED: SkipReason
SKIP_REASON_DECLARATION_MISSING: SkipReason
SKIP_REASON_RULE_MISSING: SkipReason
SKIP_REASON_ASSESSED_TOO_EARLY: SkipReason
SKIP_REASON_REVIEW_OPEN: SkipReason
SIZE_CLASS_UNSPECIFIED: SizeClass
SIZE_CLASS_UP_TO_30: SizeClass
SIZE_CLASS_UP_TO_100: SizeClass
SIZE_CLASS_UP_TO_500: SizeClass
SIZE_CLASS_UP_TO_1000: SizeClass
SIZE_CLASS_ABOVE_1000: SizeClass
REPORT_DIMENSION_UNSPECIFIED: ReportDimension
REPORT_DIMENSION_REGION: ReportDimension
REPORT_DIMENSION_KIND: ReportDimension
REPORT_DIMENSION_SIZE: ReportDimension
REPORT_DIMENSION_TIER: ReportDimension

class SkippedEmployers(_message.Message):
    __slots__ = ("reason", "employers")
    REASON_FIELD_NUMBER: _ClassVar[int]
    EMPLOYERS_FIELD_NUMBER: _ClassVar[int]
    reason: SkipReason
    employers: int
    def __init__(self, reason: _Optional[_Union[SkipReason, str]] = ..., employers: _Optional[int] = ...) -> None: ...

class AssessmentRun(_message.Message):
    __slots__ = ("assessment_run_id", "region_code", "levy_year", "assessed_on", "dry_run", "reissue_unchanged", "state", "employers", "slices", "slices_done", "issued", "unchanged", "skipped", "due_fen", "payable_fen", "started_at", "ended_at", "rules_sha256")
    ASSESSMENT_RUN_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    ASSESSED_ON_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    REISSUE_UNCHANGED_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYERS_FIELD_NUMBER: _ClassVar[int]
    SLICES_FIELD_NUMBER: _ClassVar[int]
    SLICES_DONE_FIELD_NUMBER: _ClassVar[int]
    ISSUED_FIELD_NUMBER: _ClassVar[int]
    UNCHANGED_FIELD_NUMBER: _ClassVar[int]
    SKIPPED_FIELD_NUMBER: _ClassVar[int]
    DUE_FEN_FIELD_NUMBER: _ClassVar[int]
    PAYABLE_FEN_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    ENDED_AT_FIELD_NUMBER: _ClassVar[int]
    RULES_SHA256_FIELD_NUMBER: _ClassVar[int]
    assessment_run_id: str
    region_code: str
    levy_year: int
    assessed_on: _date_pb2.Date
    dry_run: bool
    reissue_unchanged: bool
    state: _events_pb2.AssessmentRunState
    employers: int
    slices: int
    slices_done: int
    issued: int
    unchanged: int
    skipped: _containers.RepeatedCompositeFieldContainer[SkippedEmployers]
    due_fen: int
    payable_fen: int
    started_at: _timestamp_pb2.Timestamp
    ended_at: _timestamp_pb2.Timestamp
    rules_sha256: str
    def __init__(self, assessment_run_id: _Optional[str] = ..., region_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., assessed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., dry_run: _Optional[bool] = ..., reissue_unchanged: _Optional[bool] = ..., state: _Optional[_Union[_events_pb2.AssessmentRunState, str]] = ..., employers: _Optional[int] = ..., slices: _Optional[int] = ..., slices_done: _Optional[int] = ..., issued: _Optional[int] = ..., unchanged: _Optional[int] = ..., skipped: _Optional[_Iterable[_Union[SkippedEmployers, _Mapping]]] = ..., due_fen: _Optional[int] = ..., payable_fen: _Optional[int] = ..., started_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., ended_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., rules_sha256: _Optional[str] = ...) -> None: ...

class StartAssessmentRunRequest(_message.Message):
    __slots__ = ("request_id", "region_code", "levy_year", "assessed_on", "dry_run", "reissue_unchanged")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    ASSESSED_ON_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    REISSUE_UNCHANGED_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    region_code: str
    levy_year: int
    assessed_on: _date_pb2.Date
    dry_run: bool
    reissue_unchanged: bool
    def __init__(self, request_id: _Optional[str] = ..., region_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., assessed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., dry_run: _Optional[bool] = ..., reissue_unchanged: _Optional[bool] = ...) -> None: ...

class StartAssessmentRunResponse(_message.Message):
    __slots__ = ("run",)
    RUN_FIELD_NUMBER: _ClassVar[int]
    run: AssessmentRun
    def __init__(self, run: _Optional[_Union[AssessmentRun, _Mapping]] = ...) -> None: ...

class GetAssessmentRunRequest(_message.Message):
    __slots__ = ("assessment_run_id",)
    ASSESSMENT_RUN_ID_FIELD_NUMBER: _ClassVar[int]
    assessment_run_id: str
    def __init__(self, assessment_run_id: _Optional[str] = ...) -> None: ...

class GetAssessmentRunResponse(_message.Message):
    __slots__ = ("run",)
    RUN_FIELD_NUMBER: _ClassVar[int]
    run: AssessmentRun
    def __init__(self, run: _Optional[_Union[AssessmentRun, _Mapping]] = ...) -> None: ...

class StreamAssessmentRunRequest(_message.Message):
    __slots__ = ("assessment_run_id",)
    ASSESSMENT_RUN_ID_FIELD_NUMBER: _ClassVar[int]
    assessment_run_id: str
    def __init__(self, assessment_run_id: _Optional[str] = ...) -> None: ...

class StreamAssessmentRunResponse(_message.Message):
    __slots__ = ("run",)
    RUN_FIELD_NUMBER: _ClassVar[int]
    run: AssessmentRun
    def __init__(self, run: _Optional[_Union[AssessmentRun, _Mapping]] = ...) -> None: ...

class ListAssessmentRunsRequest(_message.Message):
    __slots__ = ("region_code", "page_size", "page_token")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    page_size: int
    page_token: str
    def __init__(self, region_code: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAssessmentRunsResponse(_message.Message):
    __slots__ = ("runs", "next_page_token")
    RUNS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    runs: _containers.RepeatedCompositeFieldContainer[AssessmentRun]
    next_page_token: str
    def __init__(self, runs: _Optional[_Iterable[_Union[AssessmentRun, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CancelAssessmentRunRequest(_message.Message):
    __slots__ = ("request_id", "assessment_run_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ASSESSMENT_RUN_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    assessment_run_id: str
    def __init__(self, request_id: _Optional[str] = ..., assessment_run_id: _Optional[str] = ...) -> None: ...

class CancelAssessmentRunResponse(_message.Message):
    __slots__ = ("run",)
    RUN_FIELD_NUMBER: _ClassVar[int]
    run: AssessmentRun
    def __init__(self, run: _Optional[_Union[AssessmentRun, _Mapping]] = ...) -> None: ...

class LevyReportRow(_message.Message):
    __slots__ = ("region_code", "kind", "size", "outcome", "share", "units", "staff", "required", "placed", "short", "due_fen", "reduced_fen", "net_fen")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    UNITS_FIELD_NUMBER: _ClassVar[int]
    STAFF_FIELD_NUMBER: _ClassVar[int]
    REQUIRED_FIELD_NUMBER: _ClassVar[int]
    PLACED_FIELD_NUMBER: _ClassVar[int]
    SHORT_FIELD_NUMBER: _ClassVar[int]
    DUE_FEN_FIELD_NUMBER: _ClassVar[int]
    REDUCED_FEN_FIELD_NUMBER: _ClassVar[int]
    NET_FEN_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    kind: _levy_service_pb2.EmployerKind
    size: SizeClass
    outcome: _events_pb2.AssessmentOutcome
    share: str
    units: int
    staff: str
    required: str
    placed: str
    short: str
    due_fen: int
    reduced_fen: int
    net_fen: int
    def __init__(self, region_code: _Optional[str] = ..., kind: _Optional[_Union[_levy_service_pb2.EmployerKind, str]] = ..., size: _Optional[_Union[SizeClass, str]] = ..., outcome: _Optional[_Union[_events_pb2.AssessmentOutcome, str]] = ..., share: _Optional[str] = ..., units: _Optional[int] = ..., staff: _Optional[str] = ..., required: _Optional[str] = ..., placed: _Optional[str] = ..., short: _Optional[str] = ..., due_fen: _Optional[int] = ..., reduced_fen: _Optional[int] = ..., net_fen: _Optional[int] = ...) -> None: ...

class GetLevyReportRequest(_message.Message):
    __slots__ = ("assessment_run_id", "region_code", "by")
    ASSESSMENT_RUN_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    BY_FIELD_NUMBER: _ClassVar[int]
    assessment_run_id: str
    region_code: str
    by: _containers.RepeatedScalarFieldContainer[ReportDimension]
    def __init__(self, assessment_run_id: _Optional[str] = ..., region_code: _Optional[str] = ..., by: _Optional[_Iterable[_Union[ReportDimension, str]]] = ...) -> None: ...

class GetLevyReportResponse(_message.Message):
    __slots__ = ("rows", "total", "state")
    ROWS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    rows: _containers.RepeatedCompositeFieldContainer[LevyReportRow]
    total: LevyReportRow
    state: _events_pb2.AssessmentRunState
    def __init__(self, rows: _Optional[_Iterable[_Union[LevyReportRow, _Mapping]]] = ..., total: _Optional[_Union[LevyReportRow, _Mapping]] = ..., state: _Optional[_Union[_events_pb2.AssessmentRunState, str]] = ...) -> None: ...

class RuleChanges(_message.Message):
    __slots__ = ("ratio", "small_employers_staff_at_most", "tiers")
    RATIO_FIELD_NUMBER: _ClassVar[int]
    SMALL_EMPLOYERS_STAFF_AT_MOST_FIELD_NUMBER: _ClassVar[int]
    TIERS_FIELD_NUMBER: _ClassVar[int]
    ratio: str
    small_employers_staff_at_most: int
    tiers: _containers.RepeatedCompositeFieldContainer[ChangedTier]
    def __init__(self, ratio: _Optional[str] = ..., small_employers_staff_at_most: _Optional[int] = ..., tiers: _Optional[_Iterable[_Union[ChangedTier, _Mapping]]] = ...) -> None: ...

class ChangedTier(_message.Message):
    __slots__ = ("at_least", "pay")
    AT_LEAST_FIELD_NUMBER: _ClassVar[int]
    PAY_FIELD_NUMBER: _ClassVar[int]
    at_least: str
    pay: str
    def __init__(self, at_least: _Optional[str] = ..., pay: _Optional[str] = ...) -> None: ...

class GetProvinceWhatIfRequest(_message.Message):
    __slots__ = ("assessment_run_id", "region_code", "changes", "by")
    ASSESSMENT_RUN_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    BY_FIELD_NUMBER: _ClassVar[int]
    assessment_run_id: str
    region_code: str
    changes: RuleChanges
    by: _containers.RepeatedScalarFieldContainer[ReportDimension]
    def __init__(self, assessment_run_id: _Optional[str] = ..., region_code: _Optional[str] = ..., changes: _Optional[_Union[RuleChanges, _Mapping]] = ..., by: _Optional[_Iterable[_Union[ReportDimension, str]]] = ...) -> None: ...

class GetProvinceWhatIfResponse(_message.Message):
    __slots__ = ("before", "after", "total_before", "total_after")
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    TOTAL_BEFORE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_AFTER_FIELD_NUMBER: _ClassVar[int]
    before: _containers.RepeatedCompositeFieldContainer[LevyReportRow]
    after: _containers.RepeatedCompositeFieldContainer[LevyReportRow]
    total_before: LevyReportRow
    total_after: LevyReportRow
    def __init__(self, before: _Optional[_Iterable[_Union[LevyReportRow, _Mapping]]] = ..., after: _Optional[_Iterable[_Union[LevyReportRow, _Mapping]]] = ..., total_before: _Optional[_Union[LevyReportRow, _Mapping]] = ..., total_after: _Optional[_Union[LevyReportRow, _Mapping]] = ...) -> None: ...
