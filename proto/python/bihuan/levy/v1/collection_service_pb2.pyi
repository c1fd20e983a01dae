from bihuan.access.v1 import access_pb2 as _access_pb2
from bihuan.levy.v1 import events_pb2 as _events_pb2
from bihuan.levy.v1 import levy_service_pb2 as _levy_service_pb2
from buf.validate import validate_pb2 as _validate_pb2
from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AccountState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ACCOUNT_STATE_UNSPECIFIED: _ClassVar[AccountState]
    ACCOUNT_STATE_BILLED: _ClassVar[AccountState]
    ACCOUNT_STATE_PARTLY_PAID: _ClassVar[AccountState]
    ACCOUNT_STATE_PAID: _ClassVar[AccountState]
    ACCOUNT_STATE_RATIO_MET: _ClassVar[AccountState]
    ACCOUNT_STATE_EXEMPT: _ClassVar[AccountState]
    ACCOUNT_STATE_DEFERRED: _ClassVar[AccountState]
    ACCOUNT_STATE_APPEALED: _ClassVar[AccountState]

class EntryKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ENTRY_KIND_UNSPECIFIED: _ClassVar[EntryKind]
    ENTRY_KIND_ASSESSED: _ClassVar[EntryKind]
    ENTRY_KIND_REASSESSED: _ClassVar[EntryKind]
    ENTRY_KIND_PAYMENT: _ClassVar[EntryKind]
    ENTRY_KIND_REFUND: _ClassVar[EntryKind]
    ENTRY_KIND_RELIEF: _ClassVar[EntryKind]
    ENTRY_KIND_RELIEF_ADJUSTED: _ClassVar[EntryKind]
    ENTRY_KIND_SURCHARGE: _ClassVar[EntryKind]
    ENTRY_KIND_SURCHARGE_ADJUSTED: _ClassVar[EntryKind]
    ENTRY_KIND_WARNING: _ClassVar[EntryKind]
    ENTRY_KIND_DEFERRAL: _ClassVar[EntryKind]

class ApplicationState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    APPLICATION_STATE_UNSPECIFIED: _ClassVar[ApplicationState]
    APPLICATION_STATE_APPLIED: _ClassVar[ApplicationState]
    APPLICATION_STATE_GRANTED: _ClassVar[ApplicationState]
    APPLICATION_STATE_REFUSED: _ClassVar[ApplicationState]

class AppealState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    APPEAL_STATE_UNSPECIFIED: _ClassVar[AppealState]
    APPEAL_STATE_FILED: _ClassVar[AppealState]
    APPEAL_STATE_UPHELD: _ClassVar[AppealState]
    APPEAL_STATE_DISMISSED: _ClassVar[AppealState]

class NoticeKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NOTICE_KIND_UNSPECIFIED: _ClassVar[NoticeKind]
    NOTICE_KIND_PAYMENT: _ClassVar[NoticeKind]
    NOTICE_KIND_DEMAND: _ClassVar[NoticeKind]
    NOTICE_KIND_SURCHARGE_DECISION: _ClassVar[NoticeKind]
    NOTICE_KIND_RELIEF_DECISION: _ClassVar[NoticeKind]
    NOTICE_KIND_APPEAL_DECISION: _ClassVar[NoticeKind]

class AwardState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AWARD_STATE_UNSPECIFIED: _ClassVar[AwardState]
    AWARD_STATE_APPLIED: _ClassVar[AwardState]
    AWARD_STATE_REVIEWED: _ClassVar[AwardState]
    AWARD_STATE_GRANTED: _ClassVar[AwardState]
    AWARD_STATE_REFUSED: _ClassVar[AwardState]
ACCOUNT_STATE_UNSPECIFIED: AccountState
ACCOUNT_STATE_BILLED: AccountState
ACCOUNT_STATE_PARTLY_PAID: AccountState
ACCOUNT_STATE_PAID: AccountState
ACCOUNT_STATE_RATIO_MET: AccountState
ACCOUNT_STATE_EXEMPT: AccountState
ACCOUNT_STATE_DEFERRED: AccountState
ACCOUNT_STATE_APPEALED: AccountState
ENTRY_KIND_UNSPECIFIED: EntryKind
ENTRY_KIND_ASSESSED: EntryKind
ENTRY_KIND_REASSESSED: EntryKind
ENTRY_KIND_PAYMENT: EntryKind
ENTRY_KIND_REFUND: EntryKind
ENTRY_KIND_RELIEF: EntryKind
ENTRY_KIND_RELIEF_ADJUSTED: EntryKind
ENTRY_KIND_SURCHARGE: EntryKind
ENTRY_KIND_SURCHARGE_ADJUSTED: EntryKind
ENTRY_KIND_WARNING: EntryKind
ENTRY_KIND_DEFERRAL: EntryKind
APPLICATION_STATE_UNSPECIFIED: ApplicationState
APPLICATION_STATE_APPLIED: ApplicationState
APPLICATION_STATE_GRANTED: ApplicationState
APPLICATION_STATE_REFUSED: ApplicationState
APPEAL_STATE_UNSPECIFIED: AppealState
APPEAL_STATE_FILED: AppealState
APPEAL_STATE_UPHELD: AppealState
APPEAL_STATE_DISMISSED: AppealState
NOTICE_KIND_UNSPECIFIED: NoticeKind
NOTICE_KIND_PAYMENT: NoticeKind
NOTICE_KIND_DEMAND: NoticeKind
NOTICE_KIND_SURCHARGE_DECISION: NoticeKind
NOTICE_KIND_RELIEF_DECISION: NoticeKind
NOTICE_KIND_APPEAL_DECISION: NoticeKind
AWARD_STATE_UNSPECIFIED: AwardState
AWARD_STATE_APPLIED: AwardState
AWARD_STATE_REVIEWED: AwardState
AWARD_STATE_GRANTED: AwardState
AWARD_STATE_REFUSED: AwardState

class AccountEntry(_message.Message):
    __slots__ = ("kind", "on", "amount_fen", "balance_fen", "reference", "basis", "note", "recorded_by")
    KIND_FIELD_NUMBER: _ClassVar[int]
    ON_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    BALANCE_FEN_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    RECORDED_BY_FIELD_NUMBER: _ClassVar[int]
    kind: EntryKind
    on: _date_pb2.Date
    amount_fen: int
    balance_fen: int
    reference: str
    basis: str
    note: str
    recorded_by: str
    def __init__(self, kind: _Optional[_Union[EntryKind, str]] = ..., on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., amount_fen: _Optional[int] = ..., balance_fen: _Optional[int] = ..., reference: _Optional[str] = ..., basis: _Optional[str] = ..., note: _Optional[str] = ..., recorded_by: _Optional[str] = ...) -> None: ...

class Bill(_message.Message):
    __slots__ = ("assessment_id", "amount_fen", "due_on", "ordered_until")
    ASSESSMENT_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    DUE_ON_FIELD_NUMBER: _ClassVar[int]
    ORDERED_UNTIL_FIELD_NUMBER: _ClassVar[int]
    assessment_id: str
    amount_fen: int
    due_on: _date_pb2.Date
    ordered_until: _date_pb2.Date
    def __init__(self, assessment_id: _Optional[str] = ..., amount_fen: _Optional[int] = ..., due_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., ordered_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class Account(_message.Message):
    __slots__ = ("account_id", "employer_code", "region_code", "levy_year", "state", "assessment_id", "outcome", "billed_fen", "relieved_fen", "surcharge_fen", "paid_fen", "refunded_fen", "balance_fen", "refundable_fen", "bills", "entries", "deferred_until", "surcharged_through", "open_appeal_id")
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ASSESSMENT_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    BILLED_FEN_FIELD_NUMBER: _ClassVar[int]
    RELIEVED_FEN_FIELD_NUMBER: _ClassVar[int]
    SURCHARGE_FEN_FIELD_NUMBER: _ClassVar[int]
    PAID_FEN_FIELD_NUMBER: _ClassVar[int]
    REFUNDED_FEN_FIELD_NUMBER: _ClassVar[int]
    BALANCE_FEN_FIELD_NUMBER: _ClassVar[int]
    REFUNDABLE_FEN_FIELD_NUMBER: _ClassVar[int]
    BILLS_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    DEFERRED_UNTIL_FIELD_NUMBER: _ClassVar[int]
    SURCHARGED_THROUGH_FIELD_NUMBER: _ClassVar[int]
    OPEN_APPEAL_ID_FIELD_NUMBER: _ClassVar[int]
    account_id: str
    employer_code: str
    region_code: str
    levy_year: int
    state: AccountState
    assessment_id: str
    outcome: _events_pb2.AssessmentOutcome
    billed_fen: int
    relieved_fen: int
    surcharge_fen: int
    paid_fen: int
    refunded_fen: int
    balance_fen: int
    refundable_fen: int
    bills: _containers.RepeatedCompositeFieldContainer[Bill]
    entries: _containers.RepeatedCompositeFieldContainer[AccountEntry]
    deferred_until: _date_pb2.Date
    surcharged_through: _date_pb2.Date
    open_appeal_id: str
    def __init__(self, account_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., region_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., state: _Optional[_Union[AccountState, str]] = ..., assessment_id: _Optional[str] = ..., outcome: _Optional[_Union[_events_pb2.AssessmentOutcome, str]] = ..., billed_fen: _Optional[int] = ..., relieved_fen: _Optional[int] = ..., surcharge_fen: _Optional[int] = ..., paid_fen: _Optional[int] = ..., refunded_fen: _Optional[int] = ..., balance_fen: _Optional[int] = ..., refundable_fen: _Optional[int] = ..., bills: _Optional[_Iterable[_Union[Bill, _Mapping]]] = ..., entries: _Optional[_Iterable[_Union[AccountEntry, _Mapping]]] = ..., deferred_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., surcharged_through: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., open_appeal_id: _Optional[str] = ...) -> None: ...

class GetAccountRequest(_message.Message):
    __slots__ = ("employer_code", "levy_year")
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    employer_code: str
    levy_year: int
    def __init__(self, employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ...) -> None: ...

class GetAccountResponse(_message.Message):
    __slots__ = ("account",)
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    account: Account
    def __init__(self, account: _Optional[_Union[Account, _Mapping]] = ...) -> None: ...

class ListAccountsRequest(_message.Message):
    __slots__ = ("levy_year", "region_code", "state", "balance_at_least_fen", "balance_at_most_fen", "page_size", "page_token")
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    BALANCE_AT_LEAST_FEN_FIELD_NUMBER: _ClassVar[int]
    BALANCE_AT_MOST_FEN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    levy_year: int
    region_code: str
    state: AccountState
    balance_at_least_fen: int
    balance_at_most_fen: int
    page_size: int
    page_token: str
    def __init__(self, levy_year: _Optional[int] = ..., region_code: _Optional[str] = ..., state: _Optional[_Union[AccountState, str]] = ..., balance_at_least_fen: _Optional[int] = ..., balance_at_most_fen: _Optional[int] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAccountsResponse(_message.Message):
    __slots__ = ("accounts", "next_page_token")
    ACCOUNTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    accounts: _containers.RepeatedCompositeFieldContainer[Account]
    next_page_token: str
    def __init__(self, accounts: _Optional[_Iterable[_Union[Account, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RecordPaymentRequest(_message.Message):
    __slots__ = ("request_id", "employer_code", "levy_year", "amount_fen", "receipt_number", "paid_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    PAID_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    employer_code: str
    levy_year: int
    amount_fen: int
    receipt_number: str
    paid_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., amount_fen: _Optional[int] = ..., receipt_number: _Optional[str] = ..., paid_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RecordPaymentResponse(_message.Message):
    __slots__ = ("account",)
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    account: Account
    def __init__(self, account: _Optional[_Union[Account, _Mapping]] = ...) -> None: ...

class RecordRefundRequest(_message.Message):
    __slots__ = ("request_id", "employer_code", "levy_year", "amount_fen", "voucher_number", "refunded_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    VOUCHER_NUMBER_FIELD_NUMBER: _ClassVar[int]
    REFUNDED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    employer_code: str
    levy_year: int
    amount_fen: int
    voucher_number: str
    refunded_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., amount_fen: _Optional[int] = ..., voucher_number: _Optional[str] = ..., refunded_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RecordRefundResponse(_message.Message):
    __slots__ = ("account",)
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    account: Account
    def __init__(self, account: _Optional[_Union[Account, _Mapping]] = ...) -> None: ...

class SurchargeLine(_message.Message):
    __slots__ = ("first", "last", "days", "base_fen", "exact_fen")
    FIRST_FIELD_NUMBER: _ClassVar[int]
    LAST_FIELD_NUMBER: _ClassVar[int]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    BASE_FEN_FIELD_NUMBER: _ClassVar[int]
    EXACT_FEN_FIELD_NUMBER: _ClassVar[int]
    first: _date_pb2.Date
    last: _date_pb2.Date
    days: int
    base_fen: int
    exact_fen: str
    def __init__(self, first: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., last: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., days: _Optional[int] = ..., base_fen: _Optional[int] = ..., exact_fen: _Optional[str] = ...) -> None: ...

class Surcharge(_message.Message):
    __slots__ = ("through", "per_day", "basis", "lines", "total_fen", "ordered_fen")
    THROUGH_FIELD_NUMBER: _ClassVar[int]
    PER_DAY_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FEN_FIELD_NUMBER: _ClassVar[int]
    ORDERED_FEN_FIELD_NUMBER: _ClassVar[int]
    through: _date_pb2.Date
    per_day: str
    basis: str
    lines: _containers.RepeatedCompositeFieldContainer[SurchargeLine]
    total_fen: int
    ordered_fen: int
    def __init__(self, through: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., per_day: _Optional[str] = ..., basis: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[SurchargeLine, _Mapping]]] = ..., total_fen: _Optional[int] = ..., ordered_fen: _Optional[int] = ...) -> None: ...

class WarnOfArrearsRequest(_message.Message):
    __slots__ = ("request_id", "employer_code", "levy_year", "warned_on", "pay_until")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    WARNED_ON_FIELD_NUMBER: _ClassVar[int]
    PAY_UNTIL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    employer_code: str
    levy_year: int
    warned_on: _date_pb2.Date
    pay_until: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., warned_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., pay_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class WarnOfArrearsResponse(_message.Message):
    __slots__ = ("account",)
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    account: Account
    def __init__(self, account: _Optional[_Union[Account, _Mapping]] = ...) -> None: ...

class GetSurchargeRequest(_message.Message):
    __slots__ = ("employer_code", "levy_year", "through")
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    THROUGH_FIELD_NUMBER: _ClassVar[int]
    employer_code: str
    levy_year: int
    through: _date_pb2.Date
    def __init__(self, employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., through: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class GetSurchargeResponse(_message.Message):
    __slots__ = ("surcharge",)
    SURCHARGE_FIELD_NUMBER: _ClassVar[int]
    surcharge: Surcharge
    def __init__(self, surcharge: _Optional[_Union[Surcharge, _Mapping]] = ...) -> None: ...

class OrderSurchargeRequest(_message.Message):
    __slots__ = ("request_id", "employer_code", "levy_year", "through", "ordered_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    THROUGH_FIELD_NUMBER: _ClassVar[int]
    ORDERED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    employer_code: str
    levy_year: int
    through: _date_pb2.Date
    ordered_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., through: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., ordered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class OrderSurchargeResponse(_message.Message):
    __slots__ = ("account", "surcharge")
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    SURCHARGE_FIELD_NUMBER: _ClassVar[int]
    account: Account
    surcharge: Surcharge
    def __init__(self, account: _Optional[_Union[Account, _Mapping]] = ..., surcharge: _Optional[_Union[Surcharge, _Mapping]] = ...) -> None: ...

class Relief(_message.Message):
    __slots__ = ("relief_id", "employer_code", "employer_name", "region_code", "levy_year", "programme_id", "label_zh", "label_en", "basis", "amount_fen", "until", "grounds", "applied_on", "recorded_by", "state", "decided_on", "decided_by", "reasons")
    RELIEF_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_NAME_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    PROGRAMME_ID_FIELD_NUMBER: _ClassVar[int]
    LABEL_ZH_FIELD_NUMBER: _ClassVar[int]
    LABEL_EN_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    GROUNDS_FIELD_NUMBER: _ClassVar[int]
    APPLIED_ON_FIELD_NUMBER: _ClassVar[int]
    RECORDED_BY_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    DECIDED_ON_FIELD_NUMBER: _ClassVar[int]
    DECIDED_BY_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    relief_id: str
    employer_code: str
    employer_name: str
    region_code: str
    levy_year: int
    programme_id: str
    label_zh: str
    label_en: str
    basis: str
    amount_fen: int
    until: _date_pb2.Date
    grounds: str
    applied_on: _date_pb2.Date
    recorded_by: str
    state: ApplicationState
    decided_on: _date_pb2.Date
    decided_by: str
    reasons: str
    def __init__(self, relief_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., employer_name: _Optional[str] = ..., region_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., programme_id: _Optional[str] = ..., label_zh: _Optional[str] = ..., label_en: _Optional[str] = ..., basis: _Optional[str] = ..., amount_fen: _Optional[int] = ..., until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., grounds: _Optional[str] = ..., applied_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., recorded_by: _Optional[str] = ..., state: _Optional[_Union[ApplicationState, str]] = ..., decided_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., decided_by: _Optional[str] = ..., reasons: _Optional[str] = ...) -> None: ...

class ApplyForReliefRequest(_message.Message):
    __slots__ = ("request_id", "employer_code", "levy_year", "programme_id", "amount_fen", "until", "grounds", "applied_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    PROGRAMME_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    GROUNDS_FIELD_NUMBER: _ClassVar[int]
    APPLIED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    employer_code: str
    levy_year: int
    programme_id: str
    amount_fen: int
    until: _date_pb2.Date
    grounds: str
    applied_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., programme_id: _Optional[str] = ..., amount_fen: _Optional[int] = ..., until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., grounds: _Optional[str] = ..., applied_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ApplyForReliefResponse(_message.Message):
    __slots__ = ("relief",)
    RELIEF_FIELD_NUMBER: _ClassVar[int]
    relief: Relief
    def __init__(self, relief: _Optional[_Union[Relief, _Mapping]] = ...) -> None: ...

class DecideReliefRequest(_message.Message):
    __slots__ = ("request_id", "relief_id", "granted", "amount_fen", "until", "reasons", "decided_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RELIEF_ID_FIELD_NUMBER: _ClassVar[int]
    GRANTED_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    DECIDED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    relief_id: str
    granted: bool
    amount_fen: int
    until: _date_pb2.Date
    reasons: str
    decided_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., relief_id: _Optional[str] = ..., granted: _Optional[bool] = ..., amount_fen: _Optional[int] = ..., until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., reasons: _Optional[str] = ..., decided_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class DecideReliefResponse(_message.Message):
    __slots__ = ("relief",)
    RELIEF_FIELD_NUMBER: _ClassVar[int]
    relief: Relief
    def __init__(self, relief: _Optional[_Union[Relief, _Mapping]] = ...) -> None: ...

class GetReliefRequest(_message.Message):
    __slots__ = ("relief_id",)
    RELIEF_ID_FIELD_NUMBER: _ClassVar[int]
    relief_id: str
    def __init__(self, relief_id: _Optional[str] = ...) -> None: ...

class GetReliefResponse(_message.Message):
    __slots__ = ("relief",)
    RELIEF_FIELD_NUMBER: _ClassVar[int]
    relief: Relief
    def __init__(self, relief: _Optional[_Union[Relief, _Mapping]] = ...) -> None: ...

class ListReliefsRequest(_message.Message):
    __slots__ = ("levy_year", "region_code", "state", "page_size", "page_token")
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    levy_year: int
    region_code: str
    state: ApplicationState
    page_size: int
    page_token: str
    def __init__(self, levy_year: _Optional[int] = ..., region_code: _Optional[str] = ..., state: _Optional[_Union[ApplicationState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListReliefsResponse(_message.Message):
    __slots__ = ("reliefs", "next_page_token")
    RELIEFS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    reliefs: _containers.RepeatedCompositeFieldContainer[Relief]
    next_page_token: str
    def __init__(self, reliefs: _Optional[_Iterable[_Union[Relief, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class PublishedRelief(_message.Message):
    __slots__ = ("employer_name", "employer_code", "levy_year", "label_zh", "label_en", "amount_fen", "until", "decided_on", "basis")
    EMPLOYER_NAME_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    LABEL_ZH_FIELD_NUMBER: _ClassVar[int]
    LABEL_EN_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    DECIDED_ON_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    employer_name: str
    employer_code: str
    levy_year: int
    label_zh: str
    label_en: str
    amount_fen: int
    until: _date_pb2.Date
    decided_on: _date_pb2.Date
    basis: str
    def __init__(self, employer_name: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., label_zh: _Optional[str] = ..., label_en: _Optional[str] = ..., amount_fen: _Optional[int] = ..., until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., decided_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., basis: _Optional[str] = ...) -> None: ...

class ListPublishedReliefsRequest(_message.Message):
    __slots__ = ("year", "region_code", "page_size", "page_token")
    YEAR_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    year: int
    region_code: str
    page_size: int
    page_token: str
    def __init__(self, year: _Optional[int] = ..., region_code: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPublishedReliefsResponse(_message.Message):
    __slots__ = ("reliefs", "next_page_token")
    RELIEFS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    reliefs: _containers.RepeatedCompositeFieldContainer[PublishedRelief]
    next_page_token: str
    def __init__(self, reliefs: _Optional[_Iterable[_Union[PublishedRelief, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Appeal(_message.Message):
    __slots__ = ("appeal_id", "employer_code", "region_code", "levy_year", "assessment_id", "grounds", "filed_on", "recorded_by", "state", "decided_on", "decided_by", "reasons", "new_assessment_id")
    APPEAL_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    ASSESSMENT_ID_FIELD_NUMBER: _ClassVar[int]
    GROUNDS_FIELD_NUMBER: _ClassVar[int]
    FILED_ON_FIELD_NUMBER: _ClassVar[int]
    RECORDED_BY_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    DECIDED_ON_FIELD_NUMBER: _ClassVar[int]
    DECIDED_BY_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    NEW_ASSESSMENT_ID_FIELD_NUMBER: _ClassVar[int]
    appeal_id: str
    employer_code: str
    region_code: str
    levy_year: int
    assessment_id: str
    grounds: str
    filed_on: _date_pb2.Date
    recorded_by: str
    state: AppealState
    decided_on: _date_pb2.Date
    decided_by: str
    reasons: str
    new_assessment_id: str
    def __init__(self, appeal_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., region_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., assessment_id: _Optional[str] = ..., grounds: _Optional[str] = ..., filed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., recorded_by: _Optional[str] = ..., state: _Optional[_Union[AppealState, str]] = ..., decided_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., decided_by: _Optional[str] = ..., reasons: _Optional[str] = ..., new_assessment_id: _Optional[str] = ...) -> None: ...

class FileAppealRequest(_message.Message):
    __slots__ = ("request_id", "employer_code", "levy_year", "assessment_id", "grounds", "filed_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    ASSESSMENT_ID_FIELD_NUMBER: _ClassVar[int]
    GROUNDS_FIELD_NUMBER: _ClassVar[int]
    FILED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    employer_code: str
    levy_year: int
    assessment_id: str
    grounds: str
    filed_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., assessment_id: _Optional[str] = ..., grounds: _Optional[str] = ..., filed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class FileAppealResponse(_message.Message):
    __slots__ = ("appeal",)
    APPEAL_FIELD_NUMBER: _ClassVar[int]
    appeal: Appeal
    def __init__(self, appeal: _Optional[_Union[Appeal, _Mapping]] = ...) -> None: ...

class DecideAppealRequest(_message.Message):
    __slots__ = ("request_id", "appeal_id", "upheld", "reasons", "decided_on", "payroll")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    APPEAL_ID_FIELD_NUMBER: _ClassVar[int]
    UPHELD_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    DECIDED_ON_FIELD_NUMBER: _ClassVar[int]
    PAYROLL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    appeal_id: str
    upheld: bool
    reasons: str
    decided_on: _date_pb2.Date
    payroll: _levy_service_pb2.Payroll
    def __init__(self, request_id: _Optional[str] = ..., appeal_id: _Optional[str] = ..., upheld: _Optional[bool] = ..., reasons: _Optional[str] = ..., decided_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., payroll: _Optional[_Union[_levy_service_pb2.Payroll, _Mapping]] = ...) -> None: ...

class DecideAppealResponse(_message.Message):
    __slots__ = ("appeal",)
    APPEAL_FIELD_NUMBER: _ClassVar[int]
    appeal: Appeal
    def __init__(self, appeal: _Optional[_Union[Appeal, _Mapping]] = ...) -> None: ...

class GetAppealRequest(_message.Message):
    __slots__ = ("appeal_id",)
    APPEAL_ID_FIELD_NUMBER: _ClassVar[int]
    appeal_id: str
    def __init__(self, appeal_id: _Optional[str] = ...) -> None: ...

class GetAppealResponse(_message.Message):
    __slots__ = ("appeal",)
    APPEAL_FIELD_NUMBER: _ClassVar[int]
    appeal: Appeal
    def __init__(self, appeal: _Optional[_Union[Appeal, _Mapping]] = ...) -> None: ...

class ListAppealsRequest(_message.Message):
    __slots__ = ("levy_year", "region_code", "state", "page_size", "page_token")
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    levy_year: int
    region_code: str
    state: AppealState
    page_size: int
    page_token: str
    def __init__(self, levy_year: _Optional[int] = ..., region_code: _Optional[str] = ..., state: _Optional[_Union[AppealState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAppealsResponse(_message.Message):
    __slots__ = ("appeals", "next_page_token")
    APPEALS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    appeals: _containers.RepeatedCompositeFieldContainer[Appeal]
    next_page_token: str
    def __init__(self, appeals: _Optional[_Iterable[_Union[Appeal, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Notice(_message.Message):
    __slots__ = ("notice_id", "number", "kind", "employer_code", "region_code", "levy_year", "assessment_id", "subject_id", "issued_on", "issued_by", "amount_fen", "content_sha256", "content_bytes", "template_sha256")
    NOTICE_ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    ASSESSMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    ISSUED_ON_FIELD_NUMBER: _ClassVar[int]
    ISSUED_BY_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    CONTENT_SHA256_FIELD_NUMBER: _ClassVar[int]
    CONTENT_BYTES_FIELD_NUMBER: _ClassVar[int]
    TEMPLATE_SHA256_FIELD_NUMBER: _ClassVar[int]
    notice_id: str
    number: str
    kind: NoticeKind
    employer_code: str
    region_code: str
    levy_year: int
    assessment_id: str
    subject_id: str
    issued_on: _date_pb2.Date
    issued_by: str
    amount_fen: int
    content_sha256: str
    content_bytes: int
    template_sha256: str
    def __init__(self, notice_id: _Optional[str] = ..., number: _Optional[str] = ..., kind: _Optional[_Union[NoticeKind, str]] = ..., employer_code: _Optional[str] = ..., region_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., assessment_id: _Optional[str] = ..., subject_id: _Optional[str] = ..., issued_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., issued_by: _Optional[str] = ..., amount_fen: _Optional[int] = ..., content_sha256: _Optional[str] = ..., content_bytes: _Optional[int] = ..., template_sha256: _Optional[str] = ...) -> None: ...

class IssueNoticeRequest(_message.Message):
    __slots__ = ("request_id", "employer_code", "levy_year", "kind", "subject_id", "issued_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_ID_FIELD_NUMBER: _ClassVar[int]
    ISSUED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    employer_code: str
    levy_year: int
    kind: NoticeKind
    subject_id: str
    issued_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., kind: _Optional[_Union[NoticeKind, str]] = ..., subject_id: _Optional[str] = ..., issued_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class IssueNoticeResponse(_message.Message):
    __slots__ = ("notice",)
    NOTICE_FIELD_NUMBER: _ClassVar[int]
    notice: Notice
    def __init__(self, notice: _Optional[_Union[Notice, _Mapping]] = ...) -> None: ...

class GetNoticeRequest(_message.Message):
    __slots__ = ("notice_id",)
    NOTICE_ID_FIELD_NUMBER: _ClassVar[int]
    notice_id: str
    def __init__(self, notice_id: _Optional[str] = ...) -> None: ...

class GetNoticeResponse(_message.Message):
    __slots__ = ("notice", "content")
    NOTICE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    notice: Notice
    content: bytes
    def __init__(self, notice: _Optional[_Union[Notice, _Mapping]] = ..., content: _Optional[bytes] = ...) -> None: ...

class ListNoticesRequest(_message.Message):
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

class ListNoticesResponse(_message.Message):
    __slots__ = ("notices", "next_page_token")
    NOTICES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    notices: _containers.RepeatedCompositeFieldContainer[Notice]
    next_page_token: str
    def __init__(self, notices: _Optional[_Iterable[_Union[Notice, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class AwardRate(_message.Message):
    __slots__ = ("fen_a_year", "person_months")
    FEN_A_YEAR_FIELD_NUMBER: _ClassVar[int]
    PERSON_MONTHS_FIELD_NUMBER: _ClassVar[int]
    fen_a_year: int
    person_months: int
    def __init__(self, fen_a_year: _Optional[int] = ..., person_months: _Optional[int] = ...) -> None: ...

class Award(_message.Message):
    __slots__ = ("award_id", "employer_code", "region_code", "levy_year", "assessment_id", "programme_id", "label_zh", "label_en", "basis", "weighted_months", "required_months", "over_months", "rates", "whole_fen", "amount_fen", "applied_on", "recorded_by", "state", "reviewed_on", "reviewed_by", "decided_on", "decided_by", "reasons")
    AWARD_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    ASSESSMENT_ID_FIELD_NUMBER: _ClassVar[int]
    PROGRAMME_ID_FIELD_NUMBER: _ClassVar[int]
    LABEL_ZH_FIELD_NUMBER: _ClassVar[int]
    LABEL_EN_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    WEIGHTED_MONTHS_FIELD_NUMBER: _ClassVar[int]
    REQUIRED_MONTHS_FIELD_NUMBER: _ClassVar[int]
    OVER_MONTHS_FIELD_NUMBER: _ClassVar[int]
    RATES_FIELD_NUMBER: _ClassVar[int]
    WHOLE_FEN_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    APPLIED_ON_FIELD_NUMBER: _ClassVar[int]
    RECORDED_BY_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    REVIEWED_ON_FIELD_NUMBER: _ClassVar[int]
    REVIEWED_BY_FIELD_NUMBER: _ClassVar[int]
    DECIDED_ON_FIELD_NUMBER: _ClassVar[int]
    DECIDED_BY_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    award_id: str
    employer_code: str
    region_code: str
    levy_year: int
    assessment_id: str
    programme_id: str
    label_zh: str
    label_en: str
    basis: str
    weighted_months: int
    required_months: str
    over_months: str
    rates: _containers.RepeatedCompositeFieldContainer[AwardRate]
    whole_fen: str
    amount_fen: int
    applied_on: _date_pb2.Date
    recorded_by: str
    state: AwardState
    reviewed_on: _date_pb2.Date
    reviewed_by: str
    decided_on: _date_pb2.Date
    decided_by: str
    reasons: str
    def __init__(self, award_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., region_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., assessment_id: _Optional[str] = ..., programme_id: _Optional[str] = ..., label_zh: _Optional[str] = ..., label_en: _Optional[str] = ..., basis: _Optional[str] = ..., weighted_months: _Optional[int] = ..., required_months: _Optional[str] = ..., over_months: _Optional[str] = ..., rates: _Optional[_Iterable[_Union[AwardRate, _Mapping]]] = ..., whole_fen: _Optional[str] = ..., amount_fen: _Optional[int] = ..., applied_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., recorded_by: _Optional[str] = ..., state: _Optional[_Union[AwardState, str]] = ..., reviewed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., reviewed_by: _Optional[str] = ..., decided_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., decided_by: _Optional[str] = ..., reasons: _Optional[str] = ...) -> None: ...

class ApplyForAwardRequest(_message.Message):
    __slots__ = ("request_id", "employer_code", "levy_year", "programme_id", "applied_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    PROGRAMME_ID_FIELD_NUMBER: _ClassVar[int]
    APPLIED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    employer_code: str
    levy_year: int
    programme_id: str
    applied_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., employer_code: _Optional[str] = ..., levy_year: _Optional[int] = ..., programme_id: _Optional[str] = ..., applied_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ApplyForAwardResponse(_message.Message):
    __slots__ = ("award",)
    AWARD_FIELD_NUMBER: _ClassVar[int]
    award: Award
    def __init__(self, award: _Optional[_Union[Award, _Mapping]] = ...) -> None: ...

class ReviewAwardRequest(_message.Message):
    __slots__ = ("request_id", "award_id", "passed", "reasons", "reviewed_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    AWARD_ID_FIELD_NUMBER: _ClassVar[int]
    PASSED_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    REVIEWED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    award_id: str
    passed: bool
    reasons: str
    reviewed_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., award_id: _Optional[str] = ..., passed: _Optional[bool] = ..., reasons: _Optional[str] = ..., reviewed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ReviewAwardResponse(_message.Message):
    __slots__ = ("award",)
    AWARD_FIELD_NUMBER: _ClassVar[int]
    award: Award
    def __init__(self, award: _Optional[_Union[Award, _Mapping]] = ...) -> None: ...

class DecideAwardRequest(_message.Message):
    __slots__ = ("request_id", "award_id", "granted", "reasons", "decided_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    AWARD_ID_FIELD_NUMBER: _ClassVar[int]
    GRANTED_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    DECIDED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    award_id: str
    granted: bool
    reasons: str
    decided_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., award_id: _Optional[str] = ..., granted: _Optional[bool] = ..., reasons: _Optional[str] = ..., decided_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class DecideAwardResponse(_message.Message):
    __slots__ = ("award",)
    AWARD_FIELD_NUMBER: _ClassVar[int]
    award: Award
    def __init__(self, award: _Optional[_Union[Award, _Mapping]] = ...) -> None: ...

class GetAwardRequest(_message.Message):
    __slots__ = ("award_id",)
    AWARD_ID_FIELD_NUMBER: _ClassVar[int]
    award_id: str
    def __init__(self, award_id: _Optional[str] = ...) -> None: ...

class GetAwardResponse(_message.Message):
    __slots__ = ("award",)
    AWARD_FIELD_NUMBER: _ClassVar[int]
    award: Award
    def __init__(self, award: _Optional[_Union[Award, _Mapping]] = ...) -> None: ...

class ListAwardsRequest(_message.Message):
    __slots__ = ("levy_year", "region_code", "state", "page_size", "page_token")
    LEVY_YEAR_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    levy_year: int
    region_code: str
    state: AwardState
    page_size: int
    page_token: str
    def __init__(self, levy_year: _Optional[int] = ..., region_code: _Optional[str] = ..., state: _Optional[_Union[AwardState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAwardsResponse(_message.Message):
    __slots__ = ("awards", "next_page_token")
    AWARDS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    awards: _containers.RepeatedCompositeFieldContainer[Award]
    next_page_token: str
    def __init__(self, awards: _Optional[_Iterable[_Union[Award, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
