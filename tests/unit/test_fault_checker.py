"""The checker of the fault runs finds each kind of wrong, also where the counts are right."""

from collections.abc import Sequence

import pytest

from tests.faults.checker import Effect, Fact, Verdict, compare

PAY, TAX = "pay", "tax"
FACTS = [Fact(f"id-{a}{version}", a, version, f"digest-{a}{version}") for a in "xy" for version in (1, 2, 3)]


def took_effect(*which: str) -> list[Effect]:
    """Effects in this order: `x1` is that of version 1 of aggregate x."""
    return [Effect(f"digest-{each}", at_ns=1_000 + place) for place, each in enumerate(which)]


def verdict(
    pay: Sequence[str], tax: Sequence[str] = ("x1", "x2", "x3", "y1", "y2", "y3"), **options: object
) -> Verdict:
    return compare(FACTS, {PAY: took_effect(*pay), TAX: took_effect(*tax)}, **options)  # type: ignore[arg-type]


def counts(seen: Verdict) -> dict[str, int]:
    names = ("lost", "duplicates", "disordered", "stuck")
    return {name: count for name in names if (count := getattr(seen, name))}


def test_each_event_once_at_each_subscriber_in_the_order_of_its_aggregate_is_clean() -> None:
    seen = verdict(("y1", "x1", "y2", "x2", "x3", "y3"))

    assert seen.clean
    assert (seen.events, seen.examples) == (6, [])


def test_a_loss_hidden_behind_a_duplicate_is_seen_though_the_counts_are_right() -> None:
    seen = verdict(("x1", "x2", "x2", "y1", "y2", "y3"))

    assert counts(seen) == {"lost": 1, "duplicates": 1}
    assert any("lost at pay: id-x3" in each for each in seen.examples)
    assert any("2 times at pay: id-x2" in each for each in seen.examples)


def test_a_loss_at_one_subscriber_is_not_made_up_for_by_the_other() -> None:
    seen = verdict(("x1", "x2", "x3", "y1", "y2"), ("x1", "x2", "x3", "y1", "y2", "y3", "y3"))

    assert counts(seen) == {"lost": 1, "duplicates": 1}


def test_events_of_one_aggregate_in_the_wrong_order_are_seen() -> None:
    assert counts(verdict(("x1", "x3", "x2", "y1", "y2", "y3"))) == {"disordered": 1}
    assert counts(verdict(("x3", "x2", "x1", "y1", "y2", "y3"))) == {"disordered": 2}


def test_order_is_when_the_handlers_ran_not_where_the_rows_stand() -> None:
    backwards = list(reversed(took_effect("x1", "x2", "x3", "y1", "y2", "y3")))

    assert compare(FACTS, {PAY: backwards}).clean


def test_a_second_effect_that_comes_late_is_a_duplicate_and_no_disorder() -> None:
    assert counts(verdict(("x1", "x2", "x3", "y1", "y2", "y3", "x1"))) == {"duplicates": 1}


def test_what_still_waits_is_stuck_where_it_waits_and_lost_elsewhere() -> None:
    five = ("x1", "x2", "y1", "y2", "y3")

    assert counts(verdict(five, waiting={PAY: {"id-x3"}})) == {"stuck": 1}
    assert counts(verdict(five, waiting={TAX: {"id-x3"}})) == {"lost": 1}


def test_an_effect_of_what_nobody_committed_is_seen() -> None:
    seen = verdict(("x1", "x2", "x3", "y1", "y2", "y3", "z1"))

    assert counts(seen) == {"duplicates": 1}
    assert any("never committed" in each for each in seen.examples)


def test_an_event_that_must_be_parked_may_not_take_effect() -> None:
    five = ("x1", "x2", "y1", "y2", "y3")

    assert verdict(five, five, without_effect={"id-x3"}).clean
    assert counts(verdict(five, without_effect={"id-x3"})) == {"duplicates": 1}


def test_a_workload_whose_events_cannot_be_told_apart_is_refused() -> None:
    twin = Fact("other id", "x", 4, FACTS[0].digest)

    with pytest.raises(ValueError, match="two equal events"):
        compare([*FACTS, twin], {PAY: []})
