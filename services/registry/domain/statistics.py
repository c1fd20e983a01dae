"""Rates and bands as the register publishes them; how small figures are kept from telling of persons. Pure: no I/O."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

# The youngest age of each band; the last has no end. The bounds of working age (16, 55, 60) are bounds of bands.
AGE_BANDS: Final = (0, 7, 16, 25, 35, 45, 55, 60, 65, 80)
ROUNDED_TO: Final = 10


def percent(numerator: int, denominator: int) -> str:
    """Two decimals, half up, exact: 334101 of 451257 → "74.04"; may pass 100; empty when the denominator is 0."""
    if denominator == 0:
        return ""
    # In whole hundredths of a percent first: one exact integer division decides the rounding.
    hundredths, rest = divmod(numerator * 10_000, denominator)
    if 2 * rest >= denominator:
        hundredths += 1
    return str((Decimal(hundredths) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP))


def rounded(count: int) -> int:
    """To the nearest ten, half up, so that 0 to 4 are all told as 0.

    A figure that is left out can be computed from a total and its other parts; one that is rounded, among others that
    are rounded each by itself, cannot (tests/unit/registry/test_registry_statistics.py tries all small tables).
    """
    return (count + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


def until_age(from_age: int) -> int:
    """The oldest age of the band that begins with this one; 0: no limit."""
    following = [age for age in AGE_BANDS if age > from_age]
    return min(following) - 1 if following else 0


def born_by(on: date, age: int) -> str:
    """Up to when persons of this age were born, as ISO text (for 29 February it may be no date)."""
    return f"{on.year - age:04d}{on.isoformat()[4:]}"


def kept_days(today: date, kept: Iterable[date]) -> list[date]:
    """Of which days counts are kept on: today, and the last days of the past twelve months that were kept before."""
    oldest = date(today.year - 1, today.month, 1)
    ends = {day for day in kept if oldest <= day < today and _is_month_end(day)}
    return sorted(ends | {today})


def _is_month_end(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1
