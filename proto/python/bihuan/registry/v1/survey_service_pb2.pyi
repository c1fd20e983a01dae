from bihuan.access.v1 import access_pb2 as _access_pb2
from bihuan.registry.v1 import events_pb2 as _events_pb2
from bihuan.registry.v1 import registry_service_pb2 as _registry_service_pb2
from buf.validate import validate_pb2 as _validate_pb2
from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class VisitResult(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VISIT_RESULT_UNSPECIFIED: _ClassVar[VisitResult]
    VISIT_RESULT_WITH_NEEDS: _ClassVar[VisitResult]
    VISIT_RESULT_NO_NEED: _ClassVar[VisitResult]
    VISIT_RESULT_NOT_MET: _ClassVar[VisitResult]
    VISIT_RESULT_MOVED: _ClassVar[VisitResult]
    VISIT_RESULT_REFUSED: _ClassVar[VisitResult]
VISIT_RESULT_UNSPECIFIED: VisitResult
VISIT_RESULT_WITH_NEEDS: VisitResult
VISIT_RESULT_NO_NEED: VisitResult
VISIT_RESULT_NOT_MET: VisitResult
VISIT_RESULT_MOVED: VisitResult
VISIT_RESULT_REFUSED: VisitResult

class StartSurveyRequest(_message.Message):
    __slots__ = ("request_id", "region_codes", "starts_on", "ends_on", "working_age_only", "started_by")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODES_FIELD_NUMBER: _ClassVar[int]
    STARTS_ON_FIELD_NUMBER: _ClassVar[int]
    ENDS_ON_FIELD_NUMBER: _ClassVar[int]
    WORKING_AGE_ONLY_FIELD_NUMBER: _ClassVar[int]
    STARTED_BY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    region_codes: _containers.RepeatedScalarFieldContainer[str]
    starts_on: _date_pb2.Date
    ends_on: _date_pb2.Date
    working_age_only: bool
    started_by: str
    def __init__(self, request_id: _Optional[str] = ..., region_codes: _Optional[_Iterable[str]] = ..., starts_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., ends_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., working_age_only: _Optional[bool] = ..., started_by: _Optional[str] = ...) -> None: ...

class StartSurveyResponse(_message.Message):
    __slots__ = ("survey",)
    SURVEY_FIELD_NUMBER: _ClassVar[int]
    survey: Survey
    def __init__(self, survey: _Optional[_Union[Survey, _Mapping]] = ...) -> None: ...

class Survey(_message.Message):
    __slots__ = ("survey_id", "region_codes", "starts_on", "ends_on", "working_age_only", "started_by", "closed_on")
    SURVEY_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODES_FIELD_NUMBER: _ClassVar[int]
    STARTS_ON_FIELD_NUMBER: _ClassVar[int]
    ENDS_ON_FIELD_NUMBER: _ClassVar[int]
    WORKING_AGE_ONLY_FIELD_NUMBER: _ClassVar[int]
    STARTED_BY_FIELD_NUMBER: _ClassVar[int]
    CLOSED_ON_FIELD_NUMBER: _ClassVar[int]
    survey_id: str
    region_codes: _containers.RepeatedScalarFieldContainer[str]
    starts_on: _date_pb2.Date
    ends_on: _date_pb2.Date
    working_age_only: bool
    started_by: str
    closed_on: _date_pb2.Date
    def __init__(self, survey_id: _Optional[str] = ..., region_codes: _Optional[_Iterable[str]] = ..., starts_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., ends_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., working_age_only: _Optional[bool] = ..., started_by: _Optional[str] = ..., closed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RecordVisitRequest(_message.Message):
    __slots__ = ("request_id", "survey_id", "person_id", "result", "visited_on", "visited_by", "needs")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SURVEY_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    VISITED_ON_FIELD_NUMBER: _ClassVar[int]
    VISITED_BY_FIELD_NUMBER: _ClassVar[int]
    NEEDS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    survey_id: str
    person_id: str
    result: VisitResult
    visited_on: _date_pb2.Date
    visited_by: str
    needs: _containers.RepeatedCompositeFieldContainer[NeedTold]
    def __init__(self, request_id: _Optional[str] = ..., survey_id: _Optional[str] = ..., person_id: _Optional[str] = ..., result: _Optional[_Union[VisitResult, str]] = ..., visited_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., visited_by: _Optional[str] = ..., needs: _Optional[_Iterable[_Union[NeedTold, _Mapping]]] = ...) -> None: ...

class NeedTold(_message.Message):
    __slots__ = ("kind", "occupation_code", "willing", "further_occupation_codes", "constraints")
    KIND_FIELD_NUMBER: _ClassVar[int]
    OCCUPATION_CODE_FIELD_NUMBER: _ClassVar[int]
    WILLING_FIELD_NUMBER: _ClassVar[int]
    FURTHER_OCCUPATION_CODES_FIELD_NUMBER: _ClassVar[int]
    CONSTRAINTS_FIELD_NUMBER: _ClassVar[int]
    kind: _events_pb2.NeedKind
    occupation_code: str
    willing: bool
    further_occupation_codes: _containers.RepeatedScalarFieldContainer[str]
    constraints: _containers.RepeatedScalarFieldContainer[_registry_service_pb2.NeedConstraint]
    def __init__(self, kind: _Optional[_Union[_events_pb2.NeedKind, str]] = ..., occupation_code: _Optional[str] = ..., willing: _Optional[bool] = ..., further_occupation_codes: _Optional[_Iterable[str]] = ..., constraints: _Optional[_Iterable[_Union[_registry_service_pb2.NeedConstraint, str]]] = ...) -> None: ...

class RecordVisitResponse(_message.Message):
    __slots__ = ("need_ids", "loop_id")
    NEED_IDS_FIELD_NUMBER: _ClassVar[int]
    LOOP_ID_FIELD_NUMBER: _ClassVar[int]
    need_ids: _containers.RepeatedScalarFieldContainer[str]
    loop_id: str
    def __init__(self, need_ids: _Optional[_Iterable[str]] = ..., loop_id: _Optional[str] = ...) -> None: ...

class GetSurveyProgressRequest(_message.Message):
    __slots__ = ("survey_id",)
    SURVEY_ID_FIELD_NUMBER: _ClassVar[int]
    survey_id: str
    def __init__(self, survey_id: _Optional[str] = ...) -> None: ...

class ListPersonsToVisitRequest(_message.Message):
    __slots__ = ("survey_id", "region_code", "page_size", "page_token")
    SURVEY_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    survey_id: str
    region_code: str
    page_size: int
    page_token: str
    def __init__(self, survey_id: _Optional[str] = ..., region_code: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPersonsToVisitResponse(_message.Message):
    __slots__ = ("persons", "next_page_token")
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    persons: _containers.RepeatedCompositeFieldContainer[PersonToVisit]
    next_page_token: str
    def __init__(self, persons: _Optional[_Iterable[_Union[PersonToVisit, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class PersonToVisit(_message.Message):
    __slots__ = ("person_id", "region_code", "not_met_on")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    NOT_MET_ON_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    not_met_on: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., not_met_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class GetSurveyProgressResponse(_message.Message):
    __slots__ = ("survey", "regions", "total", "rounded")
    SURVEY_FIELD_NUMBER: _ClassVar[int]
    REGIONS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    ROUNDED_FIELD_NUMBER: _ClassVar[int]
    survey: Survey
    regions: _containers.RepeatedCompositeFieldContainer[SurveyProgress]
    total: SurveyProgress
    rounded: bool
    def __init__(self, survey: _Optional[_Union[Survey, _Mapping]] = ..., regions: _Optional[_Iterable[_Union[SurveyProgress, _Mapping]]] = ..., total: _Optional[_Union[SurveyProgress, _Mapping]] = ..., rounded: _Optional[bool] = ...) -> None: ...

class SurveyProgress(_message.Message):
    __slots__ = ("region_code", "planned", "with_needs", "no_need", "not_met", "moved", "refused", "done")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    PLANNED_FIELD_NUMBER: _ClassVar[int]
    WITH_NEEDS_FIELD_NUMBER: _ClassVar[int]
    NO_NEED_FIELD_NUMBER: _ClassVar[int]
    NOT_MET_FIELD_NUMBER: _ClassVar[int]
    MOVED_FIELD_NUMBER: _ClassVar[int]
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    planned: int
    with_needs: int
    no_need: int
    not_met: int
    moved: int
    refused: int
    done: _registry_service_pb2.Rate
    def __init__(self, region_code: _Optional[str] = ..., planned: _Optional[int] = ..., with_needs: _Optional[int] = ..., no_need: _Optional[int] = ..., not_met: _Optional[int] = ..., moved: _Optional[int] = ..., refused: _Optional[int] = ..., done: _Optional[_Union[_registry_service_pb2.Rate, _Mapping]] = ...) -> None: ...

class ListSurveysRequest(_message.Message):
    __slots__ = ("region_code", "open_only", "page_size", "page_token")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    OPEN_ONLY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    open_only: bool
    page_size: int
    page_token: str
    def __init__(self, region_code: _Optional[str] = ..., open_only: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListSurveysResponse(_message.Message):
    __slots__ = ("surveys", "next_page_token")
    SURVEYS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    surveys: _containers.RepeatedCompositeFieldContainer[Survey]
    next_page_token: str
    def __init__(self, surveys: _Optional[_Iterable[_Union[Survey, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CloseSurveyRequest(_message.Message):
    __slots__ = ("request_id", "survey_id", "closed_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SURVEY_ID_FIELD_NUMBER: _ClassVar[int]
    CLOSED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    survey_id: str
    closed_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., survey_id: _Optional[str] = ..., closed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class CloseSurveyResponse(_message.Message):
    __slots__ = ("survey",)
    SURVEY_FIELD_NUMBER: _ClassVar[int]
    survey: Survey
    def __init__(self, survey: _Optional[_Union[Survey, _Mapping]] = ...) -> None: ...
