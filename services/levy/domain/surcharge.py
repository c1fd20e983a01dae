"""Late surcharge (滞纳金): for each day of arrears, on what was owed on that day, exact to the fen. Pure.

Only what the finance authority ordered to be paid by a deadline, and what was not paid by it, bears it; then from
the day after it was due (财税〔2015〕72号第二十六条, 残疾人就业条例第二十七条). The day of a payment bears none on what
it paid.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from services.levy.domain.trace import half_up

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Bill:
    """A part of what is billed: of one assessment, due by a day, and perhaps ordered to be paid by another."""

    assessment_id: str
    fen: int
    due_on: date
    ordered_until: date | None = None


@dataclass(frozen=True)
class Flow:
    """Money on a day: paid (above zero) or refunded (below)."""

    on: date
    fen: int


@dataclass(frozen=True)
class Stretch:
    """Days, both included, on which the same was in arrears."""

    first: date
    last: date
    base_fen: int

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


def unpaid(bills: Iterable[Bill], credit_fen: int) -> list[tuple[Bill, int]]:
    """What of each bill is not covered: relief and payments go to the bill that was due first."""
    found = []
    for bill in sorted(bills, key=lambda it: it.due_on):
        found.append((bill, max(bill.fen - credit_fen, 0)))
        credit_fen = max(credit_fen - bill.fen, 0)
    return found


def paid_by(flows: Iterable[Flow], on: date) -> int:
    """Paid less refunded, to the end of a day."""
    return sum(flow.fen for flow in flows if flow.on <= on)


def overdue(bills: Iterable[Bill], relieved_fen: int, flows: Iterable[Flow], on: date) -> int:
    """What is in arrears at the end of a day: due before it and not paid on it or earlier."""
    return sum(rest for bill, rest in unpaid(bills, relieved_fen + paid_by(flows, on)) if bill.due_on < on)


def lapsed(bills: Sequence[Bill], relieved_fen: int, flows: Sequence[Flow], on: date) -> list[Bill]:
    """The bills whose ordered deadline has lapsed before a day without their being paid by it."""
    found = []
    for bill in bills:
        until = bill.ordered_until
        if until is None or until >= on:
            continue
        if dict(_rests(bills, relieved_fen + paid_by(flows, until)))[bill.assessment_id]:
            found.append(bill)
    return found


def _rests(bills: Iterable[Bill], credit_fen: int) -> list[tuple[str, int]]:
    return [(bill.assessment_id, rest) for bill, rest in unpaid(bills, credit_fen)]


def stretches(bills: Sequence[Bill], relieved_fen: int, flows: Sequence[Flow], through: date) -> list[Stretch]:
    """The days of arrears to the end of `through`, by what was in arrears on them; days without any are left out.

    None before the day after the deadline: on its last day a payment is still in time.
    """
    bearing = {bill.assessment_id for bill in lapsed(bills, relieved_fen, flows, through)}
    starts = {bill.due_on + DAY for bill in bills if bill.assessment_id in bearing}
    first = min(starts, default=date.max)
    if first > through:
        return []
    changes = sorted({first, *starts, *(max(flow.on, first) for flow in flows)})
    changes = [day for day in changes if day <= through]
    found: list[Stretch] = []
    for start, after in zip(changes, [*changes[1:], through + DAY], strict=True):
        rests = unpaid(bills, relieved_fen + paid_by(flows, start))
        base = sum(rest for bill, rest in rests if bill.assessment_id in bearing and bill.due_on < start)
        if found and found[-1].base_fen == base and found[-1].last == start - DAY:
            found[-1] = replace(found[-1], last=after - DAY)
        elif base:
            found.append(Stretch(start, after - DAY, base))
    return found


def amount(stretches: Iterable[Stretch], per_day: Fraction) -> int:
    """In fen: the exact sum, rounded once, half-up, so that a span split in any way adds up."""
    return int(half_up(sum((stretch.base_fen * stretch.days * per_day for stretch in stretches), Fraction(0)), 0))
