"""The ListMatches query: pairs judged as they are now. Nothing is stored, so nothing can be out of date.

MongoDB finds who may be eligible by an index (state, reach, occupation) and by the wage; `domain.matching` judges each.
The best of a page are kept while the rest goes by, so that memory is a page's, however many there are. Each page reads
all of them; the call's deadline bounds how long.
"""

import base64
import binascii
import heapq
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bihuan.recruitment.v1 import recruitment_service_pb2 as pb

from services.recruitment import rules, store
from services.recruitment.domain.matching import MINOR_GROUP, MatchRules, Verdict, judge, rules_on
from services.recruitment.domain.post import Post, PostStatus
from services.recruitment.domain.seeker import FREE, Seeker
from shared import access
from shared.errors import InvalidField, NotFound
from shared.paging import DEFAULT_PAGE_SIZE, page
from shared.store import Database, Document


@dataclass(frozen=True)
class _Pair:
    post: Post
    seeker: Seeker
    verdict: Verdict
    rank: tuple[int, str, str]  # best first: minus score, day registered or opened, id


def list_matches(database: Database, request: pb.ListMatchesRequest) -> pb.ListMatchesResponse:
    """The pairs of a post, of a seeker, or the one of both. Raises `NotFound`, `InvalidField`."""
    if request.post_id and request.seeker_id:
        pair = _judged(_post(database, request.post_id), _seeker(database, request.seeker_id), of_post=True)
        return pb.ListMatchesResponse(matches=[_message(pair)])
    if request.post_id:
        post = _post(database, request.post_id)
        reach = _rules(post).reach_of(post.form)
        fitting: Document = {
            "$and": [access.rows("region_code"), {"regions": post.region_code[:reach]}],
            "status": {"$in": [status.value for status in FREE]},
            "wanted_groups": {"$in": [post.occupation_code[:digits] for digits in range(MINOR_GROUP + 1)]},
            "wanted_monthly_wage_fen": {"$lte": post.monthly_wage_fen},
        }
        return _page(
            database, request, store.SEEKERS, fitting, lambda row: _judged(post, store.seeker_from(row), of_post=True)
        )
    if request.seeker_id:
        seeker = _seeker(database, request.seeker_id)
        reach = min(row.widest_reach() for row in rules.match_rules())
        fitting = {
            "$and": [access.rows("region_code"), {"regions": seeker.region_code[:reach]}],
            "status": PostStatus.OPEN.value,
            "$or": [{"occupation_code": {"$regex": f"^{group}"}} for group in sorted(store.wanted_groups(seeker))],
            "monthly_wage_fen": {"$gte": seeker.wanted_monthly_wage_fen},
        }
        return _page(
            database, request, store.POSTS, fitting, lambda row: _judged(store.post_from(row), seeker, of_post=False)
        )
    raise InvalidField("post_id", "give post_id, seeker_id, or both")


def _page(
    database: Database,
    request: pb.ListMatchesRequest,
    collection: str,
    fitting: Document,
    judged: Callable[[Document], _Pair],
) -> pb.ListMatchesResponse:
    rows = database.collection(collection)
    if request.ineligible:
        mine = access.rows_by_key("regions")
        some, token = page(rows, mine, page_size=request.page_size, page_token=request.page_token)
        return _response((pair for row in some if not (pair := judged(row)).verdict.eligible), token)
    after = _read_token(request)
    eligible = (pair for row in rows.find(fitting) if (pair := judged(row)).verdict.eligible)
    size = request.page_size or DEFAULT_PAGE_SIZE
    # One more than asked for tells whether another page follows.
    best = heapq.nsmallest(
        size + 1, (pair for pair in eligible if after is None or pair.rank > after), key=lambda pair: pair.rank
    )
    token = _make_token(request, best[size - 1]) if len(best) > size else ""
    return _response(best[:size], token)


def _response(pairs: Iterable[_Pair], token: str) -> pb.ListMatchesResponse:
    return pb.ListMatchesResponse(matches=[_message(pair) for pair in pairs], next_page_token=token)


def _rules(post: Post) -> MatchRules:
    return rules_on(rules.match_rules(), post.opened_on)


def _judged(post: Post, seeker: Seeker, *, of_post: bool) -> _Pair:
    verdict = judge(_rules(post), post, seeker)
    day, id = (seeker.registered_on, seeker.id) if of_post else (post.opened_on, post.id)
    return _Pair(post, seeker, verdict, (-verdict.score if verdict.eligible else 0, day.isoformat(), id))


def _message(pair: _Pair) -> pb.Match:
    verdict = pair.verdict
    return pb.Match(
        post_id=pair.post.id,
        seeker_id=pair.seeker.id,
        eligible=verdict.eligible,
        score=verdict.score if verdict.eligible else 0,
        parts=[pb.ScoredPart(part=f"SCORE_PART_{part}", points=points) for part, points in verdict.parts.items()],
        reasons=[f"INELIGIBLE_REASON_{reason}" for reason in verdict.reasons],
    )


def _post(database: Database, post_id: str) -> Post:
    row = database.collection(store.POSTS).find_one({"_id": post_id, **access.rows("region_code")})
    if row is None:
        raise NotFound("post", "post_id")
    return store.post_from(row)


def _seeker(database: Database, seeker_id: str) -> Seeker:
    row = database.collection(store.SEEKERS).find_one({"_id": seeker_id, **access.rows("region_code")})
    if row is None:
        raise NotFound("seeker", "seeker_id")
    return store.seeker_from(row)


def _make_token(request: pb.ListMatchesRequest, last: _Pair) -> str:
    text = json.dumps([request.post_id, request.seeker_id, *last.rank])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _read_token(request: pb.ListMatchesRequest) -> tuple[int, str, str] | None:
    """The rank to go on after. Raises `InvalidField` for a token that this query did not give."""
    if not request.page_token:
        return None
    try:
        post_id, seeker_id, score, day, id = json.loads(base64.b64decode(request.page_token, b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError):
        post_id = None
    if (
        post_id is None
        or (post_id, seeker_id) != (request.post_id, request.seeker_id)
        or not (isinstance(score, int) and isinstance(day, str) and isinstance(id, str))
    ):
        raise InvalidField(
            "page_token",
            "is not a token of this query: pass next_page_token back unchanged, with the other fields as before",
        )
    return score, day, id
