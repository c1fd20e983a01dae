"""Entering and leaving programmes (专项)."""

from datetime import date

from bihuan.registry.v1 import registry_service_pb2 as pb

from services.registry import store
from services.registry.data import PROGRAMMES
from services.registry.domain.person import PersonErased
from services.registry.domain.programmes import Participation, Programme
from shared import access, dates
from shared.errors import NotFound
from shared.store import Database, Document, Transaction


def enter_programme(tx: Transaction, person_id: str, code: str, entered_on: date, recorded_by: str) -> Participation:
    """Take down that a person is in a programme.

    Raises `NotFound`, `InvalidField`, `AlreadyExists`, `PersonDied`, `PersonErased`.
    """
    dates.check_not_future(entered_on, tx.now, "entered_on")
    person = store.person(tx, person_id)
    PROGRAMMES.require_open(code, entered_on)
    person.enter_programme(code, entered_on, recorded_by)
    store.save_person(tx, person)
    return person.programmes[-1]


def leave_programme(tx: Transaction, person_id: str, code: str, left_on: date) -> Participation:
    """Take down the last day of a person in a programme. Raises `NotFound`, `InvalidField`, `NotInProgramme`."""
    dates.check_not_future(left_on, tx.now, "left_on")
    person = store.person(tx, person_id)
    person.leave_programme(code, left_on)
    store.save_person(tx, person)
    return next(each for each in reversed(person.programmes) if each.programme_code == code)


def get_participation(
    database: Database, person_id: str, code: str, *, entered_on: date | None = None, left_on: date | None = None
) -> pb.Participation:
    """A person's time in a programme that began, or ended, on a day. Raises `NotFound`, `PersonErased`."""
    row = database.collection(store.PERSONS).find_one({"_id": person_id.lower(), **access.rows("region_code")})
    if row is None:
        raise NotFound("person", "person_id")
    if row["erased_on"] is not None:
        raise PersonErased("person_id", "the person's data was erased")
    for each in reversed(store.participations(row)):
        if each.programme_code == code and (each.entered_on == entered_on or (each.left_on or date.min) == left_on):
            return participation_message(each)
    raise NotFound("participation", "programme_code")


def participation_message(each: Participation) -> pb.Participation:
    """A time in a programme."""
    return pb.Participation(
        programme_code=each.programme_code,
        entered_on=dates.to_wire(each.entered_on),
        left_on=None if each.left_on is None else dates.to_wire(each.left_on),
        recorded_by=each.recorded_by,
    )


def participation_messages(row: Document) -> list[pb.Participation]:
    """Those of a person's document, by their first day."""
    found = store.participations(row)
    return [
        participation_message(each) for each in sorted(found, key=lambda each: (each.entered_on, each.programme_code))
    ]


def programme_message(programme: Programme) -> pb.Programme:
    """A programme with its days."""
    return pb.Programme(
        programme_code=programme.code,
        name=programme.name,
        valid_from=None if programme.from_day is None else dates.to_wire(programme.from_day),
        valid_until=None if programme.until_day is None else dates.to_wire(programme.until_day),
    )
