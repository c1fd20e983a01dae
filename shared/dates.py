"""Dates between the wire (google.type.Date), the code (datetime.date) and MongoDB (ISO text). Pure: no I/O."""

from datetime import date, datetime, timedelta, timezone

from google.type.date_pb2 import Date

from shared.errors import InvalidField

# Days of the business are days in China: one time zone, and no summer time since 1992.
CHINA_TIME = timezone(timedelta(hours=8))


def china_date(now: datetime) -> date:
    """The day it is in China; `now` is any aware time."""
    return now.astimezone(CHINA_TIME).date()


def check_not_future(day: date, now: datetime, field: str) -> None:
    """A fact cannot have happened after today. `now` is any aware time; raises `InvalidField`."""
    if day > china_date(now):
        raise InvalidField(field, "must not be in the future (China time); give the day on which it happened")


def to_wire(day: date) -> Date:
    """A whole date for a message."""
    return Date(year=day.year, month=day.month, day=day.day)


def month_to_wire(day: date) -> Date:
    """Only the year and month of a date (day is 0), as google.type.Date allows."""
    return Date(year=day.year, month=day.month)


def from_wire(value: Date, field: str) -> date:
    """A whole date from a message; `field` names it in the error."""
    if not 1900 <= value.year <= 2200:
        raise InvalidField(field, "the year must be between 1900 and 2200")
    try:
        return date(value.year, value.month, value.day)
    except ValueError:
        raise InvalidField(field, "must be a whole calendar date: year, month and day") from None


def month_from_wire(value: Date) -> date:
    """The first day of the month that an event's year-and-month names."""
    return date(value.year, value.month, 1)
