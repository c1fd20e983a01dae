"""What comes from the broker, in whatever pieces the network brings it."""

import socket
import struct

import amqp
import pytest
from amqp.exceptions import UnexpectedFrame
from hypothesis import given
from hypothesis import strategies as st

from shared.hardened import Properties
from shared.transport import PlainTransport

frames = st.lists(st.tuples(st.sampled_from([1, 2, 3, 8]), st.integers(0, 9), st.binary(max_size=50)), max_size=8)


def frame(kind: int, channel: int, payload: bytes, end: bytes = b"\xce") -> bytes:
    return struct.pack(">BHI", kind, channel, len(payload)) + payload + end


def reading(ours: socket.socket) -> PlainTransport:
    transport = PlainTransport("nowhere", 1)
    transport.sock = ours
    transport._setup_transport()
    transport.connected = True
    return transport


LONG = bytes(range(256)) * 100


@given(frames, st.integers(1, 60))
def test_frames_come_whole_and_in_order_however_they_were_cut(
    expected: list[tuple[int, int, bytes]], piece: int
) -> None:
    expected = [*expected, (3, 1, LONG), (8, 0, b"")]
    sent = b"".join(frame(*each) for each in expected)
    theirs, ours = socket.socketpair()
    with theirs, ours:
        transport = reading(ours)
        pieces = iter([sent[start : start + piece] for start in range(0, min(len(sent), 400), piece)])
        rest = sent[-(-min(len(sent), 400) // piece) * piece :]

        def more(missing: int) -> bytes:
            """One piece after the other, as from a slow network; then all that is left."""
            theirs.sendall(next(pieces, rest))
            return ours.recv(max(missing, 70_000))

        transport._quick_recv = more

        assert [transport.read_frame() for _ in expected] == expected


def test_a_frame_that_does_not_end_as_it_must_is_refused() -> None:
    theirs, ours = socket.socketpair()
    with theirs, ours:
        theirs.sendall(frame(1, 1, b"good") + frame(1, 1, b"bad", end=b"x"))
        transport = reading(ours)

        assert transport.read_frame() == (1, 1, b"good")
        with pytest.raises(UnexpectedFrame):
            transport.read_frame()


def test_properties_are_read_when_somebody_looks_and_unreadable_ones_count_as_none() -> None:
    message = amqp.Message(b"", message_id="m", application_headers={"bihuan-attempts": 3})
    read, broken = Properties(message._serialize_properties()), Properties(b"\xff\xff\xff")

    assert dict(read) == message.properties
    assert read.may_have(b"bihuan-")
    assert not read.may_have(b"bihuan-waits")
    assert dict(broken) == {}
    assert str(read) == str(dict(read))
