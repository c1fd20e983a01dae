from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AssessmentOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ASSESSMENT_OUTCOME_UNSPECIFIED: _ClassVar[AssessmentOutcome]
    ASSESSMENT_OUTCOME_DUE: _ClassVar[AssessmentOutcome]
    ASSESSMENT_OUTCOME_RATIO_MET: _ClassVar[AssessmentOutcome]
    ASSESSMENT_OUTCOME_EXEMPT: _ClassVar[AssessmentOutcome]
ASSESSMENT_OUTCOME_UNSPECIFIED: AssessmentOutcome
ASSESSMENT_OUTCOME_DUE: AssessmentOutcome
ASSESSMENT_OUTCOME_RATIO_MET: AssessmentOutcome
ASSESSMENT_OUTCOME_EXEMPT: AssessmentOutcome

class EmployerRegistered(_message.Message):
    __slots__ = ("employer_id", "region_code", "employer_code")
    EMPLOYER_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    employer_id: str
    region_code: str
    employer_code: str
    def __init__(self, employer_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ...) -> None: ...

class DeclarationSubmitted(_message.Message):
    __slots__ = ("declaration_id", "region_code", "employer_code", "base_year")
    DECLARATION_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    declaration_id: str
    region_code: str
    employer_code: str
    base_year: int
    def __init__(self, declaration_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., base_year: _Optional[int] = ...) -> None: ...

class DeclarationCorrected(_message.Message):
    __slots__ = ("declaration_id", "region_code", "employer_code", "base_year")
    DECLARATION_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    declaration_id: str
    region_code: str
    employer_code: str
    base_year: int
    def __init__(self, declaration_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., base_year: _Optional[int] = ...) -> None: ...

class DeclarationReturned(_message.Message):
    __slots__ = ("declaration_id", "region_code", "employer_code", "base_year")
    DECLARATION_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    declaration_id: str
    region_code: str
    employer_code: str
    base_year: int
    def __init__(self, declaration_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., base_year: _Optional[int] = ...) -> None: ...

class DeclarationApproved(_message.Message):
    __slots__ = ("declaration_id", "region_code", "employer_code", "base_year")
    DECLARATION_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    declaration_id: str
    region_code: str
    employer_code: str
    base_year: int
    def __init__(self, declaration_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., base_year: _Optional[int] = ...) -> None: ...

class AssessmentIssued(_message.Message):
    __slots__ = ("assessment_id", "region_code", "employer_code", "levy_year", "outcome", "due_fen", "payable_fen")
    ASSESSMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    DUE_FEN_FIELD_NUMBER: _ClassVar[int]
    PAYABLE_FEN_FIELD_NUMBER: _ClassVar[int]
    assessment_id: str
    region_code: str
    employer_code: str
    levy_year: int
    outcome: AssessmentOutcome
    due_fen: int
    payable_fen: int
    def __init__(self, assessment_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., outcome: _Optional[_Union[AssessmentOutcome, str]] = ..., due_fen: _Optional[int] = ..., payable_fen: _Optional[int] = ...) -> None: ...

class AssessmentSuperseded(_message.Message):
    __slots__ = ("assessment_id", "region_code", "employer_code", "levy_year", "superseded_by")
    ASSESSMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    assessment_id: str
    region_code: str
    employer_code: str
    levy_year: int
    superseded_by: str
    def __init__(self, assessment_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., superseded_by: _Optional[str] = ...) -> None: ...
