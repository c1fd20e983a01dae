"""docs/bench/report.svg: each ratio with its spread beside its goal, and the growth curves."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tests.bench.framework import Row

MET, MISSED, NO_GOAL = "#2a7f4f", "#b3362b", "#4a6a8a"


def draw(report: Sequence[Row], growth: Sequence[Row], path: Path) -> None:
    """Write the plot; the same figures give the same file."""
    compared = [row for row in report if row["ratio"] is not None]
    figure = Figure(figsize=(9, 1.6 + 0.34 * len(compared) + (3.2 if growth else 0)), layout="constrained")
    above, *below = figure.subplots(
        2 if growth else 1, 1, squeeze=False, height_ratios=[0.34 * len(compared) + 0.8, 3][: 2 if growth else 1]
    )[:, 0]
    _ratios(above, compared)
    for axes in below:
        _curves(axes, growth)
    with rc_context({"svg.hashsalt": "bench"}):
        figure.savefig(path, format="svg", metadata={"Date": None})


def _ratios(axes: Axes, rows: Sequence[Row]) -> None:
    """A bar per bench; a line where its goal is."""
    for place, row in enumerate(reversed(rows)):
        colour = {True: MET, False: MISSED, None: NO_GOAL}[row["met"]]
        axes.barh(place, row["ratio"], height=0.6, color=colour, alpha=0.8)
        axes.plot([row["min"], row["max"]], [place, place], color="black", linewidth=1.2)
        axes.annotate(f" {row['ratio']:.2f}", (max(row["max"], row["ratio"]), place), va="center", fontsize=8)
        if row["goal"] is not None:
            axes.plot(
                [row["goal"]] * 2, [place - 0.42, place + 0.42], color="black", linewidth=2, linestyle=(0, (1, 1))
            )
    names = [f"{row['name']}{' (less is better)' if row['better'] == 'lower' else ''}" for row in reversed(rows)]
    axes.set_yticks(range(len(rows)), names, fontsize=8)
    axes.set_xscale("log")
    axes.axvline(1, color="grey", linewidth=0.8)
    axes.margins(x=0.12)
    axes.set_xlabel(
        "ours ÷ other, median and spread of the rounds; dotted: the goal; green: met, red: missed", fontsize=8
    )


def _curves(axes: Axes, growth: Sequence[Row]) -> None:
    """Each curve relative to its smallest size: flat is good."""
    for curve in growth:
        first = curve["sizes"][0]
        times = [size / first for size in curve["sizes"]]
        label = f"{curve['name']}: {curve['values'][0]:,.0f} {curve['unit']} at {first:,} {curve['over']}"
        axes.plot(times, [value / curve["values"][0] for value in curve["values"]], marker="o", label=label)
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.set_xlabel("times the smallest size", fontsize=8)
    axes.set_ylabel("speed, relative", fontsize=8)
    axes.legend(fontsize=7, loc="lower left")
