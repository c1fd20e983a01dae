"""Any run of calls on posts, seekers and placements: refused calls change nothing, and the books always balance."""

import copy
import itertools
from collections.abc import Callable
from datetime import date, timedelta

from bihuan.recruitment.v1 import events_pb2 as events
from bihuan.recruitment.v1.events_pb2 import EMPLOYMENT_FORM_PROPORTIONAL, PLACEMENT_END_REASON_OTHER
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from services.recruitment.domain.placement import Contract, Placement, PlacementStatus
from services.recruitment.domain.post import Post, PostStatus
from services.recruitment.domain.seeker import FREE, Seeker, SeekerStatus
from services.recruitment.domain.wages import WageCheck
from shared.errors import CallError

FIRST = date(2020, 6, 1)
DAY = st.integers(0, 8).map(lambda days: FIRST + timedelta(days=days))
LIVE = (PlacementStatus.SIGNED, PlacementStatus.STARTED)


class Placements(RuleBasedStateMachine):
    """Three posts with few vacancies, two seekers; the steps are those of the commands."""

    pairs = Bundle("pairs")

    @initialize()
    def begin(self) -> None:
        self.posts = [
            Post(
                id=f"post-{place}",
                employer_code="913701050000000010",
                employer_name="示例",
                title="网络客服",
                occupation_code="4040203",
                region_code="370105",
                vacancies=number,
                monthly_wage_fen=250_000,
                minimum_contract_months=12,
                form=EMPLOYMENT_FORM_PROPORTIONAL,
                opened_on=FIRST,
                wage_check=WageCheck.MET,
            )
            for place, number in enumerate((1, 2, 2))
        ]
        self.seekers = [
            Seeker(
                id=f"seeker-{number}",
                person_id=f"person-{number}",
                loop_id=f"loop-{number}",
                region_code="370105003",
                occupation_codes=["4040203"],
                registered_on=FIRST,
            )
            for number in range(2)
        ]
        self.placements: list[Placement] = []
        for post in self.posts:
            post.open()

    def attempt(self, *steps: Callable[[], None]) -> bool:
        """All steps or, as a transaction does, none."""
        before = copy.deepcopy((self.posts, self.seekers, self.placements))
        try:
            for step in steps:
                step()
        except CallError:
            self.posts, self.seekers, self.placements = before
            return False
        return True

    def of(self, number: int) -> tuple[Placement, Post, Seeker]:
        placement = self.placements[number]
        post = next(post for post in self.posts if post.id == placement.post_id)
        return placement, post, next(seeker for seeker in self.seekers if seeker.id == placement.seeker_id)

    @rule(target=pairs, post=st.integers(0, 2), seeker=st.integers(0, 1), on=DAY)
    def intend(self, post: int, seeker: int, on: date) -> object:
        one, other = self.posts[post], self.seekers[seeker]
        placement = Placement(
            id=f"placement-{len(self.placements)}",
            post_id=one.id,
            seeker_id=other.id,
            person_id=other.person_id,
            loop_id=other.loop_id,
            region_code=other.region_code,
            employer_code=one.employer_code,
            occupation_code=one.occupation_code,
            intended_on=on,
        )
        allowed = one.status is PostStatus.OPEN and other.status in FREE
        done = self.attempt(lambda: one.require_open("post_id"), lambda: other.intend(placement.id), placement.intend)
        assert done == allowed
        if not done:
            return multiple()
        self.placements.append(placement)
        return len(self.placements) - 1

    @rule(number=pairs, on=DAY, length=st.integers(0, 8))
    def sign(self, number: int, on: date, length: int) -> None:
        placement, post, seeker = self.of(number)
        allowed = (
            placement.status is PlacementStatus.INTENDED
            and post.status is PostStatus.OPEN
            and seeker.status in FREE
            and on >= placement.intended_on
        )
        contract = Contract(
            signed_on=on,
            starts=on,
            until=on + timedelta(days=length),
            monthly_wage_fen=250_000,
            form=EMPLOYMENT_FORM_PROPORTIONAL,
            wage_check=WageCheck.MET,
        )
        done = self.attempt(
            placement.require_intended,
            lambda: post.take(on, "placement_id"),
            lambda: seeker.sign(placement.id),
            lambda: placement.sign(contract),
        )
        assert done == allowed

    @rule(number=pairs, on=DAY)
    def start(self, number: int, on: date) -> None:
        placement, _, seeker = self.of(number)
        contract = placement.contract
        allowed = (
            placement.status is PlacementStatus.SIGNED
            and contract is not None
            and contract.until is not None
            and contract.starts <= on <= contract.until
            and (seeker.last_day is None or on > seeker.last_day)
        )
        assert self.attempt(lambda: placement.start(on), lambda: seeker.start(on)) == allowed

    @rule(number=pairs, on=DAY)
    def end(self, number: int, on: date) -> None:
        placement, post, seeker = self.of(number)
        allowed = (
            placement.status is PlacementStatus.STARTED
            and placement.started_on is not None
            and on >= placement.started_on
        )
        done = self.attempt(
            lambda: placement.end(on, PLACEMENT_END_REASON_OTHER),
            lambda: seeker.release(placement.id, last_day=on),
            lambda: post.release(on),
        )
        assert done == allowed

    @rule(number=pairs, on=DAY)
    def drop(self, number: int, on: date) -> None:
        placement, post, seeker = self.of(number)
        signed = placement.status is PlacementStatus.SIGNED
        allowed = (signed or placement.status is PlacementStatus.INTENDED) and on >= placement.earliest_drop()
        done = self.attempt(
            lambda: placement.drop(on),
            lambda: seeker.release(placement.id),
            lambda: post.release(on) if signed else None,
        )
        assert done == allowed

    @rule(which=st.integers(0, 1), laters=st.lists(st.integers(0, 1), min_size=1, max_size=3))
    def live_on(self, which: int, laters: list[int]) -> None:
        """Some steps of a seeker's life at once, so that long lives are reached too."""
        for later in laters:
            self.go_on(which, later)

    def go_on(self, which: int, later: int) -> None:
        """The next step on the first day that may allow it, or the day after."""
        seeker = self.seekers[which]
        live = [
            number
            for number, item in enumerate(self.placements)
            if item.seeker_id == seeker.id and item.status in (PlacementStatus.INTENDED, *LIVE)
        ]
        if not live:
            return
        number = max(live, key=lambda each: (self.placements[each].status in LIVE, each))
        placement = self.placements[number]
        match placement.status:
            case PlacementStatus.INTENDED:
                day = max(placement.intended_on, seeker.last_day or FIRST)
                self.sign(number, day + timedelta(days=later), 8)
            case PlacementStatus.SIGNED if placement.contract is not None:
                self.start(number, placement.contract.starts + timedelta(days=later))
            case PlacementStatus.STARTED if placement.started_on is not None:
                self.end(number, placement.started_on)

    @rule(on=DAY)
    def withdraw_post(self, on: date) -> None:
        one = self.posts[1]
        allowed = one.status is not PostStatus.WITHDRAWN
        assert self.attempt(lambda: one.withdraw(on)) == allowed

    @invariant()
    def as_many_vacancies_are_taken_as_contracts_live_and_never_more_than_there_are(self) -> None:
        for post in getattr(self, "posts", []):
            live = [item for item in self.placements if item.post_id == post.id and item.status in LIVE]
            assert post.taken == len(live) <= post.vacancies

    @invariant()
    def a_seeker_has_at_most_one_contract_and_shows_it(self) -> None:
        for seeker in getattr(self, "seekers", []):
            own = [item for item in self.placements if item.seeker_id == seeker.id]
            live = [item for item in own if item.status in LIVE]
            assert [item.id for item in live] == ([seeker.placement_id] if seeker.placement_id else [])
            if live:
                started = live[0].status is PlacementStatus.STARTED
                assert seeker.status is (SeekerStatus.ON_POST if started else SeekerStatus.SIGNED)
            assert seeker.intentions == {item.id for item in own if item.status is PlacementStatus.INTENDED}

    @invariant()
    def work_periods_of_one_person_do_not_overlap(self) -> None:
        for seeker in getattr(self, "seekers", []):
            periods = sorted(
                (item.started_on, item.ended_on or date.max)
                for item in self.placements
                if item.seeker_id == seeker.id and item.started_on is not None
            )
            assert all(one[1] < two[0] for one, two in itertools.pairwise(periods))

    @invariant()
    def events_tell_the_same_as_the_state(self) -> None:
        for post in getattr(self, "posts", []):
            told = "OPEN"
            for event in post.events:
                match event:
                    case events.PostFilled():
                        assert told == "OPEN"
                        told = "FILLED"
                    case events.PostReopened():
                        assert told == "FILLED"
                        told = "OPEN"
                    case events.PostWithdrawn():
                        told = "WITHDRAWN"
            assert post.status == told
        for placement in getattr(self, "placements", []):
            last = {
                "IntentionRecorded": "INTENDED",
                "ContractSigned": "SIGNED",
                "PlacementStarted": "STARTED",
                "PlacementEnded": "ENDED",
                "IntentionDropped": "DROPPED",
            }[type(placement.events[-1]).__name__]
            assert placement.status == last


Placements.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestPlacements = Placements.TestCase
