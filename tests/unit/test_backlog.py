"""Which of the waiting deliveries come next, and which of the settled ones one ack tells the broker about."""

from datetime import UTC, datetime

import amqp
from bihuan.training.v1.events_pb2 import EnrolmentConfirmed
from hypothesis import given
from hypothesis import strategies as st

from shared.delivery import Backlog, Delivery, Unsettled
from shared.envelope import Envelope

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def of(aggregate: str, version: int = 1) -> Delivery:
    event = EnrolmentConfirmed(enrolment_id=aggregate)
    made = Delivery(amqp.Message(b""), 0)
    made.envelope = Envelope(f"{aggregate}{version}", "t", "enrolment", aggregate, version, NOW, "", event)
    return made


def test_a_batch_takes_what_waits_in_the_order_of_delivery() -> None:
    backlog, deliveries = Backlog(), [of("a"), of("b"), of("a", 2), of("c")]
    for each in deliveries:
        backlog.add(each)

    assert backlog.take(3) == deliveries[:3]
    assert backlog.take(3) == deliveries[3:]
    assert backlog.take(3) == []
    assert not backlog.waiting(slow=False)


def test_what_was_not_tried_comes_first_again_in_its_order() -> None:
    backlog, deliveries = Backlog(), [of("a"), of("b"), of("c"), of("d")]
    for each in deliveries:
        backlog.add(each)

    taken = backlog.take(3)
    backlog.put_back(taken[1:])

    assert backlog.take(9) == deliveries[1:]


def test_the_successors_of_a_slow_event_follow_it_until_the_last_of_them_is_settled() -> None:
    backlog, slow, successor, neighbour = Backlog(), of("a"), of("a", 2), of("b")
    backlog.slow_down(slow)
    backlog.add(successor)
    backlog.add(neighbour)

    assert backlog.take(9) == [neighbour]
    assert backlog.take_slow() == [slow]
    backlog.passed(slow)
    backlog.add(later := of("a", 3))
    assert backlog.take(9) == []
    assert backlog.take_slow() == [successor]
    backlog.passed(successor)
    assert backlog.take_slow() == [later]
    backlog.passed(later)
    backlog.add(last := of("a", 4))
    assert backlog.take(9) == [last]


def test_a_lost_connection_leaves_only_what_is_being_handled() -> None:
    backlog, handled = Backlog(), of("a")
    backlog.slow_down(handled)
    backlog.slow_down(of("b"))
    backlog.add(of("c"))
    assert backlog.take_slow() == [handled]

    backlog.clear()

    assert not backlog.waiting(slow=True)
    assert not backlog.waiting(slow=False)
    backlog.add(follower := of("a", 2))
    backlog.add(other := of("b"))
    assert backlog.take(9) == [other]
    assert backlog.take_slow() == [follower]


@given(st.permutations(range(1, 13)), st.lists(st.integers(1, 4), min_size=12, max_size=12))
def test_each_delivery_is_acked_once_and_none_before_it_is_settled(order: list[int], sizes: list[int]) -> None:
    """The broker's side: an ack of many needs a tag that is not acked yet, and takes all up to it."""
    unsettled, at_broker, settled = Unsettled(), set(range(1, 13)), set()
    for tag in sorted(at_broker):
        unsettled.add(tag)

    waiting = list(order)
    for size in sizes:
        now, waiting = waiting[:size], waiting[size:]
        settled |= set(now)
        up_to, others = unsettled.settle(now)
        if up_to:
            assert up_to in at_broker
            acked = {tag for tag in at_broker if tag <= up_to}
            assert acked <= settled
            at_broker -= acked
        for tag in others:
            assert tag in at_broker & settled
            at_broker.remove(tag)
        assert at_broker == set(range(1, 13)) - settled


def test_one_ack_is_enough_for_a_batch_that_was_delivered_in_a_row() -> None:
    unsettled = Unsettled()
    for tag in range(1, 101):
        unsettled.add(tag)

    assert unsettled.settle(range(1, 101)) == (100, [])
