"""The registry's dated rules, as data, read once: the region tree, the working ages, programmes, when to remind."""

from importlib.resources import files
from typing import Any, Final

import yaml

from services.registry.domain import reminders
from services.registry.domain.programmes import Programmes
from services.registry.domain.regions import Regions
from services.registry.domain.working_age import WorkingAgeRule, rules_from


def _rows(name: str, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load(files(__package__).joinpath(name).read_text("utf-8"))[key]
    return rows


REGIONS: Final[Regions] = Regions(_rows("regions.yaml", "regions"))
REMINDERS: Final[tuple[reminders.ReminderRule, ...]] = reminders.rules_from(_rows("reminders.yaml", "rules"))
PROGRAMMES: Final[Programmes] = Programmes(_rows("programmes.yaml", "programmes"))
WORKING_AGES: Final[tuple[WorkingAgeRule, ...]] = rules_from(_rows("working_age.yaml", "rules"))
