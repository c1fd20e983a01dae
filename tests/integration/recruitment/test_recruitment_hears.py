"""What recruitment does about others' events: the use cases that the worker calls, on a real database."""

from datetime import date

import pytest
from bihuan.recruitment.v1.events_pb2 import SeekerRegistered
from bihuan.registry.v1.events_pb2 import (
    LOOP_OUTCOME_DIED,
    LOOP_OUTCOME_SUCCESS,
    LOOP_OUTCOME_WITHDRAWN,
    LoopClosed,
    LoopOpened,
    LoopReopened,
)
from bihuan.training.v1.events_pb2 import TraineeGraduated

from services.recruitment import commands, store
from services.recruitment.domain.errors import LoopOver
from shared import access
from shared.dates import to_wire
from shared.errors import NotFound
from shared.store import Database, Document
from tests.callers import caller_of
from tests.recruitment_samples import (
    CUSTOMER_SERVICE,
    INTENDED,
    OPENED,
    REGISTERED,
    SUB_DISTRICT,
    Client,
    employer_code,
    graduation,
    names,
    new_id,
    seen_events,
)


@pytest.fixture(autouse=True)
def _indexes(database: Database) -> None:
    database.ensure_indexes(store.INDEXES)


def hear(database: Database, event: TraineeGraduated | LoopOpened | LoopClosed | LoopReopened) -> None:
    """As the worker does."""
    if isinstance(event, TraineeGraduated):
        database.transact(lambda tx: commands.register_graduate(tx, event))
    else:
        database.transact(lambda tx: commands.follow_loop(tx, event))


def seeker_of(database: Database, person_id: str) -> Document | None:
    """The stored seeker of a person."""
    return database.collection(store.SEEKERS).find_one({"person_id": person_id})


def closed(graduate: TraineeGraduated, outcome: int = LOOP_OUTCOME_DIED) -> LoopClosed:
    """The graduate's loop closed."""
    return LoopClosed(
        loop_id=graduate.loop_id,
        region_code=SUB_DISTRICT,
        person_id=graduate.person_id,
        outcome=outcome,  # type: ignore[arg-type]  # the stubs call a value int
        closed_on=to_wire(INTENDED),
    )


def test_an_excellent_graduate_becomes_a_seeker_with_the_occupation_learnt(database: Database) -> None:
    event = graduation()
    hear(database, event)
    [registered] = seen_events(database)
    assert isinstance(registered, SeekerRegistered)
    assert registered == SeekerRegistered(
        seeker_id=registered.seeker_id,
        region_code=event.region_code,
        loop_id=event.loop_id,
        person_id=event.person_id,
        occupation_code=CUSTOMER_SERVICE,
        registered_on=to_wire(REGISTERED),
    )
    row = seeker_of(database, event.person_id)
    assert row is not None
    assert (row["status"], row["excellent"]) == ("ACTIVE", True)


def test_a_graduate_who_is_not_excellent_does_not_become_a_seeker_unasked(database: Database) -> None:
    event = graduation(excellent=False)
    hear(database, event)
    assert seeker_of(database, event.person_id) is None
    assert names(database) == []


def test_a_seeker_who_graduates_gains_the_occupation_without_a_second_registration(database: Database) -> None:
    first = graduation(occupation_code="6010101")
    second = graduation(person_id=first.person_id, excellent=False)
    hear(database, first)
    hear(database, second)
    row = seeker_of(database, first.person_id)
    assert row is not None
    assert row["occupation_codes"] == ["6010101", CUSTOMER_SERVICE]
    assert (row["excellent"], row["loop_id"]) == (True, second.loop_id)
    assert names(database) == ["SeekerRegistered"]


def test_a_person_who_died_looks_for_work_no_more_and_intentions_are_dropped(
    client: Client, database: Database
) -> None:
    event = graduation()
    hear(database, event)
    row = seeker_of(database, event.person_id)
    assert row is not None
    placement = client.stub.RecordIntention(
        Client.intend_request(post_id=client.post().post_id, seeker_id=row["_id"])
    ).placement
    hear(database, closed(event))
    row = seeker_of(database, event.person_id)
    assert row is not None
    assert row["status"] == "WITHDRAWN"
    assert "IntentionDropped" in names(database)
    assert client.placement_now(placement).dropped_on == to_wire(INTENDED)


def test_a_loop_that_closed_with_employment_leaves_the_seeker_as_he_is(database: Database) -> None:
    event = graduation()
    hear(database, event)
    hear(database, closed(event, LOOP_OUTCOME_SUCCESS))
    row = seeker_of(database, event.person_id)
    assert row is not None
    assert row["status"] == "ACTIVE"


def test_the_closing_of_an_older_loop_leaves_the_seeker_of_a_newer_one(database: Database) -> None:
    old = graduation()
    hear(database, old)
    hear(database, graduation(person_id=old.person_id))
    hear(database, closed(old, LOOP_OUTCOME_WITHDRAWN))
    row = seeker_of(database, old.person_id)
    assert row is not None
    assert row["status"] == "ACTIVE"


def test_the_order_in_which_graduation_and_the_end_of_the_loop_are_heard_does_not_matter(database: Database) -> None:
    event = graduation()
    hear(database, closed(event))
    hear(database, event)
    assert seeker_of(database, event.person_id) is None


def test_a_seeker_is_not_moved_to_a_loop_that_was_over_before_its_graduation_was_heard(database: Database) -> None:
    first = graduation()
    hear(database, first)
    late = graduation(person_id=first.person_id)
    hear(database, closed(late))
    hear(database, late)
    row = seeker_of(database, first.person_id)
    assert row is not None
    assert (row["loop_id"], row["status"]) == (first.loop_id, "ACTIVE")


def test_nobody_is_registered_for_a_loop_that_is_over_until_it_opens_again(database: Database) -> None:
    event = graduation()
    hear(database, closed(event))

    def register() -> None:
        database.transact(
            lambda tx: commands.register_seeker(
                tx,
                person_id=event.person_id,
                loop_id=event.loop_id,
                region_code=SUB_DISTRICT,
                occupation_code="",
                wanted_monthly_wage_fen=0,
                registered_on=date(2020, 7, 1),
            )
        )

    with pytest.raises(LoopOver):
        register()
    hear(
        database,
        LoopReopened(
            loop_id=event.loop_id,
            region_code=SUB_DISTRICT,
            person_id=event.person_id,
            reopened_on=to_wire(date(2020, 7, 1)),
        ),
    )
    register()
    assert names(database) == ["SeekerRegistered"]


def test_who_withdrew_elsewhere_is_registered_again_only_with_a_loop_that_the_registry_has_told_of_here(
    database: Database,
) -> None:
    graduate = graduation()
    hear(database, graduate)
    hear(database, closed(graduate, LOOP_OUTCOME_WITHDRAWN))
    new_loop = new_id()

    def register(person_id: str = graduate.person_id, loop_id: str = new_loop, region_code: str = "370203") -> None:
        with access.acting(caller_of("370200")):
            database.transact(
                lambda tx: commands.register_seeker(
                    tx,
                    person_id=person_id,
                    loop_id=loop_id,
                    region_code=region_code,
                    occupation_code="",
                    wanted_monthly_wage_fen=0,
                    registered_on=date(2021, 7, 1),
                )
            )

    with pytest.raises(NotFound):
        register()  # nobody but the caller says that the person lives here now
    with pytest.raises(NotFound):
        register(loop_id=graduate.loop_id)  # of another region
    untouched = seeker_of(database, graduate.person_id)
    assert untouched is not None
    assert (untouched["region_code"], untouched["status"]) == (SUB_DISTRICT, "WITHDRAWN")
    hear(
        database,
        LoopOpened(
            loop_id=new_loop, region_code="370203", person_id=graduate.person_id, opened_on=to_wire(date(2021, 7, 1))
        ),
    )
    with pytest.raises(NotFound):
        register(person_id=new_id())
    register()
    moved = seeker_of(database, graduate.person_id)
    assert moved is not None
    assert (moved["region_code"], moved["status"]) == ("370203", "ACTIVE")


def test_no_event_of_recruitment_holds_a_name(client: Client, database: Database) -> None:
    post = client.post(opened_on=to_wire(OPENED), title="网络客服")
    client.started(client.signed(client.intention(post, client.seeker(person_id=new_id()))))
    stored = b"".join(event.SerializeToString() for event in seen_events(database))
    assert employer_code().encode() in stored
    assert post.employer.name.encode() not in stored
    assert post.title.encode() not in stored
