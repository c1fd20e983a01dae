"""A post (岗位): open → filled → reopened …, or withdrawn."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bihuan.recruitment.v1 import events_pb2 as events
from bihuan.recruitment.v1.events_pb2 import EmploymentForm

from services.recruitment.domain.errors import PostFilled, PostWithdrawn
from services.recruitment.domain.wages import WageCheck
from shared.aggregate import Aggregate
from shared.dates import to_wire
from shared.errors import InvalidField


class PostStatus(StrEnum):
    """Names as in the contract's PostStatus."""

    OPEN = "OPEN"
    FILLED = "FILLED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(kw_only=True)
class Post(Aggregate):
    """One kind of work at one employer. `taken` of its `vacancies` have signed contracts; wages in fen a month."""

    employer_code: str
    employer_name: str
    title: str
    occupation_code: str
    region_code: str
    vacancies: int
    monthly_wage_fen: int
    minimum_contract_months: int
    form: EmploymentForm
    opened_on: date
    wage_check: WageCheck
    taken: int = 0
    withdrawn_on: date | None = None

    @property
    def status(self) -> PostStatus:
        """A withdrawn post stays withdrawn, whatever becomes of its contracts."""
        if self.withdrawn_on is not None:
            return PostStatus.WITHDRAWN
        return PostStatus.FILLED if self.taken == self.vacancies else PostStatus.OPEN

    def open(self) -> None:
        """Publish a new post."""
        self.record(
            events.PostOpened(
                post_id=self.id,
                region_code=self.region_code,
                employer_code=self.employer_code,
                occupation_code=self.occupation_code,
                vacancies=self.vacancies,
                opened_on=to_wire(self.opened_on),
            )
        )

    def require_open(self, field: str) -> None:
        """Raise `PostFilled` or `PostWithdrawn`; `field` is the request's field that led here."""
        if self.status is PostStatus.WITHDRAWN:
            raise PostWithdrawn(field, "the post has been withdrawn; choose another")
        if self.status is PostStatus.FILLED:
            raise PostFilled(field, "every vacancy of the post is taken; wait until one is free or choose another")

    def take(self, on: date, field: str) -> None:
        """A contract signed on this day takes a vacancy. Raises `PostFilled`, `PostWithdrawn`."""
        self.require_open(field)
        self.taken += 1
        if self.status is PostStatus.FILLED:
            self.record(
                events.PostFilled(
                    post_id=self.id,
                    region_code=self.region_code,
                    employer_code=self.employer_code,
                    filled_on=to_wire(on),
                )
            )

    def release(self, on: date) -> None:
        """A contract of this post came to an end on this day; its vacancy is free."""
        if self.taken == 0:
            raise ValueError("no vacancy of this post is taken")
        was_filled = self.status is PostStatus.FILLED
        self.taken -= 1
        if was_filled:
            self.record(
                events.PostReopened(
                    post_id=self.id,
                    region_code=self.region_code,
                    employer_code=self.employer_code,
                    reopened_on=to_wire(on),
                )
            )

    def withdraw(self, on: date) -> None:
        """The employer takes the post back. Raises `PostWithdrawn`, `InvalidField`."""
        if self.withdrawn_on is not None:
            raise PostWithdrawn("post_id", "the post has been withdrawn before")
        if on < self.opened_on:
            raise InvalidField("withdrawn_on", "must not be before the day the post opened")
        self.withdrawn_on = on
        self.record(
            events.PostWithdrawn(
                post_id=self.id,
                region_code=self.region_code,
                employer_code=self.employer_code,
                withdrawn_on=to_wire(on),
            )
        )
