from bihuan.access.v1 import access_pb2 as _access_pb2
from buf.validate import validate_pb2 as _validate_pb2
from google.type import date_pb2 as _date_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class HouseholdRelation(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HOUSEHOLD_RELATION_UNSPECIFIED: _ClassVar[HouseholdRelation]
    HOUSEHOLD_RELATION_HEAD: _ClassVar[HouseholdRelation]
    HOUSEHOLD_RELATION_SPOUSE: _ClassVar[HouseholdRelation]
    HOUSEHOLD_RELATION_CHILD: _ClassVar[HouseholdRelation]
    HOUSEHOLD_RELATION_GRANDCHILD: _ClassVar[HouseholdRelation]
    HOUSEHOLD_RELATION_PARENT: _ClassVar[HouseholdRelation]
    HOUSEHOLD_RELATION_GRANDPARENT: _ClassVar[HouseholdRelation]
    HOUSEHOLD_RELATION_SIBLING: _ClassVar[HouseholdRelation]
    HOUSEHOLD_RELATION_OTHER: _ClassVar[HouseholdRelation]

class KinRelation(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    KIN_RELATION_UNSPECIFIED: _ClassVar[KinRelation]
    KIN_RELATION_SPOUSE: _ClassVar[KinRelation]
    KIN_RELATION_CHILD: _ClassVar[KinRelation]
    KIN_RELATION_GRANDCHILD: _ClassVar[KinRelation]
    KIN_RELATION_PARENT: _ClassVar[KinRelation]
    KIN_RELATION_GRANDPARENT: _ClassVar[KinRelation]
    KIN_RELATION_SIBLING: _ClassVar[KinRelation]
    KIN_RELATION_OTHER: _ClassVar[KinRelation]
    KIN_RELATION_NONE: _ClassVar[KinRelation]
    KIN_RELATION_OFFICE: _ClassVar[KinRelation]

class Guardianship(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    GUARDIANSHIP_UNSPECIFIED: _ClassVar[Guardianship]
    GUARDIANSHIP_LEGAL: _ClassVar[Guardianship]
    GUARDIANSHIP_APPOINTED: _ClassVar[Guardianship]
    GUARDIANSHIP_AGREED: _ClassVar[Guardianship]
HOUSEHOLD_RELATION_UNSPECIFIED: HouseholdRelation
HOUSEHOLD_RELATION_HEAD: HouseholdRelation
HOUSEHOLD_RELATION_SPOUSE: HouseholdRelation
HOUSEHOLD_RELATION_CHILD: HouseholdRelation
HOUSEHOLD_RELATION_GRANDCHILD: HouseholdRelation
HOUSEHOLD_RELATION_PARENT: HouseholdRelation
HOUSEHOLD_RELATION_GRANDPARENT: HouseholdRelation
HOUSEHOLD_RELATION_SIBLING: HouseholdRelation
HOUSEHOLD_RELATION_OTHER: HouseholdRelation
KIN_RELATION_UNSPECIFIED: KinRelation
KIN_RELATION_SPOUSE: KinRelation
KIN_RELATION_CHILD: KinRelation
KIN_RELATION_GRANDCHILD: KinRelation
KIN_RELATION_PARENT: KinRelation
KIN_RELATION_GRANDPARENT: KinRelation
KIN_RELATION_SIBLING: KinRelation
KIN_RELATION_OTHER: KinRelation
KIN_RELATION_NONE: KinRelation
KIN_RELATION_OFFICE: KinRelation
GUARDIANSHIP_UNSPECIFIED: Guardianship
GUARDIANSHIP_LEGAL: Guardianship
GUARDIANSHIP_APPOINTED: Guardianship
GUARDIANSHIP_AGREED: Guardianship

class Household(_message.Message):
    __slots__ = ("household_id", "region_code", "members", "former_members", "residences", "dissolved_on")
    HOUSEHOLD_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    FORMER_MEMBERS_FIELD_NUMBER: _ClassVar[int]
    RESIDENCES_FIELD_NUMBER: _ClassVar[int]
    DISSOLVED_ON_FIELD_NUMBER: _ClassVar[int]
    household_id: str
    region_code: str
    members: _containers.RepeatedCompositeFieldContainer[HouseholdMember]
    former_members: _containers.RepeatedCompositeFieldContainer[HouseholdMember]
    residences: _containers.RepeatedCompositeFieldContainer[HouseholdResidence]
    dissolved_on: _date_pb2.Date
    def __init__(self, household_id: _Optional[str] = ..., region_code: _Optional[str] = ..., members: _Optional[_Iterable[_Union[HouseholdMember, _Mapping]]] = ..., former_members: _Optional[_Iterable[_Union[HouseholdMember, _Mapping]]] = ..., residences: _Optional[_Iterable[_Union[HouseholdResidence, _Mapping]]] = ..., dissolved_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class HouseholdMember(_message.Message):
    __slots__ = ("person_id", "relation", "since", "until")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    relation: HouseholdRelation
    since: _date_pb2.Date
    until: _date_pb2.Date
    def __init__(self, person_id: _Optional[str] = ..., relation: _Optional[_Union[HouseholdRelation, str]] = ..., since: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class HouseholdResidence(_message.Message):
    __slots__ = ("region", "since", "moved_person_ids", "stayed_person_ids")
    REGION_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    MOVED_PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    STAYED_PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    region: str
    since: _date_pb2.Date
    moved_person_ids: _containers.RepeatedScalarFieldContainer[str]
    stayed_person_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, region: _Optional[str] = ..., since: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., moved_person_ids: _Optional[_Iterable[str]] = ..., stayed_person_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class MemberEntry(_message.Message):
    __slots__ = ("person_id", "relation")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    relation: HouseholdRelation
    def __init__(self, person_id: _Optional[str] = ..., relation: _Optional[_Union[HouseholdRelation, str]] = ...) -> None: ...

class RegisterHouseholdRequest(_message.Message):
    __slots__ = ("request_id", "region_code", "members", "since")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    region_code: str
    members: _containers.RepeatedCompositeFieldContainer[MemberEntry]
    since: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., region_code: _Optional[str] = ..., members: _Optional[_Iterable[_Union[MemberEntry, _Mapping]]] = ..., since: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RegisterHouseholdResponse(_message.Message):
    __slots__ = ("household",)
    HOUSEHOLD_FIELD_NUMBER: _ClassVar[int]
    household: Household
    def __init__(self, household: _Optional[_Union[Household, _Mapping]] = ...) -> None: ...

class JoinHouseholdRequest(_message.Message):
    __slots__ = ("request_id", "household_id", "person_id", "relation", "joined_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    HOUSEHOLD_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    JOINED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    household_id: str
    person_id: str
    relation: HouseholdRelation
    joined_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., household_id: _Optional[str] = ..., person_id: _Optional[str] = ..., relation: _Optional[_Union[HouseholdRelation, str]] = ..., joined_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class JoinHouseholdResponse(_message.Message):
    __slots__ = ("household",)
    HOUSEHOLD_FIELD_NUMBER: _ClassVar[int]
    household: Household
    def __init__(self, household: _Optional[_Union[Household, _Mapping]] = ...) -> None: ...

class LeaveHouseholdRequest(_message.Message):
    __slots__ = ("request_id", "household_id", "person_id", "left_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    HOUSEHOLD_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    LEFT_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    household_id: str
    person_id: str
    left_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., household_id: _Optional[str] = ..., person_id: _Optional[str] = ..., left_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class LeaveHouseholdResponse(_message.Message):
    __slots__ = ("household",)
    HOUSEHOLD_FIELD_NUMBER: _ClassVar[int]
    household: Household
    def __init__(self, household: _Optional[_Union[Household, _Mapping]] = ...) -> None: ...

class ChangeHouseholdHeadRequest(_message.Message):
    __slots__ = ("request_id", "household_id", "members", "changed_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    HOUSEHOLD_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    CHANGED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    household_id: str
    members: _containers.RepeatedCompositeFieldContainer[MemberEntry]
    changed_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., household_id: _Optional[str] = ..., members: _Optional[_Iterable[_Union[MemberEntry, _Mapping]]] = ..., changed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ChangeHouseholdHeadResponse(_message.Message):
    __slots__ = ("household",)
    HOUSEHOLD_FIELD_NUMBER: _ClassVar[int]
    household: Household
    def __init__(self, household: _Optional[_Union[Household, _Mapping]] = ...) -> None: ...

class MoveHouseholdRequest(_message.Message):
    __slots__ = ("request_id", "household_id", "region_code", "address", "moved_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    HOUSEHOLD_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    MOVED_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    household_id: str
    region_code: str
    address: str
    moved_on: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., household_id: _Optional[str] = ..., region_code: _Optional[str] = ..., address: _Optional[str] = ..., moved_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class MoveHouseholdResponse(_message.Message):
    __slots__ = ("household",)
    HOUSEHOLD_FIELD_NUMBER: _ClassVar[int]
    household: Household
    def __init__(self, household: _Optional[_Union[Household, _Mapping]] = ...) -> None: ...

class EnterHouseholdProgrammeRequest(_message.Message):
    __slots__ = ("request_id", "household_id", "programme_code", "entered_on", "recorded_by")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    HOUSEHOLD_ID_FIELD_NUMBER: _ClassVar[int]
    PROGRAMME_CODE_FIELD_NUMBER: _ClassVar[int]
    ENTERED_ON_FIELD_NUMBER: _ClassVar[int]
    RECORDED_BY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    household_id: str
    programme_code: str
    entered_on: _date_pb2.Date
    recorded_by: str
    def __init__(self, request_id: _Optional[str] = ..., household_id: _Optional[str] = ..., programme_code: _Optional[str] = ..., entered_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., recorded_by: _Optional[str] = ...) -> None: ...

class EnterHouseholdProgrammeResponse(_message.Message):
    __slots__ = ("household_id", "entered_person_ids", "left_out_person_ids")
    HOUSEHOLD_ID_FIELD_NUMBER: _ClassVar[int]
    ENTERED_PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    LEFT_OUT_PERSON_IDS_FIELD_NUMBER: _ClassVar[int]
    household_id: str
    entered_person_ids: _containers.RepeatedScalarFieldContainer[str]
    left_out_person_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, household_id: _Optional[str] = ..., entered_person_ids: _Optional[_Iterable[str]] = ..., left_out_person_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class GetHouseholdRequest(_message.Message):
    __slots__ = ("household_id", "as_of")
    HOUSEHOLD_ID_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    household_id: str
    as_of: _date_pb2.Date
    def __init__(self, household_id: _Optional[str] = ..., as_of: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class GetHouseholdResponse(_message.Message):
    __slots__ = ("household",)
    HOUSEHOLD_FIELD_NUMBER: _ClassVar[int]
    household: Household
    def __init__(self, household: _Optional[_Union[Household, _Mapping]] = ...) -> None: ...

class ListHouseholdsRequest(_message.Message):
    __slots__ = ("region_code", "person_id", "page_size", "page_token")
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    region_code: str
    person_id: str
    page_size: int
    page_token: str
    def __init__(self, region_code: _Optional[str] = ..., person_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListHouseholdsResponse(_message.Message):
    __slots__ = ("households", "next_page_token")
    HOUSEHOLDS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    households: _containers.RepeatedCompositeFieldContainer[HouseholdSummary]
    next_page_token: str
    def __init__(self, households: _Optional[_Iterable[_Union[HouseholdSummary, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class HouseholdSummary(_message.Message):
    __slots__ = ("household_id", "region_code", "head_person_id", "members")
    HOUSEHOLD_ID_FIELD_NUMBER: _ClassVar[int]
    REGION_CODE_FIELD_NUMBER: _ClassVar[int]
    HEAD_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    household_id: str
    region_code: str
    head_person_id: str
    members: int
    def __init__(self, household_id: _Optional[str] = ..., region_code: _Optional[str] = ..., head_person_id: _Optional[str] = ..., members: _Optional[int] = ...) -> None: ...

class Kin(_message.Message):
    __slots__ = ("kin_id", "person_id", "relation", "guardianship", "name", "phone", "kin_person_id", "since", "until", "recorded_by")
    KIN_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    GUARDIANSHIP_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    KIN_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    RECORDED_BY_FIELD_NUMBER: _ClassVar[int]
    kin_id: str
    person_id: str
    relation: KinRelation
    guardianship: Guardianship
    name: str
    phone: str
    kin_person_id: str
    since: _date_pb2.Date
    until: _date_pb2.Date
    recorded_by: str
    def __init__(self, kin_id: _Optional[str] = ..., person_id: _Optional[str] = ..., relation: _Optional[_Union[KinRelation, str]] = ..., guardianship: _Optional[_Union[Guardianship, str]] = ..., name: _Optional[str] = ..., phone: _Optional[str] = ..., kin_person_id: _Optional[str] = ..., since: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., recorded_by: _Optional[str] = ...) -> None: ...

class RecordKinRequest(_message.Message):
    __slots__ = ("request_id", "person_id", "relation", "guardianship", "name", "phone", "kin_person_id", "since", "recorded_by")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    GUARDIANSHIP_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    KIN_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    RECORDED_BY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person_id: str
    relation: KinRelation
    guardianship: Guardianship
    name: str
    phone: str
    kin_person_id: str
    since: _date_pb2.Date
    recorded_by: str
    def __init__(self, request_id: _Optional[str] = ..., person_id: _Optional[str] = ..., relation: _Optional[_Union[KinRelation, str]] = ..., guardianship: _Optional[_Union[Guardianship, str]] = ..., name: _Optional[str] = ..., phone: _Optional[str] = ..., kin_person_id: _Optional[str] = ..., since: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., recorded_by: _Optional[str] = ...) -> None: ...

class RecordKinResponse(_message.Message):
    __slots__ = ("kin",)
    KIN_FIELD_NUMBER: _ClassVar[int]
    kin: Kin
    def __init__(self, kin: _Optional[_Union[Kin, _Mapping]] = ...) -> None: ...

class EndKinRequest(_message.Message):
    __slots__ = ("request_id", "kin_id", "until")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    KIN_ID_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    kin_id: str
    until: _date_pb2.Date
    def __init__(self, request_id: _Optional[str] = ..., kin_id: _Optional[str] = ..., until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class EndKinResponse(_message.Message):
    __slots__ = ("kin",)
    KIN_FIELD_NUMBER: _ClassVar[int]
    kin: Kin
    def __init__(self, kin: _Optional[_Union[Kin, _Mapping]] = ...) -> None: ...

class ListKinRequest(_message.Message):
    __slots__ = ("person_id", "as_of", "page_size", "page_token")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    AS_OF_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    as_of: _date_pb2.Date
    page_size: int
    page_token: str
    def __init__(self, person_id: _Optional[str] = ..., as_of: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListKinResponse(_message.Message):
    __slots__ = ("kin", "next_page_token", "person_id")
    KIN_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    kin: _containers.RepeatedCompositeFieldContainer[Kin]
    next_page_token: str
    person_id: str
    def __init__(self, kin: _Optional[_Iterable[_Union[Kin, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., person_id: _Optional[str] = ...) -> None: ...
