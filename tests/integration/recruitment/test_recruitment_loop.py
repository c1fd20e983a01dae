"""From a post and a seeker to a placement and its end, through real gRPC."""

from datetime import date

from bihuan.recruitment.v1 import events_pb2 as events
from bihuan.recruitment.v1 import recruitment_service_pb2 as pb

from services.recruitment import commands
from shared.dates import to_wire
from shared.store import Database
from tests.recruitment_samples import (
    CUSTOMER_SERVICE,
    ENDED,
    SIGNED,
    STARTED,
    SUB_DISTRICT,
    Client,
    employer_code,
    graduation,
    names,
    new_id,
    seen_events,
)


def hear_graduation(database: Database, **fields: object) -> pb.Seeker:
    """Let recruitment hear of an excellent graduate; the seeker as it is stored then."""
    event = graduation(**fields)  # type: ignore[arg-type]  # the test says which fields
    database.transact(lambda tx: commands.register_graduate(tx, event))
    row = database.collection("seekers").find_one({"person_id": event.person_id})
    assert row is not None
    return pb.Seeker(seeker_id=row["_id"], person_id=event.person_id, loop_id=event.loop_id)


def test_an_excellent_graduate_is_placed_and_every_fact_is_published_with_the_loop(
    client: Client, database: Database
) -> None:
    seeker = hear_graduation(database)
    post = client.post()
    placement = client.started(client.signed(client.intention(post, seeker)))
    assert placement.status == pb.PLACEMENT_STATUS_STARTED
    assert placement.contract.stable
    assert placement.contract.wage_check == pb.WAGE_CHECK_MET
    assert client.seeker_now(seeker).status == pb.SEEKER_STATUS_ON_POST
    assert client.post_now(post).taken == 1
    [started] = [event for event in seen_events(database) if isinstance(event, events.PlacementStarted)]
    assert started == events.PlacementStarted(
        placement_id=placement.placement_id,
        region_code=SUB_DISTRICT,
        loop_id=seeker.loop_id,
        person_id=seeker.person_id,
        employer_code=employer_code(),
        form=events.EMPLOYMENT_FORM_PROPORTIONAL,
        occupation_code=CUSTOMER_SERVICE,
        started_on=to_wire(STARTED),
        contract_from=to_wire(STARTED),
        contract_until=to_wire(date(2021, 6, 7)),
    )
    assert names(database) == [
        "ContractSigned",
        "IntentionRecorded",
        "PlacementStarted",
        "PostOpened",
        "SeekerRegistered",
    ]


def test_when_a_placement_ends_the_seeker_looks_for_work_again_and_the_filled_post_reopens(
    client: Client, database: Database
) -> None:
    post, seeker = client.post(vacancies=1), client.seeker()
    placement = client.started(client.signed(client.intention(post, seeker)))
    assert client.post_now(post).status == pb.POST_STATUS_FILLED
    ended = client.ended(placement)
    assert (ended.status, ended.end_reason) == (pb.PLACEMENT_STATUS_ENDED, events.PLACEMENT_END_REASON_RESIGNED)
    assert ended.ended_on == to_wire(ENDED)
    assert client.seeker_now(seeker).status == pb.SEEKER_STATUS_ACTIVE
    assert client.seeker_now(seeker).placement_id == ""
    assert client.post_now(post).status == pb.POST_STATUS_OPEN
    assert [name for name in names(database) if name in ("PostFilled", "PostReopened", "PlacementEnded")] == [
        "PlacementEnded",
        "PostFilled",
        "PostReopened",
    ]


def test_a_person_can_be_placed_again_after_a_placement_has_ended(client: Client) -> None:
    post, seeker = client.post(), client.seeker()
    client.ended(client.started(client.signed(client.intention(post, seeker))))
    again = client.signed(
        client.intention(post, seeker, intended_on=to_wire(date(2020, 10, 1))),
        signed_on=to_wire(date(2020, 10, 2)),
        contract_from=to_wire(date(2020, 10, 9)),
        contract_until=None,
    )
    assert again.contract.stable
    assert client.started(again, date(2020, 10, 9)).status == pb.PLACEMENT_STATUS_STARTED


def test_signing_drops_the_seekers_other_intentions_so_that_nobody_waits_for_one_who_is_taken(
    client: Client, database: Database
) -> None:
    seeker = client.seeker()
    chosen, other = client.intention(client.post(), seeker), client.intention(client.post(), seeker)
    assert client.seeker_now(seeker).status == pb.SEEKER_STATUS_INTENTION
    client.signed(chosen)
    assert client.seeker_now(seeker).status == pb.SEEKER_STATUS_SIGNED
    assert client.seeker_now(seeker).placement_id == chosen.placement_id
    assert client.placement_now(other).status == pb.PLACEMENT_STATUS_DROPPED
    assert names(database).count("IntentionDropped") == 1


def test_a_post_may_have_more_intentions_than_vacancies(client: Client) -> None:
    post = client.post(vacancies=1)
    placements = [client.intention(post, client.seeker()) for _ in range(3)]
    assert len({placement.placement_id for placement in placements}) == 3
    assert client.post_now(post).taken == 0


def test_a_signed_contract_that_comes_to_nothing_gives_seeker_and_vacancy_back(
    client: Client, database: Database
) -> None:
    post, seeker = client.post(vacancies=1), client.seeker()
    placement = client.signed(client.intention(post, seeker))
    assert client.dropped(placement).status == pb.PLACEMENT_STATUS_DROPPED
    assert client.seeker_now(seeker).status == pb.SEEKER_STATUS_ACTIVE
    assert client.post_now(post).status == pb.POST_STATUS_OPEN
    assert {"IntentionDropped", "PostReopened"} <= set(names(database))


def test_a_contract_of_less_than_a_year_is_a_placement_but_not_stable(client: Client) -> None:
    placement = client.intention(client.post(), client.seeker())
    signed = client.signed(placement, contract_until=to_wire(date(2021, 6, 6)))
    assert signed.status == pb.PLACEMENT_STATUS_SIGNED
    assert not signed.contract.stable


def test_a_home_based_wage_below_the_minimum_is_recorded_and_marked(client: Client) -> None:
    post = client.post(form=events.EMPLOYMENT_FORM_HOME_BASED, monthly_wage_fen=100_000)
    assert post.wage_check == pb.WAGE_CHECK_BELOW
    signed = client.signed(
        client.intention(post, client.seeker()),
        form=events.EMPLOYMENT_FORM_HOME_BASED,
        monthly_wage_fen=100_000,
    )
    assert signed.contract.wage_check == pb.WAGE_CHECK_BELOW


def test_a_wage_where_no_minimum_is_on_file_is_marked_unknown_never_met(client: Client) -> None:
    assert client.post(region_code="370800", monthly_wage_fen=1).wage_check == pb.WAGE_CHECK_UNKNOWN


def test_a_post_withdrawn_after_signing_keeps_its_contract_and_does_not_reopen(
    client: Client, database: Database
) -> None:
    post, seeker = client.post(vacancies=1), client.seeker()
    placement = client.signed(client.intention(post, seeker))
    client.stub.WithdrawPost(
        pb.WithdrawPostRequest(request_id=new_id(), post_id=post.post_id, withdrawn_on=to_wire(SIGNED))
    )
    client.ended(client.started(placement))
    assert client.post_now(post).status == pb.POST_STATUS_WITHDRAWN
    assert client.post_now(post).taken == 0
    assert "PostReopened" not in names(database)


def test_a_seeker_who_withdraws_drops_all_intentions_and_can_register_again(client: Client, database: Database) -> None:
    seeker = client.seeker()
    placement = client.intention(client.post(), seeker)
    withdrawn = client.stub.WithdrawSeeker(
        pb.WithdrawSeekerRequest(request_id=new_id(), seeker_id=seeker.seeker_id, withdrawn_on=to_wire(SIGNED))
    ).seeker
    assert withdrawn.status == pb.SEEKER_STATUS_WITHDRAWN
    assert client.placement_now(placement).status == pb.PLACEMENT_STATUS_DROPPED
    again = client.seeker(person_id=seeker.person_id, registered_on=to_wire(ENDED))
    assert again.seeker_id == seeker.seeker_id
    assert again.status == pb.SEEKER_STATUS_ACTIVE
    assert names(database).count("SeekerRegistered") == 2


def test_the_same_request_sent_again_gets_the_first_answer_and_is_done_once(client: Client, database: Database) -> None:
    placement = client.intention(client.post(), client.seeker())
    request = client.sign_request(placement.placement_id)
    first = client.stub.SignContract(request)
    assert client.stub.SignContract(request) == first
    assert names(database).count("ContractSigned") == 1


def test_lists_are_narrowed_by_region_subtree_status_and_employer_and_come_in_pages(client: Client) -> None:
    posts = [client.post(region_code=code) for code in (SUB_DISTRICT, "370105", "370102", "370200")]
    inside = client.stub.ListPosts(pb.ListPostsRequest(region_code="370105"))
    assert {post.post_id for post in inside.posts} == {posts[0].post_id, posts[1].post_id}
    city = client.stub.ListPosts(pb.ListPostsRequest(region_code="370100", status=pb.POST_STATUS_OPEN))
    assert len(city.posts) == 3
    assert not client.stub.ListPosts(pb.ListPostsRequest(status=pb.POST_STATUS_FILLED)).posts

    first = client.stub.ListPosts(pb.ListPostsRequest(page_size=3))
    rest = client.stub.ListPosts(pb.ListPostsRequest(page_size=3, page_token=first.next_page_token))
    assert [post.post_id for post in (*first.posts, *rest.posts)] == sorted(post.post_id for post in posts)
    assert rest.next_page_token == ""

    seeker = client.seeker()
    placement = client.intention(posts[0], seeker)
    by_employer = client.stub.ListPlacements(
        pb.ListPlacementsRequest(employer_code=employer_code(), status=pb.PLACEMENT_STATUS_INTENDED)
    )
    assert [found.placement_id for found in by_employer.placements] == [placement.placement_id]
    assert not client.stub.ListPlacements(pb.ListPlacementsRequest(employer_code=employer_code(2))).placements
    seekers = client.stub.ListSeekers(
        pb.ListSeekersRequest(region_code="370000", status=pb.SEEKER_STATUS_INTENTION, person_id=seeker.person_id)
    ).seekers
    assert [found.seeker_id for found in seekers] == [seeker.seeker_id]
