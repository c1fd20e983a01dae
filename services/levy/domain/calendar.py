"""Months and spans of years. Pure."""

from calendar import monthrange
from datetime import date, timedelta


def month_bounds(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def anniversary(day: date, years: int) -> date:
    """The corresponding day some years later; where that month has none, its last day (民法典第二百零二条)."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def months_after(day: date, months: int) -> date:
    """The corresponding day some months later; where that month has none, its last day (民法典第二百零二条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day_of_span(first: date, years: int) -> date:
    """The last day of a span of whole years that includes its first day: 1 June 2020 → 31 May 2021.

    From 29 February it is 28 February, also when the span's last year has no 29th.
    """
    corresponding = anniversary(first, years)
    return corresponding if corresponding.day != first.day else corresponding - timedelta(days=1)
