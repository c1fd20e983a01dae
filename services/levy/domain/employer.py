"""An employer (用人单位). Pure."""

import re
from dataclasses import dataclass
from datetime import date

from bihuan.levy.v1.events_pb2 import EmployerRegistered
from stdnum.cn import uscc

from shared.aggregate import Aggregate
from shared.errors import InvalidField


def check_code(employer_code: str) -> None:
    """Refuse a unified social credit code whose check character does not match (GB 32100).

    `uscc.validate` is not used: it refuses letters in the first two places, by which GB 32100 names some registering
    authorities and kinds of organisation (e.g. N and Y).
    """
    if not re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{18}", employer_code):
        raise InvalidField("employer_code", "must be 18 digits or upper-case letters without I, O, S, V and Z")
    if uscc.calc_check_digit(employer_code[:-1]) != employer_code[-1]:
        raise InvalidField("employer_code", "the check character does not match; compare it with the licence")


@dataclass(kw_only=True)
class Employer(Aggregate):
    """Whom the levy may be due from. `kind` is a name of EmployerKind."""

    code: str
    name: str
    kind: str
    founded_on: date
    region_code: str
    # A name of ManagementLevel.
    management_level: str = "COUNTY"

    @property
    def reviewing_region(self) -> str:
        """Whose reviewers look at its declarations: the city's of a unit that it manages, else the county's."""
        return f"{self.region_code[:4]}00" if self.management_level == "CITY" else self.region_code[:6]

    @classmethod
    def register(
        cls,
        id: str,
        code: str,
        name: str,
        kind: str,
        founded_on: date,
        region_code: str,
        management_level: str = "COUNTY",
    ) -> "Employer":
        """Enter an employer for the levy."""
        check_code(code)
        if not name.strip():
            raise InvalidField("name", "must not be blank")
        employer = cls(
            id=id,
            code=code,
            name=name,
            kind=kind,
            founded_on=founded_on,
            region_code=region_code,
            management_level=management_level,
        )
        employer.record(EmployerRegistered(employer_id=employer.id, region_code=region_code, employer_code=code))
        return employer
