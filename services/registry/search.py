"""The search of persons: MongoDB → proto message, no aggregate.

Every search has one index that leads it (`_led_by`), in the order of the pages: what is searched for by equality, then
region and id. A page begins at its place in that index, so the thousandth costs what the first does. What else is asked
is judged on the way: the more of the led-to rows it refuses, the more are looked at for a page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.registry.v1.events_pb2 import EMPLOYMENT_STATUS_EMPLOYED, EmploymentStatus, NeedKind

from services.registry import store
from services.registry.domain.names import normalised
from services.registry.domain.working_age import birthday
from services.registry.store import PERSONS, enum_number, enum_text
from shared import access, dates
from shared.errors import InvalidField
from shared.paging import DEFAULT_PAGE_SIZE, make_token, query_of, read_token
from shared.store import Database, Document

COUNTED: Final = 10_000  # counting reads as many rows of the index; beyond, it is said that there are more
CATEGORIES: Final = [1, 2, 3, 4, 5, 6, 7]
_LAST: Final = "search.valid_until"
_REVOKED: Final = "search.revoked_on"


def search_persons(database: Database, request: pb.SearchPersonsRequest, as_of: date) -> pb.SearchPersonsResponse:
    """One page. Raises `InvalidField`, and `RegionDenied` for a region that is none of the caller's."""
    fields = _asked_fields(request)
    filter = _filter(database, request, as_of)
    prefixes = sorted(access.within(request.region_code))
    size = request.page_size or DEFAULT_PAGE_SIZE
    query = query_of({"filter": filter, "prefixes": prefixes, "as_of": as_of.isoformat()})
    after = read_token(request.page_token, query) if request.page_token else None
    if after is not None and not all(isinstance(part, str) for part in after):
        raise InvalidField("page_token", "is not a token of this query")
    projection = {column: 1 for name in fields for column in FIELDS[name].columns} | {"region_code": 1}
    finding = _Finding(database, filter, prefixes, _led_by(filter))
    # One more than asked for tells whether another page follows.
    rows = finding.rows(after, size + 1, projection)
    token = make_token(rows[size - 1]["region_code"], rows[size - 1]["_id"], query) if len(rows) > size else ""
    # By itself, not by the kernel: the caller may have asked for no ids, and persons are told of all the same.
    database.audit.note([f"{PERSONS}/{row['_id']}" for row in rows[:size]], "found")
    persons = [_message(row, fields, as_of) for row in rows[:size]]
    response = pb.SearchPersonsResponse(persons=persons, next_page_token=token)
    if request.with_count:
        found = finding.count()
        response.count.CopyFrom(pb.PersonCount(persons=min(found, COUNTED), more=found > COUNTED))
    return response


def _filter(database: Database, request: pb.SearchPersonsRequest, as_of: date) -> Document:
    """The condition without regions."""
    day = as_of.isoformat()
    by_now = {"$lte": day}
    found: Document = {
        "erased_on": None,
        "merged_into": None,
        "died_on": {"$not": by_now},
        "deregistered_on": {"$not": by_now},
    }
    if request.categories or request.levels:
        found["search.category"] = _any(request.categories or CATEGORIES)
        found["search.level"] = _any(request.levels or [1, 2, 3, 4])
    match request.certificate_state:
        case pb.CERTIFICATE_STATE_NONE:
            # Who has none has no category either.
            found.setdefault("search.category", None)
            found["search.valid_from"] = None
        case pb.CERTIFICATE_STATE_VALID:
            found |= {"search.valid_from": by_now, _LAST: {"$gte": day}, _REVOKED: {"$not": by_now}}
        case pb.CERTIFICATE_STATE_EXPIRED:
            found |= {_LAST: {"$lt": day}, _REVOKED: {"$not": by_now}}
        case pb.CERTIFICATE_STATE_REVOKED:
            found[_REVOKED] = by_now
        case pb.CERTIFICATE_STATE_NOT_YET_VALID:
            found["search.valid_from"] = {"$gt": day}
    born = _born(request, as_of)
    if born:
        found["birth_date"] = born
    if request.open_need:
        found["search.open_needs"] = enum_text(NeedKind, request.open_need)
    if request.employment_status:
        found["employment_status"] = enum_text(EmploymentStatus, request.employment_status)
    if request.programme_code:
        within = {"entered_on": by_now, "$or": [{"left_on": None}, {"left_on": {"$gte": day}}]}
        found["programmes.programme_code"] = request.programme_code
        found["programmes"] = {"$elemMatch": {"programme_code": request.programme_code, **within}}
    if request.name:
        # A name of nothing but blanks and dots is nobody's.
        found["search.name"] = store.name_key(database.vault, normalised(request.name))
    return found


def _any(values: Iterable[int]) -> Any:
    wanted = sorted({int(value) for value in values})
    return wanted[0] if len(wanted) == 1 else {"$in": wanted}


def _born(request: pb.SearchPersonsRequest, as_of: date) -> dict[str, str]:
    found = {}
    if request.HasField("age_from") and request.HasField("age_until") and request.age_until < request.age_from:
        raise InvalidField("age_until", "must not be less than age_from")
    if request.HasField("age_from"):
        found["$lte"] = _latest_birth(as_of, request.age_from).isoformat()
    if request.HasField("age_until"):
        found["$gt"] = _latest_birth(as_of, request.age_until + 1).isoformat()
    return found


def _latest_birth(as_of: date, age: int) -> date:
    """The birth date of the youngest who are so old on a day; born on 29 February, one is a year older on 1 March."""
    if as_of.year - age < 1:
        return date.min
    try:
        return as_of.replace(year=as_of.year - age)
    except ValueError:
        return date(as_of.year - age, 2, 28)


def _led_by(filter: Mapping[str, Any]) -> str:
    """The index that leads to the fewest rows, as far as the question tells."""
    if "search.name" in filter:
        return store.BY_NAME
    if "search.open_needs" in filter:
        return store.BY_NEED
    if "programmes.programme_code" in filter:
        return store.BY_PROGRAMME
    if "search.category" in filter:
        return store.BY_CERTIFICATE
    if filter.get("employment_status") == enum_text(EmploymentStatus, EMPLOYMENT_STATUS_EMPLOYED):
        return store.BY_WORK
    return store.BY_REGION


def order_of(bounds: Document) -> list[tuple[str, int]]:
    """How the rows of one range are asked for. Of one region by id alone, or MongoDB would sort them."""
    return [("_id", 1)] if "_id" in bounds else [("region_code", 1), ("_id", 1)]


class _Finding:
    """One search: its condition, in the caller's part of the region asked for, by one index."""

    def __init__(self, database: Database, filter: Document, prefixes: list[str], index: str) -> None:
        self._persons = database.collection(PERSONS)
        self._filter = filter
        self._prefixes = prefixes
        self._index = index

    def rows(self, after: tuple[str, str] | None, most: int, projection: Document) -> list[Document]:
        """The next rows after a region and id. Each range of the index is asked for by itself, in their order."""
        found: list[Document] = []
        for bounds in self._ranges(after):
            asked = {**self._filter, **bounds}
            left = most - len(found)
            cursor = self._persons.find(asked, projection, hint=self._index).sort(order_of(bounds)).limit(left)
            found += cursor.batch_size(most)
            if len(found) >= most:
                break
        return found

    def _ranges(self, after: tuple[str, str] | None) -> Iterable[Document]:
        for prefix in self._prefixes:
            span: dict[str, str] = access.span(prefix)
            if after is None or after[0] < span["$gte"]:
                yield {"region_code": span}
            elif after[0] < span["$lt"]:
                yield {"region_code": after[0], "_id": {"$gt": after[1]}}
                yield {"region_code": {"$gt": after[0], "$lt": span["$lt"]}}

    def count(self) -> int:
        """How many there are; more than `COUNTED` are not told apart."""
        found = 0
        for bounds in self._ranges(None):
            asked = {**self._filter, **bounds}
            found += self._persons.count_documents(asked, hint=self._index, limit=COUNTED + 1 - found)
            if found > COUNTED:
                break
        return found


@dataclass(frozen=True)
class _Field:
    """A field of FoundPerson: what it needs of a document, and how it is made."""

    columns: tuple[str, ...]
    value: Callable[[Document, date], Any]


def _age(row: Document, as_of: date) -> int:
    born = date.fromisoformat(row["birth_date"])
    years = as_of.year - born.year
    return max(0, years - 1 if birthday(born, years) > as_of else years)


def _state(row: Document, as_of: date) -> int:
    day, search = as_of.isoformat(), row["search"]
    if search["valid_from"] is None:
        return pb.CERTIFICATE_STATE_NONE
    if search["valid_from"] > day:
        return pb.CERTIFICATE_STATE_NOT_YET_VALID
    if search["revoked_on"] is not None and search["revoked_on"] <= day:
        return pb.CERTIFICATE_STATE_REVOKED
    return pb.CERTIFICATE_STATE_VALID if search["valid_until"] >= day else pb.CERTIFICATE_STATE_EXPIRED


FIELDS: Final[dict[str, _Field]] = {
    "person_id": _Field(("_id",), lambda row, _: row["_id"]),
    "region_code": _Field(("region_code",), lambda row, _: row["region_code"]),
    "sex": _Field(("sex",), lambda row, _: enum_number(pb.Sex, row["sex"])),
    "age": _Field(("birth_date",), _age),
    "employment_status": _Field(
        ("employment_status",), lambda row, _: enum_number(EmploymentStatus, row["employment_status"])
    ),
    "registered_on": _Field(("registered_on",), lambda row, _: dates.to_wire(date.fromisoformat(row["registered_on"]))),
    "certificate_id": _Field(
        ("certificates.certificate_id",),
        lambda row, _: row["certificates"][-1]["certificate_id"] if row["certificates"] else "",
    ),
    "category": _Field(("search.category",), lambda row, _: row["search"]["category"]),
    "level": _Field(("search.level",), lambda row, _: row["search"]["level"]),
    "certificate_state": _Field(("search.valid_from", "search.valid_until", "search.revoked_on"), _state),
    "open_needs": _Field(
        ("search.open_needs",),
        lambda row, _: [enum_number(NeedKind, kind) for kind in row["search"].get("open_needs", ())],
    ),
    "open_loop_id": _Field(("search.open_loop_id",), lambda row, _: row["search"]["open_loop_id"]),
}


def _asked_fields(request: pb.SearchPersonsRequest) -> list[str]:
    """The fields of the mask. Raises `InvalidField`."""
    paths = request.read_mask.paths
    if len(paths) > len(FIELDS):
        raise InvalidField("read_mask", f"must name at most {len(FIELDS)} fields")
    if any(path not in FIELDS for path in paths):
        raise InvalidField("read_mask", f"must name fields of FoundPerson only: {', '.join(FIELDS)}")
    return list(dict.fromkeys(paths)) or list(FIELDS)


def _message(row: Document, fields: Iterable[str], as_of: date) -> pb.FoundPerson:
    return pb.FoundPerson(**{name: FIELDS[name].value(row, as_of) for name in fields})
