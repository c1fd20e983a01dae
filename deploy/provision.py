"""The first step of docker-compose.yml: replica set, users with their permissions, topology. Any number of times.

Runs in the network of the MongoDB container, because MongoDB takes its first user only from its own loopback; RabbitMQ
is reached by its name. The same rules as the local stack's: deploy.local.mongo, deploy.local.rabbit, shared.topology.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.local.mongo import prepare
from deploy.local.places import SERVICES
from deploy.local.rabbit import Management, definitions

MONGO_MEMBER = "mongo:27017"
RABBIT_HOST = "rabbitmq"
WAIT_SECONDS = 120


def main() -> None:
    """Raises what the servers said when they are not ready within two minutes."""
    password = os.environ["BIHUAN_PASSWORD"]
    passwords = dict.fromkeys(("admin", *SERVICES), password)

    anonymous: MongoClient[dict[str, Any]]
    with MongoClient("127.0.0.1", 27017, directConnection=True, serverSelectionTimeoutMS=2000) as anonymous:
        _retry(lambda: prepare(anonymous, MONGO_MEMBER, passwords), PyMongoError)
    print("MongoDB: replica set and users", flush=True)

    management = Management(f"http://{RABBIT_HOST}:15672", password)
    _retry(lambda: management.call("POST", "definitions", body=definitions(passwords)), OSError)
    print("RabbitMQ: users and permissions", flush=True)

    url = f"amqp://admin:{quote(password, safe='')}@{RABBIT_HOST}:5672/%2F"
    subprocess.run([sys.executable, "-m", "shared.topology"], env={**os.environ, "BIHUAN_AMQP_URL": url}, check=True)
    print("RabbitMQ: topology", flush=True)


def _retry(act: Callable[[], object], error: type[Exception]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            act()
            return
        except error:
            if time.monotonic() > deadline:
                raise
            time.sleep(1)


if __name__ == "__main__":
    main()
