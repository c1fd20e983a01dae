"""Reflection that cannot stop a server: anybody may ask it, and each of its streams holds a thread of the pool."""

import threading
from collections.abc import Iterable, Iterator
from typing import Any

import grpc
from grpc_reflection.v1alpha import reflection, reflection_pb2_grpc

STREAMS = 2
"""At once."""
SECONDS = 10.0
"""For one stream; tools ask what they want to know in one."""


class _Bounded:
    """The servicer of grpc's own library, for a few streams at a time."""

    def __init__(self, names: Iterable[str]) -> None:
        self._all: Any = reflection.ReflectionServicer(names)
        self._free = threading.Semaphore(STREAMS)

    def ServerReflectionInfo(self, request_iterator: Iterator[Any], context: grpc.ServicerContext) -> Iterator[Any]:
        """One stream of questions."""
        if not self._free.acquire(blocking=False):
            context.abort(
                grpc.StatusCode.RESOURCE_EXHAUSTED,
                f"at most {STREAMS} reflection streams at once; proto/ has the contracts too",
            )
        # Whoever asks nothing more and does not hang up either.
        end = threading.Timer(SECONDS, context.cancel)
        end.daemon = True
        end.start()
        try:
            yield from self._all.ServerReflectionInfo(request_iterator, context)
        finally:
            end.cancel()
            self._free.release()


def enable(names: Iterable[str], server: grpc.Server) -> None:
    """Tell about these services, and about reflection itself."""
    add: Any = reflection_pb2_grpc.add_ServerReflectionServicer_to_server
    add(_Bounded((*names, reflection.SERVICE_NAME)), server)
