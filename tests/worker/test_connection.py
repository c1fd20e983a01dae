"""Waiting on a connection ends: when another green thread cuts it, and when nothing but heartbeats come."""

import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import amqp
import pytest
from amqp import spec

from deploy.local.places import ROOT
from shared import broker
from tests.worker.conftest import until

# In a process of its own: eventlet must not come into this one.
SCRIPT = """
import eventlet
eventlet.monkey_patch()
import sys
from shared import broker

connection = broker.connect(sys.argv[1])
connection.channel()
waiting = eventlet.spawn(lambda: connection.drain_events())
eventlet.sleep(0.1)
connection.cut()
try:
    with eventlet.Timeout(5):
        waiting.wait()
except broker.BROKEN as error:
    print("woke")
assert not connection.alive and connection.transport.sock is None
"""


def test_a_green_thread_that_waits_on_a_connection_wakes_when_another_cuts_it(rabbit: Any) -> None:
    # When nothing else opens a socket: eventlet tells of a closed one only when its number is used again
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT, rabbit.amqp_url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "woke\n"), done.stderr


@pytest.fixture
def heartbeats_only(rabbit: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[broker.Connection]:
    """A connection on which the broker sends a heartbeat twice a second and nothing else."""
    monkeypatch.setattr(broker, "ANSWER_SECONDS", 2)
    connection = broker.connect(rabbit.amqp_url, heartbeat=1)
    connection.channel()
    in_the_end = threading.Timer(10, connection.cut)
    in_the_end.start()
    yield connection
    in_the_end.cancel()
    connection.cut()


def test_a_confirm_is_not_waited_for_longer_because_heartbeats_come(heartbeats_only: broker.Connection) -> None:
    with pytest.raises(TimeoutError):
        heartbeats_only.drain_events(timeout=2)


def test_an_answer_is_not_waited_for_longer_because_heartbeats_come(heartbeats_only: broker.Connection) -> None:
    with pytest.raises(TimeoutError):
        heartbeats_only.channels[1].wait(spec.Basic.GetOk)  # as when the leader of the queue is gone


def test_after_a_refusal_another_channel_is_used_and_the_former_closed(rabbit: Any) -> None:
    # A channel that has met a dead leader refuses for ever; that a queue is full looks the same from here
    with broker.waiting_connection(rabbit.amqp_url, 10) as connection:
        arguments = {"x-queue-type": "quorum", "x-max-length": 1, "x-overflow": "reject-publish"}
        channel = connection.channel()
        channel.queue_declare("recruitment.small", durable=True, auto_delete=False, arguments=arguments)
        publisher = broker.Publisher(connection)
        until(lambda: send(publisher).refused, "it is full")
        before = list(connection.channels.values())

        until(lambda: send(publisher).refused and list(connection.channels.values()) != before, "another channel")
        assert len(connection.channels) == len(before)
        channel.queue_purge("recruitment.small")
        until(lambda: send(publisher).routed, "it takes messages again")


def send(publisher: broker.Publisher) -> broker.Published:
    number = str(uuid.uuid4())
    message = amqp.Message(b"{}", delivery_mode=2, message_id=number)
    return publisher.publish([broker.Outgoing(number, "", "recruitment.small", message)])
