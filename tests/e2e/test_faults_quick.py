"""A few faults of each kind in every test run, and two mutants that must be found; `make faults` runs them all.

The rows, programs and checker are those of tests/faults. How soon things go on is asked only there: other tests run
beside this one.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from deploy.local.stack import Stack
from tests.faults import rows_messages
from tests.faults.harness import Result, Row, load_rows, run_row
from tests.faults.mutant_rows import Hunt, hunts

SEED = 20200420
AT_A_TIME = 3
ROWS = {
    "relay: exit, after confirm": 2,
    "worker: exit, in the transaction": 2,
    "worker: exit, after commit before ack": 2,
    "api: exit, after commit before reply": 2,
    "handler: fails some times, then succeeds, among good ones": 1,
}
MUTANTS = ("no-inbox", "no-fence")  # the quickest to be found
TRIES = 3  # to find a mutant: on a slow machine a row may end before it has shown itself
MESSAGES = rows_messages.one_of_each()


def _hunt(mutant: str, row: Row, servers: Stack, directory: Path) -> Result:
    for number in range(TRIES):
        result = run_row(row, servers, directory, SEED + number, 1, mutant)
        if Hunt(mutant, result).found:
            break
    return result


@pytest.fixture(scope="module")
def outcomes(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Result]]]:
    """By the name of a row or mutant; side by side, for most of their time is waiting."""
    directory = tmp_path_factory.mktemp("faults")
    rows = {row.name: row for row in load_rows()}
    with ThreadPoolExecutor(AT_A_TIME) as lanes:
        done = {
            mutant: lanes.submit(_hunt, mutant, row, stack, directory)
            for mutant, row in hunts(list(rows.values()))
            if mutant in MUTANTS
        }
        done[MESSAGES.name] = lanes.submit(run_row, MESSAGES, stack, directory, SEED)
        for name, times in ROWS.items():
            done[name] = lanes.submit(run_row, rows[name], stack, directory, SEED, times)
        yield done


@pytest.mark.parametrize("name", [MESSAGES.name, *ROWS])
def test_nothing_is_lost_doubled_disordered_or_stuck(outcomes: dict[str, Future[Result]], name: str) -> None:
    result = outcomes[name].result()

    told = "\n".join([f"seed {SEED}", *result.notes])
    assert (result.lost, result.duplicates, result.disordered, result.stuck) == (0, 0, 0, 0), told
    assert not result.wrong and not result.fell_short, told
    assert result.faults == ROWS.get(name, MESSAGES.times)
    assert result.events > 10 * result.faults


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_delivery_with_one_promise_taken_out_is_found_out(outcomes: dict[str, Future[Result]], mutant: str) -> None:
    result = outcomes[mutant].result()

    assert Hunt(mutant, result).found, "\n".join([f"seed {SEED}", *result.notes])
