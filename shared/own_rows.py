"""The second look at an answer: does it show rows of other regions than the caller's?

Queries and commands keep to the caller's regions themselves (`shared.access`). Whatever slips through them, a field
`region_code` anywhere in the answer gives it away: the answer is not given, and of a write nothing is kept.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from prometheus_client import Counter

from shared import logs
from shared.access import caller
from shared.errors import NotFound

log = logs.logger()

FIELD = "region_code"
SLIPPED = Counter("bihuan_access_rows_slipped", "Answers kept back because they held rows of other regions.")

_Sees = Callable[[str], bool]


def require_own(answer: Message) -> None:
    """Raises `NotFound` if the answer holds a row of a region that is not one of the caller's."""
    who = caller()
    if "" in who.regions:
        return
    if not _own(answer, who.sees):
        SLIPPED.inc()
        log.error("access.row_slipped", answer=answer.DESCRIPTOR.name)
        raise NotFound("row", "request")


def _own(message: Message, sees: _Sees) -> bool:
    for field, kind in _leading(message.DESCRIPTOR):
        if kind == "code":
            code = getattr(message, field)
            if code and not sees(code):
                return False
        elif kind == "one":
            if message.HasField(field) and not _own(getattr(message, field), sees):
                return False
        else:
            rows: Any = getattr(message, field)
            if not all(_own(row, sees) for row in (rows.values() if kind == "map" else rows)):
                return False
    return True


@cache
def _leading(message: Descriptor) -> tuple[tuple[str, str], ...]:
    """The fields of a message that are a region code, or lead to one."""
    found = []
    for field in message.fields:
        inner = field.message_type
        if field.name == FIELD and field.type == FieldDescriptor.TYPE_STRING and not field.is_repeated:
            found.append((field.name, "code"))
        elif inner is None:
            continue
        elif inner.GetOptions().map_entry:
            value = inner.fields_by_name["value"].message_type
            if value is not None and _leads(value, frozenset({message})):
                found.append((field.name, "map"))
        elif _leads(inner, frozenset({message})):
            found.append((field.name, "many" if field.is_repeated else "one"))
    return tuple(found)


def _leads(message: Descriptor, above: frozenset[Descriptor]) -> bool:
    return any(
        field.name == FIELD
        or (
            field.message_type is not None
            and field.message_type not in above
            and _leads(field.message_type, above | {message})
        )
        for field in message.fields
    )
