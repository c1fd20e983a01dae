"""Posts, seekers and placements as MongoDB documents: dates as ISO text, enums by name, `regions` for queries.

`regions` lists a region code and those above it by their significant digits (370105003 → 37, 3701, 370105, 370105003),
so that a query for a city and all below it is an equality.
"""

from datetime import date
from typing import Any, NamedTuple

from bihuan.recruitment.v1.events_pb2 import EmploymentForm, PlacementEndReason

from services.recruitment.domain.matching import MINOR_GROUP
from services.recruitment.domain.placement import Contract, Placement, PlacementStatus
from services.recruitment.domain.post import Post
from services.recruitment.domain.seeker import Seeker
from services.recruitment.domain.wages import WageCheck
from shared import access
from shared.address import region_words
from shared.errors import AlreadyExists, NotFound
from shared.store import Document, Transaction

POSTS, SEEKERS, PLACEMENTS = "posts", "seekers", "placements"
# View: loops, whose they are, and the day on which the registry closed them without employment.
LOOPS = "loops"
# View: where persons live who have moved, and who has died or left the register (`gone_on`).
RESIDENCES = "residences"

FORM = "EMPLOYMENT_FORM_"
END_REASON = "PLACEMENT_END_REASON_"
# Placements that are on their way; a pair of post and seeker has at most one.
_LIVE = (PlacementStatus.INTENDED, PlacementStatus.SIGNED, PlacementStatus.STARTED)

INDEXES: list[tuple[str, list[tuple[str, int]], dict[str, Any]]] = [
    *(
        (collection, keys, {})
        for collection in (POSTS, SEEKERS, PLACEMENTS)
        for keys in (
            [("regions", 1), ("_id", 1)],
            [("regions", 1), ("status", 1), ("_id", 1)],
            [("status", 1), ("_id", 1)],
        )
    ),
    (SEEKERS, [("person_id", 1)], {"unique": True}),
    # Who may fit a post, and which posts may fit a seeker. `regions` and `wanted_groups` are both lists, which one
    # index cannot hold.
    (SEEKERS, [("status", 1), ("wanted_groups", 1)], {}),
    (POSTS, [("regions", 1), ("status", 1), ("occupation_code", 1)], {}),
    (PLACEMENTS, [("employer_code", 1), ("_id", 1)], {}),
    (PLACEMENTS, [("person_id", 1), ("_id", 1)], {}),
    (
        PLACEMENTS,
        [("post_id", 1), ("seeker_id", 1)],
        {"unique": True, "partialFilterExpression": {"live": True}, "name": "one_live_placement_per_pair"},
    ),
]


def region_key(region_code: str) -> str:
    """The significant digits of a region: 370100 → 3701."""
    return "".join(region_words(region_code))


def _regions(region_code: str) -> list[str]:
    words = region_words(region_code)
    return ["".join(words[: count + 1]) for count in range(len(words))]


def wanted_groups(seeker: Seeker) -> set[str]:
    """The minor groups of the occupations wanted, or what is known of one (`407`; empty: any)."""
    return {code[:MINOR_GROUP] for code in seeker.occupation_codes}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _form(name: str) -> EmploymentForm:
    return EmploymentForm.Value(FORM + name)  # type: ignore[return-value]  # the stubs call a value int


def _end_reason(name: str) -> PlacementEndReason:
    return PlacementEndReason.Value(END_REASON + name)  # type: ignore[return-value]  # as above


def post_document(post: Post) -> Document:
    """A post as it is stored."""
    return {
        "_id": post.id,
        "employer_code": post.employer_code,
        "employer_name": post.employer_name,
        "title": post.title,
        "occupation_code": post.occupation_code,
        "region_code": post.region_code,
        "regions": _regions(post.region_code),
        "vacancies": post.vacancies,
        "taken": post.taken,
        "monthly_wage_fen": post.monthly_wage_fen,
        "minimum_contract_months": post.minimum_contract_months,
        "form": EmploymentForm.Name(post.form).removeprefix(FORM),
        "opened_on": post.opened_on.isoformat(),
        "wage_check": post.wage_check.value,
        "status": post.status.value,
        "withdrawn_on": _iso(post.withdrawn_on),
    }


def post_from(row: Document) -> Post:
    """A post from its document."""
    return Post(
        id=row["_id"],
        version=row["version"],
        revision=row["revision"],
        employer_code=row["employer_code"],
        employer_name=row["employer_name"],
        title=row["title"],
        occupation_code=row["occupation_code"],
        region_code=row["region_code"],
        vacancies=row["vacancies"],
        taken=row["taken"],
        monthly_wage_fen=row["monthly_wage_fen"],
        minimum_contract_months=row["minimum_contract_months"],
        form=_form(row["form"]),
        opened_on=date.fromisoformat(row["opened_on"]),
        wage_check=WageCheck(row["wage_check"]),
        withdrawn_on=_day(row["withdrawn_on"]),
    )


def seeker_document(seeker: Seeker) -> Document:
    """A seeker as it is stored."""
    return {
        "_id": seeker.id,
        "person_id": seeker.person_id,
        "loop_id": seeker.loop_id,
        "region_code": seeker.region_code,
        "regions": _regions(seeker.region_code),
        "occupation_codes": seeker.occupation_codes,
        "wanted_groups": sorted(wanted_groups(seeker)),
        "registered_on": seeker.registered_on.isoformat(),
        "excellent": seeker.excellent,
        "wanted_monthly_wage_fen": seeker.wanted_monthly_wage_fen,
        "status": seeker.status.value,
        "intentions": sorted(seeker.intentions),
        "placement_id": seeker.placement_id,
        "on_post": seeker.on_post,
        "last_day": _iso(seeker.last_day),
        "withdrawn_on": _iso(seeker.withdrawn_on),
    }


def seeker_from(row: Document) -> Seeker:
    """A seeker from its document."""
    return Seeker(
        id=row["_id"],
        version=row["version"],
        revision=row["revision"],
        person_id=row["person_id"],
        loop_id=row["loop_id"],
        region_code=row["region_code"],
        occupation_codes=row["occupation_codes"],
        registered_on=date.fromisoformat(row["registered_on"]),
        excellent=row["excellent"],
        wanted_monthly_wage_fen=row["wanted_monthly_wage_fen"],
        intentions=set(row["intentions"]),
        placement_id=row["placement_id"],
        on_post=row["on_post"],
        last_day=_day(row["last_day"]),
        withdrawn_on=_day(row["withdrawn_on"]),
    )


def placement_document(placement: Placement) -> Document:
    """A placement as it is stored."""
    contract = placement.contract
    return {
        "_id": placement.id,
        "post_id": placement.post_id,
        "seeker_id": placement.seeker_id,
        "person_id": placement.person_id,
        "loop_id": placement.loop_id,
        "region_code": placement.region_code,
        "regions": _regions(placement.region_code),
        "employer_code": placement.employer_code,
        "occupation_code": placement.occupation_code,
        "status": placement.status.value,
        "live": placement.status in _LIVE,
        "intended_on": placement.intended_on.isoformat(),
        "contract": None
        if contract is None
        else {
            "signed_on": contract.signed_on.isoformat(),
            "starts": contract.starts.isoformat(),
            "until": _iso(contract.until),
            "monthly_wage_fen": contract.monthly_wage_fen,
            "form": EmploymentForm.Name(contract.form).removeprefix(FORM),
            "wage_check": contract.wage_check.value,
            "stable": contract.stable,
        },
        "started_on": _iso(placement.started_on),
        "ended_on": _iso(placement.ended_on),
        "end_reason": None
        if placement.end_reason is None
        else PlacementEndReason.Name(placement.end_reason).removeprefix(END_REASON),
        "dropped_on": _iso(placement.dropped_on),
    }


def placement_from(row: Document) -> Placement:
    """A placement from its document."""
    contract = row["contract"]
    return Placement(
        id=row["_id"],
        version=row["version"],
        revision=row["revision"],
        post_id=row["post_id"],
        seeker_id=row["seeker_id"],
        person_id=row["person_id"],
        loop_id=row["loop_id"],
        region_code=row["region_code"],
        employer_code=row["employer_code"],
        occupation_code=row["occupation_code"],
        status=PlacementStatus(row["status"]),
        intended_on=date.fromisoformat(row["intended_on"]),
        contract=None
        if contract is None
        else Contract(
            signed_on=date.fromisoformat(contract["signed_on"]),
            starts=date.fromisoformat(contract["starts"]),
            until=_day(contract["until"]),
            monthly_wage_fen=contract["monthly_wage_fen"],
            form=_form(contract["form"]),
            wage_check=WageCheck(contract["wage_check"]),
        ),
        started_on=_day(row["started_on"]),
        ended_on=_day(row["ended_on"]),
        end_reason=None if row["end_reason"] is None else _end_reason(row["end_reason"]),
        dropped_on=_day(row["dropped_on"]),
    )


def residence(tx: Transaction, person_id: str) -> str | None:
    """Where a person lives who has moved; empty for one who has not, None for one who has died or left the register.

    For whoever is about to make the person a seeker. Written, not only read: of this and a move or a departure at the
    same moment, one must see the other.
    """
    row = tx.find_one(RESIDENCES, {"_id": person_id}) or {}
    tx.put(RESIDENCES, person_id, {"asked_at": tx.now})
    return None if row.get("gone_on") else str(row.get("region_code", ""))


def note_departure(tx: Transaction, person_id: str, on: date | None) -> None:
    """Remember that a person died or left the register on a day; None: that was told falsely."""
    tx.put(RESIDENCES, person_id, {"gone_on": _iso(on)})


def note_residence(tx: Transaction, person_id: str, region_code: str) -> None:
    """Remember where a person lives now."""
    tx.put(RESIDENCES, person_id, {"region_code": region_code})


def post(tx: Transaction, post_id: str) -> Post:
    """Raises `NotFound`."""
    row = tx.find_one(POSTS, {"_id": post_id})
    if row is None:
        raise NotFound("post", "post_id")
    return post_from(row)


def own_post(tx: Transaction, post_id: str) -> Post:
    """The post that a request names. Raises `NotFound`, also when it is in none of the caller's regions."""
    found = post(tx, post_id)
    access.require_row(found.region_code, NotFound("post", "post_id"))
    return found


def seeker(tx: Transaction, seeker_id: str) -> Seeker:
    """Raises `NotFound`."""
    row = tx.find_one(SEEKERS, {"_id": seeker_id})
    if row is None:
        raise NotFound("seeker", "seeker_id")
    return seeker_from(row)


def own_seeker(tx: Transaction, seeker_id: str) -> Seeker:
    """The seeker whom a request names. Raises `NotFound`, also when of none of the caller's regions."""
    found = seeker(tx, seeker_id)
    access.require_row(found.region_code, NotFound("seeker", "seeker_id"))
    return found


def seeker_of(tx: Transaction, person_id: str) -> Seeker | None:
    """The seeker that a person is or was."""
    row = tx.find_one(SEEKERS, {"person_id": person_id})
    return None if row is None else seeker_from(row)


def placement(tx: Transaction, placement_id: str) -> Placement:
    """Raises `NotFound`."""
    row = tx.find_one(PLACEMENTS, {"_id": placement_id})
    if row is None:
        raise NotFound("placement", "placement_id")
    return placement_from(row)


def own_placement(tx: Transaction, placement_id: str) -> Placement:
    """The placement that a request names. Raises `NotFound`, also when of none of the caller's regions."""
    found = placement(tx, placement_id)
    access.require_row(found.region_code, NotFound("placement", "placement_id"))
    return found


class Told(NamedTuple):
    """Whose loop it is, as the registry has told it."""

    person_id: str
    region_code: str


def told_of_loop(tx: Transaction, loop_id: str) -> Told | None:
    """None: the registry's events of this loop have not come, or came when nobody kept whose it is."""
    row = tx.find_one(LOOPS, {"_id": loop_id})
    return Told(row["person_id"], row["region_code"]) if row is not None and "person_id" in row else None


def loop_is_over(tx: Transaction, loop_id: str) -> bool:
    """Whether the registry closed this loop without employment."""
    return tx.find_one(LOOPS, {"_id": loop_id, "over_on": {"$ne": None}}) is not None


def require_no_live_placement(tx: Transaction, post_id: str, seeker_id: str) -> None:
    """Raises `AlreadyExists` when this seeker has a live placement at this post."""
    if tx.find_one(PLACEMENTS, {"post_id": post_id, "seeker_id": seeker_id, "live": True}) is not None:
        raise AlreadyExists("placement", "seeker_id", "the seeker has an intention for this post already")


def save(tx: Transaction, *aggregates: Post | Seeker | Placement) -> None:
    """Store each with the events it recorded."""
    for aggregate in aggregates:
        match aggregate:
            case Post():
                tx.save(POSTS, aggregate, post_document(aggregate))
            case Seeker():
                tx.save(SEEKERS, aggregate, seeker_document(aggregate))
            case Placement():
                tx.save(PLACEMENTS, aggregate, placement_document(aggregate))
