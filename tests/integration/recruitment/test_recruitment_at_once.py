"""Many at once: a vacancy and a seeker are each taken once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import grpc
from bihuan.recruitment.v1 import recruitment_service_pb2 as pb

from shared.store import Database
from tests.recruitment_samples import Client, names


def all_at_once(calls: list[Callable[[], object]]) -> list[grpc.StatusCode]:
    """Run all calls in threads that start together; the status of each."""
    start = Barrier(len(calls))

    def one(call: Callable[[], object]) -> grpc.StatusCode:
        start.wait(timeout=30)
        try:
            call()
        except grpc.RpcError as error:
            code: grpc.StatusCode = error.code()
            return code
        return grpc.StatusCode.OK

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def test_of_ten_who_sign_at_once_for_the_last_two_vacancies_two_get_them(client: Client, database: Database) -> None:
    # GIVEN a post for two, and ten seekers who each intend to sign for it
    post = client.post(vacancies=2)
    seekers = [client.seeker() for _ in range(10)]
    requests = [Client.sign_request(client.intention(post, seeker).placement_id) for seeker in seekers]
    # WHEN all sign at once
    codes = all_at_once([lambda request=request: client.stub.SignContract(request) for request in requests])  # type: ignore[misc]
    # THEN two have a contract and the others are told that the post is filled
    assert sorted(code.name for code in codes) == ["FAILED_PRECONDITION"] * 8 + ["OK"] * 2
    assert (client.post_now(post).taken, client.post_now(post).status) == (2, pb.POST_STATUS_FILLED)
    statuses = [client.seeker_now(seeker).status for seeker in seekers]
    assert statuses.count(pb.SEEKER_STATUS_SIGNED) == 2
    assert statuses.count(pb.SEEKER_STATUS_INTENTION) == 8
    assert names(database).count("ContractSigned") == 2
    assert names(database).count("PostFilled") == 1


def test_of_five_contracts_that_one_person_signs_at_once_one_is_signed(client: Client, database: Database) -> None:
    # GIVEN one seeker with intentions for five posts
    seeker = client.seeker()
    posts = [client.post() for _ in range(5)]
    requests = [Client.sign_request(client.intention(post, seeker).placement_id) for post in posts]
    # WHEN all five are signed at once
    codes = all_at_once([lambda request=request: client.stub.SignContract(request) for request in requests])  # type: ignore[misc]
    # THEN one is signed and the others were dropped by it
    assert sorted(code.name for code in codes) == ["FAILED_PRECONDITION"] * 4 + ["OK"]
    assert sum(client.post_now(post).taken for post in posts) == 1
    assert names(database).count("ContractSigned") == 1
    assert names(database).count("IntentionDropped") == 4


def test_the_same_person_registered_by_several_fairs_at_once_is_one_seeker(client: Client, database: Database) -> None:
    person_id = client.seeker().person_id
    other = Client.register_request().person_id
    codes = all_at_once([lambda: client.seeker(person_id=other) for _ in range(5)])
    assert sorted(code.name for code in codes) == ["ALREADY_EXISTS"] * 4 + ["OK"]
    assert database.collection("seekers").count_documents({"person_id": {"$in": [person_id, other]}}) == 2
    assert names(database) == ["SeekerRegistered"] * 2
