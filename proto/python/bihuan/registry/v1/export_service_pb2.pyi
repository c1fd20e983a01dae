from bihuan.access.v1 import access_pb2 as _access_pb2
from bihuan.registry.v1 import events_pb2 as _events_pb2
from bihuan.registry.v1 import registry_service_pb2 as _registry_service_pb2
from buf.validate import validate_pb2 as _validate_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ExportPersonsRequest(_message.Message):
    __slots__ = ("region_code", "fields", "employment_status")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    EMPLOYMENT_STATUS_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    fields: _field_mask_pb2.FieldMask
    employment_status: _events_pb2.EmploymentStatus
    def __init__(self, region_code: _Optional[str] = ..., fields: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ..., employment_status: _Optional[_Union[_events_pb2.EmploymentStatus, str]] = ...) -> None: ...

class ExportPersonsResponse(_message.Message):
    __slots__ = ("persons", "total")
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    persons: _containers.RepeatedCompositeFieldContainer[ExportedPerson]
    total: int
    def __init__(self, persons: _Optional[_Iterable[_Union[ExportedPerson, _Mapping]]] = ..., total: _Optional[int] = ...) -> None: ...

class ExportedPerson(_message.Message):
    __slots__ = ("person_id", "region_code", "registered_on", "employment_status", "resident_id", "name", "phone", "address", "birth_date", "sex", "certificate_number", "category", "level", "issued_on", "expires_on")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_ON_FIELD_NUMBER: _ClassVar[int]
    EMPLOYMENT_STATUS_FIELD_NUMBER: _ClassVar[int]
    RESIDENT_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    BIRTH_DATE_FIELD_NUMBER: _ClassVar[int]
    SEX_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    ISSUED_ON_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_ON_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    region_code: str
    registered_on: _date_pb2.Date
    employment_status: _events_pb2.EmploymentStatus
    resident_id: str
    name: str
    phone: str
    address: str
    birth_date: _date_pb2.Date
    sex: _registry_service_pb2.Sex
    certificate_number: str
    category: _events_pb2.DisabilityCategory
    level: int
    issued_on: _date_pb2.Date
    expires_on: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., region_code: _Optional[str] = ..., registered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., employment_status: _Optional[_Union[_events_pb2.EmploymentStatus, str]] = ..., resident_id: _Optional[str] = ..., name: _Optional[str] = ..., phone: _Optional[str] = ..., address: _Optional[str] = ..., birth_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., sex: _Optional[_Union[_registry_service_pb2.Sex, str]] = ..., certificate_number: _Optional[str] = ..., category: _Optional[_Union[_events_pb2.DisabilityCategory, str]] = ..., level: _Optional[int] = ..., issued_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., expires_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...
