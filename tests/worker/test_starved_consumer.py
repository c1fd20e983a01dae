"""A broker that forgets a consumer: it said yes, the connection lives, messages wait, and none comes."""

from tests.worker.conftest import Delivery, has_effects, until


def test_a_worker_whose_consumer_is_not_served_connects_anew(delivery: Delivery) -> None:
    # Given a worker whose first consumer is never served
    worker, relay = delivery.worker(HEARER_DEAF="1"), delivery.relay()
    delivery.started(worker, relay)

    # When events come for it
    enrolment = delivery.commit(delivery.enrolment())

    # Then it notices, and handles them
    until(has_effects(delivery, enrolment), "the event in effect", seconds=20)
    assert "reader.starved" in worker.log.read_text()


def test_a_worker_that_has_nothing_to_do_keeps_its_connection(delivery: Delivery) -> None:
    # Given a worker that has looked twice whether something waits
    worker, relay = delivery.worker(BIHUAN_LOG_LEVEL="DEBUG"), delivery.relay()
    delivery.started(worker, relay)
    until(lambda: worker.log.read_text().count("reader.looked") >= 2, "two looks", seconds=30)

    # When an event comes
    enrolment = delivery.commit(delivery.enrolment())

    # Then it comes over the same connection
    until(has_effects(delivery, enrolment), "the event in effect")
    assert worker.log.read_text().count("reader.consuming") == 1
