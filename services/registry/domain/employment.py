"""Times at work, and what they say about employment. Pure: no I/O.

Everything is a function of the set of facts heard, never of the order in which they were heard: the streams of two
publishers, or of two placements, reach the registry in any order relative to one another.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass
class Span:
    """A time at work: its first and last day.

    `started_on` is None while only the end is known, `ended_on` while it runs.
    """

    started_on: date | None = None
    ended_on: date | None = None

    @property
    def running(self) -> bool:
        """Started, and not heard to have ended."""
        return self.started_on is not None and self.ended_on is None


def employed_since(spans: Collection[Span]) -> date | None:
    """The first day of the unbroken employment that still runs; None: not employed.

    Spans that touch or overlap are one employment: who changes the employer from one day to the next stays employed.
    """
    running = [span.started_on for span in spans if span.started_on is not None and span.ended_on is None]
    if not running:
        return None
    since = min(running)
    ended = [(span.started_on, span.ended_on) for span in spans if span.started_on and span.ended_on]
    for started_on, ended_on in sorted(ended, key=lambda span: span[1], reverse=True):
        if started_on < since <= ended_on + timedelta(days=1):
            since = started_on
    return since


def days_work_was_lost(spans: Collection[Span]) -> list[date]:
    """The first day without work after each unbroken employment that has ended, in order."""
    known = sorted((span.started_on, span.ended_on or date.max) for span in spans if span.started_on is not None)
    found: list[date] = []
    last: date | None = None
    for started_on, ended_on in known:
        if last is not None and last < date.max and started_on > last + timedelta(days=1):
            found.append(last + timedelta(days=1))
        last = ended_on if last is None else max(last, ended_on)
    return found if last in (None, date.max) else [*found, last + timedelta(days=1)]


def first_day_without_work(spans: Collection[Span]) -> date:
    """The day after the last day at work, of someone whose work has ended. Raises `ValueError` for anyone else."""
    ended = [span.ended_on for span in spans if span.started_on is not None and span.ended_on is not None]
    if not ended or employed_since(spans) is not None:
        raise ValueError("no employment has ended, or another still runs")
    return max(ended) + timedelta(days=1)
