"""`python -m tests.faults.programs relay`: the real programs of a scene, their moments marked from outside.

`relay` is `shared.relay`, `worker` the real worker program around `tests.faults.hearer`, `api` that of training.
Moments (`Plan.arm`):

    relay         publish (a batch is about to be published), confirmed (before its mark), marked
    worker, api   begin (before the first command of a transaction), commit (before its commit), committed (after it,
                  before the ack or the reply)

The topology of the scene is the only one that these programs know: FAULTS_TOPOLOGY stands for deploy/topology.json.
"""

import os
import runpy
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

MODULES = {"relay": "shared.relay", "worker": "tests.faults.hearer", "api": "services.training.api"}


def _mark(owner: type, method: str, before: Callable[[], None], after: Callable[[], None]) -> None:
    original = getattr(owner, method)

    @wraps(original)
    def marked(*arguments: Any, **options: Any) -> Any:
        before()
        result = original(*arguments, **options)
        after()
        return result

    setattr(owner, method, marked)


def main(kind: str) -> None:
    """Mark the moments, plant the mutant that FAULTS_MUTANT names, and run the program as its own command would."""
    if kind == "worker":
        import eventlet

        eventlet.monkey_patch()
    from pymongo import monitoring

    from shared import broker, outbox, topology
    from tests.faults import mutants
    from tests.faults.moments import Moments

    moments = Moments(Path(os.environ["FAULTS_DIRECTORY"]), os.environ["FAULTS_PROGRAM"])

    class Commands(monitoring.CommandListener):
        """MongoDB's commands as they go over the wire: what the program's own code looks like does not matter."""

        def started(self, event: monitoring.CommandStartedEvent) -> None:
            if event.command.get("startTransaction"):
                moments.reached("begin")
            if event.command_name == "commitTransaction":
                moments.reached("commit")

        def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
            if event.command_name == "commitTransaction":
                moments.reached("committed")

        def failed(self, event: monitoring.CommandFailedEvent) -> None:
            """Of no interest."""

    topology.load.__defaults__ = (Path(os.environ["FAULTS_TOPOLOGY"]),)
    if kind == "relay":
        _mark(broker.Publisher, "publish", lambda: moments.reached("publish"), lambda: None)
        _mark(outbox.Outbox, "mark", lambda: moments.reached("confirmed"), lambda: moments.reached("marked"))
    else:
        monitoring.register(Commands())
    mutants.plant(os.environ.get("FAULTS_MUTANT", ""), kind)
    sys.argv = [MODULES[kind]]
    runpy.run_module(MODULES[kind], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1])
