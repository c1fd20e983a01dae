"""What runs first, when the two cores have more to do than they can."""

import os
from pathlib import Path

FIRST = -10
LOWEST = 19


def give(pid: int, niceness: int) -> None:
    """Give a process this niceness, and the session that it leads too.

    One that has ended needs none; who is not root may not put anything first.
    """
    try:
        os.setpriority(os.PRIO_PROCESS, pid, niceness)
        # Where the kernel shares the processors out among sessions first, a session has a priority of its own.
        group = Path(f"/proc/{pid}/autogroup")
        if group.exists():
            group.write_text(str(niceness))
    except (ProcessLookupError, PermissionError):
        return
