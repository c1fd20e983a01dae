"""Programmes (专项) and the times that a person is in them. Pure: no I/O (services/registry/data has the rows)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.errors import AlreadyExists, InvalidField, NotFound, WrongState


class NotInProgramme(WrongState):
    """Only who is in a programme can leave it."""

    reason = "NOT_IN_PROGRAMME"


@dataclass(frozen=True)
class Programme:
    """A programme, and the first and last day on which persons can enter it; None: not bounded."""

    code: str
    name: str
    from_day: date | None
    until_day: date | None


@dataclass(frozen=True)
class Participation:
    """A time in a programme: its first and last day; `left_on` is None while it runs."""

    programme_code: str
    entered_on: date
    recorded_by: str
    left_on: date | None = None


class Programmes:
    """All programmes there are."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """`rows`: code, name, and from, until (dates) where known."""
        self._by_code = {
            row["code"]: Programme(row["code"], row["name"], row.get("from"), row.get("until")) for row in rows
        }
        self._by_name = {programme.name: programme for programme in self._by_code.values()}

    def find(self, text: str) -> Programme | None:
        """By code or Chinese name."""
        return self._by_code.get(text) or self._by_name.get(text)

    def all(self) -> list[Programme]:
        """By code."""
        return [self._by_code[code] for code in sorted(self._by_code)]

    def require_open(self, code: str, on: date) -> None:
        """Raises `NotFound`, and `InvalidField` when nobody can enter on the day."""
        programme = self._by_code.get(code)
        if programme is None:
            raise NotFound("programme", "programme_code")
        if not (programme.from_day or date.min) <= on <= (programme.until_day or date.max):
            raise InvalidField("entered_on", "nobody can enter the programme on this day; ListProgrammes has its days")


def entered(times: list[Participation], code: str, on: date, recorded_by: str) -> list[Participation]:
    """The times with a new one. Raises `AlreadyExists`, or `InvalidField` for a day not after an earlier time."""
    for other in times:
        if other.programme_code != code:
            continue
        if other.left_on is None:
            raise AlreadyExists("participation", "programme_code", "the person is in this programme already")
        if on <= other.left_on:
            raise InvalidField("entered_on", "must lie after the last day of the earlier time in the programme")
    return [*times, Participation(code, on, recorded_by)]


def left(times: list[Participation], code: str, on: date) -> list[Participation]:
    """The times with the running one ended. Raises `NotInProgramme`, `InvalidField`."""
    for place, other in enumerate(times):
        if other.programme_code == code and other.left_on is None:
            if on < other.entered_on:
                raise InvalidField("left_on", "must not lie before the day of entry")
            ended = Participation(code, other.entered_on, other.recorded_by, on)
            return [*times[:place], ended, *times[place + 1 :]]
    raise NotInProgramme("programme_code", "the person is not in this programme")
