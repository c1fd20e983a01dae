"""Days of the business, which are days in China. Pure: no I/O."""

from datetime import date, datetime, timedelta, timezone

from shared.errors import InvalidField

# China has one time zone and no summer time (since 1992).
CHINA_TIME = timezone(timedelta(hours=8))


def check_not_future(day: date, now: datetime, field: str) -> None:
    """A fact cannot have happened after today. `now` is any aware time; raises `InvalidField`."""
    if day > now.astimezone(CHINA_TIME).date():
        raise InvalidField(field, "must not be in the future (China time)")


def check_not_before(day: date, earliest: date, field: str, what: str) -> None:
    """Facts come in order; `what` says what happened on `earliest`. Raises `InvalidField`."""
    if day < earliest:
        raise InvalidField(field, f"must not be before {earliest.isoformat()}, {what}")


def month_of(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)
