"""The purposes for which personal data may be asked for (shared/data/purposes.yaml), read once."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import yaml


@dataclass(frozen=True)
class Purpose:
    """A purpose: its code for `x-purpose`, its Chinese label and its legal basis."""

    code: str
    label: str
    basis: str


def _read() -> dict[str, Purpose]:
    rows = yaml.safe_load(files("shared").joinpath("data/purposes.yaml").read_text("utf-8"))["purposes"]
    return {row["code"]: Purpose(**row) for row in rows}


PURPOSES: Final[dict[str, Purpose]] = _read()
