"""Reading what anybody may have written, and when a failed message is tried again."""

import json
from contextlib import suppress
from typing import Any

import amqp
import pytest
from bihuan.training.v1.events_pb2 import EnrolmentConfirmed
from hypothesis import given
from hypothesis import strategies as st

from shared import envelope
from shared.delivery import ATTEMPTS, FIRST_SEEN, WAITING, Delivery, Failed, Patience, next_wait_ms
from shared.envelope import BadEnvelope, decode, encode
from shared.topology import RETRY_WAITS_MS
from tests.contract import goldens

KNOWN = {"bihuan.training.v1.EnrolmentConfirmed": EnrolmentConfirmed}
GOOD: dict[str, Any] = json.loads(encode(goldens.entry(goldens.sample(EnrolmentConfirmed))).body)
PATIENCE = Patience(gap=900, not_yet=600)
NOW = 1_700_000_000_000
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
json_values = st.recursive(scalars, lambda each: st.lists(each) | st.dictionaries(st.text(), each))


def changed(**attributes: Any) -> bytes:
    return json.dumps({**GOOD, **attributes}).encode()


@given(st.binary(max_size=300) | json_values.map(lambda value: json.dumps(value).encode()))
def test_anything_that_is_no_event_is_refused_without_a_word_of_it(body: bytes) -> None:
    with pytest.raises(BadEnvelope) as refused:
        decode(body, KNOWN)
    assert refused.value.reason in {"no-json", "too-deep", "bad-attributes", "unknown-specversion"}


@given(st.sampled_from(sorted(GOOD)), json_values)
def test_an_attribute_of_any_kind_is_read_or_refused_never_an_accident(name: str, value: Any) -> None:
    with suppress(BadEnvelope):
        assert decode(changed(**{name: value}), KNOWN).type in KNOWN


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"specversion": "0.3"}, "unknown-specversion"),
        ({"type": "bihuan.training.v2.EnrolmentConfirmed"}, "unknown-version"),
        ({"type": "bihuan.training.v1.TraineeGraduated"}, "unknown-type"),
        ({"type": "os.system"}, "unknown-type"),
        ({"id": ""}, "bad-attributes"),
        ({"id": {"$ne": None}}, "bad-attributes"),
        ({"aggregateversion": "3"}, "bad-attributes"),
        ({"aggregateversion": True}, "bad-attributes"),
        ({"aggregateversion": 0}, "bad-attributes"),
        ({"aggregateversion": 10**30}, "bad-attributes"),
        ({"source": "/bihuan/levy"}, "bad-attributes"),
        ({"time": "yesterday"}, "bad-attributes"),
        ({"time": "2020-04-20T01:02:03"}, "bad-attributes"),
        ({"time": "0001-01-01T00:00:00+14:00"}, "bad-attributes"),
        ({"time": "9999-12-31T23:59:59-01:00"}, "bad-attributes"),
        ({"subject": "another"}, "bad-data"),
        ({"data": [1]}, "bad-data"),
        ({"data": {"enrolmentId": 5}}, "bad-data"),
        ({"data": {"confirmedOn": "2020-04-20"}}, "bad-data"),
    ],
)
def test_a_wrong_attribute_is_refused_with_its_reason(attributes: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadEnvelope, match=f"^{reason}$"):
        decode(changed(**attributes), KNOWN)


def test_a_body_beyond_the_limit_is_not_even_parsed() -> None:
    with pytest.raises(BadEnvelope, match="too-big"):
        decode(b" " * (envelope.MAX_BYTES + 1), KNOWN)


def test_a_malformed_traceparent_is_left_out() -> None:
    assert decode(changed(traceparent="x\r\ny"), KNOWN).traceparent == ""


def delivery(**headers: Any) -> Delivery:
    return Delivery(amqp.Message(b"", application_headers=headers), NOW)


def test_a_failed_event_is_tried_after_each_wait_and_then_parked() -> None:
    failed = Failed("handler-failed", None)
    waits = [next_wait_ms(delivery(**{ATTEMPTS: tried}), failed, NOW, PATIENCE) for tried in range(6)]
    assert waits == [*RETRY_WAITS_MS, None]


@pytest.mark.parametrize(("reason", "longest"), [("gap", PATIENCE.gap), ("not-yet", PATIENCE.not_yet)])
def test_what_waits_for_another_waits_with_growing_pauses_and_for_a_bounded_time(reason: Any, longest: float) -> None:
    now, waits = NOW, []
    while (
        wait := next_wait_ms(delivery(**{WAITING: f"{reason} {NOW}"}), Failed(reason, reason), now, PATIENCE)
    ) is not None:
        waits.append(wait)
        now += wait

    assert waits == sorted(waits)
    assert waits[0] == 200
    assert longest * 1000 <= now - NOW <= longest * 1000 + 30_000
    assert len(waits) < 100


def test_waiting_for_a_predecessor_is_longer_than_all_that_the_predecessor_may_take() -> None:
    assert PATIENCE.gap * 1000 > sum(RETRY_WAITS_MS)
    assert PATIENCE.gap > PATIENCE.not_yet


@given(json_values, json_values)
def test_our_own_headers_are_not_trusted(attempts: Any, first_seen: Any) -> None:
    read = delivery(**{ATTEMPTS: attempts, FIRST_SEEN: first_seen})
    assert 0 <= read.attempts <= 1_000_000
    assert 0 < read.first_seen_ms <= NOW
