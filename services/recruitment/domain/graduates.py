"""Which graduates become job seekers without asking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal


@dataclass(frozen=True, kw_only=True)
class GraduateRule:
    """What holds for those who graduate from `valid_from` on, until the next rule."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}  # a misspelt key in the data must not pass

    valid_from: date
    graduates: Literal["EXCELLENT", "ALL"]
    source: str


def becomes_seeker(rules: Sequence[GraduateRule], graduated_on: date, excellent: bool) -> bool:
    """Whether a person who graduated on this day is registered as a seeker."""
    held = [rule for rule in rules if rule.valid_from <= graduated_on]
    if not held:
        return False
    return excellent or max(held, key=lambda rule: rule.valid_from).graduates == "ALL"
