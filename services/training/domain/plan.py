"""What a class is, fixed when it opens. Pure: no I/O."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum.cn import uscc

from services.training.domain.regions import within
from shared.errors import InvalidField


class Rule(StrEnum):
    """A condition of admission that a class may set; `EnrolmentRule` of the contract says what each means."""

    WILLING = "WILLING"
    OCCUPATION = "OCCUPATION"
    CERTIFICATE = "CERTIFICATE"
    WORKING_AGE = "WORKING_AGE"
    REGION = "REGION"
    NOT_EMPLOYED = "NOT_EMPLOYED"


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Who teaches (培训机构)."""

    name: str
    unified_social_credit_code: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`ClassPlan` of the contract, which documents each field. Raises `InvalidField` when the fields contradict."""

    title: str
    provider: Provider
    region_code: str
    catchment_region_code: str
    occupation_code: str
    starts_on: date
    ends_on: date
    sessions: tuple[date, ...]
    capacity: int
    pass_mark: int
    excellent_mark: int
    minimum_attendance_percent: int
    rules: frozenset[Rule]

    def __post_init__(self) -> None:
        """Refuse fields that contradict one another."""
        # GB 32100: 18 characters, the last a check character over the others (modulo 31).
        if not uscc.is_valid(self.provider.unified_social_credit_code):
            raise InvalidField(
                "plan.provider.unified_social_credit_code",
                "the check character does not match (GB 32100); compare it with the business licence",
            )
        if not within(self.region_code, self.catchment_region_code):
            raise InvalidField("plan.catchment_region_code", "must be region_code or a region above it")
        if self.ends_on < self.starts_on:
            raise InvalidField("plan.ends_on", "must not be before starts_on")
        for index, day in enumerate(self.sessions):
            if not self.starts_on <= day <= self.ends_on:
                raise InvalidField(f"plan.sessions[{index}]", "must lie within starts_on to ends_on")
            if index and day <= self.sessions[index - 1]:
                raise InvalidField(f"plan.sessions[{index}]", "sessions must be in order, each day once")
        if self.excellent_mark < self.pass_mark:
            raise InvalidField("plan.excellent_mark", "must not be below pass_mark")
