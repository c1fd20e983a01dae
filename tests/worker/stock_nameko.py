"""A stock Nameko service, as another team would write it: nothing of ours is imported."""

import eventlet

eventlet.monkey_patch()

import json  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from nameko.events import event_handler  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402


class Outsider:
    name = "outsider"

    @event_handler("training", "enrolment_confirmed.v1.37.01.#")  # type: ignore[untyped-decorator]
    def in_jinan(self, payload: dict[str, object]) -> None:
        with Path(sys.argv[2]).open("a") as file:
            file.write(json.dumps(payload) + "\n")


runner = ServiceRunner({"AMQP_URI": sys.argv[1]})
runner.add_service(Outsider)
runner.start()
Path(sys.argv[3]).write_text("ready")
runner.wait()
