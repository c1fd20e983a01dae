"""What `make bench` makes of its measurements."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.bench.framework import Bench, Servers, compare, merged, row
from tests.bench.framework import Figure as Measured
from tests.bench.plot import draw


def figures(*values: float) -> list[Measured]:
    return [Measured(value, {"p99 ms": value * 10}) for value in values]


class NoServers(Servers):
    """For measurements that need none."""

    def __init__(self) -> None:
        self.quick = False

    def clear(self) -> None:
        """Nothing was stored."""


def returning(log: list[str], name: str, *values: float) -> Callable[[Servers], float]:
    left = list(values)

    def measure(servers: Servers) -> float:
        log.append(name)
        return left.pop(0)

    return measure


def test_the_ratio_is_the_median_of_the_rounds_and_not_the_ratio_of_medians() -> None:
    found = row(Bench("x", lambda _: 0, lambda _: 0, goal=2), figures(10, 30, 20), figures(10, 10, 40))

    assert (found["ratio"], found["min"], found["max"], found["met"]) == (1, 0.5, 3, False)
    assert (found["ours"], found["other"], found["ours_beside"]) == (20, 10, {"p99 ms": 200})


@pytest.mark.parametrize(("lower_is_better", "met"), [(False, True), (True, False)])
def test_a_goal_is_a_bound_from_above_where_less_is_better(lower_is_better: bool, met: bool) -> None:
    bench = Bench("x", lambda _: 0, lambda _: 0, goal=3, lower_is_better=lower_is_better)

    assert row(bench, figures(40), figures(10))["met"] is met


def test_a_figure_that_is_compared_with_nothing_has_no_ratio_and_meets_nothing() -> None:
    found = row(Bench("idle", lambda _: 0), figures(8), [])

    assert (found["ours"], found["other"], found["ratio"], found["met"]) == (8, None, None, None)


def test_benches_of_the_same_thing_share_its_measurement_and_the_order_turns_each_round() -> None:
    log: list[str] = []
    ours = returning(log, "ours", 8, 6)
    benches = [
        Bench("one", ours, returning(log, "first", 4, 3), goal=1),
        Bench("two", ours, returning(log, "second", 2, 2), goal=1),
    ]

    rows = list(compare(benches, NoServers(), rounds=2, say=lambda _: None))

    assert log == ["ours", "first", "second", "second", "first", "ours"]
    assert [each["ratio"] for each in rows] == [2, 3.5]


def test_a_run_of_one_keeps_the_rows_of_the_others_in_their_order_and_drops_those_of_benches_that_are_gone() -> None:
    old = [{"name": "b", "ratio": 1}, {"name": "gone", "ratio": 1}, {"name": "a", "ratio": 1}]

    assert merged(old, [{"name": "b", "ratio": 2}], ["a", "b", "c"]) == [
        {"name": "a", "ratio": 1},
        {"name": "b", "ratio": 2},
    ]


def test_the_plot_is_drawn_and_the_same_figures_give_the_same_file(tmp_path: Path) -> None:
    rows = [
        row(Bench("relay", lambda _: 0, lambda _: 0, goal=2), figures(10, 30), figures(10, 10)),
        row(Bench("latency", lambda _: 0, lambda _: 0, goal=3, lower_is_better=True), figures(4), figures(1)),
        row(Bench("idle", lambda _: 0), figures(8), []),
    ]
    growth: list[dict[str, Any]] = [
        {"name": "relay", "over": "events", "unit": "events/s", "sizes": [1, 10, 100], "values": [9.0, 8.0, 7.0]}
    ]
    first, second = tmp_path / "first.svg", tmp_path / "second.svg"

    draw(rows, growth, first)
    draw(rows, growth, second)

    assert first.read_bytes() == second.read_bytes()
    assert "<svg" in first.read_text()
