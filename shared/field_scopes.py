"""Fields that only some callers may set or see: the option `(bihuan.access.v1.needs_scope)` of the contracts.

In a request, a caller who sets such a field needs its scope beside the rpc's; in an answer, the field is left empty for
a caller without it.
"""

from collections.abc import Callable, Collection
from functools import cache
from typing import Any

from bihuan.access.v1 import access_pb2
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

_NEEDS_SCOPE: Any = access_pb2.needs_scope  # the generated stub calls it a plain descriptor

Found = Callable[[Any, FieldDescriptor, str], None]


def scope_of(field: FieldDescriptor) -> str:
    """The scope that a field needs; "" for most."""
    return str(field.GetOptions().Extensions[_NEEDS_SCOPE])


@cache
def scopes_in(message: Descriptor) -> frozenset[str]:
    """All scopes that fields of a message need, and of the messages in it."""
    return frozenset(_scopes_in(message, frozenset()))


def _scopes_in(message: Descriptor, above: frozenset[Descriptor]) -> set[str]:
    found = {scope for field in message.fields if (scope := scope_of(field))}
    for field in message.fields:
        if field.message_type is not None and field.message_type not in above:
            found |= _scopes_in(field.message_type, above | {message})
    return found


def lacking(request: Message, scopes: Collection[str]) -> tuple[str, str] | None:
    """The first field that is set without its scope, and the scope; None: none is."""
    found: list[tuple[str, str]] = []
    _each(request, scopes, lambda _, field, scope: found.append((field.name, scope)))
    return found[0] if found else None


def keep_back(answer: Message, scopes: Collection[str]) -> None:
    """Empty what the caller may not see."""
    _each(answer, scopes, lambda message, field, _: message.ClearField(field.name))


def _each(message: Any, scopes: Collection[str], found: Found) -> None:
    """Call `found` for every field that is set and whose scope is none of these."""
    for field, scope, deeper in _marked(message.DESCRIPTOR):
        if scope:
            if scope not in scopes and (
                len(getattr(message, field.name)) if field.is_repeated else _is_set(message, field)
            ):
                found(message, field, scope)
        elif deeper == "many":
            for each in getattr(message, field.name):
                _each(each, scopes, found)
        elif message.HasField(field.name):
            _each(getattr(message, field.name), scopes, found)


def _is_set(message: Any, field: FieldDescriptor) -> bool:
    if field.has_presence:
        return bool(message.HasField(field.name))
    return bool(getattr(message, field.name) != field.default_value)


@cache
def _marked(message: Descriptor) -> tuple[tuple[FieldDescriptor, str, str], ...]:
    """The fields of a message that need a scope, or lead to one that does. Maps have none of them."""
    found = []
    for field in message.fields:
        scope = scope_of(field)
        inner = field.message_type
        if scope:
            found.append((field, scope, ""))
        elif inner is not None and not inner.GetOptions().map_entry and scopes_in(inner):
            found.append((field, "", "many" if field.is_repeated else "one"))
    return tuple(found)
