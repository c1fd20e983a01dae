from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AssessmentOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ASSESSMENT_OUTCOME_UNSPECIFIED: _ClassVar[AssessmentOutcome]
    ASSESSMENT_OUTCOME_DUE: _ClassVar[AssessmentOutcome]
    ASSESSMENT_OUTCOME_RATIO_MET: _ClassVar[AssessmentOutcome]
    ASSESSMENT_OUTCOME_EXEMPT: _ClassVar[AssessmentOutcome]

class ConflictOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONFLICT_OUTCOME_UNSPECIFIED: _ClassVar[ConflictOutcome]
    CONFLICT_OUTCOME_DECIDED: _ClassVar[ConflictOutcome]
    CONFLICT_OUTCOME_LAPSED: _ClassVar[ConflictOutcome]

class AssessmentRunState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ASSESSMENT_RUN_STATE_UNSPECIFIED: _ClassVar[AssessmentRunState]
    ASSESSMENT_RUN_STATE_PLANNING: _ClassVar[AssessmentRunState]
    ASSESSMENT_RUN_STATE_RUNNING: _ClassVar[AssessmentRunState]
    ASSESSMENT_RUN_STATE_DONE: _ClassVar[AssessmentRunState]
    ASSESSMENT_RUN_STATE_CANCELLED: _ClassVar[AssessmentRunState]
ASSESSMENT_OUTCOME_UNSPECIFIED: AssessmentOutcome
ASSESSMENT_OUTCOME_DUE: AssessmentOutcome
ASSESSMENT_OUTCOME_RATIO_MET: AssessmentOutcome
ASSESSMENT_OUTCOME_EXEMPT: AssessmentOutcome
CONFLICT_OUTCOME_UNSPECIFIED: ConflictOutcome
CONFLICT_OUTCOME_DECIDED: ConflictOutcome
CONFLICT_OUTCOME_LAPSED: ConflictOutcome
ASSESSMENT_RUN_STATE_UNSPECIFIED: AssessmentRunState
ASSESSMENT_RUN_STATE_PLANNING: AssessmentRunState
ASSESSMENT_RUN_STATE_RUNNING: AssessmentRunState
ASSESSMENT_RUN_STATE_DONE: AssessmentRunState
ASSESSMENT_RUN_STATE_CANCELLED: AssessmentRunState

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

class ConflictOpened(_message.Message):
    __slots__ = ("conflict_id", "region_code", "base_year", "employer_codes", "months")
    CONFLICT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODES_FIELD_NUMBER: _ClassVar[int]
    MONTHS_FIELD_NUMBER: _ClassVar[int]
    conflict_id: str
    region_code: str
    base_year: int
    employer_codes: _containers.RepeatedScalarFieldContainer[str]
    months: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, conflict_id: _Optional[str] = ..., region_code: _Optional[str] = ..., base_year: _Optional[int] = ..., employer_codes: _Optional[_Iterable[str]] = ..., months: _Optional[_Iterable[int]] = ...) -> None: ...

class ConflictSettled(_message.Message):
    __slots__ = ("conflict_id", "region_code", "base_year", "employer_codes", "outcome")
    CONFLICT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    BASE_YEAR_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODES_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    conflict_id: str
    region_code: str
    base_year: int
    employer_codes: _containers.RepeatedScalarFieldContainer[str]
    outcome: ConflictOutcome
    def __init__(self, conflict_id: _Optional[str] = ..., region_code: _Optional[str] = ..., base_year: _Optional[int] = ..., employer_codes: _Optional[_Iterable[str]] = ..., outcome: _Optional[_Union[ConflictOutcome, str]] = ...) -> None: ...

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

class PaymentRecorded(_message.Message):
    __slots__ = ("account_id", "region_code", "employer_code", "levy_year", "amount_fen", "receipt_number", "paid_on", "balance_fen")
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    PAID_ON_FIELD_NUMBER: _ClassVar[int]
    BALANCE_FEN_FIELD_NUMBER: _ClassVar[int]
    account_id: str
    region_code: str
    employer_code: str
    levy_year: int
    amount_fen: int
    receipt_number: str
    paid_on: _date_pb2.Date
    balance_fen: int
    def __init__(self, account_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., amount_fen: _Optional[int] = ..., receipt_number: _Optional[str] = ..., paid_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., balance_fen: _Optional[int] = ...) -> None: ...

class RefundRecorded(_message.Message):
    __slots__ = ("account_id", "region_code", "employer_code", "levy_year", "amount_fen", "voucher_number", "refunded_on", "balance_fen")
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    VOUCHER_NUMBER_FIELD_NUMBER: _ClassVar[int]
    REFUNDED_ON_FIELD_NUMBER: _ClassVar[int]
    BALANCE_FEN_FIELD_NUMBER: _ClassVar[int]
    account_id: str
    region_code: str
    employer_code: str
    levy_year: int
    amount_fen: int
    voucher_number: str
    refunded_on: _date_pb2.Date
    balance_fen: int
    def __init__(self, account_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., amount_fen: _Optional[int] = ..., voucher_number: _Optional[str] = ..., refunded_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., balance_fen: _Optional[int] = ...) -> None: ...

class SurchargeOrdered(_message.Message):
    __slots__ = ("account_id", "region_code", "employer_code", "levy_year", "amount_fen", "through", "ordered_on", "surcharge_fen")
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    THROUGH_FIELD_NUMBER: _ClassVar[int]
    ORDERED_ON_FIELD_NUMBER: _ClassVar[int]
    SURCHARGE_FEN_FIELD_NUMBER: _ClassVar[int]
    account_id: str
    region_code: str
    employer_code: str
    levy_year: int
    amount_fen: int
    through: _date_pb2.Date
    ordered_on: _date_pb2.Date
    surcharge_fen: int
    def __init__(self, account_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., amount_fen: _Optional[int] = ..., through: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., ordered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., surcharge_fen: _Optional[int] = ...) -> None: ...

class SurchargeAdjusted(_message.Message):
    __slots__ = ("account_id", "region_code", "employer_code", "levy_year", "change_fen", "surcharge_fen")
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    CHANGE_FEN_FIELD_NUMBER: _ClassVar[int]
    SURCHARGE_FEN_FIELD_NUMBER: _ClassVar[int]
    account_id: str
    region_code: str
    employer_code: str
    levy_year: int
    change_fen: int
    surcharge_fen: int
    def __init__(self, account_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., change_fen: _Optional[int] = ..., surcharge_fen: _Optional[int] = ...) -> None: ...

class ReliefGranted(_message.Message):
    __slots__ = ("relief_id", "region_code", "employer_code", "levy_year", "programme_id", "amount_fen", "granted_on")
    RELIEF_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    PROGRAMME_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    GRANTED_ON_FIELD_NUMBER: _ClassVar[int]
    relief_id: str
    region_code: str
    employer_code: str
    levy_year: int
    programme_id: str
    amount_fen: int
    granted_on: _date_pb2.Date
    def __init__(self, relief_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., programme_id: _Optional[str] = ..., amount_fen: _Optional[int] = ..., granted_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class DeferralGranted(_message.Message):
    __slots__ = ("relief_id", "region_code", "employer_code", "levy_year", "programme_id", "until", "granted_on")
    RELIEF_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    PROGRAMME_ID_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    GRANTED_ON_FIELD_NUMBER: _ClassVar[int]
    relief_id: str
    region_code: str
    employer_code: str
    levy_year: int
    programme_id: str
    until: _date_pb2.Date
    granted_on: _date_pb2.Date
    def __init__(self, relief_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., programme_id: _Optional[str] = ..., until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., granted_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class AppealFiled(_message.Message):
    __slots__ = ("appeal_id", "region_code", "employer_code", "levy_year", "assessment_id", "filed_on")
    APPEAL_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    ASSESSMENT_ID_FIELD_NUMBER: _ClassVar[int]
    FILED_ON_FIELD_NUMBER: _ClassVar[int]
    appeal_id: str
    region_code: str
    employer_code: str
    levy_year: int
    assessment_id: str
    filed_on: _date_pb2.Date
    def __init__(self, appeal_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., assessment_id: _Optional[str] = ..., filed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class AppealDecided(_message.Message):
    __slots__ = ("appeal_id", "region_code", "employer_code", "levy_year", "assessment_id", "upheld", "new_assessment_id", "decided_on")
    APPEAL_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    ASSESSMENT_ID_FIELD_NUMBER: _ClassVar[int]
    UPHELD_FIELD_NUMBER: _ClassVar[int]
    NEW_ASSESSMENT_ID_FIELD_NUMBER: _ClassVar[int]
    DECIDED_ON_FIELD_NUMBER: _ClassVar[int]
    appeal_id: str
    region_code: str
    employer_code: str
    levy_year: int
    assessment_id: str
    upheld: bool
    new_assessment_id: str
    decided_on: _date_pb2.Date
    def __init__(self, appeal_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., assessment_id: _Optional[str] = ..., upheld: _Optional[bool] = ..., new_assessment_id: _Optional[str] = ..., decided_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class AssessmentRunStarted(_message.Message):
    __slots__ = ("assessment_run_id", "region_code", "levy_year", "dry_run")
    ASSESSMENT_RUN_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    assessment_run_id: str
    region_code: str
    levy_year: int
    dry_run: bool
    def __init__(self, assessment_run_id: _Optional[str] = ..., region_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., dry_run: _Optional[bool] = ...) -> None: ...

class AssessmentRunPlanned(_message.Message):
    __slots__ = ("assessment_run_id", "region_code", "levy_year", "slices", "employers", "complete")
    ASSESSMENT_RUN_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    SLICES_FIELD_NUMBER: _ClassVar[int]
    EMPLOYERS_FIELD_NUMBER: _ClassVar[int]
    COMPLETE_FIELD_NUMBER: _ClassVar[int]
    assessment_run_id: str
    region_code: str
    levy_year: int
    slices: int
    employers: int
    complete: bool
    def __init__(self, assessment_run_id: _Optional[str] = ..., region_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., slices: _Optional[int] = ..., employers: _Optional[int] = ..., complete: _Optional[bool] = ...) -> None: ...

class AssessmentRunEnded(_message.Message):
    __slots__ = ("assessment_run_id", "region_code", "levy_year", "state", "employers", "due_fen", "payable_fen")
    ASSESSMENT_RUN_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYERS_FIELD_NUMBER: _ClassVar[int]
    DUE_FEN_FIELD_NUMBER: _ClassVar[int]
    PAYABLE_FEN_FIELD_NUMBER: _ClassVar[int]
    assessment_run_id: str
    region_code: str
    levy_year: int
    state: AssessmentRunState
    employers: int
    due_fen: int
    payable_fen: int
    def __init__(self, assessment_run_id: _Optional[str] = ..., region_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., state: _Optional[_Union[AssessmentRunState, str]] = ..., employers: _Optional[int] = ..., due_fen: _Optional[int] = ..., payable_fen: _Optional[int] = ...) -> None: ...

class AssessmentSlicePlanned(_message.Message):
    __slots__ = ("assessment_slice_id", "region_code", "assessment_run_id")
    ASSESSMENT_SLICE_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    ASSESSMENT_RUN_ID_FIELD_NUMBER: _ClassVar[int]
    assessment_slice_id: str
    region_code: str
    assessment_run_id: str
    def __init__(self, assessment_slice_id: _Optional[str] = ..., region_code: _Optional[str] = ..., assessment_run_id: _Optional[str] = ...) -> None: ...

class AwardGranted(_message.Message):
    __slots__ = ("award_id", "region_code", "employer_code", "levy_year", "programme_id", "amount_fen", "granted_on")
    AWARD_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    PROGRAMME_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    GRANTED_ON_FIELD_NUMBER: _ClassVar[int]
    award_id: str
    region_code: str
    employer_code: str
    levy_year: int
    programme_id: str
    amount_fen: int
    granted_on: _date_pb2.Date
    def __init__(self, award_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., programme_id: _Optional[str] = ..., amount_fen: _Optional[int] = ..., granted_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...
