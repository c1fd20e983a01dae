"""How long an event waits for what has to come first: each kind of wait has its own time."""

from typing import Any

import amqp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.delivery import FIRST_SEEN, WAITING, Delivery, Failed, Patience, next_wait_ms

NOW = 1_700_000_000_000
PATIENCE = Patience(gap=900, not_yet=600)
GAP, NOT_YET = Failed("gap", "gap"), Failed("not-yet", "not-yet")


def waited(failed: Failed, seconds: float, before: Failed | None = None) -> Delivery:
    """Put off because of `failed`, so long ago; before that, for ten minutes and more, because of `before`."""
    began = NOW - int(seconds * 1000)
    first = Delivery(amqp.Message(b"", application_headers={FIRST_SEEN: began}), NOW)
    if before is not None:
        headers = {FIRST_SEEN: began - 601_000, WAITING: first.waiting(before, began - 601_000)}
        first = Delivery(amqp.Message(b"", application_headers=headers), NOW)
    headers = {FIRST_SEEN: first.first_seen_ms, WAITING: first.waiting(failed, began)}
    return Delivery(amqp.Message(b"", application_headers=headers), NOW)


def test_a_handler_that_says_not_yet_has_its_whole_time_however_long_its_event_waited_for_its_predecessor() -> None:
    assert next_wait_ms(waited(GAP, 601), NOT_YET, NOW, PATIENCE) == 200
    assert next_wait_ms(waited(NOT_YET, 599, before=GAP), NOT_YET, NOW, PATIENCE) is not None
    assert next_wait_ms(waited(NOT_YET, 600, before=GAP), NOT_YET, NOW, PATIENCE) is None


def test_a_failure_between_two_waits_of_one_kind_does_not_begin_the_time_again() -> None:
    failed = Failed("handler-failed", None)
    between = waited(NOT_YET, 600)
    headers = {FIRST_SEEN: between.first_seen_ms, WAITING: between.waiting(failed, NOW)}

    again = Delivery(amqp.Message(b"", application_headers=headers), NOW)

    assert next_wait_ms(again, NOT_YET, NOW, PATIENCE) is None


def test_an_event_that_never_waited_is_not_said_to() -> None:
    assert Delivery(amqp.Message(b""), NOW).waiting(Failed("handler-failed", None), NOW) == ""


@pytest.mark.parametrize(
    "value", ["gap", "gap x", f"gap {NOW + 1}", "gap -5", "gap " + "9" * 5000, "gap \u0663", "", "x 5"]
)
def test_a_strange_time_counts_as_none(value: str) -> None:
    strange = Delivery(amqp.Message(b"", application_headers={WAITING: value}), NOW)
    assert next_wait_ms(strange, GAP, NOW, PATIENCE) == 200


@given(st.one_of(st.none(), st.integers(), st.binary(), st.text(), st.lists(st.text())))
def test_whatever_a_stranger_writes_into_our_header_is_survived(value: Any) -> None:
    strange = Delivery(amqp.Message(b"", application_headers={WAITING: value}), NOW)
    assert next_wait_ms(strange, GAP, NOW, PATIENCE) == 200
