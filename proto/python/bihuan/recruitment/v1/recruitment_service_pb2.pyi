from bihuan.access.v1 import access_pb2 as _access_pb2
from bihuan.recruitment.v1 import events_pb2 as _events_pb2
from buf.validate import validate_pb2 as _validate_pb2
from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PostStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    POST_STATUS_UNSPECIFIED: _ClassVar[PostStatus]
    POST_STATUS_OPEN: _ClassVar[PostStatus]
    POST_STATUS_FILLED: _ClassVar[PostStatus]
    POST_STATUS_WITHDRAWN: _ClassVar[PostStatus]

class SeekerStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SEEKER_STATUS_UNSPECIFIED: _ClassVar[SeekerStatus]
    SEEKER_STATUS_ACTIVE: _ClassVar[SeekerStatus]
    SEEKER_STATUS_INTENTION: _ClassVar[SeekerStatus]
    SEEKER_STATUS_SIGNED: _ClassVar[SeekerStatus]
    SEEKER_STATUS_ON_POST: _ClassVar[SeekerStatus]
    SEEKER_STATUS_WITHDRAWN: _ClassVar[SeekerStatus]

class PlacementStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PLACEMENT_STATUS_UNSPECIFIED: _ClassVar[PlacementStatus]
    PLACEMENT_STATUS_INTENDED: _ClassVar[PlacementStatus]
    PLACEMENT_STATUS_SIGNED: _ClassVar[PlacementStatus]
    PLACEMENT_STATUS_STARTED: _ClassVar[PlacementStatus]
    PLACEMENT_STATUS_ENDED: _ClassVar[PlacementStatus]
    PLACEMENT_STATUS_DROPPED: _ClassVar[PlacementStatus]

class WageCheck(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WAGE_CHECK_UNSPECIFIED: _ClassVar[WageCheck]
    WAGE_CHECK_MET: _ClassVar[WageCheck]
    WAGE_CHECK_BELOW: _ClassVar[WageCheck]
    WAGE_CHECK_UNKNOWN: _ClassVar[WageCheck]

class IneligibleReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    INELIGIBLE_REASON_UNSPECIFIED: _ClassVar[IneligibleReason]
    INELIGIBLE_REASON_POST_FILLED: _ClassVar[IneligibleReason]
    INELIGIBLE_REASON_POST_WITHDRAWN: _ClassVar[IneligibleReason]
    INELIGIBLE_REASON_SEEKER_WITHDRAWN: _ClassVar[IneligibleReason]
    INELIGIBLE_REASON_SEEKER_HAS_PLACEMENT: _ClassVar[IneligibleReason]
    INELIGIBLE_REASON_OTHER_OCCUPATION: _ClassVar[IneligibleReason]
    INELIGIBLE_REASON_TOO_FAR: _ClassVar[IneligibleReason]
    INELIGIBLE_REASON_WAGE_BELOW_WANTED: _ClassVar[IneligibleReason]

class ScorePart(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SCORE_PART_UNSPECIFIED: _ClassVar[ScorePart]
    SCORE_PART_OCCUPATION: _ClassVar[ScorePart]
    SCORE_PART_REGION: _ClassVar[ScorePart]
    SCORE_PART_EXCELLENT: _ClassVar[ScorePart]
    SCORE_PART_STABLE_CONTRACT: _ClassVar[ScorePart]
POST_STATUS_UNSPECIFIED: PostStatus
POST_STATUS_OPEN: PostStatus
POST_STATUS_FILLED: PostStatus
POST_STATUS_WITHDRAWN: PostStatus
SEEKER_STATUS_UNSPECIFIED: SeekerStatus
SEEKER_STATUS_ACTIVE: SeekerStatus
SEEKER_STATUS_INTENTION: SeekerStatus
SEEKER_STATUS_SIGNED: SeekerStatus
SEEKER_STATUS_ON_POST: SeekerStatus
SEEKER_STATUS_WITHDRAWN: SeekerStatus
PLACEMENT_STATUS_UNSPECIFIED: PlacementStatus
PLACEMENT_STATUS_INTENDED: PlacementStatus
PLACEMENT_STATUS_SIGNED: PlacementStatus
PLACEMENT_STATUS_STARTED: PlacementStatus
PLACEMENT_STATUS_ENDED: PlacementStatus
PLACEMENT_STATUS_DROPPED: PlacementStatus
WAGE_CHECK_UNSPECIFIED: WageCheck
WAGE_CHECK_MET: WageCheck
WAGE_CHECK_BELOW: WageCheck
WAGE_CHECK_UNKNOWN: WageCheck
INELIGIBLE_REASON_UNSPECIFIED: IneligibleReason
INELIGIBLE_REASON_POST_FILLED: IneligibleReason
INELIGIBLE_REASON_POST_WITHDRAWN: IneligibleReason
INELIGIBLE_REASON_SEEKER_WITHDRAWN: IneligibleReason
INELIGIBLE_REASON_SEEKER_HAS_PLACEMENT: IneligibleReason
INELIGIBLE_REASON_OTHER_OCCUPATION: IneligibleReason
INELIGIBLE_REASON_TOO_FAR: IneligibleReason
INELIGIBLE_REASON_WAGE_BELOW_WANTED: IneligibleReason
SCORE_PART_UNSPECIFIED: ScorePart
SCORE_PART_OCCUPATION: ScorePart
SCORE_PART_REGION: ScorePart
SCORE_PART_EXCELLENT: ScorePart
SCORE_PART_STABLE_CONTRACT: ScorePart

class Employer(_message.Message):
    __slots__ = ("unified_social_credit_code", "name")
    UNIFIED_SOCIAL_CREDIT_CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    unified_social_credit_code: str
    name: str
    def __init__(self, unified_social_credit_code: _Optional[str] = ..., name: _Optional[str] = ...) -> None: ...

class Post(_message.Message):
    __slots__ = ("post_id", "employer", "title", "occupation_code", "region_code", "vacancies", "taken", "monthly_wage_fen", "minimum_contract_months", "form", "opened_on", "status", "withdrawn_on", "wage_check")
    POST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODE_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    VACANCIES_FIELD_NUMBER: _ClassVar[int]
    TAKEN_FIELD_NUMBER: _ClassVar[int]
    MONTHLY_WAGE_FEN_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_CONTRACT_MONTHS_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    OPENED_ON_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_ON_FIELD_NUMBER: _ClassVar[int]
    WAGE_CHECK_FIELD_NUMBER: _ClassVar[int]
    post_id: str
    employer: Employer
    title: str
    occupation_code: str
    region_code: str
    vacancies: int
    taken: int
    monthly_wage_fen: int
    minimum_contract_months: int
    form: _events_pb2.EmploymentForm
    opened_on: _date_pb2.Date
    status: PostStatus
    withdrawn_on: _date_pb2.Date
    wage_check: WageCheck
    def __init__(self, post_id: _Optional[str] = ..., employer: _Optional[_Union[Employer, _Mapping]] = ..., title: _Optional[str] = ..., occupation_code: _Optional[str] = ..., region_code: _Optional[str] = ..., vacancies: _Optional[int] = ..., taken: _Optional[int] = ..., monthly_wage_fen: _Optional[int] = ..., minimum_contract_months: _Optional[int] = ..., form: _Optional[_Union[_events_pb2.EmploymentForm, str]] = ..., opened_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., status: _Optional[_Union[PostStatus, str]] = ..., withdrawn_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., wage_check: _Optional[_Union[WageCheck, str]] = ...) -> None: ...

class Seeker(_message.Message):
    __slots__ = ("seeker_id", "person_id", "loop_id", "region_code", "occupation_codes", "excellent", "wanted_monthly_wage_fen", "registered_on", "status", "placement_id", "withdrawn_on")
    SEEKER_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODES_FIELD_NUMBER: _ClassVar[int]
    EXCELLENT_FIELD_NUMBER: _ClassVar[int]
    WANTED_MONTHLY_WAGE_FEN_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_ON_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PLACEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_ON_FIELD_NUMBER: _ClassVar[int]
    seeker_id: str
    person_id: str
    loop_id: str
    region_code: str
    occupation_codes: _containers.RepeatedScalarFieldContainer[str]
    excellent: bool
    wanted_monthly_wage_fen: int
    registered_on: _date_pb2.Date
    status: SeekerStatus
    placement_id: str
    withdrawn_on: _date_pb2.Date
    def __init__(self, seeker_id: _Optional[str] = ..., person_id: _Optional[str] = ..., loop_id: _Optional[str] = ..., region_code: _Optional[str] = ..., occupation_codes: _Optional[_Iterable[str]] = ..., excellent: _Optional[bool] = ..., wanted_monthly_wage_fen: _Optional[int] = ..., registered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., status: _Optional[_Union[SeekerStatus, str]] = ..., placement_id: _Optional[str] = ..., withdrawn_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class Placement(_message.Message):
    __slots__ = ("placement_id", "post_id", "seeker_id", "person_id", "loop_id", "region_code", "employer_code", "occupation_code", "status", "intended_on", "contract", "started_on", "ended_on", "end_reason", "dropped_on")
    PLACEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    POST_ID_FIELD_NUMBER: _ClassVar[int]
    SEEKER_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    INTENDED_ON_FIELD_NUMBER: _ClassVar[int]
    CONTRACT_FIELD_NUMBER: _ClassVar[int]
    STARTED_ON_FIELD_NUMBER: _ClassVar[int]
    ENDED_ON_FIELD_NUMBER: _ClassVar[int]
    END_REASON_FIELD_NUMBER: _ClassVar[int]
    DROPPED_ON_FIELD_NUMBER: _ClassVar[int]
    placement_id: str
    post_id: str
    seeker_id: str
    person_id: str
    loop_id: str
    region_code: str
    employer_code: str
    occupation_code: str
    status: PlacementStatus
    intended_on: _date_pb2.Date
    contract: Contract
    started_on: _date_pb2.Date
    ended_on: _date_pb2.Date
    end_reason: _events_pb2.PlacementEndReason
    dropped_on: _date_pb2.Date
    def __init__(self, placement_id: _Optional[str] = ..., post_id: _Optional[str] = ..., seeker_id: _Optional[str] = ..., person_id: _Optional[str] = ..., loop_id: _Optional[str] = ..., region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., occupation_code: _Optional[str] = ..., status: _Optional[_Union[PlacementStatus, str]] = ..., intended_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., contract: _Optional[_Union[Contract, _Mapping]] = ..., started_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., ended_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_reason: _Optional[_Union[_events_pb2.PlacementEndReason, str]] = ..., dropped_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class Contract(_message.Message):
    __slots__ = ("signed_on", "contract_from", "contract_until", "monthly_wage_fen", "form", "stable", "wage_check")
    SIGNED_ON_FIELD_NUMBER: _ClassVar[int]
    CONTRACT_FROM_FIELD_NUMBER: _ClassVar[int]
    CONTRACT_UNTIL_FIELD_NUMBER: _ClassVar[int]
    MONTHLY_WAGE_FEN_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    STABLE_FIELD_NUMBER: _ClassVar[int]
    WAGE_CHECK_FIELD_NUMBER: _ClassVar[int]
    signed_on: _date_pb2.Date
    contract_from: _date_pb2.Date
    contract_until: _date_pb2.Date
    monthly_wage_fen: int
    form: _events_pb2.EmploymentForm
    stable: bool
    wage_check: WageCheck
    def __init__(self, signed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., contract_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., contract_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., monthly_wage_fen: _Optional[int] = ..., form: _Optional[_Union[_events_pb2.EmploymentForm, str]] = ..., stable: _Optional[bool] = ..., wage_check: _Optional[_Union[WageCheck, str]] = ...) -> None: ...

class ScoredPart(_message.Message):
    __slots__ = ("part", "points")
    PART_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    part: ScorePart
    points: int
    def __init__(self, part: _Optional[_Union[ScorePart, str]] = ..., points: _Optional[int] = ...) -> None: ...

class Match(_message.Message):
    __slots__ = ("post_id", "seeker_id", "eligible", "score", "parts", "reasons")
    POST_ID_FIELD_NUMBER: _ClassVar[int]
    SEEKER_ID_FIELD_NUMBER: _ClassVar[int]
    ELIGIBLE_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    post_id: str
    seeker_id: str
    eligible: bool
    score: int
    parts: _containers.RepeatedCompositeFieldContainer[ScoredPart]
    reasons: _containers.RepeatedScalarFieldContainer[IneligibleReason]
    def __init__(self, post_id: _Optional[str] = ..., seeker_id: _Optional[str] = ..., eligible: _Optional[bool] = ..., score: _Optional[int] = ..., parts: _Optional[_Iterable[_Union[ScoredPart, _Mapping]]] = ..., reasons: _Optional[_Iterable[_Union[IneligibleReason, str]]] = ...) -> None: ...

class OpenPostRequest(_message.Message):
    __slots__ = ("request_id", "employer", "title", "occupation_code", "region_code", "vacancies", "monthly_wage_fen", "minimum_contract_months", "form", "opened_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODE_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    VACANCIES_FIELD_NUMBER: _ClassVar[int]
    MONTHLY_WAGE_FEN_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_CONTRACT_MONTHS_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    OPENED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    employer: Employer
    title: str
    occupation_code: str
    region_code: str
    vacancies: int
    monthly_wage_fen: int
    minimum_contract_months: int
    form: _events_pb2.EmploymentForm
    opened_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., employer: _Optional[_Union[Employer, _Mapping]] = ..., title: _Optional[str] = ..., occupation_code: _Optional[str] = ..., region_code: _Optional[str] = ..., vacancies: _Optional[int] = ..., monthly_wage_fen: _Optional[int] = ..., minimum_contract_months: _Optional[int] = ..., form: _Optional[_Union[_events_pb2.EmploymentForm, str]] = ..., opened_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class OpenPostResponse(_message.Message):
    __slots__ = ("post",)
    POST_FIELD_NUMBER: _ClassVar[int]
    post: Post
    def __init__(self, post: _Optional[_Union[Post, _Mapping]] = ...) -> None: ...

class GetPostRequest(_message.Message):
    __slots__ = ("post_id",)
    POST_ID_FIELD_NUMBER: _ClassVar[int]
    post_id: str
    def __init__(self, post_id: _Optional[str] = ...) -> None: ...

class GetPostResponse(_message.Message):
    __slots__ = ("post",)
    POST_FIELD_NUMBER: _ClassVar[int]
    post: Post
    def __init__(self, post: _Optional[_Union[Post, _Mapping]] = ...) -> None: ...

class ListPostsRequest(_message.Message):
    __slots__ = ("region_code", "status", "page_size", "page_token")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    status: PostStatus
    page_size: int
    page_token: str
    def __init__(self, region_code: _Optional[str] = ..., status: _Optional[_Union[PostStatus, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPostsResponse(_message.Message):
    __slots__ = ("posts", "next_page_token")
    POSTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    posts: _containers.RepeatedCompositeFieldContainer[Post]
    next_page_token: str
    def __init__(self, posts: _Optional[_Iterable[_Union[Post, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class WithdrawPostRequest(_message.Message):
    __slots__ = ("request_id", "post_id", "withdrawn_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    POST_ID_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    post_id: str
    withdrawn_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., post_id: _Optional[str] = ..., withdrawn_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class WithdrawPostResponse(_message.Message):
    __slots__ = ("post",)
    POST_FIELD_NUMBER: _ClassVar[int]
    post: Post
    def __init__(self, post: _Optional[_Union[Post, _Mapping]] = ...) -> None: ...

class RegisterSeekerRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "loop_id", "region_code", "occupation_code", "wanted_monthly_wage_fen", "registered_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODE_FIELD_NUMBER: _ClassVar[int]
    WANTED_MONTHLY_WAGE_FEN_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    loop_id: str
    region_code: str
    occupation_code: str
    wanted_monthly_wage_fen: int
    registered_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., loop_id: _Optional[str] = ..., region_code: _Optional[str] = ..., occupation_code: _Optional[str] = ..., wanted_monthly_wage_fen: _Optional[int] = ..., registered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RegisterSeekerResponse(_message.Message):
    __slots__ = ("seeker",)
    SEEKER_FIELD_NUMBER: _ClassVar[int]
    seeker: Seeker
    def __init__(self, seeker: _Optional[_Union[Seeker, _Mapping]] = ...) -> None: ...

class GetSeekerRequest(_message.Message):
    __slots__ = ("seeker_id",)
    SEEKER_ID_FIELD_NUMBER: _ClassVar[int]
    seeker_id: str
    def __init__(self, seeker_id: _Optional[str] = ...) -> None: ...

class GetSeekerResponse(_message.Message):
    __slots__ = ("seeker",)
    SEEKER_FIELD_NUMBER: _ClassVar[int]
    seeker: Seeker
    def __init__(self, seeker: _Optional[_Union[Seeker, _Mapping]] = ...) -> None: ...

class ListSeekersRequest(_message.Message):
    __slots__ = ("region_code", "status", "person_id", "page_size", "page_token")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    status: SeekerStatus
    person_id: str
    page_size: int
    page_token: str
    def __init__(self, region_code: _Optional[str] = ..., status: _Optional[_Union[SeekerStatus, str]] = ..., person_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListSeekersResponse(_message.Message):
    __slots__ = ("seekers", "next_page_token")
    SEEKERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    seekers: _containers.RepeatedCompositeFieldContainer[Seeker]
    next_page_token: str
    def __init__(self, seekers: _Optional[_Iterable[_Union[Seeker, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class WithdrawSeekerRequest(_message.Message):
    __slots__ = ("request_id", "seeker_id", "withdrawn_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SEEKER_ID_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    seeker_id: str
    withdrawn_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., seeker_id: _Optional[str] = ..., withdrawn_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class WithdrawSeekerResponse(_message.Message):
    __slots__ = ("seeker",)
    SEEKER_FIELD_NUMBER: _ClassVar[int]
    seeker: Seeker
    def __init__(self, seeker: _Optional[_Union[Seeker, _Mapping]] = ...) -> None: ...

class ListMatchesRequest(_message.Message):
    __slots__ = ("post_id", "seeker_id", "ineligible", "page_size", "page_token")
    POST_ID_FIELD_NUMBER: _ClassVar[int]
    SEEKER_ID_FIELD_NUMBER: _ClassVar[int]
    INELIGIBLE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    post_id: str
    seeker_id: str
    ineligible: bool
    page_size: int
    page_token: str
    def __init__(self, post_id: _Optional[str] = ..., seeker_id: _Optional[str] = ..., ineligible: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListMatchesResponse(_message.Message):
    __slots__ = ("matches", "next_page_token")
    MATCHES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    matches: _containers.RepeatedCompositeFieldContainer[Match]
    next_page_token: str
    def __init__(self, matches: _Optional[_Iterable[_Union[Match, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RecordIntentionRequest(_message.Message):
    __slots__ = ("request_id", "post_id", "seeker_id", "intended_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    POST_ID_FIELD_NUMBER: _ClassVar[int]
    SEEKER_ID_FIELD_NUMBER: _ClassVar[int]
    INTENDED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    post_id: str
    seeker_id: str
    intended_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., post_id: _Optional[str] = ..., seeker_id: _Optional[str] = ..., intended_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RecordIntentionResponse(_message.Message):
    __slots__ = ("placement",)
    PLACEMENT_FIELD_NUMBER: _ClassVar[int]
    placement: Placement
    def __init__(self, placement: _Optional[_Union[Placement, _Mapping]] = ...) -> None: ...

class DropIntentionRequest(_message.Message):
    __slots__ = ("request_id", "placement_id", "dropped_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PLACEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    DROPPED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    placement_id: str
    dropped_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., placement_id: _Optional[str] = ..., dropped_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class DropIntentionResponse(_message.Message):
    __slots__ = ("placement",)
    PLACEMENT_FIELD_NUMBER: _ClassVar[int]
    placement: Placement
    def __init__(self, placement: _Optional[_Union[Placement, _Mapping]] = ...) -> None: ...

class SignContractRequest(_message.Message):
    __slots__ = ("request_id", "placement_id", "signed_on", "contract_from", "contract_until", "monthly_wage_fen", "form")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PLACEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SIGNED_ON_FIELD_NUMBER: _ClassVar[int]
    CONTRACT_FROM_FIELD_NUMBER: _ClassVar[int]
    CONTRACT_UNTIL_FIELD_NUMBER: _ClassVar[int]
    MONTHLY_WAGE_FEN_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    placement_id: str
    signed_on: _date_pb2.Date
    contract_from: _date_pb2.Date
    contract_until: _date_pb2.Date
    monthly_wage_fen: int
    form: _events_pb2.EmploymentForm
    def __init__(self, request_id: _Optional[str] = ..., placement_id: _Optional[str] = ..., signed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., contract_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., contract_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., monthly_wage_fen: _Optional[int] = ..., form: _Optional[_Union[_events_pb2.EmploymentForm, str]] = ...) -> None: ...

class SignContractResponse(_message.Message):
    __slots__ = ("placement",)
    PLACEMENT_FIELD_NUMBER: _ClassVar[int]
    placement: Placement
    def __init__(self, placement: _Optional[_Union[Placement, _Mapping]] = ...) -> None: ...

class StartPlacementRequest(_message.Message):
    __slots__ = ("request_id", "placement_id", "started_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PLACEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    STARTED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    placement_id: str
    started_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., placement_id: _Optional[str] = ..., started_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class StartPlacementResponse(_message.Message):
    __slots__ = ("placement",)
    PLACEMENT_FIELD_NUMBER: _ClassVar[int]
    placement: Placement
    def __init__(self, placement: _Optional[_Union[Placement, _Mapping]] = ...) -> None: ...

class EndPlacementRequest(_message.Message):
    __slots__ = ("request_id", "placement_id", "ended_on", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PLACEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    ENDED_ON_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    placement_id: str
    ended_on: _date_pb2.Date
    reason: _events_pb2.PlacementEndReason
    def __init__(self, request_id: _Optional[str] = ..., placement_id: _Optional[str] = ..., ended_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., reason: _Optional[_Union[_events_pb2.PlacementEndReason, str]] = ...) -> None: ...

class EndPlacementResponse(_message.Message):
    __slots__ = ("placement",)
    PLACEMENT_FIELD_NUMBER: _ClassVar[int]
    placement: Placement
    def __init__(self, placement: _Optional[_Union[Placement, _Mapping]] = ...) -> None: ...

class GetPlacementRequest(_message.Message):
    __slots__ = ("placement_id",)
    PLACEMENT_ID_FIELD_NUMBER: _ClassVar[int]
    placement_id: str
    def __init__(self, placement_id: _Optional[str] = ...) -> None: ...

class GetPlacementResponse(_message.Message):
    __slots__ = ("placement",)
    PLACEMENT_FIELD_NUMBER: _ClassVar[int]
    placement: Placement
    def __init__(self, placement: _Optional[_Union[Placement, _Mapping]] = ...) -> None: ...

class ListPlacementsRequest(_message.Message):
    __slots__ = ("region_code", "employer_code", "person_id", "status", "page_size", "page_token")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    EMPLOYER_CODE_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    employer_code: str
    person_id: str
    status: PlacementStatus
    page_size: int
    page_token: str
    def __init__(self, region_code: _Optional[str] = ..., employer_code: _Optional[str] = ..., person_id: _Optional[str] = ..., status: _Optional[_Union[PlacementStatus, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPlacementsResponse(_message.Message):
    __slots__ = ("placements", "next_page_token")
    PLACEMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    placements: _containers.RepeatedCompositeFieldContainer[Placement]
    next_page_token: str
    def __init__(self, placements: _Optional[_Iterable[_Union[Placement, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
