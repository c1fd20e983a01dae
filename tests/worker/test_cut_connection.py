"""A connection that one green thread cuts while another waits on it: the one that waits must wake."""

import subprocess
import sys
from typing import Any

from deploy.local.places import ROOT

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
