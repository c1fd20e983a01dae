"""The region tree with the years in which each code is in force. Pure: no I/O (services/registry/data has the rows)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.errors import InvalidField, NotFound


@dataclass(frozen=True)
class Region:
    """A region of GB/T 2260 (six digits) or a sub-district (nine).

    Years are whole, both included; None: not bounded.
    """

    code: str
    name: str
    from_year: int | None
    until_year: int | None
    successor: str | None

    @property
    def parent(self) -> str | None:
        """The code of the region above; None for a province."""
        if len(self.code) == 9:
            return self.code[:6]
        if self.code[2:] == "0000":
            return None
        return self.code[:2] + "0000" if self.code[4:] == "00" else self.code[:4] + "00"

    def in_force(self, on: date) -> bool:
        """Whether the code is in force on a day."""
        return (self.from_year or 0) <= on.year <= (self.until_year or 9999)


class Regions:
    """All regions that a person can live in."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """`rows`: code, name, and from, until (years), successor where known."""
        self._by_code = {
            row["code"]: Region(row["code"], row["name"], row.get("from"), row.get("until"), row.get("successor"))
            for row in rows
        }

    def get(self, code: str, field: str = "region_code") -> Region:
        """Raises `NotFound`."""
        if code not in self._by_code:
            raise NotFound("region", field)
        return self._by_code[code]

    def below(self, parent: str, on: date | None) -> list[Region]:
        """The regions directly below one, by code; with `on`, only those in force that day. Raises `NotFound`."""
        self.get(parent, "parent_code")
        found = [r for r in self._by_code.values() if r.parent == parent and (on is None or r.in_force(on))]
        return sorted(found, key=lambda region: region.code)

    def require_in_force(self, code: str, on: date, field: str = "region_code") -> None:
        """Raises `InvalidField` when the code is unknown, or not in force on the day (with its successor, if any)."""
        region = self._by_code.get(code)
        if region is None:
            raise InvalidField(field, "no such region in the tree; ListRegions has the codes")
        if not region.in_force(on):
            years = f"{region.from_year or ''}–{region.until_year or ''}"
            then = f"; its successor is {region.successor}" if region.successor else ""
            raise InvalidField(field, f"the code is in force {years} only{then}")
