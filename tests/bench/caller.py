"""Clients of an api in a process of their own, as light as grpcio's can be: bytes in, bytes out.

    python -m tests.bench.caller ADDRESS METHOD THREADS SECONDS

Reads a line of JSON from stdin, {"request": hex, "ids": [...], "metadata": [[key, value], ...]}: each call sends the
request with its `PLACE` replaced by one of the ids, or by a new one if there are none; with "requests": [hex, ...] one
of these as it is. Says "ready" when each thread's
first calls are answered, begins at the next line, and prints {"calls", "seconds", "milliseconds": [...]}, a thousand of
the calls' times.
"""

import json
import random
import sys
import threading
import time
import uuid
from typing import Any

import grpc

PLACE = b"00000000-0000-4000-8000-000000000000"
KEPT = 1_000


class Caller:
    """One thread's calls, on a connection of its own."""

    def __init__(
        self,
        address: str,
        method: str,
        request: bytes,
        ids: list[bytes],
        metadata: list[tuple[str, str]],
        requests: list[bytes],
    ) -> None:
        channel = grpc.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1)])
        self._call: Any = channel.unary_unary(method)  # without a serializer: bytes
        self._before, _, self._after = request.partition(PLACE)
        self._ids = ids
        self._requests = requests
        self._metadata = metadata
        self.times: list[float] = []

    def warm(self) -> None:
        """The first calls."""
        for _ in range(20):
            self._call(self._request(), metadata=self._metadata, timeout=10, wait_for_ready=True)

    def run(self, seconds: float) -> None:
        """Call, one after the other, for so long."""
        now = time.perf_counter()
        end = now + seconds
        while now < end:
            self._call(self._request(), metadata=self._metadata, timeout=10)
            before, now = now, time.perf_counter()
            self.times.append((now - before) * 1000)

    def _request(self) -> bytes:
        if self._requests:
            return random.choice(self._requests)
        id = random.choice(self._ids) if self._ids else str(uuid.uuid4()).encode()
        return self._before + id + self._after


def main(address: str, method: str, threads: str, seconds: str) -> None:
    """Call and report."""
    given = json.loads(sys.stdin.readline())
    ids = [id.encode() for id in given["ids"]]
    metadata = [(key, value) for key, value in given["metadata"]]
    request = bytes.fromhex(given["request"])
    requests = [bytes.fromhex(each) for each in given["requests"]]
    callers = [Caller(address, method, request, ids, metadata, requests) for _ in range(int(threads))]
    for caller in callers:
        caller.warm()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    start = time.perf_counter()
    running = [threading.Thread(target=caller.run, args=(float(seconds),)) for caller in callers]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    took = time.perf_counter() - start
    times = [each for caller in callers for each in caller.times]
    kept = random.sample(times, min(KEPT, len(times)))
    sys.stdout.write(json.dumps({"calls": len(times), "seconds": took, "milliseconds": kept}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
