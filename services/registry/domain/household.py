"""Households (户) and the kin of persons (亲属、监护人), by date. Pure: no I/O.

A period holds from `since` until the day before `until`; nothing of one is ever changed but its end.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bihuan.registry.v1.household_service_pb2 import (
    HOUSEHOLD_RELATION_HEAD,
    Guardianship,
    HouseholdRelation,
    KinRelation,
)

from shared.aggregate import Aggregate
from shared.errors import InvalidField, NotFound, WrongState

MOST_MEMBERS, MOST_MEMBERSHIPS, MOST_RESIDENCES, MOST_KIN = 50, 500, 200, 200


class HouseholdDissolved(WrongState):
    """Nobody is left in it."""

    reason = "HOUSEHOLD_DISSOLVED"


class HouseholdFull(WrongState):
    """A household is one document, of a bounded size."""

    reason = "HOUSEHOLD_FULL"


class HeadLeaves(WrongState):
    """A household with members has a head."""

    reason = "HEAD_LEAVES"


class KinEnded(WrongState):
    """What has ended does not end again."""

    reason = "KIN_ENDED"


class KinFull(WrongState):
    """A person's kin are read as one list, of a bounded size."""

    reason = "KIN_FULL"


@dataclass(frozen=True)
class Membership:
    """A time of a person in a household, with one relation to its head."""

    person_id: str
    relation: HouseholdRelation
    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True)
class Place:
    """Where a household is since when; who moved there with it, and who did not."""

    region_code: str
    since: date
    moved: tuple[str, ...] = ()
    stayed: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Household(Aggregate):
    """Publishes nothing: no other service asks who lives with whom."""

    places: list[Place]
    memberships: list[Membership] = field(default_factory=list)
    dissolved_on: date | None = None

    @classmethod
    def found(cls, id: str, region_code: str, since: date, members: Mapping[str, HouseholdRelation]) -> "Household":
        """A new one. Raises `InvalidField`."""
        _require_one_head(members)
        memberships = [Membership(person_id, relation, since) for person_id, relation in members.items()]
        return cls(id=id, places=[Place(region_code, since)], memberships=memberships)

    @property
    def region_code(self) -> str:
        """Where it is."""
        return self.places[-1].region_code

    @property
    def members(self) -> list[Membership]:
        """Who belongs to it now, the head first."""
        return in_order(each for each in self.memberships if each.until is None)

    @property
    def head_id(self) -> str:
        """Who is head; empty: nobody, since the head was erased."""
        return next((each.person_id for each in self.members if each.relation == HOUSEHOLD_RELATION_HEAD), "")

    def membership(self, person_id: str) -> Membership:
        """The present one of a person. Raises `NotFound`."""
        found = next((each for each in self.members if each.person_id == person_id), None)
        if found is None:
            raise NotFound("member", "person_id")
        return found

    def join(self, person_id: str, relation: HouseholdRelation, on: date) -> None:
        """Take a person in, who is in no household. Raises `InvalidField`, `HouseholdDissolved`, `HouseholdFull`."""
        self.require_members()
        if on < self.places[0].since:
            raise InvalidField("joined_on", "must not lie before the first day of the household")
        if any(each.person_id == person_id and each.until is not None and on < each.until for each in self.memberships):
            raise InvalidField("joined_on", "must not lie before the day on which the person left the household")
        self._add([Membership(person_id, relation, on)])
        if len(self.members) > MOST_MEMBERS:
            raise HouseholdFull("household_id", f"a household has at most {MOST_MEMBERS} members")

    def leave(self, person_id: str, on: date) -> None:
        """Let a member go. Raises `NotFound`, `InvalidField`, `HeadLeaves`."""
        member = self.membership(person_id)
        if on <= member.since:
            raise InvalidField("left_on", "must lie after the day since when the membership holds")
        if member.relation == HOUSEHOLD_RELATION_HEAD and len(self.members) > 1:
            raise HeadLeaves("person_id", "others stay; say first who is head (ChangeHouseholdHead)")
        if len(self.members) == 1 and any(each.until is not None and on < each.until for each in self.memberships):
            raise InvalidField("left_on", "must not lie before the day on which another member left")
        self._end(member, on)
        if not self.members:
            self.dissolved_on = max(each.until for each in self.memberships if each.until is not None)

    def relate(self, relations: Mapping[str, HouseholdRelation], on: date) -> None:
        """Say anew how all members are related. Raises `InvalidField`, `HouseholdDissolved`, `HouseholdFull`."""
        self.require_members()
        members = self.members
        if relations.keys() != {each.person_id for each in members}:
            raise InvalidField("members", "must be just the present members of the household")
        _require_one_head(relations)
        if any(on <= each.since for each in members):
            raise InvalidField("changed_on", "must lie after the day since when the relations hold")
        changed = [each for each in members if relations[each.person_id] != each.relation]
        for each in changed:
            self._end(each, on)
        self._add([Membership(each.person_id, relations[each.person_id], on) for each in changed])

    def move(self, region_code: str, on: date, moved: list[str], stayed: list[str]) -> None:
        """It is elsewhere from a day on. Raises `InvalidField`, `HouseholdDissolved`, `HouseholdFull`."""
        self.require_members()
        if region_code == self.region_code:
            raise InvalidField("region_code", "is where the household is already")
        if on <= self.places[-1].since:
            raise InvalidField("moved_on", "must lie after the day since when the household is where the register says")
        if len(self.places) == MOST_RESIDENCES:
            raise HouseholdFull("household_id", f"a household has at most {MOST_RESIDENCES} residences")
        self.places.append(Place(region_code, on, tuple(moved), tuple(stayed)))

    def forget(self, person_id: str, on: date) -> None:
        """A person was erased: who lived with the person is known of the others only."""
        self.memberships = [each for each in self.memberships if each.person_id != person_id]
        self.places = [
            replace(
                place,
                moved=tuple(id for id in place.moved if id != person_id),
                stayed=tuple(id for id in place.stayed if id != person_id),
            )
            for place in self.places
        ]
        if not self.members and self.dissolved_on is None:
            self.dissolved_on = max(on, self.places[-1].since)

    def require_members(self) -> None:
        """Raises `HouseholdDissolved`."""
        if self.dissolved_on is not None:
            raise HouseholdDissolved("household_id", "nobody is left in the household; register another")

    def _add(self, memberships: list[Membership]) -> None:
        if len(self.memberships) + len(memberships) > MOST_MEMBERSHIPS:
            raise HouseholdFull("household_id", f"a household has at most {MOST_MEMBERSHIPS} memberships")
        self.memberships += memberships

    def _end(self, membership: Membership, on: date) -> None:
        place = self.memberships.index(membership)
        self.memberships[place] = replace(membership, until=on)


def in_order(memberships: Iterable[Membership]) -> list[Membership]:
    """The head first, then by id."""
    return sorted(memberships, key=lambda each: (each.relation != HOUSEHOLD_RELATION_HEAD, each.person_id))


def _require_one_head(members: Mapping[str, HouseholdRelation]) -> None:
    if list(members.values()).count(HOUSEHOLD_RELATION_HEAD) != 1:
        raise InvalidField("members", "one of them must be the head")


@dataclass(kw_only=True)
class Kin(Aggregate):
    """A relative or guardian of a person. The contact stands sealed with the person's key, and is not loaded."""

    person_id: str
    relation: KinRelation
    guardianship: Guardianship
    kin_person_id: str
    since: date
    recorded_by: str
    until: date | None = None

    def end(self, until: date) -> None:
        """It holds no more. Raises `KinEnded`, `InvalidField`."""
        if self.until is not None:
            raise KinEnded("kin_id", "this has ended before")
        if until <= self.since:
            raise InvalidField("until", "must lie after the day since when it holds")
        self.until = until
