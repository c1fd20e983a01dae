"""Ending a real program at an exact moment: the harness arms a plan in a file, the program's wrapper looks at it.

The harness writes `<program>.plan`; the program that reaches the planned moment for the n-th time renames it to
`<program>.hit` and does what it says. So a program lives on between faults, and nothing of the product is changed.
"""

import os
import signal
import time
from pathlib import Path
from typing import Literal, NamedTuple

# exit: os._exit, as kill -9 would leave it. stop: SIGSTOP itself. hold: wait there until the harness lets it go on.
Action = Literal["exit", "stop", "hold"]
EXIT_CODE = 99  # so that an end that was planned can be told from any other
HOLD_SECONDS = 20.0


class Hit(NamedTuple):
    """A plan that was carried out: by which program, and when (time.monotonic_ns, the same clock for all programs)."""

    program: str
    at_ns: int


def _write(path: Path, text: str) -> None:
    """Whole or not at all, for whoever reads it meanwhile."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.write_text(text)
    draft.replace(path)


class Plan:
    """The harness's side, for one program."""

    def __init__(self, directory: Path, program: str) -> None:
        self._program = program
        self._plan = directory / f"{program}.plan"
        self._hit = directory / f"{program}.hit"
        self._go = directory / f"{program}.go"

    def arm(self, moment: str, action: Action, nth: int = 1) -> None:
        """The program does `action` when it reaches `moment` for the `nth` time from now."""
        self._hit.unlink(missing_ok=True)
        self._go.unlink(missing_ok=True)
        _write(self._plan, f"{moment} {action} {nth} {time.monotonic_ns()}")

    def disarm(self) -> None:
        """Nothing more is to happen."""
        self._plan.unlink(missing_ok=True)

    def hit(self) -> Hit | None:
        """Whether and when it happened."""
        try:
            return Hit(self._program, int(self._hit.read_text()))
        except FileNotFoundError:
            return None

    def go(self) -> None:
        """Let a program that holds go on."""
        _write(self._go, "")


class Moments:
    """The program's side. `reached` costs one failed open while nothing is planned."""

    def __init__(self, directory: Path, program: str) -> None:
        self._plan = directory / f"{program}.plan"
        self._taken = directory / f"{program}.taken"
        self._hit = directory / f"{program}.hit"
        self._go = directory / f"{program}.go"
        self._text = ""
        self._count = 0

    def reached(self, moment: str) -> None:
        """The program is at this moment now."""
        try:
            text = self._plan.read_text()
            wanted, action, nth, _ = text.split()
        except FileNotFoundError:
            return
        if wanted != moment:
            return
        if text != self._text:
            self._text, self._count = text, 0
        self._count += 1
        if self._count < int(nth):
            return
        try:
            self._plan.rename(self._taken)
        except FileNotFoundError:  # another thread of this program, or the harness has taken it back
            return
        _write(self._hit, str(time.monotonic_ns()))
        if action == "exit":
            os._exit(EXIT_CODE)
        if action == "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
            return
        end = time.monotonic() + HOLD_SECONDS
        while not self._go.exists() and time.monotonic() < end:
            time.sleep(0.005)  # a green thread's own in a worker: the rest of it goes on
