"""Days of the business, which are days in China. Pure: no I/O."""

from datetime import date

from shared.errors import InvalidField


def check_not_before(day: date, earliest: date, field: str, what: str) -> None:
    """Facts come in order; `what` says what happened on `earliest`. Raises `InvalidField`."""
    if day < earliest:
        raise InvalidField(field, f"must not be before {earliest.isoformat()}, {what}")


def month_of(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)
