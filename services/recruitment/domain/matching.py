"""Who fits which post: eligibility first, then an integer score made of explained parts.

An ineligible pair has reasons and no score. Employers see functional facts only; nothing here knows a diagnosis.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from bihuan.recruitment.v1.events_pb2 import EmploymentForm

from services.recruitment.domain.post import Post, PostStatus
from services.recruitment.domain.seeker import Seeker

# Digits of a GB/T 6565-2015 code that name the minor group (小类).
MINOR_GROUP = 5


class ScorePart(StrEnum):
    """Names as in the contract's ScorePart."""

    OCCUPATION = "OCCUPATION"
    REGION = "REGION"
    EXCELLENT = "EXCELLENT"
    STABLE_CONTRACT = "STABLE_CONTRACT"


class Reason(StrEnum):
    """Names as in the contract's IneligibleReason."""

    POST_FILLED = "POST_FILLED"
    POST_WITHDRAWN = "POST_WITHDRAWN"
    SEEKER_WITHDRAWN = "SEEKER_WITHDRAWN"
    SEEKER_HAS_PLACEMENT = "SEEKER_HAS_PLACEMENT"
    OTHER_OCCUPATION = "OTHER_OCCUPATION"
    TOO_FAR = "TOO_FAR"
    WAGE_BELOW_WANTED = "WAGE_BELOW_WANTED"


@dataclass(frozen=True, kw_only=True)
class MatchRules:
    """The points of a score and the limits of eligibility for posts opened from `valid_from` on.

    `region_points` and the reaches count shared leading digits of the region codes: 9 sub-district, 6 county, 4 city,
    2 province. `reach_of_forms` (names of EmploymentForm without prefix) overrides `reach`.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}  # a misspelt key in the data must not pass

    valid_from: date
    same_occupation: int
    same_group: int
    region_points: Mapping[int, int]
    excellent: int
    stable_contract: int
    reach: int
    reach_of_forms: Mapping[str, int]
    source: str

    def reach_of(self, form: EmploymentForm) -> int:
        """How many leading digits the post's and the seeker's region must share."""
        return self.reach_of_forms.get(EmploymentForm.Name(form).removeprefix("EMPLOYMENT_FORM_"), self.reach)

    def widest_reach(self) -> int:
        """The fewest shared digits that any form allows."""
        return min(self.reach, *self.reach_of_forms.values())


@dataclass(frozen=True)
class Verdict:
    """What was found about a pair: reasons against it, or the parts of its score."""

    reasons: Sequence[Reason]
    parts: Mapping[ScorePart, int]

    @property
    def eligible(self) -> bool:
        """Whether nothing speaks against the pair."""
        return not self.reasons

    @property
    def score(self) -> int:
        """The sum of the parts. Raises `ValueError` for an ineligible pair, which has none."""
        if self.reasons:
            raise ValueError("an ineligible pair has no score")
        return sum(self.parts.values())


def rules_on(rules: Sequence[MatchRules], day: date) -> MatchRules:
    """The rules for posts opened on a day; before the first the first hold."""
    held = [row for row in rules if row.valid_from <= day]
    return max(held, key=lambda row: row.valid_from) if held else min(rules, key=lambda row: row.valid_from)


def judge(rules: MatchRules, post: Post, seeker: Seeker) -> Verdict:
    """Judge one pair."""
    occupation = _occupation_points(rules, post, seeker)
    shared = _shared_levels(post.region_code, seeker.region_code)
    reasons = []
    if post.status is PostStatus.FILLED:
        reasons.append(Reason.POST_FILLED)
    if post.status is PostStatus.WITHDRAWN:
        reasons.append(Reason.POST_WITHDRAWN)
    if seeker.placement_id is not None:
        reasons.append(Reason.SEEKER_HAS_PLACEMENT)
    elif seeker.withdrawn_on is not None:
        reasons.append(Reason.SEEKER_WITHDRAWN)
    if occupation is None:
        reasons.append(Reason.OTHER_OCCUPATION)
    if shared < rules.reach_of(post.form):
        reasons.append(Reason.TOO_FAR)
    if post.monthly_wage_fen < seeker.wanted_monthly_wage_fen:
        reasons.append(Reason.WAGE_BELOW_WANTED)
    if reasons:
        return Verdict(reasons, {})
    points = {
        ScorePart.OCCUPATION: occupation or 0,
        ScorePart.REGION: rules.region_points.get(shared, 0),
        ScorePart.EXCELLENT: rules.excellent if seeker.excellent else 0,
        ScorePart.STABLE_CONTRACT: rules.stable_contract if post.minimum_contract_months >= 12 else 0,
    }
    return Verdict((), {part: value for part, value in points.items() if value})


def _occupation_points(rules: MatchRules, post: Post, seeker: Seeker) -> int | None:
    """Points of the occupation that fits best; None when none fits. Empty text wants any, for no points."""
    best: int | None = None
    for wanted in seeker.occupation_codes:
        if wanted == post.occupation_code:
            return rules.same_occupation
        if not wanted:
            best = best or 0
        elif _same_group(wanted, post.occupation_code):
            best = rules.same_group
    return best


def _same_group(wanted: str, offered: str) -> bool:
    digits = min(len(wanted), len(offered), MINOR_GROUP)
    return wanted[:digits] == offered[:digits]


def _shared_levels(one: str, other: str) -> int:
    """The digits (9, 6, 4, 2 or 0) of the smallest region that holds both."""
    return next((digits for digits in (9, 6, 4, 2) if one[:digits] == other[:digits] and len(one) >= digits), 0)
