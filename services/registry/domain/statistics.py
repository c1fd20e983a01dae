"""Rates as the register publishes them. Pure: no I/O."""

from decimal import ROUND_HALF_UP, Decimal


def percent(numerator: int, denominator: int) -> str:
    """Two decimals, half up, exact: 334101 of 451257 → "74.04"; may pass 100; empty when the denominator is 0."""
    if denominator == 0:
        return ""
    # In whole hundredths of a percent first: one exact integer division decides the rounding.
    hundredths, rest = divmod(numerator * 10_000, denominator)
    if 2 * rest >= denominator:
        hundredths += 1
    return str((Decimal(hundredths) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP))
