"""The explanation of a computation, and the exact numbers it shows. Pure."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from services.levy.domain.rules import Held


@dataclass(frozen=True)
class Cited:
    """The rule behind a line: act and article, whose layer, and the days on which it holds."""

    act: str
    article: str
    layer: str
    in_force_from: date
    in_force_until: date | None

    @classmethod
    def of(cls, held: Held[Any]) -> "Cited":
        """The source of a rule that holds."""
        period = held.period
        return cls(held.act, period.source.article, held.layer, period.start, period.until)


@dataclass(frozen=True)
class Line:
    """A step, as the contract's TraceLine. `inputs`: (name, decimal text); `result`: decimal text, or yes / no."""

    key: str
    label_zh: str
    label_en: str
    formula: str
    inputs: tuple[tuple[str, str], ...]
    result: str
    unit: str = ""
    rounding: str = ""
    cited: Cited | None = None
    note: str = ""


@dataclass
class Trace:
    """Lines, in the order of computation."""

    lines: list[Line] = field(default_factory=list)

    def add(
        self,
        key: str,
        labels: tuple[str, str],
        formula: str,
        inputs: dict[str, Fraction | int | str],
        result: Fraction | int | str,
        *,
        unit: str = "",
        decimals: int | None = None,
        rule: Held[Any] | None = None,
        note: str = "",
    ) -> None:
        """Write a line down. `decimals`: how many the result was rounded to; None: it is exact."""
        self.lines.append(
            Line(
                key,
                *labels,
                formula,
                tuple((name, text(value)) for name, value in inputs.items()),
                text(result),
                unit,
                "" if decimals is None else f"half-up, {decimals} decimals",
                Cited.of(rule) if rule else None,
                note,
            )
        )


def half_up(value: Fraction, decimals: int | None) -> Fraction:
    """A number, zero or more, rounded half-up; None: as it is."""
    if decimals is None:
        return value
    scale: int = 10**decimals
    return Fraction(int(value * scale + Fraction(1, 2)), scale)


def text(value: Fraction | int | str) -> str:
    """Decimal text: 9/5 → "1.8"; where no decimals say it exactly, the fraction too: 7/480 → "7/480 ≈ 0.014583"."""
    if isinstance(value, str):
        return value
    exact = Fraction(value)
    rest = exact.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{exact} ≈ {text(half_up(exact, 6))}"
    decimals = max(twos, fives)
    digits = str(abs(exact.numerator) * 10**decimals // exact.denominator).rjust(decimals + 1, "0")
    whole, part = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    return ("-" if exact < 0 else "") + whole + (f".{part}" if part else "")
