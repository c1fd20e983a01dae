"""Calls that stream, to or from the caller: only so many at once, and none that only waits.

Each holds a thread of the server for as long as it is open, also while nothing comes. So a part of the threads is for
them at most, and one on which neither side has got anything done for a while is cut: its caller sees CANCELLED.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

IDLE_SECONDS = 30.0
SHARE = 4  # a quarter of the threads


class TooManyStreams(Exception):
    """RESOURCE_EXHAUSTED: as many streams are open as this server keeps."""


class Stream:
    """One that is open."""

    def __init__(self, cut: Callable[[], object], idle_seconds: float) -> None:
        self._cut = cut
        self._idle_seconds = idle_seconds
        self.last = time.monotonic()
        self.was_cut = False

    def moved(self) -> None:
        """A message came, or an answer was taken."""
        self.last = time.monotonic()

    def look(self, now: float) -> None:
        """Cut it, once, if nothing has moved for too long."""
        if not self.was_cut and now - self.last > self._idle_seconds:
            self.was_cut = True
            self._cut()


class Streams:
    """Those of one server. `most` may be open at a time, at least one."""

    def __init__(self, most: int, idle_seconds: float = IDLE_SECONDS) -> None:
        self._most = max(1, most)
        self._idle_seconds = idle_seconds
        self._open: set[Stream] = set()
        self._changed = threading.Condition()
        self._watching = False

    @contextmanager
    def one(self, cut: Callable[[], object]) -> Iterator[Stream]:
        """A stream that is open meanwhile; `cut` ends it from another thread. Raises `TooManyStreams`."""
        stream = Stream(cut, self._idle_seconds)
        with self._changed:
            if len(self._open) >= self._most:
                raise TooManyStreams
            self._open.add(stream)
            if not self._watching:
                self._watching = True
                threading.Thread(target=self._watch, name="streams", daemon=True).start()
        try:
            yield stream
        finally:
            with self._changed:
                self._open.discard(stream)
                self._changed.notify()

    def _watch(self) -> None:
        """Ends when no stream is open."""
        while True:
            with self._changed:
                self._changed.wait(self._idle_seconds / 10)
                if not self._open:
                    self._watching = False
                    return
                open_now = list(self._open)
            now = time.monotonic()
            for stream in open_now:
                stream.look(now)
