"""The first step of docker-compose.yml: replica set, users with their permissions, topology. Any number of times.

MongoDB takes its first user only from its own loopback, or from whoever holds the replica set's key: this step does
(docker-compose.yml derives the key from BIHUAN_PASSWORD). The rules are those of the local stack: deploy.local.mongo,
deploy.local.rabbit, shared.topology.
"""

import hashlib
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
    own = {service: os.environ.get(f"BIHUAN_PASSWORD_{service.upper()}") or password for service in SERVICES}
    passwords = {"admin": password, **own}
    if password in own.values():
        print("WARNING: a service has the administrator's password; set BIHUAN_PASSWORD_<SERVICE>", flush=True)

    member: MongoClient[dict[str, Any]]
    key = hashlib.sha256(password.encode()).hexdigest()
    with MongoClient(
        f"mongodb://__system:{key}@{MONGO_MEMBER}/?authSource=local&directConnection=true",
        serverSelectionTimeoutMS=2000,
    ) as member:
        _retry(lambda: prepare(member, MONGO_MEMBER, passwords), PyMongoError)
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
