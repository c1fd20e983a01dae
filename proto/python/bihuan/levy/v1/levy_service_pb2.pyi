from bihuan.access.v1 import access_pb2 as _access_pb2
from bihuan.levy.v1 import events_pb2 as _events_pb2
from buf.validate import validate_pb2 as _validate_pb2
from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class EmployerKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EMPLOYER_KIND_UNSPECIFIED: _ClassVar[EmployerKind]
    EMPLOYER_KIND_ENTERPRISE: _ClassVar[EmployerKind]
    EMPLOYER_KIND_STATE_ORGAN: _ClassVar[EmployerKind]
    EMPLOYER_KIND_INSTITUTION: _ClassVar[EmployerKind]
    EMPLOYER_KIND_SOCIAL_ORGANISATION: _ClassVar[EmployerKind]
    EMPLOYER_KIND_PRIVATE_NON_ENTERPRISE_UNIT: _ClassVar[EmployerKind]

class ManagementLevel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MANAGEMENT_LEVEL_UNSPECIFIED: _ClassVar[ManagementLevel]
    MANAGEMENT_LEVEL_COUNTY: _ClassVar[ManagementLevel]
    MANAGEMENT_LEVEL_CITY: _ClassVar[ManagementLevel]

class NotCountedReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NOT_COUNTED_REASON_UNSPECIFIED: _ClassVar[NotCountedReason]
    NOT_COUNTED_REASON_NOT_ON_POST: _ClassVar[NotCountedReason]
    NOT_COUNTED_REASON_FORM_NOT_COUNTED: _ClassVar[NotCountedReason]
    NOT_COUNTED_REASON_CONTRACT_TOO_SHORT: _ClassVar[NotCountedReason]
    NOT_COUNTED_REASON_PERSON_NOT_YET_HEARD: _ClassVar[NotCountedReason]
    NOT_COUNTED_REASON_OUTSIDE_WORKING_AGE: _ClassVar[NotCountedReason]
    NOT_COUNTED_REASON_CERTIFICATE_MISSING: _ClassVar[NotCountedReason]
    NOT_COUNTED_REASON_CERTIFICATE_NOT_VALID: _ClassVar[NotCountedReason]
    NOT_COUNTED_REASON_CLAIMED_TWICE_HERE: _ClassVar[NotCountedReason]
    NOT_COUNTED_REASON_CLAIMED_BY_ANOTHER_EMPLOYER: _ClassVar[NotCountedReason]
    NOT_COUNTED_REASON_WAGE_BELOW_MINIMUM: _ClassVar[NotCountedReason]
    NOT_COUNTED_REASON_NOT_INSURED: _ClassVar[NotCountedReason]
    NOT_COUNTED_REASON_SETTLED_FOR_ANOTHER_EMPLOYER: _ClassVar[NotCountedReason]

class AssessmentStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ASSESSMENT_STATUS_UNSPECIFIED: _ClassVar[AssessmentStatus]
    ASSESSMENT_STATUS_ISSUED: _ClassVar[AssessmentStatus]
    ASSESSMENT_STATUS_SUPERSEDED: _ClassVar[AssessmentStatus]
    ASSESSMENT_STATUS_PREVIEW: _ClassVar[AssessmentStatus]

class RuleChangeKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RULE_CHANGE_KIND_UNSPECIFIED: _ClassVar[RuleChangeKind]
    RULE_CHANGE_KIND_SAME: _ClassVar[RuleChangeKind]
    RULE_CHANGE_KIND_CONTINUED: _ClassVar[RuleChangeKind]
    RULE_CHANGE_KIND_CHANGED: _ClassVar[RuleChangeKind]
    RULE_CHANGE_KIND_BEGAN: _ClassVar[RuleChangeKind]
    RULE_CHANGE_KIND_ENDED: _ClassVar[RuleChangeKind]

class CertificateKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CERTIFICATE_KIND_UNSPECIFIED: _ClassVar[CertificateKind]
    CERTIFICATE_KIND_DISABILITY: _ClassVar[CertificateKind]
    CERTIFICATE_KIND_VETERAN: _ClassVar[CertificateKind]
EMPLOYER_KIND_UNSPECIFIED: EmployerKind
EMPLOYER_KIND_ENTERPRISE: EmployerKind
EMPLOYER_KIND_STATE_ORGAN: EmployerKind
EMPLOYER_KIND_INSTITUTION: EmployerKind
EMPLOYER_KIND_SOCIAL_ORGANISATION: EmployerKind
EMPLOYER_KIND_PRIVATE_NON_ENTERPRISE_UNIT: EmployerKind
MANAGEMENT_LEVEL_UNSPECIFIED: ManagementLevel
MANAGEMENT_LEVEL_COUNTY: ManagementLevel
MANAGEMENT_LEVEL_CITY: ManagementLevel
NOT_COUNTED_REASON_UNSPECIFIED: NotCountedReason
NOT_COUNTED_REASON_NOT_ON_POST: NotCountedReason
NOT_COUNTED_REASON_FORM_NOT_COUNTED: NotCountedReason
NOT_COUNTED_REASON_CONTRACT_TOO_SHORT: NotCountedReason
NOT_COUNTED_REASON_PERSON_NOT_YET_HEARD: NotCountedReason
NOT_COUNTED_REASON_OUTSIDE_WORKING_AGE: NotCountedReason
NOT_COUNTED_REASON_CERTIFICATE_MISSING: NotCountedReason
NOT_COUNTED_REASON_CERTIFICATE_NOT_VALID: NotCountedReason
NOT_COUNTED_REASON_CLAIMED_TWICE_HERE: NotCountedReason
NOT_COUNTED_REASON_CLAIMED_BY_ANOTHER_EMPLOYER: NotCountedReason
NOT_COUNTED_REASON_WAGE_BELOW_MINIMUM: NotCountedReason
NOT_COUNTED_REASON_NOT_INSURED: NotCountedReason
NOT_COUNTED_REASON_SETTLED_FOR_ANOTHER_EMPLOYER: NotCountedReason
ASSESSMENT_STATUS_UNSPECIFIED: AssessmentStatus
ASSESSMENT_STATUS_ISSUED: AssessmentStatus
ASSESSMENT_STATUS_SUPERSEDED: AssessmentStatus
ASSESSMENT_STATUS_PREVIEW: AssessmentStatus
RULE_CHANGE_KIND_UNSPECIFIED: RuleChangeKind
RULE_CHANGE_KIND_SAME: RuleChangeKind
RULE_CHANGE_KIND_CONTINUED: RuleChangeKind
RULE_CHANGE_KIND_CHANGED: RuleChangeKind
RULE_CHANGE_KIND_BEGAN: RuleChangeKind
RULE_CHANGE_KIND_ENDED: RuleChangeKind
CERTIFICATE_KIND_UNSPECIFIED: CertificateKind
CERTIFICATE_KIND_DISABILITY: CertificateKind
CERTIFICATE_KIND_VETERAN: CertificateKind

class Employer(_message.Message):
    __slots__ = ("employer_id", "employer_code", "name", "kind", "founded_on", "region_code", "management_level")
    EMPLOYER_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    FOUNDED_ON_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    MANAGEMENT_LEVEL_FIELD_NUMBER: _ClassVar[int]
    employer_id: str
    employer_code: str
    name: str
    kind: EmployerKind
    founded_on: _date_pb2.Date
    region_code: str
    management_level: ManagementLevel
    def __init__(self, employer_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., name: _Optional[str] = ..., kind: _Optional[_Union[EmployerKind, str]] = ..., founded_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., region_code: _Optional[str] = ..., management_level: _Optional[_Union[ManagementLevel, str]] = ...) -> None: ...

class RegisterEmployerRequest(_message.Message):
    __slots__ = ("request_id", "employer_code", "name", "kind", "founded_on", "region_code", "management_level")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    FOUNDED_ON_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    MANAGEMENT_LEVEL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    employer_code: str
    name: str
    kind: EmployerKind
    founded_on: _date_pb2.Date
    region_code: str
    management_level: ManagementLevel
    def __init__(self, request_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., name: _Optional[str] = ..., kind: _Optional[_Union[EmployerKind, str]] = ..., founded_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., region_code: _Optional[str] = ..., management_level: _Optional[_Union[ManagementLevel, str]] = ...) -> None: ...

class RegisterEmployerResponse(_message.Message):
    __slots__ = ("employer",)
    EMPLOYER_FIELD_NUMBER: _ClassVar[int]
    employer: Employer
    def __init__(self, employer: _Optional[_Union[Employer, _Mapping]] = ...) -> None: ...

class GetEmployerRequest(_message.Message):
    __slots__ = ("employer_code",)
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    employer_code: str
    def __init__(self, employer_code: _Optional[str] = ...) -> None: ...

class GetEmployerResponse(_message.Message):
    __slots__ = ("employer",)
    EMPLOYER_FIELD_NUMBER: _ClassVar[int]
    employer: Employer
    def __init__(self, employer: _Optional[_Union[Employer, _Mapping]] = ...) -> None: ...

class ListEmployersRequest(_message.Message):
    __slots__ = ("region_code", "page_size", "page_token")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    page_size: int
    page_token: str
    def __init__(self, region_code: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListEmployersResponse(_message.Message):
    __slots__ = ("employers", "next_page_token")
    EMPLOYERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    employers: _containers.RepeatedCompositeFieldContainer[Employer]
    next_page_token: str
    def __init__(self, employers: _Optional[_Iterable[_Union[Employer, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class PlacedLine(_message.Message):
    __slots__ = ("person_id", "placement_id", "counted", "weight", "reasons", "contested_by", "declared_line")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PLACEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    COUNTED_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    CONTESTED_BY_FIELD_NUMBER: _ClassVar[int]
    DECLARED_LINE_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    placement_id: str
    counted: bool
    weight: int
    reasons: _containers.RepeatedScalarFieldContainer[NotCountedReason]
    contested_by: _containers.RepeatedScalarFieldContainer[str]
    declared_line: int
    def __init__(self, person_id: _Optional[str] = ..., placement_id: _Optional[str] = ..., counted: _Optional[bool] = ..., weight: _Optional[int] = ..., reasons: _Optional[_Iterable[_Union[NotCountedReason, str]]] = ..., contested_by: _Optional[_Iterable[str]] = ..., declared_line: _Optional[int] = ...) -> None: ...

class PlacedMonth(_message.Message):
    __slots__ = ("month", "heads", "weighted", "lines")
    MONTH_FIELD_NUMBER: _ClassVar[int]
    HEADS_FIELD_NUMBER: _ClassVar[int]
    WEIGHTED_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    month: int
    heads: int
    weighted: int
    lines: _containers.RepeatedCompositeFieldContainer[PlacedLine]
    def __init__(self, month: _Optional[int] = ..., heads: _Optional[int] = ..., weighted: _Optional[int] = ..., lines: _Optional[_Iterable[_Union[PlacedLine, _Mapping]]] = ...) -> None: ...

class GetPlacedCountRequest(_message.Message):
    __slots__ = ("employer_code", "base_year", "as_of")
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    employer_code: str
    base_year: int
    as_of: _date_pb2.Date
    def __init__(self, employer_code: _Optional[str] = ..., base_year: _Optional[int] = ..., as_of: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class GetPlacedCountResponse(_message.Message):
    __slots__ = ("employer_code", "base_year", "certificates_valid_on", "months", "placed")
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATES_VALID_ON_FIELD_NUMBER: _ClassVar[int]
    MONTHS_FIELD_NUMBER: _ClassVar[int]
    PLACED_FIELD_NUMBER: _ClassVar[int]
    employer_code: str
    base_year: int
    certificates_valid_on: _date_pb2.Date
    months: _containers.RepeatedCompositeFieldContainer[PlacedMonth]
    placed: str
    def __init__(self, employer_code: _Optional[str] = ..., base_year: _Optional[int] = ..., certificates_valid_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., months: _Optional[_Iterable[_Union[PlacedMonth, _Mapping]]] = ..., placed: _Optional[str] = ...) -> None: ...

class EarlierFiling(_message.Message):
    __slots__ = ("monthly_staff", "wage_bill_fen", "filed_on")
    MONTHLY_STAFF_FIELD_NUMBER: _ClassVar[int]
    WAGE_BILL_FEN_FIELD_NUMBER: _ClassVar[int]
    FILED_ON_FIELD_NUMBER: _ClassVar[int]
    monthly_staff: _containers.RepeatedScalarFieldContainer[int]
    wage_bill_fen: int
    filed_on: _date_pb2.Date
    def __init__(self, monthly_staff: _Optional[_Iterable[int]] = ..., wage_bill_fen: _Optional[int] = ..., filed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class Declaration(_message.Message):
    __slots__ = ("declaration_id", "employer_code", "base_year", "monthly_staff", "wage_bill_fen", "submitted_on", "corrected_on", "earlier")
    DECLARATION_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    MONTHLY_STAFF_FIELD_NUMBER: _ClassVar[int]
    WAGE_BILL_FEN_FIELD_NUMBER: _ClassVar[int]
    SUBMITTED_ON_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_ON_FIELD_NUMBER: _ClassVar[int]
    EARLIER_FIELD_NUMBER: _ClassVar[int]
    declaration_id: str
    employer_code: str
    base_year: int
    monthly_staff: _containers.RepeatedScalarFieldContainer[int]
    wage_bill_fen: int
    submitted_on: _date_pb2.Date
    corrected_on: _date_pb2.Date
    earlier: _containers.RepeatedCompositeFieldContainer[EarlierFiling]
    def __init__(self, declaration_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., base_year: _Optional[int] = ..., monthly_staff: _Optional[_Iterable[int]] = ..., wage_bill_fen: _Optional[int] = ..., submitted_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., corrected_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., earlier: _Optional[_Iterable[_Union[EarlierFiling, _Mapping]]] = ...) -> None: ...

class SubmitDeclarationRequest(_message.Message):
    __slots__ = ("request_id", "employer_code", "base_year", "monthly_staff", "wage_bill_fen", "submitted_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    MONTHLY_STAFF_FIELD_NUMBER: _ClassVar[int]
    WAGE_BILL_FEN_FIELD_NUMBER: _ClassVar[int]
    SUBMITTED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    employer_code: str
    base_year: int
    monthly_staff: _containers.RepeatedScalarFieldContainer[int]
    wage_bill_fen: int
    submitted_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., base_year: _Optional[int] = ..., monthly_staff: _Optional[_Iterable[int]] = ..., wage_bill_fen: _Optional[int] = ..., submitted_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class SubmitDeclarationResponse(_message.Message):
    __slots__ = ("declaration",)
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    declaration: Declaration
    def __init__(self, declaration: _Optional[_Union[Declaration, _Mapping]] = ...) -> None: ...

class CorrectDeclarationRequest(_message.Message):
    __slots__ = ("request_id", "employer_code", "base_year", "monthly_staff", "wage_bill_fen", "corrected_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    MONTHLY_STAFF_FIELD_NUMBER: _ClassVar[int]
    WAGE_BILL_FEN_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    employer_code: str
    base_year: int
    monthly_staff: _containers.RepeatedScalarFieldContainer[int]
    wage_bill_fen: int
    corrected_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., base_year: _Optional[int] = ..., monthly_staff: _Optional[_Iterable[int]] = ..., wage_bill_fen: _Optional[int] = ..., corrected_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class CorrectDeclarationResponse(_message.Message):
    __slots__ = ("declaration",)
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    declaration: Declaration
    def __init__(self, declaration: _Optional[_Union[Declaration, _Mapping]] = ...) -> None: ...

class GetDeclarationRequest(_message.Message):
    __slots__ = ("employer_code", "base_year")
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    employer_code: str
    base_year: int
    def __init__(self, employer_code: _Optional[str] = ..., base_year: _Optional[int] = ...) -> None: ...

class GetDeclarationResponse(_message.Message):
    __slots__ = ("declaration",)
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    declaration: Declaration
    def __init__(self, declaration: _Optional[_Union[Declaration, _Mapping]] = ...) -> None: ...

class Payroll(_message.Message):
    __slots__ = ("monthly_staff", "wage_bill_fen")
    MONTHLY_STAFF_FIELD_NUMBER: _ClassVar[int]
    WAGE_BILL_FEN_FIELD_NUMBER: _ClassVar[int]
    monthly_staff: _containers.RepeatedScalarFieldContainer[int]
    wage_bill_fen: int
    def __init__(self, monthly_staff: _Optional[_Iterable[int]] = ..., wage_bill_fen: _Optional[int] = ...) -> None: ...

class Source(_message.Message):
    __slots__ = ("act", "article", "layer", "in_force_from", "in_force_until")
    ACT_FIELD_NUMBER: _ClassVar[int]
    ARTICLE_FIELD_NUMBER: _ClassVar[int]
    LAYER_FIELD_NUMBER: _ClassVar[int]
    IN_FORCE_FROM_FIELD_NUMBER: _ClassVar[int]
    IN_FORCE_UNTIL_FIELD_NUMBER: _ClassVar[int]
    act: str
    article: str
    layer: str
    in_force_from: _date_pb2.Date
    in_force_until: _date_pb2.Date
    def __init__(self, act: _Optional[str] = ..., article: _Optional[str] = ..., layer: _Optional[str] = ..., in_force_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., in_force_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class TraceInput(_message.Message):
    __slots__ = ("name", "value")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    name: str
    value: str
    def __init__(self, name: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class TraceLine(_message.Message):
    __slots__ = ("key", "label_zh", "label_en", "formula", "inputs", "result", "unit", "rounding", "source", "note")
    KEY_FIELD_NUMBER: _ClassVar[int]
    LABEL_ZH_FIELD_NUMBER: _ClassVar[int]
    LABEL_EN_FIELD_NUMBER: _ClassVar[int]
    FORMULA_FIELD_NUMBER: _ClassVar[int]
    INPUTS_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    ROUNDING_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    key: str
    label_zh: str
    label_en: str
    formula: str
    inputs: _containers.RepeatedCompositeFieldContainer[TraceInput]
    result: str
    unit: str
    rounding: str
    source: Source
    note: str
    def __init__(self, key: _Optional[str] = ..., label_zh: _Optional[str] = ..., label_en: _Optional[str] = ..., formula: _Optional[str] = ..., inputs: _Optional[_Iterable[_Union[TraceInput, _Mapping]]] = ..., result: _Optional[str] = ..., unit: _Optional[str] = ..., rounding: _Optional[str] = ..., source: _Optional[_Union[Source, _Mapping]] = ..., note: _Optional[str] = ...) -> None: ...

class Assessment(_message.Message):
    __slots__ = ("assessment_id", "employer_code", "region_code", "levy_year", "base_year", "assessed_on", "status", "outcome", "due_fen", "payable_fen", "reduced_fen", "staff", "placed", "required", "wage_applied_fen", "declared", "certificates_valid_on", "rules_of", "lines", "superseded_by")
    ASSESSMENT_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    ASSESSED_ON_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    DUE_FEN_FIELD_NUMBER: _ClassVar[int]
    PAYABLE_FEN_FIELD_NUMBER: _ClassVar[int]
    REDUCED_FEN_FIELD_NUMBER: _ClassVar[int]
    STAFF_FIELD_NUMBER: _ClassVar[int]
    PLACED_FIELD_NUMBER: _ClassVar[int]
    REQUIRED_FIELD_NUMBER: _ClassVar[int]
    WAGE_APPLIED_FEN_FIELD_NUMBER: _ClassVar[int]
    DECLARED_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATES_VALID_ON_FIELD_NUMBER: _ClassVar[int]
    RULES_OF_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    assessment_id: str
    employer_code: str
    region_code: str
    levy_year: int
    base_year: int
    assessed_on: _date_pb2.Date
    status: AssessmentStatus
    outcome: _events_pb2.AssessmentOutcome
    due_fen: int
    payable_fen: int
    reduced_fen: int
    staff: str
    placed: str
    required: str
    wage_applied_fen: int
    declared: bool
    certificates_valid_on: _date_pb2.Date
    rules_of: _date_pb2.Date
    lines: _containers.RepeatedCompositeFieldContainer[TraceLine]
    superseded_by: str
    def __init__(self, assessment_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., region_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., base_year: _Optional[int] = ..., assessed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., status: _Optional[_Union[AssessmentStatus, str]] = ..., outcome: _Optional[_Union[_events_pb2.AssessmentOutcome, str]] = ..., due_fen: _Optional[int] = ..., payable_fen: _Optional[int] = ..., reduced_fen: _Optional[int] = ..., staff: _Optional[str] = ..., placed: _Optional[str] = ..., required: _Optional[str] = ..., wage_applied_fen: _Optional[int] = ..., declared: _Optional[bool] = ..., certificates_valid_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., rules_of: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., lines: _Optional[_Iterable[_Union[TraceLine, _Mapping]]] = ..., superseded_by: _Optional[str] = ...) -> None: ...

class PreviewAssessmentRequest(_message.Message):
    __slots__ = ("employer_code", "levy_year", "as_of", "payroll", "from_draft")
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    PAYROLL_FIELD_NUMBER: _ClassVar[int]
    FROM_DRAFT_FIELD_NUMBER: _ClassVar[int]
    employer_code: str
    levy_year: int
    as_of: _date_pb2.Date
    payroll: Payroll
    from_draft: bool
    def __init__(self, employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., as_of: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., payroll: _Optional[_Union[Payroll, _Mapping]] = ..., from_draft: _Optional[bool] = ...) -> None: ...

class PreviewAssessmentResponse(_message.Message):
    __slots__ = ("assessment",)
    ASSESSMENT_FIELD_NUMBER: _ClassVar[int]
    assessment: Assessment
    def __init__(self, assessment: _Optional[_Union[Assessment, _Mapping]] = ...) -> None: ...

class IssueAssessmentRequest(_message.Message):
    __slots__ = ("request_id", "employer_code", "levy_year", "assessed_on", "payroll")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    ASSESSED_ON_FIELD_NUMBER: _ClassVar[int]
    PAYROLL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    employer_code: str
    levy_year: int
    assessed_on: _date_pb2.Date
    payroll: Payroll
    def __init__(self, request_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., assessed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., payroll: _Optional[_Union[Payroll, _Mapping]] = ...) -> None: ...

class IssueAssessmentResponse(_message.Message):
    __slots__ = ("assessment",)
    ASSESSMENT_FIELD_NUMBER: _ClassVar[int]
    assessment: Assessment
    def __init__(self, assessment: _Optional[_Union[Assessment, _Mapping]] = ...) -> None: ...

class GetAssessmentRequest(_message.Message):
    __slots__ = ("assessment_id",)
    ASSESSMENT_ID_FIELD_NUMBER: _ClassVar[int]
    assessment_id: str
    def __init__(self, assessment_id: _Optional[str] = ...) -> None: ...

class GetAssessmentResponse(_message.Message):
    __slots__ = ("assessment",)
    ASSESSMENT_FIELD_NUMBER: _ClassVar[int]
    assessment: Assessment
    def __init__(self, assessment: _Optional[_Union[Assessment, _Mapping]] = ...) -> None: ...

class ListAssessmentsRequest(_message.Message):
    __slots__ = ("employer_code", "levy_year", "page_size", "page_token")
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    employer_code: str
    levy_year: int
    page_size: int
    page_token: str
    def __init__(self, employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAssessmentsResponse(_message.Message):
    __slots__ = ("assessments", "next_page_token")
    ASSESSMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    assessments: _containers.RepeatedCompositeFieldContainer[Assessment]
    next_page_token: str
    def __init__(self, assessments: _Optional[_Iterable[_Union[Assessment, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetRulesRequest(_message.Message):
    __slots__ = ("on", "region_code")
    ON_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    on: _date_pb2.Date
    region_code: str
    def __init__(self, on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., region_code: _Optional[str] = ...) -> None: ...

class Rule(_message.Message):
    __slots__ = ("parameter", "label_zh", "label_en", "value", "source", "note")
    PARAMETER_FIELD_NUMBER: _ClassVar[int]
    LABEL_ZH_FIELD_NUMBER: _ClassVar[int]
    LABEL_EN_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    parameter: str
    label_zh: str
    label_en: str
    value: str
    source: Source
    note: str
    def __init__(self, parameter: _Optional[str] = ..., label_zh: _Optional[str] = ..., label_en: _Optional[str] = ..., value: _Optional[str] = ..., source: _Optional[_Union[Source, _Mapping]] = ..., note: _Optional[str] = ...) -> None: ...

class GetRulesResponse(_message.Message):
    __slots__ = ("rules",)
    RULES_FIELD_NUMBER: _ClassVar[int]
    rules: _containers.RepeatedCompositeFieldContainer[Rule]
    def __init__(self, rules: _Optional[_Iterable[_Union[Rule, _Mapping]]] = ...) -> None: ...

class CompareRulesRequest(_message.Message):
    __slots__ = ("region_code", "before", "after")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    before: _date_pb2.Date
    after: _date_pb2.Date
    def __init__(self, region_code: _Optional[str] = ..., before: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., after: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RuleChange(_message.Message):
    __slots__ = ("parameter", "kind", "before", "after")
    PARAMETER_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    parameter: str
    kind: RuleChangeKind
    before: Rule
    after: Rule
    def __init__(self, parameter: _Optional[str] = ..., kind: _Optional[_Union[RuleChangeKind, str]] = ..., before: _Optional[_Union[Rule, _Mapping]] = ..., after: _Optional[_Union[Rule, _Mapping]] = ...) -> None: ...

class CompareRulesResponse(_message.Message):
    __slots__ = ("changes",)
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[RuleChange]
    def __init__(self, changes: _Optional[_Iterable[_Union[RuleChange, _Mapping]]] = ...) -> None: ...

class MorePlaced(_message.Message):
    __slots__ = ("certificate", "level", "from_month", "until_month", "persons", "newly_hired", "monthly_wage_fen")
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    FROM_MONTH_FIELD_NUMBER: _ClassVar[int]
    UNTIL_MONTH_FIELD_NUMBER: _ClassVar[int]
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    NEWLY_HIRED_FIELD_NUMBER: _ClassVar[int]
    MONTHLY_WAGE_FEN_FIELD_NUMBER: _ClassVar[int]
    certificate: CertificateKind
    level: int
    from_month: int
    until_month: int
    persons: int
    newly_hired: bool
    monthly_wage_fen: int
    def __init__(self, certificate: _Optional[_Union[CertificateKind, str]] = ..., level: _Optional[int] = ..., from_month: _Optional[int] = ..., until_month: _Optional[int] = ..., persons: _Optional[int] = ..., newly_hired: _Optional[bool] = ..., monthly_wage_fen: _Optional[int] = ...) -> None: ...

class OtherPayroll(_message.Message):
    __slots__ = ("monthly_staff", "wage_bill_fen")
    MONTHLY_STAFF_FIELD_NUMBER: _ClassVar[int]
    WAGE_BILL_FEN_FIELD_NUMBER: _ClassVar[int]
    monthly_staff: _containers.RepeatedScalarFieldContainer[int]
    wage_bill_fen: int
    def __init__(self, monthly_staff: _Optional[_Iterable[int]] = ..., wage_bill_fen: _Optional[int] = ...) -> None: ...

class Scenario(_message.Message):
    __slots__ = ("more_placed", "ratio", "payroll")
    MORE_PLACED_FIELD_NUMBER: _ClassVar[int]
    RATIO_FIELD_NUMBER: _ClassVar[int]
    PAYROLL_FIELD_NUMBER: _ClassVar[int]
    more_placed: _containers.RepeatedCompositeFieldContainer[MorePlaced]
    ratio: str
    payroll: OtherPayroll
    def __init__(self, more_placed: _Optional[_Iterable[_Union[MorePlaced, _Mapping]]] = ..., ratio: _Optional[str] = ..., payroll: _Optional[_Union[OtherPayroll, _Mapping]] = ...) -> None: ...

class WhatIfRequest(_message.Message):
    __slots__ = ("employer_code", "levy_year", "as_of", "payroll", "from_draft", "scenarios")
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    PAYROLL_FIELD_NUMBER: _ClassVar[int]
    FROM_DRAFT_FIELD_NUMBER: _ClassVar[int]
    SCENARIOS_FIELD_NUMBER: _ClassVar[int]
    employer_code: str
    levy_year: int
    as_of: _date_pb2.Date
    payroll: Payroll
    from_draft: bool
    scenarios: _containers.RepeatedCompositeFieldContainer[Scenario]
    def __init__(self, employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., as_of: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., payroll: _Optional[_Union[Payroll, _Mapping]] = ..., from_draft: _Optional[bool] = ..., scenarios: _Optional[_Iterable[_Union[Scenario, _Mapping]]] = ...) -> None: ...

class LineDifference(_message.Message):
    __slots__ = ("key", "label_zh", "label_en", "unit", "before", "after", "difference_fen")
    KEY_FIELD_NUMBER: _ClassVar[int]
    LABEL_ZH_FIELD_NUMBER: _ClassVar[int]
    LABEL_EN_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCE_FEN_FIELD_NUMBER: _ClassVar[int]
    key: str
    label_zh: str
    label_en: str
    unit: str
    before: str
    after: str
    difference_fen: int
    def __init__(self, key: _Optional[str] = ..., label_zh: _Optional[str] = ..., label_en: _Optional[str] = ..., unit: _Optional[str] = ..., before: _Optional[str] = ..., after: _Optional[str] = ..., difference_fen: _Optional[int] = ...) -> None: ...

class ScenarioOutcome(_message.Message):
    __slots__ = ("assessment", "due_difference_fen", "payable_difference_fen", "differences")
    ASSESSMENT_FIELD_NUMBER: _ClassVar[int]
    DUE_DIFFERENCE_FEN_FIELD_NUMBER: _ClassVar[int]
    PAYABLE_DIFFERENCE_FEN_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCES_FIELD_NUMBER: _ClassVar[int]
    assessment: Assessment
    due_difference_fen: int
    payable_difference_fen: int
    differences: _containers.RepeatedCompositeFieldContainer[LineDifference]
    def __init__(self, assessment: _Optional[_Union[Assessment, _Mapping]] = ..., due_difference_fen: _Optional[int] = ..., payable_difference_fen: _Optional[int] = ..., differences: _Optional[_Iterable[_Union[LineDifference, _Mapping]]] = ...) -> None: ...

class WhatIfResponse(_message.Message):
    __slots__ = ("base", "outcomes")
    BASE_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    base: Assessment
    outcomes: _containers.RepeatedCompositeFieldContainer[ScenarioOutcome]
    def __init__(self, base: _Optional[_Union[Assessment, _Mapping]] = ..., outcomes: _Optional[_Iterable[_Union[ScenarioOutcome, _Mapping]]] = ...) -> None: ...
