import datetime

from bihuan.access.v1 import access_pb2 as _access_pb2
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

class ConflictState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONFLICT_STATE_UNSPECIFIED: _ClassVar[ConflictState]
    CONFLICT_STATE_OPEN: _ClassVar[ConflictState]
    CONFLICT_STATE_SETTLED: _ClassVar[ConflictState]
    CONFLICT_STATE_LAPSED: _ClassVar[ConflictState]

class ReviewState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REVIEW_STATE_UNSPECIFIED: _ClassVar[ReviewState]
    REVIEW_STATE_SUBMITTED: _ClassVar[ReviewState]
    REVIEW_STATE_FIRST_REVIEWED: _ClassVar[ReviewState]
    REVIEW_STATE_APPROVED: _ClassVar[ReviewState]
    REVIEW_STATE_RETURNED: _ClassVar[ReviewState]

class FindingSeverity(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FINDING_SEVERITY_UNSPECIFIED: _ClassVar[FindingSeverity]
    FINDING_SEVERITY_ERROR: _ClassVar[FindingSeverity]
    FINDING_SEVERITY_WARNING: _ClassVar[FindingSeverity]

class FindingCode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FINDING_CODE_UNSPECIFIED: _ClassVar[FindingCode]
    FINDING_CODE_EMPLOYER_CODE_FOREIGN: _ClassVar[FindingCode]
    FINDING_CODE_CURRENCY_NOT_CNY: _ClassVar[FindingCode]
    FINDING_CODE_STAFF_MISSING: _ClassVar[FindingCode]
    FINDING_CODE_STAFF_NEGATIVE: _ClassVar[FindingCode]
    FINDING_CODE_WAGE_BILL_NEGATIVE: _ClassVar[FindingCode]
    FINDING_CODE_WAGE_BILL_CONTRADICTS_STAFF: _ClassVar[FindingCode]
    FINDING_CODE_SEASONAL_NEGATIVE: _ClassVar[FindingCode]
    FINDING_CODE_PERSON_MISSING: _ClassVar[FindingCode]
    FINDING_CODE_PERSON_TWICE: _ClassVar[FindingCode]
    FINDING_CODE_CONTRACT_MISSING: _ClassVar[FindingCode]
    FINDING_CODE_CONTRACT_ENDS_BEFORE_IT_BEGINS: _ClassVar[FindingCode]
    FINDING_CODE_MONTHS_MISSING: _ClassVar[FindingCode]
    FINDING_CODE_MONTH_UNKNOWN: _ClassVar[FindingCode]
    FINDING_CODE_MONTH_TWICE: _ClassVar[FindingCode]
    FINDING_CODE_WAGE_NEGATIVE: _ClassVar[FindingCode]
    FINDING_CODE_MORE_DISABLED_THAN_STAFF: _ClassVar[FindingCode]
    FINDING_CODE_CERTIFICATE_UNKNOWN: _ClassVar[FindingCode]
    FINDING_CODE_NOT_UNDER_CONTRACT: _ClassVar[FindingCode]
    FINDING_CODE_CONTRACT_TOO_SHORT: _ClassVar[FindingCode]
    FINDING_CODE_PERSON_NOT_YET_HEARD: _ClassVar[FindingCode]
    FINDING_CODE_OUTSIDE_WORKING_AGE: _ClassVar[FindingCode]
    FINDING_CODE_CERTIFICATE_MISSING: _ClassVar[FindingCode]
    FINDING_CODE_CERTIFICATE_NOT_VALID: _ClassVar[FindingCode]
    FINDING_CODE_WAGE_BELOW_MINIMUM: _ClassVar[FindingCode]
    FINDING_CODE_NOT_INSURED: _ClassVar[FindingCode]
    FINDING_CODE_CLAIMED_BY_ANOTHER_EMPLOYER: _ClassVar[FindingCode]
    FINDING_CODE_ALSO_CLAIMED_BY_ANOTHER_EMPLOYER: _ClassVar[FindingCode]

class ReturnReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RETURN_REASON_UNSPECIFIED: _ClassVar[ReturnReason]
    RETURN_REASON_STAFF_NOT_PLAUSIBLE: _ClassVar[ReturnReason]
    RETURN_REASON_WAGES_NOT_PLAUSIBLE: _ClassVar[ReturnReason]
    RETURN_REASON_EVIDENCE_MISSING: _ClassVar[ReturnReason]
    RETURN_REASON_EVIDENCE_CONTRADICTS: _ClassVar[ReturnReason]
    RETURN_REASON_NOT_ON_POST: _ClassVar[ReturnReason]
    RETURN_REASON_CONTRACT_NOT_RECOGNISED: _ClassVar[ReturnReason]
    RETURN_REASON_CERTIFICATE_NOT_RECOGNISED: _ClassVar[ReturnReason]
    RETURN_REASON_LINE_MISSING: _ClassVar[ReturnReason]

class ReopenReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REOPEN_REASON_UNSPECIFIED: _ClassVar[ReopenReason]
    REOPEN_REASON_FORCE_MAJEURE: _ClassVar[ReopenReason]
    REOPEN_REASON_SYSTEM_FAULT: _ClassVar[ReopenReason]
    REOPEN_REASON_SUPPLEMENT: _ClassVar[ReopenReason]
    REOPEN_REASON_CORRECTION: _ClassVar[ReopenReason]
    REOPEN_REASON_APPEAL: _ClassVar[ReopenReason]
CONFLICT_STATE_UNSPECIFIED: ConflictState
CONFLICT_STATE_OPEN: ConflictState
CONFLICT_STATE_SETTLED: ConflictState
CONFLICT_STATE_LAPSED: ConflictState
REVIEW_STATE_UNSPECIFIED: ReviewState
REVIEW_STATE_SUBMITTED: ReviewState
REVIEW_STATE_FIRST_REVIEWED: ReviewState
REVIEW_STATE_APPROVED: ReviewState
REVIEW_STATE_RETURNED: ReviewState
FINDING_SEVERITY_UNSPECIFIED: FindingSeverity
FINDING_SEVERITY_ERROR: FindingSeverity
FINDING_SEVERITY_WARNING: FindingSeverity
FINDING_CODE_UNSPECIFIED: FindingCode
FINDING_CODE_EMPLOYER_CODE_FOREIGN: FindingCode
FINDING_CODE_CURRENCY_NOT_CNY: FindingCode
FINDING_CODE_STAFF_MISSING: FindingCode
FINDING_CODE_STAFF_NEGATIVE: FindingCode
FINDING_CODE_WAGE_BILL_NEGATIVE: FindingCode
FINDING_CODE_WAGE_BILL_CONTRADICTS_STAFF: FindingCode
FINDING_CODE_SEASONAL_NEGATIVE: FindingCode
FINDING_CODE_PERSON_MISSING: FindingCode
FINDING_CODE_PERSON_TWICE: FindingCode
FINDING_CODE_CONTRACT_MISSING: FindingCode
FINDING_CODE_CONTRACT_ENDS_BEFORE_IT_BEGINS: FindingCode
FINDING_CODE_MONTHS_MISSING: FindingCode
FINDING_CODE_MONTH_UNKNOWN: FindingCode
FINDING_CODE_MONTH_TWICE: FindingCode
FINDING_CODE_WAGE_NEGATIVE: FindingCode
FINDING_CODE_MORE_DISABLED_THAN_STAFF: FindingCode
FINDING_CODE_CERTIFICATE_UNKNOWN: FindingCode
FINDING_CODE_NOT_UNDER_CONTRACT: FindingCode
FINDING_CODE_CONTRACT_TOO_SHORT: FindingCode
FINDING_CODE_PERSON_NOT_YET_HEARD: FindingCode
FINDING_CODE_OUTSIDE_WORKING_AGE: FindingCode
FINDING_CODE_CERTIFICATE_MISSING: FindingCode
FINDING_CODE_CERTIFICATE_NOT_VALID: FindingCode
FINDING_CODE_WAGE_BELOW_MINIMUM: FindingCode
FINDING_CODE_NOT_INSURED: FindingCode
FINDING_CODE_CLAIMED_BY_ANOTHER_EMPLOYER: FindingCode
FINDING_CODE_ALSO_CLAIMED_BY_ANOTHER_EMPLOYER: FindingCode
RETURN_REASON_UNSPECIFIED: ReturnReason
RETURN_REASON_STAFF_NOT_PLAUSIBLE: ReturnReason
RETURN_REASON_WAGES_NOT_PLAUSIBLE: ReturnReason
RETURN_REASON_EVIDENCE_MISSING: ReturnReason
RETURN_REASON_EVIDENCE_CONTRADICTS: ReturnReason
RETURN_REASON_NOT_ON_POST: ReturnReason
RETURN_REASON_CONTRACT_NOT_RECOGNISED: ReturnReason
RETURN_REASON_CERTIFICATE_NOT_RECOGNISED: ReturnReason
RETURN_REASON_LINE_MISSING: ReturnReason
REOPEN_REASON_UNSPECIFIED: ReopenReason
REOPEN_REASON_FORCE_MAJEURE: ReopenReason
REOPEN_REASON_SYSTEM_FAULT: ReopenReason
REOPEN_REASON_SUPPLEMENT: ReopenReason
REOPEN_REASON_CORRECTION: ReopenReason
REOPEN_REASON_APPEAL: ReopenReason

class SettledMonth(_message.Message):
    __slots__ = ("month", "employer_code")
    MONTH_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    month: int
    employer_code: str
    def __init__(self, month: _Optional[int] = ..., employer_code: _Optional[str] = ...) -> None: ...

class Conflict(_message.Message):
    __slots__ = ("conflict_id", "person_id", "base_year", "state", "employer_codes", "months", "settled", "settled_by", "settled_at")
    CONFLICT_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODES_FIELD_NUMBER: _ClassVar[int]
    MONTHS_FIELD_NUMBER: _ClassVar[int]
    SETTLED_FIELD_NUMBER: _ClassVar[int]
    SETTLED_BY_FIELD_NUMBER: _ClassVar[int]
    SETTLED_AT_FIELD_NUMBER: _ClassVar[int]
    conflict_id: str
    person_id: str
    base_year: int
    state: ConflictState
    employer_codes: _containers.RepeatedScalarFieldContainer[str]
    months: _containers.RepeatedScalarFieldContainer[int]
    settled: _containers.RepeatedCompositeFieldContainer[SettledMonth]
    settled_by: str
    settled_at: _timestamp_pb2.Timestamp
    def __init__(self, conflict_id: _Optional[str] = ..., person_id: _Optional[str] = ..., base_year: _Optional[int] = ..., state: _Optional[_Union[ConflictState, str]] = ..., employer_codes: _Optional[_Iterable[str]] = ..., months: _Optional[_Iterable[int]] = ..., settled: _Optional[_Iterable[_Union[SettledMonth, _Mapping]]] = ..., settled_by: _Optional[str] = ..., settled_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetConflictRequest(_message.Message):
    __slots__ = ("conflict_id",)
    CONFLICT_ID_FIELD_NUMBER: _ClassVar[int]
    conflict_id: str
    def __init__(self, conflict_id: _Optional[str] = ...) -> None: ...

class GetConflictResponse(_message.Message):
    __slots__ = ("conflict",)
    CONFLICT_FIELD_NUMBER: _ClassVar[int]
    conflict: Conflict
    def __init__(self, conflict: _Optional[_Union[Conflict, _Mapping]] = ...) -> None: ...

class ListConflictsRequest(_message.Message):
    __slots__ = ("region_code", "employer_code", "state", "page_size", "page_token")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    employer_code: str
    state: ConflictState
    page_size: int
    page_token: str
    def __init__(self, region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., state: _Optional[_Union[ConflictState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListConflictsResponse(_message.Message):
    __slots__ = ("conflicts", "next_page_token")
    CONFLICTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    conflicts: _containers.RepeatedCompositeFieldContainer[Conflict]
    next_page_token: str
    def __init__(self, conflicts: _Optional[_Iterable[_Union[Conflict, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class SettleConflictRequest(_message.Message):
    __slots__ = ("request_id", "conflict_id", "decisions")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CONFLICT_ID_FIELD_NUMBER: _ClassVar[int]
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    conflict_id: str
    decisions: _containers.RepeatedCompositeFieldContainer[SettledMonth]
    def __init__(self, request_id: _Optional[str] = ..., conflict_id: _Optional[str] = ..., decisions: _Optional[_Iterable[_Union[SettledMonth, _Mapping]]] = ...) -> None: ...

class SettleConflictResponse(_message.Message):
    __slots__ = ("conflict",)
    CONFLICT_FIELD_NUMBER: _ClassVar[int]
    conflict: Conflict
    def __init__(self, conflict: _Optional[_Union[Conflict, _Mapping]] = ...) -> None: ...

class DeclaredMonth(_message.Message):
    __slots__ = ("month", "wage_fen", "insured")
    MONTH_FIELD_NUMBER: _ClassVar[int]
    WAGE_FEN_FIELD_NUMBER: _ClassVar[int]
    INSURED_FIELD_NUMBER: _ClassVar[int]
    month: int
    wage_fen: int
    insured: bool
    def __init__(self, month: _Optional[int] = ..., wage_fen: _Optional[int] = ..., insured: _Optional[bool] = ...) -> None: ...

class DeclarationLine(_message.Message):
    __slots__ = ("person_id", "certificate_number", "contract_from", "contract_until", "months", "certificate_unknown")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    CONTRACT_FROM_FIELD_NUMBER: _ClassVar[int]
    CONTRACT_UNTIL_FIELD_NUMBER: _ClassVar[int]
    MONTHS_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_UNKNOWN_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    certificate_number: str
    contract_from: _date_pb2.Date
    contract_until: _date_pb2.Date
    months: _containers.RepeatedCompositeFieldContainer[DeclaredMonth]
    certificate_unknown: bool
    def __init__(self, person_id: _Optional[str] = ..., certificate_number: _Optional[str] = ..., contract_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., contract_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., months: _Optional[_Iterable[_Union[DeclaredMonth, _Mapping]]] = ..., certificate_unknown: _Optional[bool] = ...) -> None: ...

class DeclarationContent(_message.Message):
    __slots__ = ("employer_code", "wage_currency", "monthly_staff", "wage_bill_fen", "seasonal_person_months", "lines")
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    WAGE_CURRENCY_FIELD_NUMBER: _ClassVar[int]
    MONTHLY_STAFF_FIELD_NUMBER: _ClassVar[int]
    WAGE_BILL_FEN_FIELD_NUMBER: _ClassVar[int]
    SEASONAL_PERSON_MONTHS_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    employer_code: str
    wage_currency: str
    monthly_staff: _containers.RepeatedScalarFieldContainer[int]
    wage_bill_fen: int
    seasonal_person_months: int
    lines: _containers.RepeatedCompositeFieldContainer[DeclarationLine]
    def __init__(self, employer_code: _Optional[str] = ..., wage_currency: _Optional[str] = ..., monthly_staff: _Optional[_Iterable[int]] = ..., wage_bill_fen: _Optional[int] = ..., seasonal_person_months: _Optional[int] = ..., lines: _Optional[_Iterable[_Union[DeclarationLine, _Mapping]]] = ...) -> None: ...

class ReviewFinding(_message.Message):
    __slots__ = ("code", "severity", "line", "field", "months", "label_zh", "label_en", "source")
    CODE_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    MONTHS_FIELD_NUMBER: _ClassVar[int]
    LABEL_ZH_FIELD_NUMBER: _ClassVar[int]
    LABEL_EN_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    code: FindingCode
    severity: FindingSeverity
    line: int
    field: str
    months: _containers.RepeatedScalarFieldContainer[int]
    label_zh: str
    label_en: str
    source: _levy_service_pb2.Source
    def __init__(self, code: _Optional[_Union[FindingCode, str]] = ..., severity: _Optional[_Union[FindingSeverity, str]] = ..., line: _Optional[int] = ..., field: _Optional[str] = ..., months: _Optional[_Iterable[int]] = ..., label_zh: _Optional[str] = ..., label_en: _Optional[str] = ..., source: _Optional[_Union[_levy_service_pb2.Source, _Mapping]] = ...) -> None: ...

class DeclarationDraft(_message.Message):
    __slots__ = ("draft_id", "employer_code", "region_code", "base_year", "revision", "submitted", "content", "findings", "window_opens", "window_closes", "reopened_until", "saved_at")
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    SUBMITTED_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    WINDOW_OPENS_FIELD_NUMBER: _ClassVar[int]
    WINDOW_CLOSES_FIELD_NUMBER: _ClassVar[int]
    REOPENED_UNTIL_FIELD_NUMBER: _ClassVar[int]
    SAVED_AT_FIELD_NUMBER: _ClassVar[int]
    draft_id: str
    employer_code: str
    region_code: str
    base_year: int
    revision: int
    submitted: bool
    content: DeclarationContent
    findings: _containers.RepeatedCompositeFieldContainer[ReviewFinding]
    window_opens: _date_pb2.Date
    window_closes: _date_pb2.Date
    reopened_until: _date_pb2.Date
    saved_at: _timestamp_pb2.Timestamp
    def __init__(self, draft_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., region_code: _Optional[str] = ..., base_year: _Optional[int] = ..., revision: _Optional[int] = ..., submitted: _Optional[bool] = ..., content: _Optional[_Union[DeclarationContent, _Mapping]] = ..., findings: _Optional[_Iterable[_Union[ReviewFinding, _Mapping]]] = ..., window_opens: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., window_closes: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., reopened_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., saved_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReviewStep(_message.Message):
    __slots__ = ("state", "by", "at")
    STATE_FIELD_NUMBER: _ClassVar[int]
    BY_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    state: ReviewState
    by: str
    at: _timestamp_pb2.Timestamp
    def __init__(self, state: _Optional[_Union[ReviewState, str]] = ..., by: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReturnedLine(_message.Message):
    __slots__ = ("line", "reason")
    LINE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    line: int
    reason: ReturnReason
    def __init__(self, line: _Optional[int] = ..., reason: _Optional[_Union[ReturnReason, str]] = ...) -> None: ...

class ReviewedDeclaration(_message.Message):
    __slots__ = ("declaration_id", "employer_code", "region_code", "reviewing_region", "base_year", "state", "submitted_on", "filed_on", "filings", "has_lines", "content", "findings", "returned", "steps")
    DECLARATION_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    REVIEWING_REGION_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SUBMITTED_ON_FIELD_NUMBER: _ClassVar[int]
    FILED_ON_FIELD_NUMBER: _ClassVar[int]
    FILINGS_FIELD_NUMBER: _ClassVar[int]
    HAS_LINES_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    RETURNED_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    declaration_id: str
    employer_code: str
    region_code: str
    reviewing_region: str
    base_year: int
    state: ReviewState
    submitted_on: _date_pb2.Date
    filed_on: _date_pb2.Date
    filings: int
    has_lines: bool
    content: DeclarationContent
    findings: _containers.RepeatedCompositeFieldContainer[ReviewFinding]
    returned: _containers.RepeatedCompositeFieldContainer[ReturnedLine]
    steps: _containers.RepeatedCompositeFieldContainer[ReviewStep]
    def __init__(self, declaration_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., region_code: _Optional[str] = ..., reviewing_region: _Optional[str] = ..., base_year: _Optional[int] = ..., state: _Optional[_Union[ReviewState, str]] = ..., submitted_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., filed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., filings: _Optional[int] = ..., has_lines: _Optional[bool] = ..., content: _Optional[_Union[DeclarationContent, _Mapping]] = ..., findings: _Optional[_Iterable[_Union[ReviewFinding, _Mapping]]] = ..., returned: _Optional[_Iterable[_Union[ReturnedLine, _Mapping]]] = ..., steps: _Optional[_Iterable[_Union[ReviewStep, _Mapping]]] = ...) -> None: ...

class StartDraftRequest(_message.Message):
    __slots__ = ("request_id", "employer_code", "base_year")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    employer_code: str
    base_year: int
    def __init__(self, request_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., base_year: _Optional[int] = ...) -> None: ...

class StartDraftResponse(_message.Message):
    __slots__ = ("draft",)
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    draft: DeclarationDraft
    def __init__(self, draft: _Optional[_Union[DeclarationDraft, _Mapping]] = ...) -> None: ...

class SaveDraftRequest(_message.Message):
    __slots__ = ("request_id", "draft_id", "revision", "content")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    draft_id: str
    revision: int
    content: DeclarationContent
    def __init__(self, request_id: _Optional[str] = ..., draft_id: _Optional[str] = ..., revision: _Optional[int] = ..., content: _Optional[_Union[DeclarationContent, _Mapping]] = ...) -> None: ...

class SaveDraftResponse(_message.Message):
    __slots__ = ("draft",)
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    draft: DeclarationDraft
    def __init__(self, draft: _Optional[_Union[DeclarationDraft, _Mapping]] = ...) -> None: ...

class GetDraftRequest(_message.Message):
    __slots__ = ("draft_id",)
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    draft_id: str
    def __init__(self, draft_id: _Optional[str] = ...) -> None: ...

class GetDraftResponse(_message.Message):
    __slots__ = ("draft",)
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    draft: DeclarationDraft
    def __init__(self, draft: _Optional[_Union[DeclarationDraft, _Mapping]] = ...) -> None: ...

class PrefillDraftRequest(_message.Message):
    __slots__ = ("request_id", "draft_id", "revision")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    draft_id: str
    revision: int
    def __init__(self, request_id: _Optional[str] = ..., draft_id: _Optional[str] = ..., revision: _Optional[int] = ...) -> None: ...

class PrefillDraftResponse(_message.Message):
    __slots__ = ("draft",)
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    draft: DeclarationDraft
    def __init__(self, draft: _Optional[_Union[DeclarationDraft, _Mapping]] = ...) -> None: ...

class SubmitDraftRequest(_message.Message):
    __slots__ = ("request_id", "draft_id", "revision", "submitted_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DRAFT_ID_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    SUBMITTED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    draft_id: str
    revision: int
    submitted_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., draft_id: _Optional[str] = ..., revision: _Optional[int] = ..., submitted_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class SubmitDraftResponse(_message.Message):
    __slots__ = ("declaration",)
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    declaration: ReviewedDeclaration
    def __init__(self, declaration: _Optional[_Union[ReviewedDeclaration, _Mapping]] = ...) -> None: ...

class GetReviewRequest(_message.Message):
    __slots__ = ("declaration_id",)
    DECLARATION_ID_FIELD_NUMBER: _ClassVar[int]
    declaration_id: str
    def __init__(self, declaration_id: _Optional[str] = ...) -> None: ...

class GetReviewResponse(_message.Message):
    __slots__ = ("declaration",)
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    declaration: ReviewedDeclaration
    def __init__(self, declaration: _Optional[_Union[ReviewedDeclaration, _Mapping]] = ...) -> None: ...

class ListReviewsRequest(_message.Message):
    __slots__ = ("region_code", "state", "page_size", "page_token")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    state: ReviewState
    page_size: int
    page_token: str
    def __init__(self, region_code: _Optional[str] = ..., state: _Optional[_Union[ReviewState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListReviewsResponse(_message.Message):
    __slots__ = ("declarations", "next_page_token")
    DECLARATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    declarations: _containers.RepeatedCompositeFieldContainer[ReviewedDeclaration]
    next_page_token: str
    def __init__(self, declarations: _Optional[_Iterable[_Union[ReviewedDeclaration, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class PassFirstReviewRequest(_message.Message):
    __slots__ = ("request_id", "declaration_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DECLARATION_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    declaration_id: str
    def __init__(self, request_id: _Optional[str] = ..., declaration_id: _Optional[str] = ...) -> None: ...

class PassFirstReviewResponse(_message.Message):
    __slots__ = ("declaration",)
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    declaration: ReviewedDeclaration
    def __init__(self, declaration: _Optional[_Union[ReviewedDeclaration, _Mapping]] = ...) -> None: ...

class ApproveDeclarationRequest(_message.Message):
    __slots__ = ("request_id", "declaration_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DECLARATION_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    declaration_id: str
    def __init__(self, request_id: _Optional[str] = ..., declaration_id: _Optional[str] = ...) -> None: ...

class ApproveDeclarationResponse(_message.Message):
    __slots__ = ("declaration",)
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    declaration: ReviewedDeclaration
    def __init__(self, declaration: _Optional[_Union[ReviewedDeclaration, _Mapping]] = ...) -> None: ...

class ReturnDeclarationRequest(_message.Message):
    __slots__ = ("request_id", "declaration_id", "reasons")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DECLARATION_ID_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    declaration_id: str
    reasons: _containers.RepeatedCompositeFieldContainer[ReturnedLine]
    def __init__(self, request_id: _Optional[str] = ..., declaration_id: _Optional[str] = ..., reasons: _Optional[_Iterable[_Union[ReturnedLine, _Mapping]]] = ...) -> None: ...

class ReturnDeclarationResponse(_message.Message):
    __slots__ = ("declaration",)
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    declaration: ReviewedDeclaration
    def __init__(self, declaration: _Optional[_Union[ReviewedDeclaration, _Mapping]] = ...) -> None: ...

class ReopenFilingRequest(_message.Message):
    __slots__ = ("request_id", "employer_code", "base_year", "until", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    employer_code: str
    base_year: int
    until: _date_pb2.Date
    reason: ReopenReason
    def __init__(self, request_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., base_year: _Optional[int] = ..., until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., reason: _Optional[_Union[ReopenReason, str]] = ...) -> None: ...

class ReopenFilingResponse(_message.Message):
    __slots__ = ("employer_code", "base_year", "reopened_until")
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    REOPENED_UNTIL_FIELD_NUMBER: _ClassVar[int]
    employer_code: str
    base_year: int
    reopened_until: _date_pb2.Date
    def __init__(self, employer_code: _Optional[str] = ..., base_year: _Optional[int] = ..., reopened_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...
