"""The dated rules of data/*.yaml, read once and checked against the domain's types."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from services.recruitment.domain.graduates import GraduateRule
from services.recruitment.domain.matching import MatchRules
from services.recruitment.domain.wages import WageRules

DATA = Path(__file__).parent / "data"


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


@cache
def wage_rules() -> WageRules:
    """Minimum wages. Raises pydantic's `ValidationError` for data of the wrong shape, as the functions below."""
    return TypeAdapter(WageRules).validate_python(_read("minimum_wage.yaml"))


@cache
def match_rules() -> list[MatchRules]:
    """Points and limits of the match."""
    return TypeAdapter(list[MatchRules]).validate_python(_read("matching.yaml"))


@cache
def graduate_rules() -> list[GraduateRule]:
    """Which graduates become seekers."""
    return TypeAdapter(list[GraduateRule]).validate_python(_read("graduates.yaml"))
