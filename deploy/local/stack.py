"""The servers of a stack: MongoDB and RabbitMQ, started together."""

import shutil
from pathlib import Path
from typing import Self

from deploy.local.mongo import Mongo
from deploy.local.places import Places
from deploy.local.processes import kill_all, marked
from deploy.local.rabbit import Management, Rabbit

SERVER_PORTS = ("mongo", "amqp", "management", "rabbit-prometheus", "rabbit-dist", "epmd")


class Stack(Places):
    """MongoDB and RabbitMQ on private ports, with their data below one directory.

        with Stack(directory) as stack:
            MongoClient(stack.mongo_url("registry"))

    Starting a stack again on the same directory finds its data again.
    """

    mongo: Mongo
    rabbit: Rabbit

    def start(self) -> None:
        """Start both servers and wait until they are ready. Raises `StartFailed`, and leaves nothing running."""
        try:
            self._launch_servers()
            self.mongo.wait_ready()
            self.rabbit.wait_ready()
        except BaseException:
            self.stop()
            raise

    def _launch_servers(self) -> None:
        """Start both at the same time; returns at once."""
        kill_all(marked(self.directory))  # what a killed predecessor may have left
        self.choose(SERVER_PORTS)
        self.mongo, self.rabbit = Mongo(self), Rabbit(self)
        self.rabbit.start()
        self.mongo.start()

    def stop(self) -> None:
        """Stop both servers cleanly, so that the next start finds their data; returns when they are gone."""
        if hasattr(self, "rabbit"):
            self.rabbit.terminate()
            self.mongo.process.stop()
            self.rabbit.stop()
        kill_all(marked(self.directory))

    @property
    def management(self) -> Management:
        """RabbitMQ's HTTP API."""
        return Management(self.management_url, self.passwords["admin"])

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()


def erase(directory: Path) -> None:
    """Delete a stopped stack with its data."""
    shutil.rmtree(directory, ignore_errors=True)
