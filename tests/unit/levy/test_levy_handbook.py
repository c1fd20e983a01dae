"""What docs/levy-rules.md tells a legal officer: its row is accepted as it stands, its example comes out as it says."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from services.levy.domain.formula import Facts, Result, assess
from services.levy.domain.rules import Rulebook
from tests.levy_samples import layers

HANDBOOK = Path(__file__).parents[3] / "docs" / "levy-rules.md"


def with_row() -> Rulebook:
    """The rules on file, and the handbook's row in Shandong's list."""
    lines = HANDBOOK.read_text(encoding="utf-8").splitlines()
    first = next(at for at, line in enumerate(lines) if "- id: small_enterprises_2028" in line)
    last = next(at for at in range(first, len(lines)) if not lines[at].strip())
    files = layers()
    shandong = next(layer for layer in files if layer["region"] == "370000")
    shandong["relief_programmes"]["periods"][-1]["value"] += yaml.safe_load("\n".join(lines[first:last]))
    return Rulebook.of(files)


def levy(staff: int, year: int = 2028) -> Result:
    facts = Facts("ENTERPRISE", date(2012, 5, 10), [staff] * 12, staff * 60_000_00, Fraction(6 * 2, 12))
    return assess(facts, with_row().of_year(year, "370105"))


def test_the_worked_example_comes_out_line_by_line() -> None:
    shown = {line.key: line.result for line in levy(120).lines}
    wanted = {
        "staff": "120", "placed": "1", "required": "1.8", "short": "0.8", "average_wage": "60000", "due": "48000",
        "tier": "1", "payable": "48000",
    }  # fmt: skip
    assert {key: shown[key] for key in wanted} == wanted
    assert "relief_small_enterprises_2028" not in shown


def test_with_a_hundred_staff_the_relief_is_had_and_cited() -> None:
    result = levy(100)
    assert (result.due_fen, result.payable_fen) == (30_000_00, 21_000_00)
    relief = next(line for line in result.lines if line.key == "relief_small_enterprises_2028")
    assert relief.result == "9000"
    assert relief.cited is not None
    assert relief.cited.act.startswith("鲁财税〔2028〕")


@pytest.mark.parametrize("year", [2026, 2027, 2029])
def test_the_row_holds_for_its_levy_year_only(year: int) -> None:
    assert all(not line.key.startswith("relief") for line in levy(100, year).lines)
