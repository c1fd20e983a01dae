"""From a committed fact to its effect in another service, through a real relay, broker and worker."""

from tests.worker.conftest import Delivery, until


def test_a_committed_fact_takes_effect_once_in_each_handler_that_hears_it(delivery: Delivery) -> None:
    # Given
    worker, relay = delivery.worker(), delivery.relay()
    delivery.started(worker, relay)

    # When
    enrolment = delivery.commit(delivery.enrolment(), delivery.graduation())

    # Then
    until(lambda: len(delivery.effects(enrolment)) == 2, "both effects")
    assert delivery.effects(enrolment) == ["EnrolmentConfirmed", "TraineeGraduated"]
    until(lambda: delivery.effects(enrolment, "count_graduates"), "the second handler's effect")
    until(delivery.drained, "drained")
    assert delivery.effects(enrolment, "count_graduates") == [""]
