"""Documents → messages: what recruitment shows. No aggregate is changed here."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from bihuan.recruitment.v1 import recruitment_service_pb2 as pb
from google.type.date_pb2 import Date

from services.recruitment import store
from shared import access
from shared.dates import to_wire
from shared.errors import NotFound
from shared.paging import page
from shared.store import Database, Document

M = TypeVar("M")


def _date(text: str | None) -> Date | None:
    return None if text is None else to_wire(date.fromisoformat(text))


def post_message(row: Document) -> pb.Post:
    """A post from its document."""
    return pb.Post(
        post_id=row["_id"],
        employer=pb.Employer(unified_social_credit_code=row["employer_code"], name=row["employer_name"]),
        title=row["title"],
        occupation_code=row["occupation_code"],
        region_code=row["region_code"],
        vacancies=row["vacancies"],
        taken=row["taken"],
        monthly_wage_fen=row["monthly_wage_fen"],
        minimum_contract_months=row["minimum_contract_months"],
        form=store.FORM + row["form"],
        opened_on=_date(row["opened_on"]),
        status=f"POST_STATUS_{row['status']}",
        withdrawn_on=_date(row["withdrawn_on"]),
        wage_check=f"WAGE_CHECK_{row['wage_check']}",
    )


def seeker_message(row: Document) -> pb.Seeker:
    """A seeker from its document."""
    return pb.Seeker(
        seeker_id=row["_id"],
        person_id=row["person_id"],
        loop_id=row["loop_id"],
        region_code=row["region_code"],
        occupation_codes=row["occupation_codes"],
        excellent=row["excellent"],
        wanted_monthly_wage_fen=row["wanted_monthly_wage_fen"],
        registered_on=_date(row["registered_on"]),
        status=f"SEEKER_STATUS_{row['status']}",
        placement_id=row["placement_id"] or "",
        withdrawn_on=_date(row["withdrawn_on"]),
    )


def placement_message(row: Document) -> pb.Placement:
    """A placement from its document."""
    contract, reason = row["contract"], row["end_reason"]
    return pb.Placement(
        placement_id=row["_id"],
        post_id=row["post_id"],
        seeker_id=row["seeker_id"],
        person_id=row["person_id"],
        loop_id=row["loop_id"],
        region_code=row["region_code"],
        employer_code=row["employer_code"],
        occupation_code=row["occupation_code"],
        status=f"PLACEMENT_STATUS_{row['status']}",
        intended_on=_date(row["intended_on"]),
        contract=None
        if contract is None
        else pb.Contract(
            signed_on=_date(contract["signed_on"]),
            contract_from=_date(contract["starts"]),
            contract_until=_date(contract["until"]),
            monthly_wage_fen=contract["monthly_wage_fen"],
            form=store.FORM + contract["form"],
            stable=contract["stable"],
            wage_check=f"WAGE_CHECK_{contract['wage_check']}",
        ),
        started_on=_date(row["started_on"]),
        ended_on=_date(row["ended_on"]),
        end_reason=None if reason is None else store.END_REASON + reason,
        dropped_on=_date(row["dropped_on"]),
    )


def _get(database: Database, collection: str, kind: str, id: str) -> Document:
    row = database.collection(collection).find_one({"_id": id, **access.rows("region_code")})
    if row is None:
        raise NotFound(kind, f"{kind}_id")
    return row


def get_post(database: Database, request: pb.GetPostRequest) -> pb.GetPostResponse:
    """Raises `NotFound`."""
    return pb.GetPostResponse(post=post_message(_get(database, store.POSTS, "post", request.post_id)))


def get_seeker(database: Database, request: pb.GetSeekerRequest) -> pb.GetSeekerResponse:
    """Raises `NotFound`."""
    return pb.GetSeekerResponse(seeker=seeker_message(_get(database, store.SEEKERS, "seeker", request.seeker_id)))


def get_placement(database: Database, request: pb.GetPlacementRequest) -> pb.GetPlacementResponse:
    """Raises `NotFound`."""
    row = _get(database, store.PLACEMENTS, "placement", request.placement_id)
    return pb.GetPlacementResponse(placement=placement_message(row))


def _filter(region_code: str, status: str, prefix: str, **others: str) -> dict[str, Any]:
    """What of a list request narrows the query; `status` is the enum value's full name."""
    wanted: dict[str, Any] = {field: value for field, value in others.items() if value}
    wanted |= access.rows_by_key("regions", region_code)
    if (name := status.removeprefix(prefix)) != "UNSPECIFIED":
        wanted["status"] = name
    return wanted


def _rows(
    database: Database,
    collection: str,
    wanted: dict[str, Any],
    request: pb.ListPostsRequest | pb.ListSeekersRequest | pb.ListPlacementsRequest,
    message: Callable[[Document], M],
) -> tuple[list[M], str]:
    rows, token = page(
        database.collection(collection), wanted, page_size=request.page_size, page_token=request.page_token
    )
    return [message(row) for row in rows], token


def list_posts(database: Database, request: pb.ListPostsRequest) -> pb.ListPostsResponse:
    """A page of posts."""
    wanted = _filter(request.region_code, pb.PostStatus.Name(request.status), "POST_STATUS_")
    posts, token = _rows(database, store.POSTS, wanted, request, post_message)
    return pb.ListPostsResponse(posts=posts, next_page_token=token)


def list_seekers(database: Database, request: pb.ListSeekersRequest) -> pb.ListSeekersResponse:
    """A page of seekers."""
    wanted = _filter(
        request.region_code, pb.SeekerStatus.Name(request.status), "SEEKER_STATUS_", person_id=request.person_id
    )
    seekers, token = _rows(database, store.SEEKERS, wanted, request, seeker_message)
    return pb.ListSeekersResponse(seekers=seekers, next_page_token=token)


def list_placements(database: Database, request: pb.ListPlacementsRequest) -> pb.ListPlacementsResponse:
    """A page of placements."""
    wanted = _filter(
        request.region_code,
        pb.PlacementStatus.Name(request.status),
        "PLACEMENT_STATUS_",
        employer_code=request.employer_code,
        person_id=request.person_id,
    )
    placements, token = _rows(database, store.PLACEMENTS, wanted, request, placement_message)
    return pb.ListPlacementsResponse(placements=placements, next_page_token=token)
