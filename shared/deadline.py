"""The time that a caller has left, as `pymongo.timeout` keeps it, and work for several callers at once."""

import contextvars
import math
import time
from collections.abc import Callable, Sequence

import pymongo
from pymongo import _csot

GROUP_SECONDS = 30.0  # for the work of a group, if the most patient of its callers has so long
HURRY_SECONDS = 0.1  # whose caller has less left goes alone: in the midst of a group its end would be that of all


class Deadline:
    """That of the caller in whose thread it is made."""

    def __init__(self) -> None:
        left = _csot.remaining()  # there is no public way to ask
        self._at = math.inf if left is None else time.monotonic() + left

    @property
    def seconds_left(self) -> float:
        """Until it."""
        return self._at - time.monotonic()

    @property
    def hurried(self) -> bool:
        """Whether there is too little left for a group."""
        return self.seconds_left <= HURRY_SECONDS


def in_their_time(deadlines: Sequence[Deadline], work: Callable[[], object]) -> None:
    """Do the work of several callers in the time of the most patient, not in that of the one whose thread it is."""

    def timed() -> None:
        with pymongo.timeout(min(GROUP_SECONDS, max(each.seconds_left for each in deadlines))):
            work()

    contextvars.Context().run(timed)
