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
# Another group starts beside those under way when so many wait: smaller ones would cost more than they gain.
ENOUGH_FOR_ANOTHER = 24


class Job(Generic[T]):
    """One caller's part of a group. When `done`, `error` or else `result` counts; if not, the caller does it alone."""

    def __init__(self) -> None:
        # The caller's trace, deadline and log context go with its work, whichever thread does it.
        self.context = contextvars.copy_context()
        self.result: T | None = None
        self.error: BaseException | None = None
        self.done = False
        self._leads = False
        self._woken: threading.Event | None = None  # only one who has to wait needs it


class GroupCommit(Generic[J]):
    """`run(jobs)` is given a group, the leader's own job first, and settles each job (`done`) or leaves it undone."""

    def __init__(self, run: Callable[[Sequence[J]], None], leaders: int) -> None:
        """At most `leaders` groups are under way at a time."""
        self._run = run
        self._leaders = leaders
        self._under_way = 0
        self._leading: set[int] = set()  # threads
        self._waiting: deque[J] = deque()
        self._lock = threading.Lock()

    def settle(self, job: J) -> None:
        """Return when the job has been through a group. Nobody waits for company: who comes alone goes at once.

        A job that is made inside another's work is left undone: it would wait for itself.
        """
        if threading.get_ident() in self._leading:
            return
        with self._lock:
            enough = not self._under_way or len(self._waiting) >= ENOUGH_FOR_ANOTHER
            job._leads = enough and self._under_way < self._leaders
            if job._leads:
                self._under_way += 1
            else:
                job._woken = threading.Event()
                self._waiting.append(job)
        if job._woken is not None:
            job._woken.wait()
        if job._leads:
            self._lead(job)

    def _lead(self, own: J) -> None:
        with self._lock:
            followers = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST_GROUP - 1))]
        self._leading.add(threading.get_ident())
        try:
            self._run([own, *followers])
        finally:
            self._leading.discard(threading.get_ident())
            with self._lock:
                following = self._waiting.popleft() if self._waiting else None
                if following is None:
                    self._under_way -= 1
                else:
                    following._leads = True
            for each in [*followers, following]:
                if each is not None and each._woken is not None:
                    each._woken.set()
