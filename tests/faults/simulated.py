"""The simulation of the delivery core (tests.simulation), in processes of its own beside the real matrix."""

import subprocess
import sys
import time
from pathlib import Path

from deploy.local.places import ROOT
from tests.faults.priority import LOWEST, give

CRASHES = 500_000
PROCESSES = 2  # one per core, for when the rows are done


class Simulation:
    """`Simulation(seed, directory)` starts it; it yields to the programs under test, whose times are measured."""

    def __init__(self, seed: int, directory: Path) -> None:
        """Its parts have the seeds `seed`, `seed + 1`, …"""
        self._parts: list[tuple[Path, subprocess.Popen[bytes]]] = []
        for part in range(PROCESSES):
            log = directory / f"simulation-{part}.log"
            crashes = ["--crashes", str(CRASHES // PROCESSES), "--seed", str(seed + part)]
            with log.open("wb") as output:
                process = subprocess.Popen(
                    ["setpriv", "--pdeathsig", "KILL", sys.executable, "-m", "tests.simulation", *crashes],
                    cwd=ROOT,
                    start_new_session=True,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                )
            give(process.pid, LOWEST)
            self._parts.append((log, process))

    def held(self, seconds: float) -> bool:
        """Wait for its end; whether no crash broke a promise. False when it has not ended within `seconds`."""
        end = time.monotonic() + seconds
        held = True
        for _, process in self._parts:
            try:
                held &= process.wait(max(0, end - time.monotonic())) == 0
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                held = False
        return held

    def told(self) -> str:
        """What it printed, its trace of a violation and all."""
        return "\n".join(log.read_text(errors="replace").rstrip() for log, _ in self._parts)
