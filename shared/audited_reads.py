"""What a call tells about persons, in the audit before it is told: the gRPC pass around every method does it.

Every personal read (`Needs.reads_persons`) has an entry that names whom its answer is about, also when the answer names
nobody; and so has every call behind broken glass, also when it is refused. A method that writes its own entry, because
it knows better what to say (`database.audit.note`), is left to it. A call about persons, also a write, that is refused
because somebody or something exists (`AlreadyExists`) has told just that, so it has an entry too.
"""

from functools import cache
from typing import Any
from uuid import UUID

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from shared.audit import Audit, Watch

PERSON = "person"
# Ids in one entry: a page of the longest list has two for each of its 500 rows. A longer answer has several entries.
TOGETHER = 1000
_OWN = 1  # the number of the field that holds a message's own id, if it has one


class Trail:
    """The entries of one call. Every method raises what pymongo raises; then nothing may be told."""

    def __init__(self, audit: Audit, watch: Watch, request: Any) -> None:
        """`request` is what the caller sent, readable or not."""
        self._audit = audit
        self._watch = watch
        self._request = request
        self._begun = False

    def given(self, answer: Message) -> None:
        """This answer, or this one of a stream, is about to be given."""
        self._begun = True
        if not self._watch.taken():
            self._note(ids_of(answer), "read")

    def ended(self) -> None:
        """The call has ended well: a stream may have had nothing to tell, which tells something too."""
        if not self._begun and not self._watch.taken():
            self._note([], "read")

    def refused(self, outcome: str) -> None:
        """The call is about to be refused."""
        if not self._watch.taken():
            self._note([], outcome)

    def exists(self, resource_type: str, id: str) -> None:
        """The call is about to be refused because that one exists: who asks so learns of it."""
        self._audit.note([f"{resource_type}s/{id}"] if id else _asked(self._request), "already_exists")

    def _note(self, ids: list[str], outcome: str) -> None:
        ids = ids or _asked(self._request)
        for start in range(0, max(len(ids), 1), TOGETHER):
            self._audit.note(ids[start : start + TOGETHER], outcome)
        self._watch.taken()


def ids_of(message: Message) -> list[str]:
    """Whom a message is about, as the audit names rows: `persons/<id>`, `loops/<id>`; each once, in their order.

    Persons wherever they stand. Beside them each row's own id; of rows that name no person, all ids that they have.
    """
    found: dict[str, None] = {}
    _gather(message, found, of_a_person=False)
    return list(found)


def _asked(request: Any) -> list[str]:
    """The ids that a request names. Nothing else of it: it may not have been checked, and hold anything."""
    if not isinstance(request, Message):
        return []
    return [id for id in ids_of(request) if _is_id(id.partition("/")[2])][:TOGETHER]


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _gather(message: Any, found: dict[str, None], *, of_a_person: bool) -> None:
    plan = _plan(message.DESCRIPTOR)
    own = [f"{kind}/{id}" for name, kind, many in plan.persons for id in _ids(message, name, many)]
    if not of_a_person:
        for name, kind, many in plan.rows if own else plan.others:
            found.update((f"{kind}/{id}", None) for id in _ids(message, name, many))
    found.update(dict.fromkeys(own))
    for name, kind in plan.nested:
        if kind == "one":
            if message.HasField(name):
                _gather(getattr(message, name), found, of_a_person=of_a_person or bool(own))
        else:
            rows = getattr(message, name)
            for row in rows.values() if kind == "map" else rows:
                _gather(row, found, of_a_person=of_a_person or bool(own))


def _ids(message: Any, name: str, many: bool) -> list[str]:
    value = getattr(message, name)
    return list(value) if many else [value] if value else []


class _Plan:
    """Where the ids of a kind of message are: (field, what it names, whether it is repeated)."""

    def __init__(self, message: Descriptor) -> None:
        self.persons: list[tuple[str, str, bool]] = []
        self.rows: list[tuple[str, str, bool]] = []
        self.others: list[tuple[str, str, bool]] = []
        self.nested: list[tuple[str, str]] = []
        for field in message.fields:
            kind, _, suffix = field.name.rpartition("_")
            if field.message_type is not None:
                self._look_into(field, field.message_type)
            elif field.type == FieldDescriptor.TYPE_STRING and suffix in ("id", "ids") and kind not in ("", "request"):
                about_a_person = kind == PERSON or kind.endswith(f"_{PERSON}")
                named = PERSON if about_a_person else kind
                place = (field.name, named + ("es" if named.endswith("s") else "s"), field.is_repeated)
                if about_a_person:
                    self.persons.append(place)
                else:
                    self.others.append(place)
                    if field.number == _OWN and not field.is_repeated:
                        self.rows.append(place)

    def _look_into(self, field: FieldDescriptor, inner: Descriptor) -> None:
        if inner.GetOptions().map_entry:
            if inner.fields_by_name["value"].message_type is not None:
                self.nested.append((field.name, "map"))
        elif not inner.full_name.startswith("google."):
            self.nested.append((field.name, "many" if field.is_repeated else "one"))


@cache
def _plan(message: Descriptor) -> _Plan:
    return _Plan(message)
