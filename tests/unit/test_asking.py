"""A worker asks for what its queues have missed until it has asked, whatever comes between."""

import subprocess
import sys

# In a process of its own: eventlet must not come where grpc is.
ASKS = """
import eventlet
eventlet.monkey_patch()
from types import SimpleNamespace
from shared.reader import Reader

class Address:
    asked = 0

    def get_secret_value(self):
        self.asked += 1
        reader.stopping = self.asked == 2
        raise RuntimeError("a fault of ours")

reader, address = Reader(), Address()
reader._runtime = SimpleNamespace(settings=SimpleNamespace(amqp_url=address))
reader._to_ask = True
reader._ask()
assert address.asked == 2
assert reader._to_ask and not reader._asking
"""


def test_an_error_that_nobody_foresaw_does_not_end_the_asking() -> None:
    done = subprocess.run([sys.executable, "-c", ASKS], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
