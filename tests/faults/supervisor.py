"""A program of a scene, started again at once whenever it ends, as an operator's supervisor would."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from deploy.local.places import ROOT
from deploy.local.processes import MARK
from tests.faults.moments import EXIT_CODE, Plan
from tests.faults.priority import give

START_AGAIN_SECONDS = 0.02  # between two starts of a program that does not come up, so that it does not spin
STOP_SECONDS = 30.0
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")  # no BIHUAN_* of the caller's may reach a program


class Supervised:
    """Runs `python -m tests.faults.programs <kind>` until `stop`. Every end that nobody asked for is in `failures`."""

    def __init__(
        self, name: str, environment: Mapping[str, str], directory: Path, mark: Path, *, niceness: int = 0
    ) -> None:
        """`name` is its kind and perhaps a number: `relay-2`. `mark` is the stack's directory."""
        self._niceness = niceness
        self.name = name
        self.kind = name.partition("-")[0]
        self.plan = Plan(directory, name)
        self.log = directory / f"{name}.log"
        self.failures: list[str] = []
        quiet = {"PYTHONWARNINGS": "ignore:::__main__", "EVENTLET_NO_GREENDNS": "yes"}  # as deploy/local/suite.py
        own = {"FAULTS_PROGRAM": name, "FAULTS_DIRECTORY": str(directory), MARK: str(mark)}
        inherited = {key: os.environ[key] for key in KEPT if key in os.environ}
        self._environment = {**quiet, **inherited, **environment, **own}
        self._starting = threading.RLock()  # nobody signals a program that is just being replaced
        self._wanted = threading.Event()
        self._gone = threading.Event()
        self._ending = False
        self._process: subprocess.Popen[bytes] | None = None
        self._expected = False
        self._thread = threading.Thread(target=self._keep, name=f"keep-{name}", daemon=True)
        self._thread.start()

    def start(self) -> None:
        """Have it running from now on."""
        self._gone.clear()
        self._wanted.set()

    def stop(self) -> int:
        """SIGTERM; its exit code. It stays away until `start`."""
        return self._end(signal.SIGTERM)

    def kill(self, *, stay_away: bool = False) -> None:
        """kill -9. It comes back at once, unless it is to `stay_away`."""
        if stay_away:
            self._end(signal.SIGKILL)
        else:
            self._expect(signal.SIGKILL)

    def terminate(self) -> None:
        """SIGTERM; it comes back at once."""
        self._expect(signal.SIGTERM)

    def signal(self, number: int) -> None:
        """Send a signal to the program as it runs now."""
        with self._starting:
            process = self._process
            if process is not None and process.poll() is None:
                process.send_signal(number)

    def _expect(self, number: int) -> None:
        with self._starting:
            self._expected = True
            self.signal(number)

    @property
    def pid(self) -> int | None:
        """The process id; None while it does not run."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def close(self) -> None:
        """The end of the scene: gone at once, and for good."""
        with self._starting:
            self._ending = True
            self._expect(signal.SIGKILL)
            self._wanted.set()
        self._thread.join(STOP_SECONDS)

    def _end(self, number: int) -> int:
        with self._starting:
            process = self._process
            self._wanted.clear()
            if process is None:
                return 0
            self._expect(number)
        try:
            return process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.failures.append(f"{self.name} did not end within {STOP_SECONDS:.0f} s of signal {number}")
            process.kill()
            return process.wait()
        finally:
            self._gone.wait(STOP_SECONDS)

    def _keep(self) -> None:
        """A thread of its own for as long as the scene: the kernel kills the program when its starter ends."""
        while True:
            self._wanted.wait()
            with self._starting:
                if self._ending:
                    return
                if not self._wanted.is_set():
                    continue
                self._expected = False
                self._launch()
            assert self._process is not None
            code = self._process.wait()
            if code != EXIT_CODE and not self._expected:
                self.failures.append(f"{self.name} ended by itself with {code}: {self._last_line()}")
                time.sleep(
                    START_AGAIN_SECONDS
                )  # as a service manager does, so that one that cannot start does not spin
            if not self._wanted.is_set():
                self._gone.set()

    def _launch(self) -> None:
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", sys.executable, "-m", "tests.faults.programs", self.kind],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if self._niceness:
            give(self._process.pid, self._niceness)

    def _last_line(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return lines[-1][:300] if lines else "(no log)"
