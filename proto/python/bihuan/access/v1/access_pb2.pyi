from google.protobuf import descriptor_pb2 as _descriptor_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor
ACCESS_FIELD_NUMBER: _ClassVar[int]
access: _descriptor.FieldDescriptor
NEEDS_SCOPE_FIELD_NUMBER: _ClassVar[int]
needs_scope: _descriptor.FieldDescriptor

class Access(_message.Message):
    __slots__ = ("scope", "personal", "reference", "or_scopes")
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    PERSONAL_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    OR_SCOPES_FIELD_NUMBER: _ClassVar[int]
    scope: str
    personal: bool
    reference: bool
    or_scopes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, scope: _Optional[str] = ..., personal: _Optional[bool] = ..., reference: _Optional[bool] = ..., or_scopes: _Optional[_Iterable[str]] = ...) -> None: ...
