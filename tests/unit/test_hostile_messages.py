"""Each message that the fault rows call bad is refused by the reader, for the reason they say, without its body."""

from random import Random

import pytest
from bihuan.training.v1.events_pb2 import EnrolmentConfirmed

from shared import address, envelope
from tests.faults import messages

KNOWN = {address.type_name(each): each for each in address.stream(EnrolmentConfirmed)}


@pytest.mark.parametrize("kind", messages.KINDS)
@pytest.mark.parametrize("seed", range(5))
def test_each_bad_message_is_refused_with_its_reason_and_nothing_of_its_body(kind: str, seed: int) -> None:
    bad = messages.KINDS[kind](Random(seed))

    assert len(bad) == 8
    for each in bad:
        with pytest.raises(envelope.BadEnvelope) as refused:
            envelope.decode(each.body, KNOWN)
        assert refused.value.reason == each.reason
        assert messages.CANARY not in str(refused.value)


def test_the_envelope_that_they_are_made_from_is_good_up_to_the_size_limit() -> None:
    whole = messages.attributes()

    assert envelope.decode(messages.body(whole), KNOWN).aggregate_id == whole["subject"]
    largest = messages.padded(whole, envelope.MAX_BYTES)
    assert len(largest) == envelope.MAX_BYTES
    assert envelope.decode(largest, KNOWN).aggregate_id == whole["subject"]
