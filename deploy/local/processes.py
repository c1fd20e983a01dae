"""Child processes that leave nothing behind, and bounded waits for them."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import psutil

# Every process of a stack bears the stack's directory here, so that leftovers can be told from anyone else's.
MARK = "BIHUAN_STACK"


class StartFailed(Exception):
    """A server or program did not become ready; the text ends with the last lines of its log."""


class Process:
    """One child process in a group of its own, its output in a log file.

    The kernel kills the child when the thread that called `start` ends, however it ends (setpriv --pdeathsig), so that
    a killed test run leaves no server running. Call `start` from a thread that lives as long as the process shall.
    """

    def __init__(
        self,
        name: str,
        command: list[str],
        *,
        env: Mapping[str, str],
        log: Path,
        directory: Path,
        cwd: Path | None = None,
    ) -> None:
        """`directory` is the stack's (the process is marked with it); without `cwd`, it runs in the caller's."""
        self.name = name
        self.log = log
        self._cwd = cwd
        self._command = command
        self._env = {**env, MARK: str(directory)}
        self._popen: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id, None when it is not running."""
        return self._popen.pid if self.running and self._popen else None

    @property
    def running(self) -> bool:
        """Whether the process was started and has not ended."""
        return self._popen is not None and self._popen.poll() is None

    def start(self) -> None:
        """Start it; returns at once. The log is appended to."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._popen = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *self._command],
                env=self._env,
                cwd=self._cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def terminate(self) -> None:
        """Ask it to stop; returns at once."""
        if self._popen and self.running:
            self._popen.send_signal(signal.SIGTERM)

    def stop(self, seconds: float = 20) -> bool:
        """Ask it to stop, wait, then kill what is left of its group. False if it had to be killed."""
        if self._popen is None:
            return True
        family = self._family()
        self.terminate()
        try:
            self._popen.wait(seconds)
            stopped = True
        except subprocess.TimeoutExpired:
            stopped = False
        kill_all(family)
        self._popen.wait()
        return stopped

    def kill(self) -> None:
        """kill -9, with all its children; returns when they are gone."""
        if self._popen is not None:
            kill_all(self._family())
            self._popen.wait()

    def _family(self) -> list[psutil.Process]:
        try:
            parent = psutil.Process(self._popen.pid) if self._popen and self.running else None
            return [parent, *parent.children(recursive=True)] if parent else []
        except psutil.NoSuchProcess:
            return []

    def tail(self, lines: int = 15) -> str:
        """The last lines of its log."""
        if not self.log.exists():
            return "(no log)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def wait_ready(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """Wait until `ready()`. Raises `StartFailed` when the process ends first or the time is up."""

        def ready_or_dead() -> bool:
            if not self.running:
                code = self._popen.returncode if self._popen else None
                raise StartFailed(f"{self.name} ended with code {code}; its log {self.log} ends:\n{self.tail()}")
            return ready()

        if not wait_until(ready_or_dead, seconds=seconds):
            late = f"{self.name} is not ready after {seconds:.0f} s"
            raise StartFailed(f"{late}; its log {self.log} ends:\n{self.tail()}")


def wait_until(condition: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
    """Ask `condition` again and again until it holds; False when it did not within `seconds`."""
    end = time.monotonic() + seconds
    while True:
        if condition():
            return True
        if time.monotonic() > end:
            return False
        time.sleep(every)


def kill_all(processes: Iterable[psutil.Process]) -> None:
    """kill -9 those that still run, and wait until they are gone."""
    alive = [process for process in processes if process.is_running()]
    for process in alive:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(alive, timeout=10)


def marked(directory: Path) -> list[psutil.Process]:
    """All processes of the stack in `directory`, whoever started them. Zombies are none."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(directory) and process.pid != os.getpid():
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def http_ok(url: str) -> bool:
    """Whether a GET answers 2xx within a second."""
    try:
        with urllib.request.urlopen(url, timeout=1):  # noqa: S310  # our own servers' URLs; raises unless 2xx
            return True
    except (urllib.error.URLError, OSError):
        return False


def port_is_free(port: int) -> bool:
    """Whether a server could listen on it, on every address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))  # only a probe, at once closed; every address, as some server may listen so
        except OSError:
            return False
    return True
