"""The simulation of the delivery core (tests.simulation), in a process of its own beside the real matrix."""

import os
import subprocess
import sys
from pathlib import Path

from deploy.local.places import ROOT

CRASHES = 500_000
LOW = 19  # the lowest priority


class Simulation:
    """`Simulation(seed, log)` starts it; it yields to the programs under test, whose times are measured."""

    def __init__(self, seed: int, log: Path) -> None:
        self._log = log
        command = [sys.executable, "-m", "tests.simulation", "--crashes", str(CRASHES), "--seed", str(seed)]
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *command],
                cwd=ROOT,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        os.setpriority(os.PRIO_PROCESS, self._process.pid, LOW)
        # Where the kernel shares the processors out among sessions first, a session has a priority of its own.
        group = Path(f"/proc/{self._process.pid}/autogroup")
        if group.exists():
            group.write_text(str(LOW))

    def held(self, seconds: float) -> bool:
        """Wait for its end; whether no crash broke a promise. False when it has not ended within `seconds`."""
        try:
            return self._process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return False

    def told(self) -> str:
        """What it printed, its trace of a violation and all."""
        return self._log.read_text(errors="replace")
