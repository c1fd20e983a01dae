"""`python -m tests.simulation --crashes 500000 --seed 7`: the delivery core under that many crashes.

`--scenario SEED --budget N` runs one scenario again and prints its steps.
"""

import argparse
import random
import sys
import time

from tests.simulation import runs, stand_ins
from tests.simulation.mutants import MUTANTS


def main() -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--crashes", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=None, help="default: another one each time")
    parser.add_argument("--scenario", type=int, help="run only this scenario, and print its steps")
    parser.add_argument("--mutant", choices=MUTANTS, help="break the product in this way first")
    parser.add_argument("--budget", type=int, default=40, help="crashes of that scenario")
    arguments = parser.parse_args()
    stand_ins.install()
    if arguments.mutant:
        MUTANTS[arguments.mutant]()
    if arguments.scenario is not None:
        scene, violation = runs.run_one(arguments.scenario, arguments.budget, keep_trace=True)
        print("\n".join(scene.world.trace or []))
        print(violation or "no violation")
        return bool(violation)
    seed = random.SystemRandom().getrandbits(32) if arguments.seed is None else arguments.seed
    began = time.process_time()
    result = runs.run(seed, arguments.crashes)
    seconds = time.process_time() - began
    print(
        f"seed {seed}: {result.crashes} crashes in {result.scenarios} scenarios, {result.events} events, "
        f"{seconds:.1f} s of CPU, {result.crashes / seconds:.0f} crashes/s"
    )
    for place, count in result.places.most_common():
        print(f"  {count:>8}  {place}")
    print("troubles beside them:", ", ".join(f"{count} x {name}" for name, count in result.troubles.most_common()))
    if result.violation:
        print("\n".join(result.trace[-400:]))
        print(f"VIOLATED: {result.violation}")
        print(f"again: --scenario {result.violating_seed} --budget {result.budget}")
        return 1
    print("0 violations")
    return 0


if __name__ == "__main__":
    sys.exit(main())
