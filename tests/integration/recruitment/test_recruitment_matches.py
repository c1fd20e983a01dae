"""Whom a post is proposed, and what a seeker is."""

import grpc
import pytest
from bihuan.recruitment.v1 import events_pb2 as events
from bihuan.recruitment.v1 import recruitment_service_pb2 as pb

from services.recruitment import commands
from shared.store import Database
from tests.recruitment_samples import CUSTOMER_SERVICE, SUB_DISTRICT, Client, graduation


def parts(match: pb.Match) -> dict[str, int]:
    """The parts of a score by name."""
    return {pb.ScorePart.Name(part.part).removeprefix("SCORE_PART_"): part.points for part in match.parts}


def reasons(match: pb.Match) -> set[str]:
    """The reasons by name."""
    return {pb.IneligibleReason.Name(reason).removeprefix("INELIGIBLE_REASON_") for reason in match.reasons}


def test_excellent_graduates_come_first_and_each_score_is_the_sum_of_its_explained_parts(
    client: Client, database: Database
) -> None:
    near, same_group, anything = (
        client.seeker(),
        client.seeker(occupation_code=CUSTOMER_SERVICE[:5] + "99"),
        client.seeker(occupation_code="", region_code="370102"),
    )
    best = graduation()
    database.transact(lambda tx: commands.register_graduate(tx, best))
    post = client.post(region_code=SUB_DISTRICT)
    matches = client.stub.ListMatches(pb.ListMatchesRequest(post_id=post.post_id)).matches
    assert [parts(match) for match in matches] == [
        {"OCCUPATION": 40, "REGION": 20, "EXCELLENT": 30, "STABLE_CONTRACT": 10},
        {"OCCUPATION": 40, "REGION": 20, "STABLE_CONTRACT": 10},
        {"OCCUPATION": 25, "REGION": 20, "STABLE_CONTRACT": 10},
        {"REGION": 5, "STABLE_CONTRACT": 10},
    ]
    assert [match.score for match in matches] == [100, 70, 55, 15]
    assert all(match.eligible and not match.reasons for match in matches)
    assert [match.seeker_id for match in matches[1:]] == [near.seeker_id, same_group.seeker_id, anything.seeker_id]


def test_the_pages_of_a_post_or_a_seeker_hold_every_eligible_pair_best_first_and_no_other(client: Client) -> None:
    wanted = ["", "4", "404", CUSTOMER_SERVICE[:5], CUSTOMER_SERVICE[:5] + "99", CUSTOMER_SERVICE, "6010101", "40403"]
    places = [SUB_DISTRICT, "370102", "370100", "370215", "110101"]
    seekers = [
        client.seeker(occupation_code=code, region_code=place, wanted_monthly_wage_fen=number % 3 * 125_000)
        for number, (code, place) in enumerate((code, place) for code in wanted for place in places)
    ]
    posts = [
        client.post(),
        client.post(occupation_code=CUSTOMER_SERVICE[:5], region_code="370102", monthly_wage_fen=200_000),
        client.post(form=events.EMPLOYMENT_FORM_HOME_BASED, region_code="371600", minimum_contract_months=0),
        client.post(occupation_code="6010101", vacancies=1),
    ]
    filled = client.signed(client.intention(posts[3], seekers[0]))
    assert filled.status == pb.PLACEMENT_STATUS_SIGNED

    def judged(post_id: str, seeker_id: str) -> pb.Match:
        [match] = client.stub.ListMatches(pb.ListMatchesRequest(post_id=post_id, seeker_id=seeker_id)).matches
        return match

    def listed(post_id: str = "", seeker_id: str = "") -> list[pb.Match]:
        request = pb.ListMatchesRequest(post_id=post_id, seeker_id=seeker_id, page_size=7)
        found: list[pb.Match] = []
        while not found or request.page_token:
            page = client.stub.ListMatches(request)
            found += page.matches
            request.page_token = page.next_page_token
            if not page.matches:
                break
        assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
        return found

    pairs = {
        (match.post_id, match.seeker_id): match.score
        for post in posts
        for seeker in seekers
        if (match := judged(post.post_id, seeker.seeker_id)).eligible
    }
    assert len(pairs) > 20
    of_posts = [match for post in posts for match in listed(post_id=post.post_id)]
    of_seekers = [match for seeker in seekers for match in listed(seeker_id=seeker.seeker_id)]
    for found in (of_posts, of_seekers):
        assert len(found) == len(pairs)
        assert {(match.post_id, match.seeker_id): match.score for match in found} == pairs


def test_pages_of_matches_go_on_where_the_last_one_ended(client: Client) -> None:
    post = client.post()
    seekers = {client.seeker().seeker_id for _ in range(5)}
    seen: list[str] = []
    token, pages = "", 0
    while pages == 0 or token:
        answer = client.stub.ListMatches(pb.ListMatchesRequest(post_id=post.post_id, page_size=2, page_token=token))
        seen += [match.seeker_id for match in answer.matches]
        token, pages = answer.next_page_token, pages + 1
    assert pages == 3
    assert seen == sorted(seekers)


def test_the_token_of_another_posts_matches_is_refused(client: Client) -> None:
    post, other = client.post(), client.post()
    client.seeker()
    client.seeker()
    token = client.stub.ListMatches(pb.ListMatchesRequest(post_id=post.post_id, page_size=1)).next_page_token
    assert token
    for wrong in (token, "é", "e30=", "W10="):
        with pytest.raises(grpc.RpcError) as caught:
            client.stub.ListMatches(pb.ListMatchesRequest(post_id=other.post_id, page_token=wrong))
        assert isinstance(caught.value, grpc.Call)
        assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_an_ineligible_pair_has_all_its_reasons_and_no_score(client: Client) -> None:
    post = client.post(region_code="370102", monthly_wage_fen=200_000)
    far = client.seeker(region_code="370200", occupation_code="6010101", wanted_monthly_wage_fen=200_001)
    near = client.seeker()
    [match] = client.stub.ListMatches(pb.ListMatchesRequest(post_id=post.post_id, seeker_id=far.seeker_id)).matches
    assert (match.eligible, match.score, list(match.parts)) == (False, 0, [])
    assert reasons(match) == {"OTHER_OCCUPATION", "TOO_FAR", "WAGE_BELOW_WANTED"}
    listed = client.stub.ListMatches(pb.ListMatchesRequest(post_id=post.post_id, ineligible=True)).matches
    assert [match.seeker_id for match in listed] == [far.seeker_id]
    eligible = client.stub.ListMatches(pb.ListMatchesRequest(post_id=post.post_id)).matches
    assert [match.seeker_id for match in eligible] == [near.seeker_id]


def test_who_is_taken_and_what_is_filled_is_not_proposed_any_more(client: Client) -> None:
    post, seeker, other = client.post(vacancies=1), client.seeker(), client.seeker()
    client.signed(client.intention(post, seeker))
    elsewhere = client.post()
    proposed = client.stub.ListMatches(pb.ListMatchesRequest(post_id=elsewhere.post_id)).matches
    assert [match.seeker_id for match in proposed] == [other.seeker_id]
    for_other = client.stub.ListMatches(pb.ListMatchesRequest(seeker_id=other.seeker_id)).matches
    assert [match.post_id for match in for_other] == [elsewhere.post_id]
    [pair] = client.stub.ListMatches(pb.ListMatchesRequest(post_id=post.post_id, seeker_id=seeker.seeker_id)).matches
    assert reasons(pair) == {"POST_FILLED", "SEEKER_HAS_PLACEMENT"}


def test_work_from_home_reaches_the_whole_province_and_other_work_the_city(client: Client) -> None:
    seeker = client.seeker(region_code="371600")
    client.post()
    home = client.post(form=events.EMPLOYMENT_FORM_HOME_BASED)
    client.post(form=events.EMPLOYMENT_FORM_HOME_BASED, region_code="110101")
    matches = client.stub.ListMatches(pb.ListMatchesRequest(seeker_id=seeker.seeker_id)).matches
    assert [match.post_id for match in matches] == [home.post_id]
