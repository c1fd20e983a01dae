"""When work was lost, from the times at work heard of."""

from datetime import date

from services.registry.domain.employment import Span, days_work_was_lost, employed_since


def day(month: int, number: int) -> date:
    return date(2020, month, number)


def test_the_first_day_without_work_after_each_unbroken_employment() -> None:
    first = Span(day(1, 1), day(3, 31))
    assert days_work_was_lost([first]) == [day(4, 1)]
    assert days_work_was_lost([first, Span(day(4, 1), day(5, 31))]) == [day(6, 1)]
    assert days_work_was_lost([Span(day(6, 1), day(6, 30)), first]) == [day(4, 1), day(7, 1)]
    assert days_work_was_lost([first, Span(day(2, 1), day(2, 10))]) == [day(4, 1)]
    assert days_work_was_lost([first, Span(day(6, 1))]) == [day(4, 1)]
    assert days_work_was_lost([first, Span(day(2, 1))]) == []
    assert days_work_was_lost([Span(None, day(2, 1))]) == []


def test_who_works_has_lost_no_work_that_is_not_followed_by_other() -> None:
    spans = [Span(day(1, 1), day(1, 31)), Span(day(3, 1))]
    assert employed_since(spans) == day(3, 1)
    assert days_work_was_lost(spans) == [day(2, 1)]
