"""Group commit: callers that wait while a commit is under way share the next one. Pure: knows no database.

A commit that is journaled on a majority takes as long for fifty callers' writes as for one's.
"""

import contextvars
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

J = TypeVar("J", bound="Job[Any]")
T = TypeVar("T")

LARGEST_GROUP = 64


class Job(Generic[T]):
    """One caller's part of a group. When `done`, `error` or else `result` counts; if not, the caller does it alone."""

    def __init__(self) -> None:
        # The caller's trace, deadline and log context go with its work, whichever thread does it.
        self.context = contextvars.copy_context()
        self.result: T | None = None
        self.error: BaseException | None = None
        self.done = False
        self._woken = threading.Event()
        self._leads = False


class GroupCommit(Generic[J]):
    """`run(jobs)` is given a group, the leader's own job first, and settles each job (`done`) or leaves it undone."""

    def __init__(self, run: Callable[[Sequence[J]], None], leaders: int) -> None:
        """At most `leaders` groups are under way at a time."""
        self._run = run
        self._free = leaders
        self._waiting: deque[J] = deque()
        self._lock = threading.Lock()

    def settle(self, job: J) -> None:
        """Return when the job has been through a group. Nobody waits for company: who comes alone goes at once."""
        with self._lock:
            job._leads = self._free > 0
            if job._leads:
                self._free -= 1
            else:
                self._waiting.append(job)
        if not job._leads:
            job._woken.wait()
        if job._leads:
            self._lead(job)

    def _lead(self, own: J) -> None:
        with self._lock:
            group = [own]
            while self._waiting and len(group) < LARGEST_GROUP:
                group.append(self._waiting.popleft())
        try:
            self._run(group)
        finally:
            with self._lock:
                following = self._waiting.popleft() if self._waiting else None
                if following is None:
                    self._free += 1
            if following is not None:
                following._leads = True
                following._woken.set()
            for each in group[1:]:
                each._woken.set()
