"""Exports: persons of a region, page by page, opened only where their fields are asked for."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from bihuan.registry.v1 import export_service_pb2 as pb
from bihuan.registry.v1.events_pb2 import EmploymentStatus
from bihuan.registry.v1.registry_service_pb2 import Sex

from services.registry import store
from shared import access, dates
from shared.errors import InvalidField
from shared.paging import page
from shared.store import Database, Document

PAGE: Final = 200
ALWAYS: Final = ("person_id", "region_code")
USUAL: Final = (*ALWAYS, "registered_on", "employment_status")
_SEALED: Final = ("resident_id", "name", "phone", "address")
_PERSONAL: Final = (*_SEALED, "birth_date", "sex", "certificate_number", "category", "level", "issued_on", "expires_on")


def fields_of(request: pb.ExportPersonsRequest) -> tuple[str, ...]:
    """The fields to export, in the order of the contract. Raises `InvalidField` for one that it does not have."""
    known = [field.name for field in pb.ExportedPerson.DESCRIPTOR.fields]
    wanted = set(request.fields.paths) or set(USUAL)
    if not wanted <= set(known):
        raise InvalidField("fields", f"has a path that is none of {', '.join(known)}")
    return tuple(name for name in known if name in wanted or name in ALWAYS)


def export(database: Database, request: pb.ExportPersonsRequest) -> Iterator[pb.ExportPersonsResponse]:
    """The pages; the audit has each before it is given. Raises `InvalidField`, `RegionDenied`."""
    fields = fields_of(request)
    filter: Document = {**access.rows("region_code", request.region_code), "merged_into": None}
    if request.employment_status:
        filter["employment_status"] = store.enum_text(EmploymentStatus, request.employment_status)
    said = f"region {request.region_code}, fields {' '.join(fields)}"
    if request.employment_status:
        said += f", {filter['employment_status'].lower()}"
    total, token, number = 0, "", 0
    while True:
        rows, token = page(
            database.collection(store.PERSONS), filter, page_size=PAGE, page_token=token, sort="region_code"
        )
        number += 1
        total += len(rows)
        persons = _persons(database, rows, fields)
        last = "" if token else f"; {total} in all"
        database.audit.note(
            [f"{store.PERSONS}/{row['_id']}" for row in rows], f"exported page {number}: {len(rows)} of {said}{last}"
        )
        yield pb.ExportPersonsResponse(persons=persons, total=None if token else total)
        if not token:
            return


def _persons(database: Database, rows: list[Document], fields: tuple[str, ...]) -> list[pb.ExportedPerson]:
    alive = [row["_id"] for row in rows if row["erased_on"] is None]
    opened: dict[str, Document] = {id: {} for id in alive}
    if set(fields) & set(_SEALED):
        wanted = {field: 1 for field in _SEALED if field in fields}
        found = database.collection(store.IDENTITIES).find({"_id": {"$in": alive}}, wanted)
        for document in _clear(database, list(found)):
            opened[document["_id"]] |= document
    if "certificate_number" in fields:
        last = [row["certificates"][-1]["certificate_id"] for row in rows if row["certificates"]]
        cards = database.collection(store.CERTIFICATES).find(
            {"_id": {"$in": last}, "number": {"$exists": True}}, {"person_id": 1, "number": 1}
        )
        for document in _clear(database, list(cards)):
            opened.setdefault(document["person_id"], {})["certificate_number"] = document["number"]
    return [_person(row, opened.get(row["_id"]), fields) for row in rows]


def _clear(database: Database, documents: list[Document]) -> list[Document]:
    """In the clear; without those whose persons were erased meanwhile."""
    together = store.clear(database, documents)
    if together is not None:
        return together
    one_by_one = (store.clear(database, [document]) for document in documents)
    return [opened[0] for opened in one_by_one if opened is not None]


def _person(row: Document, opened: Document | None, fields: tuple[str, ...]) -> pb.ExportedPerson:
    person = pb.ExportedPerson()
    for field in fields:
        if opened is not None or field not in _PERSONAL:
            _set(person, field, row, opened or {})
    return person


def _set(person: pb.ExportedPerson, field: str, row: Document, opened: Document) -> None:
    card = row["certificates"][-1] if row["certificates"] else None
    match field:
        case "person_id":
            person.person_id = row["_id"]
        case "region_code":
            person.region_code = row["region_code"]
        case "registered_on" | "birth_date":
            getattr(person, field).CopyFrom(dates.to_wire(date.fromisoformat(row[field])))
        case "employment_status":
            person.employment_status = store.enum_number(EmploymentStatus, row["employment_status"])
        case "sex":
            person.sex = store.enum_number(Sex, row["sex"])
        case "category" | "level" if card is not None:
            setattr(person, field, card[field])
        case "issued_on" | "expires_on" if card is not None:
            stored = "valid_from" if field == "issued_on" else "valid_until"
            getattr(person, field).CopyFrom(dates.to_wire(date.fromisoformat(card[stored])))
        case "category" | "level" | "issued_on" | "expires_on":
            pass
        case _:
            setattr(person, field, opened.get(field) or "")
