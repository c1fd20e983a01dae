"""The registry's dated rules, as data, read once: the region tree and the working ages."""

from importlib.resources import files
from typing import Any, Final

import yaml

from services.registry.domain.regions import Regions
from services.registry.domain.working_age import WorkingAgeRule, rules_from


def _rows(name: str, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load(files(__package__).joinpath(name).read_text("utf-8"))[key]
    return rows


REGIONS: Final[Regions] = Regions(_rows("regions.yaml", "regions"))
WORKING_AGES: Final[tuple[WorkingAgeRule, ...]] = rules_from(_rows("working_age.yaml", "rules"))
